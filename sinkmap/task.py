"""The yearly task list: what each unit has to reach in a year, and how far it is by quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sinkmap.errors import Finding
from sinkmap.row import RowReader, doubles
from sinkmap.text import Text

__all__ = ["QUARTERS", "TASK_COLUMNS", "QuarterState", "YearTask", "parse_tasks"]

LAYER = "year_tasks"
QUARTERS = ("q1", "q2", "q3", "q4")


class QuarterState(StrEnum):
    """How far a task is at the end of a quarter."""

    NOT_REPORTED = "not_reported"
    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    BEHIND = "behind"
    DONE = "done"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STATE[self]


_STATE = {
    QuarterState.NOT_REPORTED: Text("未报", "not reported"),
    QuarterState.NOT_STARTED: Text("未启动", "not started"),
    QuarterState.UNDER_WAY: Text("推进中", "under way"),
    QuarterState.BEHIND: Text("滞后", "behind"),
    QuarterState.DONE: Text("已完成", "done"),
}


@dataclass(frozen=True, slots=True)
class YearTask:
    """One task of a unit in a year.

    ``target`` is in ``uom``; where ``profile`` names a definition of ``indicator`` it is held
    against the figure of the year. ``lead`` is who answers for it.
    """

    indicator: str
    profile: str
    statunit: str
    year: int
    target: float
    uom: str
    q1: QuarterState
    q2: QuarterState
    q3: QuarterState
    q4: QuarterState
    lead: str
    source: str

    @property
    def last(self) -> QuarterState:
        """The last quarter that was reported."""
        told = [one for one in (self.q1, self.q2, self.q3, self.q4) if one != "not_reported"]
        return told[-1] if told else QuarterState.NOT_REPORTED

    def to_row(self) -> dict[str, Any]:
        """The task as a row of the run's table."""
        return {k: str(v) if isinstance(v, StrEnum) else v for k, v in asdict(self).items()}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> YearTask:
        """Read a task back from its row."""
        states = {quarter: QuarterState(row[quarter]) for quarter in QUARTERS}
        return cls(**{**row, **states, "year": int(row["year"])})


TASK_COLUMNS = tuple(column.name for column in fields(YearTask))
"""Columns of the task list, as a study gives it and as a run keeps it."""


def parse_tasks(
    rows: Iterable[Mapping[str, Any]],
    profiles: Mapping[str, Mapping[str, str]],
    file: str = "",
) -> tuple[tuple[YearTask, ...], list[Finding]]:
    """The task list as it was read.

    Parameters
    ----------
    rows
        Cells by canonical name.
    profiles
        Indicator -> its profiles' ids and their unit of measure; the first is the default.

    Returns
    -------
    The tasks whose rows hold, and every fault of every row.
    """
    tasks: list[YearTask] = []
    findings: list[Finding] = []
    for place, cells in enumerate(rows, start=1):
        row = RowReader(cells, LAYER, f"#{place}", file)
        task = _task(row, profiles)
        findings += row.findings
        tasks += [] if row.findings else [task]
    names = (f"{t.indicator}/{t.statunit}/{t.year}/{t.profile}" for t in tasks)
    return tuple(tasks), findings + doubles(names, LAYER, file)


def _task(row: RowReader, profiles: Mapping[str, Mapping[str, str]]) -> YearTask:
    indicator = row.text("indicator", required=True)
    known = profiles.get(indicator, {})
    if indicator and not known:
        row.fault("ROW-VALUE", "indicator", indicator, ", ".join(profiles))
    profile = row.text("profile") or next(iter(known), "")
    if known and profile not in known:
        row.fault("ROW-VALUE", "profile", profile, ", ".join(known))
    wanted = known.get(profile, "")
    uom = row.text("uom") or wanted
    if wanted and uom != wanted:
        row.fault("ROW-VALUE", "uom", uom, wanted)
    return YearTask(
        indicator,
        profile,
        row.text("statunit", required=True),
        row.year("year", required=True) or 0,
        row.number("target", required=True) or 0.0,
        uom,
        *(row.state(q, QuarterState, QuarterState.NOT_REPORTED) for q in QUARTERS),
        row.text("lead", required=True),
        row.text("source"),
    )
