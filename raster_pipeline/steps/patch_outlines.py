"""Outlines of few pixels on a large grid, in memory that follows the pixels and not the grid."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from raster_pipeline.io.burn import outlines
from sinkmap.grid import TILE, Grid

__all__ = ["patch_outlines"]

Integers = NDArray[np.int64]


def patch_outlines(
    row: Integers, col: Integers, values: NDArray[np.int32], grid: Grid
) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Polygons around 4-connected groups of equal pixels, as :func:`outlines` of the whole grid.

    Groups within a tile are drawn together, any other in the window of its own.

    Parameters
    ----------
    row, col
        (pixel,) place on the grid, each pixel once.
    values
        (pixel,) positive values.
    grid
        The grid.

    Returns
    -------
    (n,) polygons in the grid's CRS and (n,) their values, in order of value and position.
    """
    if not row.size:
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int32)
    order = np.lexsort((col, row))
    row, col, values = row[order], col[order], values[order]
    window = _windows(row, col, _groups(row, col, values, grid.shape[1]), grid)
    order = np.argsort(window, kind="stable")
    starts = np.flatnonzero(np.diff(window[order])) + 1
    found = [_drawn(row[at], col[at], values[at], grid) for at in np.split(order, starts)]
    polygons = np.concatenate([some for some, _ in found])
    kinds = np.concatenate([value for _, value in found])
    # Drawn in whole pixels, so that neighbours drawn apart meet to the last bit.
    moved = shapely.transform(
        polygons,
        lambda xy: np.array([grid.west, grid.north]) + grid.resolution * xy,
    )
    polygons = shapely.normalize(np.asarray(moved, dtype=object))
    bounds = shapely.bounds(polygons)
    order = np.lexsort((bounds[:, 0], -bounds[:, 3], kinds))
    return polygons[order], kinds[order]


def _groups(row: Integers, col: Integers, values: NDArray[np.int32], cols: int) -> Integers:
    """(pixel,) number of the 4-connected group of equal pixels; pixels come row by row."""
    place = row * cols + col
    links = []
    for step, open_side in ((1, col < cols - 1), (cols, np.ones(len(row), dtype=np.bool_))):
        other = np.minimum(np.searchsorted(place, place + step), len(place) - 1)
        alike = open_side & (place[other] == place + step) & (values[other] == values)
        links.append(np.stack([np.flatnonzero(alike), other[alike]]))
    left, right = np.concatenate(links, axis=1)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), (len(row), len(row)))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label, dtype=np.int64)


def _windows(row: Integers, col: Integers, group: Integers, grid: Grid) -> Integers:
    """(pixel,) number of the window its group is drawn in: a tile, or one of the group's own."""
    across = -(-grid.shape[1] // TILE)
    tile = row // TILE * across + col // TILE
    count = int(group.max()) + 1
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, -1, dtype=np.int64)
    np.minimum.at(first, group, tile)
    np.maximum.at(last, group, tile)
    tiles = across * -(-grid.shape[0] // TILE)
    # A group whose least and largest tile are one lies in that tile whole.
    return np.asarray(np.where(first == last, first, tiles + np.arange(count))[group])


def _drawn(
    row: Integers, col: Integers, values: NDArray[np.int32], grid: Grid
) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Outlines in whole pixels, x = column and y = -row, of the pixels of one window."""
    top, left = int(row.min()), int(col.min())
    shape = (int(row.max()) - top + 1, int(col.max()) - left + 1)
    codes = np.zeros(shape, dtype=np.int32)
    codes[row - top, col - left] = values
    polygons, kinds = outlines(codes, Grid(grid.crs, float(left), -float(top), 1.0, shape))
    return polygons[kinds > 0], kinds[kinds > 0]
