"""Zones in units: areas, classes inside, lengths; parts add up to the whole."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from raster_pipeline.steps.account import account
from raster_pipeline.steps.zone_account import account_within
from raster_pipeline.steps.zone_parts import ZoneLayer
from raster_pipeline.steps.zone_pieces import ZonePieces, line_lengths, zones_of
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.indicator import ClassAreas, Within
from sinkmap.length import geodesic_length

GRID = Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (60, 80))
WEST, SOUTH, EAST, NORTH = GRID.bounds
CITY = shapely.box(WEST + 33.0, SOUTH + 41.0, EAST - 27.0, NORTH - 58.0)
MEASURE = AreaMeasure.of_grid(GRID)
COVER = Within("cover", "zones")


class Raster:
    """Classes in memory."""

    nodata = 255
    code_system = ""

    def __init__(self, array):
        self.array = array

    def read(self, window):
        return self.array[window.slices]


def cover(seed=3):
    classes = np.random.default_rng(seed).integers(0, 4, GRID.shape).astype(np.uint8)
    classes[20:24, 30:50] = 255
    return Raster(classes)


def layer(shapes):
    return ZoneLayer("units", tuple(shapes), np.array(list(shapes.values()), dtype=object))


def within(units, zones):
    pieces = ZonePieces.of(layer(units), zones)
    found = account_within(GRID, pieces, tuple(units), {"cover": cover()}, [COVER])
    return {unit: one[COVER] for unit, one in found.items()}


def strips(shape, xs):
    """A shape cut into strips at rising x."""
    west, south, east, north = shape.bounds
    cuts = [west - 1.0, *sorted(xs), east + 1.0]
    bands = [shapely.box(a, south - 1, b, north + 1) for a, b in pairwise(cuts)]
    cut = {f"z{k}": shapely.intersection(shape, band) for k, band in enumerate(bands)}
    return {name: part for name, part in cut.items() if shapely.area(part) > 0.0}


splits = st.lists(st.floats(CITY.bounds[0], CITY.bounds[2]), min_size=1, max_size=4, unique=True)


@settings(max_examples=25, deadline=None)
@given(splits)
def test_zones_that_partition_a_unit_add_up_to_its_class_areas(xs):
    found = within({"city": CITY}, strips(CITY, xs))
    frame = gpd.GeoDataFrame({"unit_id": ["city"]}, geometry=[CITY], crs=GRID.crs)
    areas = ClassAreas("cover")
    whole = account(GRID, frame, {"cover": cover()}, [areas])["city"][areas]
    sums = {}
    for (_, kind), m2 in found["city"].classes.items():
        sums[kind] = sums.get(kind, 0.0) + m2
    assert sums == pytest.approx(dict(whole.classes), rel=1e-9, abs=1e-3)
    assert found["city"].unseen == pytest.approx(whole.unseen, rel=1e-9, abs=1e-3)
    assert sum(found["city"].unseen_by.values()) == pytest.approx(found["city"].unseen)
    areas_m2 = ZonePieces.of(layer({"city": CITY}), strips(CITY, xs)).areas(MEASURE)["city"]
    assert sum(areas_m2.values()) == pytest.approx(MEASURE.polygons([CITY])[0], rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(splits, splits)
def test_units_add_up_to_the_city_and_a_zone_cut_in_two_changes_no_total(xs, more):
    zone = {"lake": shapely.Point(480_400.0, 3_519_700.0).buffer(251.3)}
    units = strips(CITY, xs)
    city = within({"city": CITY}, zone)
    parts = within(units, zone)
    halves = within(units, strips(zone["lake"], more))
    for kind in range(4):
        whole = city["city"].classes[("lake", kind)]
        by_unit = sum(one.classes.get(("lake", kind), 0.0) for one in parts.values())
        by_half = sum(
            m2 for one in halves.values() for (_, k), m2 in one.classes.items() if k == kind
        )
        assert by_unit == pytest.approx(whole, rel=1e-9, abs=1e-3)
        assert by_half == pytest.approx(whole, rel=1e-9, abs=1e-3)


def test_overlapping_zones_count_each_for_itself_and_one_zone_once():
    box = shapely.box(480_100.0, 3_519_500.0, 480_300.0, 3_519_700.0)
    moved = shapely.transform(box, lambda xy: xy + np.array([100.0, 0.0]))
    frame = gpd.GeoDataFrame({"kind": ["a", "a", "b"]}, geometry=[box, moved, box], crs=GRID.crs)
    zones = zones_of(frame, "kind")
    assert list(zones) == ["a", "b"]
    found = within({"city": CITY, "off": shapely.box(0, 0, 1, 1)}, zones)
    areas = ZonePieces.of(layer({"city": CITY}), zones).areas(MEASURE)["city"]
    assert areas["b"] == pytest.approx(MEASURE.polygons([box])[0], rel=1e-12)
    union = shapely.box(480_100.0, 3_519_500.0, 480_400.0, 3_519_700.0)
    assert areas["a"] == pytest.approx(MEASURE.polygons([union])[0], rel=1e-12)
    seen = sum(m2 for (zone, _), m2 in found["city"].classes.items() if zone == "b")
    assert seen + found["city"].unseen_by.get("b", 0.0) == pytest.approx(areas["b"], rel=1e-9)
    assert found["off"].classes == {}
    assert found["off"].coverage == 1.0


def test_pixels_of_one_class_fill_a_pixel_aligned_zone():
    """Four by three pixels of known classes: the closed form."""
    zone = shapely.box(480_100.0, 3_519_870.0, 480_140.0, 3_519_900.0)
    found = within({"city": CITY}, {"": zone})
    classes = cover().array[10:13, 10:14]
    weights = MEASURE.polygons([zone])[0] / 12.0
    for kind in range(4):
        expected = float((classes == kind).sum()) * weights
        assert found["city"].classes.get(("", kind), 0.0) == pytest.approx(expected, rel=1e-6)


def test_no_zone_at_all():
    found = within({"city": CITY}, {})
    assert ZonePieces.of(layer({"city": CITY}), {}).areas(MEASURE) == {}
    assert found["city"].classes == {}


def lines(*xy):
    return shapely.linestrings(xy)


@settings(max_examples=40, deadline=None)
@given(
    splits,
    st.lists(
        st.tuples(st.floats(480_050, 480_750), st.floats(3_519_450, 3_519_900)),
        min_size=2,
        max_size=6,
        unique=True,
    ),
)
def test_lengths_in_units_add_up_to_the_city(xs, track):
    shore = {"natural": lines(*track)}
    city = layer({"city": CITY})
    found = line_lengths([city, layer(strips(CITY, xs))], shore, GRID.crs)
    whole = found["city"].get("natural", 0.0) if "city" in found else 0.0
    parts = sum(one.get("natural", 0.0) for name, one in found.items() if name != "city")
    assert parts == pytest.approx(whole, rel=1e-9, abs=1e-6)
    once = shapely.union_all([shore["natural"]])
    inside = geodesic_length([shapely.intersection(once, CITY)], GRID.crs)[0]
    assert whole == pytest.approx(inside, rel=1e-9, abs=1e-6)


def test_a_line_along_a_border_is_shared_and_one_along_the_city_is_whole():
    x = 480_400.0
    units = strips(CITY, [x])
    _, south, _, north = CITY.bounds
    east = CITY.bounds[2]
    border, edge = lines((x, south), (x, north)), lines((east, south), (east, north))
    found = line_lengths(
        [layer({"city": CITY}), layer(units)], {"border": border, "edge": edge}, GRID.crs
    )
    length = geodesic_length([border], GRID.crs)[0]
    assert found["z0"]["border"] == pytest.approx(length / 2.0)
    assert found["z1"]["border"] == pytest.approx(length / 2.0)
    assert found["city"]["border"] == pytest.approx(length)
    assert "edge" not in found["z0"]
    assert found["z1"]["edge"] == found["city"]["edge"] == pytest.approx(length, rel=1e-6)


def test_a_stretch_two_features_share_counts_once_in_a_zone_and_once_in_each():
    long = lines((480_100.0, 3_519_600.0), (480_500.0, 3_519_600.0))
    short = lines((480_200.0, 3_519_600.0), (480_300.0, 3_519_600.0))
    frame = gpd.GeoDataFrame({"k": ["a", "a", "b"]}, geometry=[long, short, short], crs=GRID.crs)
    found = line_lengths([layer({"city": CITY})], zones_of(frame, "k"), GRID.crs)["city"]
    metres = geodesic_length([long, short], GRID.crs)
    assert found == pytest.approx({"a": metres[0], "b": metres[1]}, rel=1e-9)
