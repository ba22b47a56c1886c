"""A vector layer read as pixels, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.burn import burn
from sinkmap.grid import Grid, Window

__all__ = ["BurnedReader"]


class BurnedReader:
    """Reads polygons as pixels by the pixel-centre rule; 0 where there is no polygon.

    Parameters
    ----------
    geometries
        (n,) polygons on the grid's CRS.
    values
        (n,) uint8 value of each polygon.
    grid
        The grid.
    """

    nodata: float | None = None
    code_system = ""

    def __init__(self, geometries: NDArray[Any], values: NDArray[Any], grid: Grid) -> None:
        if np.asarray(values).dtype != np.uint8:
            raise TypeError(f"only uint8 columns can be burned, not {np.asarray(values).dtype}")
        self._geometries = np.asarray(geometries, dtype=object)
        self._values = np.asarray(values)
        self._grid = grid
        self._tree = shapely.STRtree(self._geometries)
        self._tree.query(shapely.Point(0.0, 0.0))  # builds the tree before threads share it

    def read(self, window: Window) -> NDArray[np.uint8]:
        """(rows, cols) uint8 values of a window."""
        found = np.sort(self._tree.query(shapely.box(*self._grid.window_bounds(window))))
        return burn(self._geometries[found], self._values[found], self._grid, window, "uint8", 0)
