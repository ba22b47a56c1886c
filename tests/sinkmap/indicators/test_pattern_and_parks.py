"""Indicators of the space pattern, of patches and of parks on accounts made by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from sinkmap.figure import IntervalReason
from sinkmap.indicator import Lengths, RasterAccount, Rows, Within, ZoneAreas
from sinkmap.indicators import indicators

LAKE, CORRIDOR = "lake_2 滆湖", "corridor_1 运河廊道"
USE, STANDS = Within("land_use", "pattern"), Within("stands", "pattern")


def with_zones(by_hand, tally, areas):
    return replace(by_hand.account(), extents={tally: areas})


def within(by_hand, tally, classes, unseen=None):
    """{(zone, class): hectares} as the account of classes within zones."""
    areas = {key: ha * by_hand.HA for key, ha in classes.items()}
    lost = {zone: ha * by_hand.HA for zone, ha in (unseen or {}).items()}
    raster = RasterAccount(areas, sum(lost.values()), unseen_by=lost)
    return by_hand.account(rasters={tally: raster})


@pytest.fixture
def used(by_hand):
    """A lake of 10 ha, of which 1 ha is unseen, and a corridor of 8 ha."""
    index = {name: by_hand.classes({name: 1.0}).classes for name in GROUPS}
    value = {name: next(iter(one)) for name, one in index.items()}
    return within(
        by_hand,
        USE,
        {
            (LAKE, value["lake"]): 6.0,
            (LAKE, value["aqua_pond"]): 1.0,
            (LAKE, value["pond"]): 1.0,
            (LAKE, value["built_ind"]): 1.0,
            (CORRIDOR, value["forest_arbor"]): 2.0,
            (CORRIDOR, value["park"]): 1.0,
            (CORRIDOR, value["facility_ag"]): 1.0,
            (CORRIDOR, value["cropland_dry"]): 4.0,
        },
        {LAKE: 1.0},
    )


GROUPS = ("lake", "aqua_pond", "pond", "built_ind", "forest_arbor", "park", "facility_ag",
          "cropland_dry")  # fmt: skip


def test_natural_share_by_element(by_hand, used):
    found = by_hand.measure("pattern_natural_share", "nat", used)
    assert found["lake_2"].value == pytest.approx(100 * 6 / 9)
    assert found["lake_2"].coverage == pytest.approx(0.9)
    assert found["corridor_1"].value == pytest.approx(25.0)
    assert found["corridor_1"].coverage == pytest.approx(1.0)
    assert found["lake_2"].method.zh.startswith("滆湖")
    with_ponds = by_hand.measure("pattern_natural_share", "nat_pond", used)
    assert with_ponds["lake_2"].value == pytest.approx(100 * 8 / 9)


def test_wetland_and_built_land_by_element(by_hand, used):
    assert by_hand.measure("pattern_wetland", "wet", used)["lake_2"].value == pytest.approx(7.0)
    aqua = by_hand.measure("pattern_wetland", "wet_aqua", used)
    assert aqua["lake_2"].value == pytest.approx(8.0)
    built = by_hand.measure("pattern_built_area", "built", used)
    assert (built["lake_2"].value, built["corridor_1"].value) == (pytest.approx(1.0), 0.0)
    more = by_hand.measure("pattern_built_area", "built_facility", used)
    assert more["corridor_1"].value == pytest.approx(1.0)


def test_tree_cover_by_element(by_hand):
    unit = within(by_hand, STANDS, {(LAKE, 0): 6.0, (LAKE, 1): 2.0, (LAKE, 6): 1.0, (LAKE, 3): 1.0})
    assert by_hand.measure("pattern_tree_cover", "all_trees", unit)["lake_2"].value == 40.0
    assert by_hand.measure("pattern_tree_cover", "stands", unit)["lake_2"].value == 30.0


def test_area_by_element_and_a_unit_without_any(by_hand):
    unit = with_zones(by_hand, ZoneAreas("pattern"), {LAKE: 120_000.0, "all": 120_000.0})
    found = by_hand.measure("pattern_area", "plan", unit)
    assert list(found) == ["all", "lake_2"]
    assert found["lake_2"].value == pytest.approx(12.0)
    none = with_zones(by_hand, ZoneAreas("pattern"), {})
    one = indicators()["pattern_area"]
    assert one.evaluate(none, one.profile("plan")) == ()


def test_continuity_of_a_corridor(by_hand):
    """A way of 900 m on natural ground and 100 m on built land costs 900 + 100 x 30 m."""
    ways = {f"{CORRIDOR}|way|1": 900.0, f"{CORRIDOR}|way|30": 100.0, f"{CORRIDOR}|ideal|1": 975.0}
    unit = with_zones(by_hand, Lengths("corridor_way"), ways)
    detour = by_hand.measure("corridor_continuity", "detour", unit)["corridor_1"]
    assert detour.value == pytest.approx(100 * 975 / 3900)
    way = by_hand.measure("corridor_continuity", "way", unit)["corridor_1"]
    assert way.value == pytest.approx(100 * 1000 / 3900)
    broken = with_zones(by_hand, Lengths("corridor_way"), {f"{CORRIDOR}|ideal|1": 975.0})
    assert by_hand.measure("corridor_continuity", "detour", broken)["corridor_1"].value == 0.0


def test_a_detour_is_given_for_the_city_only(by_hand):
    unit = with_zones(by_hand, Lengths("corridor_way"), {f"{CORRIDOR}|ideal|1": 975.0})
    part = replace(unit, unit=replace(unit.unit, level="town", partition="town"))
    one = indicators()["corridor_continuity"]
    assert one.evaluate(part, one.profile("detour")) == ()


def test_patch_metrics_of_a_unit(by_hand):
    """100 ha with patches of 30, 10 and 10 ha."""
    areas = {"1": 300_000.0, "2": 100_000.0, "3": 100_000.0}
    unit = with_zones(by_hand, ZoneAreas("natural_patch"), areas)

    def value(name):
        return by_hand.measure(name, "eight_neighbours", unit).value

    assert value("natural_patch_count") == 3
    assert value("natural_patch_size") == pytest.approx(50 / 3)
    assert value("largest_patch_index") == pytest.approx(30.0)
    assert value("effective_mesh_size") == pytest.approx(11.0)
    edges = with_zones(by_hand, Lengths("natural_edge"), {"1": 1_500.0, "2": 1_000.0})
    assert by_hand.measure("natural_edge_density", "inner_edges", edges).value == 25.0
    bare = with_zones(by_hand, ZoneAreas("natural_patch"), {})
    mean = by_hand.measure("natural_patch_size", "eight_neighbours", bare)
    assert mean.reason is IntervalReason.EMPTY_DENOMINATOR


def test_connectivity_of_a_unit(by_hand):
    """Two patches of 50 ha in 100 ha at the median step: 2 x 2500 + 2 x 2500 / 2 of 10000."""
    extents = {
        ZoneAreas("natural_patch"): {"1": 500_000.0, "2": 500_000.0},
        Lengths("patch_link"): {"1-2-250.00": 250.0},
    }
    unit = replace(by_hand.account(), extents=extents)
    found = by_hand.measure("connectivity_probability", "short", unit)
    assert found.value == pytest.approx(75.0)
    assert by_hand.measure("connectivity_probability", "long", unit).value > 75.0


HOMES = {
    "urban": 30.0,
    "urban|ylcs2022": 20.0,
    "urban|ylcs2022|cstj": 50.0,
    "rural": 60.0,
    "rural|ylcs2022|cstj": 40.0,
}


@pytest.mark.parametrize(
    ("profile", "share"), [("ylcs2022", 70.0), ("cstj", 50.0), ("ylcs2022_homesteads", 55.0)]
)
def test_homes_that_parks_serve(by_hand, profile, share):
    unit = with_zones(by_hand, ZoneAreas("homes_served"), HOMES)
    assert by_hand.measure("park_service_coverage", profile, unit).value == pytest.approx(share)
    walked = with_zones(by_hand, ZoneAreas("homes_walked"), {"urban": 3.0, "urban|cstj": 1.0})
    found = by_hand.measure("park_service_coverage", "cstj_streets", walked)
    assert found.value == pytest.approx(25.0)


def test_no_homes_no_coverage(by_hand):
    unit = with_zones(by_hand, ZoneAreas("homes_served"), {})
    found = by_hand.measure("park_service_coverage", "ylcs2022", unit)
    assert found.reason is IntervalReason.EMPTY_DENOMINATOR


def people(by_hand, areas, *rows):
    columns = ["urban_population", "urban_temporary", "permanent_population"]
    return replace(
        by_hand.account(),
        extents={ZoneAreas("park_green"): areas},
        tables={"population": pd.DataFrame(list(rows), columns=columns)},
    )


def test_park_green_names_its_base(by_hand):
    unit = people(by_hand, {"urban": 120_000.0, "beyond": 30_000.0}, (8_000.0, 2_000.0, 12_500.0))
    urban = by_hand.measure("park_green_per_head", "urban_residents", unit)
    assert (urban.value, urban.denominator) == (pytest.approx(12.0), 10_000.0)
    whole = by_hand.measure("park_green_per_head", "permanent_residents", unit)
    assert whole.value == pytest.approx(12.0)
    assert whole.numerator == pytest.approx(150_000.0)


def test_park_green_without_people_or_built_up_area(by_hand):
    missing = people(by_hand, {"urban": 1.0}, (8_000.0, None, 12_500.0))
    found = by_hand.measure("park_green_per_head", "urban_residents", missing)
    assert (found.value, found.reason) == (None, IntervalReason.MISSING_INPUT)
    assert "urban_temporary" in found.method.en
    unplaced = people(by_hand, {"unplaced": 1.0}, (8_000.0, 1.0, 12_500.0))
    found = by_hand.measure("park_green_per_head", "urban_residents", unplaced)
    assert "built_up_area" in found.method.en
    assert people(by_hand, {}).tables[Rows("population").table].empty
