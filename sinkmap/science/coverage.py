"""Exact zonal accounting on a window of pixels.

The share of every pixel inside a polygon is found by signed-area accumulation, the method of font
rasterisers: each edge adds the signed trapezoid between itself and the right-hand side of every
pixel it crosses, and a running sum along the row turns these into shares. No pixel centre rule,
no sampling: the shares are exact up to rounding.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.area import Rings
from sinkmap.compiled import compiled
from sinkmap.grid import Grid, Window

__all__ = ["ZoneEdges", "class_areas", "cross_areas", "pixel_shares", "value_sums"]

_SNAP = 1e-11


class ZoneEdges:
    """Edges of one zone in pixel units of a grid, ready for :func:`pixel_shares`.

    Parameters
    ----------
    geometry
        Polygon or multipolygon in the grid's CRS.
    grid
        The grid.
    """

    __slots__ = ("bottom", "sign", "start", "top", "window", "x", "y")

    def __init__(self, geometry: Any, grid: Grid) -> None:
        rings = Rings.of(np.array([geometry], dtype=object))
        self.x = np.ascontiguousarray((rings.x - grid.west) / grid.resolution)
        self.y = np.ascontiguousarray((grid.north - rings.y) / grid.resolution)
        self.start = rings.start
        self.sign = _orientation(self.x, self.y, rings.start) * rings.sign
        self.top = float(self.y.min()) if self.y.size else math.inf
        self.bottom = float(self.y.max()) if self.y.size else -math.inf
        self.window = _window(self, grid)


def _window(zone: ZoneEdges, grid: Grid) -> Window | None:
    if not zone.x.size:
        return None
    c0, c1 = max(0, math.floor(zone.x.min())), min(grid.shape[1], math.ceil(zone.x.max()))
    r0, r1 = max(0, math.floor(zone.top)), min(grid.shape[0], math.ceil(zone.bottom))
    return Window(r0, c0, r1 - r0, c1 - c0) if c1 > c0 and r1 > r0 else None


def pixel_shares(zone: ZoneEdges, window: Window) -> NDArray[np.float64]:
    """Share of each pixel of a window inside a zone: (rows, cols), 0 to 1."""
    return _shares(
        zone.x, zone.y, zone.start, zone.sign, window.row, window.col, window.rows, window.cols
    )


@compiled
def _orientation(
    x: NDArray[np.float64], y: NDArray[np.float64], start: NDArray[np.int64]
) -> NDArray[np.float64]:
    """+1 or -1 for each ring so that its signed area becomes positive."""
    sign = np.ones(start.size - 1)
    for ring in range(start.size - 1):
        x0, y0 = x[start[ring]], y[start[ring]]
        total = 0.0
        for k in range(start[ring], start[ring + 1] - 1):
            total += (x[k] - x0) * (y[k + 1] - y0) - (x[k + 1] - x0) * (y[k] - y0)
        if total < 0.0:
            sign[ring] = -1.0
    return sign


@compiled
def _edge(
    buffer: NDArray[np.float64],
    xa: float,
    ya: float,
    xb: float,
    yb: float,
    sign: float,
) -> None:
    """Add one edge, in pixels of the window, to the difference buffer (rows, cols + 2)."""
    rows = buffer.shape[0]
    cols = buffer.shape[1] - 2
    if ya == yb:
        return
    if ya > yb:
        xa, ya, xb, yb = xb, yb, xa, ya
        sign = -sign
    if yb <= 0.0 or ya >= rows:
        return
    slope = (xb - xa) / (yb - ya)
    first = max(0, math.floor(ya))
    last = min(rows, math.ceil(yb))
    for row in range(first, last):
        y0 = max(ya, float(row))
        y1 = min(yb, float(row + 1))
        height = y1 - y0
        if height <= 0.0:
            continue
        x0 = xa + (y0 - ya) * slope
        x1 = xa + (y1 - ya) * slope
        low, high = min(x0, x1), max(x0, x1)
        if low >= cols:
            continue
        signed = sign * height
        if high <= 0.0:
            buffer[row, 0] += signed
            continue
        _spread(buffer, row, low, high, signed, cols)


@compiled
def _spread(
    buffer: NDArray[np.float64], row: int, low: float, high: float, signed: float, cols: int
) -> None:
    """Spread an edge piece of one row over the columns it crosses."""
    if high - low <= 0.0:
        column = math.floor(low)
        inside = 1.0 - (low - column)
        buffer[row, column] += signed * inside
        buffer[row, column + 1] += signed * (1.0 - inside)
        return
    density = signed / (high - low)
    if low < 0.0:
        buffer[row, 0] += density * (0.0 - low)
        low = 0.0
    end = min(high, float(cols))
    column = math.floor(low)
    while low < end:
        stop = min(end, float(column + 1))
        part = density * (stop - low)
        inside = 1.0 - ((low + stop) / 2.0 - column)
        buffer[row, column] += part * inside
        buffer[row, column + 1] += part * (1.0 - inside)
        low = stop
        column += 1


@compiled
def _shares(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    start: NDArray[np.int64],
    sign: NDArray[np.float64],
    row0: int,
    col0: int,
    rows: int,
    cols: int,
) -> NDArray[np.float64]:
    buffer = np.zeros((rows, cols + 2))
    for ring in range(start.size - 1):
        for k in range(start[ring], start[ring + 1] - 1):
            _edge(buffer, x[k] - col0, y[k] - row0, x[k + 1] - col0, y[k + 1] - row0, sign[ring])
    shares = np.empty((rows, cols))
    for row in range(rows):
        running = 0.0
        for column in range(cols):
            running += buffer[row, column]
            share = abs(running)
            if share > 1.0 - _SNAP:
                share = 1.0
            elif share < _SNAP:
                share = 0.0
            shares[row, column] = share
    return shares


@compiled
def class_areas(
    classes: NDArray[np.uint8], shares: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Area of each of 256 classes: (256,) sums of share x weight; arrays are (rows, cols)."""
    result = np.zeros(256)
    for row in range(classes.shape[0]):
        for column in range(classes.shape[1]):
            share = shares[row, column]
            if share > 0.0:
                result[classes[row, column]] += share * weights[row, column]
    return result


@compiled
def cross_areas(
    left: NDArray[np.uint8],
    right: NDArray[np.uint8],
    shares: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Area of each pair of classes: (256, 256), rows by ``left``; arrays are (rows, cols)."""
    result = np.zeros((256, 256))
    for row in range(left.shape[0]):
        for column in range(left.shape[1]):
            share = shares[row, column]
            if share > 0.0:
                result[left[row, column], right[row, column]] += share * weights[row, column]
    return result


@compiled
def value_sums(
    values: NDArray[np.float32],
    classes: NDArray[np.uint8],
    shares: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sums of a value raster by class: (3, 256) of value x area, valid area and invalid area.

    NaN is no data. Arrays are (rows, cols).
    """
    result = np.zeros((3, 256))
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            area = shares[row, column] * weights[row, column]
            if area <= 0.0:
                continue
            value = values[row, column]
            kind = classes[row, column]
            if math.isnan(value):
                result[2, kind] += area
            else:
                result[0, kind] += value * area
                result[1, kind] += area
    return result
