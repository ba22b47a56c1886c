"""Which parcels no border of a zone layer comes near: found on a mesh of cells, not by geometry.

The cells that a border touches are marked. What lies between them falls into patches of cells, and
each patch lies wholly in one zone or outside all: one point settles it. A parcel whose box meets
no marked cell has the zone of its patch, without a single geometric predicate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.steps.zone_parts import OUTSIDE, Geometries
from sinkmap.compiled import compiled

__all__ = ["UNSETTLED", "BorderCells"]

UNSETTLED = -2
"""Zone of a parcel that a border may cross."""

_CELLS_A_PARCEL = 16
_MOST_CELLS = 6_000_000
_SLACK = 1e-6
"""Share of a cell by which borders and parcels are taken wider, against rounding."""


@dataclass(frozen=True, slots=True)
class BorderCells:
    """A mesh of square cells over all parcels: its corner and cell size in CRS units, its shape."""

    west: float
    south: float
    size: float
    shape: tuple[int, int]

    @classmethod
    def over(cls, bounds: NDArray[np.float64]) -> BorderCells:
        """Some cells for each parcel over the (n, 4) bounds of all of them."""
        known = bounds[np.isfinite(bounds).all(axis=1)]
        if not len(known):
            return cls(0.0, 0.0, 1.0, (1, 1))
        west, south = known[:, :2].min(axis=0)
        east, north = known[:, 2:].max(axis=0)
        width, height = east - west, north - south
        wanted = min(_MOST_CELLS, _CELLS_A_PARCEL * len(known))
        long = max(width, height)
        size = max(math.sqrt(width * height / wanted), long / wanted, math.ulp(long) * 1e6)
        if size <= 0.0:
            return cls(float(west), float(south), 1.0, (1, 1))
        shape = (int(height / size) + 1, int(width / size) + 1)
        return cls(float(west), float(south), float(size), shape)

    def settled(
        self, bounds: NDArray[np.float64], parts: Geometries, zone: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Zone of every parcel that no border comes near, else UNSETTLED: (n,).

        Parameters
        ----------
        bounds
            (n, 4) of the parcels.
        parts, zone
            (part,) polygons of one layer and the zone of each.
        """
        marked = self._marked(parts)
        patch, _ = ndimage.label(marked == 0, output=np.int32)
        zone_of_patch = self._zones_of_patches(patch, parts, zone)
        result = np.full(len(bounds), UNSETTLED, dtype=np.int32)
        known = np.flatnonzero(np.isfinite(bounds).all(axis=1))
        low = self._cells(bounds[known, 0], bounds[known, 1], -_SLACK)
        high = self._cells(bounds[known, 2], bounds[known, 3], _SLACK)
        sums = np.zeros((self.shape[0] + 1, self.shape[1] + 1), dtype=np.int32)
        np.cumsum(marked, axis=0, dtype=np.int32, out=sums[1:, 1:])
        np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
        top, right = high[0] + 1, high[1] + 1
        met = sums[top, right] - sums[low[0], right] - sums[top, low[1]] + sums[low]
        free = met == 0
        result[known[free]] = zone_of_patch[patch[low[0][free], low[1][free]]]
        return result

    def _cells(
        self, x: NDArray[np.float64], y: NDArray[np.float64], slack: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row and column of points, kept inside the mesh."""
        row = np.floor((y - self.south) / self.size + slack).astype(np.int64)
        column = np.floor((x - self.west) / self.size + slack).astype(np.int64)
        return row.clip(0, self.shape[0] - 1), column.clip(0, self.shape[1] - 1)

    def _marked(self, parts: Geometries) -> NDArray[np.uint8]:
        marked = np.zeros(self.shape, dtype=np.uint8)
        xy, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
        _mark((xy[:, 0] - self.west) / self.size, (xy[:, 1] - self.south) / self.size, ring, marked)
        return marked

    def _zones_of_patches(
        self, patch: NDArray[np.int32], parts: Geometries, zone: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Zone of each patch by a cell of it; UNSETTLED where zones overlap or cells are marked."""
        flat = patch.ravel()
        cell = np.zeros(int(flat.max(initial=0)) + 1, dtype=np.int64)
        cell[flat[::-1]] = np.arange(flat.size - 1, -1, -1)
        x = self.west + (cell % self.shape[1] + 0.5) * self.size
        y = self.south + (cell // self.shape[1] + 0.5) * self.size
        points: Geometries = np.asarray(shapely.points(x, y))
        tree = shapely.STRtree(points)
        part, found = tree.query(parts, predicate="contains_properly")
        result = np.full(len(cell), OUTSIDE, dtype=np.int32)
        result[found] = zone[part]
        result[np.bincount(found, minlength=len(cell)) > 1] = UNSETTLED
        result[0] = UNSETTLED
        return result


@compiled
def _mark(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    ring: NDArray[np.int64],
    marked: NDArray[np.uint8],
) -> None:
    """Mark every cell that a segment touches; x, y in cells, segments join neighbours of a ring."""
    rows, columns = marked.shape
    for k in range(x.size - 1):
        if ring[k] != ring[k + 1]:
            continue
        x0, y0, x1, y1 = x[k], y[k], x[k + 1], y[k + 1]
        first = max(0, math.floor(min(y0, y1) - _SLACK))
        last = min(rows - 1, math.floor(max(y0, y1) + _SLACK))
        for row in range(first, last + 1):
            a, b = 0.0, 1.0
            if y1 != y0:
                t0, t1 = (row - _SLACK - y0) / (y1 - y0), (row + 1 + _SLACK - y0) / (y1 - y0)
                a, b = max(0.0, min(t0, t1)), min(1.0, max(t0, t1))
            xa, xb = x0 + a * (x1 - x0), x0 + b * (x1 - x0)
            left = max(0.0, min(xa, xb) - _SLACK)
            right = min(columns - 1.0, max(xa, xb) + _SLACK)
            for column in range(math.floor(left), math.floor(right) + 1):
                marked[row, column] = 1
