"""Polygons of one layer that lie over each other.

Hundreds of thousands of parcels share their borders, and testing every neighbour is slow. In a
clean layer each edge is met exactly once by its reverse; only edges that are not (those on the
outer border, and whatever is wrong) are compared with the polygons near them.
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
    return _loose(geometries)[0]


def _loose(geometries: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.uint64]]:
    """(n,) whether a polygon has an unmet edge, and the numbers of those edges (:func:`_unmet`)."""
    loose = np.zeros(len(geometries), dtype=bool)
    starts = range(0, len(geometries), _AT_ONCE)
    parts = [_edges(Rings.of(geometries[start : start + _AT_ONCE]))[:2] for start in starts]
    if not parts:
        return loose, np.zeros(0, dtype=np.uint64)
    unmet = _unmet(np.sort(np.concatenate([keys for keys, _ in parts])))
    for start, (keys, owner) in zip(starts, parts, strict=True):
        loose[start + owner[_among(keys, unmet)]] = True
    return loose, unmet


def _among(keys: NDArray[np.uint64], unmet: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """(n,) whether an edge is one of those that are not met."""
    if not len(unmet):
        return np.zeros(len(keys), dtype=bool)
    edges = keys | np.uint64(1)
    where = np.minimum(np.searchsorted(unmet, edges), len(unmet) - 1)
    return np.asarray(unmet[where] == edges)


def _edges(rings: Rings) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]]:
    """A number for each edge, the row of its polygon, and the vertex it begins at.

    The number is the same both ways but for its last bit, which says on which side the polygon
    lies; steps from one ring to the next, and steps of no length, are no edges.
    """
    if len(rings.x) < 2:
        none = np.zeros(0, dtype=np.int64)
        return none.astype(np.uint64), none.astype(np.int32), none
    points = rings.vertex_keys()
    length = np.diff(rings.start)
    side = np.repeat(_turn(rings), length)[:-1] > 0
    inside = points[:-1] != points[1:]
    inside[rings.start[1:-1] - 1] = False
    with np.errstate(over="ignore"):
        keys = points[:-1] + points[1:]
    keys &= ~np.uint64(1)
    keys |= (points[:-1] < points[1:]) == side
    owner = np.repeat(rings.owner.astype(np.int32), length)[:-1]
    return keys[inside], owner[inside], np.flatnonzero(inside)


def _unmet_lines(
    geometries: NDArray[Any], unmet: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """Row of the polygon and line of each of its edges that is not met."""
    rings = Rings.of(geometries)
    keys, owner, first = _edges(rings)
    chosen = _among(keys, unmet)
    ends = first[chosen, np.newaxis] + [0, 1]
    lines = shapely.linestrings(np.stack([rings.x[ends], rings.y[ends]], axis=-1))
    return owner[chosen], np.atleast_1d(np.asarray(lines, dtype=object))


def _unmet(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sorted edges (last bit set) that do not occur exactly twice, once each way."""
    edges: NDArray[np.uint64] = keys | np.uint64(1)
    first = np.flatnonzero(np.r_[True, edges[1:] != edges[:-1]])
    count = np.diff(np.r_[first, len(edges)])
    met = count == 2
    met[met] = keys[first[met]] != keys[first[met] + 1]
    return np.asarray(edges[first[~met]], dtype=np.uint64)


def _turn(rings: Rings) -> NDArray[np.int8]:
    """+1 for rings with the polygon on their left, -1 for the others."""
    x, y = rings.x - rings.x[0], rings.y - rings.y[0]
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[rings.start[1:] - 1] = 0.0
    twice = np.add.reduceat(cross, rings.start[:-1])
    return np.where(twice * rings.sign >= 0, 1, -1).astype(np.int8)


def find_overlaps(geometries: NDArray[Any], measure: AreaMeasure, tolerance_m2: float) -> Overlaps:
    """Pairs of (n,) valid polygons on the measure's CRS that share more than a tolerance.

    Ground that is covered twice ends at unmet edges, each on the border of one of two polygons
    that share the ground beside it: such edges are compared with the polygons near them, and
    polygons that were found to overlap with all their neighbours.
    """
    loose, unmet = _loose(geometries)
    rows = np.flatnonzero(loose)
    known = np.zeros(0, dtype=np.int64)
    if not len(rows):
        return Overlaps(known.reshape(0, 2), np.zeros(0))
    tree = shapely.STRtree(geometries)
    owner, lines = _unmet_lines(geometries[rows], unmet)
    line, near = tree.query(lines)
    keys = _pair_keys(rows[owner[line]], near, len(geometries))
    found: list[tuple[NDArray[np.int64], NDArray[np.float64]]] = []
    spread = known
    while len(keys):
        found.append(_sharing(geometries, keys, measure, tolerance_m2))
        known = np.union1d(known, keys)
        wide = np.setdiff1d(np.concatenate(np.divmod(found[-1][0], len(geometries))), spread)
        spread = np.union1d(spread, wide)
        first, near = tree.query(geometries[wide])
        keys = np.setdiff1d(_pair_keys(wide[first], near, len(geometries)), known)
    keys = np.concatenate([keys, *(part for part, _ in found)])
    areas = np.concatenate([np.zeros(0), *(part for _, part in found)])
    order = np.argsort(keys)
    return Overlaps(np.column_stack(np.divmod(keys[order], len(geometries))), areas[order])


def _pair_keys(one: NDArray[Any], other: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Pairs of different rows below ``count``, each once as lower x count + higher, rising."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    return np.unique((low * count + high)[low != high]).astype(np.int64)


def _sharing(
    geometries: NDArray[Any], keys: NDArray[np.int64], measure: AreaMeasure, tolerance_m2: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The pairs that share more than a tolerance, and how much, m²."""
    pairs = np.column_stack(np.divmod(keys, len(geometries)))
    near = _boxes_share(geometries, pairs)
    keys, pairs = keys[near], pairs[near]
    meet = shapely.relate_pattern(geometries[pairs[:, 0]], geometries[pairs[:, 1]], _INSIDES_MEET)
    keys, pairs = keys[meet], pairs[meet]
    shared = shapely.intersection(geometries[pairs[:, 0]], geometries[pairs[:, 1]])
    areas = _areas(shared, measure)
    kept = areas > tolerance_m2
    return keys[kept], areas[kept]


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
