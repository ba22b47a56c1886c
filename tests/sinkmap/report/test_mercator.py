"""The plane of the maps, against pyproj, and paths that keep holes and overlaps."""

import math

import numpy as np
import pyproj
import pytest
import shapely
from shapely.geometry import Polygon, box

from sinkmap.report.mercator import covered_cells, frame_of, on_plane, path_of


def test_the_plane_is_web_mercator():
    lon, lat = np.array([119.08, 119.97, 120.2]), np.array([31.15, 31.77, 32.07])
    move = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    expected = np.column_stack(move.transform(lon, lat))
    found = shapely.get_coordinates(on_plane(shapely.points(lon, lat)))
    assert found == pytest.approx(expected, rel=1e-12)


def test_a_frame_holds_its_shapes_and_knows_the_ground():
    shapes = on_plane(np.array([box(119.6, 31.6, 119.7, 31.65)], dtype=object))
    frame = frame_of(shapes)
    west, south, east, north = frame.bounds
    assert shapely.box(west, south, east, north).contains(shapes[0])
    places = frame.place(shapely.get_coordinates(shapes[0]))
    assert (places.min(axis=0) >= 0).all()
    assert places[:, 0].max() <= frame.width
    metres = pyproj.Geod(ellps="GRS80").inv(119.6, 31.625, 119.7, 31.625)[2]
    pixels = np.ptp(places[:, 0])
    assert pixels / frame.pixels * frame.ground == pytest.approx(metres, rel=2e-3)
    assert not frame.is_close


def winding(path, x, y):
    """Winding number of a point in a path, by the angle its rings turn round it."""
    total = 0.0
    for ring in path.strip("MZ").split("ZM"):
        xy = np.array([[float(v) for v in pair.split(",")] for pair in ring.split()])
        turn = np.angle((xy[:, 0] - x) + 1j * (xy[:, 1] - y))
        step = np.diff(np.append(turn, turn[0]))
        total += ((step + math.pi) % (2 * math.pi) - math.pi).sum()
    return round(total / (2 * math.pi))


def test_holes_stay_open_and_overlaps_are_filled():
    ring = Polygon([(0, 0), (900, 0), (900, 900), (0, 900)],
                   [[(300, 300), (300, 600), (600, 600), (600, 300)]])  # fmt: skip
    turned = ring.reverse()
    other = box(800, 0, 1700, 900)
    frame = frame_of(np.array([ring, other], dtype=object))
    path = "".join(path_of(shape, frame) for shape in (turned, other))
    at = frame.place(np.array([[450.0, 450.0], [100.0, 100.0], [850.0, 450.0], [1800.0, 450.0]]))
    assert [winding(path, x, y) != 0 for x, y in at] == [False, True, True, False]


def test_small_shapes_are_shown_by_the_ground_they_cover():
    frame = frame_of(np.array([box(0, 0, 72_000, 47_000)], dtype=object), room=0.0)
    side = 1.0 / frame.pixels
    west, _, _, north = frame.bounds
    full = [box(west + c * side, north - (r + 1) * side, west + (c + 1) * side, north - r * side)
            for r in range(3) for c in range(3)]  # fmt: skip
    assert covered_cells(np.array(full, dtype=object), frame).count("M") == 1
    assert covered_cells(np.array(full[:3], dtype=object), frame) == ""
    assert covered_cells(np.empty(0, dtype=object), frame) == ""
