"""Shapes on their way to a map."""

from __future__ import annotations

import geopandas as gpd
import shapely

__all__ = ["on_map"]

_OUTLINE_TOLERANCE = 5.0
"""Metres by which outlines may be simplified for a map, far below a screen pixel."""


def on_map(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Outlines simplified together where they share borders, in longitude and latitude.

    Lines are simplified one by one, points stay.
    """
    tolerance = _OUTLINE_TOLERANCE if frame.crs is not None and frame.crs.is_projected else 0.0
    shown = frame.copy()
    if tolerance:
        shapes = frame.geometry.to_numpy().copy()
        areal = shapely.get_dimensions(shapes) == 2
        shapes[areal] = shapely.coverage_simplify(shapes[areal], tolerance)
        shapes[~areal] = shapely.simplify(shapes[~areal], tolerance)
        shown = gpd.GeoDataFrame(shown.assign(geometry=shapes), crs=frame.crs)
    return shown.to_crs("EPSG:4490")
