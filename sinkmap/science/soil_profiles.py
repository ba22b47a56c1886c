"""Soil profiles brought to one depth: 0-20, 0-30 or 0-100 cm, never mixed.

A horizon that reaches over the bound of the depth gives the share of its thickness that lies
within. A depth that the horizons of a profile do not cover from top to bottom is missing: nothing
is extrapolated downward, and no gap is bridged (the FAO protocol for soil carbon stocks, 2019,
likewise sums horizons by the thickness within the depth).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sinkmap.science.soil import SoilLayer

__all__ = ["DEPTHS", "density_over", "gaps_of", "horizons_within", "overlaps_of"]

DEPTHS = ((0, 20), (0, 30), (0, 100))
"""Depths in cm that densities are given for: plough layer, IPCC default, one metre."""


def horizons_within(
    layers: Iterable[SoilLayer], depth: tuple[float, float]
) -> tuple[SoilLayer, ...] | None:
    """The horizons of a profile cut to a depth, from the top down; None if they do not cover it.

    Raises
    ------
    ValueError
        If horizons overlap: which of them is right cannot be told.
    """
    top, bottom = depth
    ordered = sorted(layers, key=lambda layer: (layer.top, layer.bottom))
    if overlaps_of((one.top, one.bottom) for one in ordered):
        raise ValueError("horizons of a profile overlap")
    cut = [
        replace(one, top=max(one.top, top), bottom=min(one.bottom, bottom))
        for one in ordered
        if one.bottom > top and one.top < bottom
    ]
    edges = [top, *(one.bottom for one in cut)]
    whole = all(one.top == edge for one, edge in zip(cut, edges, strict=False))
    return tuple(cut) if cut and whole and edges[-1] == bottom else None


def density_over(layers: Iterable[SoilLayer], depth: tuple[float, float]) -> float | None:
    """SOCD of a profile in tC/ha over a depth in cm; None if its horizons do not cover the depth.

    Raises
    ------
    ValueError
        If horizons overlap.
    """
    within = horizons_within(layers, depth)
    return None if within is None else sum(layer.density for layer in within)


def gaps_of(bounds: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Depths in cm between the surface and the deepest horizon that no horizon covers."""
    found, reached = [], 0.0
    for top, bottom in sorted(bounds):
        if top > reached:
            found.append((reached, top))
        reached = max(reached, bottom)
    return found


def overlaps_of(bounds: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Depths in cm that a horizon shares with those above it."""
    found, reached = [], 0.0
    for top, bottom in sorted(bounds):
        if top < reached:
            found.append((top, min(bottom, reached)))
        reached = max(reached, bottom)
    return found
