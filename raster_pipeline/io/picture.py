"""Pictures of rasters for the map: warped to Web Mercator, written as PNG."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from raster_pipeline.io.colouring import ValueRamp, colouring_of, rgb_of
from raster_pipeline.io.palette_png import png_of
from raster_pipeline.io.picture_outline import CASING, LINE, outline_pixels
from sinkmap.grid import Grid, Window, parse_crs

__all__ = ["PICTURE_WIDTH", "ValueRamp", "degrees_of", "picture_of", "picture_of_bands"]

PICTURE_WIDTH = 1600
"""Pixels across a picture of the map page."""

_NODES = 33
"""Control points along each axis between which places are interpolated; over 100 km the error is
about a decimetre."""
_BLOCK = 1024
_THREADS = 4
_STEPS = 255
"""Shades of a band drawn from a stretch; 0 is clear."""
_SHARPEST = 8
"""A picture has at most this many pixels for one of the grid along each axis."""

_STRETCH = (2.0, 98.0)
"""Percentiles of a band drawn darkest and brightest, the custom for views of satellite scenes."""
_FLAT = 1e-6
"""Least range a band is stretched over, in its own unit (reflectance)."""
_GAMMA = 0.7
"""Exponent that lifts dark ground: water and woods reflect a few percent, roofs ten times that."""
_SHADES = 64
"""Shades of a colour: as many as the eye tells apart in a map, and a file half as large."""

Ints = NDArray[np.int64]
Read = Callable[[Window], NDArray[Any]]
Degrees = tuple[float, float, float, float]


def picture_of(
    read: Read,
    grid: Grid,
    *,
    legend_colours: Mapping[int, str] | ValueRamp,
    width: int = PICTURE_WIDTH,
    step: int = 1,
    outline: Any = None,
) -> tuple[bytes, Degrees]:
    """Draw a raster of the grid in Web Mercator.

    Parameters
    ----------
    read
        Pixels of a window of the grid: uint8 classes, or values with NaN for missing ones. It is
        called from several threads.
    grid
        The grid; its geographic frame is taken as WGS84, as CGCS2000 is.
    legend_colours
        Class -> ``#rrggbb``, or a ramp for values. What has no colour is transparent.
    width
        Pixels across.
    step
        Pixels of the grid along one of an overview that ``read`` gives; its windows are then in
        pixels of the overview.
    outline
        Polygon on the grid's CRS whose border is drawn over the classes.

    Returns
    -------
    A palette PNG, and west, south, east, north of its outer edges in degrees. Each pixel shows
    the grid pixel, or that of the overview, at its centre.
    """
    bounds, shape = _frame(grid, width)
    indexes = np.zeros(math.prod(shape), dtype=np.uint8)
    colouring = colouring_of(legend_colours)
    palette = colouring.palette

    def fill(place: Ints, pixels: NDArray[Any]) -> None:
        indexes[place] = colouring.entries(pixels)

    _draw(read, grid, bounds, shape, fill, step)
    pixels = indexes.reshape(shape)
    if outline is not None:
        for place, colour in _border(outline, grid, bounds, shape):
            pixels[place] = len(palette)
            palette = np.vstack([palette, rgb_of([colour])]).astype(np.uint8)
    return png_of(pixels, palette), bounds


def picture_of_bands(
    read: Read, grid: Grid, *, width: int = PICTURE_WIDTH, outline: Any = None
) -> tuple[bytes, Degrees]:
    """Draw three bands of the grid as red, green and blue in Web Mercator.

    Each band is stretched from its 2nd to its 98th percentile over the picture.

    Parameters
    ----------
    read
        (3, y, x) float32 of a window of the grid, NaN for missing ones; called from several
        threads.
    grid, width, outline
        As for :func:`picture_of`.

    Returns
    -------
    A PNG whose pixels without data in any band are clear, and its outer edges in degrees.
    """
    bounds, shape = _frame(grid, width)
    values = np.full((3, math.prod(shape)), np.nan, dtype=np.float32)

    def fill(place: Ints, pixels: NDArray[Any]) -> None:
        values[:, place] = pixels

    _draw(read, grid, bounds, shape, fill)
    pixels = _stretched(values).reshape(*shape, 3)
    if outline is not None:
        for place, colour in _border(outline, grid, bounds, shape):
            pixels[place] = np.maximum(rgb_of([colour])[0], 1)  # black is clear
    return png_of(pixels), bounds


def _border(
    outline: Any, grid: Grid, bounds: Degrees, shape: tuple[int, int]
) -> tuple[tuple[NDArray[np.bool_], str], ...]:
    """Casing and line of an outline, (y, x), each with its colour."""
    line, casing = outline_pixels(outline, grid, bounds, shape)
    return (casing, CASING), (line, LINE)


def _frame(grid: Grid, width: int) -> tuple[Degrees, tuple[int, int]]:
    """Edges of a picture of the grid in degrees, and its rows and columns."""
    bounds = degrees_of(grid)
    return bounds, _size(bounds, grid, width)


def _stretched(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(pixel, 3) shades from 1 up of (3, pixel) values; 0, 0, 0 where one of them is missing."""
    seen = ~np.isnan(values).any(axis=0)
    shades = np.zeros((values.shape[1], 3), dtype=np.uint8)
    if not seen.any():
        return shades
    for band, found in enumerate(values[:, seen]):
        low, high = np.percentile(found, _STRETCH)
        share = np.clip((found - low) / max(high - low, _FLAT), 0.0, 1.0)
        step = np.round(share**_GAMMA * (_SHADES - 1)) * ((_STEPS - 1) / (_SHADES - 1))
        shades[seen, band] = 1 + step.astype(np.uint8)
    return shades


def _draw(
    read: Read,
    grid: Grid,
    bounds: Degrees,
    shape: tuple[int, int],
    fill: Callable[[Ints, NDArray[Any]], None],
    step: int = 1,
) -> None:
    """Hand the grid's pixels under the picture's to ``fill``, block by block of what is read."""
    row, col = _places(grid, bounds, *shape)
    across = -(-grid.shape[1] // _BLOCK)
    inside = np.flatnonzero((row >= 0) & (row < grid.shape[0]) & (col >= 0) & (col < grid.shape[1]))
    row, col = row[inside] // step, col[inside] // step
    block = (row // _BLOCK * across + col // _BLOCK).astype(np.uint32)
    order = np.argsort(block, kind="stable")
    names, starts = np.unique(block[order], return_index=True)

    def draw(number: int) -> None:
        stop = starts[number + 1] if number + 1 < len(starts) else len(order)
        chosen = order[starts[number] : stop]
        r, c = row[chosen], col[chosen]
        window = Window(int(r.min()), int(c.min()), int(np.ptp(r)) + 1, int(np.ptp(c)) + 1)
        fill(inside[chosen], read(window)[..., r - window.row, c - window.col])

    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
        list(pool.map(draw, range(len(names))))


def _mercator(lat: NDArray[np.float64] | float) -> Any:
    """Web Mercator's northing of a latitude in degrees, in radians of the equator."""
    return np.arcsinh(np.tan(np.radians(lat)))


def degrees_of(grid: Grid) -> Degrees:
    """West, south, east, north of a grid's outline in degrees of its geodetic CRS."""
    west, south, east, north = grid.bounds
    if grid.is_geographic:
        return grid.bounds
    system = parse_crs(grid.crs)
    assert system.geodetic_crs is not None, "a projected CRS has a geodetic one"
    move = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    found: Degrees = move.transform_bounds(west, south, east, north, densify_pts=41)
    return found


def _size(bounds: Degrees, grid: Grid, width: int) -> tuple[int, int]:
    width = max(1, min(width, _SHARPEST * grid.shape[1]))
    tall = (_mercator(bounds[3]) - _mercator(bounds[1])) / np.radians(bounds[2] - bounds[0])
    return max(1, round(width * float(tall))), width


def _places(
    grid: Grid, bounds: Degrees, height: int, width: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Row and column of the grid under each picture pixel's centre, flat, maybe off the grid."""
    west, south, east, north = bounds
    steps = np.linspace(0.0, 1.0, _NODES)
    up, down = _mercator(north), _mercator(south)
    lat = np.degrees(np.arctan(np.sinh(up - steps * (up - down))))
    lon, lat = np.meshgrid(west + steps * (east - west), lat)
    x, y = lon, lat
    if not grid.is_geographic:
        system = parse_crs(grid.crs)
        move = pyproj.Transformer.from_crs(system.geodetic_crs, system, always_xy=True)
        x, y = move.transform(lon, lat)
    across = _weights(width)
    along = _weights(height)
    row = along @ ((grid.north - y) / grid.resolution) @ across.T
    col = along @ ((x - grid.west) / grid.resolution) @ across.T
    return np.floor(row).astype(np.int32).ravel(), np.floor(col).astype(np.int32).ravel()


def _weights(count: int) -> NDArray[np.float64]:
    """Share of each control point in each pixel centre, linear between them: (count, nodes)."""
    place = (np.arange(count) + 0.5) / count * (_NODES - 1)
    left = np.minimum(place.astype(np.int64), _NODES - 2)
    weights = np.zeros((count, _NODES))
    pixel = np.arange(count)
    weights[pixel, left] = 1.0 - (place - left)
    weights[pixel, left + 1] = place - left
    return weights
