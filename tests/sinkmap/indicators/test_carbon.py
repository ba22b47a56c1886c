"""Accounts of carbon of a unit: stock, change, flux, methane, value, product and budget."""

from dataclasses import replace

import pytest

from sinkmap.carbon import Carbon, CarbonBudget, CarbonPrice
from sinkmap.classes import group
from sinkmap.figure import IntervalReason
from sinkmap.indicator import RasterAccount
from sinkmap.indicators import indicators
from sinkmap.parameters import shipped_pools
from sinkmap.science.carbon_ground import CHANGED, DENSITY, PIXELS

LAND = {"forest_arbor": 20, "cropland_paddy": 50, "lake": 25, "transport": 5}
TOTAL = 20 * 84.0 + 50 * 55.4 + 5 * 27.6


@pytest.fixture
def unit(by_hand):
    return by_hand.account(rasters={PIXELS: by_hand.classes(LAND)})


def measures(name, profile, account):
    one = indicators()[name]
    return {found.item: found for found in one.evaluate(account, one.profile(profile))}


def test_stock_of_parcels_and_of_pixels_agree_with_the_table(by_hand, unit):
    rows = by_hand.parcels(("0301", 20), ("0101", 50), ("1102", 25), ("1003", 5))
    by_parcels = measures("carbon_stock", "class_parcels", by_hand.account(parcels=rows))
    by_pixels = measures("carbon_stock", "class_raster", unit)
    for found in (by_parcels, by_pixels):
        assert found["total"].value == pytest.approx(TOTAL)
        assert sum(found[pool].value for pool in ("above", "below", "dead", "soil")) == (
            pytest.approx(TOTAL)
        )
        assert found["total"].interval[0] < TOTAL < found["total"].interval[1]
        assert sum(found["total"].shares.values()) == pytest.approx(1.0)
        assert found["total"].certainty == "D"
        assert found["total"].coverage == 1.0
        assert found["total"].reason is IntervalReason.PARAMETER_RANGE


def test_classes_add_up_to_all_pools_and_have_their_rows_range(unit):
    found = measures("carbon_stock_by_class", "class_raster", unit)
    assert set(found) == set(LAND)
    assert sum(one.value for one in found.values()) == pytest.approx(TOTAL, rel=1e-12)
    assert found["lake"].value == 0.0
    low, high = found["forest_arbor"].interval
    assert (low, high) == (pytest.approx(20 * 58, rel=2e-3), pytest.approx(20 * 120, rel=2e-3))


def test_intervals_of_areas_enter_where_land_cover_was_sampled(unit):
    sure = measures("carbon_stock", "class_raster", unit)["total"]
    ranges = {"forest_arbor": (0.5, 1.6)}
    sampled = replace(unit, area_ranges=ranges)
    doubted = measures("carbon_stock", "class_raster", sampled)["total"]
    assert doubted.value == pytest.approx(sure.value)
    assert doubted.reason is IntervalReason.PARAMETERS_AND_AREAS
    assert doubted.shares["area.forest_arbor"] > 0.05
    assert doubted.interval[1] - doubted.interval[0] > sure.interval[1] - sure.interval[0]
    of_class = measures("carbon_stock_by_class", "class_raster", sampled)
    assert of_class["forest_arbor"].reason is IntervalReason.PARAMETERS_AND_AREAS
    assert of_class["transport"].reason is IntervalReason.PARAMETER_RANGE


def test_pixels_of_the_map_are_what_the_table_says(by_hand, unit):
    densities = {name: shipped_pools().of(name).total for name in LAND}
    values = {name: (ha, densities[name]) for name, ha in LAND.items()}
    seen = {**unit.rasters, DENSITY: by_hand.sums(values)}
    (found,) = measures("carbon_stock", "density_raster", replace(unit, rasters=seen)).values()
    assert found.item == "total"
    assert found.value == pytest.approx(TOTAL, rel=1e-12)
    assert found.interval[0] < TOTAL < found.interval[1]


def test_a_soil_raster_stands_in_for_the_soil_of_open_ground(by_hand, unit):
    soil = by_hand.sums({"forest_arbor": (20, 60.0), "cropland_paddy": (50, 45.0)})
    seen = {**unit.rasters, by_hand.soil: soil}
    found = measures("carbon_stock", "soil_raster", replace(unit, rasters=seen))
    assert found["soil"].value == pytest.approx(20 * 60 + 50 * 45 + 5 * 26.0)
    biomass = 20 * 32.0 + 50 * 3.4 + 5 * 1.6
    assert found["total"].value == pytest.approx(found["soil"].value + biomass)


def test_change_counts_moved_ground_and_water_by_biomass_only(by_hand, unit):
    moved = {("pond", "tidal_inland"): 3, ("cropland_paddy", "forest_arbor"): 2, ("lake",) * 2: 9}
    account = changed(by_hand, unit, moved)
    found = measures("carbon_stock_change", "four_pools", account)
    assert found["total"].value == pytest.approx(3 * 6.6 + 2 * 28.6)
    assert found["soil"].value == pytest.approx(0.0)
    assert found["biomass"].value == pytest.approx(found["total"].value)
    value = measures("carbon_value", "invest_npv", account)[""]
    # Two years at 7 %, half of the carbon in each: the second half is discounted once.
    tonne = 80.0 * 44 / 12
    wanted = found["total"].value * tonne / 2 * (1 + 1 / 1.07)
    assert value.value == pytest.approx(wanted)
    assert {"carbon_account.co2_price", "carbon_account.discount_rate"} <= set(value.shares)
    assert value.certainty == "D"


def changed(by_hand, unit, moved):
    pairs = {(group(a).index, group(b).index): ha * by_hand.HA for (a, b), ha in moved.items()}
    seen = {**unit.rasters, CHANGED: RasterAccount(pairs, 0.0)}
    return replace(unit, rasters=seen, previous_year=2022)


def test_a_study_may_state_its_own_price(by_hand, unit):
    price = CarbonPrice(100.0, 100.0, 100.0, "exchange", discount_percent=0.0)
    account = replace(
        changed(by_hand, unit, {("pond", "tidal_inland"): 3}), carbon=Carbon(price=price)
    )
    found = measures("carbon_value", "invest_npv", account)[""]
    assert found.value == pytest.approx(3 * 6.6 * 100 * 44 / 12)
    assert set(found.shares) == {"carbon_pools.tidal_inland"}
    worth = measures("carbon_product_value", "default", account)[""]
    assert worth.value == pytest.approx((20 * 3.3 + 50 * 0.9) * 100)


def test_the_sink_without_and_with_methane_stand_side_by_side(unit):
    flux = measures("carbon_flux", "default", unit)[""]
    both = measures("flux_with_ch4", "default", unit)
    methane = measures("ch4_emission", "gwp100_ar5", unit)
    assert both["co2_only"].value == flux.value == pytest.approx(20 * 3.3 + 50 * 0.9)
    assert both["ch4"].value == pytest.approx(-methane["total"].value)
    assert methane["rice"].value == methane["total"].value == pytest.approx(50 * 215.5 * 0.028)
    assert both["co2e_with_ch4"].value == pytest.approx(flux.value - methane["total"].value)
    assert both["ch4"].interval[0] < both["ch4"].value < both["ch4"].interval[1]
    assert indicators()["carbon_flux"].uom == "tCO2/yr"
    assert indicators()["flux_with_ch4"].uom == "tCO2e/yr"


def test_older_coefficients_say_that_they_have_no_range(unit):
    found = measures("carbon_flux", "cn_planning_coeff", unit)[""]
    assert found.interval is None
    assert found.reason is IntervalReason.NO_UNCERTAINTY_GIVEN


def test_oxygen_is_set_free_with_the_carbon(unit):
    found = measures("carbon_product", "default", unit)
    assert found["oxygen"].value == pytest.approx(found["co2_fixed"].value * 32 / 44)
    assert found["oxygen"].interval[0] == pytest.approx(found["co2_fixed"].interval[0] * 32 / 44)
    words = " ".join(
        f"{text.zh} {text.en}"
        for name in ("carbon_product", "carbon_product_value")
        for text in (indicators()[name].title, *(p.title for p in indicators()[name].profiles))
    )
    assert "GEP" not in words


def test_the_budget_has_a_gap_only_where_there_is_a_line(unit):
    assert measures("carbon_budget", "default", unit) == {}
    line = CarbonBudget(unit.unit.id, unit.year, 150.0, "plan")
    found = measures("carbon_budget", "default", replace(unit, carbon=Carbon(budgets=(line,))))
    assert found["credit_line"].value == 150.0
    assert found["gap"].value == pytest.approx(150.0 - found["uptake"].value)
    assert found["gap"].interval == (
        pytest.approx(150.0 - found["uptake"].interval[1]),
        pytest.approx(150.0 - found["uptake"].interval[0]),
    )
    other = replace(line, year=unit.year + 1)
    assert (
        measures("carbon_budget", "default", replace(unit, carbon=Carbon(budgets=(other,)))) == {}
    )


def test_burial_in_lakes_counts_in_budget_and_product_if_the_study_says_so(unit):
    line = CarbonBudget(unit.unit.id, unit.year, 150.0, "plan")
    buried = replace(unit, carbon=Carbon(budgets=(line,), lake_burial=True))
    flux = measures("carbon_flux", "lake_burial", buried)[""].value
    assert flux == pytest.approx(20 * 3.3 + 50 * 0.9 + 25 * 2.1)
    assert measures("carbon_budget", "default", buried)["uptake"].value == flux
    assert measures("carbon_product", "default", buried)["co2_fixed"].value == flux


def test_no_indicator_adds_the_change_of_stock_to_the_flux():
    """Two estimates of one thing: no carbon indicator takes in both transitions and areas."""
    for one in indicators().values():
        if one.id.startswith(("carbon", "flux")):
            assert not {CHANGED, PIXELS} <= set(one.inputs), one.id
    change, flux = indicators()["carbon_stock_change"], indicators()["carbon_flux"]
    assert change.uom != flux.uom
    for one in (change, flux):
        assert "不得相加" in one.profiles[0].definition.zh
