"""Areas of classes and of the red line."""

import pytest

from sinkmap.figure import IntervalReason, Status
from sinkmap.indicator import ClassAreas


def test_register_gives_every_group_of_the_system_and_closes(by_hand):
    rows = by_hand.parcels(("0101", 40), ("0301", 25), ("0301", 5), ("1203", 30))
    found = by_hand.measure("class_area", "register", by_hand.account(parcels=rows))
    assert found["forest_arbor"].value == pytest.approx(30.0)
    assert found["ridge"].value == pytest.approx(30.0)
    assert found["lake"].value == 0.0
    assert sum(m.numerator for m in found.values()) == pytest.approx(100 * by_hand.HA, rel=1e-12)
    assert {m.reason for m in found.values()} == {IntervalReason.REGISTER_AREA}


def test_map_gives_only_what_it_shows(by_hand):
    areas = by_hand.classes({"forest_arbor": 60, "lake": 20}, unseen=20)
    unit = by_hand.account(rasters={ClassAreas("land_group"): areas})
    found = by_hand.measure("class_area", "map", unit)
    assert {item: m.value for item, m in found.items()} == {"forest_arbor": 60.0, "lake": 20.0}
    assert {m.coverage for m in found.values()} == {0.8}
    assert {m.reason for m in found.values()} == {IntervalReason.NO_REFERENCE_SAMPLES}


@pytest.fixture
def unit(by_hand):
    rows = by_hand.parcels(
        ("0301", 30, "", "1"),
        ("1102", 10, "nr", "2"),
        ("0601", 5, "", "unclassified"),
        ("1104", 5, "", "1"),
        ("0101", 50),
    )
    return by_hand.account(parcels=rows)


def test_red_line_area_by_register_and_by_geometry(by_hand, unit):
    assert by_hand.measure("redline_area", "parcel", unit).value == pytest.approx(50.0)
    assert by_hand.measure("redline_area", "geometry", unit).value == pytest.approx(50.05)


def test_natural_share_follows_the_class_set(by_hand, unit):
    found = by_hand.measure("redline_natural_share", "nat", unit)
    assert found.value == pytest.approx(80.0)
    assert found.denominator == pytest.approx(50 * by_hand.HA)
    assert by_hand.measure("redline_natural_share", "nat_pond", unit).value == pytest.approx(90.0)


def test_a_unit_outside_the_red_line(by_hand):
    outside = by_hand.account(parcels=by_hand.parcels(("0301", 100)))
    area = by_hand.measure("redline_area", "parcel", outside)
    assert (area.value, area.status) == (0.0, Status.OK)
    share = by_hand.measure("redline_natural_share", "nat", outside)
    assert (share.value, share.reason) == (None, IntervalReason.EMPTY_DENOMINATOR)


@pytest.mark.parametrize(
    ("name", "profile"),
    [("class_area", "register"), ("redline_area", "parcel"), ("redline_natural_share", "nat")],
)
def test_without_parcels_there_is_no_figure(by_hand, name, profile):
    found = by_hand.measure(name, profile, by_hand.account())
    assert (found.value, found.status) == (None, Status.NOT_ESTIMATED)
    assert found.reason is IntervalReason.MISSING_INPUT
