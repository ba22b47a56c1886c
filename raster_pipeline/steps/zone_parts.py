"""Zones that parcels are cut by: the single parts of all layers, under one tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["OUTSIDE", "Geometries", "Rows", "ZoneLayer", "ZoneParts", "Zones", "polygons_only"]

OUTSIDE = -1
"""Zone of a piece that lies in none of a layer's zones."""

Geometries = NDArray[Any]
Rows = NDArray[np.int64]
Zones = NDArray[np.int32]

_MANY_VERTICES = 64
"""Parts with more vertices are clipped to a neighbourhood before anything is cut by them."""


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
class ZoneParts:
    """(part,) polygons, each with its layer and zone; ``vertices``: (part,) counts."""

    geometry: Geometries
    layer: NDArray[np.int32]
    zone: Zones
    vertices: NDArray[np.int64]
    tree: shapely.STRtree

    @classmethod
    def of(cls, layers: Sequence[ZoneLayer]) -> ZoneParts:
        """Take the zones of all layers apart. The tree is built here, not by a first thread."""
        found: list[tuple[Geometries, NDArray[np.int32], Zones]] = []
        for place, layer in enumerate(layers):
            parts, zone = shapely.get_parts(
                np.asarray(layer.geometries, dtype=object), return_index=True
            )
            kept = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
            kept &= ~shapely.is_empty(parts)
            count = int(kept.sum())
            found.append((parts[kept], np.full(count, place), zone[kept]))
        geometry = np.concatenate([np.empty(0, dtype=object), *(part for part, _, _ in found)])
        tree = shapely.STRtree(geometry)
        tree.query(shapely.Point(0.0, 0.0))
        return cls(
            geometry,
            np.concatenate([np.empty(0), *(place for _, place, _ in found)]).astype(np.int32),
            np.concatenate([np.empty(0), *(zone for _, _, zone in found)]).astype(np.int32),
            np.asarray(shapely.get_num_coordinates(geometry), dtype=np.int64),
            tree,
        )

    def near(self, window: Any, layers: NDArray[np.bool_]) -> ZoneParts:
        """What these layers have inside a rectangle; parts of many vertices are clipped to it.

        The copies are prepared and belong to the caller alone: prepared geometries build their
        indexes at first use, which is not safe across threads.
        """
        rows = np.sort(self.tree.query(window))
        rows = rows[layers[self.layer[rows]]]
        geometry = self.geometry[rows].copy()
        many = self.vertices[rows] > _MANY_VERTICES
        geometry[many] = polygons_only(shapely.intersection(geometry[many], window))
        few = np.flatnonzero(~many)
        geometry[few] = shapely.from_wkb(shapely.to_wkb(geometry[few]))
        kept = ~shapely.is_empty(geometry)
        rows, geometry = rows[kept], geometry[kept]
        shapely.prepare(geometry)
        return ZoneParts(
            geometry,
            self.layer[rows],
            self.zone[rows],
            self.vertices[rows],
            shapely.STRtree(geometry),
        )


def polygons_only(geometries: Geometries) -> Geometries:
    """Drop the points and lines an intersection leaves where borders touch."""
    kinds = shapely.get_type_id(geometries)
    areal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    if areal.all():
        return geometries
    result = geometries.copy()
    for row in np.flatnonzero(kinds == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(geometries[row])
        flat = parts[shapely.get_dimensions(parts) == 2]
        result[row] = shapely.multipolygons(shapely.get_parts(flat)) if len(flat) else None
    result[~areal & (kinds != shapely.GeometryType.GEOMETRYCOLLECTION)] = None
    missing = np.flatnonzero(shapely.is_missing(result))
    result[missing] = shapely.Polygon()
    return result
