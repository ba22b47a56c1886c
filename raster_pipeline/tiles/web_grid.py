"""The grid of web maps: tiles of 256 x 256 pixels in Web Mercator (EPSG:3857), XYZ scheme.

Places are counted in pixels of a zoom from the north-western corner of the world: ``across`` to
the east, ``down`` to the south.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pmtiles.tile import zxy_to_tileid

from raster_pipeline.tiles.tile_set import Degrees

__all__ = [
    "MOST_ZOOM",
    "TILE_PIXELS",
    "TileAddress",
    "across",
    "covering",
    "down",
    "latitudes",
    "longitudes",
    "world_pixels",
]

TILE_PIXELS = 256
MOST_ZOOM = 24
"""Finest zoom of map browsers; a pixel is 9 mm there."""


@dataclass(frozen=True, slots=True)
class TileAddress:
    """Zoom, column from the west and row from the north of a tile.

    Raises
    ------
    ValueError
        If the zoom has no such tile.
    """

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not self.is_tile(self.z, self.x, self.y):
            raise ValueError(f"no tile {self.z}/{self.x}/{self.y}")

    @staticmethod
    def is_tile(z: int, x: int, y: int) -> bool:
        """Whether there is such a tile."""
        return 0 <= z <= MOST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z

    @property
    def corner(self) -> tuple[int, int]:
        """Pixels of the zoom west of the tile and north of it."""
        return self.x * TILE_PIXELS, self.y * TILE_PIXELS

    @property
    def number(self) -> int:
        """Place among all tiles: by zoom, within it along the Hilbert curve (PMTiles)."""
        return zxy_to_tileid(self.z, self.x, self.y)


def world_pixels(z: int) -> int:
    """Pixels around the equator at a zoom."""
    return TILE_PIXELS << z


def across(lon: float, z: int) -> float:
    """Pixels of a zoom from the 180th meridian to a longitude in degrees."""
    return (lon + 180.0) / 360.0 * world_pixels(z)


def down(lat: float, z: int) -> float:
    """Pixels of a zoom from the northern edge of the map to a latitude in degrees."""
    up = math.asinh(math.tan(math.radians(lat)))
    return (0.5 - up / math.tau) * world_pixels(z)


def longitudes(pixels: NDArray[np.float64], z: int) -> NDArray[np.float64]:
    """Degrees, of pixels across a zoom."""
    return pixels / world_pixels(z) * 360.0 - 180.0


def latitudes(pixels: NDArray[np.float64], z: int) -> NDArray[np.float64]:
    """Degrees, of pixels down a zoom."""
    up = (0.5 - pixels / world_pixels(z)) * math.tau
    found: NDArray[Any] = np.degrees(np.arctan(np.sinh(up)))
    return found


def covering(bounds: Degrees, z: int) -> Iterator[TileAddress]:
    """The tiles of a zoom that touch an area, in the order of their numbers."""
    west, south, east, north = bounds
    last = (1 << z) - 1
    columns = _between(across(west, z), across(east, z), last)
    rows = _between(down(north, z), down(south, z), last)
    found = (TileAddress(z, x, y) for x, y in itertools.product(columns, rows))
    yield from sorted(found, key=lambda address: address.number)


def _between(first: float, end: float, last: int) -> range:
    begin = max(0, math.floor(first / TILE_PIXELS))
    return range(begin, min(last, math.floor(end / TILE_PIXELS)) + 1)
