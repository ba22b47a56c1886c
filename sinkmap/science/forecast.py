"""A straight line through the years of a series, and the interval of a year to come.

Ordinary least squares of value on year. The interval is that of a single new observation
(prediction interval) with Student's t: ``y ± t s sqrt(1 + 1/n + (x - mean)² / Sxx)``, s² the
residual sum of squares by n - 2. Draper and Smith 1998, Applied Regression Analysis, 3rd ed.,
section 3.1. With three years there is one degree of freedom, and the interval is as wide as that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

__all__ = ["CONFIDENCE", "FEWEST_YEARS", "Forecast", "forecast"]

CONFIDENCE = 0.95
"""Confidence of the prediction interval."""
FEWEST_YEARS = 3
"""Years below which a straight line leaves no residual to judge it by."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The line at the year asked for, in the unit of the series.

    ``slope`` is the change a year, ``years`` the number of years the line runs through. ``low``
    and ``high`` are None where these are fewer than :data:`FEWEST_YEARS`.
    """

    value: float
    low: float | None
    high: float | None
    slope: float
    years: int


def forecast(years: Sequence[int], values: Sequence[float], at: int) -> Forecast | None:
    """Carry a series on to a year; None for fewer than two years.

    Parameters
    ----------
    years, values
        Different years in any order and their values, all finite.
    at
        The year asked for.
    """
    if len(set(years)) < 2:
        return None
    x, y = np.asarray(years, dtype=np.float64), np.asarray(values, dtype=np.float64)
    middle, level = float(x.mean()), float(y.mean())
    spread = float(((x - middle) ** 2).sum())
    slope = float(((x - middle) * (y - level)).sum()) / spread
    value = level + slope * (at - middle)
    if len(x) < FEWEST_YEARS:
        return Forecast(value, None, None, slope, len(x))
    free = len(x) - 2
    rest = float(((y - level - slope * (x - middle)) ** 2).sum())
    t = float(stats.t.ppf(0.5 + CONFIDENCE / 2.0, free))
    half = t * math.sqrt(rest / free * (1.0 + 1.0 / len(x) + (at - middle) ** 2 / spread))
    return Forecast(value, value - half, value + half, slope, len(x))
