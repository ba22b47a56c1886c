"""Polygons to pixels: against GDAL, shared borders, holes, overlaps, windows."""

import numpy as np
import pytest
import shapely

from raster_pipeline.io.burn import burn, outlines
from sinkmap.grid import Grid, Window

features = pytest.importorskip("rasterio.features")

GRID = Grid("EPSG:4549", 500_000.0, 3_500_000.0, 10.0, (150, 200))


def _cells() -> np.ndarray:
    points = np.random.default_rng(4).random((300, 2)) * [2000, -1500] + [500_000, 3_500_000]
    return shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))


def test_agrees_with_gdal_and_loses_no_pixel() -> None:
    cells = _cells()
    values = np.arange(1, len(cells) + 1)
    burned = burn(cells, values, GRID, GRID.whole, "int32", 0)
    shapes = zip(cells, values, strict=True)
    peer = features.rasterize(shapes, out_shape=GRID.shape, transform=GRID.transform, dtype="int32")
    assert np.array_equal(burned, peer)
    assert burned.min() > 0


def test_a_window_is_a_part_of_the_whole() -> None:
    cells = _cells()
    values = np.arange(len(cells))
    whole = burn(cells, values, GRID, GRID.whole, "int32", -1)
    window = Window(31, 17, 64, 90)
    assert np.array_equal(burn(cells, values, GRID, window, "int32", -1), whole[window.slices])


def test_holes_stay_empty_and_the_later_polygon_wins() -> None:
    outer = shapely.box(500_100, 3_499_000, 500_500, 3_499_400)
    ring = outer.difference(shapely.box(500_200, 3_499_100, 500_300, 3_499_200))
    over = shapely.box(500_400, 3_499_000, 500_600, 3_499_400)
    burned = burn([ring, over], np.array([1, 2]), GRID, GRID.whole, "uint8", 0)
    assert np.count_nonzero(burned == 1) == 1600 - 100 - 400
    assert np.count_nonzero(burned == 2) == 800


def test_outlines_and_burn_invert_each_other() -> None:
    codes = burn(_cells(), np.arange(300) % 7, GRID, GRID.whole, "int32", 0)
    polygons, values = outlines(codes, GRID)
    assert np.array_equal(burn(polygons, values, GRID, GRID.whole, "int32", -1), codes)
    assert np.all(shapely.get_coordinates(polygons) % 10 == 0)
