"""The choice of sites: the mask, what it is worth, and the proof of how good it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import CannotFinishError, Finding, InputRefusedError, Severity
from sinkmap.siting._checks import refuse_faults
from sinkmap.siting._highs import SOLVER, Basis
from sinkmap.siting._prices import Prices, prices_of
from sinkmap.siting._ranking import ranked
from sinkmap.siting._search import Found, Search
from sinkmap.siting.infeasible import faults
from sinkmap.siting.problem import Problem
from sinkmap.text import Text

__all__ = ["Prices", "Proof", "Selection", "Status", "choose", "selection_of"]

Bools = NDArray[np.bool_]

_ROUNDING = 1e-9
"""Share of the value that float sums may be off."""


class Status(StrEnum):
    """How far a choice is proven."""

    OPTIMAL = "optimal"
    """No choice is worth more, but for the rounding of floats."""
    WITHIN_GAP = "within_gap"
    """No choice is worth more by more than the gap that was asked for."""
    GAP_OPEN = "gap_open"
    """It holds every limit, and the gap stated is proven, but greater than asked for."""
    NEAR_BEST = "near_best"
    """Kept because it differs from the best; within the share that was asked for."""
    RANKED = "ranked"
    """Taken by rank, without a proof."""
    BREACHED = "breached"
    """Taken by rank, and some limit does not hold."""


class Proof(StrEnum):
    """What the bound rests on."""

    DUALS = "duals"
    """Prices of the limits: summed up again here, valid whatever the solver did (weak duality)."""
    BRANCHING = "branching"
    """The solver's search tree."""
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A choice of sites and the proof of how good it is.

    Parameters
    ----------
    chosen
        (n,) bool.
    value, cost, area_m2
        Sums over the chosen sites in float64; the value with the bonus of neighbours.
    bound
        No choice can be worth more; infinite without proof.
    gap
        ``(bound - value) / |value|``, 0 or more; infinite without proof.
    status, proof
        How far it is proven and by what.
    solver
        Name and version, and the steps taken.
    greedy_value
        What taking sites by rank comes to, or None where ranking cannot hold the limits.
    prices
        Of the limits, or None for a choice by rank.
    basis
        Where the relaxation of a like problem may start.
    """

    chosen: Bools
    value: float
    cost: float
    area_m2: float
    bound: float
    gap: float
    status: Status
    proof: Proof
    solver: str
    greedy_value: float | None = None
    prices: Prices | None = None
    basis: Basis | None = None

    @property
    def ahead_of_greedy(self) -> float | None:
        """By how much it beats taking sites by rank; None where ranking finds no choice."""
        return None if self.greedy_value is None else self.value - self.greedy_value


def choose(
    problem: Problem,
    gap: float = 0.001,
    seconds: float = 10.0,
    start: Selection | None = None,
    corner: Basis | None = None,
) -> Selection:
    """The choice of greatest value, with its gap proven.

    Parameters
    ----------
    problem
        Sites and limits.
    gap
        Share of the value by which a better choice may be missed; 0 asks for the best there is.
    seconds
        Time after which the search ends with the gap it has; the result can then depend on the
        machine, and says so by ``Status.GAP_OPEN``.
    start
        An earlier choice for the same sites, to be quicker: the result is never worth less if it
        still holds, and is it again if that is within the gap. Leave it out where the result must
        not depend on what was asked before.
    corner
        ``basis`` of an earlier choice, to be quicker without holding to that choice: the relaxation
        ends where it would have ended anyhow, but for ties.

    Raises
    ------
    InputRefusedError
        If the problem has a finding, or no choice holds all limits (``SITING-INFEASIBLE``: which
        limits are at fault and how much they must give).
    CannotFinishError
        If no choice was found in the time (``SITING-UNSOLVED``).
    """
    refuse_faults(problem)
    by_rank = ranked(problem)
    search = Search(problem, gap, seconds)
    if start is None:
        found = search.run([by_rank], corner)
    else:
        found = search.run([by_rank, start.chosen], start.basis)
    if not found.feasible:
        raise InputRefusedError(faults(problem, seconds))
    if found.chosen is None:
        raise CannotFinishError(_unsolved(seconds))
    value = None if problem.breaches(by_rank) else problem.totals(by_rank).value
    return selection_of(problem, found, found.chosen, gap, value)


def selection_of(
    problem: Problem, found: Found, chosen: Bools, gap: float, greedy_value: float | None
) -> Selection:
    """The choice of a search with its sums and proof, both taken from the sites and prices."""
    totals = problem.totals(chosen)
    slack = max(found.bound - totals.value, 0.0)
    if slack <= _ROUNDING * max(abs(totals.value), abs(found.bound), found.program.unit):
        slack = 0.0
    proven = 0.0 if slack == 0.0 else slack / abs(totals.value) if totals.value else math.inf
    within = Status.WITHIN_GAP if proven <= gap else Status.GAP_OPEN
    return Selection(
        chosen,
        totals.value,
        totals.cost,
        totals.area_m2,
        totals.value + slack,
        proven,
        Status.OPTIMAL if proven == 0.0 else within,
        Proof.BRANCHING if found.by_tree else Proof.DUALS,
        f"{SOLVER}: {'; '.join(found.steps)}",
        greedy_value,
        prices_of(found.program, found.prices),
        found.basis,
    )


def _unsolved(seconds: float) -> Finding:
    return Finding(
        "SITING-UNSOLVED",
        Severity.ERROR,
        Text("规定时间内未求得方案", "no choice was found in the time"),
        Text("延长求解时间或放宽约束", "allow more time, or loosen a limit"),
        seen=f"{seconds:g} s",
    )
