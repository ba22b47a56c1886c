"""Two vintages of a soil on equal soil mass instead of equal depth.

Where bulk density changes, a fixed depth holds another mass of soil, and the carbon of two years
differs although no carbon came or went. The carbon is therefore read off at the same cumulative
mineral mass (Wendt & Hauser 2013, Eur. J. Soil Sci. 64:58-65; mineral mass as in von Haden et al.
2020, Glob. Change Biol. 26:3759-3770). They lay a cubic spline through cumulative carbon over
cumulative mass; here it is the monotone one of Fritsch & Carlson (1980), which never falls between
two horizons. Nothing is read off below the deepest horizon, nor where a bulk density was not
measured: one that follows from the carbon says nothing of a change of mass.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from sinkmap.parameters import parameter_table
from sinkmap.science.soil import SoilLayer
from sinkmap.science.soil_profiles import density_over, horizons_within
from sinkmap.text import Text

__all__ = [
    "SOIL_VINTAGE_COLUMNS",
    "NotCompared",
    "VintageChange",
    "compare_vintages",
    "equivalent_mass_stock",
    "mineral_mass",
]

SOIL_VINTAGE_COLUMNS = ("year_from", "year_to", "basis", "profiles", "change", "se")
"""Mean change of soil carbon between two vintages of the same profiles, tC/ha: on equal soil mass
and, beside it, over the fixed depth; then how many were not compared, by reason."""

_MASS_T_HA = 100.0
"""g/cm³ x cm = 100 t/ha."""


class NotCompared(StrEnum):
    """Why two vintages of a profile were not compared on equal mass."""

    ONE_VINTAGE = "one_vintage"
    BULK_DENSITY = "bulk_density"
    TOO_SHALLOW = "too_shallow"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _REASONS[self]


_REASONS = {
    NotCompared.ONE_VINTAGE: Text("只有一期剖面", "the profile was sampled in one vintage only"),
    NotCompared.BULK_DENSITY: Text(
        "缺少实测容重，未作等质量比较", "bulk density was not measured, so not on equal soil mass"
    ),
    NotCompared.TOO_SHALLOW: Text(
        "剖面达不到参照土壤质量", "the profile does not reach down to the mass of reference"
    ),
}


@dataclass(frozen=True, slots=True)
class VintageChange:
    """Change of carbon between two vintages of the same profiles, tC/ha.

    ``pairs``: profile -> (stock before, stock after) at the mass that the depth held before;
    ``fixed_depth``: the same profiles over the fixed depth, for comparison; ``not_compared``:
    profile -> why not. ``mean`` and its standard error ``se`` over the pairs; None where there are
    too few.
    """

    depth: tuple[float, float]
    pairs: Mapping[str, tuple[float, float]]
    fixed_depth: Mapping[str, tuple[float, float]]
    not_compared: Mapping[str, NotCompared]

    @property
    def mean(self) -> float | None:
        """Mean change on equal mass; None without a pair."""
        return float(np.mean(self._changes())) if self.pairs else None

    @property
    def se(self) -> float | None:
        """Standard error of the mean change; None with fewer than two pairs."""
        changes = self._changes()
        count = len(changes)
        return float(np.std(changes, ddof=1)) / math.sqrt(count) if count > 1 else None

    def _changes(self) -> NDArray[np.float64]:
        return np.array([after - before for before, after in self.pairs.values()])


def mineral_mass(layer: SoilLayer) -> float:
    """Fine earth without organic matter, t/ha; matter is carbon x 1.724.

    Raises
    ------
    ValueError
        If the bulk density was not measured.
    """
    if layer.bulk_density is None:
        raise ValueError("a bulk density that follows from the carbon gives no mass to compare")
    thickness = layer.bottom - layer.top
    fine = layer.bulk_density * thickness * (1.0 - layer.coarse) * _MASS_T_HA
    matter = layer.soc * parameter_table("soil").value("som_per_soc") / 1000.0
    return fine * (1.0 - matter)


def equivalent_mass_stock(layers: Iterable[SoilLayer], mass: float) -> float | None:
    """Carbon in tC/ha above the level where the mineral mass from the surface is ``mass`` t/ha.

    Returns
    -------
    None if the horizons do not hold that mass from the surface down without a gap.

    Raises
    ------
    ValueError
        If horizons overlap, a bulk density was not measured, or ``mass`` is not positive.
    """
    if not mass > 0.0:
        raise ValueError(f"a mass of reference is positive: {mass} t/ha")
    ordered = _from_surface(layers)
    masses = np.cumsum([0.0, *(mineral_mass(layer) for layer in ordered)])
    # A mass that was summed in another order may miss the profile's own by a rounding.
    if not ordered or mass > masses[-1] * (1.0 + 1e-12):
        return None
    carbon = np.cumsum([0.0, *(layer.density for layer in ordered)])
    return float(PchipInterpolator(masses, carbon)(min(mass, masses[-1])))


def _from_surface(layers: Iterable[SoilLayer]) -> tuple[SoilLayer, ...]:
    """Horizons from the surface down to the first gap."""
    ordered = sorted(layers, key=lambda layer: layer.top)
    reached = 0.0
    kept = []
    for layer in ordered:
        if layer.top < reached:
            raise ValueError("horizons of a profile overlap")
        if layer.top > reached:
            break
        kept.append(layer)
        reached = layer.bottom
    return tuple(kept)


def compare_vintages(
    before: Mapping[str, Iterable[SoilLayer]],
    after: Mapping[str, Iterable[SoilLayer]],
    depth: tuple[float, float],
) -> VintageChange:
    """Carbon of two vintages at the mineral mass that ``depth`` held in the first.

    Parameters
    ----------
    before, after
        Profile -> its horizons. Profiles of the same id are the same place.
    depth
        Top (0) and bottom in cm.

    Raises
    ------
    ValueError
        If the depth does not begin at the surface, or horizons overlap.
    """
    if depth[0] != 0.0:
        raise ValueError(f"equal mass is counted from the surface: {depth} cm")
    pairs: dict[str, tuple[float, float]] = {}
    fixed: dict[str, tuple[float, float]] = {}
    left: dict[str, NotCompared] = {}
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            left[name] = NotCompared.ONE_VINTAGE
            continue
        old, new = tuple(before[name]), tuple(after[name])
        found = _pair(old, new, depth)
        if isinstance(found, NotCompared):
            left[name] = found
            continue
        pairs[name] = found
        depths = (density_over(old, depth), density_over(new, depth))
        if depths[0] is not None and depths[1] is not None:
            fixed[name] = (depths[0], depths[1])
    return VintageChange(depth, pairs, fixed, left)


def _pair(
    old: tuple[SoilLayer, ...], new: tuple[SoilLayer, ...], depth: tuple[float, float]
) -> tuple[float, float] | NotCompared:
    within = horizons_within(old, depth)
    if within is None:
        return NotCompared.TOO_SHALLOW
    if any(layer.bulk_density is None for layer in (*within, *new)):
        return NotCompared.BULK_DENSITY
    mass = math.fsum(mineral_mass(layer) for layer in within)
    stock = math.fsum(layer.density for layer in within)
    later = equivalent_mass_stock(new, mass)
    return NotCompared.TOO_SHALLOW if later is None else (stock, later)
