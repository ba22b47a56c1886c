"""Vertices along long edges, so that they can be bent by another projection."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["densified"]


def densified(geometry: NDArray[Any], longest: float) -> NDArray[Any]:
    """Shapes whose edges are at most ``longest``, in the units of their coordinates.

    Rings are taken one by one: given a polygon that crosses itself, GEOS would mend it on the way,
    and ground would be lost that nobody hears of.
    """
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    steps = np.hypot(*np.diff(xy, axis=0).T)
    long = np.unique(owner[1:][(steps > longest) & (owner[1:] == owner[:-1])])
    if not len(long):
        return geometry
    dense = geometry.copy()
    for row in long:
        dense[row] = _densified(geometry[row], longest)
    return dense


def _densified(shape: Any, longest: float) -> Any:
    if isinstance(shape, shapely.MultiPolygon):
        return shapely.MultiPolygon([_densified(part, longest) for part in shape.geoms])
    if isinstance(shape, shapely.Polygon):
        outer, *holes = shapely.segmentize(shapely.get_rings(shape), longest)
        return shapely.Polygon(outer, holes)
    return shapely.segmentize(shape, longest)
