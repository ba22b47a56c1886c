"""Overviews read by themselves: the level that is wide enough, and pixels as they lie in it."""

import numpy as np
import pytest

from raster_pipeline.io.overview_reader import OverviewReader
from raster_pipeline.io.overviews import halved
from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid, Window
from sinkmap.layer import Form

GRID = Grid("EPSG:4549", 490_000.0, 3_510_000.0, 10.0, (1301, 2051))


def written(path, values, rule, nodata):
    with RasterWriter(path, GRID, dtype=values.dtype.name, nodata=nodata, overview=rule) as out:
        out.write(GRID.whole, values)


@pytest.mark.parametrize(("width", "step"), [(1600, 1), (1000, 2), (512, 4), (5000, 1), (1, 8)])
def test_the_coarsest_level_that_is_wide_enough_is_read(tmp_path, width, step):
    classes = np.random.default_rng(1).integers(1, 9, GRID.shape).astype(np.uint8)
    written(tmp_path / "a.tif", classes, "mode", 0)
    spec = RasterSpec((tmp_path / "a.tif",), "a", 2022, Form.CLASS_RASTER, nodata=0)
    level = classes
    for _ in range(step.bit_length() - 1):
        level = halved(level, "mode", 0)
    with OverviewReader(spec, width) as reader:
        assert reader.step == step
        window = Window(100, 200, 57, 31)
        np.testing.assert_array_equal(reader.read(window), level[window.slices])


def test_a_value_that_is_missing_is_nan(tmp_path):
    values = np.ones(GRID.shape, dtype=np.float32)
    values[:512, :512] = -9999.0
    written(tmp_path / "a.tif", values, "average", -9999.0)
    spec = RasterSpec((tmp_path / "a.tif",), "a", 2022, Form.VALUE_RASTER, nodata=-9999.0)
    with OverviewReader(spec, 1000) as reader:
        found = reader.read(Window(250, 250, 10, 10))
    assert np.isnan(found[:6, :6]).all()
    assert (found[6:] == 1.0).all()
