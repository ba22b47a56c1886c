"""What decided about each site, in numbers: no words, no solver, all sites at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sinkmap.siting._prices import Prices
from sinkmap.siting.problem import HELD_TO, Problem
from sinkmap.siting.selection import Selection

__all__ = ["Cause", "Causes", "causes"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Cause(StrEnum):
    """What decided about a site; the first that applies."""

    LOCKED_IN = "locked_in"
    LOCKED_OUT = "locked_out"
    NEEDED = "needed"
    """Chosen for a least area or quota that had to be reached; its value alone does not pay."""
    CHOSEN = "chosen"
    FILLS = "fills"
    """Chosen because it fits into what the better ones leave over."""
    CONFLICT = "conflict"
    """A site that excludes it is chosen."""
    NO_VALUE = "no_value"
    """It has no value, not with the bonus of its neighbours either."""
    QUOTA_FULL = "quota_full"
    AREA_FULL = "area_full"
    BUDGET = "budget"
    PRICE = "price"
    """It would fit, but makes no choice better."""


@dataclass(frozen=True, slots=True, eq=False)
class Causes:
    """Numbers of every site, (n,) each.

    ``cause``: text; ``rival``: place of the chosen site that excludes it, or -1, and
    ``rival_is_fixed``: whether one that is locked in does; ``bonus``: value
    that chosen neighbours bring, or would bring, to it; ``take``: what it takes of the limits at
    their prices; ``worth``: value and bonus less that; ``least_rise``: value that a refused site
    lacks at least, proven by the prices: with less no choice that has it comes up to this one;
    0 where the proof's own gap is greater. ``most_cost``: yuan above which it certainly stays out;
    NaN where it is not refused, or no price brings it in.
    """

    cause: NDArray[np.object_]
    rival: Ints
    rival_is_fixed: Bools
    bonus: Floats
    take: Floats
    worth: Floats
    least_rise: Floats
    most_cost: Floats


def causes(problem: Problem, selection: Selection, prices: Prices) -> Causes:
    """What decided about each site of a problem."""
    chosen = selection.chosen
    bonus = _bonus(problem, chosen)
    worth = prices.worth
    take = problem.value + prices.bonus - worth
    rival = _rival(problem, chosen)
    slack = max(prices.bound - selection.value, 0.0)
    refused = ~chosen & problem.open
    rise = np.where(refused, np.maximum(-worth - slack, 0.0), 0.0)
    most = np.full(len(problem), math.nan)
    if prices.budget > 0.0:
        most = np.where(refused, problem.cost - rise / prices.budget, math.nan)
        most[most < 0.0] = math.nan
    cause = np.full(len(problem), str(Cause.PRICE), dtype=object)
    for name, holds in _refusals(problem, selection, bonus, rival, prices):
        cause[holds] = str(name)
    cause[chosen] = str(Cause.CHOSEN)
    cause[chosen & (worth < 0.0)] = str(Cause.FILLS)
    cause[chosen & (worth >= 0.0) & (worth < _credit(problem, prices))] = str(Cause.NEEDED)
    cause[problem.locked_out] = str(Cause.LOCKED_OUT)
    cause[problem.locked_in] = str(Cause.LOCKED_IN)
    fixed = ~problem.open & ~problem.locked_out
    return Causes(cause, rival, fixed, bonus, take, worth, rise, most)


def _bonus(problem: Problem, chosen: Bools) -> Floats:
    """(n,) bonus of each site with its chosen neighbours."""
    bonus = np.zeros(len(problem))
    for one, other in ((0, 1), (1, 0)):
        beside = chosen[problem.pairs[:, other]]
        np.add.at(bonus, problem.pairs[beside, one], problem.bonus[beside])
    return bonus


def _rival(problem: Problem, chosen: Bools) -> Ints:
    """(n,) the most valuable chosen site that excludes each, or -1."""
    ends = np.concatenate([problem.conflicts, problem.conflicts[:, ::-1]])
    ends = ends[chosen[ends[:, 1]]]
    ends = ends[np.argsort(problem.value[ends[:, 1]], kind="stable")]
    rival = np.full(len(problem), -1, dtype=np.int64)
    rival[ends[:, 0]] = ends[:, 1]
    return rival


def _credit(problem: Problem, prices: Prices) -> Floats:
    """(n,) value that a site has only because a least area must be reached."""
    own = np.append(prices.quota_min, 0.0)[problem.quota_group]
    credit: Floats = (own + prices.min_area) * problem.area_m2
    return credit


def _refusals(
    problem: Problem, selection: Selection, bonus: Floats, rival: Ints, prices: Prices
) -> list[tuple[Cause, Bools]]:
    """Causes of refusal and the (n,) sites they hold for, the last that holds decides."""
    totals = problem.totals(selection.chosen)
    full = []
    if problem.budget is not None:
        over = problem.cost > _left(problem.budget, totals.cost)
        full.append((Cause.BUDGET, over, prices.budget * problem.cost))
    if problem.max_area is not None:
        over = problem.area_m2 > _left(problem.max_area, totals.area_m2)
        full.append((Cause.AREA_FULL, over, prices.max_area * problem.area_m2))
    if problem.quotas:
        left = [
            math.inf if quota.max_m2 is None else _left(quota.max_m2, area)
            for quota, area in zip(problem.quotas, totals.quota_m2, strict=True)
        ]
        over = problem.area_m2 > np.array([*left, math.inf])[problem.quota_group]
        price = np.append(prices.quota_max, 0.0)[problem.quota_group] * problem.area_m2
        full.append((Cause.QUOTA_FULL, over, price))
    dearest = np.max([np.where(over, take, -1.0) for _, over, take in full], axis=0, initial=-1.0)
    found = [(name, over & (take >= dearest)) for name, over, take in reversed(full)]
    found.append((Cause.NO_VALUE, problem.value + bonus <= 0.0))
    found.append((Cause.CONFLICT, rival >= 0))
    return found


def _left(most: float, taken: float) -> float:
    """What is left of a limit, with the rounding that sums are held to."""
    return most - taken + HELD_TO * most
