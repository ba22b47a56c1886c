"""The walk along a zone's edges and the sweep over its rows: the inner loops of exact accounting.

The buffer of a zone holds, for each pixel, by how much the share steps up or down there; a bit for
each pixel says whether anything was entered, so that the sweep jumps from edge to edge.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.science.zone_edges import Integers, Reals

__all__ = ["enter_zone", "leave_zone", "sweep_tile"]

Packed = NDArray[np.uint32]
Marks = NDArray[np.uint64]

_ONE_BIT, _TWO_BITS = np.uint64(1), np.uint64(3)
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_SHIFT = np.uint64(58)
_LOWEST = np.zeros(64, dtype=np.int64)
for _bit in range(64):
    _LOWEST[((1 << _bit) * 0x03F79D71B4CB0A89 % 2**64) >> 58] = _bit
"""Place of the lowest set bit by a de Bruijn product (Leiserson, Prokop and Randall 1998)."""

_UNITS, _WHOLE = float(2**32), 2**32
_LOW, _HIGH = -1e-6, 1.0 + 1e-6


@compiled
def enter_zone(
    edges: tuple[Reals, Reals, Integers, Reals, Integers],
    zone: int,
    west: int,
    north: int,
    buffer: Reals,
    touched: Marks,
) -> None:
    """Add every edge of a zone to the buffer whose first pixel is (``north``, ``west``)."""
    x, y, start, sign, first = edges
    rows = buffer.shape[0]
    for ring in range(first[zone], first[zone + 1]):
        for k in range(start[ring], start[ring + 1] - 1):
            ya, yb = y[k] - north, y[k + 1] - north
            if ya == yb or max(ya, yb) <= 0.0 or min(ya, yb) >= rows:
                continue
            xa, xb = x[k] - west, x[k + 1] - west
            # Neighbours walk a shared edge in opposite directions; both compute it downwards.
            if ya < yb:
                _edge(buffer, touched, xa, ya, xb, yb, sign[ring])
            else:
                _edge(buffer, touched, xb, yb, xa, ya, -sign[ring])


@compiled
def _edge(
    buffer: Reals, touched: Marks, xa: float, ya: float, xb: float, yb: float, sign: float
) -> None:
    """Add one edge that runs downwards, in pixels of the buffer (rows, cols + 2)."""
    rows, cols = buffer.shape[0], buffer.shape[1] - 2
    slope = (xb - xa) / (yb - ya)
    left, right = min(xa, xb), max(xa, xb)
    for row in range(max(0, math.floor(ya)), min(rows, math.ceil(yb))):
        y0, y1 = max(ya, float(row)), min(yb, float(row + 1))
        # Rounding must not carry a steep edge's ends beyond the edge itself.
        x0 = min(max(xa + (y0 - ya) * slope, left), right)
        x1 = min(max(xa + (y1 - ya) * slope, left), right)
        low, high = min(x0, x1), max(x0, x1)
        if low >= cols or y1 <= y0:
            continue
        signed = sign * (y1 - y0)
        if high <= 0.0:
            buffer[row, 0] += signed
            touched[row, 0] |= _ONE_BIT
        else:
            _across(buffer, touched, row, low, high, signed, cols)


@compiled
def _across(
    buffer: Reals, touched: Marks, row: int, low: float, high: float, signed: float, cols: int
) -> None:
    """Spread an edge piece of one row over the pixels it crosses."""
    column = math.floor(low)
    if high <= column + 1.0 and column >= 0:
        _enter(buffer, touched, row, column, signed, 1.0 - ((low + high) / 2.0 - column))
        return
    density = signed / (high - low)
    if low < 0.0:
        buffer[row, 0] -= density * low
        touched[row, 0] |= _ONE_BIT
        low, column = 0.0, 0
    end = min(high, float(cols))
    while low < end:
        stop = min(end, float(column + 1))
        mean = (low + stop) / 2.0 - column
        _enter(buffer, touched, row, column, density * (stop - low), 1.0 - mean)
        low = stop
        column += 1


@compiled
def _enter(
    buffer: Reals, touched: Marks, row: int, column: int, signed: float, inside: float
) -> None:
    """A step of ``signed``, of which the pixel itself takes the part ``inside``."""
    near = signed * inside
    buffer[row, column] += near
    buffer[row, column + 1] += signed - near
    word, bit = column >> 6, column & 63
    touched[row, word] |= _TWO_BITS << np.uint64(bit)
    if bit == 63:
        touched[row, word + 1] |= _ONE_BIT


@compiled
def leave_zone(buffer: Reals, touched: Marks) -> None:
    """Clear what the sweep did not: the two columns beyond the last pixel, and their marks."""
    width = buffer.shape[1]
    last = touched.shape[1] - 1
    before = max(0, last - 1)
    for row in range(buffer.shape[0]):
        buffer[row, width - 2] = 0.0
        buffer[row, width - 1] = 0.0
        touched[row, before] = 0
        touched[row, last] = 0


@compiled
def sweep_tile(
    buffer: Reals,
    touched: Marks,
    running: Reals,
    span: tuple[int, int],
    corner: tuple[int, int],
    out: tuple[Packed, Packed, Packed],
    written: tuple[int, int],
) -> tuple[bool, int, int]:
    """Turn the columns ``span`` of the buffer into edge pixels and runs, and clear them.

    ``running``: (rows,) share at the end of the columns before; ``corner``: row and column of the
    buffer's first pixel in the tile; ``out``: places of edge pixels, their shares, runs;
    ``written``: edge pixels and runs so far. Returns whether a share left 0..1, and the new counts.
    """
    crossing = False
    begins = np.empty(span[1] - span[0] + 2, dtype=np.int64)
    units = np.empty(begins.size, dtype=np.int64)
    for row in range(buffer.shape[0]):
        steps, running[row], crossed = _steps(
            buffer[row], touched[row], running[row], span, begins, units
        )
        crossing |= crossed
        place = (corner[0] + row, corner[1])
        written = _encode(begins[: steps + 1], units, place, out, written)
    return crossing, written[0], written[1]


@compiled
def _steps(
    buffer: Reals,
    touched: Marks,
    share: float,
    span: tuple[int, int],
    begins: Integers,
    units: Integers,
) -> tuple[int, float, bool]:
    """Where the share of a row changes, and to what: number of steps, last share, crossing.

    The end of the columns closes the last step.
    """
    crossing = False
    count = 1
    begins[0], units[0] = span[0], np.int64(share * _UNITS + 0.5)
    for word in range(span[0] >> 6, ((span[1] - 1) >> 6) + 1):
        marks = touched[word]
        while marks != 0:
            lowest = marks & (~marks + _ONE_BIT)
            column = (word << 6) + _LOWEST[(lowest * _DE_BRUIJN) >> _SHIFT]
            if column >= span[1]:
                break
            marks ^= lowest
            share += buffer[column]
            buffer[column] = 0.0
            crossing |= share < _LOW or share > _HIGH
            count -= column == begins[count - 1]
            begins[count], units[count] = column, np.int64(share * _UNITS + 0.5)
            count += 1
        touched[word] = marks
    begins[count] = span[1]
    return count, share, crossing


@compiled
def _encode(
    begins: Integers,
    units: Integers,
    corner: tuple[int, int],
    out: tuple[Packed, Packed, Packed],
    written: tuple[int, int],
) -> tuple[int, int]:
    """Write the pixels of a row that have a share; the new counts of edge pixels and runs."""
    places, shares, runs = out
    edges, count = written
    for step in range(begins.size - 1):
        begin, end, share = begins[step], begins[step + 1], units[step]
        if share >= _WHOLE:
            runs[count] = (corner[0] << 19) | ((corner[1] + begin) << 10) | (end - begin)
            count += 1
        elif share > 0:
            for column in range(begin, end):
                places[edges] = (corner[0] << 9) | (corner[1] + column)
                shares[edges] = share
                edges += 1
    return edges, count
