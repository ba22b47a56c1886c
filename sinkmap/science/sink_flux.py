"""What standing land takes up in a year, and the methane of wet ground beside it.

Rates by class times areas. Removal is positive. Methane is a side account in CO2 equivalents at a
stated GWP100: a bureau quotes the CO2 alone, and both stand side by side, never one silently less
the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sinkmap.parameters import SinkRate, methane_rates, sink_rates, weakest
from sinkmap.science.propagation import Propagated, Uncertain, propagate_linear
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "YearlyFlux",
    "flux_terms",
    "methane_emission",
    "net_flux",
    "rated_m2",
    "sink_flux",
]


@dataclass(frozen=True, slots=True)
class YearlyFlux:
    """Tonnes of CO2 or CO2e a year with range and shares, and the weakest certainty in it."""

    amount: Propagated
    certainty: str


def sink_flux(areas_m2: Mapping[str, float], profile: str, *, seed: int) -> YearlyFlux:
    """tCO2/yr taken up by classes of which the profile knows a rate, group id -> m²."""
    return _summed(flux_terms(areas_m2, sink_rates(profile)), seed)


def methane_emission(
    areas_m2: Mapping[str, float], items: Iterable[str], *, seed: int
) -> YearlyFlux:
    """tCO2e/yr emitted by some lines of the side account, group id -> m²."""
    wanted = set(items)
    rates = {group: rate for group, rate in methane_rates().items() if rate.item in wanted}
    return _summed(flux_terms(areas_m2, rates), seed)


def net_flux(areas_m2: Mapping[str, float], profile: str, *, seed: int) -> YearlyFlux:
    """tCO2e/yr taken up less methane emitted: the second column beside :func:`sink_flux`."""
    taken = flux_terms(areas_m2, sink_rates(profile))
    emitted = [(rate, -hectares) for rate, hectares in flux_terms(areas_m2, methane_rates())]
    return _summed([*taken, *emitted], seed)


def rated_m2(areas_m2: Mapping[str, float], profile: str) -> float:
    """m² of classes of which the profile knows a rate."""
    return sum(m2 for group, m2 in sorted(areas_m2.items()) if group in sink_rates(profile))


def flux_terms(
    areas_m2: Mapping[str, float], rates: Mapping[str, SinkRate]
) -> list[tuple[SinkRate, float]]:
    """Rate in tonnes per hectare and year, and hectares, of every class that has both."""
    return [
        (rates[group], convert(m2, SQUARE_METRE, HECTARE))
        for group, m2 in sorted(areas_m2.items())
        if group in rates and m2 > 0.0
    ]


def _summed(terms: Iterable[tuple[SinkRate, float]], seed: int) -> YearlyFlux:
    hectares: dict[str, float] = {}
    rates: dict[str, SinkRate] = {}
    for rate, area in terms:
        # Classes that share a row of the table share its error.
        hectares[rate.source] = hectares.get(rate.source, 0.0) + area
        rates[rate.source] = rate
    inputs = [Uncertain(name, one.value, one.low, one.high) for name, one in rates.items()]
    found = propagate_linear(hectares, inputs, seed=seed)
    return YearlyFlux(found, weakest(one.certainty for one in rates.values()))
