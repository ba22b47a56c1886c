"""Ordinary kriging from the nearest samples, with its variance.

Matheron (1963); Webster and Oliver (2007), Geostatistics for Environmental Scientists, ch. 8. The
nugget is taken as the scatter of single samples: it is smoothed out of the value and stays in the
variance, which is that of a new sample at the place. With no nugget a sample's place has its value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.science.near_samples import NEAREST, merged, nearest
from sinkmap.science.variogram import Variogram

__all__ = ["Kriging"]

_LEAST_PIVOT = 1e-12
"""Share of the sill below which a sample tells nothing beside the others, a hair apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Kriging:
    """Samples and their variogram.

    ``x, y`` (m,) in m, each place once, with the mean ``values`` of its samples.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]
    variogram: Variogram

    @classmethod
    def of(
        cls,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        values: NDArray[np.float64],
        variogram: Variogram,
    ) -> Self:
        """Kriging of (n,) samples, n > 0; samples at one place count as their mean."""
        return cls(*merged(x, y, values), variogram)

    def predict(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Value and variance of a new sample at (n,) finite places, by the nearest 24 samples.

        The same whatever block or thread asks: places that share their nearest samples share one
        factor, which depends on these samples only.
        """
        value, variance = np.empty(len(x)), np.empty(len(x))
        model = self.variogram
        _krige(
            (self.x, self.y, self.values),
            (model.nugget, model.sill, model.distance),
            x,
            y,
            min(NEAREST, len(self.x)),
            value,
            variance,
        )
        return value, np.maximum(variance, 0.0)


@compiled
def _factor(
    samples: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    model: tuple[float, float, float],
    near: NDArray[np.int64],
    lower: NDArray[np.float64],
    ones: NDArray[np.float64],
    scaled: NDArray[np.float64],
) -> None:
    """Cholesky factor of the covariance of near samples, and 1 and their values solved by it."""
    x, y, values = samples
    nugget, sill, distance = model
    for i in range(near.size):
        for j in range(i + 1):
            across, up = x[near[i]] - x[near[j]], y[near[i]] - y[near[j]]
            left = sill * np.exp(-np.sqrt(across * across + up * up) / distance)
            left += nugget if i == j else 0.0
            for k in range(j):
                left -= lower[i, k] * lower[j, k]
            if i == j:
                lower[i, i] = np.sqrt(max(left, _LEAST_PIVOT * (sill + nugget)))
            else:
                lower[i, j] = left / lower[j, j]
        one, value = 1.0, values[near[i]]
        for k in range(i):
            one -= lower[i, k] * ones[k]
            value -= lower[i, k] * scaled[k]
        ones[i] = one / lower[i, i]
        scaled[i] = value / lower[i, i]


@compiled
def _krige(
    samples: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    model: tuple[float, float, float],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    count: int,
    value: NDArray[np.float64],
    variance: NDArray[np.float64],
) -> None:
    x, y, _ = samples
    nugget, sill, distance = model
    index, before = np.empty(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    square = np.empty(count)
    lower = np.zeros((count, count))
    ones, scaled, solved = np.empty(count), np.empty(count), np.empty(count)
    for place in range(east.size):
        nearest(x, y, east[place], north[place], index, square)
        index.sort()
        if not np.array_equal(index, before):
            _factor(samples, model, index, lower, ones, scaled)
            before[:] = index
        of_ones, of_values, of_ones_values, of_place, of_both = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(count):
            across, up = x[index[i]] - east[place], y[index[i]] - north[place]
            left = sill * np.exp(-np.sqrt(across * across + up * up) / distance)
            for k in range(i):
                left -= lower[i, k] * solved[k]
            solved[i] = left / lower[i, i]
            of_ones += ones[i] * ones[i]
            of_values += scaled[i] * solved[i]
            of_ones_values += ones[i] * scaled[i]
            of_place += solved[i] * solved[i]
            of_both += ones[i] * solved[i]
        # The multiplier that makes the weights add up to 1.
        multiplier = (of_both - 1.0) / of_ones
        value[place] = of_values - multiplier * of_ones_values
        variance[place] = nugget + sill - of_place + multiplier * of_both - multiplier
