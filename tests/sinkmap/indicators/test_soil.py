"""Soil organic carbon of a unit: from a raster and from class densities."""

import math
from dataclasses import replace

import pytest

from sinkmap.carbon import Carbon
from sinkmap.figure import IntervalReason, Status
from sinkmap.parameters import carbon_pools, shipped_pools


def raster(by_hand, values, **unseen):
    return by_hand.account(rasters={by_hand.soil: by_hand.sums(values, **unseen)})


def test_raster_is_weighted_by_area_and_leaves_water_and_streets_out(by_hand):
    unit = raster(
        by_hand,
        {
            "cropland_paddy": (60, 50.0),
            "forest_arbor": (20, 30.0),
            "lake": (5, 99.0),
            "transport": (1, 99.0),
        },
        unseen_by={"lake": 10, "built_ind": 4},
    )
    density = by_hand.measure("soc_density", "raster", unit)
    stock = by_hand.measure("soc_stock", "raster", unit)
    assert stock.value == pytest.approx(60 * 50 + 20 * 30)
    assert density.value == pytest.approx(3600 / 80)
    assert density.numerator == stock.value
    assert density.denominator == pytest.approx(80 * by_hand.HA)
    assert density.coverage == stock.coverage == pytest.approx(1.0)
    assert density.reason is IntervalReason.NO_UNCERTAINTY_GIVEN
    assert density.interval is None


def test_missing_soil_lowers_the_coverage_missing_water_does_not(by_hand):
    values = {"cropland_paddy": (60, 50.0)}
    unseen = {"cropland_paddy": 20, "river": 20}
    found = by_hand.measure("soc_density", "raster", raster(by_hand, values, unseen_by=unseen))
    assert found.coverage == pytest.approx(0.75)


@pytest.mark.parametrize("extra", [{"unseen_by": {"": 20}}, {"beyond": 20}])
def test_ground_of_unknown_use_counts_as_not_seen(by_hand, extra):
    found = by_hand.measure(
        "soc_density", "raster", raster(by_hand, {"cropland_dry": (60, 40.0)}, **extra)
    )
    assert found.coverage == pytest.approx(0.75)


def test_values_on_ground_of_unknown_use_are_left_out(by_hand):
    unit = raster(by_hand, {"cropland_dry": (60, 40.0), "": (20, 400.0)})
    found = by_hand.measure("soc_density", "raster", unit)
    assert found.value == pytest.approx(40.0)
    assert found.coverage == pytest.approx(0.75)


def test_open_water_alone_has_no_soil(by_hand):
    unit = raster(by_hand, {}, unseen_by={"lake": 100})
    density = by_hand.measure("soc_density", "raster", unit)
    assert (density.value, density.status) == (None, Status.NOT_ESTIMATED)
    assert density.reason is IntervalReason.EMPTY_DENOMINATOR
    stock = by_hand.measure("soc_stock", "raster", unit)
    assert (stock.value, stock.coverage) == (0.0, 1.0)


def test_class_table_takes_the_soil_pool_and_its_share_of_the_range(by_hand):
    rows = by_hand.parcels(("0101", 40), ("0301", 30), ("1102", 20), ("0101", 10))
    unit = by_hand.account(parcels=rows)
    pools = carbon_pools()
    paddy, forest = pools.loc["cropland_paddy"], pools.loc["forest_arbor"]
    wanted = 50 * paddy.soil + 30 * forest.soil
    errors = [
        hectares * one.soil * (1.0 - one.low / one.total)
        for hectares, one in ((50, paddy), (30, forest))
    ]
    stock = by_hand.measure("soc_stock", "class_table", unit)
    assert stock.value == pytest.approx(wanted, rel=1e-12)
    # Classes miss independently: errors add up in squares, near enough for lopsided ranges.
    assert wanted - stock.interval[0] == pytest.approx(math.hypot(*errors), rel=0.06)
    assert wanted - stock.interval[0] < 0.95 * sum(errors)
    assert sum(stock.shares.values()) == pytest.approx(1.0)
    assert set(stock.shares) == {"carbon_pools.cropland_paddy", "carbon_pools.forest_arbor"}
    assert stock.certainty == "C"
    assert stock.interval[0] < stock.value < stock.interval[1]
    assert stock.reason is IntervalReason.PARAMETER_RANGE
    density = by_hand.measure("soc_density", "class_table", unit)
    assert density.value == pytest.approx(wanted / 80, rel=1e-12)
    assert density.denominator == pytest.approx(80 * by_hand.HA)
    assert density.interval[0] == pytest.approx(stock.interval[0] / 80, rel=1e-12)
    assert (density.shares, density.certainty) == (stock.shares, stock.certainty)
    assert density.coverage == 1.0


def test_class_table_is_the_one_in_force(by_hand):
    """A study's own densities count here as in the stock of all pools."""
    shipped = shipped_pools()
    paddy = replace(shipped.of("cropland_paddy"), soil=70.0, low=60.0, high=90.0, certainty="A")
    own = replace(shipped, rows={**shipped.rows, "cropland_paddy": paddy})
    unit = by_hand.account(parcels=by_hand.parcels(("0101", 10), ("1102", 20)))
    stock = by_hand.measure("soc_stock", "class_table", replace(unit, carbon=Carbon(pools=own)))
    assert stock.value == pytest.approx(700.0)
    assert stock.certainty == "A"
