"""The choice of sites: the mask, what it is worth, and the proof of how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sinkmap.siting.problem import Problem

__all__ = ["Prices", "Proof", "Selection", "Status", "choose"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Status(StrEnum):
    """How far a choice is proven."""

    OPTIMAL = "optimal"
    """No choice is worth more, but for the rounding of floats."""
    WITHIN_GAP = "within_gap"
    """No choice is worth more by more than the gap that was asked for."""
    GAP_OPEN = "gap_open"
    """It holds every limit, and the gap stated is proven, but greater than asked for."""
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
class Prices:
    """What one more unit of each limit is worth at the bound: duals of the linear relaxation.

    ``budget`` in value per yuan; ``max_area`` and ``min_area`` in value per m² (the second is what
    a m² that must be found costs); ``quota_max`` and ``quota_min``: (q,) value per m². All are
    0 or more. ``bonus``: (n,) share of its neighbours' bonus that is credited to each site;
    ``conflict``: (n,) price of the exclusions it stands in; ``worth``: (n,) value and bonus less
    what the site takes of every limit at these prices. A site with positive worth is chosen in the
    relaxation, one with negative worth is not.
    """

    budget: float
    max_area: float
    min_area: float
    quota_max: Floats
    quota_min: Floats
    bonus: Floats
    conflict: Floats
    worth: Floats


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

    @property
    def ahead_of_greedy(self) -> float | None:
        """By how much it beats taking sites by rank; None where ranking finds no choice."""
        return None if self.greedy_value is None else self.value - self.greedy_value


def choose(
    problem: Problem, gap: float = 0.001, seconds: float = 10.0, start: Bools | None = None
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
        (n,) bool, an earlier choice to start from; the result is never worth less if it holds.

    Raises
    ------
    InputRefusedError
        If the problem has a finding, or no choice holds all limits (``SITING-INFEASIBLE``: which
        limits are at fault and how much they must give).
    CannotFinishError
        If no choice was found in the time (``SITING-UNSOLVED``).
    """
    raise NotImplementedError
