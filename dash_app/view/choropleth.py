"""Values into classes and colours, the same classes in every year."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLANK", "UNKNOWN", "ClassBreaks", "ramp_of"]

BLANK = "#dfe4e2"
"""No figure at all."""
UNKNOWN = "#b4b8bd"
"""A figure that says it cannot tell or was not estimated."""

_NO_SPREAD = 1e-9
"""Values closer than this, relative to their size, are the same."""

# Single-hue ramps: lightness falls evenly, so that they read in grey and for colour-blind eyes.
_RAMPS = {
    "ratio": ("#e3f0e4", "#b5d8b8", "#7bb889", "#42905f", "#1a633d"),
    "area": ("#e2eef5", "#b3d3e6", "#77afd0", "#3f83b0", "#1d5682"),
    "carbon": ("#f6ecdb", "#e6cfa4", "#cba469", "#a1763a", "#6e4a1b"),
    "carbon_density": ("#f6ecdb", "#e6cfa4", "#cba469", "#a1763a", "#6e4a1b"),
}


def ramp_of(dimension: str) -> tuple[str, ...]:
    """Five colours, light to dark, for a dimension of :mod:`sinkmap.uom`."""
    return _RAMPS.get(dimension, _RAMPS["area"])


@dataclass(frozen=True, slots=True)
class ClassBreaks:
    """Classes of a theme. ``inner`` are the limits between classes, rising; n limits part n + 1
    classes, each taking in its lower limit. ``colours`` has one colour a class.

    Raises
    ------
    ValueError
        If the limits do not rise or the colours are not one more.
    """

    inner: tuple[float, ...]
    colours: tuple[str, ...]

    def __post_init__(self) -> None:
        if any(b <= a for a, b in zip(self.inner, self.inner[1:], strict=False)):
            raise ValueError(f"class limits must rise: {self.inner}")
        if len(self.colours) != len(self.inner) + 1:
            raise ValueError("one colour a class")

    @classmethod
    def of(cls, values: Iterable[float], ramp: tuple[str, ...]) -> ClassBreaks:
        """Classes with about as many values each, their limits rounded to plain numbers.

        Hand in the values of all years: then a change of colour is a change of the figure.
        """
        finite = np.array([v for v in values if math.isfinite(v)], dtype=np.float64)
        count = min(len(ramp), len(np.unique(finite)))
        spread = float(np.ptp(finite)) if count > 1 else 0.0
        if spread <= _NO_SPREAD * max(1.0, float(np.abs(finite).max(initial=0.0))):
            return cls((), (ramp[len(ramp) // 2],))
        step = _plain_step(spread / 20.0)
        shares = np.arange(1, count) / count
        inner = _plain_limits(np.quantile(finite, shares), step, finite)
        if not inner:  # most units share one value: part the range instead
            inner = _plain_limits(finite.min() + shares * spread, step, finite)
        picked = np.linspace(0, len(ramp) - 1, len(inner) + 1).round().astype(int)
        return cls(inner, tuple(ramp[i] for i in picked))

    def index(self, value: float) -> int:
        """The class a value falls into."""
        return bisect_right(self.inner, value)

    def colour(self, value: float) -> str:
        """The colour of the class a value falls into."""
        return self.colours[self.index(value)]

    def counts(self, values: Iterable[float]) -> tuple[int, ...]:
        """How many values fall into each class."""
        found = [0] * len(self.colours)
        for value in values:
            found[self.index(value)] += 1
        return tuple(found)


def _plain_limits(
    limits: NDArray[np.float64], step: float, values: NDArray[np.float64]
) -> tuple[float, ...]:
    """Limits rounded to a step, each once, and only such as have values on both sides."""
    rounded = sorted({round(round(limit / step) * step, 10) for limit in limits})
    return tuple(b for b in rounded if values.min() < b <= values.max())


def _plain_step(size: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten at or above a size."""
    power = 10.0 ** math.floor(math.log10(size))
    return next((m * power for m in (1.0, 2.0, 5.0) if m * power >= size), 10.0 * power)
