"""Seasons as windows of the calendar."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from sinkmap.text import Text

__all__ = ["Season"]

_TITLES = {"leaf_on": Text("生长季", "leaf-on"), "winter": Text("冬季", "winter")}


@dataclass(frozen=True, slots=True)
class Season:
    """Days of a year from ``first`` to ``last``, both (month, day) and both included.

    A season that begins later in the calendar than it ends wraps over the new year; it belongs to
    the year in which it ends: winter 2024 from (12, 1) to (2, 29) is December 2023 to February
    2024. A day a month does not have is its last one.

    Raises
    ------
    ValueError
        If a month or a day does not exist.
    """

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            # A leap year, so that 29 February is one.
            date(2000, month, day)
        if not self.name:
            raise ValueError("a season needs a name")

    @property
    def title(self) -> Text:
        """Words for people; the name itself of a season that has none."""
        return _TITLES.get(self.name, Text(self.name, self.name))

    @property
    def wraps(self) -> bool:
        """Whether the season begins in the year before the one it belongs to."""
        return self.first > self.last

    def days(self, year: int) -> tuple[date, date]:
        """First and last day of the season of a year."""
        return _day(year - self.wraps, self.first), _day(year, self.last)

    def holds(self, day: date, year: int) -> bool:
        """Whether a day lies in the season of a year."""
        first, last = self.days(year)
        return first <= day <= last


def _day(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
