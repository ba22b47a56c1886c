"""Choices that are nearly as good and yet differ, and the sites they all share.

A further choice is sought with the value of every site used before lowered by a share. Lowered by
the share that may be lost, the best choice under the lowered values cannot lose more than that of
the true ones; so lowering is begun higher, to get choices that differ more, and ended there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sinkmap.siting._program import Cut
from sinkmap.siting._search import Search
from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection, Status

__all__ = ["Portfolios", "near_best"]

Bools = NDArray[np.bool_]

_LOWERED = (8.0, 4.0, 2.0, 1.0, 0.0)
"""Times the share that may be lost by which the value of sites used before is lowered, in turn."""
_GAP = 0.1
"""Share of the share that may be lost at which each search may end."""


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
    best
        Of the problem, from ``choose``.
    within
        Share of the best value, 0 to 1.
    seconds
        For each program solved.

    Raises
    ------
    ValueError
        If ``within`` is no share.
    """
    if not 0.0 <= within <= 1.0:
        raise ValueError(f"a share is 0 to 1, not {within}")
    least = best.value - within * abs(best.value)
    choices, exhausted = [best], False
    while len(choices) <= count:
        further, exhausted = _further(problem, choices, within, least, seconds)
        if further is None:
            break
        choices.append(further)
    shared = np.logical_and.reduce([choice.chosen for choice in choices])
    proven = problem.locked_in.copy()
    if best.prices is not None:
        # Without such a site no choice can be worth the least: its worth is missing in the bound.
        proven |= best.prices.worth > best.prices.bound - least
    return Portfolios(tuple(choices), within, shared, proven & best.chosen, exhausted)


def _further(
    problem: Problem, choices: list[Selection], within: float, least: float, seconds: float
) -> tuple[Selection | None, bool]:
    """One more choice worth ``least``, or None and whether it is proven that there is none."""
    cuts = [Cut.other_than(choice.chosen) for choice in choices]
    used = np.logical_or.reduce([choice.chosen for choice in choices])
    for times in _LOWERED:
        share = min(times * within, 1.0)
        value = problem.value - share * np.abs(problem.value) * used
        gap = within * _GAP if times else 0.0
        found = Search(replace(problem, value=value), gap, seconds, cuts).run()
        if found.chosen is None:
            return None, not found.feasible
        if problem.totals(found.chosen).value >= least:
            return _kept(problem, choices[0], found.chosen), False
    return None, found.bound < least


def _kept(problem: Problem, best: Selection, chosen: Bools) -> Selection:
    """A near-best choice; the bound of the best holds for it as well."""
    totals = problem.totals(chosen)
    bound = max(best.bound, totals.value)
    gap = (bound - totals.value) / abs(totals.value) if totals.value else best.gap
    return replace(
        best,
        chosen=chosen,
        value=totals.value,
        cost=totals.cost,
        area_m2=totals.area_m2,
        bound=bound,
        gap=gap,
        status=Status.NEAR_BEST,
    )
