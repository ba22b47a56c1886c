"""Merging of ground into sites: neighbours by distance, greatest area, least width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

__all__ = [
    "in_metres",
    "joined",
    "near_groups",
    "single_parts",
    "twice_groups",
    "wide_enough",
]

Shapes = NDArray[Any]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_ALMOST = 0.999
"""A strip drawn as wide as the least width is wide enough: a centimetre in ten metres is none."""


def in_metres(shapes: Shapes, metres: tuple[float, float]) -> Shapes:
    """The shapes with so many metres for a unit east and north; the same ones for (1, 1)."""
    if metres == (1.0, 1.0):
        return shapes
    return np.asarray(shapely.transform(shapes, lambda xy: xy * np.array(metres)), dtype=object)


def twice_groups(shapes: Shapes, area_of: Callable[[Shapes], Floats], least_m2: float) -> Rows:
    """(n,) number of the group of each polygon: those that share more ground than ``least_m2``."""
    tree = shapely.STRtree(shapes)
    pairs = [tree.query(shapes, predicate=name) for name in ("overlaps", "covers")]
    one, other = np.concatenate(pairs, axis=1)
    once = one < other
    mirrored = (one > other) & ~np.isin(_pair(other, one), _pair(one[once], other[once]))
    one, other = (
        np.concatenate([one[once], other[mirrored]]),
        np.concatenate([other[once], one[mirrored]]),
    )
    common, of = single_parts(shapely.intersection(shapes[one], shapes[other]))
    m2 = np.bincount(of, weights=area_of(common), minlength=len(one))
    return _numbered(_linked(one[m2 > least_m2], other[m2 > least_m2], len(shapes)))


def _pair(one: Rows, other: Rows) -> NDArray[np.int64]:
    """A number for each pair of rows."""
    return np.asarray(one.astype(np.int64) << 32 | other.astype(np.int64))


def _linked(one: Rows, other: Rows, count: int) -> Rows:
    """(n,) label of the connected group of each row."""
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), (count, count))
    label: Rows = connected_components(graph, directed=False)[1].astype(np.int64)
    return label


def _numbered(label: Rows) -> Rows:
    """Labels as numbers in the order of the first row of each group."""
    first = np.unique(label, return_index=True)[1]
    number = np.empty(label.max(initial=-1) + 1, dtype=np.int64)
    number[label[np.sort(first)]] = np.arange(len(first))
    return number[label]


def near_groups(shapes: Shapes, units: Shapes, area: Floats, near_m: float, most_m2: float) -> Rows:
    """(n,) number of the group of each polygon, by the first polygon of the group.

    Polygons of a unit up to ``near_m`` apart (in metres, along chains) are one group. Where
    that would exceed ``most_m2`` the nearest are merged first, and what would be too large stays
    apart; ties go by the order of the polygons.
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=near_m)
    asked = (one < other) & (units[one] == units[other])
    one, other = one[asked], other[asked]
    if np.isinf(most_m2):
        return _numbered(_linked(one, other, len(shapes)))
    apart = shapely.distance(shapes[one], shapes[other])
    order = np.lexsort((other, one, apart))
    return _numbered(_bounded(one[order], other[order], area, most_m2))


def _bounded(one: Rows, other: Rows, area: Floats, most_m2: float) -> Rows:
    """(n,) representative of each polygon after merging pairs in order, none above the most."""
    root = np.arange(len(area), dtype=np.int64)
    held = area.copy()

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = int(root[row])
        return row

    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        left, right = find(a), find(b)
        if left != right and held[left] + held[right] <= most_m2:
            low, high = min(left, right), max(left, right)
            root[high] = low
            held[low] += held[high]
    return np.array([find(row) for row in range(len(area))], dtype=np.int64)


def joined(shapes: Shapes, group: Rows) -> Shapes:
    """One polygon or multipolygon for each group, united in the order of the polygons."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order])) + 1
    found = np.empty(int(group.max(initial=-1)) + 1, dtype=object)
    for rows in np.split(order, starts) if len(order) else ():
        found[group[rows[0]]] = (
            shapes[rows[0]] if len(rows) == 1 else shapely.union_all(shapes[rows])
        )
    return found


def single_parts(shapes: Shapes) -> tuple[Shapes, Rows]:
    """Polygons of all shapes with ground, and the row each is from."""
    outer, of = shapely.get_parts(shapes, return_index=True)
    # A part of a collection may itself be of several polygons.
    parts, deeper = shapely.get_parts(outer, return_index=True)
    kept = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)
    return parts[kept], of[deeper[kept]]


def wide_enough(shapes: Shapes, width: float) -> NDArray[np.bool_]:
    """Which polygons hold a circle of a width, in their units."""
    if not len(shapes):
        return np.zeros(0, dtype=np.bool_)
    inner = shapely.buffer(shapes, -width / 2.0 * _ALMOST)
    return np.asarray(~shapely.is_empty(inner))
