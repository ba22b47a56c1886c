"""What each budget buys: the frontier of budget against value, hectares and other gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError
from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection, choose

__all__ = ["FrontierPoint", "frontier"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FrontierPoint:
    """One budget in yuan and the best choice under it.

    ``selection`` is None where no choice holds, and ``findings`` say why. ``measures``: sums over
    the chosen sites of what was asked for (hectares, tCO2 a year, percentage points).
    """

    budget: float
    selection: Selection | None
    measures: Mapping[str, float]
    findings: tuple[Finding, ...] = ()


def frontier(
    problem: Problem,
    budgets: Sequence[float],
    measures: Mapping[str, Floats] | None = None,
    gap: float = 0.001,
    seconds: float = 10.0,
) -> tuple[FrontierPoint, ...]:
    """The best choice under each budget, from the least; the value never falls.

    Parameters
    ----------
    budgets
        In yuan; given twice counts once.
    measures
        Name -> (n,) float64 of each site, summed over the chosen ones.
    """
    found: list[FrontierPoint] = []
    before: Selection | None = None
    for budget in sorted({float(budget) for budget in budgets}):
        try:
            # What a smaller budget bought can be bought again: the value cannot fall.
            before = choose(replace(problem, budget=budget), gap, seconds, before)
        except InputRefusedError as refusal:
            found.append(FrontierPoint(budget, None, {}, refusal.findings))
            continue
        sums = {name: float(of[before.chosen].sum()) for name, of in (measures or {}).items()}
        found.append(FrontierPoint(budget, before, sums))
    return tuple(found)
