"""Length of lines on the ellipsoid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from sinkmap.area import CGCS2000_A, CGCS2000_RF, lon_lat

__all__ = ["geodesic_length"]

_COLLECTED = (shapely.GeometryType.MULTILINESTRING, shapely.GeometryType.GEOMETRYCOLLECTION)


def geodesic_length(geometries: Iterable[Any], crs: str) -> NDArray[np.float64]:
    """Geodesic length on CGCS2000 between the vertices of lines, m.

    Karney 2013, J. Geodesy 87:43-55. Anything that is no line has none.

    Parameters
    ----------
    geometries
        (n,) lines, multilines or collections with coordinates x, y in ``crs``.
    crs
        CRS of the coordinates; geographic coordinates are taken as CGCS2000 longitude, latitude.
    """
    shapes = np.asarray(list(geometries), dtype=object)
    lines, owner = _lines(shapes)
    degrees, line = shapely.get_coordinates(lon_lat(lines, crs), return_index=True)
    step = np.flatnonzero(line[1:] == line[:-1])
    ends = (*degrees[step].T, *degrees[step + 1].T)
    metres = pyproj.Geod(a=CGCS2000_A, rf=CGCS2000_RF).inv(*ends)[2]
    return np.asarray(np.bincount(owner[line[step]], metres, len(shapes)), dtype=np.float64)


def _lines(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Single lines with two vertices or more, and the row each is of."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while np.isin(shapely.get_type_id(parts), _COLLECTED).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    kept = (shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)
    return parts[kept], owner[kept]
