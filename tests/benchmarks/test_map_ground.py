import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.map_ground import net_of, simulated_parcels

FRAME = (500_000.0, 3_500_000.0, 512_000.0, 3_508_000.0)


@pytest.fixture(scope="module")
def shapes():
    return net_of(1200, FRAME).shapes()


def test_as_many_parcels_as_asked_for_with_thirty_vertices_and_holes(shapes):
    assert len(shapes) == pytest.approx(1200, rel=0.03)
    assert shapely.get_num_coordinates(shapes).mean() == pytest.approx(30, abs=1)
    assert shapely.get_num_interior_rings(shapes).sum() == pytest.approx(200, rel=0.03)


def test_parcels_are_valid_and_cover_the_ground_once(shapes):
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    west, south, east, north = FRAME
    assert shapely.area(shapes).sum() == pytest.approx((east - west) * (north - south), rel=0.02)


def test_few_classes_change_from_year_to_year(shapes):
    like = gpd.GeoDataFrame(
        {
            "bsm": ["1", "2", "3"],
            "code": ["0101", "0301", "1101"],
            "group": ["cropland_paddy", "forest_arbor", "river"],
            "group_index": np.array([1, 2, 3], dtype=np.uint8),
            "class_m2": 1.0,
            "register_m2": 1.0,
            "geometry_m2": 1.0,
            "zldwmc": "",
        },
        geometry=[shapely.box(0, 0, 1, 1)] * 3,
        crs="EPSG:4549",
    )
    years = dict(simulated_parcels(shapes, like, (2022, 2023)))
    assert list(years) == [2022, 2023]
    before, after = years[2022], years[2023]
    assert list(before.columns) == list(like.columns)
    pd.testing.assert_series_equal(before.dtypes, like.dtypes)
    assert before["bsm"].is_unique
    assert 0 < (before["code"] != after["code"]).mean() < 0.02
