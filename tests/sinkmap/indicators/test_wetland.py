"""湿地保护率 and 受保护湿地面积: W1, W2 and what must never be summed."""

import pytest

from sinkmap.classes import protection_forms
from sinkmap.figure import IntervalReason, Status

PARK, LINE = "npk_wetland", "eco_redline"


@pytest.fixture
def w1(by_hand):
    """100 ha of marsh: park on 30, red line on 40, 20 of it on both."""
    rows = by_hand.parcels(
        ("1106", 10, PARK), ("1106", 20, f"{PARK}|{LINE}"), ("1106", 20, LINE), ("1106", 50)
    )
    return by_hand.account(parcels=rows)


def test_W1_union_is_half(by_hand, w1):
    found = by_hand.measure("wetland_protection_rate", "law", w1)
    assert found.value == pytest.approx(50.0, rel=1e-12)
    assert (found.numerator, found.denominator) == (50 * by_hand.HA, 100 * by_hand.HA)
    assert found.reason is IntervalReason.REGISTER_AREA
    assert found.coverage == 1.0


def test_W1_each_square_metre_is_credited_once(by_hand, w1):
    exclusive = by_hand.measure("wetland_protected_area", "exclusive", w1)
    assert exclusive[PARK].value == pytest.approx(30.0)
    assert exclusive[LINE].value == pytest.approx(20.0)
    total = sum(m.numerator for m in exclusive.values())
    rate = by_hand.measure("wetland_protection_rate", "law", w1)
    assert total == pytest.approx(rate.numerator, rel=1e-12)


def test_W1_a_naive_sum_of_forms_differs(by_hand, w1):
    every = by_hand.measure("wetland_protected_area", "non_exclusive", w1)
    naive = sum(m.value for m in every.values())
    assert naive == pytest.approx(70.0)
    assert naive != pytest.approx(by_hand.measure("wetland_protection_rate", "law", w1).value)


def test_W2_aquaculture_ponds_count_by_profile(by_hand):
    unit = by_hand.account(parcels=by_hand.parcels(("1104", 10, PARK), ("1104A", 10, PARK)))
    for profile, hectares in (("law", 10), ("stat_js", 20)):
        found = by_hand.measure("wetland_protection_rate", profile, unit)
        assert found.value == pytest.approx(100.0)
        assert found.denominator == hectares * by_hand.HA


def test_profiles_differ_in_what_is_wetland(by_hand):
    rows = by_hand.parcels(
        ("1106", 1), ("1101", 2, PARK), ("1104K", 4), ("0101", 8), ("0603", 16), ("0301", 32)
    )
    unit = by_hand.account(parcels=rows)
    base = {
        profile: by_hand.measure("wetland_protection_rate", profile, unit).denominator / by_hand.HA
        for profile in ("law", "stat_js", "gbt21010")
    }
    assert base == {"law": 3, "stat_js": 7, "gbt21010": 31}
    sd8 = by_hand.measure("wetland_protection_rate", "sd8", unit)
    assert (sd8.numerator, sd8.denominator) == (0.0, 17 * by_hand.HA)


def test_forms_off_by_default_protect_nothing(by_hand):
    off = [form.form_id for form in protection_forms() if not form.default_on]
    assert off == ["eco_space", "small_wetland"]
    rows = by_hand.parcels(("1102", 10, "|".join(off)), ("1102", 10, f"fish_reserve|{off[0]}"))
    unit = by_hand.account(parcels=rows)
    assert by_hand.measure("wetland_protection_rate", "law", unit).value == pytest.approx(50.0)
    every = by_hand.measure("wetland_protected_area", "non_exclusive", unit)
    assert set(every) == {form.form_id for form in protection_forms() if form.default_on}
    assert every["fish_reserve"].value == pytest.approx(10.0)


def test_no_wetland_gives_no_rate(by_hand):
    unit = by_hand.account(parcels=by_hand.parcels(("0301", 10, PARK)))
    found = by_hand.measure("wetland_protection_rate", "law", unit)
    assert (found.value, found.status) == (None, Status.NOT_ESTIMATED)
    assert found.reason is IntervalReason.EMPTY_DENOMINATOR


def test_a_system_without_wetland_profiles_gives_no_rate(by_hand):
    unit = by_hand.account(parcels=by_hand.parcels(("1106", 10, PARK)), system="raba")
    found = by_hand.measure("wetland_protection_rate", "law", unit)
    assert (found.value, found.status) == (None, Status.NOT_ESTIMATED)
    assert "raba" in found.method.en
    area = by_hand.measure("wetland_protected_area", "exclusive", unit)
    assert area.status is Status.NOT_ESTIMATED


def test_coverage_is_that_of_the_parcels(by_hand):
    unit = by_hand.account(parcels=by_hand.parcels(("1106", 40, PARK), ("0101", 20)))
    found = by_hand.measure("wetland_protection_rate", "law", unit)
    assert found.coverage == pytest.approx(0.6)


def test_unsplit_ponds_give_bounds_and_no_value(by_hand):
    system = "ydyh2023"
    rows = by_hand.parcels(
        ("1704", 10, PARK), ("1704", 30), ("1702", 40, PARK), ("1702", 20), system=system
    )
    unit = by_hand.account(parcels=rows, system=system)
    found = by_hand.measure("wetland_protection_rate", "law", unit)
    assert found.value is None
    assert found.status is Status.CANNOT_TELL
    assert found.reason is IntervalReason.CLASS_NOT_SPLIT
    assert found.interval == pytest.approx((100 * 40 / 90, 100 * 50 / 70))
    forms = by_hand.measure("wetland_protected_area", "exclusive", unit)
    assert all(area.value is None for area in forms.values())
    wide = by_hand.measure("wetland_protection_rate", "stat_js", unit)
    assert wide.value == pytest.approx(50.0)
