"""Zones of the space pattern."""

import geopandas as gpd
import pytest
import shapely

from sinkmap.errors import InputRefusedError
from sinkmap.science.pattern import item_of, pattern_zones


def given_elements(*rows):
    shapes = [shapely.box(x, 0, x + 10, 10) for _, _, x in rows]
    return gpd.GeoDataFrame(
        {"kind": [k for k, _, _ in rows], "name": [n for _, n, _ in rows]},
        geometry=gpd.GeoSeries(shapes, crs="EPSG:4549"),
        crs="EPSG:4549",
    )


def test_parts_of_one_name_are_one_element_and_overlaps_count_once_in_all():
    found = pattern_zones(
        given_elements(
            ("lake", "b", 0), ("lake", "a", 100), ("lake", "b", 20), ("corridor", "c", 25)
        )
    )
    assert found["zone"].tolist() == ["all", "lake_1 a", "lake_2 b", "corridor_1 c"]
    assert shapely.area(found.geometry.to_numpy()).tolist() == [350.0, 100.0, 200.0, 100.0]
    assert [item_of(zone) for zone in found["zone"]] == ["all", "lake_1", "lake_2", "corridor_1"]


def test_ten_elements_of_a_kind_are_refused():
    rows = [("mountain", f"m{n}", 20 * n) for n in range(10)]
    assert len(pattern_zones(given_elements(*rows[:9]))) == 10
    with pytest.raises(InputRefusedError, match="PATTERN-TOO-MANY"):
        pattern_zones(given_elements(*rows))
