"""Vertices along long edges: none too long, no ground moved, no more than there is room for."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely

from raster_pipeline.steps import long_edges
from raster_pipeline.steps.long_edges import densified

HOLED = shapely.Polygon(
    [(0, 0), (9, 0), (9, 9), (0, 9)], [[(2, 2), (2, 4), (7, 4)], [(5, 6), (5, 7), (6, 7)]]
)


def corners(shape):
    return list(map(tuple, shapely.get_coordinates(shape)))


def edges(shape):
    rings = (list(ring.coords) for ring in shapely.get_rings(shapely.get_parts(shape)))
    return [math.dist(a, b) for ring in rings for a, b in pairwise(ring)]


@pytest.mark.parametrize("shape", [HOLED, shapely.MultiPolygon([HOLED, shapely.box(20, 0, 21, 1)])])
def test_the_same_ground_with_shorter_edges(shape):
    (made,) = densified(np.array([shape], dtype=object), 1.5)
    assert max(edges(made)) <= 1.5
    assert made.equals(shape)
    assert made.geom_type == shape.geom_type
    assert set(corners(shape)) <= set(corners(made))


def test_short_edges_are_let_be():
    given = np.array([HOLED, None], dtype=object)
    assert densified(given, 10.0) is given


def test_a_line_to_and_fro_around_the_world_gets_no_more_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(long_edges, "MOST_ADDED", 5_000)
    zigzag = shapely.LineString([(170.0 * (-1) ** n, -80.0 + n / 10.0) for n in range(1600)])
    (made,) = densified(np.array([zigzag], dtype=object), 0.01)
    assert 1600 < shapely.get_num_coordinates(made) <= 5_000 + 2 * 1600


def test_numbers_that_are_none_are_left_to_the_checks():
    odd = shapely.LineString([(0, 0), (float("inf"), 1)])
    (made,) = densified(np.array([odd], dtype=object), 1.0)
    assert made is odd
