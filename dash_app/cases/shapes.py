"""Cases into GeoJSON for the map: outlines with their number, and a point where each one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from dash_app.view.shapes import geojson

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["COLOURS", "case_colour", "outlines_geojson", "places_geojson"]

COLOURS = {4: "#b3261e", 3: "#c46a00", 2: "#8a7a00", 1: "#566670"}
"""Severity of a rule -> colour of the case."""
_LIGHT = "#7d8f88"


def case_colour(severity: int) -> str:
    """Colour of a case of a severity."""
    return COLOURS.get(severity, _LIGHT)


def outlines_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """Outlines with ``unit``, the number, which the map colours and reports clicks by."""
    return _by_number(frame.geometry.to_numpy(), frame)


def places_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """A point inside each outline, to be found where the outline itself is too small to see."""
    return _by_number(shapely.point_on_surface(frame.geometry.to_numpy()), frame)


def _by_number(shapes: Any, frame: gpd.GeoDataFrame) -> bytes:
    return geojson(shapes, ({"unit": str(number)} for number in frame["number"]))
