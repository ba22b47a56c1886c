"""The way of a review through the office, from 收件 to 归档, with the opinions of other bureaus.

A record is a list of entries that only grows. What may follow is checked here: an opinion is
asked for before the joint meeting, an appraisal is there where a theme needs one, and nothing is
issued while a theme does not conform.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sinkmap.control.review_terms import Conclusion
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["Step", "StepEntry", "expiry", "next_steps", "state_of", "with_entry"]

VALID_YEARS = 3
"""Years a 用地预审与选址意见书 is valid (建设项目用地预审管理办法)."""


class Step(StrEnum):
    """A step of the review."""

    RECEIVED = "received"
    OVERLAID = "overlaid"
    CORRECTION = "correction"
    CONSULTATION = "consultation"
    APPRAISAL = "appraisal"
    JOINT = "joint"
    ISSUED = "issued"
    REFUSED = "refused"
    ARCHIVED = "archived"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STEP[self]


_STEP = {
    Step.RECEIVED: Text("收件", "received"),
    Step.OVERLAID: Text("套合", "overlaid"),
    Step.CORRECTION: Text("补正", "to be corrected"),
    Step.CONSULTATION: Text("征求意见", "opinions asked"),
    Step.APPRAISAL: Text("论证", "appraised"),
    Step.JOINT: Text("会审", "joint meeting"),
    Step.ISSUED: Text("出具意见书", "opinion issued"),
    Step.REFUSED: Text("不予通过", "refused"),
    Step.ARCHIVED: Text("归档", "archived"),
}
_MAY_FOLLOW: Mapping[Step | None, tuple[Step, ...]] = {
    None: (Step.RECEIVED,),
    Step.RECEIVED: (Step.OVERLAID, Step.CORRECTION),
    Step.OVERLAID: (Step.OVERLAID, Step.CORRECTION, Step.CONSULTATION),
    Step.CORRECTION: (Step.OVERLAID,),
    Step.CONSULTATION: (Step.OVERLAID, Step.CONSULTATION, Step.CORRECTION, Step.APPRAISAL,
                        Step.JOINT),
    Step.APPRAISAL: (Step.OVERLAID, Step.APPRAISAL, Step.CORRECTION, Step.JOINT),
    Step.JOINT: (Step.OVERLAID, Step.CORRECTION, Step.ISSUED, Step.REFUSED),
    Step.ISSUED: (Step.OVERLAID, Step.ARCHIVED),
    Step.REFUSED: (Step.OVERLAID, Step.ARCHIVED),
    Step.ARCHIVED: (Step.OVERLAID,),
}  # fmt: skip
"""Steps that may follow one; every step may be followed by an overlay when lines change."""


@dataclass(frozen=True, slots=True)
class StepEntry:
    """One entry of the record.

    ``on``: day; ``by``: who; ``office`` and ``opinion``: what another bureau answered, for
    entries of the consultation; ``review``: id of the review it speaks of; ``paper``: number of
    the document.
    """

    step: Step
    on: date
    by: str
    review: str
    office: str = ""
    opinion: str = ""
    paper: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self) | {"step": str(self.step), "on": self.on.isoformat()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> StepEntry:
        """Read an entry back."""
        return cls(**{**row, "step": Step(row["step"]), "on": date.fromisoformat(row["on"])})


def state_of(record: Sequence[StepEntry]) -> Step | None:
    """Where a review stands; None before anything was received."""
    return record[-1].step if record else None


def next_steps(record: Sequence[StepEntry]) -> tuple[Step, ...]:
    """Steps that may follow."""
    return _MAY_FOLLOW[state_of(record)]


def with_entry(
    record: Sequence[StepEntry], entry: StepEntry, conclusions: Iterable[Conclusion]
) -> tuple[StepEntry, ...]:
    """The record with one entry more.

    ``conclusions``: how the themes of the review came out.

    Raises
    ------
    UsageError
        ``REVIEW-STEP`` if the step may not follow, ``REVIEW-STEP-OPINION`` for a consultation
        without bureau or a joint meeting without any opinion, ``REVIEW-STEP-APPRAISAL`` if an
        appraisal is missing, ``REVIEW-STEP-CONFLICT`` for an opinion on a project that does not
        conform, ``REVIEW-STEP-DATE`` for a day before the last entry.
    """
    allowed = next_steps(record)
    if entry.step not in allowed:
        raise UsageError(_finding("REVIEW-STEP", str(entry.step), ", ".join(allowed)))
    if record and entry.on < record[-1].on:
        raise UsageError(_finding("REVIEW-STEP-DATE", str(entry.on), f">= {record[-1].on}"))
    if not entry.by.strip():
        raise UsageError(_finding("REVIEW-STEP-WHO", "", "--by"))
    _check(_since_overlay(record), entry, tuple(conclusions))
    return (*record, entry)


def _since_overlay(record: Sequence[StepEntry]) -> Sequence[StepEntry]:
    """Entries since the ground was last looked at: what came before spoke of other lines."""
    last = max((n for n, one in enumerate(record) if one.step is Step.OVERLAID), default=-1)
    return record[last + 1 :]


def _check(
    since: Sequence[StepEntry], entry: StepEntry, conclusions: tuple[Conclusion, ...]
) -> None:
    steps = {one.step for one in since}
    if entry.step is Step.CONSULTATION and not (entry.office and entry.opinion):
        raise UsageError(_finding("REVIEW-STEP-OPINION", "", "--office, --opinion"))
    if entry.step is Step.JOINT and Step.CONSULTATION not in steps:
        raise UsageError(_finding("REVIEW-STEP-OPINION", "0", ">= 1"))
    needs = Conclusion.APPRAISAL in conclusions
    if entry.step is Step.JOINT and needs and Step.APPRAISAL not in steps:
        raise UsageError(_finding("REVIEW-STEP-APPRAISAL", "0", str(Step.APPRAISAL)))
    if entry.step is Step.ISSUED and Conclusion.CONFLICT in conclusions:
        raise UsageError(_finding("REVIEW-STEP-CONFLICT", Conclusion.CONFLICT.word, "refused"))


def expiry(record: Sequence[StepEntry]) -> date | None:
    """Last day an opinion that was issued is valid; None if none was."""
    issued = [one.on for one in record if one.step is Step.ISSUED]
    if not issued:
        return None
    last = issued[-1]
    leap = (last.month, last.day) == (2, 29)
    return last.replace(year=last.year + VALID_YEARS, day=28 if leap else last.day)


_CURE = Text(
    "按程序补齐前置环节后再登记",
    "complete the steps before it as the procedure asks, then enter it",
)
_SAID = {
    "REVIEW-STEP": Text("当前环节之后不能是该环节", "this step may not follow"),
    "REVIEW-STEP-DATE": Text("日期早于上一条记录", "the day lies before the last entry"),
    "REVIEW-STEP-WHO": Text("没有写明经办人", "who did it is not stated"),
    "REVIEW-STEP-OPINION": Text("缺少部门意见", "the opinion of a bureau is missing"),
    "REVIEW-STEP-APPRAISAL": Text(
        "需论证的主题尚未论证", "a theme that needs it was not appraised"
    ),
    "REVIEW-STEP-CONFLICT": Text(
        "有不符合的主题，不能出具意见书", "a theme does not conform: no opinion can be issued"
    ),
}


def _finding(code: str, seen: str, wanted: str) -> Finding:
    return Finding(code, Severity.ERROR, _SAID[code], _CURE, seen=seen, wanted=wanted)
