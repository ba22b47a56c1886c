"""Vertices along long edges, so that they can be bent by another projection."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["MOST_ADDED", "densified"]

MOST_ADDED = 1_000_000
"""Vertices that all shapes get together: those of a province need a tenth. A drawing that runs to
and fro around the world would take all memory; it gets longer edges, and is refused for its place.
"""


def densified(geometry: NDArray[Any], longest: float) -> NDArray[Any]:
    """Shapes whose edges are at most ``longest``, in the units of their coordinates, as long as
    that takes no more than :data:`MOST_ADDED` vertices.

    Rings are taken one by one: given a polygon that crosses itself, GEOS would mend it on the way,
    and ground would be lost that nobody hears of.
    """
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    steps = np.hypot(*np.diff(xy, axis=0).T)
    long = np.unique(owner[1:][(steps > longest) & (owner[1:] == owner[:-1])])
    total = float(shapely.length(geometry[long]).sum())
    if not len(long) or not math.isfinite(total):
        return geometry
    step = max(longest, total / MOST_ADDED)
    dense = geometry.copy()
    for row in long:
        dense[row] = _densified(geometry[row], step)
    return dense


def _densified(shape: Any, longest: float) -> Any:
    if isinstance(shape, shapely.MultiPolygon):
        return shapely.MultiPolygon([_densified(part, longest) for part in shape.geoms])
    if isinstance(shape, shapely.Polygon):
        outer, *holes = shapely.segmentize(shapely.get_rings(shape), longest)
        return shapely.Polygon(outer, holes)
    return shapely.segmentize(shape, longest)
