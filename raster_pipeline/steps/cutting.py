"""Cutting parcels on borders: piece by piece, layer by layer, by the zone parts nearby.

A small parcel is never cut by a zone of a hundred thousand vertices: parcels are gathered by
blocks of a fixed mesh, and large zone parts are clipped once to the surroundings of a block, well
beyond every parcel in it. The block of a parcel depends on the parcel alone, so its pieces do not
depend on what else is cut, in which order, or by how many threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.border_cells import UNSETTLED
from raster_pipeline.steps.zone_parts import (
    OUTSIDE,
    Geometries,
    Rows,
    ZoneParts,
    Zones,
    polygons_only,
)
from sinkmap.area import plane_area

__all__ = ["Overlap", "Pieces", "Window", "blocks", "cut"]

Window = tuple[float, float, float, float]
"""West, south, east, north in CRS units."""

_MOST_IN_BLOCK = 4_000
_WHOLE = 1e-12
"""Relative area that may be missing from a parcel covered by zones."""
_TWICE = 1e-9
"""Relative area above which zones of a layer are said to overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """``parcel``: (piece,) row of the parcel; ``geometry``: (piece,); ``zones``: (piece, layer)
    index of the zone or OUTSIDE."""

    parcel: Rows
    geometry: Geometries
    zones: Zones

    def without_shapes(self) -> Pieces:
        """The same pieces; their geometry is let go."""
        return Pieces(self.parcel, np.empty(0, dtype=object), self.zones)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Ground of one parcel that two zones of a layer claim: area in squared CRS units."""

    parcel: int
    layer: int
    zones: tuple[int, ...]
    plane: float


@dataclass(frozen=True, slots=True, eq=False)
class _Cuts:
    """Pairs of a parcel and a zone part that may share ground with it; sorted by parcel."""

    parcel: Rows
    part: Rows


def blocks(bounds: NDArray[np.float64], side: float) -> Iterator[tuple[Rows, Window]]:
    """Parcels by block, with the rectangle around the block.

    Parameters
    ----------
    bounds
        (n, 4) of the parcels, finite.
    side
        Side of a block in CRS units; a parcel wider than a quarter of it has a larger block, by
        powers of two.

    Yields
    ------
    Rows of the parcels and (west, south, east, north), which holds them with room to spare.
    """
    size = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    sides = side * 2.0 ** np.ceil(np.log2(np.maximum(4.0 * size / side, 1.0)))
    key = np.column_stack([sides, np.floor(bounds[:, 0] / sides), np.floor(bounds[:, 1] / sides)])
    order = np.lexsort((key[:, 2], key[:, 1], key[:, 0]))
    starts = np.flatnonzero((np.diff(key[order], axis=0) != 0).any(axis=1)) + 1
    for rows in np.split(order, starts) if len(order) else ():
        step, column, row = key[rows[0]]
        west, south = (column - 0.1) * step, (row - 0.1) * step
        window = (west, south, west + 1.45 * step, south + 1.45 * step)
        for first in range(0, len(rows), _MOST_IN_BLOCK):
            yield rows[first : first + _MOST_IN_BLOCK], window


def cut(
    parcels: Geometries, zones: Zones, parts: ZoneParts, window: Window
) -> tuple[Pieces, list[Overlap]]:
    """Settle the zones of the parcels of one block, cutting those on a border.

    Parameters
    ----------
    parcels, zones
        (n,) polygons and their (n, layer) zones, UNSETTLED where a border may cross.
    parts
        The zones of all layers.
    window
        Rectangle that holds the parcels with room to spare.
    """
    near = parts.near(shapely.box(*window), (zones == UNSETTLED).any(axis=0))
    zones, cuts = _settle(parcels, zones, near)
    pieces = Pieces(np.arange(len(parcels), dtype=np.int64), parcels, zones)
    overlaps: list[Overlap] = []
    layer_of_cut = near.layer[cuts.part]
    for layer in np.unique(layer_of_cut):
        chosen = layer_of_cut == layer
        own = _Cuts(cuts.parcel[chosen], cuts.part[chosen])
        pieces = _refine(pieces, int(layer), own, near, overlaps)
    return pieces, overlaps


def _settle(parcels: Geometries, zones: Zones, near: ZoneParts) -> tuple[Zones, _Cuts]:
    """Zones of the parcels that lie wholly in one or in none, and what may cut the others."""
    parcel, part = near.tree.query(parcels)
    order = np.lexsort((part, parcel))
    parcel, part = parcel[order], part[order]
    asked = zones[parcel, near.layer[part]] == UNSETTLED
    parcel, part = parcel[asked], part[asked]
    inside = shapely.contains_properly(near.geometry[part], parcels[parcel])
    meets = inside.copy()
    rest = np.flatnonzero(~inside)
    meets[rest] = shapely.intersects(near.geometry[part[rest]], parcels[parcel[rest]])
    parcel, part, inside = parcel[meets], part[meets], inside[meets]
    layer = near.layer[part]
    place = parcel * zones.shape[1] + layer
    alone = np.bincount(place, minlength=zones.size)[place] == 1
    settled = zones.copy()
    settled[zones == UNSETTLED] = OUTSIDE
    whole = inside & alone
    settled[parcel[whole], layer[whole]] = near.zone[part[whole]]
    return settled, _Cuts(parcel[~whole], part[~whole])


def _refine(
    pieces: Pieces, layer: int, cuts: _Cuts, near: ZoneParts, overlaps: list[Overlap]
) -> Pieces:
    """Pieces with their zone of one layer, cut where a border crosses them."""
    first = np.searchsorted(cuts.parcel, pieces.parcel, side="left")
    count = np.searchsorted(cuts.parcel, pieces.parcel, side="right") - first
    piece = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    part = cuts.part[first[piece] + step]
    crossed = np.flatnonzero(count)
    shape = pieces.geometry[crossed]
    area = np.zeros(len(count))
    slack = np.zeros(len(count))
    area[crossed] = plane_area(shape)
    slack[crossed] = area[crossed] * _WHOLE + _rounding(shape)
    made = polygons_only(shapely.intersection(pieces.geometry[piece], near.geometry[part]))
    made_area = plane_area(made)
    filled = made_area > 0.0
    piece, part, made, made_area = piece[filled], part[filled], made[filled], made_area[filled]
    full = made_area >= area[piece] - slack[piece]
    made[full] = pieces.geometry[piece[full]]
    covered = np.bincount(piece, weights=made_area, minlength=len(count))
    short = crossed[covered[crossed] < area[crossed] - slack[crossed]]
    left = _remainders(pieces.geometry, short, piece, near.geometry[part])
    over = crossed[covered[crossed] > area[crossed] * (1.0 + _TWICE) + slack[crossed]]
    for row in over:
        claims = tuple(np.unique(near.zone[part[piece == row]]).tolist())
        excess = float(covered[row] - area[row])
        overlaps.append(Overlap(int(pieces.parcel[row]), layer, claims, excess))
    there = plane_area(left) > 0.0
    source = np.concatenate([piece, short[there]])
    zone = np.concatenate([near.zone[part], np.full(int(there.sum()), OUTSIDE)])
    return _replaced(pieces, layer, source, np.concatenate([made, left[there]]), zone)


def _rounding(geometries: Geometries) -> NDArray[np.float64]:
    """Area a border may gain or lose because its vertices are rounded to floating point."""
    bounds = np.abs(shapely.bounds(geometries))
    step = np.spacing(np.nan_to_num(bounds).max(axis=1, initial=0.0))
    return np.asarray(step * shapely.length(geometries), dtype=np.float64)


def _remainders(geometry: Geometries, short: Rows, piece: Rows, by: Geometries) -> Geometries:
    """What the parts leave of pieces they do not fill; one part of every piece at a time.

    ``short``: rows to do; ``piece``: (cut,) ascending rows; ``by``: (cut,) the parts.
    """
    left = geometry[short]
    first = np.searchsorted(piece, short, side="left")
    count = np.searchsorted(piece, short, side="right") - first
    for turn in range(int(count.max(initial=0))):
        rows = np.flatnonzero(count > turn)
        left[rows] = shapely.difference(left[rows], by[first[rows] + turn])
    return polygons_only(left)


def _replaced(
    pieces: Pieces, layer: int, source: Rows, geometry: Geometries, zone: NDArray[np.int64]
) -> Pieces:
    """Pieces with some replaced by what they were cut into; rows in ``source`` go."""
    stays = np.ones(len(pieces.parcel), dtype=bool)
    stays[source] = False
    kept = np.flatnonzero(stays)
    order = np.concatenate([kept, source])
    zones = pieces.zones[order]
    zones[len(kept) :, layer] = zone
    return Pieces(pieces.parcel[order], np.concatenate([pieces.geometry[kept], geometry]), zones)
