"""Geometry written as vector tiles want it: whole tile units, commands, zigzag differences.

Source: Mapbox Vector Tile Specification 2.1, section 4.3. Vertices are rounded to the tile's own
units, so that shapes that share vertices still share them; vertices on the straight line between
their neighbours are left out, which moves no border. A shape that is smaller than a unit becomes a
square of one: no shape is lost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.display.clipping import MOST_GROWTH, clip_ring, clip_segment
from raster_pipeline.display.commands import (
    put_line,
    put_points,
    put_ring,
    ring_vertices,
    twice_area,
    whole_vertices,
)
from raster_pipeline.display.outlines import LINE, POINT, Outlines
from sinkmap.compiled import compiled

__all__ = ["EXTENT", "encode_geometry"]

EXTENT = 8192
"""Units of a tile's side: 0.3 m at zoom 14. MapLibre rounds to as many; more would be lost."""

_SHORTEST = 8
_BYTES_A_VERTEX = 6
"""What most take; room grows where they take more."""
_BYTES_A_LINE = 64
"""More than a vertex, the commands of a line or a square in place of a small shape can take."""
_Bytes = NDArray[np.uint8]
_Whole = NDArray[np.int64]
_Path = NDArray[np.float64]


def encode_geometry(
    outlines: Outlines, shape: _Whole, column: _Whole, row: _Whole, zoom: int, buffer: float
) -> tuple[_Bytes, _Whole]:
    """Commands of the parts of shapes that lie in tiles.

    Parameters
    ----------
    shape
        (p,) positions in ``outlines``.
    column, row
        (p,) the tile each is written for.
    buffer
        Part of the tile's side by which they reach beyond it.

    Returns
    -------
    All commands one after another, and (p + 1,) where those of each shape begin; none of a shape
    that does not come into its tile.
    """
    box = outlines.bounds[shape] * (1 << zoom)
    tile = np.column_stack([column, row])
    across = np.any((box[:, :2] < tile - buffer) | (box[:, 2:] > tile + 1 + buffer), axis=1)
    firsts, lasts = outlines.shapes[shape], outlines.shapes[shape + 1]
    vertices = int((outlines.lines[lasts] - outlines.lines[firsts])[~across].sum())
    longest = max(int(np.diff(outlines.lines).max(initial=0)), _SHORTEST)
    path = np.empty((longest * MOST_GROWTH, 2))
    whole = np.empty((longest * MOST_GROWTH, 2), dtype=np.int64)
    starts = np.zeros(len(shape) + 1, dtype=np.int64)
    room = np.empty((vertices + len(shape) + 1) * _BYTES_A_VERTEX, dtype=np.uint8)
    limits = (-buffer * EXTENT, (1.0 + buffer) * EXTENT)
    encoded = _encode(
        outlines.kind, outlines.world, outlines.lines, outlines.outer, firsts, lasts, tile,
        across, float(EXTENT << zoom), limits, path, np.empty_like(path), whole, room, starts,
    )  # fmt: skip
    return encoded[: starts[-1]].copy(), starts


@compiled
def _encode(
    kind: int, world: _Path, lines: _Whole, outer: NDArray[np.bool_], firsts: _Whole,
    lasts: _Whole, tile: _Whole, across: NDArray[np.bool_], scale: float,
    limits: tuple[float, float], path: _Path, spare: _Path, whole: _Whole, room: _Bytes,
    starts: _Whole,
) -> _Bytes:  # fmt: skip
    at = 0
    for p in range(len(firsts)):
        corner = (tile[p, 0] * EXTENT, tile[p, 1] * EXTENT)
        starts[p] = at
        first, last = firsts[p], lasts[p]
        # What a cut leaves is not known before, so there is room for the most it can be.
        most = (lines[last] - lines[first]) * (MOST_GROWTH if across[p] else 1)
        room = _with_room(room, at, (most + last - first + 1) * _BYTES_A_LINE)
        if kind == POINT:
            at = _put_spots(world, lines[first], lines[last], scale, corner, limits, across[p],
                            whole, room, at)  # fmt: skip
        elif kind == LINE:
            at = _put_lines(world, lines, first, last, scale, corner, limits, across[p],
                            path, whole, room, at)  # fmt: skip
        else:
            at = _put_rings(world, lines, outer, first, last, scale, corner, limits, across[p],
                            path, spare, whole, room, at)  # fmt: skip
    starts[len(firsts)] = at
    return room


@compiled
def _with_room(room: _Bytes, at: int, wanted: int) -> _Bytes:
    if at + wanted <= len(room):
        return room
    larger = np.empty(2 * (at + wanted), dtype=np.uint8)
    larger[:at] = room[:at]
    return larger


@compiled
def _put_spots(
    world: _Path, first: int, last: int, scale: float, corner: tuple[int, int],
    limits: tuple[float, float], cut: bool, whole: _Whole, room: _Bytes, at: int,
) -> int:  # fmt: skip
    n = 0
    for i in range(first, last):
        x, y = world[i, 0] * scale - corner[0], world[i, 1] * scale - corner[1]
        if not cut or (limits[0] <= min(x, y) and max(x, y) <= limits[1]):
            whole[n, 0], whole[n, 1] = int(np.floor(x + 0.5)), int(np.floor(y + 0.5))
            n += 1
    return put_points(whole, n, room, at) if n > 0 else at


@compiled
def _put_lines(
    world: _Path, lines: _Whole, first: int, last: int, scale: float, corner: tuple[int, int],
    limits: tuple[float, float], cut: bool, path: _Path, whole: _Whole, room: _Bytes, at: int,
) -> int:  # fmt: skip
    cursor = (0, 0)
    begin = at
    spot = (0, 0)
    seen = False
    for line in range(first, last):
        n = 0
        for i in range(lines[line], lines[line + 1] - 1):
            x, y = world[i, 0] * scale - corner[0], world[i, 1] * scale - corner[1]
            dx = world[i + 1, 0] * scale - corner[0] - x
            dy = world[i + 1, 1] * scale - corner[1] - y
            come, go = (0.0, 1.0) if not cut else clip_segment(x, y, dx, dy, *limits)
            if n > 0 and (come > 0.0 or go < come):
                at, cursor = put_line(whole, whole_vertices(path, n, whole), cursor, room, at)
                n = 0
            if go < come:
                continue
            if n == 0:
                path[0, 0], path[0, 1], n = x + come * dx, y + come * dy, 1
            path[n, 0], path[n, 1], n = x + go * dx, y + go * dy, n + 1
            if not seen:
                spot = (int(np.floor(path[0, 0] + 0.5)), int(np.floor(path[0, 1] + 0.5)))
                seen = True
        if n > 0:
            at, cursor = put_line(whole, whole_vertices(path, n, whole), cursor, room, at)
    if seen and at == begin:
        whole[0, 0], whole[0, 1], whole[1, 0], whole[1, 1] = *spot, spot[0] + 1, spot[1]
        at, cursor = put_line(whole, 2, cursor, room, at)
    return at


@compiled
def _put_rings(
    world: _Path, lines: _Whole, outer: NDArray[np.bool_], first: int, last: int, scale: float,
    corner: tuple[int, int], limits: tuple[float, float], cut: bool, path: _Path, spare: _Path,
    whole: _Whole, room: _Bytes, at: int,
) -> int:  # fmt: skip
    begin = at
    cursor = (0, 0)
    spot = (0, 0)
    seen, kept = False, False
    mark, filled = (at, cursor), 0
    for line in range(first, last):
        if not (outer[line] or kept):
            continue
        n, inside = _load(world, lines[line], lines[line + 1] - 1, scale, corner, limits, path)
        if not seen and inside >= 0:
            spot = (int(np.floor(path[inside, 0] + 0.5)),
                    int(np.floor(path[inside, 1] + 0.5)))  # fmt: skip
            seen = True
        if cut and n > 0:
            n = clip_ring(path, n, spare, *limits)
        n = ring_vertices(path, n, whole)
        twice = twice_area(whole, n)
        if outer[line]:
            kept = twice != 0
            mark, filled = (at, cursor), abs(twice)
        elif abs(twice) == filled:  # its hole holds all there would be in this tile
            kept = False
            at, cursor = mark
        if kept and twice != 0:
            at, cursor = put_ring(whole, n, (twice > 0) == outer[line], cursor, room, at)
    if seen and at == begin:
        for i in range(4):
            whole[i, 0] = spot[0] + (1 if i in (1, 2) else 0)
            whole[i, 1] = spot[1] + (1 if i > 1 else 0)
        at, cursor = put_ring(whole, 4, True, cursor, room, at)
    return at


@compiled
def _load(
    world: _Path, first: int, last: int, scale: float, corner: tuple[int, int],
    limits: tuple[float, float], path: _Path,
) -> tuple[int, int]:  # fmt: skip
    """A ring in tile units, 0 vertices if all lie beyond one side; and a vertex inside, or -1."""
    low, high = limits
    west, east, north, south, inside = True, True, True, True, -1
    for i in range(first, last):
        x, y = world[i, 0] * scale - corner[0], world[i, 1] * scale - corner[1]
        path[i - first, 0], path[i - first, 1] = x, y
        west, east = west and x < low, east and x > high
        north, south = north and y < low, south and y > high
        if inside < 0 and low <= min(x, y) and max(x, y) <= high:
            inside = i - first
    return (0 if west or east or north or south else last - first), inside
