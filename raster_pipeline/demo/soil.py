"""Soil carbon where a coarse pixel's middle lies on water or seal, but soil is near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["soil_of_neighbours"]

_REACH = 4.0
"""Pixels a value reaches; what lies farther from any soil holds no value."""


def soil_of_neighbours(soil: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill NaN with the nearest value within reach, as soil maps do: (y, x) in, (y, x) out."""
    missing = np.isnan(soil)
    apart, nearest = ndimage.distance_transform_edt(missing, return_indices=True)
    filled = soil[tuple(nearest)]
    return np.where(missing & (apart > _REACH), np.nan, filled)
