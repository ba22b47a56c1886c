"""The years of one figure: what a chart over time takes, so that none can join two indicators.

The rate of natural wetland and the rate of all wetland, or one indicator by two profiles, differ in
their denominators; a line through both would show a change that never was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sinkmap.figure import Figure
from sinkmap.report.quantity import Part

__all__ = ["Point", "Series"]


@dataclass(frozen=True, slots=True)
class Point:
    """A year's value with the ends of its interval, None without one."""

    year: int
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one indicator (with its item), unit and profile, in the order of years.

    Raises
    ------
    ValueError
        If a year comes twice or the years are out of order.
    """

    indicator: str
    statunit: str
    profile: str
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        years = [point.year for point in self.points]
        if years != sorted(set(years)):
            raise ValueError(f"years of a series must rise: {years}")

    @classmethod
    def of(cls, figures: Iterable[Figure], part: Part) -> Series:
        """The figures that have a value, as ``part`` shows it; at least one figure is needed.

        Raises
        ------
        ValueError
            If the figures are not all of one indicator, unit and profile.
        """
        given = list(figures)
        kinds = {(one.indicator, one.statunit, one.profile) for one in given}
        if len(kinds) != 1:
            raise ValueError(f"a series is of one indicator, unit and profile: {sorted(kinds)}")
        shown = [
            Point(one.year, value, part.of(one.ci_low), part.of(one.ci_high))
            for one in given
            if (value := part.of(one.value)) is not None
        ]
        return cls(*kinds.pop(), tuple(shown))
