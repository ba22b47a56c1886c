"""The years of a figure as a small picture (SVG text)."""

from __future__ import annotations

from html import escape

from sinkmap.report.series import Series

__all__ = ["trend_svg"]

_WIDTH, _HEIGHT, _PAD = 320, 84, 16
_INK, _SOFT, _BAND = "#1d5682", "#7b8a92", "#cfe0ec"


def trend_svg(series: Series, now: int) -> str:
    """Years as dots on a line, intervals as bars behind them, the year ``now`` filled.

    Empty text where there are fewer than two points.
    """
    points = [(p.year, p.value, p.low, p.high) for p in series.points]
    if len(points) < 2:
        return ""
    numbers = [n for _, *values in points for n in values if n is not None]
    low, high = min(numbers), max(numbers)
    span = (high - low) or abs(high) or 1.0
    first, last = points[0][0], points[-1][0]

    def x(year: int) -> float:
        return 24 + (year - first) / (last - first) * (_WIDTH - 48)

    def y(value: float) -> float:
        middle = (low + high) / 2.0
        return (_HEIGHT - _PAD) / 2 - (value - middle) / span * (_HEIGHT - 3 * _PAD)

    bars = [
        f'<line x1="{x(t):.1f}" x2="{x(t):.1f}" y1="{y(a):.1f}" y2="{y(b):.1f}" '
        f'stroke="{_BAND}" stroke-width="9" stroke-linecap="round"/>'
        for t, _, a, b in points
        if a is not None and b is not None
    ]
    path = " ".join(f"{x(t):.1f},{y(v):.1f}" for t, v, *_ in points)
    dots = [
        f'<circle cx="{x(t):.1f}" cy="{y(v):.1f}" r="4" stroke="{_INK}" stroke-width="2" '
        f'fill="{_INK if t == now else "#ffffff"}"/>'
        f'<text x="{x(t):.1f}" y="{_HEIGHT - 3}" text-anchor="middle" font-size="11" '
        f'font-family="sans-serif" fill="{_INK if t == now else _SOFT}">{escape(str(t))}</text>'
        for t, v, *_ in points
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        + "".join(bars)
        + f'<polyline points="{path}" fill="none" stroke="{_INK}" stroke-width="2"/>'
        + "".join(dots)
        + "</svg>"
    )
