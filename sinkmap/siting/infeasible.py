"""Why no choice holds all limits: the limits at fault, and how much each must give.

The limits at fault are an irreducible set, of which any one left out lets the others hold, and
those that must give besides where several things are wrong at once. How much a limit must give is
found by letting it be missed by as little as possible; the amount is then summed up from a choice
that holds all others, so that giving so much is enough.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from sinkmap.errors import Finding, Severity
from sinkmap.siting._highs import relax, search
from sinkmap.siting._linear import Linear
from sinkmap.siting._program import Limit, Program, limits_of, program_of
from sinkmap.siting._words import M2_PER_HECTARE, YUAN_PER_WAN, amount_words, limit_words
from sinkmap.siting.problem import Problem
from sinkmap.text import Text

__all__ = ["Fault", "at_fault", "faults"]

_MANY = 20_000
"""Sites from which on a search without an objective is left out: HiGHS overruns its time there."""
_NO_PRICE = 1e-6
"""Share of the greatest price below which a price is none."""
_NEAR = 1e-4
"""Share of the least amount by which an amount given may be greater."""
_SHOWN = 1e-4
"""Last decimal that amounts are shown with, in 万元 or hectares."""
_ROUNDING = 1e-6
"""Part of the last decimal that a sum may miss by rounding."""
_LOCKS = Text("锁定与互斥", "locks and exclusions")
_GROUND = Text("现有候选地块、锁定与互斥", "the candidates there are, locks and exclusions")


@dataclass(frozen=True, slots=True)
class Fault:
    """One limit at fault.

    ``limit`` as in ``Breach``; ``alone``: how much it must give, in yuan or m², if all others stay,
    None if no amount helps; ``together``: how much it gives where all limits may and the sum of
    their shares is least. NaN where the time was up.
    """

    limit: str
    alone: float | None
    together: float


def faults(problem: Problem, seconds: float = 10.0) -> list[Finding]:
    """The limits at fault as findings, ``SITING-INFEASIBLE`` each."""
    found = at_fault(problem, seconds)
    return [_finding(problem, fault, [other.limit for other in found]) for fault in found]


def at_fault(problem: Problem, seconds: float = 10.0) -> tuple[Fault, ...]:
    """The limits that cannot hold together, in the order of the problem's limits.

    ``seconds``: for all programs solved; what is not told apart by then counts as at fault.
    """
    program = program_of(replace(problem, compactness=0.0))
    elastic = _Elastic(program, seconds)
    every = range(len(program.limits))
    kept = elastic.suspects()
    together = elastic.give(every) or {}
    for row in tuple(kept):
        rest = [other for other in kept if other != row]
        if not elastic.can_hold(rest):
            kept = rest
    found = []
    for row, name in enumerate(program.limits):
        share = together.get(name, math.nan)
        if row in kept or share > 0.0:
            alone = elastic.give([row])
            given = None if alone is None else alone.get(name, math.nan)
            found.append(Fault(name, given, share))
    return tuple(found)


class _Elastic:
    """The program with some of its limits left out, or allowed to be missed."""

    def __init__(self, program: Program, seconds: float) -> None:
        self._program = program
        self._until = time.monotonic() + seconds

    def _left(self) -> float:
        return self._until - time.monotonic()

    def suspects(self) -> list[int]:
        """Limits that have a price where all of the relaxation may be missed, or else all limits.

        Where the relaxation cannot hold, those without a price have no part in it.
        """
        every = range(len(self._program.limits))
        if not every:
            return []
        prices = relax(_loosened(self._program.linear, every), self._left()).duals[: len(every)]
        least = _NO_PRICE * float(np.abs(prices).max())
        priced = [row for row in every if abs(prices[row]) > least]
        return priced if priced and not self.can_hold(priced) else list(every)

    def can_hold(self, rows: Sequence[int]) -> bool:
        """Whether a choice holds these limits; one not found in the time counts as found.

        Of many sites only the relaxation is asked: it leaves at most a few of them in doubt.
        """
        if self._left() <= 0.0:
            return True
        linear = self._program.linear
        kept = np.ones(len(linear.row_low), dtype=bool)
        kept[: len(self._program.limits)] = False
        kept[list(rows)] = True
        plain = replace(
            linear,
            objective=np.zeros(linear.columns),
            matrix=sparse.csc_matrix(linear.matrix[kept]),
            row_low=linear.row_low[kept],
            row_high=linear.row_high[kept],
        )
        if not relax(plain, self._left()).feasible:
            return False
        return linear.columns > _MANY or search(plain, 1.0, self._left()).feasible

    def give(self, rows: Collection[int]) -> dict[str, float] | None:
        """By how much each limit is missed where the sum of shares missed is least.

        None if no amount helps, empty if the time was up.
        """
        program = self._program
        if self._left() <= 0.0:
            return {}
        found = search(_loosened(program.linear, rows), _NEAR, self._left())
        if found.x is None:
            return {} if found.feasible else None
        missed = program.problem.breaches(program.mask(found.x[: program.linear.columns]))
        amounts = {breach.limit: breach.amount for breach in missed}
        return {program.limits[row]: amounts.get(program.limits[row], 0.0) for row in rows}


def _loosened(linear: Linear, rows: Collection[int]) -> Linear:
    """One more column for each of the rows: by how much its limit is missed."""
    places = np.array(list(rows), dtype=np.int64)
    sign = np.where(np.isfinite(linear.row_high[places]), -1.0, 1.0)
    count = len(places)
    shape = (len(linear.row_low), count)
    missed = sparse.csc_matrix((sign, (places, np.arange(count))), shape=shape)
    sums = np.abs(linear.matrix).sum(axis=1)
    limit = np.where(sign < 0.0, linear.row_high[places], linear.row_low[places])
    most = np.abs(limit) + np.asarray(sums).ravel()[places]
    return Linear(
        np.concatenate([np.zeros(linear.columns), np.full(count, -1.0)]),
        sparse.csc_matrix(sparse.hstack([linear.matrix, missed])),
        linear.row_low,
        linear.row_high,
        np.concatenate([linear.low, np.zeros(count)]),
        np.concatenate([linear.high, most]),
        np.concatenate([linear.whole, np.zeros(count, dtype=bool)]),
    )


def _enough(limit: Limit, given: float) -> float:
    """The limit that is enough, yuan or m², rounded to what is shown of it so that it still is."""
    step = (YUAN_PER_WAN if limit.name == "budget" else M2_PER_HECTARE) * _SHOWN
    if math.isfinite(limit.most):
        return math.ceil((limit.most + given) / step - _ROUNDING) * step
    return max(math.floor((limit.least - given) / step + _ROUNDING) * step, 0.0)


def _finding(problem: Problem, fault: Fault, limits: Sequence[str]) -> Finding:
    name = limit_words(problem, fault.limit)
    others = [limit_words(problem, other) for other in limits if other != fault.limit]
    limit = next(one for one in limits_of(problem) if one.name == fault.limit)
    most = math.isfinite(limit.most)
    alone = _LOCKS if most else _GROUND
    beside = Text(
        "、".join(t.zh for t in others) or alone.zh,
        ", ".join(t.en for t in others) or alone.en,
    )
    if fault.alone is not None and math.isnan(fault.alone):
        give = amount_words(fault.limit, fault.together)
        cure = Text(
            f"各项同时放宽时，此项让出 {give.zh}",
            f"where all limits give together, it gives {give.en}",
        )
    elif fault.alone is None:
        give = amount_words(fault.limit, fault.together)
        cure = Text(
            f"单改此项不够；与其他各项同时放宽时，此项须让出 {give.zh}",
            f"this alone is not enough; where all give together, it must give {give.en}",
        )
    else:
        give = amount_words(fault.limit, fault.alone)
        to = amount_words(fault.limit, _enough(limit, fault.alone))
        cure = Text(
            f"只改此项时，改为 {to.zh} 即可（让出 {give.zh}）",
            f"if this alone changes, {to.en} is enough (it gives {give.en})",
        )
    seen = amount_words(fault.limit, limit.most if most else limit.least)
    return Finding(
        "SITING-INFEASIBLE",
        Severity.ERROR,
        Text(
            f"{name.zh}（{seen.zh}）与{beside.zh}不能同时满足",
            f"the {name.en} ({seen.en}) cannot hold together with: {beside.en}",
        ),
        cure,
        layer=fault.limit,
    )
