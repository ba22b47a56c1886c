"""What units have of a layer's zones: pieces of polygons, and lengths of lines."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.zone_parts import Geometries, Rows, ZoneLayer, polygons_only
from sinkmap.area import AreaMeasure
from sinkmap.length import geodesic_length
from sinkmap.science.ground import hanging_together

__all__ = ["ZonePieces", "line_lengths", "zones_of"]

Extents = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class ZonePieces:
    """Pieces of zones by units: each pair of unit and zone that share ground, once.

    ``unit``: (piece,) id of the unit; ``zone``: (piece,) text of the zone; ``geometry``: (piece,)
    polygon or multipolygon of what they share.
    """

    unit: tuple[str, ...]
    zone: tuple[str, ...]
    geometry: Geometries

    @classmethod
    def of(cls, units: ZoneLayer, zones: Mapping[str, Any], *, workers: int = 2) -> ZonePieces:
        """Cut zones by units, which may overlap as those of several partitions do.

        Parameters
        ----------
        units, zones
            Ids and valid polygons on one CRS; zones as :func:`zones_of` gives them.
        """
        parts, owner = _parts(zones, dimension=2)
        ground = _prepared(units.geometries)
        unit, part = shapely.STRtree(parts).query(ground, predicate="intersects")
        piece = parts[part]
        cut = np.flatnonzero(~shapely.covers(ground[unit], piece))
        piece[cut] = polygons_only(_intersections(ground[unit[cut]], piece[cut], workers))
        kept = ~shapely.is_empty(piece)
        unit, zone, piece = unit[kept], owner[part[kept]], piece[kept]
        order = np.lexsort((zone, unit))
        unit, zone, piece = unit[order], zone[order], piece[order]
        first = np.flatnonzero(np.diff(unit, prepend=-1) | np.diff(zone, prepend=-1))
        names = list(zones)
        return cls(
            tuple(units.ids[row] for row in unit[first].tolist()),
            tuple(names[row] for row in zone[first].tolist()),
            _collected(piece, first),
        )

    def areas(self, measure: AreaMeasure) -> Extents:
        """Unit id -> zone -> m² of the additive measure."""
        return _by_unit(self.unit, self.zone, measure.polygons(self.geometry))


def _intersections(one: Geometries, other: Geometries, workers: int) -> Geometries:
    """(n,) what pairs share; the pairs are dealt out, as those with vertices stand together."""
    found = np.empty(len(one), dtype=object)

    def work(begin: int) -> None:
        rows = slice(begin, None, workers)
        found[rows] = shapely.intersection(one[rows], other[rows])

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    return found


def zones_of(frame: gpd.GeoDataFrame, zone_field: str) -> dict[str, Any]:
    """Text of each zone, in their order -> all its features as one geometry, none counted twice.

    ``zone_field`` is a column; without one every feature is of the zone "".
    """
    shapes = frame.geometry.to_numpy()
    names = frame[zone_field].fillna("").astype(str) if zone_field else [""] * len(frame)
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    return {name: _as_one(shapes[found]) for name, found in sorted(rows.items())}


def _as_one(shapes: Geometries) -> Any:
    """Features as one geometry, nothing in it twice."""
    areal = bool((shapely.get_dimensions(shapes) == 2).all())
    if len(shapes) == 1 and (areal or shapely.is_simple(shapes[0])):
        return shapes[0]
    if areal:
        return shapely.multipolygons(_single(np.array(hanging_together(shapes), dtype=object)))
    return shapely.union_all(shapes)


def line_lengths(partitions: Sequence[ZoneLayer], lines: Mapping[str, Any], crs: str) -> Extents:
    """Unit id -> zone -> geodesic metres of its lines in the unit.

    A stretch along the border of two units of a partition counts half in each, so that the units
    of every partition add up to what lies in the city.

    Parameters
    ----------
    partitions
        Units of each partition, ids and polygons on ``crs``.
    lines
        As :func:`zones_of` gives them.
    """
    parts, owner = _parts(lines, dimension=1)
    names = list(lines)
    zones = [names[row] for row in owner.tolist()]
    whole = geodesic_length(parts, crs)
    found: Extents = {}
    for partition in partitions:
        ground = _prepared(partition.geometries)
        unit, part = shapely.STRtree(parts).query(ground, predicate="contains_properly")
        rest = np.delete(np.arange(len(parts)), part)
        cut_unit, near = shapely.STRtree(parts[rest]).query(ground, predicate="intersects")
        cut = rest[near]
        piece = shapely.intersection(ground[cut_unit], parts[cut])
        left = geodesic_length(piece, crs) - _shared_halves(cut, piece, crs)
        there = left > 0.0
        here = _by_unit(
            [partition.ids[row] for row in (*unit.tolist(), *cut_unit[there].tolist())],
            [zones[row] for row in (*part.tolist(), *cut[there].tolist())],
            np.concatenate([whole[part], left[there]]),
        )
        found |= {name: lengths for name, lengths in here.items() if name not in found}
    return found


def _shared_halves(part: Rows, piece: Geometries, crs: str) -> NDArray[np.float64]:
    """(piece,) half the length of what a piece shares with pieces of the same line, m."""
    by_part: dict[int, list[int]] = {}
    for row, line in enumerate(part.tolist()):
        by_part.setdefault(line, []).append(row)
    pairs = np.array(
        [pair for rows in by_part.values() for pair in itertools.combinations(rows, 2)],
        dtype=np.int64,
    ).reshape(-1, 2)
    one, other = pairs.T
    met = shapely.intersects(piece[one], piece[other])
    one, other = one[met], other[met]
    half = geodesic_length(shapely.intersection(piece[one], piece[other]), crs) / 2.0
    both = np.bincount(one, half, len(piece)) + np.bincount(other, half, len(piece))
    return np.asarray(both, dtype=np.float64)


def _prepared(geometries: Geometries) -> Geometries:
    """Copies of our own: prepared geometries build their indexes at first use."""
    ground = np.asarray(geometries, dtype=object).copy()
    shapely.prepare(ground)
    return ground


def _parts(zones: Mapping[str, Any], *, dimension: int) -> tuple[Geometries, Rows]:
    """Single polygons or lines, and the row of the zone each is of."""
    shapes = np.empty(len(zones), dtype=object)
    shapes[:] = list(zones.values())
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = (shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)
    return parts[kept], owner[kept]


def _collected(piece: Geometries, first: Rows) -> Geometries:
    """Pieces of one unit and zone as one geometry; ``first``: first row of each."""
    found = np.empty(len(first), dtype=object)
    for row, pieces in enumerate(np.split(piece, first[1:]) if len(first) else []):
        found[row] = pieces[0] if len(pieces) == 1 else shapely.multipolygons(_single(pieces))
    return found


def _single(pieces: Geometries) -> Geometries:
    return np.asarray(shapely.get_parts(pieces), dtype=object)


def _by_unit(units: Sequence[str], zones: Sequence[str], amounts: NDArray[np.float64]) -> Extents:
    found: Extents = {}
    for unit, zone, amount in zip(units, zones, amounts.tolist(), strict=True):
        inside = found.setdefault(unit, {})
        inside[zone] = inside.get(zone, 0.0) + amount
    return found
