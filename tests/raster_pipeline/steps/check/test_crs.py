"""What coordinates and CRS say of each other, and what they should have said."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from raster_pipeline.steps.check.coverage import gcj02_shift, place_findings
from raster_pipeline.steps.check.crs import crs_findings
from raster_pipeline.steps.check.place import Place
from raster_pipeline.steps.vector_layer import on_grid
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (1000, 1000))
HERE = (481_000.0, 3_511_000.0, 489_000.0, 3_519_000.0)
PREFIXED = (40_481_000.0, 3_511_000.0, 40_489_000.0, 3_519_000.0)
SWAPPED = (3_511_000.0, 481_000.0, 3_519_000.0, 489_000.0)
DEGREES = pyproj.Transformer.from_crs("EPSG:4549", "EPSG:4490", always_xy=True).transform_bounds(
    *HERE
)
NEXT_ZONE = pyproj.Transformer.from_crs("EPSG:4549", "EPSG:4548", always_xy=True).transform_bounds(
    *HERE
)
PLACE = Place("a.shp", "parcels", 2022)


@pytest.mark.parametrize(
    ("crs", "bounds", "codes", "wanted"),
    [
        ("EPSG:4549", HERE, [], ""),
        ("EPSG:4528", PREFIXED, [], ""),
        ("EPSG:4490", DEGREES, [], ""),
        ("EPSG:32651", None, [], ""),
        ("", HERE, ["CRS-MISSING"], "EPSG:4549"),
        ("", PREFIXED, ["CRS-MISSING"], "EPSG:4528"),
        ("", DEGREES, ["CRS-MISSING"], "EPSG:4490"),
        ("EPSG:4548", HERE, ["CRS-ZONE-WRONG"], "EPSG:4549"),
        ("EPSG:4548", NEXT_ZONE, ["CRS-ZONE-WRONG"], "117"),
        ("EPSG:4549", PREFIXED, ["CRS-PREFIX-UNEXPECTED"], "EPSG:4528"),
        ("EPSG:4528", HERE, ["CRS-PREFIX-MISSING"], "EPSG:4549"),
        ("EPSG:4549", SWAPPED, ["CRS-AXES-SWAPPED"], ""),
        ("EPSG:4490", (31.7, 119.7, 31.8, 119.8), ["CRS-AXES-SWAPPED"], ""),
        ("EPSG:4326", HERE, ["CRS-FRAME-EQUATED", "CRS-NOT-DEGREES"], "EPSG:4549"),
        ("EPSG:4549", DEGREES, ["CRS-NOT-METRES"], "EPSG:4490"),
        ("EPSG:3857", HERE, ["CRS-WEB-MERCATOR"], ""),
        ("EPSG:2385", HERE, ["CRS-DATUM-LEGACY"], ""),
        ("EPSG:2437", HERE, ["CRS-DATUM-LEGACY"], ""),
        ("EPSG:4610", DEGREES, ["CRS-DATUM-LEGACY"], ""),
        ("EPSG:4326", DEGREES, ["CRS-FRAME-EQUATED"], ""),
        ("EPSG:4490", (116.0, 39.0, 116.1, 39.1), ["PLACE-OUTSIDE"], ""),
        ("EPSG:4490", (-180.0, -90.0, 180.0, 90.0), ["PLACE-OUTSIDE"], ""),
        ("no such system", HERE, ["CRS-UNKNOWN"], ""),
    ],
)
def test_what_is_found(crs, bounds, codes, wanted):
    if bounds is None:
        move = pyproj.Transformer.from_crs("EPSG:4549", crs, always_xy=True)
        bounds, codes = move.transform_bounds(*HERE), ["CRS-FRAME-EQUATED"]
    found = crs_findings(crs, False, bounds, GRID, PLACE)
    assert [f.code for f in found] == codes
    assert not codes or wanted in found[-1].wanted


def test_an_assumed_crs_is_told():
    (found,) = crs_findings("EPSG:4549", True, HERE, GRID, PLACE)
    assert found.code == "CRS-ASSUMED"


def test_a_zone_prefixed_file_lands_where_the_plain_one_does():
    """E2: EPSG:4528 brought to EPSG:4549 differs by less than a millimetre."""
    box = np.array([shapely.box(*HERE)], dtype=object)
    moved = on_grid(np.array([shapely.box(*PREFIXED)], dtype=object), "EPSG:4528", GRID)
    assert shapely.hausdorff_distance(moved, box)[0] < 1e-3


def test_long_edges_are_bent_with_the_projection():
    box = np.array([shapely.box(*DEGREES)], dtype=object)
    moved = on_grid(box, "EPSG:4490", GRID)
    assert shapely.get_num_coordinates(moved)[0] > 20
    assert (
        shapely.get_num_coordinates(on_grid(moved, "EPSG:4549", GRID))[0]
        == (shapely.get_num_coordinates(moved)[0])
    )


def test_a_polygon_that_crosses_itself_is_not_mended_on_its_way():
    """GEOS mends what it gives vertices to; the bow tie would lose half its ground unheard."""
    west, south, east, north = DEGREES
    bow = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    hole = shapely.Polygon(
        shapely.box(*DEGREES).exterior,
        [shapely.box(west + 0.01, south + 0.01, east + 0.05, north - 0.01).exterior],
    )
    given = np.array([bow, shapely.MultiPolygon([bow]), hole], dtype=object)
    moved = on_grid(given, "EPSG:4490", GRID)
    assert not shapely.is_valid(moved).any()
    assert (shapely.get_num_coordinates(moved) > shapely.get_num_coordinates(given)).all()


def test_shared_borders_stay_shared():
    rng = np.random.default_rng(4)
    x, y = rng.uniform(119.7, 119.8, 50), rng.uniform(31.72, 31.8, 50)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(np.column_stack([x, y])))
    )
    moved = on_grid(cells, "EPSG:4490", GRID)
    assert shapely.coverage_is_valid(moved)


@pytest.mark.parametrize("bd09", [False, True])
def test_a_web_map_shift_is_suspected(bd09):
    city = shapely.box(*HERE)
    inside = gpd.GeoSeries(shapely.segmentize([city], 200.0), crs="EPSG:4549").to_crs("EPSG:4490")

    def shift(xy):
        lon, lat = gcj02_shift(xy[:, 0], xy[:, 1])
        more = np.array([0.0065, 0.006]) * bd09
        return xy + np.column_stack([lon, lat]) + more

    shifted = shapely.transform(inside.to_numpy(), shift)
    layer = on_grid(np.asarray(shifted, dtype=object), "EPSG:4490", GRID)
    moved = shapely.distance(shapely.centroid(layer[0]), shapely.centroid(city))
    assert 300 < moved < 1500
    (found,) = place_findings(layer, city, GRID, PLACE)
    assert found.code == "CRS-GCJ02-SUSPECTED"
    assert ("BD-09" if bd09 else "GCJ-02") in found.seen
    assert place_findings(np.array([city], dtype=object), city, GRID, PLACE) == []


def test_a_plain_shift_is_not_taken_for_a_web_map():
    city = shapely.box(*HERE)
    layer = np.array([shapely.box(HERE[0] + 5000, HERE[1], HERE[2] + 5000, HERE[3])], dtype=object)
    assert [f.code for f in place_findings(layer, city, GRID, PLACE)] in (
        [],
        ["PLACE-OUTSIDE-CITY"],
    )
