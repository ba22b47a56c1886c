"""The register on the ground: shares of units, layers without overlaps."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.steps.projects import ProjectRegister, disjoint_layers, shares_of
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.project import Project, ProjectState

GRID = Grid("EPSG:4549", 490_000.0, 3_520_000.0, 10.0, (200, 200))
BASE = Project(
    "P-1", "林", "afforestation", "局", ProjectState.UNDER_WAY, 2022, 2026, 10.0, 2022, 8.0, 0.0
)


def box(x0, y0, x1, y1):
    return shapely.box(490_000 + x0, 3_518_000 + y0, 490_000 + x1, 3_518_000 + y1)


PLACES = gpd.GeoDataFrame(
    {"unit_id": ["city", "west", "east"]},
    geometry=[box(0, 0, 2000, 2000), box(0, 0, 1000, 2000), box(1000, 0, 2000, 2000)],
    crs=GRID.crs,
)


def gains(*rows, years=(2022, 2024)):
    register = ProjectRegister(
        tuple(p for p, _ in rows), np.array([shape for _, shape in rows], dtype=object)
    )
    return shares_of(register, years, PLACES, AreaMeasure.of_grid(GRID))


def test_a_footprint_is_shared_out_by_its_ground():
    """A quarter of it in the west, three quarters in the east, all in the city."""
    given = gains((BASE, box(900, 0, 1300, 100)))
    found = [given("tree_cover_rate", unit, 2022, 2030) for unit in PLACES["unit_id"]]
    assert found == pytest.approx([80_000.0, 20_000.0, 60_000.0], rel=1e-4)
    assert found[1] + found[2] == pytest.approx(found[0], rel=1e-12)


def test_what_lies_outside_the_city_is_nobodys_and_a_point_is_where_it_is():
    half_out = gains((BASE, box(1900, 0, 2100, 100)))
    assert half_out("tree_cover_rate", "city", 2022, 2030) == pytest.approx(40_000.0, rel=1e-4)
    point = gains((BASE, shapely.Point(490_100, 3_518_100)))
    assert [point("tree_cover_rate", u, 2022, 2030) for u in PLACES["unit_id"]] == [8e4, 8e4, 0.0]


def test_a_newer_version_replaces_ground_and_gain():
    moved = dataclasses.replace(BASE, version=2024, tree_ha=2.0)
    given = gains((BASE, box(0, 0, 100, 100)), (moved, box(1500, 0, 1600, 100)))
    assert given("tree_cover_rate", "west", 2022, 2030) == pytest.approx(80_000.0)
    assert given("tree_cover_rate", "west", 2024, 2030) == 0.0
    assert given("tree_cover_rate", "east", 2024, 2030) == pytest.approx(20_000.0)


def test_overlapping_footprints_lie_in_different_layers_and_none_is_lost():
    shapes = [box(0, 0, 100, 100), box(50, 0, 150, 100), box(200, 0, 300, 100)]
    places = gpd.GeoDataFrame({"unit_id": list("abc")}, geometry=shapes, crs=GRID.crs)
    layers = disjoint_layers(places)
    assert [layer.ids for layer in layers] == [("a", "c"), ("b",)]
    assert disjoint_layers(places.iloc[:0]) == ()


def test_points_have_no_footprint():
    register = ProjectRegister(
        (BASE, dataclasses.replace(BASE, number="P-2")),
        np.array([shapely.Point(490_100, 3_518_100), box(0, 0, 50, 50)], dtype=object),
    )
    frame, units = register.footprints(2024, GRID.crs)
    assert frame["unit_id"].tolist() == ["project:P-2"]
    assert [unit.level for unit in units] == ["project"]
