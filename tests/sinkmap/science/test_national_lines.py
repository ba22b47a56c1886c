"""Versions of a line and overlaps of lines: by hand, and laws on random rectangles."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from sinkmap.area import plane_area
from sinkmap.science.line_versions import GAINED, LOST, version_change, version_zones
from sinkmap.science.national_lines import line_overlaps, overlap_zones

CRS = "EPSG:4549"
CELLS = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 5), st.integers(1, 5))
LINES = st.lists(CELLS, min_size=1, max_size=5)


def shapes(*boxes):
    return np.array([box(*one) for one in boxes], dtype=object)


def cells(windows):
    return shapes(*((x, y, x + w, y + h) for x, y, w, h in windows))


def painted(windows):
    mask = np.zeros((16, 16), dtype=bool)
    for x, y, w, h in windows:
        mask[y : y + h, x : x + w] = True
    return mask


def area(ground):
    return float(plane_area([ground])[0])


def test_a_border_that_moved_gains_and_loses():
    change = version_change(shapes((0, 0, 10, 10)), shapes((2, 0, 13, 10)))
    assert area(change[GAINED]) == pytest.approx(30.0)
    assert area(change[LOST]) == pytest.approx(20.0)


def test_a_line_cut_into_parts_did_not_change():
    change = version_change(shapes((0, 0, 10, 10)), shapes((0, 0, 4, 10), (4, 0, 10, 10)))
    assert change[GAINED].is_empty
    assert change[LOST].is_empty


def test_a_polygon_gone_that_lay_under_another_is_no_loss():
    change = version_change(shapes((0, 0, 10, 10), (2, 2, 4, 4)), shapes((0, 0, 10, 10)))
    assert change[LOST].is_empty


def test_slivers_of_drawing_are_left_out():
    before = gpd.GeoDataFrame(geometry=shapes((0, 0, 100, 100)), crs=CRS)
    moved = gpd.GeoDataFrame(geometry=shapes((0.05, 0, 120, 100)), crs=CRS)
    found = version_zones(before, moved)
    assert found["change"].tolist() == [GAINED]
    assert version_zones(before, before).empty


@settings(deadline=None)
@given(LINES, LINES)
def test_after_is_before_less_lost_plus_gained(before, after):
    old, new = painted(before), painted(after)
    change = version_change(cells(before), cells(after))
    assert area(change[GAINED]) == pytest.approx((new & ~old).sum())
    assert area(change[LOST]) == pytest.approx((old & ~new).sum())
    back = version_change(cells(after), cells(before))
    assert shapely.equals(back[GAINED], change[LOST])


@settings(deadline=None)
@given(LINES, LINES, LINES)
def test_overlaps_are_counted_once_and_never_exceed_a_line(red, farm, urban):
    lines = {"eco_redline": red, "permanent_farmland": farm, "urban_boundary": urban}
    found = line_overlaps({name: cells(windows) for name, windows in lines.items()})
    assert len(found) == 3
    for (one, other), ground in found.items():
        both = painted(lines[one]) & painted(lines[other])
        assert area(ground) == pytest.approx(both.sum())


def test_lines_that_touch_do_not_overlap_and_missing_lines_make_no_pair():
    frames = {
        "eco_redline": gpd.GeoDataFrame(geometry=shapes((0, 0, 100, 100)), crs=CRS),
        "urban_boundary": gpd.GeoDataFrame(geometry=shapes((100, 0, 200, 100)), crs=CRS),
    }
    assert list(line_overlaps({n: f.geometry.to_numpy() for n, f in frames.items()})) == [
        ("eco_redline", "urban_boundary")
    ]
    assert overlap_zones(frames).empty
    frames["urban_boundary"].loc[0, "geometry"] = box(90, 0, 200, 100)
    found = overlap_zones(frames)
    assert found["pair"].tolist() == ["eco_redline_urban_boundary"]
    assert plane_area(found.geometry)[0] == pytest.approx(1000.0)
