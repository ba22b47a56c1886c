"""Plans of reference samples: size, units of each stratum, orders that cannot be."""

import math

import pytest

from sinkmap.errors import UsageError
from sinkmap.science.sample_plan import (
    Allocation,
    Design,
    MappedClass,
    SampleOrder,
    plan_sample,
)

# Olofsson et al. (2014), section 5: pixels of 900 m2 and user's accuracies expected.
PAPER = (
    MappedClass("deforestation", 1, 200_000, 200_000 * 900.0),
    MappedClass("gain", 2, 150_000, 150_000 * 900.0),
    MappedClass("forest", 3, 3_200_000, 3_200_000 * 900.0),
    MappedClass("other_land", 4, 6_450_000, 6_450_000 * 900.0),
)
USERS = {"deforestation": 0.70, "gain": 0.60, "forest": 0.90, "other_land": 0.95}


def units(plan):
    return {one.name: one.units for one in plan.strata}


def codes(order, mapped=PAPER):
    with pytest.raises(UsageError) as caught:
        plan_sample(order, mapped)
    return {finding.code: finding for finding in caught.value.findings}


def test_the_example_of_the_paper():
    plan = plan_sample(SampleOrder(target_se=0.01, users=USERS, minimum=75), PAPER)
    assert plan.units == 641
    assert list(units(plan).values()) == [75, 75, 163, 328]
    assert not plan.findings
    weight = {one.name: one.weight for one in plan.strata}
    assert weight["gain"] == 2000.0
    # Table 5 of the paper gives 0.011 for this allocation.
    assert plan.expected_se == pytest.approx(0.011, abs=5e-4)


def test_neyman_reaches_the_error_asked_for():
    order = SampleOrder(allocation=Allocation.NEYMAN, target_se=0.01, users=USERS, minimum=2)
    assert plan_sample(order, PAPER).expected_se == pytest.approx(0.01, rel=1e-3)


def test_a_simple_sample_is_binomial():
    share = sum(one.pixels * USERS[one.name] for one in PAPER) / 10_000_000
    plan = plan_sample(SampleOrder(Design.SIMPLE, target_se=0.01, users=USERS), PAPER)
    assert plan.units == math.ceil(share * (1.0 - share) / 0.01**2)
    assert [one.name for one in plan.strata] == ["all"]
    assert plan.strata[0].pixels == 10_000_000


def test_size_grows_to_the_minima_where_an_error_is_asked_for():
    plan = plan_sample(SampleOrder(target_se=0.2, users=USERS), PAPER)
    assert units(plan) == dict.fromkeys(USERS, 50)


def test_classes_too_small_share_a_stratum():
    small = (MappedClass("ice", 5, 7, 6_300.0), MappedClass("sand", 6, 1, 900.0))
    plan = plan_sample(SampleOrder(points=400, users={"ice": 0.5}), (*PAPER, *small))
    (other,) = [one for one in plan.strata if one.name == "other"]
    assert (other.pixels, other.units, other.m2) == (8, 8, 7_200.0)
    assert other.users == pytest.approx((7 * 0.5 + 0.85) / 8)
    assert plan.units == 400
    (finding,) = plan.findings
    assert (finding.code, finding.features) == ("SAMPLE-STRATUM-SMALL", ("ice", "sand"))


def test_a_single_pixel_joins_the_widest_stratum():
    plan = plan_sample(SampleOrder(points=400), (*PAPER, MappedClass("sand", 6, 1, 900.0)))
    assert [one.name for one in plan.strata] == list(USERS)
    assert [each.name for each in plan.strata[3].classes] == ["other_land", "sand"]


def test_orders_that_cannot_be_are_named():
    assert codes(SampleOrder(points=199))["SAMPLE-SIZE"].wanted == "≥ 200"
    few = (MappedClass("forest", 3, 60, 54_000.0),)
    assert codes(SampleOrder(points=61), few)["SAMPLE-SIZE"].wanted == "≤ 60"
    unknown = codes(SampleOrder(users={"forrest": 0.9, "gain": 1.2}))
    assert unknown["SAMPLE-CLASS-UNKNOWN"].wanted == "forest"
    assert unknown["SAMPLE-OPTION"].seen == "1.2"
    assert "SAMPLE-MAP-EMPTY" in codes(SampleOrder(), ())


@pytest.mark.parametrize(
    "order",
    [
        SampleOrder(points=500, target_se=0.01),
        SampleOrder(target_se=0.0),
        SampleOrder(points=1),
        SampleOrder(minimum=1),
        SampleOrder(seed=-1),
        SampleOrder(Design.SIMPLE, minimum=50),
    ],
)
def test_options_out_of_range_are_named(order):
    assert "SAMPLE-OPTION" in codes(order)
