"""Zones as edges in pixel units of a grid: what exact accounting walks along.

No polygon object is touched after this: all zones together are four flat arrays, and what is known
of each zone beforehand is the rows and columns it can reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.grid import Grid
from sinkmap.rings import Rings

__all__ = ["BrokenZoneError", "ZoneEdges"]

Reals = NDArray[np.float64]
Integers = NDArray[np.int64]


class BrokenZoneError(ValueError):
    """Zones that cannot be measured: ``rows`` of the table they came from, and ``why``."""

    def __init__(self, rows: Integers, why: str) -> None:
        self.rows = tuple(int(row) for row in rows)
        self.why = why
        shown = ", ".join(map(str, self.rows[:20]))
        super().__init__(f"{why}: zones {shown}" + (" …" if len(self.rows) > 20 else ""))


@dataclass(frozen=True, slots=True, eq=False)
class ZoneEdges:
    """Edges of many zones in pixels from the grid's north-west corner.

    ``x, y``: (vertex,) closed rings, y downwards; ``start``: (ring + 1,) first vertex of each
    ring; ``sign``: (ring,) +1 or -1 so that shells add and holes take away whatever the direction
    they are drawn in; ``first``: (zone + 1,) first ring of each zone; ``rows``, ``cols``: (zone,
    2) first and last (exclusive) row and column of the grid a zone can reach, equal if none.
    """

    x: Reals
    y: Reals
    start: Integers
    sign: Reals
    first: Integers
    rows: Integers
    cols: Integers

    @classmethod
    def of(cls, geometries: Iterable[Any], grid: Grid) -> ZoneEdges:
        """Flatten (n,) polygons or multipolygons in the grid's CRS; None and empty have no edge.

        Raises
        ------
        BrokenZoneError
            If a coordinate is no finite number, or a geometry is neither polygon nor multipolygon.
        """
        array = np.asarray(geometries, dtype=object)
        _refuse_other_kinds(array)
        rings = Rings.of(array)
        x = (rings.x - grid.west) / grid.resolution
        y = (grid.north - rings.y) / grid.resolution
        first = np.searchsorted(rings.owner, np.arange(rings.count + 1)).astype(np.int64)
        reach = _reach(x, y, rings.start, first)
        broken = ~np.isfinite(reach).all(axis=1) & (first[1:] > first[:-1])
        if broken.any():
            raise BrokenZoneError(np.flatnonzero(broken), "coordinates that are no finite numbers")
        return cls(
            x,
            y,
            rings.start,
            _orientation(x, y, rings.start) * rings.sign,
            first,
            _clipped(reach[:, 2], reach[:, 3], grid.shape[0]),
            _clipped(reach[:, 0], reach[:, 1], grid.shape[1]),
        )

    @property
    def count(self) -> int:
        """Number of zones."""
        return len(self.first) - 1


def _refuse_other_kinds(geometries: NDArray[Any]) -> None:
    kinds = shapely.get_type_id(geometries)
    fine = np.isin(kinds, (-1, shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    wrong = np.flatnonzero(~fine & ~shapely.is_empty(geometries))
    if len(wrong):
        raise BrokenZoneError(wrong, "neither polygon nor multipolygon")


def _clipped(low: Reals, high: Reals, size: int) -> Integers:
    """(zone, 2) whole pixels between low and high that lie on the grid."""
    meets = (high > 0.0) & (low < size)
    first = np.where(meets, np.clip(np.floor(np.where(meets, low, 0.0)), 0, size), 0)
    last = np.where(meets, np.clip(np.ceil(np.where(meets, high, 0.0)), 0, size), 0)
    return np.column_stack([first, last]).astype(np.int64)


@compiled
def _reach(x: Reals, y: Reals, start: Integers, first: Integers) -> Reals:
    """(zone, 4) least and greatest x, least and greatest y; NaN where a coordinate is not finite.

    A zone without an edge reaches (inf, -inf).
    """
    reach = np.empty((first.size - 1, 4))
    for zone in range(first.size - 1):
        x0, x1, y0, y1 = np.inf, -np.inf, np.inf, -np.inf
        total = 0.0
        for k in range(start[first[zone]], start[first[zone + 1]]):
            x0, x1 = min(x0, x[k]), max(x1, x[k])
            y0, y1 = min(y0, y[k]), max(y1, y[k])
            total += x[k] + y[k]
        if not np.isfinite(total):
            x0 = np.nan
        reach[zone, 0], reach[zone, 1], reach[zone, 2], reach[zone, 3] = x0, x1, y0, y1
    return reach


@compiled
def _orientation(x: Reals, y: Reals, start: Integers) -> Reals:
    """+1 or -1 for each ring so that pixels on the right of its downward edges are gained or lost.

    A ring with positive signed area (x right, y down) has its inside on the left of those.
    """
    sign = np.ones(start.size - 1)
    for ring in range(start.size - 1):
        x0, y0 = x[start[ring]], y[start[ring]]
        total = 0.0
        for k in range(start[ring], start[ring + 1] - 1):
            total += (x[k] - x0) * (y[k + 1] - y0) - (x[k + 1] - x0) * (y[k] - y0)
        if total > 0.0:
            sign[ring] = -1.0
    return sign
