"""The sky of a simulated scene: clouds, their shadows and cirrus, and the mask that tells them.

Clouds and shadows reach one pixel farther than the mask says, thinly, as those of real masks do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.noise import smooth

__all__ = ["CIRRUS", "CLOUD", "HIGH_CLOUD", "SHADOW", "Sky", "draw_sky"]

SHADOW, CLOUD, HIGH_CLOUD, CIRRUS = 3, 8, 9, 10
"""Codes of the scene classification of Sentinel-2 L2A."""

_STEP = 4
"""Pixels between the points of the cloud field; between them it is interpolated."""
_SIZE = 90.0
"""Pixels from one cloud to the next."""
_COLOUR = np.array([0.72, 0.71, 0.70, 0.74, 0.50, 0.38], dtype=np.float32)
"""Reflectance of a thick cloud by band."""
_THINNEST, _THICK = np.float32(0.55), np.float32(0.80)
"""Opacity of the thinnest cloud the mask tells, and of those it is sure of."""
_CIRRUS_OPACITY = np.float32(0.16)
_SHADE = np.float32(0.55)
"""Share of the light that a shadow takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Sky:
    """What lies between ground and sensor.

    ``opacity`` and ``shade``: (y, x) shares 0 to 1; ``code``: (y, x) uint8 of the scene
    classification, 0 where the ground is seen.
    """

    opacity: NDArray[np.float32]
    shade: NDArray[np.float32]
    code: NDArray[np.uint8]

    def over(self, ground: NDArray[np.float32]) -> NDArray[np.float32]:
        """What a sensor sees of the ground: (band, y, x) reflectance."""
        seen = ground * (1.0 - _SHADE * self.shade) * (1.0 - self.opacity)
        return np.asarray(seen + _COLOUR[:, None, None] * self.opacity, dtype=np.float32)


def draw_sky(shape: tuple[int, int], seed: int, *, cloud: float, cirrus: float, reach: int) -> Sky:
    """Draw a sky.

    Parameters
    ----------
    shape
        Rows and columns of the scene.
    seed
        Which sky.
    cloud, cirrus
        Shares of the scene under cloud, and under cirrus where there is no cloud, 0 to 1.
    reach
        Rows and columns by which a shadow lies north and west of its cloud: the satellite passes
        in the morning.
    """
    rows, cols = shape
    field = _field((rows + reach, cols + reach), seed)
    limit = np.quantile(field[:rows, :cols], 1.0 - cloud)
    thick = np.clip(_THINNEST + 6.0 * (field - limit), _THINNEST, 1.0).astype(np.float32)
    covered = field >= limit if cloud > 0.0 else np.zeros(field.shape, dtype=np.bool_)
    opaque = np.where(covered, thick, np.float32(0.0))[:rows, :cols]
    clouds = covered[:rows, :cols]
    shaded = covered[reach:, reach:] & ~clouds
    code = np.where(shaded, SHADOW, 0).astype(np.uint8)
    opacity = _rimmed(opaque)
    if cirrus > 0.0:
        veil = _field(shape, seed + 1)
        thin = (veil >= np.quantile(veil, 1.0 - cirrus)) & ~clouds
        opacity = np.maximum(opacity, np.where(thin, _CIRRUS_OPACITY, np.float32(0.0)))
        code[thin] = CIRRUS
    code[clouds] = np.where(opaque[clouds] >= _THICK, HIGH_CLOUD, CLOUD)
    return Sky(opacity, _rimmed(shaded.astype(np.float32)), code)


def _rimmed(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """The share itself where there is any, and a third of a neighbour's around it."""
    around = ndimage.uniform_filter(share, 3, mode="nearest")
    return np.where(share > 0.0, share, around).astype(np.float32)


def _field(shape: tuple[int, int], seed: int) -> NDArray[np.float32]:
    rows, cols = (np.arange(size // _STEP + 2) * _STEP for size in shape)
    coarse = smooth(cols[None, :], rows[:, None], seed, _SIZE, 4)
    down, across = (np.arange(size) / _STEP for size in shape)
    places = np.meshgrid(down, across, indexing="ij", sparse=False)
    found = ndimage.map_coordinates(coarse.astype(np.float32), places, order=1)
    return np.asarray(found, dtype=np.float32)
