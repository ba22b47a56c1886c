"""Polygons to pixels by the pixel-centre rule, and pixels back to polygons."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio.features
from rasterio.transform import Affine

from sinkmap.compiled import compiled
from sinkmap.grid import Grid, Window
from sinkmap.rings import Rings

__all__ = ["burn", "outlines"]


def burn(
    geometries: Iterable[Any],
    values: NDArray[Any],
    grid: Grid,
    window: Window,
    dtype: str,
    fill: float | int,
) -> NDArray[Any]:
    """Give every pixel whose centre lies in a polygon that polygon's value.

    A centre exactly on a border belongs to the polygon on its east (or, on a horizontal border,
    south) side, so polygons that share borders never share or lose a pixel. Where polygons
    overlap, the later one wins.

    Parameters
    ----------
    geometries
        (n,) polygons or multipolygons in the grid's CRS; holes are honoured, None is skipped.
    values
        (n,) value of each polygon.
    grid, window
        Where to burn.
    dtype, fill
        Type of the result and the value of pixels in no polygon.

    Returns
    -------
    (y, x) array of the window's shape.
    """
    array = np.full((window.rows, window.cols), fill, dtype=dtype)
    rings = Rings.of(geometries)
    if rings.x.size:
        west, _, _, north = grid.window_bounds(window)
        first = np.searchsorted(rings.owner, np.arange(rings.count + 1))
        _fill(
            array,
            np.asarray(values).astype(dtype),
            (rings.x - west) / grid.resolution,
            (north - rings.y) / grid.resolution,
            rings.start,
            first.astype(np.int64),
        )
    return array


@compiled
def _rows_of(y0: float, y1: float, rows: int) -> tuple[int, int]:
    """First and last (exclusive) row whose centre line an edge from y0 down to y1 crosses."""
    first = min(max(math.ceil(y0 - 0.5), 0), rows)
    last = min(max(math.ceil(y1 - 0.5), 0), rows)
    return int(first), int(last)


@compiled
def _span(y: NDArray[np.float64], begin: int, end: int, rows: int) -> tuple[int, int]:
    """First and last (exclusive) row whose centre line the vertices begin..end lie around."""
    low, high = y[begin], y[begin]
    for k in range(begin + 1, end):
        low, high = min(low, y[k]), max(high, y[k])
    return _rows_of(low, high, rows)


@compiled
def _count_crossings(
    y: NDArray[np.float64], begin: int, end: int, rows: int, top: int, offset: NDArray[np.int64]
) -> None:
    """Add the crossings of one ring to ``offset[row - top + 1]``."""
    for k in range(begin, end - 1):
        first, last = _rows_of(min(y[k], y[k + 1]), max(y[k], y[k + 1]), rows)
        for row in range(first, last):
            offset[row - top + 1] += 1


@compiled
def _enter_crossings(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    begin: int,
    end: int,
    rows: int,
    top: int,
    offset: NDArray[np.int64],
    filled: NDArray[np.int64],
    found: NDArray[np.float64],
) -> None:
    """Enter the crossings of one ring, each row's (from ``top``) in ascending order.

    An edge always runs downwards, so that two neighbours compute its crossings alike.
    """
    for k in range(begin, end - 1):
        x0, y0, x1, y1 = x[k], y[k], x[k + 1], y[k + 1]
        if y0 > y1 or (y0 == y1 and x0 > x1):
            x0, y0, x1, y1 = x1, y1, x0, y0
        first, last = _rows_of(y0, y1, rows)
        for row in range(first, last):
            crossing = x0 + (row + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
            place = filled[row - top]
            while place > offset[row - top] and found[place - 1] > crossing:
                found[place] = found[place - 1]
                place -= 1
            found[place] = crossing
            filled[row - top] += 1


@compiled
def _fill_rows(
    array: NDArray[Any],
    value: Any,
    top: int,
    offset: NDArray[np.int64],
    found: NDArray[np.float64],
) -> None:
    """Give the pixels between each pair of crossings a value, row by row from ``top``."""
    cols = array.shape[1]
    for line in range(offset.size - 1):
        row = top + line
        for k in range(offset[line], offset[line + 1] - 1, 2):
            start = min(max(math.ceil(found[k] - 0.5), 0), cols)
            stop = min(max(math.ceil(found[k + 1] - 0.5), 0), cols)
            for column in range(int(start), int(stop)):
                array[row, column] = value


@compiled
def _fill(
    array: NDArray[Any],
    values: NDArray[Any],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    start: NDArray[np.int64],
    first_ring: NDArray[np.int64],
) -> None:
    """Fill polygon by polygon, in order; rings of one polygon by the even-odd rule."""
    rows = array.shape[0]
    for polygon in range(values.size):
        rings = range(first_ring[polygon], first_ring[polygon + 1])
        if len(rings) == 0:
            continue
        top, bottom = _span(y, start[rings.start], start[rings.stop], rows)
        if top == bottom:
            continue
        offset = np.zeros(bottom - top + 1, dtype=np.int64)
        for ring in rings:
            _count_crossings(y, start[ring], start[ring + 1], rows, top, offset)
        for line in range(bottom - top):
            offset[line + 1] += offset[line]
        found = np.empty(offset[bottom - top])
        filled = offset[:-1].copy()
        for ring in rings:
            _enter_crossings(x, y, start[ring], start[ring + 1], rows, top, offset, filled, found)
        _fill_rows(array, values[polygon], top, offset, found)


def outlines(codes: NDArray[np.int32], grid: Grid) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Polygons around 4-connected groups of equal pixels, vertices on pixel corners.

    Parameters
    ----------
    codes
        (y, x) values on the whole grid.
    grid
        The grid the values lie on.

    Returns
    -------
    (n,) polygons in the grid's CRS and (n,) their values, in order of value and position.
    """
    found = rasterio.features.shapes(
        codes.astype(np.int32), connectivity=4, transform=Affine(*grid.transform)
    )
    pairs = [(shapely.geometry.shape(outline), int(value)) for outline, value in found]
    polygons = shapely.normalize(np.array([p for p, _ in pairs], dtype=object))
    values = np.array([v for _, v in pairs], dtype=np.int32)
    bounds = shapely.bounds(polygons)
    order = np.lexsort((bounds[:, 0], -bounds[:, 3], values))
    return polygons[order], values[order]
