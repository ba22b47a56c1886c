"""The price at which a refused site comes in, solved for anew."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from sinkmap.errors import CannotFinishError, InputRefusedError
from sinkmap.siting._highs import search
from sinkmap.siting._linear import Linear
from sinkmap.siting._program import program_of
from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection, choose

__all__ = ["Entry", "entry"]

_NEAR = 1e-4
"""Share of the cost of the others by which the price may be too low."""
_SCALED = 1000.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What brings one refused site in, whatever else must then change.

    ``cost``: greatest cost in yuan at which a choice with the site is worth as much as the present
    one; NaN where no price helps or there is no budget. ``rise``: value that it lacks at its own
    cost; NaN where no choice with it holds all limits.
    """

    cost: float
    rise: float


def entry(
    problem: Problem, selection: Selection, site: int, gap: float, seconds: float
) -> Entry | None:
    """Solve for the price and the value at which a site, by its place, comes in.

    None where no choice with it was found in the time.
    """
    locked = problem.locked_in.copy()
    locked[site] = True
    forced = replace(problem, locked_in=locked)
    try:
        with_it = choose(forced, gap, seconds)
    except InputRefusedError:
        rise = math.nan
    except CannotFinishError:
        return None
    else:
        rise = max(selection.value - with_it.value, 0.0)
    return Entry(_cost(forced, selection.value, site, seconds), rise)


def _cost(forced: Problem, value: float, site: int, seconds: float) -> float:
    """What the budget leaves for the site when the others reach the value as cheaply as can be."""
    if forced.budget is None:
        return math.nan
    program = program_of(replace(forced, budget=None))
    linear = program.linear
    price = np.zeros(linear.columns)
    price[: len(program.sites)] = np.where(program.sites == site, 0.0, forced.cost[program.sites])
    unit = float(price.max()) or 1.0
    scale = _SCALED * program.unit / abs(value) if value else 1.0
    cheapest = Linear(
        -price / unit,
        sparse.csc_matrix(sparse.vstack([linear.matrix, linear.objective * scale])),
        np.append(linear.row_low, value / program.unit * scale),
        np.append(linear.row_high, math.inf),
        linear.low,
        linear.high,
        linear.whole,
    )
    found = search(cheapest, _NEAR, seconds)
    if found.x is None:
        return math.nan
    chosen = program.mask(found.x)
    chosen[site] = False
    left = forced.budget - float(forced.cost[chosen].sum())
    return left if left >= 0.0 else math.nan
