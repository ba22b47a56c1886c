"""Where polygons meet: found by their vertices first, by geometry only where those differ.

Surveys draw the border of two parcels by the same vertices on both sides. Such borders are matched
as numbers, segment by segment; what matches nothing is compared as geometry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sinkmap.rings import Geometries, Rings

__all__ = ["shared_edges", "touching_groups"]

Rows = NDArray[np.int64]
Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]

_AT_ONCE = 100_000
"""Polygons of the other set whose segments are in memory together."""


def shared_edges(one: Geometries, other: Geometries) -> tuple[Geometries, Rows]:
    """Lines along which polygons of two sets meet, every stretch once.

    Parameters
    ----------
    one, other
        (n,) and (m,) polygons or multipolygons on one CRS, none of which overlap.

    Returns
    -------
    (k,) lines, and the row in ``one`` of the polygon each is of.
    """
    ours = _Segments.of(one)
    met = ours.met_by(other)
    count, first = ours.repeats()
    lines, owner = ours.runs(met & first)
    loose, loose_of = ours.runs(~met & (count == 1))
    line, area = shapely.STRtree(other).query(loose, predicate="intersects")
    parts, row = _lines_of(shapely.intersection(loose[line], shapely.boundary(other[area])))
    return np.concatenate([lines, parts]), np.concatenate([owner, loose_of[line[row]]])


def touching_groups(shapes: Geometries) -> NDArray[np.int32]:
    """(n,) number of the group of each polygon: groups hang together by edges or corners."""
    rings = Rings.of(shapes)
    owner = np.repeat(rings.owner, np.diff(rings.start))
    key = rings.vertex_keys()
    order = np.argsort(key, kind="stable")
    same = key[order[1:]] == key[order[:-1]]
    one, next_one = order[:-1][same], order[1:][same]
    equal = (rings.x[one] == rings.x[next_one]) & (rings.y[one] == rings.y[next_one])
    pairs = owner[one[equal]], owner[next_one[equal]]
    group = _groups(*pairs, len(shapes))
    first, second = shapely.STRtree(shapes).query(shapes)
    apart = (first < second) & (group[first] != group[second])
    first, second = first[apart], second[apart]
    touch = shapely.intersects(shapes[first], shapes[second])
    return _groups(
        np.concatenate([pairs[0], first[touch]]),
        np.concatenate([pairs[1], second[touch]]),
        len(shapes),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Segments:
    """Segments of polygons in the order of their rings.

    ``xy``: (vertex, 2); ``at``: (n,) vertex each begins with, the next one ends it; ``key``: (n,)
    the same for segments with the same ends; ``ring, owner``: (n,) ring and polygon.
    """

    xy: NDArray[np.float64]
    at: Rows
    key: Keys
    ring: Rows
    owner: Rows

    @classmethod
    def of(cls, shapes: Geometries) -> _Segments:
        rings = Rings.of(shapes)
        inside = np.ones(len(rings.x), dtype=np.bool_)
        inside[rings.start[1:] - 1] = False  # a ring's last vertex begins nothing
        at = np.flatnonzero(inside)
        vertex = rings.vertex_keys()
        ring = np.repeat(np.arange(len(rings.owner)), np.diff(rings.start) - 1)
        # Either way round: the sum of both ends' keys.
        key = vertex[at] + vertex[at + 1]
        return cls(np.column_stack([rings.x, rings.y]), at, key, ring, rings.owner[ring])

    def ends(self, rows: Rows) -> NDArray[np.float64]:
        """(k, 4) coordinates of both ends, the lesser first."""
        a, b = self.xy[self.at[rows]], self.xy[self.at[rows] + 1]
        less = (a[:, 0] < b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] < b[:, 1]))
        return np.where(less[:, None], np.hstack([a, b]), np.hstack([b, a]))

    def met_by(self, others: Geometries) -> Flags:
        """(n,) whether one of the other polygons has the same segment."""
        order = np.argsort(self.key, kind="stable")
        key = self.key[order]
        met = np.zeros(len(key), dtype=np.bool_)
        for begin in range(0, len(others) if len(key) else 0, _AT_ONCE):
            theirs = _Segments.of(others[begin : begin + _AT_ONCE])
            rows = np.argsort(theirs.key, kind="stable")
            place = np.minimum(np.searchsorted(key, theirs.key[rows]), len(key) - 1)
            alike = key[place] == theirs.key[rows]
            place, rows = place[alike], rows[alike]
            equal = (self.ends(order[place]) == theirs.ends(rows)).all(axis=1)
            met[place[equal]] = True
        return np.asarray(met[np.searchsorted(key, self.key)])

    def repeats(self) -> tuple[Rows, Flags]:
        """(n,) how often each segment is there, and whether it is the first of its kind."""
        _, first, kind, count = np.unique(
            self.key, return_index=True, return_inverse=True, return_counts=True
        )
        is_first = np.zeros(len(self.key), dtype=np.bool_)
        is_first[first] = True
        return count[kind], is_first

    def runs(self, chosen: Flags) -> tuple[Geometries, Rows]:
        """Lines of chosen segments that follow each other in a ring, and the polygon of each."""
        rows = np.flatnonzero(chosen)
        follows = (np.diff(rows) == 1) & (np.diff(self.ring[rows]) == 0)
        begin = np.flatnonzero(np.r_[True, ~follows][: len(rows)])
        count = np.diff(np.r_[begin, len(rows)]) + 1
        line = np.repeat(np.arange(len(begin)), count)
        step = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
        vertex = np.repeat(self.at[rows[begin]], count) + step
        lines = shapely.linestrings(self.xy[vertex], indices=line)
        return np.asarray(lines, dtype=object), self.owner[rows[begin]]


def _groups(one: Rows, other: Rows, count: int) -> NDArray[np.int32]:
    joined = coo_array((np.ones(len(one), dtype=np.bool_), (one, other)), shape=(count, count))
    found: NDArray[np.int32] = connected_components(joined, directed=False)[1]
    return found


def _lines_of(shapes: Geometries) -> tuple[Geometries, Rows]:
    """The single lines among shapes, and the row of each."""
    parts, row = shapely.get_parts(shapes, return_index=True)
    while shapely.get_type_id(parts).max(initial=0) > shapely.GeometryType.POLYGON:
        parts, inner = shapely.get_parts(parts, return_index=True)
        row = row[inner]
    lines = shapely.get_dimensions(parts) == 1
    return parts[lines], row[lines]
