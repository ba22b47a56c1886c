"""Soil carbon of ground whose use or practice changed, summed over a statistical unit.

The map ``soil_conversion`` holds the pair of managements of every pixel: of the year before and of
this year. Only four managements are told apart by class of land (paddy, dry cropland, gardens,
native); ground that is settlement or open water in either year has no factor and is not estimated.
What is done on cropland (straw, manure, tillage) is not on the map: it comes as areas by
management of either year, and counts by what it differs from the management of its class.

All of it is equation 2.25 of IPCC 2006 Vol 4: sums of area x SOCref x factors of this year, less
those of the year before, over the transition time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import groups
from sinkmap.parameters import PRACTICED_GROUP, Management, SocVintage, SoilClass, soc_management
from sinkmap.science.propagation import Formula, Uncertain
from sinkmap.science.table_inputs import row_input
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "UNESTIMATED",
    "PracticeAreas",
    "SoilTerms",
    "conversion_pixels",
    "conversion_value",
    "conversions_by_soil",
    "management_pairs",
    "measured_soil_terms",
    "soil_terms",
]

UNESTIMATED = 17
"""Map value of ground that has no factor in one of the two years."""

Floats = NDArray[np.float64]
PracticeAreas = Mapping[Management, float]
"""Management -> m² of dry cropland."""


@dataclass(frozen=True, slots=True, eq=False)
class SoilTerms:
    """A change in tC/yr as a formula of its inputs, ready to be propagated.

    ``unknown_m2``: ground whose soil class has no reference stock; it is not in the formula.
    """

    formula: Formula
    inputs: tuple[Uncertain, ...]
    unknown_m2: float = 0.0


@dataclass(slots=True)
class _Balance:
    """Net hectares that came to a management, on each soil."""

    hectares: dict[tuple[SoilClass, Management], float] = field(default_factory=dict)

    def add(self, soil: SoilClass, management: Management, m2: float) -> None:
        key = (soil, management)
        gained = convert(m2, SQUARE_METRE, HECTARE)
        self.hectares[key] = self.hectares.get(key, 0.0) + gained


@cache
def _managements() -> tuple[Management, ...]:
    """The managements that classes of land tell apart, in the order of the table."""
    return tuple(dict.fromkeys(soc_management().values()))


@cache
def management_pairs() -> Mapping[int, tuple[Management, Management]]:
    """Map value -> management of the year before and of this year."""
    kinds = _managements()
    return {1 + place: pair for place, pair in enumerate(product(kinds, kinds))}


def conversion_value(before: Management, after: Management) -> int:
    """Map value of a pair of managements."""
    kinds = _managements()
    return 1 + kinds.index(before) * len(kinds) + kinds.index(after)


@cache
def _table() -> NDArray[np.uint8]:
    """(256, 256) map value by group index before and after; 0 where either is not known."""
    table = np.zeros((256, 256), dtype=np.uint8)
    known = [one.index for one in groups()]
    table[np.ix_(known, known)] = UNESTIMATED
    of_group = soc_management()
    managed = [(one.index, of_group[one.id]) for one in groups() if one.id in of_group]
    for (first, before), (second, after) in product(managed, managed):
        table[first, second] = conversion_value(before, after)
    return table


def conversion_pixels(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(y, x) pair of managements from (y, x) group indexes of two years."""
    found: NDArray[np.uint8] = _table()[before, after]
    return found


def conversions_by_soil(
    classes: Mapping[int, float],
    by_soil: Mapping[tuple[int, int], float],
    default: SoilClass = SoilClass.HAC,
) -> dict[tuple[SoilClass, int], float]:
    """(soil class, map value) -> m²; the default soil where no soil map says else.

    Parameters
    ----------
    classes
        Map value -> m².
    by_soil
        (map value, value of the soil map) -> m²; empty without a soil map.
    """
    soils = {one.raster_value: one for one in SoilClass}
    found: dict[tuple[SoilClass, int], float] = {}
    left = dict(classes)
    for (value, soil), m2 in sorted(by_soil.items()):
        if soil in soils:
            found[(soils[soil], value)] = m2
            left[value] = left.get(value, 0.0) - m2
    for value, m2 in sorted(left.items()):
        key = (default, value)
        found[key] = found.get(key, 0.0) + m2
    return found


def soil_terms(
    vintage: SocVintage,
    conversions: Mapping[tuple[SoilClass, int], float],
    *,
    years: float = 1.0,
    soil: SoilClass = SoilClass.HAC,
    practice: PracticeAreas | None = None,
    practice_before: PracticeAreas | None = None,
) -> SoilTerms:
    """Yearly change by Tier 1.

    Parameters
    ----------
    vintage
        All numbers are of this one.
    conversions
        (soil class, map value) -> m².
    years
        Between the two years.
    practice, practice_before
        Areas of this year and of the year before; they are taken to lie on ``soil``.
    """
    balance, unknown = _Balance(), 0.0
    for (place, value), m2 in sorted(conversions.items()):
        pair = management_pairs().get(value)
        if pair is None:
            continue
        if not vintage.covers(place):
            unknown += m2
            continue
        balance.add(place, pair[0], -m2)
        balance.add(place, pair[1], m2)
    for areas, sign in ((practice, 1.0), (practice_before, -1.0)):
        for management, m2 in sorted((areas or {}).items()):
            balance.add(soil, management, sign * m2)
            balance.add(soil, soc_management()[PRACTICED_GROUP], -sign * m2)
    return _balanced(vintage, balance, years, unknown)


def _balanced(vintage: SocVintage, balance: _Balance, years: float, unknown_m2: float) -> SoilTerms:
    time = max(vintage.transition_years, years)
    used = {key: ha for key, ha in balance.hectares.items() if ha != 0.0}
    inputs = _inputs(vintage, {soil for soil, _ in used}, {kind for _, kind in used})

    def change(values: Mapping[str, Floats]) -> Floats:
        total = np.zeros(1)
        for (soil, management), hectares in used.items():
            stock = values[_source(vintage, f"SOCref.{soil}")] * _factor(
                vintage, management, values
            )
            total = total + stock * (hectares / time)
        return total

    return SoilTerms(change, inputs, unknown_m2)


def measured_soil_terms(
    vintage: SocVintage, stocks: Mapping[int, float], *, years: float = 1.0
) -> SoilTerms:
    """Yearly change in tC/yr by Tier 2: measured stock x (F after / F before - 1).

    Parameters
    ----------
    stocks
        Map value -> measured stock in tC of the ground, under the management before.
    """
    time = max(vintage.transition_years, years)
    pairs = management_pairs()
    moved = {
        pairs[value]: stock
        for value, stock in sorted(stocks.items())
        if value in pairs and pairs[value][0] != pairs[value][1]
    }
    inputs = _inputs(vintage, set(), {kind for pair in moved for kind in pair})

    def change(values: Mapping[str, Floats]) -> Floats:
        total = np.zeros(1)
        for (before, after), stock in moved.items():
            ratio = _factor(vintage, after, values) / _factor(vintage, before, values)
            total = total + (ratio - 1.0) * (stock / time)
        return total

    return SoilTerms(change, inputs)


def _factor(vintage: SocVintage, management: Management, values: Mapping[str, Floats]) -> Floats:
    return math.prod(
        (values[_source(vintage, name)] for name in management.factors), start=np.ones(1)
    )


def _inputs(
    vintage: SocVintage, soils: set[SoilClass], managements: set[Management]
) -> tuple[Uncertain, ...]:
    used = [vintage.reference(soil) for soil in soils]
    used += [factor for kind in managements for factor in vintage.factors(kind)]
    rows = {one.id: one for one in used}
    return tuple(row_input(vintage.table.id, one) for _, one in sorted(rows.items()))


def _source(vintage: SocVintage, name: str) -> str:
    return f"{vintage.table.id}.{name}"
