"""Parcel overlay: cut parcels by layers of zones so that every share adds up.

Each layer is dissolved before it comes here: its zones do not overlap. A parcel wholly inside one
zone is never cut (``contains_properly`` against prepared zones); only parcels on a border are. The
register area of a cut parcel is shared out by the geometry share of its pieces, so totals close.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import Progress, silent
from sinkmap.area import AreaMeasure, plane_area

__all__ = ["OUTSIDE", "ZoneLayer", "overlay"]

OUTSIDE = -1
"""Zone of a piece that lies in none of a layer's zones."""

_CHUNK = 20_000
_WHOLE = 1e-12

Geometries = NDArray[Any]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ZoneLayer:
    """Zones that do not overlap: column name, (n,) zone ids and (n,) polygons."""

    name: str
    ids: tuple[str, ...]
    geometries: Geometries

    @classmethod
    def of(cls, name: str, frame: gpd.GeoDataFrame, id_field: str) -> ZoneLayer:
        """The zones of a frame."""
        ids = tuple(frame[id_field].astype(str))
        return cls(name, ids, np.asarray(frame.geometry.to_numpy(), dtype=object))


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """``parcel``: row of the parcel; ``geometry``: the piece; ``zones``: (piece, layer) index of
    the zone or OUTSIDE."""

    parcel: Rows
    geometry: Geometries
    zones: NDArray[np.int32]


def overlay(
    parcels: Geometries,
    layers: Sequence[ZoneLayer],
    measure: AreaMeasure,
    *,
    workers: int = 2,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Cut parcels by several zone layers.

    Parameters
    ----------
    parcels
        (n,) valid polygons on the CRS of ``measure``.
    layers
        Zone layers on the same CRS.

    Returns
    -------
    One row for each piece: ``parcel`` (row number), one category column for each layer (zone id,
    empty outside), ``geometry_m2`` (additive measure) and ``share`` (of the parcel, 0 to 1). The
    shares of a parcel sum to 1.
    """
    chunks = [slice(k, k + _CHUNK) for k in range(0, len(parcels), _CHUNK)]
    prepared = [_PreparedLayer(layer) for layer in layers]

    def work(chunk: slice) -> pd.DataFrame:
        return _cut(parcels, chunk, prepared, measure)

    frames = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for done, frame in enumerate(pool.map(work, chunks), start=1):
            frames.append(frame)
            progress("overlay", done / len(chunks))
    columns = ["parcel", *(layer.name for layer in layers), "geometry_m2", "share"]
    if not frames:
        return pd.DataFrame(columns=columns)
    table = pd.concat(frames, ignore_index=True)
    for layer in layers:
        categories = ["", *dict.fromkeys(layer.ids)]
        code_of = np.array([0, *(categories.index(zone) for zone in layer.ids)])
        table[layer.name] = pd.Categorical.from_codes(
            code_of[table[layer.name].to_numpy(dtype=np.int64) + 1], pd.Index(categories)
        )
    return table[columns]


class _PreparedLayer:
    """Single parts of a layer's zones with a tree over them, ready to be shared by threads.

    Prepared geometries build their indexes at first use, which is not safe across threads: every
    thread therefore prepares its own copy. The tree is built here by a first query.
    """

    def __init__(self, layer: ZoneLayer) -> None:
        self.name = layer.name
        parts, zone = shapely.get_parts(layer.geometries, return_index=True)
        polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        self.zone: NDArray[np.int32] = zone[polygon].astype(np.int32)
        self._wkb = shapely.to_wkb(parts[polygon])
        self._local = threading.local()
        self.tree = shapely.STRtree(parts[polygon])
        self.tree.query(shapely.Point(0.0, 0.0))

    @property
    def parts(self) -> Geometries:
        """This thread's prepared copy of the parts."""
        if not hasattr(self._local, "parts"):
            own = np.asarray(shapely.from_wkb(self._wkb), dtype=object)
            shapely.prepare(own)
            self._local.parts = own
        return np.asarray(self._local.parts)


def _cut(
    parcels: Geometries, chunk: slice, layers: Sequence[_PreparedLayer], measure: AreaMeasure
) -> pd.DataFrame:
    geometry = parcels[chunk]
    rows = np.arange(len(parcels), dtype=np.int64)[chunk]
    pieces = _Pieces(rows, geometry, np.empty((len(rows), 0), dtype=np.int32))
    for layer in layers:
        pieces = _refine(pieces, layer)
    area = measure.polygons(pieces.geometry)
    whole = np.bincount(pieces.parcel - chunk.start, weights=area, minlength=len(rows))
    total = whole[pieces.parcel - chunk.start]
    share = np.divide(area, total, out=np.ones_like(area), where=total > 0.0)
    columns: dict[str, Any] = {"parcel": pieces.parcel}
    for place, layer in enumerate(layers):
        columns[layer.name] = pieces.zones[:, place]
    return pd.DataFrame({**columns, "geometry_m2": area, "share": share})


def _refine(pieces: _Pieces, layer: _PreparedLayer) -> _Pieces:
    """Give every piece its zone of one layer, cutting those on a border."""
    parts = layer.parts
    piece, part = layer.tree.query(pieces.geometry)
    zone = np.full(len(pieces.parcel), OUTSIDE, dtype=np.int32)
    inside = shapely.contains_properly(parts[part], pieces.geometry[piece])
    zone[piece[inside]] = layer.zone[part[inside]]
    border = (zone[piece] == OUTSIDE) & ~inside
    piece, part = piece[border], part[border]
    touching = shapely.intersects(parts[part], pieces.geometry[piece])
    piece, part = piece[touching], part[touching]
    if not len(piece):
        return _Pieces(pieces.parcel, pieces.geometry, np.column_stack([pieces.zones, zone]))
    source, geometry, new_zone = _pieces_on_border(pieces, layer, piece, part)
    stay = np.ones(len(pieces.parcel), dtype=bool)
    stay[source] = False
    kept = np.flatnonzero(stay)
    order = np.concatenate([kept, source])
    return _Pieces(
        pieces.parcel[order],
        np.concatenate([pieces.geometry[kept], geometry]),
        np.column_stack([pieces.zones[order], np.concatenate([zone[kept], new_zone])]).astype(
            np.int32
        ),
    )


def _pieces_on_border(
    pieces: _Pieces, layer: _PreparedLayer, piece: Rows, part: Rows
) -> tuple[Rows, Geometries, NDArray[np.int32]]:
    """Intersections of border pieces with zone parts, and what remains outside every zone."""
    zone_parts = layer.parts
    cut = _polygons_only(shapely.intersection(pieces.geometry[piece], zone_parts[part]))
    filled = plane_area(cut) > 0.0
    source, geometry, zone = piece[filled], cut[filled], layer.zone[part[filled]]
    covered = np.bincount(source, weights=plane_area(geometry), minlength=len(pieces.parcel))
    touched = np.unique(piece)
    whole = plane_area(pieces.geometry[touched])
    short = touched[covered[touched] < whole * (1.0 - _WHOLE)]
    order = np.argsort(piece, kind="stable")
    first = np.searchsorted(piece[order], short, side="left")
    last = np.searchsorted(piece[order], short, side="right")
    rest = np.empty(len(short), dtype=object)
    for place, row in enumerate(short):
        parts = zone_parts[part[order[first[place] : last[place]]]]
        rest[place] = _outside(pieces.geometry[row], parts)
    left = plane_area(rest) > 0.0
    return (
        np.concatenate([source, short[left]]),
        np.concatenate([geometry, rest[left]]),
        np.concatenate([zone, np.full(int(left.sum()), OUTSIDE, dtype=np.int32)]),
    )


def _outside(piece: Any, parts: Geometries) -> Any:
    rest = shapely.difference(piece, shapely.union_all(parts))
    return _polygons_only(np.array([rest], dtype=object))[0]


def _polygons_only(geometries: Geometries) -> Geometries:
    """Drop the points and lines an intersection leaves where borders touch."""
    kinds = shapely.get_type_id(geometries)
    mixed = np.flatnonzero(kinds == shapely.GeometryType.GEOMETRYCOLLECTION)
    result = geometries.copy()
    for row in mixed:
        parts = shapely.get_parts(geometries[row])
        flat = parts[shapely.get_dimensions(parts) == 2]
        result[row] = shapely.multipolygons(shapely.get_parts(flat)) if len(flat) else None
    result[(kinds < shapely.GeometryType.POLYGON) & (kinds >= 0)] = None
    keep_none = np.array([geometry is None for geometry in result])
    result[keep_none] = shapely.Polygon()
    return result
