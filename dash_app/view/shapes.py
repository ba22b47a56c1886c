"""Geometry tables into GeoJSON for the map: longitude and latitude, six decimals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["DECIMALS", "bounds_around", "bounds_of", "geojson", "units_geojson", "zones_geojson"]

DECIMALS = 6
"""A tenth of a metre: finer than a screen pixel at the closest zoom."""
_MARGIN = 0.0015
"""Degrees shown around a shape unless told: 150 m, for a patch of 200 m² and its place."""


def geojson(shapes: NDArray[Any], properties: Iterable[Mapping[str, Any]]) -> bytes:
    """Shapes in longitude, latitude with the properties of each; a missing one is left out."""
    rows = zip(_rounded(shapes), properties, strict=True)
    return _collection([_feature(shape, told) for shape, told in rows if shape is not None])


def units_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """A partition: each unit's polygon, and a point inside it that carries the names.

    ``frame`` has ``unit_id``, ``name_zh``, ``name_en`` and geometry in longitude, latitude.
    """
    geometry = frame.geometry.to_numpy()
    points = shapely.point_on_surface(geometry)
    features = []
    rows = zip(frame["unit_id"], frame["name_zh"], frame["name_en"], strict=True)
    shapes = zip(_rounded(geometry), _rounded(points), strict=True)
    for (unit, zh, en), (polygon, point) in zip(rows, shapes, strict=True):
        names = {"unit": str(unit), "zh": str(zh), "en": str(en)}
        features.append(_feature(polygon, {"unit": str(unit)}))
        features.append(_feature(point, names))
    return _collection(features)


def zones_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """Polygons, lines or points of a layer with their ``name``, to be drawn as outlines."""
    names = frame["name"] if "name" in frame else [""] * len(frame)
    return geojson(frame.geometry.to_numpy(), ({"name": str(name)} for name in names))


def bounds_of(frame: gpd.GeoDataFrame) -> list[float]:
    """West, south, east, north of a frame in degrees."""
    return [float(edge) for edge in frame.total_bounds]


def bounds_around(shapes: NDArray[Any], margin: float = _MARGIN) -> list[float]:
    """West, south, east, north around shapes, with ``margin`` on each side; all in degrees."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    return [west - margin, south - margin, east + margin, north + margin]


def _rounded(geometry: NDArray[Any]) -> list[Any]:
    # Rounding each vertex by itself keeps the borders that neighbours share.
    moved = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
    return [None if text is None else json.loads(text) for text in shapely.to_geojson(moved)]


def _feature(geometry: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(features: list[dict[str, Any]]) -> bytes:
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
