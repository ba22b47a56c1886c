"""Polygons to pixels by the pixel-centre rule, and pixels back to polygons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio.features
from rasterio.transform import Affine

from sinkmap.grid import Grid, Window

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
    array = np.full(window.rows * window.cols, fill, dtype=dtype)
    row, start, stop, owner = _runs(np.asarray(geometries, dtype=object), grid, window)
    values = np.asarray(values).astype(dtype)
    first = row * window.cols + start
    length = stop - start
    ends = np.cumsum(length)
    step = 4_000_000
    cuts = np.searchsorted(ends, np.arange(step, (ends[-1] if len(ends) else 0) + step, step))
    begin = 0
    for cut in [*cuts.tolist(), len(length)]:
        part = slice(begin, min(cut + 1, len(length)))
        if part.stop <= part.start:
            continue
        count = length[part]
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        array[np.repeat(first[part], count) + offset] = np.repeat(values[owner[part]], count)
        begin = part.stop
    return array.reshape(window.rows, window.cols)


def _runs(
    geometries: NDArray[Any], grid: Grid, window: Window
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Row, first column, end column and polygon of each run of pixels, in polygon order."""
    edge, crossing, owner = _crossings(geometries, grid, window)
    order = np.lexsort((crossing, edge, owner))
    row, crossing, owner = edge[order], crossing[order], owner[order]
    column = np.clip(np.ceil(crossing - 0.5), 0, window.cols).astype(np.int64)
    row, start, stop, owner = row[::2], column[::2], column[1::2], owner[::2]
    kept = stop > start
    return row[kept], start[kept], stop[kept], owner[kept]


def _crossings(
    geometries: NDArray[Any], grid: Grid, window: Window
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Where polygon edges cross the lines through pixel centres: row, x in pixels, polygon."""
    parts, part_owner = shapely.get_parts(geometries, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    west, _, _, north = grid.window_bounds(window)
    x = (xy[:, 0] - west) / grid.resolution
    y = (north - xy[:, 1]) / grid.resolution
    same = ring[1:] == ring[:-1]
    x0, y0, x1, y1 = x[:-1][same], y[:-1][same], x[1:][same], y[1:][same]
    owner = part_owner[ring_part][ring[:-1][same]]
    # An edge always runs downwards, so that two neighbours compute its crossings alike.
    turned = (y0 > y1) | ((y0 == y1) & (x0 > x1))
    x0, x1 = np.where(turned, x1, x0), np.where(turned, x0, x1)
    y0, y1 = np.where(turned, y1, y0), np.where(turned, y0, y1)
    first = np.clip(np.ceil(y0 - 0.5), 0, window.rows).astype(np.int64)
    last = np.clip(np.ceil(y1 - 0.5), 0, window.rows).astype(np.int64)
    count = last - first
    kept = count > 0
    x0, y0, x1, y1, first, count, owner = (a[kept] for a in (x0, y0, x1, y1, first, count, owner))
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    row = np.repeat(first, count) + offset
    slope = (x1 - x0) / (y1 - y0)
    crossing = np.repeat(x0, count) + (row + 0.5 - np.repeat(y0, count)) * np.repeat(slope, count)
    return row, crossing, np.repeat(owner, count)


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
