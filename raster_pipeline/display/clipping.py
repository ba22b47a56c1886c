"""Rings and lines cut by a square, in compiled code.

Rings: Sutherland and Hodgman 1974, side by side of the square. Parts of a ring stay joined along
the square's border, which lies outside the tile that is shown; areas and the sense of turning are
kept. Lines: Liang and Barsky 1984.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = ["MOST_GROWTH", "clip_ring", "clip_segment"]

MOST_GROWTH = 6
"""A cut by one side lengthens a ring by half at most; four of them, by 1.5 to the fourth."""

_Path = NDArray[np.float64]


@compiled
def clip_ring(path: _Path, n: int, spare: _Path, low: float, high: float) -> int:
    """Cut the first ``n`` vertices of a ring, not closed, to low..high in x and y, in place.

    Returns
    -------
    The number of vertices left. ``spare`` is as long as ``path``; both have room for
    :data:`MOST_GROWTH` times the ring.
    """
    n = _clip_side(path, n, spare, 0, low, True)
    n = _clip_side(spare, n, path, 0, high, False)
    n = _clip_side(path, n, spare, 1, low, True)
    return _clip_side(spare, n, path, 1, high, False)


@compiled
def _clip_side(source: _Path, n: int, target: _Path, axis: int, limit: float, above: bool) -> int:
    kept = 0
    for i in range(n):
        j = i - 1 if i > 0 else n - 1
        here, before = source[i, axis], source[j, axis]
        inside = here >= limit if above else here <= limit
        was_inside = before >= limit if above else before <= limit
        if inside != was_inside:
            share = (limit - before) / (here - before)
            other = 1 - axis
            target[kept, axis] = limit
            target[kept, other] = source[j, other] + share * (source[i, other] - source[j, other])
            kept += 1
        if inside:
            target[kept, 0], target[kept, 1] = source[i, 0], source[i, 1]
            kept += 1
    return kept


@compiled
def clip_segment(
    x: float, y: float, dx: float, dy: float, low: float, high: float
) -> tuple[float, float]:
    """Shares of the way from (x, y) by (dx, dy) at which it comes in and goes out; 2, -1: never."""
    first, last = 0.0, 1.0
    for p, q in ((-dx, x - low), (dx, high - x), (-dy, y - low), (dy, high - y)):
        if p == 0.0:
            if q < 0.0:
                return 2.0, -1.0
        elif p < 0.0:
            first = max(first, q / p)
        else:
            last = min(last, q / p)
    if first > last:
        return 2.0, -1.0
    return first, last
