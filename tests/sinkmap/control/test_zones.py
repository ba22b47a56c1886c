"""Ground of zones from layers: words, buffers, precedence, complements."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from sinkmap.area import plane_area
from sinkmap.control import RuleBook, buffer_frame, zone_frames, zones_unseen

CRS = "EPSG:4549"
BOOK = RuleBook.default()


def box(west: float, south: float, size: float = 1_000.0) -> shapely.Polygon:
    return shapely.box(
        500_000.0 + west, 3_500_000.0 + south, 500_000.0 + west + size, 3_500_000.0 + south + size
    )


def frame(shapes: list[shapely.Polygon], **columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def areas(found: gpd.GeoDataFrame) -> dict[str, float]:
    return {
        str(kind): float(plane_area(rows.geometry.to_numpy()).sum())
        for kind, rows in found.groupby("kind")
    }


def test_core_zones_are_no_other_red_line_and_eco_space_lies_outside_both() -> None:
    layers = {
        "protected_area": frame(
            [box(0, 0), box(5_000, 0), box(500, 0), box(9_000, 0)],
            form=["nr", "nr", "eco_space", "nr"],
            name=["甲", "乙", "丙", "丁核心区"],
            grade=["核心保护区", "一般控制区", "", ""],
        ),
        "eco_redline": frame([box(0, 0), box(1_000, 0)], code=["1", "2"], name=["a", "b"]),
    }
    found = zone_frames(layers, BOOK, CRS)
    assert areas(found["Z1"]) == {"core": pytest.approx(2e6)}
    assert areas(found["Z2"]) == {"redline": pytest.approx(1e6)}
    assert found["Z4"].empty
    assert set(found) == {"Z1", "Z2", "Z4", "Z7", "Z8"}


def test_ground_of_several_kinds_is_of_the_first() -> None:
    layers = {
        "protected_area": frame(
            [box(0, 0), box(500, 0), box(5_000, 0), box(0, 5_000)],
            form=["water_source", "water_source", "water_source", "imp_wetland"],
            name=["水源地一级保护区", "水源地二级保护区", "另一水源地", "湿地"],
        )
    }
    found = zone_frames(layers, BOOK, CRS)
    assert areas(found["Z7"]) == {
        "first": pytest.approx(1e6),
        "second": pytest.approx(0.5e6),
        "unstated": pytest.approx(1e6),
    }
    assert areas(found["Z8"]) == {"important": pytest.approx(1e6)}


def test_banks_of_the_yangtze_are_as_wide_as_the_law_says() -> None:
    river = box(0, 0, 4_000.0)
    layers = {"named_water": frame([river], name=["长江常州段"], inflow=["no"])}
    found = zone_frames(layers, BOOK, CRS)["Z5"]
    assert set(found["kind"]) == {"near", "far"}
    shapes = dict(zip(found["kind"], found.geometry, strict=True))
    assert shapes["near"].contains(river.buffer(-1.0))
    assert shapes["near"].intersection(shapes["far"]).area == pytest.approx(0.0, abs=1e-3)
    geod = Geod(ellps="GRS80")
    middle = gpd.GeoSeries(
        shapely.points([(502_000.0, 3_500_000.0), (502_000.0, 3_500_000.0 - 999.0)]), crs=CRS
    ).to_crs("EPSG:4490")
    walked = geod.inv(middle.x[0], middle.y[0], middle.x[1], middle.y[1])[2]
    assert walked < 1_000.0
    assert shapes["near"].contains(shapely.Point(502_000.0, 3_500_000.0 - 999.0))
    assert not shapes["near"].contains(shapely.Point(502_000.0, 3_500_000.0 - 1_001.0))
    assert shapes["far"].contains(shapely.Point(502_000.0, 3_500_000.0 - 2_999.0))


def test_lake_tai_its_inflows_and_a_lake_with_a_like_name() -> None:
    layers = {
        "named_water": frame(
            [box(0, 0), box(50_000, 0), box(0, 50_000), box(50_000, 50_000)],
            name=["太湖（竺山湾）", "西太湖", "新孟河", "武宜运河"],
            inflow=["no", "no", "yes", "yes"],
        )
    }
    found = zone_frames(layers, BOOK, CRS)["Z6"]
    assert dict(zip(found["kind"], found["name"], strict=True)) == {
        "lake": "太湖（竺山湾）",
        "xinmeng": "新孟河",
        "inflow": "武宜运河",
    }


def test_control_units_keep_their_code_and_class() -> None:
    layers = {
        "control_unit": frame(
            [box(0, 0), box(1_000, 0)], code=["ZH32041110001", "ZH32041130001"], name=["一", "二"]
        )
    }
    found = zone_frames(layers, BOOK, CRS)["Z10"].set_index("code")
    assert found["kind"].to_dict() == {"ZH32041110001": "priority", "ZH32041130001": "general"}


def test_zones_without_a_layer_are_named() -> None:
    unseen = zones_unseen(["eco_redline"], BOOK)
    assert "Z2" not in unseen
    assert "Z1" not in unseen
    assert unseen["Z3"] == ("permanent_farmland",)
    assert unseen["outside_UDB"] == ("urban_boundary",)


def test_a_belt_to_be_planted_lies_beside_the_water() -> None:
    lake = box(0, 0, 4_000.0)
    layers = {"named_water": frame([lake], name=["太湖"], inflow=["no"])}
    belt = buffer_frame(layers, BOOK.buffer("TH47a"), CRS)
    assert belt.geometry.iloc[0].intersection(lake).area == pytest.approx(0.0, abs=1e-3)
    expected = shapely.difference(lake.buffer(500.0), lake)
    assert plane_area(belt.geometry.to_numpy())[0] == pytest.approx(
        plane_area(np.array([expected]))[0], rel=2e-3
    )
    assert buffer_frame(layers, BOOK.buffer("TH47b"), CRS).empty


def test_order_of_features_does_not_matter() -> None:
    table = frame(
        [box(0, 0), box(500, 0), box(0, 500)],
        form=["imp_wetland", "npk_wetland", "wetland_plot"],
        name=["甲", "乙", "丙"],
    )
    one = zone_frames({"protected_area": table}, BOOK, CRS)["Z8"]
    other = zone_frames({"protected_area": table.iloc[::-1]}, BOOK, CRS)["Z8"]
    assert areas(one) == areas(other)
    assert list(one["name"]) == list(other["name"])
