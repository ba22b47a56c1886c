"""What is kept back so that no withheld cell can be had from the others."""

import pytest

from raster_pipeline.steps.disclosure import keep_back
from sinkmap.figure import DataState, Figure, IntervalReason, Status
from sinkmap.text import Text

PARTITIONS = {
    "city": ("c",),
    "district": ("a", "b", "d"),
    "zone_apart": ("a", "b", "rest", "zone"),
    "village": ("v",),
}


def figure(unit, item="safe", denominator=100.0, level="district", few=False):
    reason = IntervalReason.WITHHELD_FEW if few else IntervalReason.REGISTER_AREA
    return Figure(
        f"safe_use_rate.{item}",
        unit,
        level,
        "district",
        2024,
        "overlay",
        None if few else 50.0,
        None if few else denominator / 2,
        None if few else denominator,
        "%",
        Status.NOT_ESTIMATED if few else Status.OK,
        None,
        None,
        str(reason),
        1.0,
        Text("叠置", "overlay"),
        DataState.NATIONAL,
        "",
        "",
        (),
    )


def kept(*figures):
    found = keep_back([(one, {"x": 1.0}) for one in figures], PARTITIONS)
    return {f"{f.statunit}.{f.indicator[14:]}" for f, _ in found if f.value is None}


def test_the_smallest_other_unit_goes_with_a_single_withheld_one():
    cells = (
        figure("c", level="city", denominator=900.0),
        figure("a", few=True),
        figure("b", denominator=300.0),
        figure("d", denominator=200.0),
        figure("rest", denominator=190.0),
        figure("zone", denominator=10.0),
    )
    # The two that the other partition cuts out of d would tell it again, and go too.
    assert kept(*cells) == {"a.safe", "d.safe", "rest.safe", "zone.safe"}


def test_two_withheld_units_hide_each_other():
    cells = (figure("a", few=True), figure("b", few=True), figure("d"))
    assert kept(*cells) == {"a.safe", "b.safe"}


def test_units_another_partition_cuts_differently_go_as_well():
    cells = (
        figure("a", denominator=50.0),
        figure("b", denominator=60.0),
        figure("d", denominator=200.0),
        figure("rest", denominator=190.0),
        figure("zone", few=True),
    )
    assert kept(*cells) == {"zone.safe", "rest.safe"}


def test_the_other_class_goes_and_the_total_stays():
    cells = (
        figure("c", level="city", few=True, item="strict"),
        figure("c", level="city"),
        figure("c", level="city", item="total"),
    )
    assert kept(*cells) == {"c.strict", "c.safe"}


def test_nothing_is_kept_back_where_nothing_is_withheld():
    cells = (figure("a"), figure("b"), figure("d"))
    assert kept(*cells) == set()


@pytest.mark.parametrize("column", ["value", "numerator", "denominator", "ci_low", "ci_high"])
def test_no_number_is_left_of_what_is_kept_back(column):
    cells = (figure("a", few=True), figure("b", denominator=10.0), figure("d"))
    found = keep_back([(one, {"x": 1.0}) for one in cells], PARTITIONS)
    (one,) = [(f, s) for f, s in found if f.ci_reason == IntervalReason.WITHHELD_COMPLEMENT]
    assert getattr(one[0], column) is None
    assert one[1] == {}
