"""林木覆盖率, 森林覆盖率 and 林木绿化率 from hand-made areas of stands by land use."""

import pytest

from sinkmap.figure import IntervalReason, Status
from sinkmap.indicator import Cross
from sinkmap.indicators import indicators
from sinkmap.science.stands import StandCategory as S

TALLY = Cross("stands", "land_use")

AREAS = {
    (S.NONE, "cropland_paddy"): 20.0,
    (S.NONE, "lake"): 12.0,
    (S.NONE, "river"): 3.0,
    (S.NONE, "built_ind"): 11.0,
    (S.ARBOR, "forest_arbor"): 18.0,
    (S.BAMBOO, "forest_bamboo"): 4.0,
    (S.GAP, "forest_arbor"): 1.0,
    (S.SHRUB, "shrub"): 3.0,
    (S.YOUNG, "woodland_other"): 2.0,
    (S.ARBOR, "garden_other"): 5.0,
    (S.SHRUB, "tea"): 1.0,
    (S.SCATTERED, "orchard"): 1.0,
    (S.SCATTERED, "built_res_rural"): 4.0,
    (S.SCATTERED, "cropland_dry"): 2.0,
    (S.SCATTERED, "grass"): 1.5,
    (S.ARBOR, "park"): 2.5,
    (S.SCATTERED, "park"): 1.0,
    (S.NONE, "transport"): 8.0,
}
STANDS = 18 + 4 + 1 + 2.5  # gardens left out
ALL_SCATTERED = 4 + 2 + 1.5 + 1
JS = STANDS + 3 + 2 + ALL_SCATTERED


EXPECTED = [
    ("tree_cover_rate", "js_tree_cover", JS),
    ("tree_cover_rate", "js_with_gardens", JS + 5 + 1 + 1),
    ("tree_cover_rate", "js_without_urban", JS - 2.5 - 1),
    ("tree_cover_rate", "js_without_young", JS - 2),
    ("tree_cover_rate", "js_without_scattered", JS - ALL_SCATTERED),
    ("tree_cover_rate", "js_pixel_count", JS),
    ("tree_cover_rate", "js_land_only", JS / 0.85),
    ("tree_cover_rate", "forest_city", JS / 0.90),
    ("forest_cover_rate", "forest_inventory", STANDS),
    ("forest_cover_rate", "forest_law_2018", STANDS + 4 + 2),
    ("tree_greening_rate", "gbt26424", STANDS + 3),
]


@pytest.fixture
def unit(by_hand):
    assert sum(AREAS.values()) == 100.0
    return by_hand.account(rasters={TALLY: by_hand.cross(AREAS)})


@pytest.mark.parametrize(("indicator", "profile", "value"), EXPECTED)
def test_numerator_and_denominator_follow_the_switches(by_hand, unit, indicator, profile, value):
    found = by_hand.measure(indicator, profile, unit)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.numerator / found.denominator * 100 == pytest.approx(found.value, rel=1e-12)
    assert found.coverage == 1.0
    assert found.interval is None
    assert found.reason is IntervalReason.NO_REFERENCE_SAMPLES


def test_every_profile_of_the_three_rates_is_tested():
    declared = {
        (name, profile.id)
        for name in ("tree_cover_rate", "forest_cover_rate", "tree_greening_rate")
        for profile in indicators()[name].profiles
    }
    assert {(indicator, profile) for indicator, profile, _ in EXPECTED} == declared


@pytest.mark.parametrize(("category", "in_forest"), [(S.SCATTERED, False), (S.ARBOR, True)])
def test_T1_T2_scattered_trees_are_tree_cover_but_no_forest(by_hand, category, in_forest):
    """600 m² of trees is scattered, 700 m² is a stand (see the stands layer)."""
    cover = by_hand.cross({(category, "grass"): 0.07, (S.NONE, "grass"): 0.93})
    unit = by_hand.account(rasters={TALLY: cover}, hectares=1.0)
    trees = by_hand.measure("tree_cover_rate", "js_tree_cover", unit)
    forest = by_hand.measure("forest_cover_rate", "forest_inventory", unit)
    assert trees.value == pytest.approx(7.0)
    assert forest.value == pytest.approx(7.0 if in_forest else 0.0)


def test_little_water_stays_in_the_denominator_of_the_forest_city(by_hand):
    cover = by_hand.cross({(S.ARBOR, "forest_arbor"): 30, (S.NONE, "lake"): 5, (S.NONE, ""): 65})
    unit = by_hand.account(rasters={TALLY: cover})
    assert by_hand.measure("tree_cover_rate", "forest_city", unit).value == pytest.approx(30.0)


def test_a_unit_of_water_alone_has_no_land_to_compare_with(by_hand):
    unit = by_hand.account(rasters={TALLY: by_hand.cross({(S.NONE, "lake"): 100})})
    found = by_hand.measure("tree_cover_rate", "js_land_only", unit)
    assert found.value is None
    assert found.status is Status.NOT_ESTIMATED
    assert found.reason is IntervalReason.EMPTY_DENOMINATOR


def test_unseen_ground_lowers_the_coverage_not_the_area(by_hand):
    cover = by_hand.cross({(S.ARBOR, "forest_arbor"): 40, (S.NONE, "grass"): 30}, unseen=30)
    found = by_hand.measure(
        "tree_cover_rate", "js_tree_cover", by_hand.account(rasters={TALLY: cover})
    )
    assert found.coverage == pytest.approx(0.7)
    assert found.value == pytest.approx(40.0)


def test_the_method_says_that_stems_are_missing(by_hand, unit):
    assert "stems" in by_hand.measure("tree_greening_rate", "gbt26424", unit).method.en
    assert "stems" not in by_hand.measure("tree_cover_rate", "js_tree_cover", unit).method.en
