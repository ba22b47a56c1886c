"""Colour scales of the report's maps: even steps on round numbers, the same for every year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sinkmap.report.numbers import PERCENT, NumberFormat, show
from sinkmap.report.quantity import Part

__all__ = ["NO_VALUE", "Scale", "nice_step", "scale_of"]

NO_VALUE = "#e3e3df"
"""Colour of a unit without a value."""

_WHOLE = 100.0
"""Percent that nothing has more of, where a share is one of a whole."""
_GREENS = ("#eef5e4", "#cfe3b9", "#a3c987", "#6ea55d", "#3f7d40", "#205529")
_BLUES = ("#eaf3f8", "#c6dfec", "#93c2db", "#5c9cc1", "#32749f", "#164c73")
_BROWNS = ("#f8f0e3", "#ead7b7", "#d3b383", "#b48a55", "#8d6335", "#623f1c")
_REDS = ("#faeeea", "#f0d0c6", "#dfa596", "#c77666", "#a34a41", "#752825")
_GREYS = ("#f0f1f4", "#d6d9e2", "#b0b6c8", "#858eaa", "#5c668a", "#3a4366")
_PALETTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tree": _GREENS,
        "forest": _GREENS,
        "wetland": _BLUES,
        "soc": _BROWNS,
        "redline_natural": _GREENS,
        "redline": _REDS,
    }
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes of values: ``edges`` are one more than ``colours``, ascending, in the unit shown."""

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    shown_as: NumberFormat

    def __post_init__(self) -> None:
        if len(self.edges) != len(self.colours) + 1:
            raise ValueError("a scale has one edge more than colours")

    def index(self, value: float | None) -> int | None:
        """Number of the class a value lies in; None for a missing value."""
        if value is None:
            return None
        inner = self.edges[1:-1]
        return sum(value >= edge for edge in inner)

    def colour(self, value: float | None) -> str:
        """Colour of a value."""
        index = self.index(value)
        return NO_VALUE if index is None else self.colours[index]

    @property
    def labels(self) -> tuple[str, ...]:
        """Each class as "from – to"."""
        decimals = 0 if all(float(edge).is_integer() for edge in self.edges) else 2
        plain = NumberFormat(None, decimals)
        pairs = zip(self.edges, self.edges[1:], strict=False)
        return tuple(f"{show(low, plain)}–{show(high, plain)}" for low, high in pairs)


def nice_step(span: float, most: int) -> float:
    """The smallest step of 1, 2, 2.5 or 5 x 10^n that covers a span in at most so many steps."""
    if span <= 0.0 or not math.isfinite(span):
        return 1.0
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if rough <= factor * power * (1 + 1e-12):
            return factor * power
    return 10.0 * power


def scale_of(indicator: str, stored: Iterable[float | None], part: Part) -> Scale:
    """A scale over all values of an indicator (stored units), at most six classes."""
    shown = [part.of(value) for value in stored]
    values = [value for value in shown if value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    step = nice_step(high - low, 5)
    start = math.floor(low / step) * step
    # The last class of percentages ends with, and holds, the whole.
    whole = _WHOLE if part.shown_as == PERCENT and high <= _WHOLE else math.inf
    count = max(1, math.ceil((high - start) / step + (-1e-9 if high == whole else 1e-9)))
    palette = next((p for name, p in _PALETTES.items() if indicator.startswith(name)), _GREYS)
    first = 1 if count < len(palette) else 0
    colours = tuple(palette[min(first + i, len(palette) - 1)] for i in range(count))
    edges = tuple(min(whole, round(start + step * i, 9)) for i in range(count + 1))
    return Scale(edges, colours, part.shown_as)
