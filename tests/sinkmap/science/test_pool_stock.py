"""Four pools by class: sums by hand, the rule for water, and the order of classes."""

import math
import random
from dataclasses import replace
from types import MappingProxyType

import pytest

from sinkmap.parameters import POOLS, shipped_pools
from sinkmap.science.pool_stock import change_density, pool_change, pool_stock

HA = 10_000.0
TABLE = shipped_pools()
AREAS = {"forest_arbor": 30 * HA, "cropland_paddy": 100 * HA, "pond": 5 * HA, "ditch": 2 * HA}


def test_stock_is_area_times_density_pool_by_pool():
    wanted = {
        "above": 30 * 24.0 + 100 * 2.5 + 2 * 0.3,
        "below": 30 * 5.8 + 100 * 0.6 + 2 * 0.3,
        "dead": 30 * 2.2 + 100 * 0.3,
        "soil": 30 * 52.0 + 100 * 52.0,
    }
    for pool, carbon in wanted.items():
        assert pool_stock(TABLE, AREAS, [pool], seed=1).carbon.value == pytest.approx(carbon)
    whole = pool_stock(TABLE, AREAS, seed=1)
    assert whole.carbon.value == pytest.approx(math.fsum(wanted.values()), rel=1e-12)
    assert whole.certainty == "D"
    assert pool_stock(TABLE, {"cropland_paddy": HA}, seed=1).certainty == "C"


def test_one_class_has_the_range_of_its_row():
    found = pool_stock(TABLE, {"forest_arbor": 10 * HA}, seed=1).carbon
    assert found.low == pytest.approx(10 * 58.0, rel=2e-3)
    assert found.high == pytest.approx(10 * 120.0, rel=2e-3)
    assert found.shares == {"carbon_pools.forest_arbor": 1.0}


def test_independent_classes_are_surer_together_than_in_step():
    found = pool_stock(TABLE, AREAS, seed=1).carbon
    in_step = [
        math.fsum(m2 / HA * getattr(TABLE.of(g), bound) for g, m2 in AREAS.items())
        for bound in ("low", "high")
    ]
    assert in_step[0] < found.low < found.value < found.high < in_step[1]
    assert math.fsum(found.shares.values()) == pytest.approx(1.0)


def test_the_order_of_classes_changes_nothing():
    names = list(TABLE.rows)
    areas = {name: float(17 * place % 101) * HA / 7 for place, name in enumerate(names)}
    random.Random(3).shuffle(names)
    shuffled = replace(TABLE, rows=MappingProxyType({name: TABLE.of(name) for name in names}))
    turned = {name: areas[name] for name in reversed(names)}
    assert pool_stock(shuffled, turned, seed=5) == pool_stock(TABLE, areas, seed=5)
    pairs = {(a, b): areas[a] for a, b in zip(areas, reversed(areas), strict=True)}
    back = dict(reversed(pairs.items()))
    assert pool_change(shuffled, back, seed=5) == pool_change(TABLE, pairs, seed=5)


def test_an_uncertain_area_adds_its_share():
    sure = pool_stock(TABLE, AREAS, seed=1).carbon
    ranged = {"forest_arbor": (0.7, 1.3)}
    found = pool_stock(TABLE, AREAS, seed=1, area_ranges=ranged).carbon
    assert found.value == pytest.approx(sure.value)
    assert found.high - found.low > sure.high - sure.low
    # Variances of a product of independent factors around 1, by hand.
    half = 30 * 84.0 * 0.3 / 1.96
    whole = (found.high - found.low) ** 2 / (2 * 1.96) ** 2
    assert found.shares["area.forest_arbor"] == pytest.approx(half**2 / whole, rel=0.05)


def test_c1_pond_to_mudflat_counts_biomass_only():
    assert change_density(TABLE.of("pond"), TABLE.of("tidal_inland")) == pytest.approx(6.6)
    assert change_density(TABLE.of("tidal_inland"), TABLE.of("pond")) == pytest.approx(-6.6)
    found = pool_change(TABLE, {("pond", "tidal_inland"): 3 * HA}, seed=1)
    assert found.carbon.value == pytest.approx(19.8)
    assert pool_change(TABLE, {("pond", "tidal_inland"): HA}, ["soil"], seed=1).carbon.value == 0.0


def test_change_with_soil_in_both_classes_is_the_difference_of_totals():
    found = pool_change(
        TABLE,
        {("cropland_paddy", "forest_arbor"): 2 * HA, ("forest_arbor", "built_ind"): HA,
         ("lake", "lake"): 50 * HA},
        seed=1,
    )  # fmt: skip
    assert found.carbon.value == pytest.approx(2 * (84.0 - 55.4) + (25.5 - 84.0))
    assert set(found.carbon.shares) == {
        f"carbon_pools.{name}" for name in ("cropland_paddy", "forest_arbor", "built_ind")
    }


def test_pools_of_a_change_add_up():
    moved = {("pond", "forest_arbor"): 3 * HA, ("grass", "park"): 5 * HA}
    parts = [pool_change(TABLE, moved, [pool], seed=1).carbon.value for pool in POOLS]
    whole = pool_change(TABLE, moved, seed=1).carbon.value
    assert math.fsum(parts) == pytest.approx(whole)


def test_a_class_without_a_row_is_no_zero():
    with pytest.raises(KeyError):
        pool_stock(TABLE, {"moor": HA}, seed=1)
