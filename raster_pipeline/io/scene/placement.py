"""Where the pixels of a study's grid lie in the CRS of a scene."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from sinkmap.grid import Grid, Window

__all__ = ["coordinates"]

_STEP = 16
"""Pixels between the points that are transformed; those between are interpolated.

Between the CRSs of satellite tiles and a city's grid the scale changes by less than 1e-8 a metre,
so over 160 m a straight line errs by less than 0.1 mm. The points lie at fixed pixels of the
grid: a window's coordinates do not depend on the window.
"""
_KEPT = 16


@lru_cache(maxsize=_KEPT)
def coordinates(
    grid: Grid, window: Window, crs: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """x and y in ``crs`` of the pixel centres of a window: two (y, x) arrays, not to be changed.

    Kept for the windows used last, since every scene of a tile asks for the same.
    """
    rows, down = _nodes(window.row, window.rows)
    cols, across = _nodes(window.col, window.cols)
    east = grid.west + (cols * _STEP + 0.5) * grid.resolution
    north = grid.north - (rows * _STEP + 0.5) * grid.resolution
    change = Transformer.from_crs(grid.crs, crs, always_xy=True)
    x, y = change.transform(*np.meshgrid(east, north))
    placed = (_between(x, down, across), _between(y, down, across))
    for array in placed:
        array.flags.writeable = False
    return placed


def _nodes(start: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of the points around some pixels, and the pixels' places counted from the first."""
    first, last = start // _STEP, (start + count - 1) // _STEP + 1
    pixels = np.arange(start, start + count) / _STEP - first
    return np.arange(first, last + 1), pixels


def _between(
    nodes: NDArray[np.float64], down: NDArray[np.float64], across: NDArray[np.float64]
) -> NDArray[np.float64]:
    row, col = down.astype(np.intp), across.astype(np.intp)
    below, right = (down - row)[:, np.newaxis], (across - col)[np.newaxis, :]
    upper, lower = nodes[row], nodes[row + 1]
    line = upper + (lower - upper) * below
    left = line[:, col]
    return np.asarray(left + (line[:, col + 1] - left) * right, dtype=np.float64)
