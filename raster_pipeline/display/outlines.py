"""Shapes as flat arrays on the Web Mercator world, the form they are written to tiles from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

__all__ = ["LINE", "POINT", "POLYGON", "Outlines", "outlines_of"]

POINT, LINE, POLYGON = 1, 2, 3
"""Kinds of geometry by their numbers in a vector tile (MVT 2.1, section 4.3.4)."""

_HALF_WORLD = 20037508.342789244
"""Metres from the middle of the Web Mercator world to its edge: pi times 6378137."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Shapes of one kind.

    ``kind``: :data:`POINT`, :data:`LINE` or :data:`POLYGON`. ``world``: (n, 2) x to the east and y
    to the south, the world being 0 to 1. ``lines``: (m + 1,) first vertex of each ring, line or row
    of points. ``outer``: (m,) whether a ring is the outside of its polygon. ``shapes``: (s + 1,)
    first line of each shape. ``bounds``: (s, 4) least x, least y, greatest x, greatest y; NaN of an
    empty shape.
    """

    kind: int
    world: NDArray[np.float64]
    lines: NDArray[np.int64]
    outer: NDArray[np.bool_]
    shapes: NDArray[np.int64]
    bounds: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.shapes) - 1

    def on_world(self, crs: pyproj.CRS) -> Outlines:
        """The same shapes on the world, of shapes whose vertices lie in a CRS."""
        world = _on_world(self.world, crs)
        return replace(self, world=world, bounds=_bounds(world, self.lines[self.shapes]))


def outlines_of(geometry: NDArray[np.object_], dimension: int) -> Outlines:
    """Flatten shapes of one ``dimension`` (0 points, 1 lines, 2 polygons); others are left out.

    Parameters
    ----------
    geometry
        (s,) shapely shapes, on the world or to be brought there by :meth:`Outlines.on_world`.
    """
    dimensions = np.where(shapely.is_empty(geometry), -1, shapely.get_dimensions(geometry))
    mixed = shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION
    if mixed.any() or (dimensions != dimension).any():
        geometry = _of_one_kind(geometry, dimensions, dimension)
    kind, flat, offsets = shapely.to_ragged_array(geometry, include_z=False)
    levels = [np.asarray(one, dtype=np.int64) for one in offsets]
    number, lines, outer, shapes = _levels(kind, levels, len(geometry))
    return Outlines(number, flat, lines, outer, shapes, _bounds(flat, lines[shapes]))


def _bounds(world: NDArray[np.float64], firsts: NDArray[np.int64]) -> NDArray[np.float64]:
    """(s, 4) of runs of vertices that begin at ``firsts``."""
    bounds = np.full((len(firsts) - 1, 4), np.nan)
    held = np.flatnonzero(np.diff(firsts))
    if len(held):
        bounds[held, :2] = np.minimum.reduceat(world, firsts[held])
        bounds[held, 2:] = np.maximum.reduceat(world, firsts[held])
    return bounds


def _of_one_kind(
    geometry: NDArray[np.object_], dimensions: NDArray[Any], wanted: int
) -> NDArray[np.object_]:
    """The shapes with everything that is not of the dimension wanted made empty."""
    empty = (shapely.MultiPoint(), shapely.MultiLineString(), shapely.MultiPolygon())[wanted]
    one = geometry.copy()
    one[dimensions < wanted] = empty
    mixed = shapely.get_type_id(one) == shapely.GeometryType.GEOMETRYCOLLECTION
    for at in np.flatnonzero(mixed):
        parts = shapely.get_parts(one[at])
        parts = parts[shapely.get_dimensions(parts) == wanted]
        one[at] = shapely.union_all(parts) if len(parts) else empty
    one[shapely.get_dimensions(one) != wanted] = empty
    return one


def _levels(
    kind: Any, levels: list[NDArray[np.int64]], count: int
) -> tuple[int, NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    each = np.arange(count + 1, dtype=np.int64)
    types = shapely.GeometryType
    if kind in (types.POLYGON, types.MULTIPOLYGON):
        lines, polygons = levels[0], levels[1]
        shapes = polygons if kind == types.POLYGON else polygons[levels[2]]
        outer = np.zeros(len(lines) - 1, dtype=np.bool_)
        outer[polygons[:-1][np.diff(polygons) > 0]] = True
        return POLYGON, lines, outer, shapes
    if kind in (types.LINESTRING, types.MULTILINESTRING):
        shapes = each if kind == types.LINESTRING else levels[1]
        return LINE, levels[0], np.ones(len(levels[0]) - 1, dtype=np.bool_), shapes
    lines = each if kind == types.POINT else levels[0]
    return POINT, lines, np.ones(count, dtype=np.bool_), each


def _on_world(flat: NDArray[np.float64], crs: pyproj.CRS) -> NDArray[np.float64]:
    to_web = pyproj.Transformer.from_crs(crs, "EPSG:3857", always_xy=True)
    east, north = to_web.transform(flat[:, 0], flat[:, 1])
    size = 2.0 * _HALF_WORLD
    return np.column_stack([(east + _HALF_WORLD) / size, (_HALF_WORLD - north) / size])
