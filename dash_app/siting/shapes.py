"""Candidates into GeoJSON for the map: outlines, and a point where each one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from dash_app.view.shapes import geojson

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["BLANK", "LOCKED_OUT", "sites_geojson", "type_colour"]

BLANK = "#aebbb5"
"""Sites that were not chosen."""
LOCKED_OUT = "#3d3d3d"
_COLOURS = {
    "AFF": "#2f7d3c", "LEF": "#6a8f1f", "BAM": "#9bb23a", "SHB": "#0f5f5c", "SID": "#8a6d1f",
    "WET": "#1f6fb2", "SML": "#5aa0d8", "SOC": "#b0812b", "MIN": "#7a5a4a", "URB": "#c2477f",
    "RIV": "#2b4c9b", "ECB": "#3fa58f", "PLR": "#6a4fa3", "IND": "#d0692a",
}  # fmt: skip
"""Type of work -> colour of its chosen sites."""
_OTHER = "#a8281f"


def type_colour(type_id: str) -> str:
    """Colour of the chosen sites of a type."""
    return _COLOURS.get(type_id, _OTHER)


def sites_geojson(sites: gpd.GeoDataFrame) -> bytes:
    """Outlines with ``unit``, the id, and a point inside each. Longitude, latitude."""
    shapes = sites.geometry.to_numpy()
    told = [{"unit": str(unit)} for unit in sites["site_id"]]
    both = np.concatenate([shapes, shapely.point_on_surface(shapes)])
    return geojson(both, [*told, *({**one, "place": True} for one in told)])
