"""Where the pixels of a web tile lie on a grid: computed at few points, interpolated between.

A transformation costs about a microsecond a point, so it is made at 17 x 17 points of a tile and
is bilinear between them. Over a tile of 100 km that misses a pixel's place by some thousandths of a
tile pixel, over smaller ones by less (with the square of the side).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from raster_pipeline.io.picture import degrees_of
from raster_pipeline.tiles.web_grid import (
    MOST_ZOOM,
    TILE_PIXELS,
    TileAddress,
    across,
    down,
    latitudes,
    longitudes,
)
from sinkmap.compiled import compiled
from sinkmap.grid import Grid, Window, parse_crs

__all__ = ["TilePlaces", "Warp", "sampled_classes", "sampled_values"]

_POINTS = 17
_SMALLEST = 32
"""Pixels along the grid at the coarsest zoom that is worth a tile."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TilePlaces:
    """The part of a tile that may show a grid, and where it lies on it.

    ``rows``, ``cols``: that part, in pixels of the tile. ``row``, ``col``: (17, 17) place on the
    grid, in its pixels, of points evenly spaced over that part, edges included. ``step``: pixels
    of the grid along one of the tile.
    """

    rows: slice
    cols: slice
    row: Floats
    col: Floats
    step: float

    def window(self, shape: tuple[int, int], step: int) -> Window | None:
        """Pixels that are shown of an overview: ``shape`` of the grid, ``step`` of its pixels."""
        first, end = _reach(self.row, shape[0], step)
        left, right = _reach(self.col, shape[1], step)
        if end <= first or right <= left:
            return None
        return Window(first, left, end - first, right - left)


class Warp:
    """From web tiles to a grid; any thread may ask.

    The grid's geographic frame is taken as WGS84, as CGCS2000 is.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._move: pyproj.Transformer | None = None
        if not grid.is_geographic:
            system = parse_crs(grid.crs)
            self._move = pyproj.Transformer.from_crs(system.geodetic_crs, system, always_xy=True)
        self.bounds = degrees_of(grid)

    def pixel(self, z: int) -> float:
        """Pixels of the grid along one of a zoom, in the middle of the grid."""
        west, south, east, north = self.bounds
        wide = across(east, z) - across(west, z)
        tall = down(south, z) - down(north, z)
        rows, cols = self._grid.shape
        return math.sqrt(rows * cols / (wide * tall))

    @property
    def native_zoom(self) -> int:
        """First zoom whose pixels are no larger than the grid's."""
        return next((z for z in range(MOST_ZOOM) if self.pixel(z) <= 1.0), MOST_ZOOM)

    @property
    def coarsest_zoom(self) -> int:
        """First zoom at which the grid is as large as an icon, and worth a tile."""
        longest = max(self._grid.shape)
        large = (z for z in range(MOST_ZOOM) if longest / self.pixel(z) >= _SMALLEST)
        return next(large, MOST_ZOOM)

    def places(self, address: TileAddress) -> TilePlaces | None:
        """Where a tile lies on the grid; None if it does not."""
        west, south, east, north = self.bounds
        z, (left, top) = address.z, address.corner
        cols = _part(across(west, z) - left, across(east, z) - left)
        rows = _part(down(north, z) - top, down(south, z) - top)
        if cols is None or rows is None:
            return None
        lon = longitudes(np.linspace(left + cols.start, left + cols.stop, _POINTS), z)
        lat = latitudes(np.linspace(top + rows.start, top + rows.stop, _POINTS), z)
        x, y = np.meshgrid(lon, lat)
        if self._move is not None:
            x, y = self._move.transform(x, y)
        grid = self._grid
        row, col = (grid.north - y) / grid.resolution, (x - grid.west) / grid.resolution
        middle = _POINTS // 2
        step = float(abs(col[middle, -1] - col[middle, 0])) / (cols.stop - cols.start)
        return TilePlaces(rows, cols, row, col, step)


def sampled_classes(
    block: NDArray[np.uint8],
    window: Window,
    places: TilePlaces,
    shape: tuple[int, int],
    step: int,
    table: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    """What ``table`` gives for the class at the centre of each pixel of the tile, 0 elsewhere.

    Parameters
    ----------
    block, window
        (rows, cols) of an overview, and where it lies in it; see :meth:`TilePlaces.window`.
    places
        Where the tile lies.
    shape, step
        Of the whole grid, and its pixels along one of the overview.
    table
        Of length 256.
    """
    drawn = np.zeros((TILE_PIXELS, TILE_PIXELS), dtype=np.uint8)
    part = drawn[places.rows, places.cols]
    limits = (shape[0] / step, shape[1] / step)
    origin = (window.row, window.col)
    _fill_classes(block, origin, limits, places.row / step, places.col / step, table, part)
    return drawn


def sampled_values(
    block: NDArray[Any],
    window: Window,
    places: TilePlaces,
    shape: tuple[int, int],
    step: int,
) -> NDArray[Any]:
    """The value at the centre of each pixel of the tile, NaN off the grid; as for classes."""
    drawn = np.full((TILE_PIXELS, TILE_PIXELS), np.nan, dtype=block.dtype)
    part = drawn[places.rows, places.cols]
    limits = (shape[0] / step, shape[1] / step)
    origin = (window.row, window.col)
    _fill_values(block, origin, limits, places.row / step, places.col / step, part)
    return drawn


def _part(first: float, end: float) -> slice | None:
    """Pixels of a tile between two places; one more on each side, for bounds are rounded."""
    begin, stop = max(0, math.floor(first) - 1), min(TILE_PIXELS, math.ceil(end) + 1)
    return slice(begin, stop) if begin < stop else None


def _reach(places: Floats, limit: int, step: int) -> tuple[int, int]:
    """First pixel of an overview between the places and the one after the last, on the grid.

    Interpolated places lie between those they come from.
    """
    first = max(0, math.floor(float(places.min()) / step))
    end = min(-(-limit // step), math.floor(float(places.max()) / step) + 1)
    return first, end


@compiled
def _fill_classes(
    block: NDArray[np.uint8],
    origin: tuple[int, int],
    limits: tuple[float, float],
    row: Floats,
    col: Floats,
    table: NDArray[np.uint8],
    part: NDArray[np.uint8],
) -> None:
    for i in range(part.shape[0]):
        upper, low = _cell(i, part.shape[0], row.shape[0])
        for j in range(part.shape[1]):
            left, right = _cell(j, part.shape[1], row.shape[1])
            r = _between(row, upper, low, left, right)
            c = _between(col, upper, low, left, right)
            if 0.0 <= r < limits[0] and 0.0 <= c < limits[1]:
                part[i, j] = table[_pixel(block, r - origin[0], c - origin[1])]


@compiled
def _fill_values(
    block: NDArray[Any],
    origin: tuple[int, int],
    limits: tuple[float, float],
    row: Floats,
    col: Floats,
    part: NDArray[Any],
) -> None:
    for i in range(part.shape[0]):
        upper, low = _cell(i, part.shape[0], row.shape[0])
        for j in range(part.shape[1]):
            left, right = _cell(j, part.shape[1], row.shape[1])
            r = _between(row, upper, low, left, right)
            c = _between(col, upper, low, left, right)
            if 0.0 <= r < limits[0] and 0.0 <= c < limits[1]:
                part[i, j] = _pixel(block, r - origin[0], c - origin[1])


@compiled
def _pixel(block: NDArray[Any], row: float, col: float) -> Any:
    """The pixel of a place; interpolation may round it over the edge of what was read."""
    last_row, last_col = block.shape[0] - 1, block.shape[1] - 1
    return block[min(max(int(row), 0), last_row), min(max(int(col), 0), last_col)]


@compiled
def _cell(pixel: int, count: int, points: int) -> tuple[int, float]:
    """The point before the centre of a pixel, and the share of the way to the next."""
    place = (pixel + 0.5) / count * (points - 1)
    before = min(int(place), points - 2)
    return before, place - before


@compiled
def _between(places: Floats, upper: int, low: float, left: int, right: float) -> float:
    """Bilinear between four points."""
    above = places[upper, left] * (1.0 - right) + places[upper, left + 1] * right
    below = places[upper + 1, left] * (1.0 - right) + places[upper + 1, left + 1] * right
    return float(above * (1.0 - low) + below * low)
