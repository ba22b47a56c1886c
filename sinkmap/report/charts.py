"""Small drawings of the report, as plain geometry that the page's template turns into SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, Target
from sinkmap.report.book import Book
from sinkmap.report.numbers import show
from sinkmap.report.quantity import Part, quantity_of
from sinkmap.report.scale import nice_step
from sinkmap.report.series import Series
from sinkmap.target import linear_path
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator

__all__ = ["Bar", "Bars", "Mark", "Tick", "Trend", "bars", "trend", "trends"]

WIDTH, HEIGHT = 440.0, 236.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 58.0, 16.0, 28.0
_BAR, _NAME, _BAR_SPACE = 26.0, 132.0, 236.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: place in pixels and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of a year: centre, label, and ends of its interval in pixels (None without).

    ``interval``: its ends as they are shown, empty without; ``aim``: it is the target.
    """

    x: float
    y: float
    label: str
    low: float | None = None
    high: float | None = None
    year: int = 0
    interval: str = ""
    aim: bool = False

    @property
    def tip(self) -> Text:
        """What is said of it when it is pointed at."""
        zh, en = f"{self.year}年：{self.label}", f"{self.year}: {self.label}"
        if self.aim:
            zh, en = f"{self.year}年目标：{self.label}", f"target {en}"
        if self.interval:
            zh, en = f"{zh}，区间 {self.interval}", f"{en}, interval {self.interval}"
        return Text(zh, en)


@dataclass(frozen=True, slots=True)
class Trend:
    """Years of one figure against its target; all coordinates in pixels."""

    title: Text
    unit: Text | None
    marks: tuple[Mark, ...]
    target: Mark
    target_year: int
    path: tuple[Mark, ...]
    rules: tuple[Tick, ...]
    years: tuple[Tick, ...]
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def line(self) -> str:
        """Points of the line through the years."""
        return " ".join(f"{m.x:.1f},{m.y:.1f}" for m in self.marks)

    @property
    def path_line(self) -> str:
        """Points of the straight way from the baseline to the target."""
        return " ".join(f"{m.x:.1f},{m.y:.1f}" for m in self.path)


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit's value: name, label, top and length in pixels; ``before`` where last year's ends.

    ``start`` is where the bar begins, ``end`` the right end of all that is drawn of it; ``unit``:
    its id; ``last`` and ``change``: last year's value and the change since, as they are shown.
    """

    name: Text
    label: str
    top: float
    start: float
    length: float
    before: float | None
    whole: bool
    unit: str
    last: str
    change: str

    @property
    def tip(self) -> Text:
        """What is said of it when it is pointed at."""
        return Text(
            f"{self.name.zh}：{self.label}；上年 {self.last}；增减 {self.change}",
            f"{self.name.en}: {self.label}; year before {self.last}; change {self.change}",
        )

    @property
    def end(self) -> float:
        """The right end of bar and stroke."""
        return max(self.start + self.length, self.before or 0.0)


@dataclass(frozen=True, slots=True)
class Bars:
    """One indicator by unit, the whole range at full width; ``zero`` is where nothing lies.

    ``year`` and ``previous``: of the bars and strokes, None without a year before; ``by``: unit of
    the change.
    """

    title: Text
    unit: Text | None
    bars: tuple[Bar, ...]
    target: float | None
    target_label: str
    height: float
    zero: float
    year: int
    previous: int | None
    by: Text | None
    left: float = _NAME
    width: float = _NAME + _BAR_SPACE + 72.0


@dataclass(frozen=True, slots=True)
class _Axes:
    """Years and values onto pixels."""

    first: int
    last: int
    low: float
    high: float

    def x(self, year: int) -> float:
        span = max(1, self.last - self.first)
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (year - self.first) / span

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share


def trends(book: Book) -> tuple[Trend, ...]:
    """A chart for each target whose figure has a value in any year."""
    drawn = (trend(book, target) for target in book.results.study.targets)
    return tuple(chart for chart in drawn if chart is not None)


def trend(book: Book, target: Target) -> Trend | None:
    """Years of a target's figure; None without a value in any year."""
    indicator = book.results.indicators.get(target.indicator)
    if indicator is None:
        return None
    part = quantity_of(indicator).value
    years = [y for y in book.results.study.years if y <= book.year]
    found = [book.find(target.indicator, target.statunit, y, target.profile) for y in years]
    there = [f for f in found if f is not None and f.value is not None]
    if not there:
        return None
    points = Series.of(there, part).points
    goal = part.of(target.value) or 0.0
    base = part.of(target.baseline_value)
    values = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
    values += [goal, *([base] if base is not None else [])]
    start = min(years[0], target.baseline_year or years[0])
    axes, ticks = _axes(start, max(target.year, book.year), values)
    marks = tuple(_mark(axes, part, p.year, p.value, p.low, p.high) for p in points)
    end = replace(_mark(axes, part, target.year, goal, None, None), aim=True)
    name = book.unit_name(target.statunit)
    return Trend(
        Text(f"{name.zh}{indicator.title.zh}", f"{indicator.title.en}, {name.en}"),
        part.shown_as.unit,
        marks,
        end,
        target.year,
        _path(axes, target, part),
        tuple(Tick(axes.y(t), show(t, part.shown_as)) for t in ticks),
        tuple(Tick(axes.x(y), str(y)) for y in dict.fromkeys((*years, target.year))),
    )


def _axes(first: int, last: int, values: Sequence[float]) -> tuple[_Axes, list[float]]:
    low, high = min(values), max(values)
    step = nice_step(high - low or abs(high) or 1.0, 4)
    start = int(low // step)
    ticks = [start * step]
    while ticks[-1] < high:
        ticks.append((start + len(ticks)) * step)
    if len(ticks) == 1:
        ticks.append(ticks[0] + step)
    return _Axes(first, last, ticks[0], ticks[-1]), ticks


def _mark(
    axes: _Axes, part: Part, year: int, value: float | None, low: float | None, high: float | None
) -> Mark:
    number = 0.0 if value is None else value
    bottom, top = (None if end is None else axes.y(end) for end in (low, high))
    told = "–".join(show(end, part.shown_as) for end in (low, high) if end is not None)
    label = show(value, part.shown_as)
    return Mark(axes.x(year), axes.y(number), label, bottom, top, year, told)


def _path(axes: _Axes, target: Target, part: Part) -> tuple[Mark, ...]:
    start = target.baseline_year
    if start is None or linear_path(target, start) is None:
        return ()
    ends = ((start, part.of(target.baseline_value)), (target.year, part.of(target.value)))
    return tuple(_mark(axes, part, year, value, None, None) for year, value in ends)


def bars(book: Book, indicator: Indicator) -> Bars | None:
    """The city and the units of the first partition, or None where nothing has a value."""
    part, by = quantity_of(indicator).value, quantity_of(indicator).change
    profile = book.profiles(indicator)[0]
    members = book.partitions[0].members if book.partitions else ()
    is_amount = not quantity_of(indicator).is_rate
    units = members if is_amount else (book.city.id, *members)
    now = [book.find(indicator.id, u, book.year, profile.id) for u in units]
    before = [book.find(indicator.id, u, book.previous, profile.id) for u in units]
    values = [part.of(f.value) if f else None for f in now]
    lasts = [part.of(f.value) if f else None for f in before]
    target = book.target(indicator.id, profile.id, book.city.id)
    goal = part.of(target.value) if target and not is_amount else None
    known = [v for v in (*values, *lasts, goal, 0.0) if v is not None]
    low, span = min(known), max(known) - min(known)
    if span <= 0.0 or all(value is None for value in values):
        return None
    zero = -low / span * _BAR_SPACE

    def place(value: float | None) -> float | None:
        return None if value is None else (value - low) / span * _BAR_SPACE

    def bar(value: float | None) -> tuple[float, float]:
        end = zero if value is None else (value - low) / span * _BAR_SPACE
        return min(zero, end), abs(end - zero)

    drawn = tuple(
        Bar(
            book.unit_name(unit),
            show(value, part.shown_as),
            8.0 + _BAR * row,
            *bar(value),
            place(last),
            unit == book.city.id,
            unit,
            show(last, part.shown_as),
            show(_change(by, now[row], before[row]), by.shown_as),
        )
        for row, (unit, value, last) in enumerate(zip(units, values, lasts, strict=True))
    )
    label = show(goal, part.shown_as) if goal is not None else ""
    height = 8.0 + _BAR * len(drawn) + (20.0 if goal is not None else 4.0)
    years = (book.year, book.previous, by.shown_as.unit)
    title, unit = indicator.title, part.shown_as.unit
    return Bars(title, unit, drawn, place(goal), label, height, zero, *years)


def _change(by: Part, now: Figure | None, before: Figure | None) -> float | None:
    if now is None or before is None or now.value is None or before.value is None:
        return None
    return by.of(now.value - before.value)
