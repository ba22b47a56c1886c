"""Classes of a raster in polygons of a layer: each polygon for itself, whatever covers it."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from raster_pipeline.steps.count_zones import count_zones
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (40, 60))
WEST, SOUTH, EAST, NORTH = GRID.bounds


class Raster:
    """Two classes, west and east of the middle, and no data in the southern rows."""

    nodata = 255
    code_system = ""

    def __init__(self):
        self.array = np.ones(GRID.shape, dtype=np.uint8)
        self.array[:, 30:] = 4
        self.array[30:] = 255

    def read(self, window):
        return self.array[window.slices]


def zones(*shapes):
    return gpd.GeoDataFrame(
        {"piece": [str(n) for n in range(len(shapes))]}, geometry=list(shapes), crs=GRID.crs
    )


def test_exact_areas_and_what_is_unseen():
    straddling = box(WEST + 285.0, NORTH - 47.0, WEST + 312.0, NORTH - 12.0)
    south = box(WEST + 100.0, SOUTH, WEST + 200.0, SOUTH + 150.0)
    over_the_edge = box(WEST - 50.0, NORTH - 20.0, WEST + 50.0, NORTH - 10.0)
    found = count_zones(zones(straddling, south, over_the_edge), "cover", Raster(), GRID)
    assert found["piece"].tolist() == ["0", "1", "2"]
    scale = AreaMeasure.of_grid(GRID).polygons([straddling])[0] / (27.0 * 35.0)
    assert found["m2_1"].to_numpy() == pytest.approx(
        np.array([15 * 35, 100 * 50, 50 * 10]) * scale, rel=1e-6
    )
    assert found["m2_4"].to_numpy() == pytest.approx(np.array([12 * 35, 0, 0]) * scale, rel=1e-6)
    assert found["unseen_m2"].to_numpy() == pytest.approx(
        np.array([0, 100 * 100, 50 * 10]) * scale, rel=1e-6, abs=1e-6
    )


def test_polygons_that_overlap_each_count_for_themselves():
    one = box(WEST + 10.0, NORTH - 110.0, WEST + 110.0, NORTH - 10.0)
    twice = count_zones(zones(one, one), "cover", Raster(), GRID)
    alone = count_zones(zones(one), "cover", Raster(), GRID)
    assert twice["m2_1"].tolist() == [alone["m2_1"].iloc[0]] * 2


def test_no_zones_count_nothing():
    found = count_zones(zones(), "cover", Raster(), GRID)
    assert found.empty
    assert "unseen_m2" in found
