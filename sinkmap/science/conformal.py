"""Intervals that hold as often as they say, by the errors on samples that were held out.

Lei et al. (2018), J. Am. Stat. Assoc. 113:1094-1111, errors divided by a scale; Romano, Patterson
and Candès (2019), Advances in Neural Information Processing Systems 32, intervals of quantiles
widened or narrowed, each side by itself; Vovk (2015), Annals of Mathematics and Artificial
Intelligence 74:9-28, errors from the folds of a cross-validation. Errors at the distance of a
block are larger than beside a sample: there the intervals are wide rather than narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVEL", "SIDES", "Band", "Margins", "margins_of"]

LEVEL = 0.90
"""Share of new samples that an interval is to hold."""

SIDES = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)
"""The quantiles that bound it."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """What a model says before its held-out errors are known: (n,) float64 each.

    ``value`` with a first guess ``low`` to ``high`` in tC/ha (both the value itself where the model
    has none), and ``scale``, positive: how large errors are there relative to other places.
    """

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    scale: NDArray[np.float64]

    @classmethod
    def bare(cls, value: NDArray[np.float64], scale: NDArray[np.float64] | None = None) -> Band:
        """A value without a first guess of its interval."""
        return cls(value, value, value, np.ones(len(value)) if scale is None else scale)

    @classmethod
    def empty(cls, count: int) -> Band:
        """Room for ``count`` places."""
        return cls(*(np.full(count, np.nan) for _ in range(4)))

    def put(self, places: NDArray[np.bool_], part: Band) -> None:
        """Write what is said of these places."""
        for name in ("value", "low", "high", "scale"):
            getattr(self, name)[places] = getattr(part, name)

    def taken(self, places: NDArray[np.bool_]) -> Band:
        """What is said of these places."""
        return Band(self.value[places], self.low[places], self.high[places], self.scale[places])


@dataclass(frozen=True, slots=True)
class Margins:
    """What is added below ``low`` and above ``high``, in units of the scale; may be negative."""

    below: float
    above: float

    def widened(self, band: Band) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(n,) bounds of the interval, tC/ha: they enclose the value and are not below 0."""
        low = np.minimum(band.low - self.below * band.scale, band.value)
        high = np.maximum(band.high + self.above * band.scale, band.value)
        return np.maximum(low, 0.0), high


def margins_of(band: Band, truth: NDArray[np.float64]) -> Margins:
    """Margins with which the band would have held 95 % of (n,) held-out samples on each side.

    The rank is that of split conformal prediction, n + 1 in place of n; of fewer than 19 samples it
    would lie beyond the largest error, which is then taken.
    """
    rank = min(len(truth), math.ceil((len(truth) + 1) * SIDES[1])) - 1
    below = np.sort((band.low - truth) / band.scale)
    above = np.sort((truth - band.high) / band.scale)
    return Margins(float(below[rank]), float(above[rank]))
