"""Where a target stands in a year: path, pace, what is still needed, and what may come; and the
values a bureau issued beside which the computed ones stand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sinkmap.figure import Target
from sinkmap.text import Text

__all__ = [
    "ISSUED_COLUMNS",
    "TARGET_COLUMNS",
    "ForecastReason",
    "ReportedValue",
    "TargetState",
    "linear_path",
]


class ForecastReason(StrEnum):
    """What a forecast rests on, or why there is none."""

    LINEAR = "linear"
    LINEAR_OVER_BREAK = "linear_over_break"
    TWO_YEARS = "two_years"
    TOO_FEW_YEARS = "too_few_years"
    TARGET_PASSED = "target_passed"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _REASON[self]


_REASON = {
    ForecastReason.LINEAR: Text(
        "历年数值直线外推，95% 预测区间",
        "straight line through the years, 95 % prediction interval",
    ),
    ForecastReason.LINEAR_OVER_BREAK: Text(
        "历年数值直线外推，95% 预测区间；其间数据或方法有变，趋势可能并非土地变化",
        "straight line through the years, 95 % prediction interval; data or method changed among "
        "them, so the trend may not be land",
    ),
    ForecastReason.TWO_YEARS: Text(
        "只有两年，直线无从检验，不给区间", "two years only: a line without a test, no interval"
    ),
    ForecastReason.TOO_FEW_YEARS: Text("不足两年，不预测", "fewer than two years, no forecast"),
    ForecastReason.TARGET_PASSED: Text("目标年已过", "the target's year has passed"),
}


@dataclass(frozen=True, slots=True)
class TargetState:
    """One target in one year and unit.

    ``own`` says that the unit is the target's; other rows hold a part of it against the target's
    rate. Values are in the unit of the indicator. ``needed_m2`` is the area by which the numerator
    falls short of the target's rate of the denominator (negative where it is above); the rows of a
    partition add up to the target's own. ``pace`` is the change a year still needed.
    ``on_path`` is the straight line from baseline to target, ``path_verdict`` the year's figure
    against it. ``forecast`` is for the target's year. ``adds_m2`` is what projects under way are
    planned to add by then, ``with_projects`` the value with it and nothing else changed.
    What is not known is None; a part is not judged, its verdicts are empty.
    """

    indicator: str
    profile: str
    statunit: str
    target_statunit: str
    target_year: int
    year: int
    own: bool
    target: float
    baseline_year: int | None
    baseline: float | None
    value: float | None
    gap: float | None
    on_path: float | None
    pace: float | None
    needed_m2: float | None
    pace_m2: float | None
    verdict: str
    path_verdict: str
    forecast: float | None
    forecast_low: float | None
    forecast_high: float | None
    forecast_slope: float | None
    forecast_reason: str
    forecast_verdict: str
    adds_m2: float | None
    with_projects: float | None
    source: str

    def to_row(self) -> dict[str, Any]:
        """The state as a row of the run's table."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> TargetState:
        """Read a state back from its row."""
        known = {name: _plain(row[name]) for name in TARGET_COLUMNS}
        base = known["baseline_year"]
        return cls(**known | {"baseline_year": None if base is None else int(base)})


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """A value reported by the bureau (上报) or confirmed by the province (核定).

    ``uom`` and ``date`` (ISO) are empty where they are not stated.
    """

    indicator: str
    profile: str
    statunit: str
    year: int
    kind: str
    value: float
    source: str
    uom: str = ""
    date: str = ""

    def to_row(self) -> dict[str, Any]:
        """The value as a row of the run's table."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> ReportedValue:
        """Read a value back from its row."""
        return cls(**{name: row[name] for name in ISSUED_COLUMNS} | {"year": int(row["year"])})


def _plain(value: Any) -> Any:
    """None for what a table keeps as NaN."""
    return None if isinstance(value, float) and math.isnan(value) else value


ISSUED_COLUMNS = tuple(column.name for column in fields(ReportedValue))
"""Columns of the run's table of reported and confirmed values."""
TARGET_COLUMNS = tuple(column.name for column in fields(TargetState))
"""Columns of the run's table of targets."""


def linear_path(target: Target, year: int) -> float | None:
    """Value on the straight line from baseline to target in a year; None without a baseline."""
    start, value = target.baseline_year, target.baseline_value
    if start is None or value is None or start == target.year:
        return None
    if not start <= year <= target.year:
        return None
    return value + (target.value - value) * (year - start) / (target.year - start)
