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
    """Reads polygons as pixels by the pixel-centre rule.

    Where there is no polygon a reader of uint8 gives 0, one of float32 NaN.

    Parameters
    ----------
    geometries
        (n,) polygons on the grid's CRS.
    values
        (n,) uint8 or float32 value of each polygon.
    grid
        The grid.
    """

    nodata: float | None = None
    code_system = ""

    def __init__(self, geometries: NDArray[Any], values: NDArray[Any], grid: Grid) -> None:
        if np.asarray(values).dtype not in (np.uint8, np.float32):
            raise TypeError(f"uint8 or float32 can be burned, not {np.asarray(values).dtype}")
        self._geometries = np.asarray(geometries, dtype=object)
        self._values = np.asarray(values)
        self._grid = grid
        self._tree = shapely.STRtree(self._geometries)
        self._tree.query(shapely.Point(0.0, 0.0))  # builds the tree before threads share it

    def read(self, window: Window) -> NDArray[Any]:
        """(rows, cols) values of a window, of the type that was given."""
        found = np.sort(self._tree.query(shapely.box(*self._grid.window_bounds(window))))
        shapes, values = self._geometries[found], self._values[found]
        fill = 0 if values.dtype == np.uint8 else np.nan
        return burn(shapes, values, self._grid, window, values.dtype.name, fill)
