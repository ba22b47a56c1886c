"""Zooms a layer is drawn at, and where it lies."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["DEEPEST", "degrees_of", "zooms_of"]

DEEPEST = 14
"""A tile is 2.4 km wide at the equator and its unit 0.3 m; a map enlarges it further in."""
_COARSEST = 6
_MOST_SHAPES = 2000
"""Shapes a tile of the coarsest zoom may hold on the average: what a browser draws at ease.

A screen shows about ten tiles. Farther out, single shapes are smaller than a few pixels.
"""


def zooms_of(world: NDArray[np.float64], count: int) -> tuple[int, int]:
    """Coarsest and finest zoom for ``count`` shapes within (4,) bounds on the world."""
    if np.isnan(world).any():
        return DEEPEST, DEEPEST
    wide, tall = world[2] - world[0], world[3] - world[1]
    for zoom in range(_COARSEST, DEEPEST):
        side = 1 << zoom
        tiles = max(wide * side, 1.0) * max(tall * side, 1.0)
        if count / tiles <= _MOST_SHAPES:
            return zoom, DEEPEST
    return DEEPEST, DEEPEST


def degrees_of(world: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of (4,) bounds on the world."""
    if np.isnan(world).any():
        return 0.0, 0.0, 0.0, 0.0
    west, north, east, south = (float(side) for side in world)
    return _longitude(west), _latitude(south), _longitude(east), _latitude(north)


def _longitude(x: float) -> float:
    return x * 360.0 - 180.0


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * y))))
