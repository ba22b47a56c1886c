"""The one analysis grid of a study: CRS, origin, resolution and shape, passed whole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

__all__ = ["TILE", "Grid", "Window", "parse_crs"]

TILE = 512
"""Edge of an accounting tile in pixels; sums run over these tiles in row-major order."""


@lru_cache(maxsize=64)
def parse_crs(text: str) -> CRS:
    """The CRS named by an EPSG code or WKT (cached: parsing is slow, a CRS is immutable)."""
    return CRS.from_user_input(text)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A rectangle of pixels: first row, first column, number of rows and of columns."""

    row: int
    col: int
    rows: int
    cols: int

    def __post_init__(self) -> None:
        if self.rows <= 0 or self.cols <= 0:
            raise ValueError(f"a window must hold at least one pixel: {self}")

    @property
    def slices(self) -> tuple[slice, slice]:
        """Row and column slices into an array of the whole grid."""
        return (
            slice(self.row, self.row + self.rows),
            slice(self.col, self.col + self.cols),
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """A north-up grid of square pixels.

    Parameters
    ----------
    crs
        EPSG code or WKT of the grid's CRS. Axis order is always x (east), y (north).
    west, north
        Outer corner of the first pixel in CRS units.
    resolution
        Pixel edge in CRS units (metres, or degrees on a geographic grid).
    shape
        Rows and columns.
    """

    crs: str
    west: float
    north: float
    resolution: float
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        if not self.resolution > 0 or not math.isfinite(self.resolution):
            raise ValueError(f"resolution must be positive: {self.resolution}")
        if min(self.shape) <= 0:
            raise ValueError(f"shape must be positive: {self.shape}")
        if not (math.isfinite(self.west) and math.isfinite(self.north)):
            raise ValueError("the origin must be finite")
        parse_crs(self.crs)

    @property
    def east(self) -> float:
        """x of the eastern edge."""
        return self.west + self.shape[1] * self.resolution

    @property
    def south(self) -> float:
        """y of the southern edge."""
        return self.north - self.shape[0] * self.resolution

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in CRS units."""
        return (self.west, self.south, self.east, self.north)

    @property
    def is_geographic(self) -> bool:
        """Whether CRS units are degrees."""
        return bool(parse_crs(self.crs).is_geographic)

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """Affine coefficients a, b, c, d, e, f (x = a col + c, y = e row + f)."""
        return (self.resolution, 0.0, self.west, 0.0, -self.resolution, self.north)

    @property
    def whole(self) -> Window:
        """The window that holds every pixel."""
        return Window(0, 0, *self.shape)

    def column_edges(self, window: Window) -> NDArray[np.float64]:
        """x of the window's column edges, length cols + 1, west to east."""
        edges = np.arange(window.col, window.col + window.cols + 1, dtype=np.float64)
        return np.asarray(self.west + self.resolution * edges, dtype=np.float64)

    def row_edges(self, window: Window) -> NDArray[np.float64]:
        """y of the window's row edges, length rows + 1, north to south."""
        edges = np.arange(window.row, window.row + window.rows + 1, dtype=np.float64)
        return np.asarray(self.north - self.resolution * edges, dtype=np.float64)

    def window_bounds(self, window: Window) -> tuple[float, float, float, float]:
        """West, south, east, north of a window."""
        west = self.west + window.col * self.resolution
        north = self.north - window.row * self.resolution
        return (
            west,
            north - window.rows * self.resolution,
            west + window.cols * self.resolution,
            north,
        )

    def window_of(self, bounds: tuple[float, float, float, float]) -> Window | None:
        """Smallest window that holds the part of ``bounds`` on the grid; None if there is none."""
        west, south, east, north = bounds
        # Edges of pixels are rounded numbers: one that lies on an edge must not reach beyond it.
        slack = 8.0 * np.spacing(max(map(abs, self.bounds))) / self.resolution
        c0 = max(0, math.floor((west - self.west) / self.resolution + slack))
        c1 = min(self.shape[1], math.ceil((east - self.west) / self.resolution - slack))
        r0 = max(0, math.floor((self.north - north) / self.resolution + slack))
        r1 = min(self.shape[0], math.ceil((self.north - south) / self.resolution - slack))
        return Window(r0, c0, r1 - r0, c1 - c0) if r1 > r0 and c1 > c0 else None

    def tiles(self, size: int = TILE) -> Iterator[Window]:
        """Windows of ``size`` x ``size`` pixels that cover the grid once, in row-major order."""
        rows, cols = self.shape
        for row in range(0, rows, size):
            for col in range(0, cols, size):
                yield Window(row, col, min(size, rows - row), min(size, cols - col))

    def padded(self, window: Window, halo: int) -> tuple[Window, tuple[slice, slice]]:
        """A window grown by ``halo`` pixels where the grid allows, and the place of its core."""
        r0, c0 = max(0, window.row - halo), max(0, window.col - halo)
        r1 = min(self.shape[0], window.row + window.rows + halo)
        c1 = min(self.shape[1], window.col + window.cols + halo)
        core = (
            slice(window.row - r0, window.row - r0 + window.rows),
            slice(window.col - c0, window.col - c0 + window.cols),
        )
        return Window(r0, c0, r1 - r0, c1 - c0), core

    def to_json(self) -> dict[str, object]:
        """The grid as a JSON object."""
        return {
            "crs": self.crs,
            "resolution": self.resolution,
            "origin": [self.west, self.north],
            "shape": list(self.shape),
        }
