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
from itertools import pairwise

from sinkmap.parameters import Management, SocVintage, SoilClass
from sinkmap.text import Text

__all__ = [
    "PADDY_LOSES",
    "LandArea",
    "YearOfSoil",
    "annual_change",
    "combined_error_of_product",
    "combined_error_of_sum",
    "equilibrium",
    "inventory_change",
    "measured_change",
    "relative_stock",
    "soil_history",
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
class LandArea:
    """``hectares`` of land of one soil class under one management."""

    soil: SoilClass
    management: Management
    hectares: float


@dataclass(frozen=True, slots=True)
class YearOfSoil:
    """Stock in tC/ha at the end of a year, and its change in tC/ha during the year."""

    year: int
    stock: float
    change: float


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


def soil_history(
    vintage: SocVintage,
    soil: SoilClass,
    managements: Sequence[tuple[int, Management]],
    last: int,
) -> tuple[YearOfSoil, ...]:
    """Stock and change of every year over a history of land use.

    The first management is taken to have been there for as long as it takes to settle. Each later
    one sets out from where the stock stands, settled or not, and arrives after the transition
    time unless another one comes first.

    Parameters
    ----------
    managements
        Year from which each holds, rising; the change shows from that year on.
    last
        Last year of the series; the first is that of the first management.

    Raises
    ------
    ValueError
        If there is no management, or the years do not rise.
    """
    years = [year for year, _ in managements]
    if not years or any(b <= a for a, b in pairwise(years)):
        raise ValueError(f"a history needs managements in rising years: {years}")
    stock = goal = equilibrium(vintage, soil, managements[0][1])
    arrives, step = years[0], 0.0
    coming = dict(managements[1:])
    series = []
    for year in range(years[0], last + 1):
        if year in coming:
            goal = equilibrium(vintage, soil, coming[year])
            step = annual_change(vintage, stock, goal)
            arrives = year + math.ceil(vintage.transition_years) - 1
        # The last step lands on the goal itself, not beside it by a rounding.
        after = stock + step if year < arrives else goal
        series.append(YearOfSoil(year, after, after - stock))
        stock = after
    return tuple(series)


def combined_error_of_product(errors: Iterable[float]) -> float:
    """Error of a product of independent factors, relative and in the unit of the errors.

    IPCC 2006 Vol 1 ch. 3 equation 3.1 (approach 1).
    """
    return math.hypot(*errors)


def combined_error_of_sum(terms: Iterable[tuple[float, float]]) -> float:
    """Relative error of a sum of independent terms, each given with its relative error.

    IPCC 2006 Vol 1 ch. 3 equation 3.2 (approach 1).

    Raises
    ------
    ValueError
        If the terms sum to zero: no relative error is defined.
    """
    known = tuple(terms)
    total = math.fsum(value for value, _ in known)
    if total == 0.0:
        raise ValueError("terms that sum to zero have no relative error")
    return math.hypot(*(value * error for value, error in known)) / abs(total)
