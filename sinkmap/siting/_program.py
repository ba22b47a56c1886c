"""A problem as a linear program: one column for each open site and each pair of neighbours.

The bonus of two neighbours is a column of its own that is at most either site's; it is as large as
it can be because it is worth something, so it need not be a whole number. Rows and objective are
scaled: a tolerance of the solver then means the same share of every limit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sinkmap.siting._linear import Bound, Linear
from sinkmap.siting.adjacency import cliques
from sinkmap.siting.problem import Problem

__all__ = ["Cut", "Limit", "Program", "limits_of", "program_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_SCALED = 1000.0
"""Limits of rows are about so much; with the solver's 1e-9 a sum misses them by 1e-12 of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A limit on a sum over sites: ``name`` as in ``Breach``, ``of``: (n,) what each site adds."""

    name: str
    of: Floats
    least: float
    most: float


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A further row: ``sum of sign * x`` of the sites at most ``most``."""

    sites: Ints
    sign: Floats
    most: float

    @classmethod
    def other_than(cls, chosen: Bools) -> Cut:
        """Any choice but this one."""
        sign = np.where(chosen, 1.0, -1.0)
        return cls(np.arange(len(chosen)), sign, float(chosen.sum()) - 1.0)

    def holds(self, chosen: Bools) -> bool:
        """Whether a choice (n,) holds it."""
        return float((self.sign * chosen[self.sites]).sum()) <= self.most + 0.5


def limits_of(problem: Problem) -> list[Limit]:
    """Every limit on a sum that the problem sets: budget, areas, quotas."""
    inf, found = math.inf, []
    if problem.budget is not None:
        found.append(Limit("budget", problem.cost, -inf, problem.budget))
    if problem.max_area is not None:
        found.append(Limit("max_area", problem.area_m2, -inf, problem.max_area))
    if problem.min_area:
        found.append(Limit("min_area", problem.area_m2, problem.min_area, inf))
    for place, quota in enumerate(problem.quotas):
        own = np.where(problem.quota_group == place, problem.area_m2, 0.0)
        if quota.max_m2 is not None:
            found.append(Limit(f"quota_max:{place}", own, -inf, quota.max_m2))
        if quota.min_m2:
            found.append(Limit(f"quota_min:{place}", own, quota.min_m2, inf))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """The program and how to read it.

    ``linear``: scaled; its first columns are ``sites``, (s,) place of each in the problem, the
    further ones ``pairs``, (p, 2) columns of the two sites. ``unit``: value of 1 of the objective.
    ``limits``: names of the first rows and ``row_unit``, (l,) what 1 of such a row is in its own
    unit; ``groups``: rows of exclusions follow, then cuts, then two rows for each pair.
    """

    problem: Problem
    linear: Linear
    sites: Ints
    pairs: Ints
    unit: float
    limits: tuple[str, ...]
    row_unit: Floats
    groups: int

    def mask(self, x: Floats) -> Bools:
        """(n,) bool of the whole point (c,)."""
        chosen = np.zeros(len(self.problem), dtype=bool)
        chosen[self.sites[x[: len(self.sites)] > 0.5]] = True
        return chosen

    def point(self, chosen: Bools) -> Floats:
        """(c,) point of a mask (n,)."""
        own = chosen[self.sites].astype(np.float64)
        return np.concatenate([own, own[self.pairs].min(axis=1)]) if len(self.pairs) else own

    def free_columns(self, free: Bools) -> Ints:
        """Columns of free sites, (s,) bool, and of the pairs with at least one free end."""
        ends = free[self.pairs].any(axis=1) if len(self.pairs) else np.empty(0, dtype=bool)
        return np.flatnonzero(np.concatenate([free, ends]))

    def settled(self, duals: Floats) -> Floats:
        """(r,) prices that credit each bonus to its two sites in full and no more.

        What a solver credits to neither goes to both by halves, what it credits too much is scaled
        down; the bound only gets better by either.
        """
        count = len(self.pairs)
        if not count:
            return duals
        bonus = self.linear.objective[len(self.sites) :]
        credit = np.maximum(duals[-2 * count :].reshape(2, count), 0.0)
        given = credit.sum(axis=0)
        scale = np.where(given > bonus, bonus / np.where(given > 0.0, given, 1.0), 1.0)
        credit = credit * scale + np.maximum(bonus - given, 0.0) / 2.0
        return np.concatenate([duals[: -2 * count], credit.ravel()])

    def worth(self, bound: Bound) -> Floats:
        """(s,) worth of each site at the prices of a bound, in value."""
        worth: Floats = bound.reduced[: len(self.sites)] * self.unit
        return worth


@dataclass(slots=True)
class _Rows:
    """Rows being collected: places and numbers of the matrix, and the limits."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    number: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    count: int = 0

    def add(self, row: Ints, column: Ints, number: Floats, low: Floats, high: Floats) -> None:
        """Rows numbered from 0 in ``row``, put after those that are there."""
        self.row.append(row + self.count)
        self.column.append(column)
        self.number.append(number)
        self.low.append(low)
        self.high.append(high)
        self.count += len(low)

    def matrix(self, columns: int) -> sparse.csc_matrix:
        """(count, columns) matrix."""
        if not self.count:
            return sparse.csc_matrix((0, columns))
        places = (np.concatenate(self.row), np.concatenate(self.column))
        shape = (self.count, columns)
        return sparse.coo_matrix((np.concatenate(self.number), places), shape=shape).tocsc()


def program_of(problem: Problem, cuts: Sequence[Cut] = ()) -> Program:
    """The program of a problem, with further rows."""
    open_sites = problem.open
    sites = np.flatnonzero(open_sites)
    place = np.full(len(problem), -1, dtype=np.int64)
    place[sites] = np.arange(len(sites))
    worth = problem.bonus > 0.0
    worth &= open_sites[problem.pairs].all(axis=1)
    pairs = place[problem.pairs[worth]]
    objective = np.concatenate([problem.value[sites], problem.bonus[worth]])
    unit = float(np.abs(objective).max(initial=0.0)) or 1.0
    rows = _Rows()
    limits = limits_of(problem)
    row_unit = np.array([_add_limit(rows, limit, sites) for limit in limits])
    groups = _add_groups(rows, problem, place)
    for cut in cuts:
        _add_cut(rows, cut, place)
    _add_pairs(rows, pairs, len(sites))
    low = np.zeros(len(objective))
    low[: len(sites)] = problem.locked_in[sites]
    whole = np.arange(len(objective)) < len(sites)
    linear = Linear(
        objective / unit,
        rows.matrix(len(objective)),
        np.concatenate([*rows.low, np.empty(0)]),
        np.concatenate([*rows.high, np.empty(0)]),
        low,
        np.ones(len(objective)),
        whole,
    )
    names = tuple(limit.name for limit in limits)
    return Program(problem, linear, sites, pairs, unit, names, row_unit, groups)


def _add_limit(rows: _Rows, limit: Limit, sites: Ints) -> float:
    own = limit.of[sites]
    column = np.flatnonzero(own)
    bounds = [abs(side) for side in (limit.least, limit.most) if math.isfinite(side)]
    unit = (max(bounds) or float(own.max(initial=0.0)) or 1.0) / _SCALED
    rows.add(
        np.zeros(len(column), dtype=np.int64),
        column,
        own[column] / unit,
        np.array([limit.least / unit]),
        np.array([limit.most / unit]),
    )
    return unit


def _add_groups(rows: _Rows, problem: Problem, place: Ints) -> int:
    ends = place[problem.conflicts]
    ends = ends[(ends >= 0).all(axis=1)]
    groups = cliques(ends)
    if groups:
        sizes = np.array([len(group) for group in groups])
        column = np.array([site for group in groups for site in group], dtype=np.int64)
        row = np.repeat(np.arange(len(groups)), sizes)
        high = np.ones(len(groups))
        rows.add(row, column, np.ones(len(column)), np.full(len(groups), -math.inf), high)
    return len(groups)


def _add_cut(rows: _Rows, cut: Cut, place: Ints) -> None:
    column = place[cut.sites]
    known = column >= 0
    count = int(known.sum())
    rows.add(
        np.zeros(count, dtype=np.int64),
        column[known],
        cut.sign[known],
        np.array([-math.inf]),
        np.array([cut.most]),
    )


def _add_pairs(rows: _Rows, pairs: Ints, sites: int) -> None:
    """A bonus is at most each of its two sites."""
    count = len(pairs)
    if not count:
        return
    bonus = sites + np.arange(count)
    for end in (0, 1):
        rows.add(
            np.tile(np.arange(count), 2),
            np.concatenate([bonus, pairs[:, end]]),
            np.concatenate([np.ones(count), np.full(count, -1.0)]),
            np.full(count, -math.inf),
            np.zeros(count),
        )
