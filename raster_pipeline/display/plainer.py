"""Borders with fewer vertices for zooms at which more could not be seen.

Source: Douglas and Peucker 1973, between junctions. What stays of a stretch depends on its vertices
alone, not on their order, so that both its neighbours keep the same.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.display.outlines import Outlines
from sinkmap.compiled import compiled

__all__ = ["plainer"]

_Path = NDArray[np.float64]
_Whole = NDArray[np.int64]
_Flags = NDArray[np.bool_]


def plainer(outlines: Outlines, stay: _Flags, tolerance: float) -> Outlines:
    """Polygons whose borders run within a tolerance of the true ones; bounds stay the true ones.

    Parameters
    ----------
    stay
        (vertices,) those that must not go: junctions.
    tolerance
        In the coordinates of ``outlines``.

    Returns
    -------
    The same rings, each with at least two vertices: what is narrower than the tolerance may be
    left without an area.
    """
    room = len(outlines.world) + len(outlines.outer)
    world, lines = np.empty((room, 2)), np.zeros_like(outlines.lines)
    longest = int(np.diff(outlines.lines).max(initial=0))
    kept, spans = np.empty(longest, dtype=np.bool_), np.empty((longest + 2, 2), dtype=np.int64)
    count = _plainer(outlines.world, outlines.lines, stay, tolerance**2, kept, spans, world, lines)
    return replace(outlines, world=world[:count].copy(), lines=lines)


@compiled
def _plainer(
    world: _Path, lines: _Whole, stay: _Flags, tolerance: float, kept: _Flags, spans: _Whole,
    plain: _Path, plain_lines: _Whole,
) -> int:  # fmt: skip
    at = 0
    for line in range(len(lines) - 1):
        plain_lines[line] = at
        first, count = lines[line], lines[line + 1] - lines[line] - 1  # the last is the first
        ring = world[first : first + count]
        if count < 2:
            continue
        kept[:count] = stay[first : first + count]
        start = _anchors(ring, kept)
        i = start
        for step in range(start + 1, start + count + 1):
            if kept[step % count]:
                _stretch(ring, i, step, tolerance, kept, spans)
                i = step
        begin = at
        for i in range(count):
            if kept[i]:
                plain[at, 0], plain[at, 1] = ring[i, 0], ring[i, 1]
                at += 1
        plain[at, 0], plain[at, 1] = plain[begin, 0], plain[begin, 1]
        at += 1
    plain_lines[len(lines) - 1] = at
    return at


@compiled
def _anchors(ring: _Path, kept: _Flags) -> int:
    """Make sure that two vertices stay; the place of one of them."""
    count, held, one = len(ring), 0, 0
    for i in range(count):
        if kept[i]:
            held, one = held + 1, i
    if held > 1:
        return one
    if held == 0:
        for i in range(1, count):
            if _before(ring[i], ring[one]):
                one = i
    other, farthest = (one + 1) % count, -1.0
    for i in range(count):
        away = (ring[i, 0] - ring[one, 0]) ** 2 + (ring[i, 1] - ring[one, 1]) ** 2
        nearer = away < farthest or (away == farthest and not _before(ring[i], ring[other]))
        if i != one and not nearer:
            other, farthest = i, away
    kept[one] = kept[other] = True
    return one


@compiled
def _stretch(
    ring: _Path, first: int, last: int, tolerance: float, kept: _Flags, spans: _Whole
) -> None:
    """Mark what stays between two vertices; places run on beyond the end of the ring."""
    count, held = len(ring), 1
    spans[0, 0], spans[0, 1] = first, last
    while held > 0:
        held -= 1
        i, j = spans[held, 0], spans[held, 1]
        a, b = ring[i % count], ring[j % count]
        if _before(b, a):
            a, b = b, a
        place, farthest = -1, tolerance
        for k in range(i + 1, j):
            away = _away(ring[k % count], a, b)
            if away > farthest or (
                away == farthest and place >= 0 and _before(ring[k % count], ring[place % count])
            ):
                place, farthest = k, away
        if place >= 0:
            kept[place % count] = True
            spans[held, 0], spans[held, 1] = i, place
            spans[held + 1, 0], spans[held + 1, 1] = place, j
            held += 2


@compiled
def _before(one: _Path, other: _Path) -> bool:
    """An order of vertices that does not depend on the ring they are met in."""
    return bool(one[0] < other[0] or (one[0] == other[0] and one[1] < other[1]))


@compiled
def _away(p: _Path, a: _Path, b: _Path) -> float:
    """Square of the distance of a vertex from a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    x, y = p[0] - a[0], p[1] - a[1]
    length = dx * dx + dy * dy
    share = 0.0 if length == 0.0 else min(1.0, max(0.0, (x * dx + y * dy) / length))
    x, y = x - share * dx, y - share * dy
    return float(x * x + y * y)
