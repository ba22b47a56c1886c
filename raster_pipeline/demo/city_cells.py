"""Parcels as Voronoi cells of the sites, cut by district borders and by the large features.

Neighbours share their borders vertex by vertex: all coordinates are millimetres, and a cut is
made by the same two segments on both of its sides. Where a road meets a river a border may be
a few millimetres off its neighbour, as it is in a real survey.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import SNAP, snapped
from sinkmap.area import plane_area

__all__ = ["Pieces", "cut_cells", "voronoi"]

_SLIVER_M2 = 60.0
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of cells, one row each.

    ``shape``: (n,) polygons; ``site``: (n,) row of the site; ``district``: (n,) row of the
    district; ``feature``: (n,) row of the feature it is part of, or -1; ``beside``: (n,) row of a
    feature that took a part of the same cell, or -1.
    """

    shape: NDArray[Any]
    site: NDArray[np.int64]
    district: NDArray[np.int8]
    feature: NDArray[np.int64]
    beside: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len({len(self.shape), len(self.site), len(self.district), len(self.feature)}) != 1:
            raise ValueError("columns of pieces differ in length")


def voronoi(xy: NDArray[np.float64]) -> NDArray[Any]:
    """(n,) Voronoi cells of (n, 2) points; None for points on the rim."""
    triangles = Delaunay(xy).simplices
    centre = _circumcentres(xy, triangles)
    site = triangles.ravel()
    corner = np.repeat(centre, 3, axis=0)
    angle = np.arctan2(*(corner - xy[site]).T[::-1])
    order = np.lexsort((angle, site))
    site, corner = site[order], snapped(corner[order])
    new = np.r_[True, site[1:] != site[:-1]]
    moved = np.r_[True, (corner[1:] != corner[:-1]).any(axis=1)]
    kept = new | moved
    site, corner = site[kept], corner[kept]
    start = np.flatnonzero(np.r_[True, site[1:] != site[:-1]])
    end = np.r_[start[1:], len(site)] - 1
    wraps = (corner[start] == corner[end]).all(axis=1) & (end > start)
    live = np.ones(len(site), dtype=np.bool_)
    live[end[wraps]] = False
    site, corner = site[live], corner[live]
    count = np.bincount(site, minlength=len(xy))
    cells = np.full(len(xy), None, dtype=object)
    bounds = np.r_[0, np.cumsum(count)]
    good = np.flatnonzero(count >= 3)
    rings = _closed(corner, bounds[good], count[good])
    cells[good] = shapely.polygons(rings)
    low, high = xy.min(axis=0), xy.max(axis=0)
    box = shapely.bounds(cells)
    rim = (
        (box[:, 0] < low[0]) | (box[:, 1] < low[1]) | (box[:, 2] > high[0]) | (box[:, 3] > high[1])
    )
    cells[rim | np.isnan(box[:, 0])] = None
    return cells


def _circumcentres(xy: NDArray[np.float64], triangles: NDArray[np.int32]) -> NDArray[np.float64]:
    a = xy[triangles[:, 0]]
    b, c = xy[triangles[:, 1]] - a, xy[triangles[:, 2]] - a
    double = 2.0 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = (c[:, 1] * bb - b[:, 1] * cc) / double
        y = (b[:, 0] * cc - c[:, 0] * bb) / double
    centre = a + np.column_stack([x, y])
    return np.where(np.isfinite(centre), centre, 0.0)


def _closed(
    corner: NDArray[np.float64], start: NDArray[np.int64], count: NDArray[np.int64]
) -> NDArray[Any]:
    """Linear rings from runs of corners, each closed by its first corner."""
    size = count + 1
    ring = np.repeat(np.arange(len(count)), size)
    place = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    place = np.where(place == np.repeat(count, size), 0, place)
    return np.asarray(shapely.linearrings(corner[start[ring] + place], indices=ring))


def cut_cells(
    cells: NDArray[Any],
    xy: NDArray[np.float64],
    pieces: NDArray[Any],
    piece_feature: NDArray[np.int64],
) -> Pieces:
    """Cut cells by district borders and features; what lies outside the city is dropped."""
    shape, site, district = _by_district(cells, xy)
    piece, cell = shapely.STRtree(shape).query(pieces, predicate="intersects")
    order = np.lexsort((piece, cell))
    cell, piece = cell[order], piece[order]
    inner = _threaded(shapely.intersection, shape[cell], pieces[piece])
    rest = shape.copy()
    rank = np.arange(len(cell)) - np.searchsorted(cell, cell)
    for turn in range(int(rank.max(initial=-1)) + 1):
        now = rank == turn
        left = _threaded(shapely.difference, rest[cell[now]], pieces[piece[now]])
        rest[cell[now]] = _faces_only(left)
    touched = np.unique(cell)
    whole = np.ones(len(shape), dtype=np.bool_)
    whole[touched] = False
    last = np.full(len(shape), -1, dtype=np.int64)
    last[cell] = piece_feature[piece]
    parts, index = _faces(rest[touched])
    origin = touched[index]
    sliver = plane_area(parts) < _SLIVER_M2
    inside, inside_index = _faces(inner)
    taken = piece_feature[piece[inside_index]]
    none = np.full(int(whole.sum()), -1)
    return Pieces(
        np.concatenate([shape[whole], parts, inside]),
        np.concatenate([site[whole], site[origin], site[cell[inside_index]]]),
        np.concatenate([district[whole], district[origin], district[cell[inside_index]]]),
        np.concatenate([none, np.where(sliver, last[origin], -1), taken]),
        np.concatenate([none, last[origin], np.full(len(taken), -1)]),
    )


def _by_district(
    cells: NDArray[Any], xy: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int8]]:
    borders = [d.plane for d in districts()]
    home = np.full(len(cells), -1, dtype=np.int8)
    for row, border in enumerate(borders):
        shapely.prepare(border)
        home[shapely.contains_xy(border, xy[:, 0], xy[:, 1])] = row
    tree = shapely.STRtree(cells)
    shape, site, district = [], [], []
    crossed = np.zeros(len(cells), dtype=np.bool_)
    for row, border in enumerate(borders):
        line = shapely.boundary(border)
        shapely.prepare(line)
        rows = np.sort(tree.query(line, predicate="intersects"))
        crossed[rows] = True
        parts, index = _faces(shapely.intersection(cells[rows], border, grid_size=SNAP))
        shape.append(parts)
        site.append(rows[index])
        district.append(np.full(len(parts), row, dtype=np.int8))
    inner = np.flatnonzero(~crossed & (home >= 0) & ~shapely.is_missing(cells))
    return (
        np.concatenate([cells[inner], *shape]),
        np.concatenate([inner, *site]),
        np.concatenate([home[inner], *district]),
    )


def _threaded(operation: Any, left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Run a shapely operation over halves of the arrays at once (it releases the GIL)."""
    chunks = np.array_split(np.arange(len(left)), _THREADS * 8)
    with ThreadPoolExecutor(_THREADS) as pool:
        done = pool.map(lambda rows: operation(left[rows], right[rows], grid_size=SNAP), chunks)
        return np.concatenate(list(done))


def _faces_only(shapes: NDArray[Any]) -> NDArray[Any]:
    """The shapes without the points and lines a rounded overlay may leave beside polygons."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for row in mixed:
        shapes[row] = shapely.multipolygons(_faces(shapes[row : row + 1])[0])
    return shapes


def _faces(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Polygon parts of any geometries, and the row each part comes from."""
    parts, index = shapely.get_parts(shapes, return_index=True)
    nested = shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION
    if nested.any():
        raise ValueError("an overlay of two polygons gave a nested collection")
    faces = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return parts[faces], index[faces]
