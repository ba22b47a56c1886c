"""A question that cannot be asked is refused by name, whatever number is at fault."""

import math
from typing import Any

import pytest

from sinkmap.siting.question import DistrictQuota, SitingQuestion, check_question


def codes(**changed: Any) -> list[str]:
    question = SitingQuestion(("AFF",), 2024, **changed)
    found = check_question(question, types=["AFF"], years=[2024], districts=["320481", "320402"])
    return [one.code for one in found]


def test_a_plain_question_has_no_finding() -> None:
    assert codes() == []
    assert codes(seed=0, budget_yuan=1e30, quotas=(DistrictQuota("320481", 5e4, 5e4),)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": -1},
        {"seed": 2**64},
        {"budget_yuan": math.nan},
        {"max_area_m2": -1.0},
        {"compactness": math.inf},
        {"quotas": (DistrictQuota("320481", math.nan, 1.0),)},
        {"quotas": (DistrictQuota("320481", 1.0, math.nan),)},
    ],
)
def test_a_number_out_of_range_is_told_once(changed: dict[str, Any]) -> None:
    assert codes(**changed) == ["SITING-NUMBER"]


def test_a_quota_whose_least_is_above_its_most_is_told_in_hectares() -> None:
    question = SitingQuestion(("AFF",), 2024, quotas=(DistrictQuota("320481", 5e5, 1e5),))
    (found,) = check_question(question, types=["AFF"], years=[2024], districts=["320481"])
    assert found.code == "SITING-QUOTA-CROSSED"
    assert found.seen == "320481: 50 > 10 ha"


def test_two_quotas_of_one_district_are_refused() -> None:
    twice = (DistrictQuota("320481", 1e4), DistrictQuota("320481", None, 5e4))
    assert codes(quotas=twice) == ["SITING-QUOTA-TWICE"]
    assert codes(quotas=(DistrictQuota("320481", 1e4), DistrictQuota("320402", 1e4))) == []
