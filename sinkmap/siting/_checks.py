"""What a person can have put into a problem wrongly, found all at once."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting.problem import HELD_TO, Problem
from sinkmap.text import Text

__all__ = ["check_problem", "refuse_faults"]

Bools = NDArray[np.bool_]

_YUAN = ".2f"


def refuse_faults(problem: Problem) -> None:
    """Raise ``InputRefusedError`` with every finding of a problem, if there is any."""
    found = check_problem(problem)
    if found:
        raise InputRefusedError(found)


def check_problem(problem: Problem) -> list[Finding]:
    """Every finding of a problem, all of them errors; none of them needs a solver."""
    parts = (_of_sites, _of_signs, _of_limits, _of_locks, _of_budget)
    return [found for part in parts for found in part(problem)]


def _named(problem: Problem, bad: Bools) -> tuple[str, ...]:
    return tuple(problem.site_ids[place] for place in np.flatnonzero(bad).tolist())


def _of_sites(problem: Problem) -> list[Finding]:
    found = []
    counts = Counter(problem.site_ids)
    twice = tuple(name for name, count in counts.items() if count > 1)
    if twice:
        found.append(
            Finding(
                "SITING-ID-TWICE",
                Severity.ERROR,
                Text("候选地块编号重复", "a candidate's id occurs more than once"),
                Text("每个候选地块只列一次", "list each candidate once"),
                features=twice,
            )
        )
    columns = {"value": problem.value, "cost": problem.cost, "area_m2": problem.area_m2}
    for name, column in columns.items():
        blank = ~np.isfinite(column)
        if blank.any():
            found.append(
                Finding(
                    "SITING-NOT-FINITE",
                    Severity.ERROR,
                    Text(
                        "候选地块有数值缺失或无穷大",
                        "a number of a candidate is missing or infinite",
                    ),
                    Text("补全该列或剔除这些地块", "complete the column or leave the sites out"),
                    layer=name,
                    features=_named(problem, blank),
                )
            )
    return found


def _of_signs(problem: Problem) -> list[Finding]:
    found = []
    below = problem.cost < 0.0
    if below.any():
        found.append(
            Finding(
                "SITING-COST-NEGATIVE",
                Severity.ERROR,
                Text("候选地块的造价为负", "a candidate's cost is negative"),
                Text("改正该值；补助不得记作负造价", "correct it; a subsidy is no negative cost"),
                features=_named(problem, below),
                seen=f"{float(problem.cost[below].min()):{_YUAN}} yuan",
                wanted=">= 0",
            )
        )
    below = problem.area_m2 < 0.0
    if below.any():
        found.append(
            Finding(
                "SITING-AREA-NEGATIVE",
                Severity.ERROR,
                Text("候选地块的面积为负", "a candidate's area is negative"),
                Text("改正该值", "correct it"),
                features=_named(problem, below),
                seen=f"{float(problem.area_m2[below].min()):{_YUAN}} m²",
                wanted=">= 0",
            )
        )
    weights = problem.pair_weight
    bad = ~np.isfinite(weights) | (weights < 0.0)
    if bad.any() or not 0.0 <= problem.compactness < math.inf:
        found.append(
            Finding(
                "SITING-PAIR-NEGATIVE",
                Severity.ERROR,
                Text("相邻加分为负或不是数值", "a bonus of neighbours is negative or no number"),
                Text("相邻权重与紧凑系数取非负数", "give weights and compactness of 0 or more"),
                seen=f"{int(bad.sum())}, {problem.compactness:g}",
                wanted=">= 0",
            )
        )
    return found


def _of_limits(problem: Problem) -> list[Finding]:
    named: list[tuple[str, float | None]] = [
        ("budget", problem.budget),
        ("max_area", problem.max_area),
        ("min_area", problem.min_area),
    ]
    for quota in problem.quotas:
        name = quota.text.en
        named += [(f"{name} min_m2", quota.min_m2), (f"{name} max_m2", quota.max_m2)]
    found = [
        Finding(
            "SITING-LIMIT-BAD",
            Severity.ERROR,
            Text("预算、面积或配额不是非负数", "a budget, area or quota is no number of 0 or more"),
            Text("填写非负数，不设限则留空", "give a number of 0 or more, or leave it out"),
            layer=name,
            seen=f"{limit:g}",
            wanted=">= 0",
        )
        for name, limit in named
        if limit is not None and not 0.0 <= limit < math.inf
    ]
    spans = [(quota.text.en, quota.min_m2, quota.max_m2) for quota in problem.quotas]
    spans.append(("area", problem.min_area or 0.0, problem.max_area))
    for name, least, most in spans:
        if most is not None and least > most * (1.0 + HELD_TO):
            found.append(
                Finding(
                    "SITING-QUOTA-CROSSED",
                    Severity.ERROR,
                    Text("最低面积大于最高面积", "the least area is greater than the most"),
                    Text("改正其中之一", "correct one of them"),
                    layer=name,
                    seen=f"{least:g} > {most:g} m²",
                )
            )
    return found


def _of_locks(problem: Problem) -> list[Finding]:
    found = []
    crossed = problem.locked_in & problem.locked_out
    if crossed.any():
        found.append(
            Finding(
                "SITING-LOCKS-CROSS",
                Severity.ERROR,
                Text("地块既锁定入选又被排除", "a site is locked in and locked out"),
                Text("排除条件优先，请取消锁定", "what bars a site wins: take the lock off"),
                features=_named(problem, crossed),
            )
        )
    both = problem.locked_in[problem.conflicts].all(axis=1)
    if both.any():
        bad = np.zeros(len(problem), dtype=bool)
        bad[problem.conflicts[both].ravel()] = True
        found.append(
            Finding(
                "SITING-LOCKS-CONFLICT",
                Severity.ERROR,
                Text("两个互斥地块同时锁定入选", "two sites that exclude each other are locked in"),
                Text("只保留其中一个的锁定", "keep the lock of one of them"),
                features=_named(problem, bad),
            )
        )
    return found


def _of_budget(problem: Problem) -> list[Finding]:
    # A site that is barred and locked in is a finding of its own.
    cost = problem.cost[problem.open & np.isfinite(problem.cost)]
    if not len(cost):
        return [
            Finding(
                "SITING-NO-SITE",
                Severity.ERROR,
                Text("没有可选的候选地块", "no candidate may be chosen"),
                Text("放宽类型或排除条件", "allow more types, or look at what is excluded"),
                seen=str(len(problem)),
            )
        ]
    cheapest = float(cost.min())
    if problem.budget is None or not cheapest > problem.budget * (1.0 + HELD_TO):
        return []
    return [
        Finding(
            "SITING-BUDGET-LOW",
            Severity.ERROR,
            Text("预算低于最便宜的候选地块", "the budget is below the cheapest candidate"),
            Text("提高预算或缩小地块", "raise the budget, or cut sites smaller"),
            seen=f"{problem.budget:{_YUAN}} yuan",
            wanted=f">= {cheapest:{_YUAN}} yuan",
        )
    ]
