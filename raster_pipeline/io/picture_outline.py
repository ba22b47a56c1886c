"""The outline of a polygon in a picture of the map: a line with a casing, seen on any ground."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from sinkmap.grid import Grid, parse_crs

__all__ = ["CASING", "LINE", "outline_pixels"]

LINE, CASING = "#e6001f", "#ffffff"
"""Colours of the line and of the pixels around it."""

Degrees = tuple[float, float, float, float]
Mask = NDArray[np.bool_]


def outline_pixels(
    shape: Any, grid: Grid, bounds: Degrees, size: tuple[int, int]
) -> tuple[Mask, Mask]:
    """Pixels of a picture under a polygon's border.

    Parameters
    ----------
    shape
        Polygon or multipolygon on the grid's CRS.
    grid
        The grid that is drawn.
    bounds, size
        West, south, east, north of the picture in degrees, its rows and columns; it is in Web
        Mercator.

    Returns
    -------
    (y, x) the line, one pixel wide, and the casing around it.
    """
    height, width = size
    step = grid.resolution * grid.shape[1] / width / 2.0
    places = shapely.get_coordinates(shapely.segmentize(shapely.boundary(shape), step))
    lon, lat = _degrees(places, grid)
    west, south, east, north = bounds
    up, down = np.arcsinh(np.tan(np.radians([north, south])))
    col = np.floor((lon - west) / (east - west) * width).astype(np.int64)
    along = (up - np.arcsinh(np.tan(np.radians(lat)))) / (up - down)
    row = np.floor(along * height).astype(np.int64)
    inside = (row >= 0) & (row < height) & (col >= 0) & (col < width)
    line = np.zeros(size, dtype=np.bool_)
    line[row[inside], col[inside]] = True
    return line, _around(line) & ~line


def _degrees(places: NDArray[np.float64], grid: Grid) -> tuple[Any, Any]:
    """Longitude and latitude of (n, 2) places of the grid's CRS."""
    if grid.is_geographic:
        return places[:, 0], places[:, 1]
    system = parse_crs(grid.crs)
    move = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    lon, lat = move.transform(places[:, 0], places[:, 1])
    return lon, lat


def _around(line: Mask) -> Mask:
    """The pixels of a line and all that touch one."""
    wide = np.zeros_like(line)
    rows, cols = line.shape
    padded = np.pad(line, 1)
    for down, right in product(range(3), range(3)):
        wide |= padded[down : down + rows, right : right + cols]
    return wide
