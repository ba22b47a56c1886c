"""Pictures of rasters for the map: warped to Web Mercator, written as PNG."""

from __future__ import annotations

import math
import os
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from raster_pipeline.io.picture_outline import CASING, LINE, outline_pixels
from sinkmap.grid import Grid, Window, parse_crs

__all__ = ["PICTURE_WIDTH", "ValueRamp", "colouring", "picture_of", "picture_of_bands", "png_of"]

PICTURE_WIDTH = 1600
"""Pixels across a picture of the map page."""

_NODES = 33
"""Control points along each axis between which places are interpolated; over 100 km the error is
about a decimetre."""
_BLOCK = 1024
_THREADS = 4
_STEPS = 255
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


@dataclass(frozen=True, slots=True)
class ValueRamp:
    """Colours of a value raster: evenly spaced from ``low`` to ``high``, values beyond clamped."""

    low: float
    high: float
    colours: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.low < self.high or len(self.colours) < 2:
            raise ValueError("a ramp needs low < high and at least two colours")


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
    palette, indexed = colouring(legend_colours)

    def fill(place: Ints, pixels: NDArray[Any]) -> None:
        indexes[place] = indexed(pixels)

    _draw(read, grid, bounds, shape, fill, step)
    pixels = indexes.reshape(shape)
    if outline is not None:
        for place, colour in _border(outline, grid, bounds, shape):
            pixels[place] = len(palette)
            palette = np.vstack([palette, _rgb([colour])]).astype(np.uint8)
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
            pixels[place] = np.maximum(_rgb([colour])[0], 1)  # black is clear
    return png_of(pixels), bounds


def _border(
    outline: Any, grid: Grid, bounds: Degrees, shape: tuple[int, int]
) -> tuple[tuple[NDArray[np.bool_], str], ...]:
    """Casing and line of an outline, (y, x), each with its colour."""
    line, casing = outline_pixels(outline, grid, bounds, shape)
    return (casing, CASING), (line, LINE)


def _frame(grid: Grid, width: int) -> tuple[Degrees, tuple[int, int]]:
    """Edges of a picture of the grid in degrees, and its rows and columns."""
    bounds = _degrees(grid)
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


def _degrees(grid: Grid) -> Degrees:
    """West, south, east, north of the grid's outline in degrees."""
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


def _rgb(colours: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in colours], dtype=np.float64)


def colouring(
    legend: Mapping[int, str] | ValueRamp,
) -> tuple[NDArray[np.uint8], Callable[[NDArray[Any]], NDArray[np.uint8]]]:
    """Palette (colour, 3), first entry transparent, and the function from pixels to entries."""
    if isinstance(legend, ValueRamp):
        ramp = legend
        stops = np.linspace(0, _STEPS - 1, len(ramp.colours))
        rgb = _rgb(ramp.colours)
        shades = [np.interp(np.arange(_STEPS), stops, rgb[:, k]) for k in range(3)]
        return _with_clear(np.stack(shades, axis=1)), lambda pixels: _shade(pixels, ramp)
    classes = sorted(legend)
    if classes and not 0 <= classes[0] <= classes[-1] <= 255:
        raise ValueError(f"class codes lie in 0..255: {classes}")
    shown = list(dict.fromkeys(legend[value] for value in classes))
    table = np.zeros(256, dtype=np.uint8)
    for value in classes:
        # 256 classes of 256 colours would leave no entry for "transparent".
        table[value] = min(shown.index(legend[value]) + 1, 255)
    return _with_clear(_rgb(shown[:255]).reshape(-1, 3)), lambda pixels: table[pixels]


def _with_clear(colours: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.vstack([np.zeros((1, 3)), np.round(colours)]).astype(np.uint8)


def _shade(pixels: NDArray[Any], ramp: ValueRamp) -> NDArray[np.uint8]:
    share = np.clip((pixels - ramp.low) / (ramp.high - ramp.low), 0.0, 1.0)
    entry = 1.0 + np.round(share * (_STEPS - 1))
    return np.where(np.isnan(entry), 0.0, entry).astype(np.uint8)


def png_of(pixels: NDArray[np.uint8], palette: NDArray[np.uint8] | None = None) -> bytes:
    """A PNG of (y, x) palette entries, 0 being clear, or of (y, x, 3) colours, black being clear.

    Palettes take four bits a pixel where they suffice.
    """
    height, width = pixels.shape[:2]
    bits = 4 if palette is not None and len(palette) <= 16 else 8
    rows = pixels.reshape(height, -1)
    if bits == 4:
        even = np.pad(rows, ((0, 0), (0, width % 2)))
        rows = np.bitwise_or(even[:, ::2] << 4, even[:, 1::2], dtype=np.uint8)
    kind, colours = (2, b"") if palette is None else (3, _chunk(b"PLTE", palette.tobytes()))
    raw = np.zeros((height, rows.shape[1] + 1), dtype=np.uint8)  # the first byte: no filter
    raw[:, 1:] = rows
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)),
            colours,
            _chunk(b"tRNS", bytes(6 if palette is None else 1)),
            _chunk(b"IDAT", zlib.compress(raw.tobytes(), 6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
