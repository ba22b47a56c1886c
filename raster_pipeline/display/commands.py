"""Commands of a vector tile's geometry in compiled code: points, lines and rings of whole units.

Source: Mapbox Vector Tile Specification 2.1, sections 4.3.1 to 4.3.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = [
    "put_line", "put_number", "put_points", "put_ring", "ring_vertices", "twice_area",
    "whole_vertices",
]  # fmt: skip

_MOVE, _TO, _CLOSE = 1, 2, 15
_Bytes = NDArray[np.uint8]
_Whole = NDArray[np.int64]
_Cursor = tuple[int, int]


@compiled
def put_number(room: _Bytes, at: int, value: int) -> int:
    """Write a number of seven bits a byte; where the next one goes."""
    while value >= 128:
        room[at] = (value & 127) | 128
        value >>= 7
        at += 1
    room[at] = value
    return at + 1


@compiled
def put_points(whole: _Whole, n: int, room: _Bytes, at: int) -> int:
    """Write the first ``n`` vertices as points."""
    at = put_number(room, at, (n << 3) | _MOVE)
    at, _ = _put_steps(whole, 0, n, 1, (0, 0), room, at)
    return at


@compiled
def put_line(whole: _Whole, n: int, cursor: _Cursor, room: _Bytes, at: int) -> tuple[int, _Cursor]:
    """Write the first ``n`` vertices as a line; nothing of fewer than two."""
    if n < 2:
        return at, cursor
    at = put_number(room, at, (1 << 3) | _MOVE)
    at, cursor = _put_steps(whole, 0, 1, 1, cursor, room, at)
    at = put_number(room, at, ((n - 1) << 3) | _TO)
    return _put_steps(whole, 1, n - 1, 1, cursor, room, at)


@compiled
def put_ring(
    whole: _Whole, n: int, forward: bool, cursor: _Cursor, room: _Bytes, at: int
) -> tuple[int, _Cursor]:
    """Write the first ``n`` vertices as a ring, in their order or against it."""
    start, step = (0, 1) if forward else (n - 1, -1)
    at = put_number(room, at, (1 << 3) | _MOVE)
    at, cursor = _put_steps(whole, start, 1, step, cursor, room, at)
    at = put_number(room, at, ((n - 1) << 3) | _TO)
    at, cursor = _put_steps(whole, start + step, n - 1, step, cursor, room, at)
    room[at] = _CLOSE
    return at + 1, cursor


@compiled
def _put_steps(
    whole: _Whole, start: int, count: int, step: int, cursor: _Cursor, room: _Bytes, at: int
) -> tuple[int, _Cursor]:
    x, y = cursor
    for i in range(count):
        dx, dy = whole[start + i * step, 0] - x, whole[start + i * step, 1] - y
        at = put_number(room, at, (dx << 1) ^ (dx >> 63))
        at = put_number(room, at, (dy << 1) ^ (dy >> 63))
        x, y = x + dx, y + dy
    return at, (x, y)


@compiled
def whole_vertices(path: NDArray[np.float64], n: int, whole: _Whole) -> int:
    """Round a line's vertices, without repeated ones and those between neighbours in line."""
    kept = 0
    for i in range(n):
        x, y = int(np.floor(path[i, 0] + 0.5)), int(np.floor(path[i, 1] + 0.5))
        while kept > 0 and _useless(whole, kept, x, y, False):
            kept -= 1
        whole[kept, 0], whole[kept, 1] = x, y
        kept += 1
    return kept


@compiled
def ring_vertices(path: NDArray[np.float64], n: int, whole: _Whole) -> int:
    """Round a ring's vertices, without repeated ones, spikes and those between neighbours in line.

    Neither ``path`` nor what comes out repeats the first vertex at the end.
    """
    kept = 0
    for i in range(n):
        x, y = int(np.floor(path[i, 0] + 0.5)), int(np.floor(path[i, 1] + 0.5))
        while kept > 0 and _useless(whole, kept, x, y, True):
            kept -= 1
        whole[kept, 0], whole[kept, 1] = x, y
        kept += 1
    while kept > 2 and _useless(whole, kept, whole[0, 0], whole[0, 1], True):
        kept -= 1
    if kept > 2 and _turn(whole, kept - 1, 0, whole[1, 0], whole[1, 1]) == 0:
        for i in range(1, kept):
            whole[i - 1, 0], whole[i - 1, 1] = whole[i, 0], whole[i, 1]
        kept -= 1
    return kept


@compiled
def _useless(whole: _Whole, n: int, x: int, y: int, ring: bool) -> bool:
    """Whether the last vertex says nothing before the next one, (x, y).

    A ring's spike says nothing either; of a line it is a part that is drawn.
    """
    if whole[n - 1, 0] == x and whole[n - 1, 1] == y:
        return True
    if n < 2 or _turn(whole, n - 2, n - 1, x, y) != 0:
        return False
    ahead = (whole[n - 1, 0] - whole[n - 2, 0]) * (x - whole[n - 1, 0]) + (
        whole[n - 1, 1] - whole[n - 2, 1]
    ) * (y - whole[n - 1, 1])
    return ring or ahead > 0


@compiled
def _turn(whole: _Whole, a: int, b: int, x: int, y: int) -> int:
    """Twice the area of the triangle of two vertices and (x, y); 0 if they lie in line."""
    turn: int = (whole[b, 0] - whole[a, 0]) * (y - whole[a, 1]) - (whole[b, 1] - whole[a, 1]) * (
        x - whole[a, 0]
    )
    return turn


@compiled
def twice_area(whole: _Whole, n: int) -> int:
    """Twice the signed area of a ring; 0 of fewer than three vertices.

    It is positive where the ring turns as the outside of a polygon in a tile, whose y runs south.
    """
    total = 0
    if n > 2:
        for i in range(n):
            j = i + 1 if i + 1 < n else 0
            total += whole[i, 0] * whole[j, 1] - whole[j, 0] * whole[i, 1]
    return total
