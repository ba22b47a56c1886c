"""Places that are predicted: means over each kind of land of a cell, whatever the tile."""

import numpy as np
import pytest

from raster_pipeline.steps.soil_places import SoilGround, cells_of
from sinkmap.classes import group
from sinkmap.grid import Grid, Window
from sinkmap.science.soil_covariates import LAND_KINDS, land_kinds, water_distance
from sinkmap.science.soil_stock import bears_soil

GRID = Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (40, 48))
NAMES = ("cropland_paddy", "forest_arbor", "pond", "built_ind", "tea")


class Pixels:
    """An array as a raster of the run."""

    nodata = None
    code_system = ""

    def __init__(self, values):
        self.values = values

    def read(self, window):
        return self.values[window.slices]


@pytest.fixture
def ground():
    luck = np.random.default_rng(3)
    land = np.array([group(n).index for n in NAMES], np.uint8)[luck.integers(0, 5, GRID.shape)]
    heights = luck.normal(20.0, 5.0, GRID.shape).astype(np.float32)
    heights[5, 7] = np.nan
    soil = luck.integers(0, 3, GRID.shape).astype(np.uint8)
    return SoilGround(GRID, Pixels(land), Pixels(heights), Pixels(soil), ("a", "b"))


def test_every_pixel_with_soil_has_the_means_of_its_kind_in_its_cell(ground):
    cells = cells_of(ground, GRID.whole, 8)
    land, heights = ground.land_use.values, ground.heights.values
    assert np.array_equal(cells.place >= 0, bears_soil()[land])
    away = water_distance(land, 10.0)
    row, col = np.indices(GRID.shape)
    for r, c in [(0, 0), (5, 7), (5, 6), (13, 44), (39, 47), (20, 20)]:
        if cells.place[r, c] < 0:
            continue
        same = (row // 8 == r // 8) & (col // 8 == c // 8)
        same &= land_kinds()[land] == land_kinds()[land[r, c]]
        same &= (ground.soil_class.values == ground.soil_class.values[r, c]) & bears_soil()[land]
        one = cells.place[r, c]
        named = dict(zip(ground.names, cells.covariates[one], strict=True))
        assert named["height"] == pytest.approx(np.nanmean(heights[same]))
        assert named["water_distance"] == pytest.approx(away[same].mean())
        assert named[f"land_{LAND_KINDS[land_kinds()[land[r, c]]]}"] == 1.0
        assert cells.soil_class[one] == int(ground.soil_class.values[r, c]) - 1
        assert cells.x[one] == pytest.approx(480_000.0 + 10.0 * (col[same].mean() + 0.5))
        assert cells.y[one] == pytest.approx(3_520_000.0 - 10.0 * (row[same].mean() + 0.5))


def test_a_window_of_whole_cells_says_the_same_as_the_whole(ground):
    whole, part = cells_of(ground, GRID.whole, 8), cells_of(ground, Window(16, 8, 16, 24), 8)
    inside = whole.place[16:32, 8:32]
    assert np.array_equal(inside >= 0, part.place >= 0)
    seen = part.place >= 0
    assert whole.covariates[inside[seen]] == pytest.approx(
        part.covariates[part.place[seen]], nan_ok=True
    )
    assert whole.x[inside[seen]] == pytest.approx(part.x[part.place[seen]])


def test_a_sample_takes_the_pixel_it_lies_in(ground):
    values, code = ground.at(480_000.0 + 73.0, 3_520_000.0 - 127.0)
    assert code == int(ground.soil_class.values[12, 7]) - 1
    named = dict(zip(ground.names, values, strict=True))
    assert named["height"] == pytest.approx(ground.heights.values[12, 7])
    assert sum(named[f"land_{kind}"] for kind in LAND_KINDS) == 1.0
    assert named["water_distance"] == pytest.approx(
        water_distance(ground.land_use.values, 10.0)[12, 7]
    )
