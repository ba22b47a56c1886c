"""Overlaps are found wherever they hide, and shared borders are none."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from raster_pipeline.steps.check.overlaps import find_overlaps, loose_polygons
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (100, 100))
MEASURE = AreaMeasure.of_grid(GRID)


def squares(n=6, step=100.0):
    xs, ys = np.meshgrid(480_000 + np.arange(n) * step, 3_519_000 + np.arange(n) * step)
    return shapely.box(xs.ravel(), ys.ravel(), xs.ravel() + step, ys.ravel() + step)


def pairs(polygons, tolerance=1.0):
    found = find_overlaps(np.asarray(polygons, dtype=object), MEASURE, tolerance)
    return [tuple(pair) for pair in found.pairs.tolist()], found.areas


def test_a_clean_layer_is_loose_at_its_border_only():
    loose = loose_polygons(squares()).reshape(6, 6)
    assert not loose[1:-1, 1:-1].any()
    assert loose[0].all()
    assert loose[:, 0].all()
    assert pairs(squares())[0] == []


def test_orientation_and_multipolygons_do_not_matter():
    polygons = squares()
    polygons[7] = shapely.reverse(polygons[7])
    polygons[8] = shapely.MultiPolygon([polygons[8]])
    assert not loose_polygons(polygons).reshape(6, 6)[1:-1, 1:-1].any()


def grown(polygon, west, south, east, north):
    return shapely.box(*(shapely.bounds(polygon) + np.array([west, south, east, north])))


@pytest.mark.parametrize(
    ("row", "change", "expected"),
    [
        (14, (0, 0, 10, 0), (14, 15)),
        (20, (25, 25, 25, 25), (14, 20)),
        (20, (9, 9, -9, -9), (14, 20)),
        (20, (0, 0, 0, 0), (14, 20)),
    ],
    ids=["pushed", "moved", "inside", "twice"],
)
def test_an_overlap_is_found(row, change, expected):
    polygons = squares()
    polygons[row] = grown(polygons[14], *change)
    found, areas = pairs(polygons)
    assert expected in found
    true = shapely.area(shapely.intersection(polygons[expected[0]], polygons[expected[1]]))
    assert areas[found.index(expected)] == pytest.approx(true, rel=1e-4)


def test_a_polygon_over_many_overlaps_those_far_inside_too():
    wide = shapely.box(480_000 - 50, 3_519_000 - 50, 480_000 + 650, 3_519_000 + 650)
    polygons = np.append(squares(), wide)
    found, areas = pairs(polygons)
    assert found == [(row, 36) for row in range(36)]
    assert areas == pytest.approx(np.full(36, 10_000.0), rel=1e-3)


def test_a_layer_given_twice_overlaps_everywhere():
    found, _ = pairs(np.concatenate([squares(), squares()]))
    assert found == [(row, row + 36) for row in range(36)]


def test_slivers_below_the_tolerance_are_left():
    polygons = squares()
    polygons[14] = grown(polygons[14], 0, 0, 0.009, 0)
    assert pairs(polygons, 1.0)[0] == []
    assert pairs(polygons, 0.5)[0] == [(14, 15)]


def test_a_border_without_the_neighbours_vertices_is_no_overlap():
    left = shapely.box(480_000, 3_519_000, 480_100, 3_519_100)
    right = [
        shapely.box(480_100, 3_519_000 + 50 * i, 480_200, 3_519_050 + 50 * i) for i in range(2)
    ]
    assert pairs([left, *right])[0] == []


@given(st.lists(st.tuples(*[st.integers(0, 12)] * 4), min_size=2, max_size=7, unique=True))
def test_the_pairs_are_those_of_a_naive_search(corners):
    boxes = [
        shapely.box(
            480_000 + 10 * min(a, c),
            3_519_000 + 10 * min(b, d),
            480_010 + 10 * max(a, c),
            3_519_010 + 10 * max(b, d),
        )
        for a, b, c, d in corners
    ]
    naive = [
        (i, j)
        for i in range(len(boxes))
        for j in range(i + 1, len(boxes))
        if shapely.area(shapely.intersection(boxes[i], boxes[j])) > 1.5
    ]
    assert pairs(boxes)[0] == naive
