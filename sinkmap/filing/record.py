"""The record of a filing: who did what with the report, when, and what they said.

A record only grows. Where the report stands follows from it; what may be entered is checked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.filing.transitions import find_transition
from sinkmap.filing.words import Need, Role, State, Step
from sinkmap.target import ReportedValue
from sinkmap.text import Text

__all__ = ["Drafted", "FilingEntry", "draft_of", "state_of", "with_entry"]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a draft is made of.

    ``run`` and ``manifest``: id of the run and SHA-256 of its ``run.json``, so that what is
    approved is what was reviewed; ``then`` and ``by_method``: runs that tell where the change
    since last year comes from, empty where none is named.
    """

    run: str
    manifest: str
    then: str = ""
    by_method: str = ""


@dataclass(frozen=True, slots=True)
class FilingEntry:
    """One entry of the record.

    ``at``: with its offset from UTC; ``office``: the bureau that countersigns or comments;
    ``paper``: number of the document; ``drafted``: of a draft alone; ``values``: reported (上报)
    or confirmed (核定) values known when the step was taken.
    """

    step: Step
    role: Role
    by: str
    at: datetime
    comment: str = ""
    office: str = ""
    paper: str = ""
    drafted: Drafted | None = None
    values: tuple[ReportedValue, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "step": str(self.step),
            "role": str(self.role),
            "by": self.by,
            "at": self.at.isoformat(),
            "comment": self.comment,
            "office": self.office,
            "paper": self.paper,
            "drafted": None if self.drafted is None else asdict(self.drafted),
            "values": [value.to_row() for value in self.values],
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> FilingEntry:
        """Read an entry back; KeyError, TypeError or ValueError if it is none."""
        drafted = row["drafted"]
        return cls(
            Step(row["step"]),
            Role(row["role"]),
            row["by"],
            datetime.fromisoformat(row["at"]),
            row["comment"],
            row["office"],
            row["paper"],
            None if drafted is None else Drafted(**drafted),
            tuple(ReportedValue.from_row(value) for value in row["values"]),
        )


def state_of(record: Sequence[FilingEntry]) -> State:
    """Where the report stands, by walking the record through the table of steps.

    Raises
    ------
    UsageError
        As :func:`find_transition`, for a record that no way through the table gives.
    """
    state = State.NEW
    for entry in record:
        state = find_transition(state, entry.step, entry.role).next
    return state


def draft_of(record: Sequence[FilingEntry]) -> Drafted | None:
    """What the last draft is made of; None before there is one."""
    drafts = [entry.drafted for entry in record if entry.step is Step.DRAFT]
    return drafts[-1] if drafts else None


def with_entry(
    record: Sequence[FilingEntry], entry: FilingEntry, unconfirmed: Sequence[str] = ()
) -> tuple[FilingEntry, ...]:
    """The record with one entry more.

    Parameters
    ----------
    unconfirmed
        What the report rests on that is not 国家确认, see :func:`unconfirmed_of`.

    Raises
    ------
    UsageError
        ``FILING-STEP`` or ``FILING-ROLE`` if the step may not be taken, ``FILING-TIME`` if it lies
        before the last one, ``FILING-LACKS`` if something it asks for is not given,
        ``FILING-SAME-HAND`` if the author checks the own draft, ``FILING-NOT-COUNTERSIGNED`` and
        ``FILING-DATA-STATE`` if a report is approved too early.
    """
    row = find_transition(state_of(record), entry.step, entry.role)
    if record and entry.at < record[-1].at:
        raise UsageError(_finding("FILING-TIME", str(entry.at), f">= {record[-1].at}"))
    if not entry.by.strip():
        raise UsageError(_finding("FILING-LACKS", "", "--who"))
    for need in row.needs:
        _check(need, record, entry, tuple(unconfirmed))
    return (*record, entry)


def _check(
    need: Need,
    record: Sequence[FilingEntry],
    entry: FilingEntry,
    unconfirmed: tuple[str, ...],
) -> None:
    given = {Need.COMMENT: entry.comment, Need.OFFICE: entry.office, Need.PAPER: entry.paper}
    if need in given and not given[need].strip():
        raise UsageError(_finding("FILING-LACKS", "", f"--{need}"))
    since = _since_draft(record)
    authors = {one.by.strip() for one in since if one.role is Role.AUTHOR}
    if need is Need.OTHER_HAND and entry.by.strip() in authors:
        raise UsageError(_finding("FILING-SAME-HAND", entry.by, f"!= {entry.by}"))
    signed = any(one.step is Step.COUNTERSIGN for one in since)
    if need is Need.COUNTERSIGNED and not signed:
        raise UsageError(_finding("FILING-NOT-COUNTERSIGNED", "0", ">= 1"))
    if need is Need.NATIONAL and unconfirmed:
        raise UsageError(_finding("FILING-DATA-STATE", "", "national", unconfirmed))
    if need is Need.VALUES and not any(value.kind == "confirmed" for value in entry.values):
        raise UsageError(_finding("FILING-NO-VALUES", "0", "kind = confirmed"))


def _since_draft(record: Sequence[FilingEntry]) -> Sequence[FilingEntry]:
    """Entries since the last draft: what was said before spoke of another one."""
    last = max((n for n, one in enumerate(record) if one.step is Step.DRAFT), default=0)
    return record[last:]


_SAID = {
    "FILING-TIME": (
        Text("时间早于上一条记录", "the time lies before the last entry"),
        Text("校正本机时钟", "set the clock of this machine right"),
    ),
    "FILING-LACKS": (
        Text("缺少这一步所需的内容", "something the step asks for is not given"),
        Text("补上所列选项", "give the option listed"),
    ),
    "FILING-SAME-HAND": (
        Text("编制人不能审核、会签或签发自己编制的报告", "the author may not check the own draft"),
        Text("由另一人办理", "have it taken by somebody else"),
    ),
    "FILING-NOT-COUNTERSIGNED": (
        Text("本稿尚无会签", "nobody has countersigned this draft"),
        Text("会签后再签发", "have it countersigned, then approve it"),
    ),
    "FILING-DATA-STATE": (
        Text("数据尚未国家确认，不得签发", "no approval before its data are nationally confirmed"),
        Text(
            "待国家确认后改 data_state，重新计算并编制",
            "when they are, change data_state, run again and draft again",
        ),
    ),
    "FILING-NO-VALUES": (
        Text("运行结果中没有该年度的核定值", "the run holds no confirmed values of the year"),
        Text(
            '在 study.toml 的 [[reported]] 中以 kind = "confirmed" 填入并重新计算',
            'enter them in study.toml under [[reported]] with kind = "confirmed" and run again',
        ),
    ),
}


def _finding(code: str, seen: str, wanted: str, features: tuple[str, ...] = ()) -> Finding:
    return Finding(code, Severity.ERROR, *_SAID[code], features=features, seen=seen, wanted=wanted)
