"""Sites in the order of their value per yuan, taken while they fit."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sinkmap.siting.problem import Problem

__all__ = ["filled", "ranked"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def ranked(problem: Problem) -> Bools:
    """(n,) sites taken by rank: those locked in, quotas that ask for a least area, all that fits.

    Sites of equal value per yuan come in the order of the problem. Neighbours give no bonus to the
    rank. The choice may breach a limit; ``Problem.breaches`` tells.
    """
    order = _order(problem)
    taking = _Taking(problem)
    for place in np.flatnonzero(problem.locked_in).tolist():
        taking.take(place)
    for group, quota in enumerate(problem.quotas):
        if quota.min_m2:
            taking.fill(order[problem.quota_group[order] == group], quota.min_m2, group)
    taking.fill(order[problem.value[order] > 0.0], math.inf, None)
    taking.fill(order, problem.min_area or 0.0, None)
    return taking.chosen


def filled(problem: Problem, chosen: Bools) -> Bools:
    """(n,) a choice and what of positive value still fits, by rank."""
    order = _order(problem)
    taking = _Taking(problem)
    for place in np.flatnonzero(chosen).tolist():
        taking.take(place)
    taking.fill(order[problem.value[order] > 0.0], math.inf, None)
    return taking.chosen


def _order(problem: Problem) -> Ints:
    """Open sites by value per yuan, the greatest first; what costs nothing is worth most."""
    sites = np.flatnonzero(problem.open)
    value, cost = problem.value[sites], problem.cost[sites]
    free = np.where(value > 0.0, math.inf, np.where(value < 0.0, -math.inf, 0.0))
    rate = np.where(cost > 0.0, value / np.where(cost > 0.0, cost, 1.0), free)
    order: Ints = sites[np.lexsort((sites, -value, -rate))]
    return order


class _Taking:
    """What was taken so far and what is left of every limit."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.chosen = np.zeros(len(problem), dtype=bool)
        self._barred = ~problem.open
        self._budget = math.inf if problem.budget is None else problem.budget
        self._area = math.inf if problem.max_area is None else problem.max_area
        self._most = [math.inf if q.max_m2 is None else q.max_m2 for q in problem.quotas]
        self._held = [0.0] * len(problem.quotas)
        self._total = 0.0
        self._cost = problem.cost.tolist()
        self._area_m2 = problem.area_m2.tolist()
        self._group = problem.quota_group.tolist()
        self._against: dict[int, list[int]] = {}
        for one, other in problem.conflicts.tolist():
            self._against.setdefault(one, []).append(other)
            self._against.setdefault(other, []).append(one)

    def take(self, place: int) -> None:
        """Take a site, whether it fits or not."""
        area, group = self._area_m2[place], self._group[place]
        self.chosen[place] = True
        self._barred[place] = True
        self._budget -= self._cost[place]
        self._area -= area
        self._total += area
        if group >= 0:
            self._most[group] -= area
            self._held[group] += area
        for other in self._against.get(place, ()):
            self._barred[other] = True

    def fill(self, order: Ints, least: float, group: int | None) -> None:
        """Take what fits, in order, until the area, of the group or of all, is at least so much."""
        for place in order.tolist():
            if (self._total if group is None else self._held[group]) >= least:
                return
            if not self._barred[place] and self._fits(place):
                self.take(place)

    def _fits(self, place: int) -> bool:
        area, group = self._area_m2[place], self._group[place]
        return bool(
            self._cost[place] <= self._budget
            and area <= self._area
            and (group < 0 or area <= self._most[group])
        )
