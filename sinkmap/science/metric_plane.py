"""A plane in metres for whatever must be measured along the ground: buffers, gaps, ways."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.area import geodesic_area, plane_area
from sinkmap.grid import parse_crs

__all__ = ["ground_scale", "in_metres"]

_FIRST_MERIDIAN, _FIRST_ZONE = 75, 4534
"""CGCS2000 / 3-degree Gauss-Kruger CM 75E; one code further for every three degrees."""


def in_metres(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame on a plane in metres.

    A frame on longitude and latitude goes to the CGCS2000 3-degree Gauss-Kruger zone of its
    middle (EPSG:4534 to 4554); any other stays as it is.

    Raises
    ------
    ValueError
        If the frame has no CRS, or lies outside 73.5 to 136.5 degrees east.
    """
    if frame.crs is None:
        raise ValueError("a frame without a CRS cannot be measured")
    if frame.empty or not parse_crs(frame.crs.to_wkt()).is_geographic:
        return frame
    west, _, east, _ = frame.total_bounds
    zone = round((west + east) / 2.0 / 3.0) - _FIRST_MERIDIAN // 3
    if not 0 <= zone <= 20:
        raise ValueError(f"no 3-degree zone of CGCS2000 at {(west + east) / 2.0:.2f} degrees east")
    return frame.to_crs(_FIRST_ZONE + zone)


def ground_scale(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """(n,) plane metres for one metre of ground at each polygon of a frame in metres.

    Root of plane area over ellipsoidal area on CGCS2000; 1 for a polygon without area.
    """
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    plane = plane_area(shapes)
    ground = geodesic_area(shapes, frame.crs.to_wkt()) if len(shapes) else plane
    flat = (plane <= 0.0) | (ground <= 0.0) | shapely.is_empty(shapes)
    return np.asarray(np.sqrt(np.where(flat, 1.0, plane) / np.where(flat, 1.0, ground)))
