"""Edges and groups found by vertices, against geometry alone."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sinkmap.science.shared_edges import shared_edges, touching_groups


def cell(row, col):
    return shapely.box(col, row, col + 1, row + 1)


def noded(shapes, step):
    """The same polygons with a vertex at least every ``step``."""
    return np.array([shapely.segmentize(one, step) for one in shapes], dtype=object)


def by_geometry(one, other):
    shared = shapely.intersection(
        shapely.boundary(shapely.union_all(one)), shapely.boundary(shapely.union_all(other))
    )
    return shapely.length(shared)


@settings(max_examples=40, deadline=None)
@given(arrays(np.int8, (4, 5), elements=st.integers(0, 2)), st.sampled_from([1.0, 0.5, 0.3]))
def test_edges_are_those_of_the_geometry_whatever_the_vertices(kinds, step):
    places = [(int(r), int(c)) for r, c in np.ndindex(*kinds.shape)]
    one = np.array([cell(*at) for at in places if kinds[at] == 0], dtype=object)
    other = noded([cell(*at) for at in places if kinds[at] == 1], step)
    if not len(one) or not len(other):
        return
    lines, owner = shared_edges(one, other)
    assert shapely.length(lines).sum() == pytest.approx(by_geometry(one, other), abs=1e-9)
    assert shapely.covers(shapely.boundary(one[owner]), lines).all()
    assert shapely.length(shapely.union_all(lines)) == pytest.approx(shapely.length(lines).sum())


def test_a_hole_is_an_edge_and_a_line_goes_on_over_a_vertex():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    lines, owner = shared_edges(np.array([ring]), np.array([shapely.box(3, 3, 6, 6)]))
    assert shapely.length(lines).tolist() == [12.0]
    assert owner.tolist() == [0]


def test_polygons_that_meet_at_a_corner_have_no_edge_but_are_one_group():
    one, other = np.array([cell(0, 0)]), np.array([cell(1, 1)])
    assert len(shared_edges(one, other)[0]) == 0
    assert len(set(touching_groups(np.concatenate([one, other])).tolist())) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(1, 4)] * 2), max_size=14))
def test_groups_are_those_of_touching_polygons(boxes):
    shapes = np.array([shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes], dtype=object)
    group = touching_groups(shapes)
    whole = shapely.get_parts(shapely.union_all(shapely.buffer(shapes, 1e-6)))
    expected = [int(np.flatnonzero(shapely.intersects(whole, one))[0]) for one in shapes]
    assert len(group) == len(shapes)
    pairs = set(zip(group.tolist(), expected, strict=True))
    assert len(pairs) == len(set(group.tolist())) == len(set(expected))
