"""Areas against pyproj, the vectors A1-A5, and parts that add up."""

from itertools import pairwise

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from sinkmap.area import (
    CGCS2000_A,
    CGCS2000_RF,
    AreaMeasure,
    Rings,
    geodesic_area,
    plane_area,
    tdt1055_area,
)
from sinkmap.grid import Grid, Window

VECTORS = {
    "A1": (box(119.95, 31.75, 119.96, 31.76), 1_050_540.3739, 1_050_540.3743),
    "A2": (box(119.9, 31.7, 120.0, 31.8), 105_059_587.9349, 105_059_592.5438),
    "A3": (box(119.13, 31.15, 120.2, 32.07), 10_357_259_111.8889, 10_357_313_108.4525),
    "A4": (
        Polygon([(119.95, 31.75), (119.953, 31.751), (119.951, 31.7535)]),
        49_902.3161,
        49_902.8065,
    ),
}
CITY = (417_280.0, 3_447_200.0, 535_040.0, 3_549_600.0)
MEASURE = AreaMeasure.of("EPSG:4549", CITY)
GRID = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 10.0, (10_240, 11_776))


@pytest.mark.parametrize("name", VECTORS)
def test_survey_formula_and_geodesic(name):
    shape, survey, geodesic = VECTORS[name]
    assert tdt1055_area([shape], "EPSG:4490")[0] == pytest.approx(survey, abs=6e-4, rel=2e-13)
    assert geodesic_area([shape], "EPSG:4490")[0] == pytest.approx(geodesic, abs=6e-4, rel=2e-13)


@pytest.mark.parametrize("name", VECTORS)
@pytest.mark.parametrize("meridian", [0.0, 117.0, 123.0])
def test_survey_formula_does_not_depend_on_the_meridian(name, meridian):
    shape, survey, _ = VECTORS[name]
    found = tdt1055_area([shape], "EPSG:4490", central_meridian=meridian)[0]
    assert found == pytest.approx(survey, abs=1e-2, rel=1e-9)


# Lowest and highest over the city's latitudes in ppm. At 119.13 E in EPSG:4549 published tables
# say 168 for the lowest; (E - 500 km)^2 / R^2 gives 166 at 32.05 N, as PROJ does.
A5 = {
    ("EPSG:4549", 119.13): (166, 170),
    ("EPSG:4549", 119.4): (79, 81),
    ("EPSG:4549", 119.6): (35, 36),
    ("EPSG:4549", 119.8): (9, 9),
    ("EPSG:4549", 120.0): (0, 0),
    ("EPSG:4549", 120.2): (9, 9),
    ("EPSG:32650", 119.13): (198, 217),
    ("EPSG:32650", 119.4): (467, 491),
    ("EPSG:32650", 119.6): (687, 716),
    ("EPSG:32650", 119.8): (924, 958),
    ("EPSG:32650", 120.0): (1180, 1219),
    ("EPSG:32650", 120.2): (1453, 1497),
    ("EPSG:32651", 119.13): (2497, 2562),
    ("EPSG:32651", 119.8): (1453, 1497),
    ("EPSG:32651", 120.2): (924, 958),
}


@pytest.mark.parametrize(("crs", "lon"), A5, ids=str)
def test_A5_projected_area_is_off_by_the_table(crs, lon):
    low, high = A5[(crs, lon)]
    project = pyproj.Transformer.from_crs("EPSG:4490", crs, always_xy=True)
    seen = []
    for lat in np.linspace(31.15, 32.05, 4):
        square = box(lon - 0.005, lat - 0.005, lon + 0.005, lat + 0.005)
        flat = shapely.transform(
            square, lambda xy: np.column_stack(project.transform(xy[:, 0], xy[:, 1]))
        )
        true = geodesic_area([square], "EPSG:4490")[0]
        seen.append((plane_area([flat])[0] / true - 1) * 1e6)
    # The table spans 31.15 to 32.05 N and is rounded to whole parts per million.
    assert low - 0.5 <= min(seen)
    assert max(seen) <= high + 0.5


@pytest.mark.parametrize("lon", [119.13, 119.6, 120.0, 120.2])
def test_additive_measure_is_the_ellipsoid(lon):
    """A small square with its edges drawn finely is the geodesic one to 1e-9."""
    square = shapely.segmentize(box(lon, 31.7, lon + 0.01, 31.71), 0.0002)
    project = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
    flat = shapely.transform(
        square, lambda xy: np.column_stack(project.transform(xy[:, 0], xy[:, 1]))
    )
    true = geodesic_area([square], "EPSG:4490")[0]
    assert MEASURE.polygons([flat])[0] == pytest.approx(true, rel=1e-8)


def test_additive_measure_on_a_geographic_grid():
    grid = Grid("EPSG:4490", 119.0, 32.0, 0.01, (100, 120))
    measure = AreaMeasure.of_grid(grid)
    cell = box(119.5, 31.5, 119.51, 31.51)
    assert measure.polygons([cell])[0] == pytest.approx(
        tdt1055_area([cell], "EPSG:4490")[0], rel=1e-9
    )
    pixels = measure.pixels(grid, grid.whole)
    assert pixels.sum() == pytest.approx(measure.polygons([box(*grid.bounds)])[0], rel=1e-12)
    assert (np.diff(pixels[:, 0]) > 0).all()  # pixels shrink towards the pole


@st.composite
def polygons(draw):
    rng = np.random.default_rng(draw(st.integers(0, 99_999)))
    x, y = rng.uniform(430_000, 520_000), rng.uniform(3_460_000, 3_540_000)
    angles = np.sort(rng.uniform(0, 2 * np.pi, draw(st.integers(3, 60))))
    radii = rng.uniform(50, 9_000, angles.size)
    shape = shapely.make_valid(
        Polygon(np.column_stack((x + radii * np.cos(angles), y + radii * np.sin(angles))))
    )
    return shape if isinstance(shape, Polygon | MultiPolygon) else box(x, y, x + 100, y + 100)


@settings(max_examples=60, deadline=None)
@given(polygons(), st.lists(st.floats(0.05, 0.95), min_size=1, max_size=6), st.booleans())
def test_parts_of_a_cut_polygon_sum_to_the_whole(shape, cuts, upright):
    """Cut along lines of the plane: parts and whole agree to 1e-12."""
    west, south, east, north = shape.bounds
    steps = [0.0, *sorted(set(cuts)), 1.0]
    parts = []
    for a, b in pairwise(steps):
        strip = (
            box(west + a * (east - west), south, west + b * (east - west), north)
            if upright
            else box(west, south + a * (north - south), east, south + b * (north - south))
        )
        parts.append(shapely.intersection(shape, strip))
    whole = MEASURE.polygons([shape])[0]
    # New vertices are rounded to the spacing of the coordinates along the length of each cut.
    rounding = 1e-9 * shape.length * len(parts)
    assert MEASURE.polygons(parts).sum() == pytest.approx(whole, rel=1e-12, abs=rounding)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=8), st.integers(0, 5_000))
def test_whole_pixels_sum_to_their_rectangle(heights, start):
    """No rounding of vertices here: pixels, strips and the whole agree to 1e-12."""
    rows = start
    total = 0.0
    for height in heights:
        window = Window(rows, 2_000, height, 300)
        strip = MEASURE.polygons([box(*GRID.window_bounds(window))])[0]
        assert MEASURE.pixels(GRID, window).sum() == pytest.approx(strip, rel=1e-12)
        total += strip
        rows += height
    whole = Window(start, 2_000, rows - start, 300)
    assert MEASURE.polygons([box(*GRID.window_bounds(whole))])[0] == pytest.approx(total, rel=1e-12)


def test_holes_and_orientation():
    outer, hole = (
        box(450_000, 3_500_000, 451_000, 3_501_000),
        box(450_200, 3_500_200, 450_400, 3_500_500),
    )
    ring = shapely.difference(outer, hole)
    parts = MEASURE.polygons([outer, hole, ring, shapely.reverse(ring)])
    assert parts[2] == pytest.approx(parts[0] - parts[1], rel=1e-14)
    assert parts[3] == pytest.approx(parts[2], rel=1e-14)
    both = MultiPolygon([box(450_000, 3_500_000, 450_100, 3_500_100), hole])
    assert MEASURE.polygons([both])[0] > parts[1]


def test_what_has_no_area():
    empty = [None, Polygon(), shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)])]
    for area in (
        MEASURE.polygons(empty),
        geodesic_area(empty, "EPSG:4549"),
        tdt1055_area(empty, "EPSG:4549"),
    ):
        assert area.tolist() == [0.0] * 4
    assert Rings.of([]).count == 0
    assert MEASURE.polygons([]).shape == (0,)


def test_projected_polygons_are_brought_to_the_ellipsoid():
    there = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
    shape = VECTORS["A4"][0]
    flat = shapely.transform(shape, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    geod = pyproj.Geod(a=CGCS2000_A, rf=CGCS2000_RF)
    oracle = abs(geod.geometry_area_perimeter(shape)[0])
    assert geodesic_area([flat], "EPSG:4549")[0] == pytest.approx(oracle, rel=1e-9)
    assert tdt1055_area([flat], "EPSG:4549")[0] == pytest.approx(
        tdt1055_area([shape], "EPSG:4490")[0], rel=1e-9
    )


def test_no_measure_where_the_projection_breaks_down():
    with pytest.raises((ValueError, pyproj.exceptions.ProjError)):
        AreaMeasure.of("EPSG:4549", (-3e7, -3e7, 3e7, 3e7))
