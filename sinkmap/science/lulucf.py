"""Land use and its change in one figure: flux of land remaining, terms of land converted.

Land that kept its class takes up what its class does in a year. Land that was converted between
the two years counts by what the conversion moves, never by both: its soil moves to the new
equilibrium within 20 years (equation 2.25 of IPCC 2006 Vol 4); where its new class holds less
biomass the difference is lost at once, where it holds more that grows within 20 years (after
equations 2.15 and 2.16). Conversions before the earlier year are not known and not in it.

A change of stock between two maps is another estimate of the same thing and is never added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.parameters import BIOMASS, PoolTable, sink_rates, weakest
from sinkmap.science.propagation import Formula, Uncertain
from sinkmap.science.soil_conversion import SoilTerms
from sinkmap.science.table_inputs import certainty_of
from sinkmap.uom import CO2_PER_C, HECTARE, SQUARE_METRE, convert

__all__ = ["LandTerms", "land_terms"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LandTerms:
    """tCO2/yr taken up as a formula of its inputs; ``certainty`` is the weakest of them."""

    formula: Formula
    inputs: tuple[Uncertain, ...]
    certainty: str


@dataclass(slots=True)
class _Sums:
    """Coefficients of inputs in tCO2/yr, with the inputs and their certainty."""

    weight: dict[str, float]
    inputs: dict[str, Uncertain]
    letters: set[str]

    def add(self, one: Uncertain, weight: float, certainty: str) -> None:
        self.weight[one.source] = self.weight.get(one.source, 0.0) + weight
        self.inputs[one.source] = one
        self.letters.add(certainty)


def land_terms(
    transitions: Mapping[tuple[str, str], float],
    soil: SoilTerms,
    pools: PoolTable,
    *,
    years: float,
    transition_years: float,
) -> LandTerms:
    """All land of a unit.

    Parameters
    ----------
    transitions
        (group before, group now) -> m².
    soil
        Soil carbon of converted ground, tC/yr.
    years, transition_years
        Between the two years; and from one equilibrium to the next.
    """
    sums, rates = _Sums({}, {}, set()), sink_rates("default")
    for (before, after), m2 in sorted(transitions.items()):
        hectares = convert(m2, SQUARE_METRE, HECTARE)
        if before == after:
            rate = rates.get(after)
            if rate is not None:
                one = Uncertain(rate.source, rate.value, rate.low, rate.high)
                sums.add(one, hectares, rate.certainty)
            continue
        gain = pools.of(after).biomass - pools.of(before).biomass
        pace = CO2_PER_C * hectares / (transition_years if gain > 0.0 else years)
        for group, sign in ((after, 1.0), (before, -1.0)):
            row = pools.of(group)
            one = Uncertain(f"{pools.source}.{group}", row.total, row.low, row.high)
            sums.add(one, sign * pace * row.share(*BIOMASS), row.certainty)

    def taken_up(values: Mapping[str, Floats]) -> Floats:
        total = soil.formula(values) * CO2_PER_C
        for source, weight in sums.weight.items():
            total = total + values[source] * weight
        return total

    letters = weakest((*sums.letters, certainty_of(soil.inputs)))
    return LandTerms(taken_up, (*sums.inputs.values(), *soil.inputs), letters)
