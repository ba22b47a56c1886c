"""Cases into GeoJSON for the map: outlines with their number, and a point where each one is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from dash_app.view.shapes import DECIMALS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["COLOURS", "bounds_around", "case_colour", "outlines_geojson", "places_geojson"]

COLOURS = {4: "#b3261e", 3: "#c46a00", 2: "#8a7a00", 1: "#566670"}
"""Severity of a rule -> colour of the case."""
_LIGHT = "#7d8f88"
_MARGIN = 0.0015
"""Degrees shown around a case: about 150 m, so that a patch of 200 m² is seen with its place."""


def case_colour(severity: int) -> str:
    """Colour of a case of a severity."""
    return COLOURS.get(severity, _LIGHT)


def outlines_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """Outlines with ``unit``, the number, which the map colours and reports clicks by."""
    return _collection(frame.geometry.to_numpy(), frame)


def places_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """A point inside each outline, to be found where the outline itself is too small to see."""
    return _collection(shapely.point_on_surface(frame.geometry.to_numpy()), frame)


def bounds_around(frame: gpd.GeoDataFrame) -> list[float]:
    """West, south, east, north around the outlines, in degrees."""
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    return [west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN]


def _collection(shapes: Any, frame: gpd.GeoDataFrame) -> bytes:
    moved = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    features = [
        {"type": "Feature", "properties": {"unit": str(number)}, "geometry": json.loads(shape)}
        for number, shape in zip(frame["number"], shapely.to_geojson(moved), strict=True)
    ]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, separators=(",", ":")).encode()
