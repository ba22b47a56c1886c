"""Pixel shares against GEOS and exactextract, and laws that hold for any polygon."""

import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.area import plane_area
from sinkmap.grid import Grid, Window
from sinkmap.science.coverage import ZoneEdges, class_areas, cross_areas, pixel_shares, value_sums

GRID = Grid("EPSG:4549", 500000.0, 3501000.0, 10.0, (100, 100))


def star(seed: int) -> shapely.Polygon:
    """A star-shaped polygon with a hole, partly off the grid for some seeds."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform((499900, 3499900), (501100, 3501100))
    angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(5, 40)))
    radius = rng.uniform(40, 500, angle.size)
    ring = np.c_[centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)]
    return shapely.make_valid(shapely.Polygon(ring)).difference(shapely.Point(centre).buffer(15))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), row=st.integers(0, 60), col=st.integers(0, 60))
def test_shares_of_any_window_sum_to_the_clipped_polygon(seed: int, row: int, col: int) -> None:
    polygon, window = star(seed), Window(row, col, 37, 40)
    shares = pixel_shares(ZoneEdges(polygon, GRID), window)
    clipped = shapely.intersection(polygon, shapely.box(*GRID.window_bounds(window)))
    assert shares.min() >= 0.0
    assert shares.max() <= 1.0
    assert shares.sum() * 100.0 == pytest.approx(plane_area([clipped])[0], abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_each_pixel_agrees_with_exactextract(seed: int) -> None:
    polygon = star(seed)
    west, south, east, north = GRID.bounds
    raster = NumPyRasterSource(np.ones(GRID.shape), xmin=west, ymin=south, xmax=east, ymax=north)
    feature = {"type": "Feature", "geometry": shapely.geometry.mapping(polygon), "properties": {}}
    found = exact_extract(raster, feature, ["cell_id", "coverage"])[0]["properties"]
    expected = np.zeros(GRID.shape)
    expected.ravel()[found["cell_id"].astype(int)] = found["coverage"]
    shares = pixel_shares(ZoneEdges(polygon, GRID), GRID.whole)
    # exactextract keeps coverage in single precision
    assert np.abs(shares - expected).max() < 1e-6


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.floats(500050.0, 500950.0))
def test_splitting_a_polygon_changes_nothing(seed: int, cut: float) -> None:
    polygon = star(seed)
    west = shapely.intersection(polygon, shapely.box(0, 0, cut, 10**7))
    east = shapely.intersection(polygon, shapely.box(cut, 0, 10**7, 10**7))
    whole = pixel_shares(ZoneEdges(polygon, GRID), GRID.whole)
    parts = sum(pixel_shares(ZoneEdges(part, GRID), GRID.whole) for part in (west, east))
    assert np.abs(whole - parts).max() < 1e-9


def test_ring_direction_does_not_matter() -> None:
    polygon = star(3)
    turned = shapely.reverse(polygon)
    a = pixel_shares(ZoneEdges(polygon, GRID), GRID.whole)
    b = pixel_shares(ZoneEdges(turned, GRID), GRID.whole)
    assert np.allclose(a, b, atol=1e-12)


def test_empty_polygon_has_no_window() -> None:
    assert ZoneEdges(shapely.Polygon(), GRID).window is None
    assert ZoneEdges(shapely.box(0, 0, 1, 1), GRID).window is None


def test_tallies_of_a_hand_made_block() -> None:
    classes = np.array([[1, 2], [2, 9]], dtype=np.uint8)
    other = np.array([[5, 5], [6, 6]], dtype=np.uint8)
    values = np.array([[10.0, 20.0], [np.nan, 40.0]], dtype=np.float32)
    shares = np.array([[1.0, 0.5], [0.25, 0.0]])
    weights = np.full((2, 2), 100.0)
    areas = class_areas(classes, shares, weights)
    assert areas[[1, 2, 9]].tolist() == [100.0, 75.0, 0.0]
    pairs = cross_areas(classes, other, shares, weights)
    assert pairs[2, 5] == 50.0
    assert pairs[2, 6] == 25.0
    sums = value_sums(values, classes, shares, weights)
    assert sums[0, 1] == 1000.0
    assert sums[0, 2] == 1000.0
    assert sums[1, 2] == 50.0
    assert sums[2, 2] == 25.0
