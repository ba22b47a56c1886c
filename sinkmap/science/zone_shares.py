"""Exact shares of pixels in zones, one band of tiles at a time, packed.

The share of a pixel inside a polygon is found by signed-area accumulation, the method of font
rasterisers: each edge adds the signed trapezoid between itself and the right-hand side of every
pixel it crosses, and a running sum along the row turns these into shares. No pixel centre rule and
no sampling. Only pixels that an edge crosses are ever touched; what lies between them is a run.

A share is kept as a whole number of 2⁻³² pixels, so that shares computed now and shares read back
from a file are the same to the bit, and those of two neighbours along a border sum to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.grid import TILE, Grid
from sinkmap.science.edge_cells import enter_zone, leave_zone, sweep_tile
from sinkmap.science.zone_edges import BrokenZoneError, Integers, Reals, ZoneEdges

__all__ = ["ONE", "BandShares", "ZoneShares"]

ONE = 2**32
"""Units of share in a whole pixel."""

_SPAN = 8 * TILE
"""Columns taken at once: bounds the working memory of a zone as wide as a country (17 MB)."""
_CROSSING = 1e-6
"""How far beyond 0..1 a running share may go before its zone is said to cross itself."""

Packed = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class BandShares:
    """Shares of every zone in one row of tiles.

    A *group* is one zone in one tile; groups stand in order of tile, then zone. ``tiles``: (tile
    columns + 1,) first group of each; ``zone, edge, edges, run, runs``: (group,) row of the zone,
    first edge pixel, number of edge pixels, first run, number of runs. ``edge_place``: row and
    column of an edge pixel in 9 + 9 bits, counted from the tile's corner; ``edge_share``: its
    share in 2⁻³²; ``run_words``: row, column and length of a run of whole pixels in 9 + 9 + 10
    bits.

    Edge pixels and runs are apart so that summing walks each list straight on: a loop for every
    stretch of a row would be left by a branch that no processor foresees.
    """

    tiles: Packed
    zone: Packed
    edge: Packed
    edges: Packed
    run: Packed
    runs: Packed
    edge_place: Packed
    edge_share: Packed
    run_words: Packed

    @property
    def arrays(self) -> tuple[Packed, ...]:
        """Every array, in the order they are stored."""
        return (
            self.tiles,
            self.zone,
            self.edge,
            self.edges,
            self.run,
            self.runs,
            self.edge_place,
            self.edge_share,
            self.run_words,
        )

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays together."""
        return sum(array.nbytes for array in self.arrays)


class ZoneShares:
    """Shares of zones on a grid, computed band by band.

    Parameters
    ----------
    edges
        The zones.
    grid
        The grid they lie on.
    tile
        Edge of a tile in pixels, at most 512. Sums differ between sizes by rounding only; a run
        always uses 512.
    """

    def __init__(self, edges: ZoneEdges, grid: Grid, tile: int = TILE) -> None:
        if not 0 < tile <= TILE:
            raise ValueError(f"a tile has 1 to {TILE} pixels an edge: {tile}")
        self.edges = edges
        self.grid = grid
        self.tile = tile
        self._work: Reals | None = None
        self._order, self._first = _zones_by_band(edges.rows, edges.cols, tile, self.bands)

    @property
    def count(self) -> int:
        """Number of zones."""
        return self.edges.count

    @property
    def bands(self) -> int:
        """Rows of tiles of the grid."""
        return -(-self.grid.shape[0] // self.tile)

    def work(self) -> Reals:
        """(band,) how much there is to do in each, in edge pixels and their like."""
        if self._work is None:
            edges = self.edges
            amount = _amounts(edges.x, edges.y, edges.start, edges.first, edges.rows, edges.cols)
            self._work = _spread(amount, edges.rows, self.tile, self.bands)
        return self._work

    def band(self, index: int) -> BandShares:
        """Shares in one row of tiles.

        Raises
        ------
        BrokenZoneError
            If a zone crosses itself, so that a share comes out below none or above the whole.
        """
        edges, tile = self.edges, self.tile
        zones = self._order[self._first[index] : self._first[index + 1]]
        top = index * tile
        height = min(tile, self.grid.shape[0] - top)
        room = _room(edges, zones, top, height, tile)
        groups = np.empty((room.groups, 6), dtype=np.int64)
        places, shares = np.empty((2, room.cells), dtype=np.uint32)
        runs = np.empty(room.runs, dtype=np.uint32)
        state = np.zeros(3, dtype=np.int64)
        crossing = np.zeros(len(zones), dtype=np.bool_)
        _build(
            (edges.x, edges.y, edges.start, edges.sign, edges.first),
            (edges.rows, edges.cols, zones),
            (top, height, tile),
            np.zeros(room.buffer),
            np.zeros(room.buffer // 32 + 4 * tile, dtype=np.uint64),
            groups,
            (places, shares, runs),
            state,
            crossing,
        )
        if crossing.any():
            raise BrokenZoneError(zones[crossing], "edges that cross each other")
        columns = -(-self.grid.shape[1] // tile)
        pixels, stretches, count = state.tolist()
        kept = (places[:pixels].copy(), shares[:pixels].copy(), runs[:stretches].copy())
        return _packed(groups[:count], kept, columns)


def _packed(groups: Integers, kept: tuple[Packed, Packed, Packed], columns: int) -> BandShares:
    order = np.argsort(groups[:, 0], kind="stable")
    tiles = np.searchsorted(groups[order, 0], np.arange(columns + 1)).astype(np.uint32)
    zone, edge, edges, run, runs = np.ascontiguousarray(groups[order, 1:].astype(np.uint32).T)
    return BandShares(tiles, zone, edge, edges, run, runs, *kept)


@dataclass(frozen=True, slots=True)
class _Room:
    """Upper bounds of what a band can hold, so that the kernel never has to grow an array."""

    groups: int
    runs: int
    cells: int
    buffer: int


def _room(edges: ZoneEdges, zones: Integers, top: int, height: int, tile: int) -> _Room:
    rows = np.clip(edges.rows[zones] - top, 0, height)
    tall = rows[:, 1] - rows[:, 0]
    cols = edges.cols[zones]
    wide = cols[:, 1] - cols[:, 0]
    across = -(-cols[:, 1] // tile) - cols[:, 0] // tile
    cells = _cells(edges.x, edges.y, edges.start, edges.first, zones, top, height, edges.cols)
    return _Room(
        int(across.sum()),
        cells + 4 * int((tall * across).sum()),
        cells,
        int((tall * (np.minimum(wide, _SPAN) + 2)).max(initial=0)),
    )


@compiled
def _cells(
    x: Reals,
    y: Reals,
    start: Integers,
    first: Integers,
    zones: Integers,
    top: int,
    height: int,
    cols: Integers,
) -> int:
    """No fewer than the pixels of a band that edges of the zones cross."""
    total = 0
    for zone in zones:
        west, east = float(cols[zone, 0]), float(cols[zone, 1])
        for k in range(start[first[zone]], start[first[zone + 1]] - 1):
            low, high = min(y[k], y[k + 1]) - top, max(y[k], y[k + 1]) - top
            if high < 0.0 or low > height:
                continue
            left, right = min(x[k], x[k + 1]), max(x[k], x[k + 1])
            width = max(0.0, min(right, east) - max(left, west))
            total += int(width) + int(min(high, height) - max(low, 0.0)) + 4
    return total


@compiled
def _amounts(
    x: Reals, y: Reals, start: Integers, first: Integers, rows: Integers, cols: Integers
) -> Reals:
    """(zone,) edge pixels, edges, and the pixels inside at a tenth of an edge pixel's work."""
    amount = np.zeros(first.size - 1)
    for zone in range(first.size - 1):
        for k in range(start[first[zone]], start[first[zone + 1]] - 1):
            amount[zone] += abs(x[k + 1] - x[k]) + abs(y[k + 1] - y[k]) + 2.0
        amount[zone] += 0.1 * (rows[zone, 1] - rows[zone, 0]) * (cols[zone, 1] - cols[zone, 0])
    return amount


@compiled
def _spread(amount: Reals, rows: Integers, tile: int, bands: int) -> Reals:
    """(band,) each zone's amount by its rows in the band."""
    work = np.zeros(bands)
    for zone in range(amount.size):
        tall = rows[zone, 1] - rows[zone, 0]
        for band in range(rows[zone, 0] // tile, -(-rows[zone, 1] // tile)):
            inside = min(rows[zone, 1], (band + 1) * tile) - max(rows[zone, 0], band * tile)
            work[band] += amount[zone] * inside / tall
    return work


@compiled
def _zones_by_band(
    rows: Integers, cols: Integers, tile: int, bands: int
) -> tuple[Integers, Integers]:
    """Zones that reach each band, in order, and the first place of each band among them."""
    first = np.zeros(bands + 1, dtype=np.int64)
    for zone in range(rows.shape[0]):
        if cols[zone, 1] > cols[zone, 0]:
            for band in range(rows[zone, 0] // tile, -(-rows[zone, 1] // tile)):
                first[band + 1] += 1
    for band in range(bands):
        first[band + 1] += first[band]
    order = np.empty(first[bands], dtype=np.int64)
    place = first[:-1].copy()
    for zone in range(rows.shape[0]):
        if cols[zone, 1] > cols[zone, 0]:
            for band in range(rows[zone, 0] // tile, -(-rows[zone, 1] // tile)):
                order[place[band]] = zone
                place[band] += 1
    return order, first


@compiled
def _build(
    edges: tuple[Reals, Reals, Integers, Reals, Integers],
    reach: tuple[Integers, Integers, Integers],
    place: tuple[int, int, int],
    work: Reals,
    marks: NDArray[np.uint64],
    groups: Integers,
    out: tuple[Packed, Packed, Packed],
    state: Integers,
    crossing: NDArray[np.bool_],
) -> None:
    """Fill ``groups`` and ``out``; ``state`` counts edge pixels, runs and groups."""
    rows, cols, zones = reach
    top, height, tile = place
    running = np.empty(height)
    for number in range(zones.size):
        zone = zones[number]
        upper, lower = max(rows[zone, 0] - top, 0), min(rows[zone, 1] - top, height)
        begin, end = cols[zone, 0], cols[zone, 1]
        while begin < end:
            stop = min(end, (begin // tile) * tile + max(1, _SPAN // tile) * tile)
            tall, wide = lower - upper, stop - begin
            words = (wide + 2 + 63) // 64
            buffer = work[: tall * (wide + 2)].reshape(tall, wide + 2)
            touched = marks[: tall * words].reshape(tall, words)
            enter_zone(edges, zone, begin, top + upper, buffer, touched)
            running[:tall] = 0.0
            span = (begin, stop, upper, tile)
            crossing[number] |= _sweep(buffer, touched, running, span, zone, groups, out, state)
            leave_zone(buffer, touched)
            begin = stop


@compiled
def _sweep(
    buffer: Reals,
    touched: NDArray[np.uint64],
    running: Reals,
    span: tuple[int, int, int, int],
    zone: int,
    groups: Integers,
    out: tuple[Packed, Packed, Packed],
    state: Integers,
) -> bool:
    """Sweep the tiles of one zone in one span, a group each; whether its edges cross."""
    begin, stop, upper, tile = span
    crossing = False
    for column in range(begin // tile, -(-stop // tile)):
        edge, run = state[0], state[1]
        inside = (max(begin, column * tile) - begin, min(stop, (column + 1) * tile) - begin)
        corner = (upper, begin - column * tile)
        crossed, state[0], state[1] = sweep_tile(
            buffer, touched, running, inside, corner, out, (edge, run)
        )
        crossing |= crossed
        if state[0] > edge or state[1] > run:
            group = groups[state[2]]
            group[0], group[1] = column, zone
            group[2], group[3] = edge, state[0] - edge
            group[4], group[5] = run, state[1] - run
            state[2] += 1
    return crossing
