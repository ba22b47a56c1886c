"""Small line charts side by side over one axis, as SVG: what each budget buys."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sinkmap.report.numbers import NumberFormat, show
from sinkmap.report.review_map import FONTS
from sinkmap.report.scale import nice_step

__all__ = ["Panel", "panel_chart"]

_WIDTH, _HEIGHT = 300.0, 210.0
"""Of one panel, in pixels."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 14.0, 30.0, 40.0
_LINE, _MARK = "#1d5c4a", "#a8281f"
_STEPS = 4
"""Most lines of the grid each way, less one."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One line: its title with the unit, and a value for each place on the axis."""

    title: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Numbers from nothing up to ``top`` onto pixels from ``start`` to ``end``."""

    top: float
    step: float
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> _Axis:
        high = max(values, default=0.0)
        step = nice_step(high, _STEPS)
        return cls(max(step, math.ceil(high / step - 1e-9) * step), step, start, end)

    def at(self, value: float) -> float:
        return self.start + (self.end - self.start) * value / self.top

    @property
    def ticks(self) -> list[float]:
        return [self.step * n for n in range(round(self.top / self.step) + 1)]

    def label(self, value: float) -> str:
        decimals = max(0, -math.floor(math.log10(self.step) + 1e-9))
        # A step of 2.5 needs one digit more than its power of ten tells.
        exact = math.isclose(round(self.step, decimals), self.step)
        return show(value, NumberFormat(None, min(9, decimals if exact else decimals + 1)))


def panel_chart(
    axis_title: str,
    places: Sequence[float],
    panels: Sequence[Panel],
    marked: float | None = None,
    in_row: int | None = None,
) -> str:
    """Lines over the same axis, a panel each.

    Parameters
    ----------
    axis_title
        Below every panel, with its unit.
    places
        (n,) numbers on the axis, ascending, not below 0.
    panels
        Lines of n values, not below 0; those of negative values are drawn from 0.
    marked
        A place to be marked in every panel, such as the budget that was asked for.
    in_row
        Panels side by side before the next row begins; all of them by default.
    """
    columns = max(1, min(len(panels), in_row or len(panels)))
    width, height = _WIDTH * columns, _HEIGHT * math.ceil(len(panels) / columns)
    across = _Axis.over([*places, marked or 0.0], _LEFT, _WIDTH - _RIGHT)
    drawn = [
        f'<g transform="translate({_WIDTH * (n % columns):.0f},{_HEIGHT * (n // columns):.0f})">'
        f"{_panel(panel, places, across, axis_title, marked)}</g>"
        for n, panel in enumerate(panels)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="{FONTS}">'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>{"".join(drawn)}</svg>'
    )


def _panel(
    panel: Panel, places: Sequence[float], across: _Axis, axis_title: str, marked: float | None
) -> str:
    bottom = _HEIGHT - _BOTTOM
    up = _Axis.over(panel.values, bottom, _TOP)
    parts = [_words(_LEFT, 16, panel.title, size=12, bold=True)]
    for value in up.ticks:
        y = up.at(value)
        parts.append(f'<path d="M{_LEFT},{y:.1f} H{_WIDTH - _RIGHT}" stroke="#dde5e1"/>')
        parts.append(_words(_LEFT - 5, y + 4, up.label(value), anchor="end"))
    for value in across.ticks:
        x = across.at(value)
        parts.append(f'<path d="M{x:.1f},{bottom} v4" stroke="#5b6966"/>')
        parts.append(_words(x, bottom + 16, across.label(value), anchor="middle"))
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(_words(middle, _HEIGHT - 7, axis_title, anchor="middle"))
    parts.append(f'<path d="M{_LEFT},{bottom} H{_WIDTH - _RIGHT}" stroke="#5b6966"/>')
    if marked is not None:
        x = across.at(marked)
        parts.append(f'<path d="M{x:.1f},{_TOP} V{bottom}" stroke="{_MARK}" '
                     'stroke-dasharray="4 3"/>')  # fmt: skip
    spots = [(across.at(p), up.at(max(0.0, v))) for p, v in zip(places, panel.values, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{_LINE}" stroke-width="2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{_LINE}"/>' for x, y in spots]
    return "".join(parts)


def _words(
    x: float, y: float, text: str, *, size: int = 10, anchor: str = "start", bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{weight} '
        f'fill="#333">{html.escape(text)}</text>'
    )
