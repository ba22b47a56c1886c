"""Polygons of one layer that lie over each other.

Hundreds of thousands of parcels share their borders, and testing every neighbour is slow. In a
clean layer each edge is met exactly once by its reverse; only polygons with an edge that is not
(those on the outer border, and whatever is wrong) are compared with their neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.rings import Rings
from sinkmap.text import Text

__all__ = ["Overlaps", "find_overlaps", "loose_polygons", "overlap_findings"]

_OVERLAP = Kind(
    "GEOM-OVERLAP",
    Severity.ERROR,
    Text("要素互相重叠", "features lie over each other"),
    Text("消除重叠后重新提供", "take the overlaps out and supply the layer again"),
)
_BY_NATURE = Kind(
    "GEOM-OVERLAP",
    Severity.NOTE,
    Text("要素互相重叠，统计时先融合再计面积", "features lie over each other; merged before sums"),
    Text("无需处理", "nothing to do"),
)

_SEVERITY = {
    "parcels": Severity.ERROR,
    "parcels_update": Severity.ERROR,
    "control_unit": Severity.ERROR,
    "sub_compartments": Severity.ERROR,
    "permanent_farmland": Severity.WARNING,
    "eco_redline": Severity.WARNING,
}
"""Parcels and sub-compartments may never overlap; other layers are dissolved before counting."""
_INSIDES_MEET = "T********"
"""Pattern of two polygons that share more than a border (DE-9IM)."""
_AT_ONCE = 50_000
"""Polygons flattened at a time, to keep memory low."""


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """Pairs that overlap by more than the tolerance.

    ``pairs``: (n, 2) rows of the layer; ``areas``: (n,) shared area of each, m².
    """

    pairs: NDArray[np.int64]
    areas: NDArray[np.float64]


def loose_polygons(geometries: NDArray[Any]) -> NDArray[np.bool_]:
    """(n,) whether a polygon has an edge that is not met exactly once by its reverse."""
    loose = np.zeros(len(geometries), dtype=bool)
    starts = range(0, len(geometries), _AT_ONCE)
    parts = [_edges(geometries[start : start + _AT_ONCE]) for start in starts]
    if not parts:
        return loose
    unmet = _unmet(np.sort(np.concatenate([keys for keys, _ in parts])))
    if not len(unmet):
        return loose
    for start, (keys, owner) in zip(starts, parts, strict=True):
        edges = keys | np.uint64(1)
        where = np.minimum(np.searchsorted(unmet, edges), len(unmet) - 1)
        loose[start + owner[unmet[where] == edges]] = True
    return loose


def _edges(geometries: NDArray[Any]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """A number for each edge, and the row of its polygon.

    The number is the same both ways but for its last bit, which says on which side the polygon
    lies; steps from one ring to the next, and steps of no length, are no edges.
    """
    rings = Rings.of(geometries)
    if len(rings.x) < 2:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32)
    points = _point_keys(rings)
    length = np.diff(rings.start)
    side = np.repeat(_turn(rings), length)[:-1] > 0
    inside = points[:-1] != points[1:]
    inside[rings.start[1:-1] - 1] = False
    with np.errstate(over="ignore"):
        keys = points[:-1] + points[1:]
    keys &= ~np.uint64(1)
    keys |= (points[:-1] < points[1:]) == side
    owner = np.repeat(rings.owner.astype(np.int32), length)[:-1]
    return keys[inside], owner[inside]


def _unmet(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sorted edges (last bit set) that do not occur exactly twice, once each way."""
    edges: NDArray[np.uint64] = keys | np.uint64(1)
    first = np.flatnonzero(np.r_[True, edges[1:] != edges[:-1]])
    count = np.diff(np.r_[first, len(edges)])
    met = count == 2
    met[met] = keys[first[met]] != keys[first[met] + 1]
    return np.asarray(edges[first[~met]], dtype=np.uint64)


def _point_keys(rings: Rings) -> NDArray[np.uint64]:
    """A 64-bit number for each vertex, equal for equal coordinates."""
    with np.errstate(over="ignore"):
        x = np.ascontiguousarray(rings.x).view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        y = np.ascontiguousarray(rings.y).view(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed = (x ^ (x >> np.uint64(29))) + (y ^ (y >> np.uint64(31)))
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        return np.asarray(mixed ^ (mixed >> np.uint64(32)), dtype=np.uint64)


def _turn(rings: Rings) -> NDArray[np.int8]:
    """+1 for rings with the polygon on their left, -1 for the others."""
    x, y = rings.x - rings.x[0], rings.y - rings.y[0]
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[rings.start[1:] - 1] = 0.0
    twice = np.add.reduceat(cross, rings.start[:-1])
    return np.where(twice * rings.sign >= 0, 1, -1).astype(np.int8)


def find_overlaps(geometries: NDArray[Any], measure: AreaMeasure, tolerance_m2: float) -> Overlaps:
    """Pairs of (n,) valid polygons on the measure's CRS that share more than a tolerance."""
    loose = np.flatnonzero(loose_polygons(geometries))
    if not len(loose):
        return Overlaps(np.zeros((0, 2), dtype=np.int64), np.zeros(0))
    tree = shapely.STRtree(geometries)
    first, second = tree.query(geometries[loose])
    first = loose[first]
    low, high = np.minimum(first, second), np.maximum(first, second)
    keys = np.unique((low * len(geometries) + high)[low != high])
    pairs = np.column_stack(np.divmod(keys, len(geometries)))
    pairs = pairs[_boxes_share(geometries, pairs)]
    left, right = geometries[pairs[:, 0]], geometries[pairs[:, 1]]
    pairs = pairs[shapely.relate_pattern(left, right, _INSIDES_MEET)]
    shared = shapely.intersection(geometries[pairs[:, 0]], geometries[pairs[:, 1]])
    areas = _areas(shared, measure)
    kept = areas > tolerance_m2
    return Overlaps(pairs[kept].astype(np.int64), areas[kept])


def _boxes_share(geometries: NDArray[Any], pairs: NDArray[Any]) -> NDArray[np.bool_]:
    """Pairs whose bounding boxes share ground: the others cannot."""
    bounds = shapely.bounds(geometries)
    one, other = bounds[pairs[:, 0]], bounds[pairs[:, 1]]
    west, south = np.maximum(one[:, 0], other[:, 0]), np.maximum(one[:, 1], other[:, 1])
    east, north = np.minimum(one[:, 2], other[:, 2]), np.minimum(one[:, 3], other[:, 3])
    return np.asarray((east > west) & (north > south))


def _areas(shared: NDArray[Any], measure: AreaMeasure) -> NDArray[np.float64]:
    """Area of intersections, whose collections may hold lines beside polygons."""
    parts, owner = shapely.get_parts(shared, return_index=True)
    areas = measure.polygons(parts)
    return np.bincount(owner, weights=areas, minlength=len(shared)).astype(np.float64)


def overlap_findings(
    geometries: NDArray[Any],
    ids: NDArray[Any],
    measure: AreaMeasure,
    tolerance_m2: float,
    place: Place,
    *,
    by_nature: bool = False,
) -> list[Finding]:
    """``GEOM-OVERLAP`` with the pairs, widest first, and their total area.

    ``by_nature``: whether features of the layer may overlap.
    """
    found = find_overlaps(geometries, measure, tolerance_m2)
    if not len(found.pairs):
        return []
    widest = np.argsort(-found.areas)[:20]
    pairs = [f"{ids[a]} × {ids[b]}" for a, b in found.pairs[widest]]
    total = float(found.areas.sum())
    return [
        place.found(
            _BY_NATURE if by_nature else _OVERLAP,
            features=pairs,
            count=len(found.pairs),
            seen=f"{total:.2f} m²",
            wanted=f"≤ {tolerance_m2:g} m²",
            area_m2=total,
            severity=Severity.NOTE if by_nature else _SEVERITY.get(place.layer, Severity.ERROR),
        )
    ]
