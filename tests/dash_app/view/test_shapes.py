import json

import geopandas as gpd
import shapely

from dash_app.view.shapes import units_geojson, zones_geojson


def test_each_unit_is_a_polygon_and_a_named_point_inside_it(town):
    frame = town.map_content(2024).shapes["district"]
    document = json.loads(units_geojson(frame))
    kinds = [f["geometry"]["type"] for f in document["features"]]
    assert kinds == ["Polygon", "Point"] * len(frame)
    for shape, point in zip(document["features"][::2], document["features"][1::2], strict=True):
        assert shape["properties"]["unit"] == point["properties"]["unit"]
        assert shapely.from_geojson(json.dumps(shape["geometry"])).covers(
            shapely.from_geojson(json.dumps(point["geometry"]))
        )
    assert document["features"][1]["properties"] == {
        "unit": "320402",
        "zh": "天宁区",
        "en": "Tianning",
    }


def test_neighbours_still_share_their_border_after_rounding():
    third = 119.0 + 1.0 / 3.0
    boxes = [shapely.box(119.0, 31.0, third, 32.0), shapely.box(third, 31.0, 120.0, 32.0)]
    frame = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=boxes, crs="EPSG:4490")
    features = json.loads(zones_geojson(frame))["features"]
    left, right = (shapely.from_geojson(json.dumps(f["geometry"])) for f in features)
    assert left.bounds[2] == right.bounds[0] == 119.333333


def test_features_without_geometry_are_left_out():
    frame = gpd.GeoDataFrame(
        {"name": ["a", "b"]}, geometry=[None, shapely.box(0, 0, 1, 1)], crs="EPSG:4490"
    )
    names = [f["properties"]["name"] for f in json.loads(zones_geojson(frame))["features"]]
    assert names == ["b"]
