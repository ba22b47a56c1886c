"""The years of a figure as a small picture (SVG text): values, interval, path to the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sinkmap.report.series import Point, Series

__all__ = ["TargetPath", "trend_svg"]

_WIDTH, _HEIGHT = 340, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 14, 24
_INK, _SOFT, _BAND, _RULE, _PATH = "#1d5682", "#566670", "#cfe0ec", "#e3e9e7", "#8a5a00"


@dataclass(frozen=True, slots=True)
class TargetPath:
    """The straight line a target asks for, in the unit of the series.

    ``low`` and ``high`` are the bounds of what is forecast for the target's year, None without.
    """

    start_year: int
    start: float
    year: int
    value: float
    low: float | None = None
    high: float | None = None

    @property
    def numbers(self) -> tuple[float, ...]:
        """Every number of it that is drawn."""
        drawn = (self.start, self.value, self.low, self.high)
        return tuple(n for n in drawn if n is not None)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where years and values lie in the picture."""

    first: int
    last: int
    low: float
    high: float

    @classmethod
    def around(cls, points: Sequence[Point], path: TargetPath | None) -> _Frame:
        numbers = [n for p in points for n in (p.value, p.low, p.high) if n is not None]
        years = [p.year for p in points]
        if path is not None:
            numbers += path.numbers
            years += [path.start_year, path.year]
        low, high = min(numbers), max(numbers)
        room = ((high - low) or abs(high) or 1.0) * 0.06
        return cls(min(years), max(years), low - room, high + room)

    def x(self, year: float) -> float:
        share = (year - self.first) / (self.last - self.first)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def at(self, year: float, value: float) -> str:
        return f"{self.x(year):.1f},{self.y(value):.1f}"


def trend_svg(series: Series, now: int, path: TargetPath | None = None) -> str:
    """Years as dots on a line before their intervals, the year ``now`` filled; the path dashed.

    Empty text where there are fewer than two points.
    """
    points = series.points
    if len(points) < 2:
        return ""
    frame = _Frame.around(points, path)
    line = " ".join(frame.at(p.year, p.value) for p in points)
    years = dict.fromkeys(p.year for p in points)
    if path is not None:
        years |= dict.fromkeys((path.start_year, path.year))
    parts = [
        *_rules(frame),
        *_band(frame, points),
        *_path(frame, path),
        f'<polyline points="{line}" fill="none" stroke="{_INK}" stroke-width="2"/>',
        *(_dot(frame, p, is_now=p.year == now) for p in points),
        *(_year(frame, year, is_now=year == now) for year in sorted(years)),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
    return head + "".join(parts) + "</svg>"


def _rules(frame: _Frame) -> list[str]:
    """Three lines across with what they stand for."""
    span = frame.high - frame.low
    digits = 0 if span >= 20 else 1 if span >= 2 else 2
    drawn = []
    for share in (0.08, 0.5, 0.92):
        value = frame.low + share * span
        y = frame.y(value)
        drawn.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{_RULE}"/>' + _text(_LEFT - 6, y + 3.5, f"{value:,.{digits}f}", "end", _SOFT)
        )
    return drawn


def _band(frame: _Frame, points: Sequence[Point]) -> list[str]:
    """Intervals: bars behind the dots, joined to a band between neighbours that both have one."""
    known = [(p.year, p.low, p.high) for p in points if p.low is not None and p.high is not None]
    bars = [
        f'<line x1="{frame.x(year):.1f}" x2="{frame.x(year):.1f}" y1="{frame.y(low):.1f}" '
        f'y2="{frame.y(high):.1f}" stroke="{_BAND}" stroke-width="9" stroke-linecap="round"/>'
        for year, low, high in known
    ]
    if len(known) < len(points):
        return bars
    above = [frame.at(year, high) for year, _, high in known]
    below = [frame.at(year, low) for year, low, _ in reversed(known)]
    band = f'<polygon points="{" ".join(above + below)}" fill="{_BAND}" fill-opacity=".55"/>'
    return [band, *bars]


def _path(frame: _Frame, path: TargetPath | None) -> list[str]:
    if path is None:
        return []
    line = f"{frame.at(path.start_year, path.start)} {frame.at(path.year, path.value)}"
    x, y = frame.x(path.year), frame.y(path.value)
    drawn = [
        f'<polyline points="{line}" fill="none" stroke="{_PATH}" stroke-width="1.5" '
        'stroke-dasharray="5 4"/>',
        f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{_PATH}" '
        f'transform="rotate(45 {x:.1f} {y:.1f})"/>',
    ]
    if path.low is not None and path.high is not None:
        drawn.insert(
            0,
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{frame.y(path.low):.1f}" '
            f'y2="{frame.y(path.high):.1f}" stroke="{_INK}" stroke-width="1.5" '
            'stroke-dasharray="2 3"/>',
        )
    return drawn


def _dot(frame: _Frame, point: Point, *, is_now: bool) -> str:
    return (
        f'<circle cx="{frame.x(point.year):.1f}" cy="{frame.y(point.value):.1f}" r="4" '
        f'stroke="{_INK}" stroke-width="2" fill="{_INK if is_now else "#ffffff"}"/>'
    )


def _year(frame: _Frame, year: int, *, is_now: bool) -> str:
    return _text(frame.x(year), _HEIGHT - 6, str(year), "middle", _INK if is_now else _SOFT)


def _text(x: float, y: float, said: str, anchor: str, colour: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="11" '
        f'font-family="sans-serif" fill="{colour}">{escape(said)}</text>'
    )
