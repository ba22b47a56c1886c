"""Patch metrics against a flood fill on cells, and by hand."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sinkmap.science.landscape import (
    edge_density,
    effective_mesh_size,
    largest_patch,
    mean_patch_size,
    natural_edges,
    natural_patches,
    patch_count,
)

CRS = "EPSG:4549"
CELL = 100.0


def cells(natural):
    """(y, x) bool as parcels of one hectare."""
    rows, cols = natural.shape
    shapes = [
        shapely.box(5e5 + c * CELL, 3.5e6 - (r + 1) * CELL, 5e5 + (c + 1) * CELL, 3.5e6 - r * CELL)
        for r in range(rows)
        for c in range(cols)
    ]
    groups = np.where(natural.ravel(), "forest_arbor", "cropland_dry")
    return gpd.GeoDataFrame({"group": groups}, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)


def filled(natural):
    """Cells of each patch, by flood fill over eight neighbours."""
    left = {(int(r), int(c)) for r, c in np.argwhere(natural)}
    sizes = []
    while left:
        waiting, size = [left.pop()], 0
        while waiting:
            r, c = waiting.pop()
            size += 1
            near = {(r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
            left -= near
            waiting += near
        sizes.append(size)
    return sorted(sizes)


def measured(natural):
    patches = natural_patches(cells(natural))
    return dict(zip(patches["patch"], shapely.area(patches.geometry), strict=True))


@settings(max_examples=30, deadline=None)
@given(arrays(np.bool_, (5, 6)))
def test_patches_are_those_of_a_flood_fill(natural):
    found = sorted(area / CELL**2 for area in measured(natural).values())
    assert found == pytest.approx(filled(natural))


@settings(max_examples=30, deadline=None)
@given(arrays(np.bool_, (5, 6)))
def test_edges_are_the_sides_between_unlike_cells(natural):
    sides = np.sum(natural[1:] != natural[:-1]) + np.sum(natural[:, 1:] != natural[:, :-1])
    edges = natural_edges(cells(natural))
    assert float(shapely.length(edges.geometry.to_numpy()).sum()) == pytest.approx(sides * CELL)


def test_metrics_by_hand():
    """A landscape of 100 ha with patches of 30, 10 and 10 ha."""
    areas = {"1": 300_000.0, "2": 100_000.0, "3": 100_000.0}
    assert patch_count(areas) == 3
    assert mean_patch_size(areas) == pytest.approx(50 / 3)
    assert largest_patch(areas) == 300_000.0
    assert effective_mesh_size(areas, 1e6) == pytest.approx((900 + 100 + 100) / 100)
    assert edge_density(2_500.0, 1e6) == pytest.approx(25.0)


def test_a_landscape_without_patches_and_one_that_is_a_patch():
    assert (patch_count({}), effective_mesh_size({}, 1e6)) == (0, 0.0)
    assert math.isnan(mean_patch_size({}))
    assert effective_mesh_size({"1": 1e6}, 1e6) == pytest.approx(100.0)
    assert patch_count({"1": 1e6, "2": 1e-6}) == 1


@given(st.lists(st.floats(1.0, 1e6), min_size=1, max_size=20), st.data())
def test_cutting_a_patch_never_enlarges_the_mesh(sizes, data):
    areas = {str(i): a for i, a in enumerate(sizes)}
    whole = sum(sizes) * 1.5
    share = data.draw(st.floats(0.0, 1.0))
    cut = {**areas, "0": areas["0"] * share, "new": areas["0"] * (1 - share)}
    mesh = effective_mesh_size(areas, whole)
    assert effective_mesh_size(cut, whole) <= mesh * (1 + 1e-12)
    assert mesh <= max(sizes) / 1e4 * (1 + 1e-12)
    assert max(sizes) == largest_patch(areas) <= whole
