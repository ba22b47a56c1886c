"""Farmland, red lines and wetland in detail, on accounts made by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from sinkmap.classes import code_system
from sinkmap.figure import IntervalReason, Status
from sinkmap.indicator import ZoneAreas
from sinkmap.published import PublishedTotal

PARK = "npk_wetland"


@pytest.fixture
def zoned(by_hand):
    """An account with hectares of zones: layer -> zone -> ha."""

    def build(parcels=None, **layers):
        unit = by_hand.account(parcels=parcels)
        extents = {
            ZoneAreas(name): {zone: ha * by_hand.HA for zone, ha in zones.items()}
            for name, zones in layers.items()
        }
        return replace(unit, extents=extents)

    return build


def soil(by_hand, *rows):
    """Parcels of (code, hectares, zone of soil safety)."""
    table = by_hand.parcels(*((code, ha) for code, ha, _ in rows))
    return table.assign(soil_safety=[zone for *_, zone in rows])


def many(kind, state, hectares, first, count):
    return [("0101", hectares / count, f"{kind}|{state}|{first + n}") for n in range(count)]


def test_safe_use_is_of_contaminated_cropland_alone(by_hand):
    rows = [
        *many("safe", "yes", 30.0, 0, 6),
        *many("safe", "no", 10.0, 10, 5),
        *many("strict", "yes", 5.0, 20, 5),
        ("1104A", 7.0, "safe|no|0"),
        ("0101", 40.0, "priority||30"),
        ("0101", 8.0, ""),
    ]
    unit = by_hand.account(parcels=soil(by_hand, *rows))
    found = by_hand.measure("safe_use_rate", "overlay", unit)
    assert found["total"].value == pytest.approx(100 * 35 / 45)
    assert found["safe"].value == pytest.approx(75.0)
    assert found["strict"].value == pytest.approx(100.0)
    assert found["total"].denominator == pytest.approx(45 * by_hand.HA)


def test_too_few_plots_and_small_units_are_withheld_without_a_number(by_hand):
    rows = [*many("safe", "yes", 30.0, 0, 6), *many("strict", "yes", 5.0, 20, 4)]
    unit = by_hand.account(parcels=soil(by_hand, *rows))
    found = by_hand.measure("safe_use_rate", "overlay", unit)
    strict = found["strict"]
    assert (strict.value, strict.numerator, strict.denominator) == (None, None, None)
    assert strict.reason is IntervalReason.WITHHELD_FEW
    assert found["safe"].status is Status.OK
    village = replace(unit, unit=replace(unit.unit, level="village"))
    below = by_hand.measure("safe_use_rate", "overlay", village)
    assert {one.reason for one in below.values()} == {IntervalReason.WITHHELD_LEVEL}
    assert {one.numerator for one in below.values()} == {None}


def test_an_unknown_state_gives_bounds(by_hand):
    rows = [*many("safe", "yes", 30.0, 0, 6), *many("safe", "", 10.0, 20, 5)]
    unit = by_hand.account(parcels=soil(by_hand, *rows))
    found = by_hand.measure("safe_use_rate", "overlay", unit)["safe"]
    assert found.status is Status.CANNOT_TELL
    assert found.interval == pytest.approx((75.0, 100.0))


def test_the_ledger_is_shown_as_stated(by_hand):
    ledger = pd.DataFrame(
        {"kind": ["safe", "strict"], "whole_ha": [30.0, 10.0], "safe_ha": [27.0, 5.0], "plots": 9}
    )
    unit = replace(by_hand.account(), tables={"safe_use": ledger})
    found = by_hand.measure("safe_use_rate", "ledger", unit)
    assert found["total"].value == pytest.approx(80.0)
    assert found["strict"].value == pytest.approx(50.0)
    uncounted = replace(unit, tables={"safe_use": ledger.drop(columns="plots")})
    found = by_hand.measure("safe_use_rate", "ledger", uncounted)
    assert found["strict"].reason is IntervalReason.WITHHELD_FEW
    empty = replace(unit, tables={"safe_use": ledger.iloc[:0]})
    absent = by_hand.measure("safe_use_rate", "ledger", empty)
    assert {one.status for one in absent.values()} == {Status.NOT_ESTIMATED}
    wrong = replace(unit, tables={"safe_use": ledger.assign(safe_ha=31.0)})
    found = by_hand.measure("safe_use_rate", "ledger", wrong)
    assert found["safe"].reason is IntervalReason.CONTRADICTORY_INPUT


@pytest.mark.parametrize(
    ("gained", "lost", "kept"), [(5.0, 10.0, 95 / 105), (0.0, 0.0, 1.0), (100.0, 0.0, None)]
)
def test_farmland_kept_is_of_the_year_before(zoned, by_hand, gained, lost, kept):
    change = {"gained": gained, "lost": lost}
    unit = zoned(permanent_farmland={"": 100.0}, farmland_change=change)
    found = by_hand.measure("permanent_farmland_kept", "version", unit)
    assert found.value == (None if kept is None else pytest.approx(100 * kept))
    area = by_hand.measure("permanent_farmland_area", "geometry", unit)
    assert area.value == pytest.approx(100.0)


def test_red_line_by_kind_adds_up_and_its_change_has_a_net(zoned, by_hand):
    kinds = {"水源涵养": 30.0, "生物多样性维护功能": 20.0, "2": 4.0, "unclassified": 1.0}
    unit = zoned(redline=kinds, redline_change={"gained": 6.6, "lost": 7.68})
    found = by_hand.measure("redline_kind_area", "geometry", unit)
    assert found["water_conservation"].value == pytest.approx(30.0)
    assert found["other"].value == pytest.approx(5.0)
    assert sum(one.value for one in found.values()) == pytest.approx(55.0)
    change = by_hand.measure("line_change_area", "version", unit)
    assert change["net"].value == pytest.approx(-1.08)
    assert change["lost"].numerator == pytest.approx(76_800.0)


def test_human_activity_widens_with_the_profile(by_hand):
    rows = by_hand.parcels(
        ("0702", 2, "", "1"), ("1202", 1, "", "1"), ("0101", 4, "", "1"), ("1102", 9, "", "1"),
        ("0702", 50),
    )  # fmt: skip
    unit = by_hand.account(parcels=rows)
    built = by_hand.measure("human_activity_in_redline", "built", unit)
    farmed = by_hand.measure("human_activity_in_redline", "farmed", unit)
    assert (built.value, farmed.value) == (pytest.approx(3.0), pytest.approx(7.0))


def test_overlaps_are_told_pair_by_pair(zoned, by_hand):
    unit = zoned(line_overlap={"eco_redline_urban_boundary": 1.5})
    pair = by_hand.measure("line_overlap_area", "eco_redline_urban_boundary", unit)
    none = by_hand.measure("line_overlap_area", "eco_redline_permanent_farmland", unit)
    assert (pair.value, none.value) == (pytest.approx(1.5), 0.0)


def test_every_profile_is_held_against_the_published_total(by_hand):
    rows = by_hand.parcels(("1102", 40), ("1104A", 25), ("0101", 100), ("1106", 5))
    total = PublishedTotal("wetland_area", "320499", 2024, 0.5, "km2", "bulletin")
    unit = replace(by_hand.account(parcels=rows), published=(total,))
    gaps = {}
    for profile in ("law", "sd8", "stat_js", "gbt21010"):
        area = by_hand.measure("wetland_area", profile, unit)
        seen = replace(unit, earlier={("wetland_area", profile): (area,)})
        gaps[profile] = by_hand.measure("wetland_area_gap", profile, seen).value
    assert gaps == pytest.approx({"law": -5.0, "sd8": -45.0, "stat_js": 20.0, "gbt21010": 120.0})
    blank = by_hand.measure("wetland_area_gap", "law", replace(unit, published=()))
    assert blank.status is Status.NOT_ESTIMATED


def test_classes_add_up_to_the_profile(by_hand):
    rows = by_hand.parcels(("1102", 40, PARK), ("1107A", 3), ("1107", 2, PARK), ("1104A", 25))
    unit = by_hand.account(parcels=rows)
    for profile in ("law", "sd8", "stat_js", "gbt21010"):
        classes = by_hand.measure("wetland_class_area", profile, unit)
        whole = by_hand.measure("wetland_area", profile, unit)
        assert sum(one.value for one in classes.values()) == pytest.approx(whole.value)
    rates = by_hand.measure("wetland_class_protection_rate", "law", unit)
    assert rates["ditch"].value == pytest.approx(40.0)
    assert rates["lake"].value == pytest.approx(100.0)
    assert "aqua_pond" not in rates


def test_unsplit_ponds_leave_bounds(by_hand):
    system = "ydyh2023"
    rows = by_hand.parcels(("1704", 30), ("1702", 20), system=system)
    unit = by_hand.account(parcels=rows, system=system)
    assert code_system(system).table.at["1704", "group"] == "pond"
    area = by_hand.measure("wetland_area", "law", unit)
    assert area.value is None
    assert area.interval == pytest.approx((20.0, 50.0))
    classes = by_hand.measure("wetland_class_area", "law", unit)
    assert classes["pond"].interval == pytest.approx((0.0, 30.0))
    assert classes["lake"].value == pytest.approx(20.0)


def test_small_wetlands_and_candidates(zoned, by_hand):
    rows = by_hand.parcels(("1104", 3, "small_wetland"), ("1102", 20), ("0101", 5, "small_wetland"))
    unit = zoned(
        rows,
        wetland_patches={"ge8": 20.0, "ge1": 2.5, "lt1": 0.5},
        wetland_candidates={"ge8": 9.0, "ge1": 1.5},
    )
    small = by_hand.measure("small_wetland_area", "law", unit)
    assert small["patches"].value == pytest.approx(3.0)
    assert small["listed"].value == pytest.approx(3.0)
    open_ = by_hand.measure("wetland_candidate_area", "law", unit)
    assert open_["ge8"].value == pytest.approx(9.0)
    assert open_["ge1"].value == pytest.approx(10.5)


@pytest.mark.parametrize(
    ("areas", "rate"),
    [({"protected": 3.0, "open": 1.0}, 75.0), ({"open": 2.0}, 0.0), ({}, None)],
)
def test_the_old_series_has_its_own_denominator(zoned, by_hand, areas, rate):
    found = by_hand.measure(
        "natural_wetland_protection_rate", "ramsar_survey2", zoned(natural_wetland=areas)
    )
    assert found.value == (None if rate is None else pytest.approx(rate))


@pytest.mark.parametrize(
    ("depth", "reason"), [(20, IntervalReason.SAMPLE_MEANS), (30, IntervalReason.NOT_COMPARABLE)]
)
def test_organic_matter_is_compared_at_one_depth(by_hand, depth, reason):
    table = pd.DataFrame(
        {
            "vintage": [2019, 2023],
            "som": [24.0, 25.25],
            "sd": [4.0, 4.0],
            "samples": [100, 100],
            "top": [0, 0],
            "bottom": [20, depth],
            "method": ["a", "a"],
        }
    )
    unit = replace(by_hand.account(), tables={"organic_matter": table})
    found = by_hand.measure("organic_matter_change", "samples", unit)
    assert found.reason is reason
    assert found.value == (pytest.approx(1.25) if depth == 20 else None)
