"""Sites taken by rank, as it is done by hand: the peer that a proven choice is held against."""

from __future__ import annotations

from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection

__all__ = ["greedy"]


def greedy(problem: Problem) -> Selection:
    """Sites by value per yuan, taken while they fit; quotas that ask for a least area come first.

    ``status`` is ``RANKED``, or ``BREACHED`` where ranking does not find a choice that holds.
    """
    raise NotImplementedError
