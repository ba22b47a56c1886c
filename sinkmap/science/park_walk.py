"""Ground served by parks along streets, beside the straight service radius and never instead.

A way leads from where a street comes within ``street_reach`` (parameter table ``park``) of the
park, along the streets, for at most the service radius; ground counts when it lies within
``street_reach`` of a street so reached and inside the straight radius too. So what is served on
foot is always part of what is served straight.
"""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from sinkmap.parameters import parameter_table
from sinkmap.science.metric_plane import ground_scale
from sinkmap.science.parks import drawn, service_area, service_rule

__all__ = ["walk_area"]

_SAME_PLACE = 2
"""Decimals of a metre to which ends of streets are the same crossing."""


def walk_area(parks: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, profile: str) -> BaseGeometry:
    """Ground inside the service radius of any park when the way goes by the streets.

    Parameters
    ----------
    parks
        As :func:`~sinkmap.science.parks.joined_parks` gives them, on a plane in metres.
    streets
        Lines on the same plane; lines that cross meet there.
    profile
        Definition of the service radius.
    """
    rule, reach = service_rule(profile), parameter_table("park").value("street_reach")
    radii = np.array([rule.radius(float(area)) for area in parks["area_m2"]], dtype=float)
    scales = ground_scale(parks)
    lines = shapely.union_all(np.asarray(streets.geometry.to_numpy(), dtype=object))
    served = []
    for radius in sorted(set(radii[radii > 0.0])):
        chosen = radii == radius
        scale = float(scales[chosen].mean())
        around = drawn(parks.geometry.to_numpy()[chosen], reach * scales[chosen])
        reached = _reached(lines, around, radius * scale)
        served.append(drawn([reached], np.array([reach * scale])))
    return shapely.intersection(shapely.union_all(served), service_area(parks, profile))


def _reached(lines: BaseGeometry, around: BaseGeometry, budget: float) -> BaseGeometry:
    """Stretches of the lines no farther than ``budget`` metres of way from the ground around."""
    inside = shapely.intersection(lines, around)
    pieces = shapely.get_parts(shapely.difference(shapely.node(lines), around))
    pieces = pieces[shapely.length(pieces) > 0.0]
    if not len(pieces):
        return inside
    ends = np.stack([_end(pieces, 0), _end(pieces, -1)], axis=1)
    places, index = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    way = index.reshape(-1, 2)
    shapely.prepare(around)
    starts = np.flatnonzero(shapely.dwithin(around, shapely.points(places), 10.0**-_SAME_PLACE))
    far = _ways(way, shapely.length(pieces), starts, len(places))
    stretches = [inside]
    for piece, (one, other) in zip(pieces, way.tolist(), strict=True):
        stretches += _walked(piece, budget - far[one], budget - far[other])
    return shapely.union_all(stretches)


def _end(lines: NDArray[Any], which: int) -> NDArray[np.float64]:
    """(n, 2) first or last vertex of each line, rounded so that crossings meet."""
    return np.asarray(np.round(shapely.get_coordinates(shapely.get_point(lines, which)), 2))


def _ways(
    way: NDArray[np.int64], lengths: NDArray[np.float64], starts: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """(place,) metres of the shortest way from any of the starts; infinite where none leads."""
    if not len(starts):
        return np.full(count, math.inf)
    # Of streets side by side the shortest counts: the graph would add their lengths up.
    order = np.lexsort((lengths, way.max(axis=1), way.min(axis=1)))
    pairs = np.sort(way[order], axis=1)
    first = np.r_[True, (np.diff(pairs, axis=0) != 0).any(axis=1)]
    pairs, kept = pairs[first], lengths[order][first]
    graph = coo_array((kept, (pairs[:, 0], pairs[:, 1])), shape=(count, count)).tocsr()
    found = dijkstra(graph, directed=False, indices=starts, min_only=True)
    return np.asarray(found, dtype=np.float64)


def _walked(piece: Any, from_first: float, from_last: float) -> list[Any]:
    """Parts of a street that what is left of the way at its two ends reaches."""
    length = float(shapely.length(piece))
    if max(from_first, 0.0) + max(from_last, 0.0) >= length:
        return [piece]
    parts = []
    if from_first > 0.0:
        parts.append(substring(piece, 0.0, from_first))
    if from_last > 0.0:
        parts.append(substring(piece, length - from_last, length))
    return parts
