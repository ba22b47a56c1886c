"""The figure: one number with everything that is needed to sign it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sinkmap.reason import IntervalReason
from sinkmap.text import Text

__all__ = [
    "COLUMNS",
    "DataState",
    "Figure",
    "FigureId",
    "IntervalReason",
    "Status",
    "Target",
    "Verdict",
    "assess",
    "figure_columns",
    "judge",
]


class Status(StrEnum):
    """Whether a figure could be computed."""

    OK = "ok"
    NOT_ESTIMATED = "not_estimated"
    CANNOT_TELL = "cannot_tell"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STATUS[self]


_STATUS = {
    Status.OK: Text("正常", "ok"),
    Status.NOT_ESTIMATED: Text("未测算", "not estimated"),
    Status.CANNOT_TELL: Text("无法判定", "cannot tell"),
}


class DataState(StrEnum):
    """State of survey data on its way to confirmation, weakest first."""

    UNDECLARED = "undeclared"
    PROVISIONAL = "provisional"
    PROVINCIAL = "provincial"
    NATIONAL = "national"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _DATA_STATE[self]

    @classmethod
    def weakest(cls, states: list[DataState]) -> DataState:
        """The state of a figure made from several inputs; undeclared if there is none."""
        order = list(cls)
        return min(states, key=order.index, default=cls.UNDECLARED)


_DATA_STATE = {
    DataState.UNDECLARED: Text("未声明", "undeclared"),
    DataState.PROVISIONAL: Text("预变更", "provisional"),
    DataState.PROVINCIAL: Text("省级检查", "provincial check"),
    DataState.NATIONAL: Text("国家确认", "nationally confirmed"),
}


class Verdict(StrEnum):
    """Answer to "is the target met?"."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"
    NOT_ASSESSED = "not_assessed"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _VERDICT[self]


_VERDICT = {
    Verdict.MET: Text("达标", "met"),
    Verdict.NOT_MET: Text("未达标", "not met"),
    Verdict.CANNOT_TELL: Text("无法判定", "cannot tell"),
    Verdict.NOT_ASSESSED: Text("未评估（无区间）", "not assessed (no interval)"),
}


@dataclass(frozen=True, slots=True)
class FigureId:
    """``indicator/statunit/year/profile``; an itemised indicator is ``indicator.item``."""

    indicator: str
    statunit: str
    year: int
    profile: str

    def __str__(self) -> str:
        return f"{self.indicator}/{self.statunit}/{self.year}/{self.profile}"

    @classmethod
    def parse(cls, text: str) -> FigureId:
        """Read an id.

        Raises
        ------
        ValueError
            If the text has not four parts or the year is no number.
        """
        parts = text.split("/")
        if len(parts) != 4 or not all(parts) or not parts[2].isdigit():
            raise ValueError(f"a figure id is indicator/statunit/year/profile: {text!r}")
        return cls(parts[0], parts[1], int(parts[2]), parts[3])


_INTERVAL = Text("{low} 至 {high}", "{low} to {high}")
_BOUNDS = Text("介于 {low} 与 {high} 之间", "between {low} and {high}")
_NO_INTERVAL = Text("无区间", "no interval")


def _reason_text(reason: str) -> Text:
    if reason in set(IntervalReason):
        return IntervalReason(reason).text
    return Text(reason or "未说明原因", reason or "no reason stated")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number.

    ``value`` is in ``uom``; ``numerator`` and ``denominator`` are in the units its indicator
    declares (m² for areas, tC for stocks); ``coverage`` is valid covered area ÷ unit area, 0 to 1;
    ``sources`` are ``layer@year`` names that ``run.json`` resolves to files and hashes;
    ``certainty`` is the weakest letter, A to D, of the parameters behind it (D: default,
    unverified), empty where it rests on none that is rated; ``method`` is in both languages.

    Raises
    ------
    ValueError
        If a figure with status ok has no finite value, or an interval that does not hold it.
    """

    indicator: str
    statunit: str
    level: str
    partition: str
    year: int
    profile: str
    value: float | None
    numerator: float | None
    denominator: float | None
    uom: str
    status: Status
    ci_low: float | None
    ci_high: float | None
    ci_reason: str
    coverage: float | None
    method: Text
    data_state: DataState
    vintage: str
    params_version: str
    sources: tuple[str, ...]
    certainty: str = ""

    def __post_init__(self) -> None:
        numbers = (self.value, self.numerator, self.denominator, self.ci_low, self.ci_high)
        if any(n is not None and not math.isfinite(n) for n in numbers):
            raise ValueError(f"figure {self.id} holds a number that is not finite")
        if self.status is Status.OK and self.value is None:
            raise ValueError(f"figure {self.id} is ok but has no value")
        if (self.ci_low is None) != (self.ci_high is None):
            raise ValueError(f"figure {self.id} has half an interval")
        if self.ci_low is not None and self.ci_high is not None and self.ci_low > self.ci_high:
            raise ValueError(f"figure {self.id} has an interval upside down")

    @property
    def id(self) -> str:
        """``indicator/statunit/year/profile``, as :class:`FigureId` reads it."""
        return f"{self.indicator}/{self.statunit}/{self.year}/{self.profile}"

    def interval_text(self, show: Callable[[float], str]) -> Text:
        """The interval with its bounds as ``show`` prints them; else what is missing, and why."""
        if self.ci_low is not None and self.ci_high is not None:
            words = _BOUNDS if self.value is None else _INTERVAL
            return words.format(low=show(self.ci_low), high=show(self.ci_high))
        lacking = _NO_INTERVAL if self.status is Status.OK else self.status.text
        why = _reason_text(self.ci_reason)
        return Text(f"{lacking.zh}：{why.zh}", f"{lacking.en}: {why.en}")

    def to_row(self) -> dict[str, Any]:
        """The figure as a flat row (schema ``docs/schema/figure.schema.json``)."""
        row: dict[str, Any] = dict(zip(_FIELDS, _VALUES(self), strict=True))
        words = {name: str(row[name]) for name in _WORDS}
        methods = {"method": self.method.en, "method_zh": self.method.zh}
        row |= words | methods | {"id": self.id, "sources": list(self.sources)}
        return {name: row[name] for name in COLUMNS}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Figure:
        """Read a figure back from its row."""
        given = {key: value for key, value in row.items() if key != "id"}
        given["status"] = Status(given["status"])
        given["data_state"] = DataState(given["data_state"])
        given["sources"] = tuple(given["sources"])
        given["method"] = Text(given.pop("method_zh"), given["method"])
        return cls(**given)


_FIELDS = tuple(column.name for column in fields(Figure))
_VALUES = attrgetter(*_FIELDS)
_WORDS = ("status", "ci_reason", "data_state")
"""Fields that may be members of an enumeration; a row has their plain text."""
_BILINGUAL = {"method": ("method", "method_zh")}

COLUMNS = (
    "id",
    *(name for field in _FIELDS for name in _BILINGUAL.get(field, (field,))),
)
"""Columns of a figure's row in order; part of the documented contract. ``method`` is the English
text, ``method_zh`` the Chinese one."""


def figure_columns(figures: Sequence[Figure]) -> dict[str, list[Any]]:
    """Rows of figures as :meth:`Figure.to_row` gives them, column by column (:data:`COLUMNS`).

    For the hundreds of thousands of a city, of which one row at a time would be slow.
    """
    values = zip(*map(_VALUES, figures), strict=True) if figures else ([] for _ in _FIELDS)
    table: dict[str, list[Any]] = {
        name: list(column) for name, column in zip(_FIELDS, values, strict=True)
    }
    methods = table["method"]
    table |= {name: [str(word) for word in table[name]] for name in _WORDS}
    table |= {"method": [m.en for m in methods], "method_zh": [m.zh for m in methods]}
    table |= {"sources": [list(one) for one in table["sources"]], "id": [f.id for f in figures]}
    return {name: table[name] for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Target:
    """A value a figure has to reach by a year (at least), with where it was set."""

    indicator: str
    profile: str
    statunit: str
    year: int
    value: float
    source: str
    baseline_year: int | None = None
    baseline_value: float | None = None


def assess(figure: Figure, target: Target) -> Verdict:
    """Judge a figure against a target: three ways, and not at all without an interval."""
    if figure.status is not Status.OK or figure.value is None:
        return Verdict.CANNOT_TELL
    if figure.ci_low is None or figure.ci_high is None:
        if figure.ci_reason != IntervalReason.REGISTER_AREA:
            return Verdict.NOT_ASSESSED
        return Verdict.MET if figure.value >= target.value else Verdict.NOT_MET
    return judge(figure.ci_low, figure.ci_high, target.value)


def judge(low: float, high: float, goal: float) -> Verdict:
    """Whether an interval reaches a goal: all of it, none of it, or it cannot be told."""
    if low >= goal:
        return Verdict.MET
    return Verdict.NOT_MET if high < goal else Verdict.CANNOT_TELL
