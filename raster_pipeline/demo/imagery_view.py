"""How the ground of the imagery study meets the pixels of a scene: on its own grid or askew."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pyproj
from numpy.typing import NDArray

from raster_pipeline.demo.imagery_ground import CORE, GRID, MARGIN

__all__ = ["View", "view_of"]

_PIXEL = 10
_SNAP = 20
"""Metres on which the corner of a scene lies, so that its 20 m pixels hold whole 10 m ones."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Pixels of a scene.

    ``crs``, ``west``, ``north``, ``shape``: as of a grid of 10 m pixels. ``places``: rows and
    columns of the ground, window and margin, that four points of every pixel fall on, each
    (4, y, x); none if scene and window are the same pixels. ``outside``: (y, x) pixels beyond the
    ground.
    """

    crs: str
    west: float
    north: float
    shape: tuple[int, int]
    outside: NDArray[np.bool_]
    places: tuple[NDArray[np.intp], NDArray[np.intp]] | None = field(default=None)

    def of(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """The ground by the pixels of the scene: (band, y, x) of window and margin in."""
        if self.places is None:
            return np.ascontiguousarray(image[:, *CORE])
        flat = image.reshape(len(image), -1)
        at = np.ravel_multi_index(self.places, image.shape[1:])
        seen = flat[:, at[0].ravel()]
        for point in at[1:]:
            seen += flat[:, point.ravel()]
        return (seen * np.float32(0.25)).reshape(len(image), *self.shape)


@lru_cache(maxsize=4)
def view_of(crs: str) -> View:
    """The view that holds the study's window, in the grid's CRS or a UTM zone."""
    if crs == GRID.crs:
        nothing = np.zeros(GRID.shape, dtype=np.bool_)
        return View(crs, GRID.west, GRID.north, GRID.shape, nothing)
    change = pyproj.Transformer.from_crs(GRID.crs, crs, always_xy=True)
    west, south, east, north = change.transform_bounds(*GRID.bounds, densify_pts=41)
    west, south = (math.floor(value / _SNAP) * _SNAP for value in (west, south))
    east, north = (math.ceil(value / _SNAP) * _SNAP for value in (east, north))
    shape = (north - south) // _PIXEL, (east - west) // _PIXEL
    x = west + (np.arange(shape[1]) + 0.5) * _PIXEL
    y = north - (np.arange(shape[0]) + 0.5) * _PIXEL
    across, down = np.meshgrid(x, y)
    e, n = change.transform(across, down, direction="INVERSE")
    across = (e - GRID.west) / GRID.resolution + MARGIN
    down = (GRID.north - n) / GRID.resolution + MARGIN
    most = [size + 2 * MARGIN - 1 for size in GRID.shape]
    outside = (across < 1) | (down < 1) | (across > most[1]) | (down > most[0])
    quarters = [(dy, dx) for dy in (-0.25, 0.25) for dx in (-0.25, 0.25)]
    rows = np.stack([np.clip(np.floor(down + dy), 0, most[0]) for dy, _ in quarters])
    cols = np.stack([np.clip(np.floor(across + dx), 0, most[1]) for _, dx in quarters])
    places = rows.astype(np.intp), cols.astype(np.intp)
    return View(crs, float(west), float(north), shape, np.asarray(outside), places)
