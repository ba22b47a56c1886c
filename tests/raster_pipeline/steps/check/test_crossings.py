"""Polygons that cross themselves too often are refused before anybody tries to repair them."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.steps.check.crossings import MOST_CROSSINGS, crosses_beyond
from raster_pipeline.steps.check.geometry import sound_geometry
from raster_pipeline.steps.check.place import Place
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.study import Policies

GRID = Grid("EPSG:4549", 487_000.0, 3_511_000.0, 10.0, (100, 100))


def star(points, step, x=0.0, y=0.0, radius=100.0):
    """The star {points/step}: each edge crosses 2 (step - 1) others."""
    turns = [2 * math.pi * step * n / points for n in range(points)]
    return shapely.Polygon([(x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns])


@pytest.mark.parametrize(("points", "step"), [(5, 2), (7, 3), (101, 4), (1001, 2)])
def test_crossings_of_a_star_are_counted(points, step):
    crossings = points * (step - 1)
    assert crosses_beyond(star(points, step), crossings - 1)
    assert not crosses_beyond(star(points, step), crossings)


def test_parts_that_cross_each_other_are_counted_too():
    crossed = shapely.MultiPolygon([shapely.box(0, 1, 3, 2), shapely.box(1, 0, 2, 3)])
    assert crosses_beyond(crossed, 3)
    assert not crosses_beyond(crossed, 4)


def test_edges_that_touch_or_lie_on_each_other_do_not_cross():
    twice = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(0, 0, 1, 1)])
    beside = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    assert not crosses_beyond(twice, 0)
    assert not crosses_beyond(beside, 0)


def test_a_scribble_is_refused_and_a_star_repaired():
    dots = np.random.default_rng(1).random((3000, 2))
    scribble = shapely.Polygon(np.array([487_500.0, 3_510_400.0]) + dots * 500.0)
    frame = gpd.GeoDataFrame(
        {"number": ["scribble", "star"]},
        geometry=[scribble, star(7, 3, 487_400.0, 3_510_600.0)],
        crs=GRID.crs,
    )
    policies = Policies(invalid_geometry="make_valid_structure")
    sound = sound_geometry(
        frame, frame["number"], policies, AreaMeasure.of_grid(GRID), Place("drawn")
    )
    crossed, repaired = sound.findings
    assert crossed.code == "GEOM-CROSSED"
    assert crossed.features == ("scribble",)
    assert crossed.wanted == f"<= {MOST_CROSSINGS}"
    assert repaired.code == "GEOM-REPAIRED"
    assert list(sound.frame["number"]) == ["star"]
    assert sound.frame.geometry.is_valid.all()
