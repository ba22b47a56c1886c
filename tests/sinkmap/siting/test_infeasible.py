"""Limits that cannot hold together are named with what each would have to give."""

import re
from dataclasses import replace

import pytest

from sinkmap.errors import InputRefusedError
from sinkmap.siting.infeasible import Fault, at_fault
from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.selection import choose
from sinkmap.text import Text

# Four sites of a hectare; those of 武进 cost 100,000 yuan, those of 金坛 200,000.
SITES: tuple[object, ...] = (
    "abcd",
    [1.0] * 4,
    [100_000.0, 100_000.0, 200_000.0, 200_000.0],
    [10_000.0] * 4,
)
GROUPS = [0, 0, 1, 1]


def test_the_budget_and_the_quotas_at_fault_with_their_amounts() -> None:
    problem = Problem.of(
        *SITES,  # type: ignore[arg-type]
        quota_group=GROUPS,
        quotas=(Quota("武进区", 20_000.0), Quota("金坛区", 10_000.0, 20_000.0)),
        budget=250_000.0,
        max_area=40_000.0,
    )
    # 200,000 for each are wanted; 金坛's maximum and the area are not at fault. Where all may give,
    # the budget does: 0.6 of it is less than half of 武进 and a fifth of the budget.
    assert at_fault(problem) == (
        Fault("budget", 150_000.0, 150_000.0),
        Fault("quota_min:0", 20_000.0, 0.0),
        Fault("quota_min:1", 10_000.0, 0.0),
    )
    with pytest.raises(InputRefusedError) as refusal:
        choose(problem)
    first = refusal.value.findings[0]
    assert first.code == "SITING-INFEASIBLE"
    assert (
        first.message.zh == "预算（25.0000 万元）与武进区的面积下限、金坛区的面积下限不能同时满足"
    )
    assert "改为 40.0000 万元即可（让出 15.0000 万元）" in first.cure.zh.replace(" 即可", "即可")
    assert "40.0000 x 10,000 yuan is enough (it gives 15.0000 x 10,000 yuan)" in first.cure.en


def test_a_quota_greater_than_its_sites_is_alone_at_fault() -> None:
    problem = Problem.of(
        *SITES,  # type: ignore[arg-type]
        quota_group=GROUPS,
        quotas=(Quota("武进区", 30_000.0), Quota("金坛区")),
        budget=1e9,
    )
    assert at_fault(problem) == (Fault("quota_min:0", 10_000.0, 10_000.0),)


def test_what_no_limit_alone_can_mend_is_said() -> None:
    problem = Problem.of(
        *SITES,  # type: ignore[arg-type]
        quota_group=GROUPS,
        quotas=(Quota("武进区", 30_000.0), Quota("金坛区", 30_000.0)),
    )
    assert at_fault(problem) == (
        Fault("quota_min:0", None, 10_000.0),
        Fault("quota_min:1", None, 10_000.0),
    )
    with pytest.raises(InputRefusedError) as refusal:
        choose(problem)
    assert all("单改此项不够" in found.cure.zh for found in refusal.value.findings)


def test_locks_and_exclusions_stay_while_limits_give() -> None:
    problem = Problem.of(
        *SITES,  # type: ignore[arg-type]
        budget=250_000.0,
        locked_in=[False, False, True, True],
    )
    assert at_fault(problem) == (Fault("budget", 150_000.0, 150_000.0),)
    excluding = Problem.of(
        *SITES,  # type: ignore[arg-type]
        conflicts=[[0, 1], [1, 2], [0, 2]],
        min_area=30_000.0,
    )
    assert at_fault(excluding) == (Fault("min_area", 10_000.0, 10_000.0),)


def test_the_limit_that_is_told_to_be_enough_is_enough_as_it_stands() -> None:
    areas = [10_000.0 / 3.0, 20_000.0 / 3.0, 5_000.004]
    problem = Problem.of(
        "abc",
        [1.0] * 3,
        [0.0] * 3,
        areas,
        quota_group=[0] * 3,
        quotas=(Quota(Text("武进区", "Wujin"), 5e6),),
    )
    with pytest.raises(InputRefusedError) as refusal:
        choose(problem)
    (found,) = refusal.value.findings
    told = re.search(r"changes, ([\d.]+) ha is enough", found.cure.en)
    assert told is not None
    least = float(told[1]) * 10_000.0
    assert sum(areas) - 1.0 <= least <= sum(areas)
    quotas = (Quota("Wujin", least),)
    assert choose(replace(problem, quotas=quotas)).chosen.all()
    # No lock and no exclusion was asked: it is the ground there is.
    assert "least area of Wujin (500.0000 ha)" in found.message.en
    assert "the candidates there are" in found.message.en
    assert "武进区的面积下限（500.0000 公顷）与现有候选地块" in found.message.zh
