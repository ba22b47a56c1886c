"""Sites taken by rank, as it is done by hand: the peer that a proven choice is held against."""

from __future__ import annotations

import math

from sinkmap.siting._checks import refuse_faults
from sinkmap.siting._ranking import ranked
from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Proof, Selection, Status

__all__ = ["greedy"]


def greedy(problem: Problem) -> Selection:
    """Sites by value per yuan, taken while they fit; quotas that ask for a least area come first.

    ``status`` is ``RANKED``, or ``BREACHED`` where ranking does not find a choice that holds.

    Raises
    ------
    InputRefusedError
        If the problem has a finding.
    """
    refuse_faults(problem)
    chosen = ranked(problem)
    totals = problem.totals(chosen)
    holds = not problem.breaches(chosen)
    return Selection(
        chosen,
        totals.value,
        totals.cost,
        totals.area_m2,
        math.inf,
        math.inf,
        Status.RANKED if holds else Status.BREACHED,
        Proof.NONE,
        "rank by value per yuan",
        totals.value if holds else None,
    )
