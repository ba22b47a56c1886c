"""Indicators of shoreline and shelterbelts: worked cases, laws, and what is missing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.figure import IntervalReason, Status
from sinkmap.indicator import Lengths, RasterAccount, UnitAccount, Within
from sinkmap.indicators import indicators
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

UNIT = StatUnit("320411", "320411", Text("新北区", "Xinbei"), "district", "district")
SHARE = indicators()["ecological_shoreline_share"]
CHANGE = indicators()["ecological_shoreline_change"]
COVER = indicators()["shelterbelt_tree_cover"]
BELT = indicators()["shelterbelt_continuity"]


def lines(**layers):
    zones = {Lengths(layer): found for layer, found in layers.items()}
    return UnitAccount(UNIT, 2024, 1e8, {}, extents=zones)


def belts(classes, unseen=None):
    unseen = unseen or {}
    found = RasterAccount(classes, math.fsum(unseen.values()), unseen_by=unseen)
    return UnitAccount(UNIT, 2024, 1e8, {Within("stands", "shelterbelt"): found})


def by_item(indicator, account, profile):
    return {one.item: one for one in indicator.evaluate(account, indicator.profile(profile))}


OFFICIAL = {
    "ecology|mainland": 10_800.0,
    "production|mainland": 5_400.0,
    "life|mainland": 1_800.0,
    "ecology|island": 7_000.0,
    "production|island": 800.0,
}
"""The two published lengths: 18 km of mainland, 25.8 km with islands."""


def test_share_of_the_two_published_lengths():
    account = lines(shoreline_use=OFFICIAL)
    (mainland,) = SHARE.evaluate(account, SHARE.profile("mainland"))
    assert (mainland.numerator, mainland.denominator) == (10_800.0, 18_000.0)
    assert mainland.value == pytest.approx(60.0)
    (both,) = SHARE.evaluate(account, SHARE.profile("with_islands"))
    assert (both.numerator, both.denominator) == (17_800.0, 25_800.0)
    assert both.value == pytest.approx(17_800 / 258)
    assert both.reason is IntervalReason.SURVEYED_LINE


def test_unknown_use_is_shoreline_and_lowers_the_coverage():
    account = lines(shoreline_use={"ecology|mainland": 600.0, "unknown|mainland": 400.0})
    (found,) = SHARE.evaluate(account, SHARE.profile("mainland"))
    assert found.value == pytest.approx(60.0)
    assert found.coverage == pytest.approx(0.6)


def test_estimate_says_that_it_is_one():
    account = lines(shoreline_estimate={"ecology|mainland": 300.0, "life|mainland": 100.0})
    (found,) = SHARE.evaluate(account, SHARE.profile("estimate"))
    assert found.value == pytest.approx(75.0)
    assert "估算" in found.method.zh
    assert "estimate" in found.method.en
    assert found.reason is IntervalReason.DEFAULTS_UNVERIFIED


def test_a_unit_away_from_the_river_has_no_share():
    (found,) = SHARE.evaluate(lines(shoreline_use={}), SHARE.profile("mainland"))
    assert found.status is Status.NOT_ESTIMATED
    assert found.reason is IntervalReason.EMPTY_DENOMINATOR


@given(metres=st.lists(st.floats(0.01, 1e6), min_size=4, max_size=4), more=st.floats(0, 1e6))
def test_more_ecological_shore_never_lowers_the_share(metres, more):
    zones = ("ecology|mainland", "production|mainland", "life|mainland", "unknown|mainland")
    shares = []
    for extra in (0.0, more):
        found = dict(zip(zones, metres, strict=True))
        found["ecology|mainland"] += extra
        (one,) = SHARE.evaluate(lines(shoreline_use=found), SHARE.profile("mainland"))
        assert 0.0 <= one.value <= 100.0 + 1e-9
        shares.append(one.value)
    assert shares[1] >= shares[0] - 1e-9


def test_change_by_direction():
    account = lines(
        shoreline_change={
            "production>ecology|mainland": 1_500.0,
            "unknown>ecology|mainland": 200.0,
            "ecology>production|mainland": 300.0,
            "production>life|mainland": 50.0,
            "ecology>life|island": 999.0,
        }
    )
    found = by_item(CHANGE, account, "mainland")
    assert {item: one.value for item, one in found.items()} == pytest.approx(
        {"gained": 1.7, "lost": 0.3, "other": 0.05}
    )
    assert by_item(CHANGE, account, "with_islands")["lost"].value == pytest.approx(1.299)


def test_cover_by_water_and_side():
    account = belts(
        {
            ("own|yangtze|left|上段", 1): 3e4,
            ("own|yangtze|left|上段", 6): 1e4,
            ("own|yangtze|left|上段", 0): 4e4,
            ("own|yangtze|right|", 3): 2e4,  # a gap in a stand holds no trees
            ("own|gehu|east|", 2): 5e3,
            ("own|gehu|east|", 0): 5e3,
            ("own|water_source|bank|水源地", 4): 1e3,
            ("uniform|yangtze|left|上段", 1): 9e4,
        },
        {"own|gehu|east|": 1e4},
    )
    found = by_item(COVER, account, "own_width")
    assert {item: one.value for item, one in found.items()} == pytest.approx(
        {
            "all": 100 * 4.6e4 / 11.1e4,
            "yangtze": 40.0,
            "yangtze_left": 50.0,
            "yangtze_right": 0.0,
            "gehu": 50.0,
            "gehu_east": 50.0,
            "water_source": 100.0,
        }
    )
    assert found["gehu"].coverage == pytest.approx(0.5)
    assert found["yangtze"].coverage == 1.0
    assert by_item(COVER, account, "uniform_width")["all"].numerator == 9e4


def test_no_belts_is_not_estimated():
    (found,) = COVER.evaluate(belts({}), COVER.profile("own_width"))
    assert (found.item, found.status) == ("all", Status.NOT_ESTIMATED)


def test_continuity_by_least_width():
    account = lines(
        bank_belt={
            "yangtze|left|wide": 2_000.0,
            "yangtze|right|narrow": 1_000.0,
            "yangtze|left|open": 1_000.0,
            "gehu|east|open": 500.0,
            "gehu|west|unseen": 500.0,
        }
    )
    ten, thirty = (by_item(BELT, account, name) for name in ("belt_10", "belt_30"))
    assert ten["yangtze"].value == pytest.approx(75.0)
    assert thirty["yangtze"].value == pytest.approx(50.0)
    assert ten["gehu"].value == 0.0
    assert ten["gehu"].coverage == pytest.approx(0.5)
    assert ten["all"].value == pytest.approx(100 * 3_000 / 4_500)
    assert ten["all"].denominator - ten["all"].numerator == 1_500.0  # metres of gaps


@given(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3))
def test_a_wider_belt_is_never_more_continuous(metres):
    zones = ("taihu|east|wide", "taihu|east|narrow", "taihu|south|open")
    account = lines(bank_belt=dict(zip(zones, metres, strict=True)))
    ten, thirty = (by_item(BELT, account, name)["all"].value for name in ("belt_10", "belt_30"))
    assert 0.0 <= thirty <= ten <= 100.0
