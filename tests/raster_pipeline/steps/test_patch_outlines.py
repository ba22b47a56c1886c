"""Outlines of single pixels: the polygons of the whole array, to the bit."""

import numpy as np
import shapely

from raster_pipeline.io.burn import outlines
from raster_pipeline.steps import patch_outlines as module
from raster_pipeline.steps.patch_outlines import patch_outlines
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 490_000.1, 3_520_000.3, 0.7, (90, 110))


def test_the_same_polygons_as_of_the_whole(monkeypatch):
    monkeypatch.setattr(module, "TILE", 16)
    draw = np.random.default_rng(3)
    for density in (0.05, 0.5, 0.9):
        codes = np.where(draw.random(GRID.shape) < density, draw.integers(1, 4, GRID.shape), 0)
        codes = codes.astype(np.int32)
        codes[40, 5:100] = 7
        codes[10:80, 60] = 7
        whole, values = outlines(codes, GRID)
        row, col = np.nonzero(codes)
        shuffled = draw.permutation(row.size)
        row, col = row[shuffled], col[shuffled]
        found, kinds = patch_outlines(row, col, codes[row, col], GRID)
        assert np.array_equal(kinds, values[values > 0])
        assert (shapely.equals_exact(found, whole[values > 0], 0.0)).all()


def test_no_pixels_have_no_outlines():
    none = np.empty(0, dtype=np.int64)
    polygons, values = patch_outlines(none, none, none.astype(np.int32), GRID)
    assert polygons.size == values.size == 0
