"""Money for carbon: ranges of densities or rates, of price and of discount carried together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sinkmap.parameters import Parameter, PoolTable
from sinkmap.science.carbon_value import net_present_value
from sinkmap.science.pool_stock import source_of, totals_of
from sinkmap.science.propagation import Propagated, Uncertain, propagate
from sinkmap.science.sink_flux import FluxTerm, propagate_terms
from sinkmap.uom import CO2_PER_C

__all__ = ["present_value", "yearly_worth"]

Floats = NDArray[np.float64]


def present_value(
    table: PoolTable,
    weights: Mapping[str, float],
    money: Mapping[str, Parameter],
    years: tuple[int, int],
    *,
    seed: int,
) -> Propagated:
    """CNY: net present value of a change of stock between two years.

    Parameters
    ----------
    weights
        As :func:`sinkmap.science.pool_stock.change_weights` gives them.
    money
        ``co2_price`` in CNY/tCO2, ``discount_rate`` and ``price_change`` in percent a year.
    """
    named = [_uncertain(name, one) for name, one in money.items()]

    def value(drawn: Mapping[str, Floats]) -> Floats:
        carbon = np.zeros(1)
        for group, weight in weights.items():
            carbon = carbon + weight * drawn[source_of(group)]
        price, discount, change = (drawn[_SOURCE + name] for name in _NAMES)
        return net_present_value(
            carbon, price * CO2_PER_C, discount, change, first=years[0], last=years[1]
        )

    return propagate(value, [*totals_of(table, weights), *named], seed=seed)


def yearly_worth(
    terms: Sequence[FluxTerm],
    price: Parameter,
    *,
    seed: int,
    area_ranges: Mapping[str, tuple[float, float]],
) -> Propagated:
    """CNY/yr: what a year's uptake is worth."""
    return propagate_terms(terms, area_ranges, _uncertain(_NAMES[0], price), seed=seed)


_SOURCE = "carbon_account."
_NAMES = ("co2_price", "discount_rate", "price_change")


def _uncertain(name: str, one: Parameter) -> Uncertain:
    return Uncertain(_SOURCE + name, one.value, one.low, one.high)
