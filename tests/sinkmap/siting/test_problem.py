"""What a person can have put in wrongly is found all at once, by name."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sinkmap.errors import InputRefusedError
from sinkmap.siting.greedy import greedy
from sinkmap.siting.problem import Breach, Problem, Quota
from sinkmap.siting.selection import choose


def problem(**rest: object) -> Problem:
    return Problem.of("abcd", [4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0], [10.0] * 4, **rest)


def codes(p: Problem) -> list[str]:
    with pytest.raises(InputRefusedError) as refusal:
        choose(p)
    with pytest.raises(InputRefusedError):
        greedy(p)
    assert all(found.message.zh and found.cure.en for found in refusal.value.findings)
    return [found.code for found in refusal.value.findings]


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"cost": [-1.0, 2.0, 3.0, 4.0]}, ["SITING-COST-NEGATIVE"]),
        ({"area_m2": [-1.0, 2.0, 3.0, 4.0]}, ["SITING-AREA-NEGATIVE"]),
        ({"value": [math.nan, 2.0, math.inf, 4.0]}, ["SITING-NOT-FINITE"]),
        ({"site_ids": tuple("abca")}, ["SITING-ID-TWICE"]),
        ({"budget": 0.5}, ["SITING-BUDGET-LOW"]),
        ({"budget": -1.0}, ["SITING-LIMIT-BAD", "SITING-BUDGET-LOW"]),
        ({"budget": math.nan}, ["SITING-LIMIT-BAD"]),
        ({"quotas": (Quota("d", 2.0, 1.0),)}, ["SITING-QUOTA-CROSSED"]),
        ({"min_area": 2.0, "max_area": 1.0}, ["SITING-QUOTA-CROSSED"]),
        ({"compactness": -1.0}, ["SITING-PAIR-NEGATIVE"]),
        ({"pairs": [[0, 1]], "pair_weight": [math.nan]}, ["SITING-PAIR-NEGATIVE"]),
        ({"locked_out": [True] * 4}, ["SITING-NO-SITE"]),
        (
            {"locked_in": [True] * 4, "locked_out": [True] + [False] * 3, "conflicts": [[2, 3]]},
            ["SITING-LOCKS-CROSS", "SITING-LOCKS-CONFLICT"],
        ),
        (
            {"cost": [-1.0, math.nan, 3.0, 4.0], "budget": -2.0},
            ["SITING-NOT-FINITE", "SITING-COST-NEGATIVE", "SITING-LIMIT-BAD", "SITING-BUDGET-LOW"],
        ),
    ],
)
def test_every_fault_is_named(changed: dict[str, object], wanted: list[str]) -> None:
    assert codes(replace(problem(), **changed)) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cost": [1.0]},
        {"quota_group": [0, 0, 0, 0]},
        {"conflicts": [[0, 4]]},
        {"pairs": [[1, 1]], "pair_weight": [1.0]},
        {"pairs": [[0, 1]]},
    ],
)
def test_arrays_that_do_not_belong_together_are_no_problem(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not|itself"):
        replace(problem(), **wrong)  # type: ignore[arg-type]


def test_arrays_are_the_problem_s_own() -> None:
    cost = np.array([1.0, 2.0])
    p = Problem.of("ab", [1.0, 1.0], cost, [1.0, 1.0])
    cost[0] = 9.0
    assert p.cost.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        p.cost[0] = 3.0


def test_sums_and_breaches_are_told_by_amount() -> None:
    p = problem(
        budget=4.0,
        max_area=25.0,
        min_area=100.0,
        quota_group=[0, 0, 1, -1],
        quotas=(Quota("d", 0.0, 15.0), Quota("e", 20.0)),
        conflicts=[[0, 1]],
        locked_in=[False, False, False, True],
        locked_out=[True, False, False, False],
        pairs=[[0, 1], [2, 3]],
        pair_weight=[2.0, 4.0],
        compactness=0.5,
    )
    chosen = np.array([True, True, True, False])
    totals = p.totals(chosen)
    assert (totals.value, totals.bonus) == (10.0, 1.0)
    assert (totals.cost, totals.area_m2, totals.quota_m2) == (6.0, 30.0, (20.0, 10.0))
    assert set(p.breaches(chosen)) == {
        Breach("budget", 2.0),
        Breach("max_area", 5.0),
        Breach("min_area", 70.0),
        Breach("quota_max:0", 5.0),
        Breach("quota_min:1", 10.0),
        Breach("conflict", 1.0),
        Breach("locked_in", 1.0),
        Breach("locked_out", 1.0),
    }
    assert p.open.tolist() == [False, True, True, True]


def test_a_budget_of_nothing_takes_what_is_free() -> None:
    p = Problem.of("ab", [1.0, 5.0], [0.0, 1.0], [1.0, 1.0], budget=0.0)
    assert choose(p).chosen.tolist() == [True, False]
