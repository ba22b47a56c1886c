"""A bureau's own values of criteria under sites, against squares counted by hand."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.steps.site_own_values import own_values
from sinkmap.area import AreaMeasure
from sinkmap.errors import InputRefusedError
from sinkmap.grid import Grid
from sinkmap.siting.siting_book import SitingBook

GRID = Grid("EPSG:4549", 500_000.0, 3_510_000.0, 10.0, (600, 600))
BOOK = SitingBook.default()
MEASURE = AreaMeasure.of_grid(GRID)


def square(east: float, north: float, width: float, height: float) -> shapely.Polygon:
    west, south = 501_000.0 + east, 3_505_000.0 + north
    return shapely.box(west, south, west + width, south + height)


def drawn(*rows: tuple[str, float, shapely.Polygon]) -> gpd.GeoDataFrame:
    names, values, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"criterion": names, "value": values}, geometry=list(shapes), crs=GRID.crs
    )


def test_each_criterion_is_the_mean_of_its_values_by_ground() -> None:
    sites = np.array(
        [square(0, 0, 100, 100), square(200, 0, 100, 100), square(400, 0, 100, 100)], dtype=object
    )
    frame = drawn(
        ("S", 1.0, square(0, 0, 25, 100)),  # a quarter of the first site
        ("S", 0.2, square(25, 0, 225, 100)),  # the rest of it, and half of the second
        ("N", 0.0, square(200, 0, 100, 100)),
    )
    found = own_values(sites, frame, BOOK, MEASURE, workers=1)
    assert sorted(found) == ["c_N", "c_S"]
    assert found["c_S"] == pytest.approx([0.25 * 1.0 + 0.75 * 0.2, 0.2, math.nan], nan_ok=True)
    assert found["c_N"] == pytest.approx([math.nan, 0.0, math.nan], nan_ok=True)


def test_values_out_of_range_and_criteria_nobody_knows_are_refused_at_once() -> None:
    site = np.array([square(0, 0, 100, 100)], dtype=object)
    frame = drawn(
        ("S", 1.5, square(0, 0, 50, 100)),  # the mean with the next would be 0.75
        ("S", 0.0, square(50, 0, 50, 100)),
        ("D", math.nan, square(0, 0, 50, 100)),
        ("Q", 0.5, square(0, 0, 50, 100)),
    )
    with pytest.raises(InputRefusedError) as refusal:
        own_values(site, frame, BOOK, MEASURE, workers=1)
    unknown, outside = refusal.value.findings
    assert (unknown.code, unknown.seen) == ("SITING-CRITERION-UNKNOWN", "Q")
    assert (outside.code, outside.count) == ("SITING-CRITERION-RANGE", 2)
    assert outside.features == ("D", "S")
