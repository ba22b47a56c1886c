"""The yearly task list: what each unit has to reach in a year, and how far it is by quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sinkmap.text import Text

__all__ = ["QUARTERS", "TASK_COLUMNS", "QuarterState", "YearTask"]

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

    ``target`` is in ``uom``, the unit of the indicator, and is held against the figure of
    ``profile``; ``lead`` is who answers for it.
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
        """The state of the last quarter that was reported."""
        told = [q for q in (self.q1, self.q2, self.q3, self.q4) if q is not _SILENT]
        return told[-1] if told else _SILENT

    def to_row(self) -> dict[str, Any]:
        """The task as a row of the run's table."""
        return {k: str(v) if isinstance(v, StrEnum) else v for k, v in asdict(self).items()}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> YearTask:
        """Read a task back from its row; a quarter left empty was not reported."""
        states = {quarter: QuarterState(row[quarter] or _SILENT) for quarter in QUARTERS}
        return cls(
            **{name: row[name] for name in TASK_COLUMNS} | states | {"year": int(row["year"])}
        )


_SILENT = QuarterState.NOT_REPORTED
TASK_COLUMNS = tuple(column.name for column in fields(YearTask))
"""Columns of the task list as a run keeps it."""
