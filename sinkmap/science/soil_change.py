"""Change of soil organic carbon by the stock change method of the IPCC, and a Tier 2 variant.

Equation 2.25 (IPCC 2006 Vol 4 ch. 2): in equilibrium SOC = SOCref x FLU x FMG x FI in tC/ha over
0-30 cm. After a change of use or practice the stock moves in a straight line to the new
equilibrium, over 20 years or over the time between two inventories if that is longer, and then
stays. Positive change is a removal from the air.

The Tier 2 variant takes what was measured in place of SOCref: stock x (F after / F before - 1).
The factors are relative to SOCref, so they are never multiplied with a measured stock alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sinkmap.parameters import Management, SocVintage, SoilClass
from sinkmap.text import Text

__all__ = [
    "PADDY_LOSES",
    "Conversion",
    "LandArea",
    "YearOfPath",
    "annual_change",
    "conversion_path",
    "equilibrium",
    "inventory_change",
    "measured_change",
    "relative_stock",
    "total_stock",
]

PADDY_LOSES = Text(
    "水田转为林地、园地或旱地，按 IPCC 方法土壤碳是损失：水田因淹水积累了高于自然参照的土壤碳"
    "（2019 年因子 1.35），排水以后逐渐分解。此符号不是差错，生物量的增加另计。",
    "Paddy turned into forest, orchard or dry cropland loses soil carbon by the method of the "
    "IPCC: flooding has built up more carbon than the natural reference holds (factor 1.35 of "
    "2019), and it decays once the field is drained. The sign is no error; gains of biomass are "
    "counted apart.",
)
"""Why a figure that most readers expect to be positive is negative."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """Ground that changed up to ``year``: ``change`` in tC/yr from then on for ``years``."""

    year: int
    change: float
    years: float


@dataclass(frozen=True, slots=True)
class YearOfPath:
    """A year of what conversions go on to do: ``parts`` in tC/yr, one for each conversion, 0 before
    and after its time; ``so_far`` in tC since the first."""

    year: int
    parts: tuple[float, ...]
    so_far: float

    @property
    def change(self) -> float:
        """All conversions together in tC/yr."""
        return math.fsum(self.parts)


@dataclass(frozen=True, slots=True)
class LandArea:
    """``hectares`` of land of one soil class under one management."""

    soil: SoilClass
    management: Management
    hectares: float


def relative_stock(vintage: SocVintage, management: Management) -> float:
    """FLU x FMG x FI: stock in equilibrium over the reference stock."""
    return math.prod(factor.value for factor in vintage.factors(management))


def equilibrium(vintage: SocVintage, soil: SoilClass, management: Management) -> float:
    """Stock in equilibrium in tC/ha, 0-30 cm."""
    return vintage.reference(soil).value * relative_stock(vintage, management)


def total_stock(vintage: SocVintage, land: Iterable[LandArea]) -> float:
    """Stock in equilibrium of several areas in tC."""
    return math.fsum(equilibrium(vintage, one.soil, one.management) * one.hectares for one in land)


def annual_change(vintage: SocVintage, before: float, after: float, years: float = 0.0) -> float:
    """Yearly change between two stocks in the unit of the stocks per year.

    ``years`` between the two inventories take the place of the transition time if they are more.
    """
    return (after - before) / max(vintage.transition_years, years)


def inventory_change(
    vintage: SocVintage,
    before: Sequence[LandArea],
    after: Sequence[LandArea],
    years: float = 0.0,
) -> float:
    """Yearly change in tC/yr between two inventories of the same ground.

    Raises
    ------
    ValueError
        If they are not of the same ground: areas that differ by more than a millionth.
    """
    areas = [math.fsum(one.hectares for one in land) for land in (before, after)]
    if abs(areas[0] - areas[1]) > 1e-6 * max(areas):
        raise ValueError(f"two inventories of different ground: {areas[0]} and {areas[1]} ha")
    stocks = [total_stock(vintage, land) for land in (before, after)]
    return annual_change(vintage, stocks[0], stocks[1], years)


def measured_change(
    vintage: SocVintage,
    measured: float,
    before: Management,
    after: Management,
    years: float = 0.0,
) -> float:
    """Yearly change of a measured stock under ``before``, in its unit per year (Tier 2)."""
    ratio = relative_stock(vintage, after) / relative_stock(vintage, before)
    return annual_change(vintage, measured, measured * ratio, years)


def conversion_path(conversions: Sequence[Conversion]) -> tuple[YearOfPath, ...]:
    """What soils go on to gain or lose after conversions, year by year until all have settled.

    The change of a conversion is the same in every year of its time and then ends. Ground that is
    converted once more before it settled is in both: its second change is reckoned from the
    settled stock.
    """
    if not conversions:
        return ()
    ends = [one.year + math.ceil(one.years) for one in conversions]
    path: list[YearOfPath] = []
    so_far = 0.0
    for year in range(min(one.year for one in conversions), max(ends)):
        parts = tuple(
            one.change if one.year <= year < end else 0.0
            for one, end in zip(conversions, ends, strict=True)
        )
        so_far += math.fsum(parts)
        path.append(YearOfPath(year, parts, so_far))
    return tuple(path)
