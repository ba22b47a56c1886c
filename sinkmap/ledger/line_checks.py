"""Running checks of the red line from version to version, read from a run's figures.

面积不减少: the area does not shrink. 功能不降低: neither the natural share nor the area of any
function falls. 性质不改变: land in use by people inside the line does not grow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import pandas as pd

from sinkmap.text import Text

__all__ = ["LineCheck", "LineRule", "LineVerdict", "line_checks"]

LINE = "eco_redline"
_CLOSE = 1e-9
"""Relative difference below which two figures are equal: the closure tolerance of a run."""


class LineRule(StrEnum):
    """One of the three rules of 自然资发〔2022〕142号."""

    AREA = "area_not_reduced"
    FUNCTION = "function_not_lowered"
    NATURE = "nature_not_changed"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _RULES[self]


class LineVerdict(StrEnum):
    """Whether a rule is kept."""

    KEPT = "kept"
    BROKEN = "broken"
    CANNOT_TELL = "cannot_tell"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _VERDICTS[self]


_RULES = {
    LineRule.AREA: Text("面积不减少", "area not reduced"),
    LineRule.FUNCTION: Text("功能不降低", "function not lowered"),
    LineRule.NATURE: Text("性质不改变", "nature not changed"),
}
_VERDICTS = {
    LineVerdict.KEPT: Text("符合", "kept"),
    LineVerdict.BROKEN: Text("不符合", "broken"),
    LineVerdict.CANNOT_TELL: Text("无法判定", "cannot tell"),
}
_NET = ("line_change_area.net", "version")
"""Gained less lost since the version before, in ha."""
_WATCHED: tuple[tuple[LineRule, str, str, int], ...] = (
    (LineRule.AREA, *_NET, 1),
    (LineRule.AREA, "redline_area", "geometry", 1),
    (LineRule.FUNCTION, "redline_natural_share", "nat", 1),
    (LineRule.NATURE, "human_activity_in_redline", "built", -1),
)
"""Rule, indicator, profile, and the sign of the change that is allowed."""
_BY_FUNCTION = ("redline_kind_area.", "geometry")


@dataclass(frozen=True, slots=True)
class LineCheck:
    """One rule held against one figure of a year; ``before`` is the same figure a version ago."""

    rule: LineRule
    statunit: str
    year: int
    figure: str
    vintage: str
    before: float | None
    value: float | None
    verdict: LineVerdict


def line_checks(figures: pd.DataFrame) -> list[LineCheck]:
    """Hold every version of the red line against the one before.

    Parameters
    ----------
    figures
        A run's figures: ``indicator, statunit, year, profile, value, status, vintage``.

    Returns
    -------
    Checks by unit, year, rule and figure. A figure that is missing or not ``ok`` on either side
    cannot tell; the first year has no version before it, and no check.
    """
    series: dict[tuple[str, str, str], list[_Row]] = {}
    for row in figures.sort_values("year").to_dict("records"):
        if _rule_of(row["indicator"], row["profile"]) is not None:
            series.setdefault((row["indicator"], row["profile"], row["statunit"]), []).append(row)
    checks = [_check(before, row) for rows in series.values() for before, row in pairwise(rows)]
    return sorted(checks, key=lambda c: (c.statunit, c.year, c.rule, c.figure))


_Row = Mapping[Any, Any]


def _rule_of(indicator: str, profile: str) -> tuple[LineRule, int] | None:
    for rule, name, by, sign in _WATCHED:
        if (indicator, profile) == (name, by):
            return rule, sign
    kind, by = _BY_FUNCTION
    return (LineRule.FUNCTION, 1) if indicator.startswith(kind) and profile == by else None


def _check(earlier: _Row, row: _Row) -> LineCheck:
    watched = _rule_of(row["indicator"], row["profile"])
    assert watched is not None
    rule, sign = watched
    value = _known(row)
    # The net figure is itself a difference between versions: it is held against nothing lost.
    is_net = (row["indicator"], row["profile"]) == _NET
    before = None if is_net else _known(earlier)
    return LineCheck(
        rule=rule,
        statunit=row["statunit"],
        year=int(row["year"]),
        figure=f"{row['indicator']}/{row['statunit']}/{row['year']}/{row['profile']}",
        vintage=str(row["vintage"] or ""),
        before=before,
        value=value,
        verdict=_verdict(0.0 if is_net else before, value, sign),
    )


def _known(row: _Row) -> float | None:
    value = row["value"]
    if str(row["status"]) != "ok" or value is None or math.isnan(value):
        return None
    return float(value)


def _verdict(before: float | None, value: float | None, sign: int) -> LineVerdict:
    if before is None or value is None:
        return LineVerdict.CANNOT_TELL
    slack = _CLOSE * max(abs(before), abs(value), 1.0)
    return LineVerdict.KEPT if sign * (value - before) >= -slack else LineVerdict.BROKEN
