"""Ground as polygons: what overlays leave, dissolved, as tables of zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinkmap.area import geodesic_area
from sinkmap.parameters import parameter_table
from sinkmap.science.shared_edges import touching_groups

__all__ = [
    "dissolved",
    "hanging_together",
    "polygons_of",
    "touching",
    "without_slivers",
    "zone_table",
]


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry; lines and points, which have no area, fall away."""
    parts = shapely.get_parts(geometry)
    if any(part.geom_type == "GeometryCollection" for part in parts):
        parts = shapely.get_parts(parts)
    kept = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    return shapely.MultiPolygon(list(kept))


def dissolved(geometries: Iterable[Any]) -> BaseGeometry:
    """The union of polygons as a multipolygon."""
    return polygons_of(shapely.union_all(np.asarray(list(geometries), dtype=object)))


def hanging_together(shapes: NDArray[Any]) -> list[Any]:
    """Polygons joined where they touch: one geometry for each group, in the order of its first.

    The same ground as :func:`dissolved`, and sooner, where most groups are small.
    """
    group = touching_groups(shapes)
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order])) + 1
    pieces = np.split(shapes[order], cuts) if len(order) else []
    return [one[0] if len(one) == 1 else shapely.union_all(one) for one in pieces]


def touching(geometries: NDArray[Any], ground: BaseGeometry) -> NDArray[Any]:
    """Those of (n,) polygons that meet a ground."""
    if not len(geometries) or ground.is_empty:
        return geometries[:0]
    shapely.prepare(ground)
    parts = shapely.get_parts(ground)
    near = np.unique(shapely.STRtree(geometries).query(parts, predicate="intersects")[1])
    return np.asarray(geometries[near], dtype=object)


def zone_table(field: str, ground: Mapping[str, BaseGeometry], crs: Any) -> gpd.GeoDataFrame:
    """Zones by name as single polygons, the name in a column ``field``; none where there are none.

    ``ground``: name -> polygon or multipolygon on ``crs``.
    """
    names: list[str] = []
    parts: list[Any] = []
    for name, piece in ground.items():
        single = shapely.get_parts(piece)
        names += [name] * len(single)
        parts += list(single)
    table = {field: np.array(names, dtype=object)}
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(parts, crs=crs), crs=crs)


def without_slivers(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Single polygons that are no mere difference of drawing (``line_sliver_area``)."""
    if zones.empty:
        return zones
    areas = geodesic_area(zones.geometry.to_numpy(), zones.crs.to_wkt())
    kept = areas >= parameter_table("change").value("line_sliver_area")
    return zones[kept].reset_index(drop=True)
