"""Pixel areas as whole numbers, so that sums over patches do not depend on the order of blocks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.grid import Grid

__all__ = ["AreaQuantum", "nominal_pixel_m2"]

_DEGREE_M = 111_700.0
_UNITS_IN_PIXEL = 30


def nominal_pixel_m2(grid: Grid) -> float:
    """About the area of a pixel in the middle of the grid, m²."""
    if not grid.is_geographic:
        return grid.resolution**2
    middle = math.radians((grid.north + grid.south) / 2.0)
    return (grid.resolution * _DEGREE_M) ** 2 * max(math.cos(middle), 1e-3)


@dataclass(frozen=True, slots=True)
class AreaQuantum:
    """The small area, ``m2``, that sums are counted in: about 2^-30 of a pixel."""

    m2: float

    @classmethod
    def on(cls, grid: Grid) -> AreaQuantum:
        """The quantum of a grid."""
        # Four times the nominal pixel leaves room for the scale of any projection in use.
        return cls(2.0 ** (math.ceil(math.log2(4.0 * nominal_pixel_m2(grid))) - _UNITS_IN_PIXEL))

    def units(self, pixel_area: NDArray[np.float64]) -> NDArray[np.int64]:
        """Pixel areas (y, x) in m² as whole numbers of the quantum."""
        return _whole_numbers(pixel_area, 1.0 / self.m2)


@compiled
def _whole_numbers(values: NDArray[np.float64], factor: float) -> NDArray[np.int64]:
    """(y, x) values times a power of two, each rounded to the nearest whole number."""
    result = np.empty(values.shape, dtype=np.int64)
    for y in range(values.shape[0]):
        for x in range(values.shape[1]):
            result[y, x] = np.rint(values[y, x] * factor)
    return result
