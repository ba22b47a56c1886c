"""From the pixels of a raster to entries of a palette, of which the first is clear."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Colouring", "ValueRamp", "colouring_of", "rgb_of", "stepped_colouring"]

_STEPS = 255
"""Shades of a ramp: a palette of 256 without the clear entry."""

Entries = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ValueRamp:
    """Colours of a value raster: evenly spaced from ``low`` to ``high``, values beyond clamped."""

    low: float
    high: float
    colours: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.low < self.high or len(self.colours) < 2:
            raise ValueError("a ramp needs low < high and at least two colours")


@dataclass(frozen=True, slots=True)
class Colouring:
    """How a raster is coloured.

    ``name`` says it in full: equal names give equal pictures. ``palette``: (entry, 3) red, green,
    blue of at most 256 entries; entry 0 is clear. ``entries`` gives the entry of each pixel,
    classes or values with NaN for missing ones, in the shape of what it is given.
    """

    name: str
    palette: Entries
    entries: Callable[[NDArray[Any]], Entries]


def colouring_of(legend: Mapping[int, str] | ValueRamp) -> Colouring:
    """The colouring of uint8 classes, by class, or of values, by a ramp.

    What has no colour is clear.

    Raises
    ------
    ValueError
        If a class does not fit uint8.
    """
    if isinstance(legend, ValueRamp):
        ramp = legend
        stops = np.linspace(0, _STEPS - 1, len(ramp.colours))
        rgb = rgb_of(ramp.colours)
        shades = [np.interp(np.arange(_STEPS), stops, rgb[:, k]) for k in range(3)]
        palette = _with_clear(np.stack(shades, axis=1))
        return Colouring(repr(ramp), palette, lambda pixels: _shade(pixels, ramp))
    classes = sorted(legend)
    if classes and not 0 <= classes[0] <= classes[-1] <= 255:
        raise ValueError(f"class codes lie in 0..255: {classes}")
    shown = list(dict.fromkeys(legend[value] for value in classes))
    table = np.zeros(256, dtype=np.uint8)
    for value in classes:
        # 256 classes of 256 colours would leave no entry for "transparent".
        table[value] = min(shown.index(legend[value]) + 1, 255)
    palette = _with_clear(rgb_of(shown[:255]).reshape(-1, 3))
    return Colouring(_name("classes", legend), palette, lambda pixels: table[pixels])


def stepped_colouring(legend: Mapping[int, str]) -> Colouring:
    """The colouring of values by the step they have reached: each lasts to the next, the last on.

    Values below all steps are clear.
    """
    steps = np.array(sorted(legend), dtype=np.float64)
    palette = _with_clear(rgb_of([legend[int(step)] for step in steps]))

    def entries(values: NDArray[Any]) -> Entries:
        # A missing value sorts behind every step.
        place = np.searchsorted(steps, values, side="right")
        return np.where(np.isnan(values), 0, place).astype(np.uint8)

    return Colouring(_name("steps", legend), palette, entries)


def _name(kind: str, legend: Mapping[int, str]) -> str:
    return f"{kind} {sorted(legend.items())}"


def rgb_of(colours: Sequence[str]) -> NDArray[np.float64]:
    """(colour, 3) red, green and blue of ``#rrggbb``, 0 to 255."""
    return np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in colours], dtype=np.float64)


def _with_clear(colours: NDArray[np.float64]) -> Entries:
    return np.vstack([np.zeros((1, 3)), np.round(colours)]).astype(np.uint8)


def _shade(pixels: NDArray[Any], ramp: ValueRamp) -> Entries:
    share = np.clip((pixels - ramp.low) / (ramp.high - ramp.low), 0.0, 1.0)
    entry = 1.0 + np.round(share * (_STEPS - 1))
    return np.where(np.isnan(entry), 0.0, entry).astype(np.uint8)
