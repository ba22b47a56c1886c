"""Choices that are nearly as good and yet differ, and the sites they all share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection

__all__ = ["Portfolios", "near_best"]

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Portfolios:
    """The best choice and near-best ones that differ from it and from each other.

    ``choices``: the best first; ``within``: share of the best value that any of them may fall
    short; ``no_regret``: (n,) sites in every one of them; ``proven``: (n,) sites that are in every
    choice whatever within the share, by the prices of the best; ``exhausted``: whether it is
    proven that no further choice lies within the share.
    """

    choices: tuple[Selection, ...]
    within: float
    no_regret: Bools
    proven: Bools
    exhausted: bool


def near_best(
    problem: Problem, best: Selection, count: int, within: float = 0.01, seconds: float = 10.0
) -> Portfolios:
    """Up to ``count`` further choices worth at least ``(1 - within)`` of the best.

    Parameters
    ----------
    within
        Share of the best value, 0 to 1.
    seconds
        For each program solved.
    """
    raise NotImplementedError
