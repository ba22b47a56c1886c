"""Overlays of the simulated city: as drawn, and in the layers that are handed over."""

import pytest
import shapely

from layers import given_layers
from raster_pipeline.demo.city_features import features
from raster_pipeline.demo.city_ground import GRID
from raster_pipeline.demo.city_overlays import (
    CITY_OVERLAYS,
    city_overlay_tables,
    city_overlay_truth,
)
from sinkmap.area import geodesic_area


def test_zones_of_canal_and_lake_are_those_of_the_truth() -> None:
    found = features()
    tables, truth = city_overlay_tables(found), city_overlay_truth(found)
    assert set(tables) == set(CITY_OVERLAYS) <= set(given_layers())
    for layer, column, name in (
        ("canal_core_zone", "FQLX", "canal_m2"),
        ("taihu_levels", "BHQJB", "taihu_m2"),
    ):
        table = tables[layer]
        m2 = geodesic_area(table.geometry.to_numpy(), "EPSG:4490")
        # The plane of the grid differs from the ellipsoid by its point scale.
        assert dict(zip(table[column], m2, strict=True)) == pytest.approx(truth[name], rel=1e-3)
    assert truth["taihu_m2"]["三级保护区"] > truth["taihu_m2"]["一级保护区"] > 1e7


def test_every_shape_is_sound_in_degrees_and_on_the_grid() -> None:
    for name, table in city_overlay_tables(features()).items():
        for crs in (table.crs, GRID.crs):
            assert shapely.is_valid(table.to_crs(crs).geometry.to_numpy()).all(), name
