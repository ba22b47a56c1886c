"""The search for the best choice: relax, then branch on the sites the relaxation leaves in doubt.

The relaxation's prices prove a bound. A site whose worth at these prices is further from 0 than
the bound is from the best choice known stays as it is in every better choice, so that only the
others need be searched; first a few of them, then more, until the gap is met or all are in.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.siting._highs import Basis, Searched, relax, search
from sinkmap.siting._linear import Bound
from sinkmap.siting._program import Cut, Program, program_of
from sinkmap.siting._ranking import filled
from sinkmap.siting.problem import Problem

__all__ = ["Found", "Search"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_CORES = (300, 1_500, 6_000, 24_000)
"""Sites left free in one search after another; then all that are in doubt."""
_MOST_OF = 2
"""Times a part that all that are in doubt may be, to be searched at once."""
_NODES = 2_000
"""Of a search that leaves sites out: more is better spent on more sites."""
_TRIES = 10
"""Choices of the solver that miss a limit by its tolerance and are barred one by one."""
_SHARPER = 0.5
"""Share of the gap asked for, to the relaxation's bound, at which a search of a part ends."""
_ROUNDING = 1e-9
"""Share of the value that float sums may be off."""
_WHOLE = 1e-7
"""Distance from a whole number that the relaxation's point may have."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the search came to.

    ``chosen``: (n,) or None; ``bound``: in value; ``by_tree``: whether it is the search tree's,
    else that of ``prices``; ``feasible`` is False if no choice holds; ``steps``: in words.
    """

    chosen: Bools | None
    value: float
    bound: float
    by_tree: bool
    feasible: bool
    program: Program
    prices: Bound
    steps: tuple[str, ...]
    basis: Basis | None


class Search:
    """One search; ``cuts`` are further rows that a choice must hold."""

    def __init__(
        self, problem: Problem, gap: float, seconds: float, cuts: Sequence[Cut] = ()
    ) -> None:
        self._problem = problem
        self._gap = gap
        self._until = time.monotonic() + seconds
        self._cuts = list(cuts)
        self._best: Bools | None = None
        self._value = -math.inf
        self._steps: list[str] = []
        self._basis: Basis | None = None

    def run(self, starts: Sequence[Bools] = (), basis: Basis | None = None) -> Found:
        """Search, beginning with the choices given; those that do not hold are left aside.

        ``basis``: corner of the relaxation of a like problem.
        """
        self._basis = basis
        for start in starts:
            self._offer(start)
        for _ in range(_TRIES):
            barred = len(self._cuts)
            found = self._once()
            if len(self._cuts) == barred:
                break
        return found

    def _left(self) -> float:
        return self._until - time.monotonic()

    def _offer(self, chosen: Bools) -> bool:
        """Keep a choice if it holds and is better; False if it does not hold."""
        if self._problem.breaches(chosen) or not all(cut.holds(chosen) for cut in self._cuts):
            return False
        value = self._problem.totals(chosen).value
        if value > self._value:
            self._best, self._value = chosen, value
        return True

    def _once(self) -> Found:
        """Relax and search; a choice of the solver that does not hold is barred and ends it."""
        program = program_of(self._problem, self._cuts)
        relaxed = relax(program.linear, self._left(), self._basis)
        self._steps = ["relaxation"]
        prices = program.linear.bound(program.settled(relaxed.duals))
        bound, by_tree, feasible = prices.value * program.unit, False, relaxed.feasible
        doubts = _Doubts(program, relaxed.x, program.worth(prices))
        for size in (*_CORES, len(program.sites)):
            if not feasible or self._met(bound) or self._left() <= 0.0:
                break
            core = doubts.core(bound - self._value + _ROUNDING * abs(bound), size)
            found = self._branch(program, core, bound)
            if found.x is not None and not self._offer(core.chosen(found.x)):
                self._cuts.append(Cut.other_than(core.chosen(found.x)))
                break
            if core.whole:
                feasible = found.feasible
                tree = max(found.bound * program.unit, self._value)
                bound, by_tree = (tree, True) if tree < bound else (bound, by_tree)
                break
        steps = tuple(self._steps)
        self._fill()
        # A choice that holds outweighs the solver's word that there is none.
        feasible = feasible or self._best is not None
        return Found(
            self._best,
            self._value,
            bound,
            by_tree,
            feasible,
            program,
            prices,
            steps,
            relaxed.basis,
        )

    def _fill(self) -> None:
        """Take what still fits; what has a value and room makes every choice better."""
        if self._best is not None:
            self._offer(filled(self._problem, self._best))

    def _met(self, bound: float) -> bool:
        slack = bound - self._value
        return self._best is not None and slack <= max(self._gap, _ROUNDING) * abs(self._value)

    def _branch(self, program: Program, core: _Core, bound: float) -> Searched:
        part = program.linear.fixed(core.columns, core.point)
        gap = self._gap if core.whole else self._gap * _SHARPER
        nodes = None if core.whole else _NODES
        enough = (
            math.inf if core.whole else (bound - abs(bound) * self._gap * _SHARPER) / program.unit
        )
        found = search(part, gap, self._left(), nodes, enough)
        self._steps.append(f"{len(core.free)} sites, {found.nodes} nodes")
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Core:
    """Sites left free and where the others stay.

    ``free``: (f,) columns of sites; ``columns``: (g,) with those of their pairs; ``point``: (c,) of
    all; ``whole``: whether every site in doubt is free.
    """

    program: Program
    free: Ints
    columns: Ints
    point: Floats
    whole: bool

    def chosen(self, x: Floats) -> Bools:
        """(n,) choice of the part's point (g,)."""
        point = self.point.copy()
        point[self.free] = x[: len(self.free)]
        return self.program.mask(point)


class _Doubts:
    """How sure the relaxation is of each site."""

    def __init__(self, program: Program, x: Floats, worth: Floats) -> None:
        self._program = program
        self._worth = worth
        own = x[: len(worth)]
        whole = np.abs(own - np.round(own)) < _WHOLE
        # Where it is of two minds, the worth at its prices decides.
        self._taken = np.where(whole, own > 0.5, worth > 0.0)
        self._order = np.lexsort((np.abs(worth), whole))

    def core(self, within: float, size: int) -> _Core:
        """The ``size`` sites most in doubt of those whose worth is nearer to 0 than ``within``."""
        program, worth = self._program, self._worth
        doubt = np.abs(worth) <= within
        free = np.zeros(len(worth), dtype=bool)
        # A part that is most of the whole is not worth a search of its own.
        count = size if int(doubt.sum()) > _MOST_OF * size else len(doubt)
        free[self._order[doubt[self._order]][:count]] = True
        taken = np.where(doubt, self._taken, worth > 0.0)
        taken |= program.linear.low[: len(worth)] > 0.5
        chosen = np.zeros(len(program.problem), dtype=bool)
        chosen[program.sites] = taken
        whole = int(free.sum()) == int(doubt.sum())
        columns = program.free_columns(free)
        return _Core(program, np.flatnonzero(free), columns, program.point(chosen), whole)
