"""What standing land takes up in a year, and the methane of wet ground beside it.

Rates by class times areas. Removal is positive. Methane is a side account in CO2 equivalents at a
stated GWP100: a bureau quotes the CO2 alone, and both stand side by side, never one silently less
the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sinkmap.parameters import SinkRate, methane_rates, sink_rates, weakest
from sinkmap.science.propagation import Propagated, Uncertain, propagate, propagate_linear
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "FluxTerm",
    "YearlyFlux",
    "flux_terms",
    "methane_emission",
    "net_flux",
    "propagate_terms",
    "rated_m2",
    "sink_flux",
]


Floats = NDArray[np.float64]
Ranges = Mapping[str, tuple[float, float]]
_SURE: Ranges = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FluxTerm:
    """A class with its rate and its hectares; negative hectares turn a rate's sign."""

    group: str
    rate: SinkRate
    hectares: float


@dataclass(frozen=True, slots=True)
class YearlyFlux:
    """Tonnes of CO2 or CO2e a year with range and shares, and the weakest certainty in it."""

    amount: Propagated
    certainty: str


def sink_flux(
    areas_m2: Mapping[str, float], profile: str, *, seed: int, area_ranges: Ranges = _SURE
) -> YearlyFlux:
    """tCO2/yr taken up by classes of which the profile knows a rate, group id -> m².

    ``area_ranges``: group id -> least and greatest factor of its area (95 %, around 1).
    """
    return _summed(flux_terms(areas_m2, sink_rates(profile)), seed, area_ranges)


def methane_emission(
    areas_m2: Mapping[str, float],
    items: Iterable[str],
    *,
    seed: int,
    area_ranges: Ranges = _SURE,
) -> YearlyFlux:
    """tCO2e/yr emitted by some lines of the side account, group id -> m²."""
    wanted = set(items)
    rates = {group: rate for group, rate in methane_rates().items() if rate.item in wanted}
    return _summed(flux_terms(areas_m2, rates), seed, area_ranges)


def net_flux(
    areas_m2: Mapping[str, float], profile: str, *, seed: int, area_ranges: Ranges = _SURE
) -> YearlyFlux:
    """tCO2e/yr taken up less methane emitted: the second column beside :func:`sink_flux`."""
    taken = flux_terms(areas_m2, sink_rates(profile))
    emitted = [
        replace(one, hectares=-one.hectares) for one in flux_terms(areas_m2, methane_rates())
    ]
    return _summed([*taken, *emitted], seed, area_ranges)


def rated_m2(areas_m2: Mapping[str, float], profile: str) -> float:
    """m² of classes of which the profile knows a rate."""
    return sum(m2 for group, m2 in sorted(areas_m2.items()) if group in sink_rates(profile))


def flux_terms(areas_m2: Mapping[str, float], rates: Mapping[str, SinkRate]) -> list[FluxTerm]:
    """Every class that has a rate in tonnes per hectare and year, and an area."""
    return [
        FluxTerm(group, rates[group], convert(m2, SQUARE_METRE, HECTARE))
        for group, m2 in sorted(areas_m2.items())
        if group in rates and m2 > 0.0
    ]


def propagate_terms(
    terms: Sequence[FluxTerm],
    area_ranges: Ranges,
    factor: Uncertain | None = None,
    *,
    seed: int,
) -> Propagated:
    """Sum of rate x hectares, times a factor (a price) if there is one, with all ranges.

    Classes that share a row of the rates' table share its error.
    """
    rates = {one.rate.source: one.rate for one in terms}
    ranged = {one.group for one in terms if one.group in area_ranges}
    inputs = [Uncertain(name, one.value, one.low, one.high) for name, one in rates.items()]
    inputs += [Uncertain(f"area.{group}", 1.0, *area_ranges[group]) for group in sorted(ranged)]
    inputs += [] if factor is None else [factor]

    def summed(drawn: Mapping[str, Floats]) -> Floats:
        found = np.zeros(1)
        for one in terms:
            area = drawn[f"area.{one.group}"] if one.group in ranged else 1.0
            found = found + one.hectares * drawn[one.rate.source] * area
        return found if factor is None else found * drawn[factor.source]

    if factor is not None or ranged:
        return propagate(summed, inputs, seed=seed)
    hectares = dict.fromkeys(rates, 0.0)
    for one in terms:
        hectares[one.rate.source] += one.hectares
    return propagate_linear(hectares, inputs, seed=seed)


def _summed(terms: Sequence[FluxTerm], seed: int, area_ranges: Ranges) -> YearlyFlux:
    found = propagate_terms(terms, area_ranges, seed=seed)
    return YearlyFlux(found, weakest(one.rate.certainty for one in terms))
