"""Pixels of a run under the ground of sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.burn import burn
from sinkmap.grid import Grid, Window

__all__ = ["Pixels", "pixel_means"]

Shapes = NDArray[Any]
Floats = NDArray[np.float64]


class Pixels(Protocol):
    """Pixels of the grid: (y, x) of any window."""

    def read(self, window: Window) -> NDArray[Any]:
        """(rows, cols) values of a window."""
        ...


def pixel_means(shapes: Shapes, kinds: Sequence[str], pixels: Pixels, grid: Grid) -> Floats:
    """(n,) mean of the known pixels whose centres lie in each shape.

    Shapes of one kind share no ground. Where no centre lies inside, the pixel under a point of the
    shape; NaN where nothing is known.
    """
    total, count = np.zeros(len(shapes)), np.zeros(len(shapes))
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    under = np.full(len(shapes), np.nan)
    tree = shapely.STRtree(shapes)
    names = np.asarray(kinds, dtype=object)
    for tile in grid.tiles():
        near = tree.query(shapely.box(*grid.window_bounds(tile)))
        if not len(near):
            continue
        values = pixels.read(tile).astype(np.float64)
        known = ~np.isnan(values)
        for kind in sorted(set(names[near])):
            rows = np.sort(near[names[near] == kind])
            owner = burn(shapes[rows], np.arange(len(rows)) + 1, grid, tile, "int32", 0)
            seen = known & (owner > 0)
            place = owner[seen] - 1
            total[rows] += np.bincount(place, weights=values[seen], minlength=len(rows))
            count[rows] += np.bincount(place, minlength=len(rows))
        row = ((grid.north - points[near, 1]) / grid.resolution).astype(np.int64) - tile.row
        col = ((points[near, 0] - grid.west) / grid.resolution).astype(np.int64) - tile.col
        held = (row >= 0) & (row < tile.rows) & (col >= 0) & (col < tile.cols)
        under[near[held]] = values[row[held], col[held]]
    means = np.divide(total, count, out=np.full(len(shapes), np.nan), where=count > 0)
    return np.asarray(np.where(count > 0, means, under))
