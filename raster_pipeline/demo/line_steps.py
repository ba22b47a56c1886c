"""Length of planted lines by small steps, each by the projection's scale where it lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

__all__ = ["line_steps"]


def line_steps(
    line: Any, crs: str, step: float = 0.5
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles (step, 2) of equal steps along a line of a conformal plane, and the length of each.

    Lengths are on the ellipsoid, m: those of the plane over the point scale as PROJ states it.
    """
    count = int(np.ceil(line.length / step))
    at = (np.arange(count) + 0.5) / count
    middles = shapely.get_coordinates(shapely.line_interpolate_point(line, at, normalized=True))
    projection = pyproj.Proj(crs)
    lon, lat = projection(middles[:, 0], middles[:, 1], inverse=True)
    scale = projection.get_factors(lon, lat).meridional_scale
    return middles, np.asarray(line.length / count / scale)
