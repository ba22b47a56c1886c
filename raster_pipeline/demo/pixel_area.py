"""Area of the demo's pixels as PROJ states it, for truths that owe nothing to the product."""

from __future__ import annotations

import numpy as np
import pyproj
from numpy.typing import NDArray

from sinkmap.grid import Grid

__all__ = ["pixel_area"]


def pixel_area(grid: Grid) -> NDArray[np.float64]:
    """(y, x) ellipsoidal area of each pixel, m²: plain area over the areal scale at its centre."""
    east = grid.column_edges(grid.whole)[:-1] + grid.resolution / 2
    north = grid.row_edges(grid.whole)[:-1] - grid.resolution / 2
    projection = pyproj.Proj(grid.crs)
    x, y = np.meshgrid(east, north)
    lon, lat = projection(x, y, inverse=True)
    scale = projection.get_factors(lon, lat).areal_scale
    return np.asarray(grid.resolution**2 / scale, dtype=np.float64)
