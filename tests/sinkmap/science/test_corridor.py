"""Least-cost ways: by hand, against relaxation of every cell, and their laws."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sinkmap.science.corridor import CostGrid, corridor_ways, group_resistance, least_cost_way

CRS = "EPSG:4549"


def relaxed(cost, cell):
    """Least cost from the first cell to every other, by relaxing until nothing changes."""
    rows, cols = cost.shape
    best = np.full(cost.shape, math.inf)
    best[0, 0] = 0.0
    changed = True
    while changed:
        changed = False
        for r in range(rows):
            for c in range(cols):
                for i in (-1, 0, 1):
                    for j in (-1, 0, 1):
                        y, x = r + i, c + j
                        if not (0 <= y < rows and 0 <= x < cols) or (i, j) == (0, 0):
                            continue
                        step = (cost[r, c] + cost[y, x]) / 2 * math.hypot(i, j) * cell
                        if best[r, c] + step < best[y, x] - 1e-9:
                            best[y, x] = best[r, c] + step
                            changed = True
    return best


COSTS = arrays(np.float64, (4, 5), elements=st.sampled_from([1.0, 3.0, 10.0, 30.0]))


@settings(max_examples=40, deadline=None)
@given(COSTS)
def test_least_cost_is_that_of_relaxation(cost):
    way = least_cost_way(CostGrid(cost, 0.0, 0.0, 10.0), (0, 0), (3, 4))
    assert way.cost == pytest.approx(relaxed(cost, 10.0)[3, 4])
    steps = np.abs(np.diff(way.cells, axis=0))
    assert steps.max() == 1
    assert way.cells[[0, -1]].tolist() == [[0, 0], [3, 4]]


@settings(max_examples=40, deadline=None)
@given(COSTS, st.integers(0, 19))
def test_natural_ground_never_makes_a_way_dearer(cost, where):
    better = cost.copy()
    better.flat[where] = 1.0
    before = least_cost_way(CostGrid(cost, 0.0, 0.0, 10.0), (0, 0), (3, 4)).cost
    after = least_cost_way(CostGrid(better, 0.0, 0.0, 10.0), (0, 0), (3, 4)).cost
    assert after <= before * (1 + 1e-12)
    assert after >= 10.0 * (3 * math.sqrt(2) + 1) * (1 - 1e-12)


def test_no_way_through_a_wall():
    cost = np.ones((3, 5))
    cost[:, 2] = math.inf
    assert least_cost_way(CostGrid(cost, 0.0, 0.0, 10.0), (0, 0), (0, 4)) is None


def strip(x0, x1, group, y1=100.0):
    return shapely.box(5e5 + x0, 3.5e6, 5e5 + x1, 3.5e6 + y1), group


def ways(corridor, *parcels):
    corridors = gpd.GeoDataFrame(
        {"zone": ["corridor_1 a"]}, geometry=gpd.GeoSeries([corridor], crs=CRS), crs=CRS
    )
    land = gpd.GeoDataFrame(
        {"group": [g for _, g in parcels]},
        geometry=gpd.GeoSeries([s for s, _ in parcels], crs=CRS),
        crs=CRS,
    )
    found = corridor_ways(corridors, land, "zone")
    return dict(zip(found["way"], shapely.length(found.geometry), strict=True))


def test_a_natural_corridor_is_its_own_ideal():
    found = ways(strip(0, 2000, "")[0], strip(0, 2000, "river"))
    assert found["corridor_1 a|way|1"] == pytest.approx(found["corridor_1 a|ideal|1"])
    assert set(found) == {"corridor_1 a|way|1", "corridor_1 a|ideal|1"}


def test_a_road_across_is_a_break_of_its_width():
    parts = (strip(0, 1000, "grass"), strip(1000, 1200, "transport"), strip(1200, 2000, "grass"))
    found = ways(strip(0, 2000, "")[0], *parts)
    built = found[f"corridor_1 a|way|{group_resistance()['transport']:g}"]
    assert built == pytest.approx(200.0, abs=25.0)
    assert found["corridor_1 a|way|1"] + built >= found["corridor_1 a|ideal|1"] - 1e-6


def test_ground_without_parcels_resists_like_built_land():
    found = ways(strip(0, 2000, "")[0], strip(0, 1000, "grass"))
    assert found["corridor_1 a|way|30"] == pytest.approx(1000.0, abs=25.0)


def test_a_corridor_in_two_parts_has_no_way():
    both = shapely.union(strip(0, 800, "")[0], strip(1200, 2000, "")[0])
    found = ways(both, strip(0, 2000, "grass"))
    assert list(found) == ["corridor_1 a|ideal|1"]
