"""Prices of the limits, from the rows of the program back to yuan, m² and sites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.siting._linear import Bound
from sinkmap.siting._program import Program, limits_of

__all__ = ["Prices", "prices_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What one more unit of each limit is worth at the bound: duals of the linear relaxation.

    ``budget`` in value per yuan; ``max_area`` and ``min_area`` in value per m² (the second is what
    a m² that must be found costs); ``quota_max`` and ``quota_min``: (q,) value per m². All are
    0 or more. ``bonus``: (n,) share of its neighbours' bonus that is credited to each site;
    ``conflict``: (n,) price of the exclusions it stands in; ``worth``: (n,) value and bonus less
    what the site takes of every limit at these prices. In the relaxation a site with positive worth
    is chosen and one with negative worth is not. ``bound``: value that the prices prove; without a
    site of positive worth, or with one of negative worth, no choice is worth more than the bound
    less that worth.
    """

    bound: float
    budget: float
    max_area: float
    min_area: float
    quota_max: Floats
    quota_min: Floats
    bonus: Floats
    conflict: Floats
    worth: Floats


def prices_of(program: Program, bound: Bound) -> Prices:
    """Read the prices of a bound of the program."""
    problem = program.problem
    rows = len(program.limits)
    both = (bound.high[:rows] + bound.low[:rows]) * program.unit / program.row_unit
    price = dict(zip(program.limits, both.tolist(), strict=True))
    bonus, conflict = np.zeros(len(problem)), np.zeros(len(problem))
    if program.groups:
        block = program.linear.matrix[rows : rows + program.groups, : len(program.sites)]
        group = bound.high[rows : rows + program.groups] * program.unit
        conflict[program.sites] = block.T @ group
    pairs = len(program.pairs)
    if pairs:
        credit = bound.high[-2 * pairs :].reshape(2, pairs).T * program.unit
        np.add.at(bonus, program.sites[program.pairs], credit)
    worth = problem.value + bonus - conflict
    for limit in limits_of(problem):
        sign = -1.0 if limit.name.partition(":")[0] in ("min_area", "quota_min") else 1.0
        worth = worth - sign * price[limit.name] * limit.of
    quotas = range(len(problem.quotas))
    return Prices(
        bound.value * program.unit,
        price.get("budget", 0.0),
        price.get("max_area", 0.0),
        price.get("min_area", 0.0),
        np.array([price.get(f"quota_max:{place}", 0.0) for place in quotas]),
        np.array([price.get(f"quota_min:{place}", 0.0) for place in quotas]),
        bonus,
        conflict,
        worth,
    )
