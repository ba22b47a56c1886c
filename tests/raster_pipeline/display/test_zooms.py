import numpy as np
import pyproj
import pytest
import shapely

from raster_pipeline.display.outlines import outlines_of
from raster_pipeline.display.zooms import DEEPEST, degrees_of, zooms_of

CITY = np.array([0.83, 0.405, 0.833, 0.408])


@pytest.mark.parametrize(
    ("count", "coarsest"), [(10, 6), (15_000, 10), (600_000, 13), (1_000_000, 13), (10**7, DEEPEST)]
)
def test_more_shapes_are_drawn_from_closer_by(count, coarsest):
    assert zooms_of(CITY, count) == (coarsest, DEEPEST)


def test_no_shapes_have_a_zoom_all_the_same():
    assert zooms_of(np.full(4, np.nan), 0) == (DEEPEST, DEEPEST)
    assert degrees_of(np.full(4, np.nan)) == (0.0, 0.0, 0.0, 0.0)


def test_degrees_are_those_of_proj():
    corners = [(119.2, 31.1), (120.3, 32.0)]
    points = np.array([shapely.Point(corner) for corner in corners])
    bounds = outlines_of(points, 0).on_world(pyproj.CRS("EPSG:4326")).bounds
    world = np.array([bounds[0, 0], bounds[1, 1], bounds[1, 0], bounds[0, 1]])
    assert degrees_of(world) == pytest.approx((119.2, 31.1, 120.3, 32.0), abs=1e-9)
