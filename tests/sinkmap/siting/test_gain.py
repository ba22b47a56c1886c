"""Cost, carbon and points of sites: vectors of the planners' notes and laws."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.parameters import IPCC_2006, IPCC_2019, SoilClass, tree_profile
from sinkmap.siting.gain import GAIN_COLUMNS, gains
from sinkmap.siting.points import CityRates, shared_points, wetland_groups, wetland_points
from sinkmap.siting.siting_book import SitingBook
from sinkmap.siting.turn import BY_RATES, BY_TYPE, METHODS, soil_loss

BOOK = SitingBook.default()
HA = 10_000.0
CITY = 4_373e6
"""Area of the city in m²: 1,000 ha of it are 0.229 points."""
WETLAND = 77_000 * HA
"""Base of the wetland rate: 770 ha of it are about one point."""


def rates(profile: str = "js_tree_cover", protected: float = 0.38 * WETLAND) -> CityRates:
    return CityRates(CITY, 800e6, tree_profile(profile), WETLAND, protected, wetland_groups("law"))


def one(type_id: str, group: str, hectares: float = 1.0, **more: object) -> pd.DataFrame:
    return pd.DataFrame([{"type_id": type_id, "group": group, "area_m2": hectares * HA} | more])


def gain(*site: object, **how: object) -> pd.Series:
    table = site[0] if isinstance(site[0], pd.DataFrame) else one(*site)
    return gains(table, BOOK, how.pop("of", rates()), **how).iloc[0]


def test_new_trees_on_grass_take_up_their_rate_less_that_of_the_grass() -> None:
    # sink_coeff: young arbor 5.5 (3-11), grass 0.1 (0-0.5) tCO2/ha/yr.
    found = gain("AFF", "grass", 10.0)
    assert found["carbon_method"] == BY_RATES
    assert found["carbon"] == pytest.approx(10 * (5.5 - 0.1))
    # Both ranges run together, so the bounds lie inside the extremes and outside one alone.
    assert 10 * (3.0 - 0.5) < found["carbon_low"] < 10 * (3.0 - 0.1)
    assert 10 * 10.9 < found["carbon_high"] < 10 * 11.0
    assert [found["type_carbon_low"], found["type_carbon"], found["type_carbon_high"]] == [
        30.0, 55.0, 100.0,
    ]  # fmt: skip


def test_carbon_densities_stand_beside_and_are_not_added() -> None:
    # carbon_pools: grass 1.3 + 4.5 + 0.3 + 42, forest 24 + 5.8 + 2.2 + 52 tC/ha, 20 years.
    pools = {"grass": 48.1, "forest_arbor": 84.0}
    found = gain("AFF", "grass")
    assert found["pool_carbon"] == pytest.approx(
        (pools["forest_arbor"] - pools["grass"]) * 44 / 12 / 20
    )
    assert math.isnan(gain("BAM", "forest_bamboo")["pool_carbon"])


def test_open_water_counts_biomass_alone_in_densities() -> None:
    # pond 0, marsh 12 tC/ha of biomass; the soil of the marsh is nobody's gain.
    assert gain("WET", "pond")["pool_carbon"] == pytest.approx(12.0 * 44 / 12 / 20)


def test_ground_under_forest_gets_a_standing_forests_rate() -> None:
    # 3.3 of standing arbor less 2.0 of other woodland, not 5.5 of a first planting.
    assert gain("SHB", "woodland_other")["carbon"] == pytest.approx(1.3)


@pytest.mark.parametrize(
    ("type_id", "group", "carbon"),
    [("LEF", "forest_arbor", 2.0), ("SOC", "cropland_dry", 0.9), ("MIN", "bare_rock", 4.0)],
)
def test_where_the_class_stays_or_has_no_rate_the_type_tells(
    type_id: str, group: str, carbon: float
) -> None:
    found = gain(type_id, group)
    assert (found["carbon_method"], found["carbon"]) == (BY_TYPE, carbon)
    assert set(METHODS) == {BY_RATES, BY_TYPE}


def test_costs_by_hectare_by_canopy_and_by_year() -> None:
    assert [gain("AFF", "grass", 2.0)[f"cost{k}"] for k in ("_low", "", "_high")] == [
        60_000, 120_000, 240_000,
    ]  # fmt: skip
    # 15 % of a road's ground comes under crowns, at 45,000 yuan a hectare of canopy.
    assert gain("SID", "rural_road")["cost"] == pytest.approx(0.15 * 45_000)
    assert gain("SID", "rural_road")["carbon"] == pytest.approx(0.15 * 5.5)
    # Three years of 7,500 yuan.
    assert gain("SOC", "cropland_dry")["cost"] == pytest.approx(22_500)


def test_ponds_turned_marsh_are_near_zero_with_their_methane() -> None:
    found = gain("WET", "pond")
    assert found["carbon"] == pytest.approx(1.2)
    assert found["ch4_kg"] == pytest.approx(235 - 183)
    assert found["carbon_with_ch4"] == pytest.approx(1.2 - 52 * 28 / 1000)
    assert found["carbon_with_ch4"] < 0.0


def test_methane_that_no_rate_is_known_of_is_not_said_to_be_none() -> None:
    found = gain("PLR", "aqua_pond")
    assert math.isnan(found["ch4_kg"])
    assert math.isnan(found["carbon_with_ch4"])
    assert gain("AFF", "grass")["ch4_kg"] == 0.0
    assert gain("RIV", "river")["ch4_kg"] == 0.0


def test_paddy_turned_forest_loses_soil_carbon_by_the_notes_factor() -> None:
    found = gain("AFF", "cropland_paddy", 10.0)
    assert found["soil_loss_t"] == pytest.approx(10 * (86.4 - 64.0))
    yearly = found["soil_loss_t"] / 10 / IPCC_2019.transition_years
    assert yearly == pytest.approx(1.12)
    assert yearly * 44 / 12 == pytest.approx(4.10667, abs=5e-6)


def test_dryland_turned_forest_loses_nothing_and_vintages_do_not_mix() -> None:
    assert gain("AFF", "cropland_dry")["soil_loss_t"] == 0.0
    # 2006: 88 x 1.10 less 88.
    assert soil_loss("cropland_paddy", "forest_arbor", SoilClass.HAC, IPCC_2006) == pytest.approx(
        8.8
    )
    assert soil_loss("cropland_paddy", "park", SoilClass.HAC) == 0.0
    assert soil_loss("cropland_paddy", "forest_arbor", SoilClass.SPODIC, IPCC_2006) == 0.0


def test_the_soil_of_the_site_counts_where_it_is_known() -> None:
    table = pd.concat(
        [one("AFF", "cropland_paddy", soil_class=name) for name in ("红壤", "", "未知")]
    )
    found = gains(table, BOOK, rates())["soil_loss_t"]
    assert found.tolist() == pytest.approx([55 * 0.35, 22.4, 22.4])


def test_the_factor_of_gain_is_less_by_the_soils_loss() -> None:
    table = pd.concat([one("AFF", "sand"), one("AFF", "cropland_paddy")], ignore_index=True)
    found = gains(table, BOOK, rates())
    assert found["f_carbon_gain"].tolist() == pytest.approx([1.0, (4.6 - 4.106667) / 5.5], abs=1e-6)
    assert found["f_cost"].tolist() == [1.0, 1.0]


def test_a_thousand_hectares_of_forest_are_0229_points_of_the_city() -> None:
    found = gain("AFF", "grass", 1_000.0)
    assert found["new_tree_m2"] == 1_000 * HA
    assert round(found["tree_points"], 3) == 0.229
    assert found["tree_points_low"] == pytest.approx(0.8 * found["tree_points"])


def test_770_hectares_put_under_protection_are_a_point_of_the_wetland_rate() -> None:
    found = gain("WET", "pond", 770.0)
    assert found["wetland_points"] == pytest.approx(1.0)
    assert found["new_protected_m2"] == 770 * HA
    assert found["new_wetland_m2"] == 0.0


def test_wetland_that_nobody_protects_lowers_the_rate() -> None:
    found = gain("WET", "grass", 770.0)
    # A low case: 80 % of it wetland, none in a form of protection.
    wanted = 100 * (0.38 * 77_000 / (77_000 + 0.8 * 770) - 0.38)
    assert found["wetland_points_low"] == pytest.approx(wanted)
    assert found["wetland_points_low"] < 0.0 < found["wetland_points"]


def test_ground_in_a_form_of_protection_already_counts_once() -> None:
    inside = one("WET", "pond", 100.0, protected_m2=100 * HA)
    assert gain(inside)["new_protected_m2"] == 0.0
    assert gain(inside)["wetland_points"] == 0.0


def test_without_a_wetland_rate_there_are_no_points() -> None:
    base = CityRates(CITY, 0.0, tree_profile("js_tree_cover"), math.nan, math.nan, frozenset())
    assert math.isnan(gain("WET", "pond", of=base)["wetland_points"])


def test_trees_that_stand_there_already_are_not_new() -> None:
    assert gain(one("AFF", "grass", 1.0, tree_m2=2_500.0))["new_tree_m2"] == 7_500.0
    assert gain(one("AFF", "grass", 1.0, tree_m2=math.nan))["new_tree_m2"] == HA


def test_ground_under_forest_is_taken_to_have_its_trees() -> None:
    assert gain("SHB", "woodland_other")["new_tree_m2_high"] == 0.0
    assert gain(one("SHB", "woodland_other", tree_m2=4_000.0))["new_tree_m2"] == 6_000.0


@pytest.mark.parametrize(
    ("profile", "years", "counted"),
    [
        ("js_tree_cover", 0.0, (0.8, 1.0, 1.0)),  # young plantations count
        ("forest_inventory", 0.0, (0.0, 0.0, 0.0)),
        ("forest_inventory", 3.0, (0.0, 0.0, 1.0)),  # closed at the soonest
        ("forest_inventory", 4.0, (0.0, 1.0, 1.0)),
        ("forest_inventory", 5.0, (0.8, 1.0, 1.0)),
        ("forest_inventory", None, (0.8, 1.0, 1.0)),
    ],
)
def test_young_plantations_count_by_profile(
    profile: str, years: float | None, counted: tuple[float, ...]
) -> None:
    found = gain("AFF", "grass", of=rates(profile), years=years)
    assert tuple(found[f"new_tree_m2{k}"] / HA for k in ("_low", "", "_high")) == counted


@pytest.mark.parametrize(
    ("profile", "counted"),
    [("js_tree_cover", 0.15), ("forest_law_2018", 0.15), ("forest_inventory", 0.0)],
)
def test_trees_along_roads_count_by_profile(profile: str, counted: float) -> None:
    found = gain("SID", "rural_road", of=rates(profile))
    assert found["new_tree_m2"] / HA == pytest.approx(counted)


def test_points_are_of_the_profiles_own_denominator() -> None:
    base = rates()
    assert base.tree_base_m2 == CITY
    assert gain("AFF", "grass", 1_000.0)["tree_points"] == pytest.approx(100 * 1_000 * HA / CITY)


def test_wetland_groups_are_those_of_the_survey_codes() -> None:
    law, stat = wetland_groups("law"), wetland_groups("stat_js")
    assert {"river", "lake", "pond", "marsh"} <= law
    assert stat - law == {"aqua_pond"}


def test_points_of_sites_together_are_those_of_their_sums() -> None:
    table = pd.concat([one("WET", "pond", 300.0), one("WET", "grass", 400.0)], ignore_index=True)
    found, base = gains(table, BOOK, rates()), rates()
    whole = wetland_points(found["new_protected_m2"].sum(), found["new_wetland_m2"].sum(), base)
    assert whole == pytest.approx(100 * ((0.38 * 77_000 + 700) / (77_000 + 400) - 0.38))
    # Site by site they miss a little: each is as if it were the only one.
    assert found["wetland_points"].sum() == pytest.approx(float(whole), rel=0.01)
    new = (found[f"new_{name}_m2"].to_numpy() for name in ("protected", "wetland"))
    shared = shared_points(*new, base)
    assert shared.sum() == pytest.approx(float(whole), rel=1e-12)
    assert shared[0] == pytest.approx(found["wetland_points"][0], rel=0.01)


def test_columns_and_index() -> None:
    table = one("AFF", "grass").set_index(pd.Index(["x"]))
    found = gains(table, BOOK, rates())
    assert tuple(found.columns) == GAIN_COLUMNS
    assert found.index.tolist() == ["x"]
    with pytest.raises(KeyError):
        gains(one("XYZ", "grass"), BOOK, rates())


kinds = [(kind.id, group) for kind in BOOK.types.values() for group in kind.from_groups]
lots = st.lists(
    st.tuples(st.sampled_from(kinds), st.floats(0.01, 500.0), st.floats(0.0, 1.0)), min_size=1,
    max_size=8,
)  # fmt: skip


def lot_table(lots: list) -> pd.DataFrame:
    rows = [
        {"type_id": t, "group": g, "area_m2": ha * HA, "protected_m2": share * ha * HA}
        for (t, g), ha, share in lots
    ]
    return pd.DataFrame(rows)


@given(lots)
@settings(max_examples=60, deadline=None)
def test_low_default_and_high_are_in_order(lots: list) -> None:
    found = gains(lot_table(lots), BOOK, rates())
    for name in ("cost", "carbon", "type_carbon", "new_tree_m2", "tree_points", "wetland_points"):
        low, value, high = (found[f"{name}{level}"] for level in ("_low", "", "_high"))
        assert (low <= value + 1e-9).all(), name
        assert (value <= high + 1e-9).all(), name
    for name in ("f_carbon_gain", "f_cost"):
        assert found[name].between(0.0, 1.0).all()


@given(lots)
@settings(max_examples=40, deadline=None)
def test_a_site_cut_in_two_brings_what_the_whole_did(lots: list) -> None:
    table = lot_table(lots)
    halves = pd.concat([table.assign(area_m2=table["area_m2"] / 2,
                                     protected_m2=table["protected_m2"] / 2)] * 2)  # fmt: skip
    whole = gains(table, BOOK, rates()).select_dtypes("number")
    parts = gains(halves, BOOK, rates()).select_dtypes("number")
    summed = [c for c in whole if "points" not in c and not c.startswith("f_")]
    assert np.allclose(whole[summed].sum(), parts[summed].sum(), rtol=1e-9)
