"""What a superior gets back for a batch it issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.ledger.documents import PHOTO
from sinkmap.ledger.states import State
from sinkmap.ledger.tables import Case, Document, Sighting
from sinkmap.text import Text

__all__ = ["RETURN_COLUMNS", "Returned", "batches", "returned"]

RETURN_COLUMNS = ("编号", "判定", "说明", "举证")
"""Columns of the template, in its own words."""


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """A batch to be sent back, and what it still lacks."""

    table: pd.DataFrame
    findings: tuple[Finding, ...]


def batches(session: Session) -> list[str]:
    """Names of the batches that were issued."""
    asked = select(Sighting.batch).where(Sighting.batch.is_not(None)).distinct()
    return sorted(str(name) for name in session.execute(asked).scalars())


def returned(session: Session, batch: str, today: str) -> Returned:
    """The template of a batch: a row for each patch issued, with the verdict on its case.

    ``today``: an ISO date, by which patches without a verdict are overdue.

    Raises
    ------
    UsageError
        ``ISSUED-UNKNOWN`` if there is no such batch.
    """
    known = batches(session)
    if batch not in known:
        raise UsageError(
            Finding(
                "ISSUED-UNKNOWN",
                Severity.ERROR,
                Text("台账中没有这个下发批次", "the ledger holds no such batch"),
                Text("改用所列的批次", "name one of those listed"),
                seen=batch,
                wanted=", ".join(known),
            )
        )
    pairs = _pairs(session, batch)
    rows = [
        (
            sighting.external_no,
            State(case.verdict or State.TO_VERIFY).text.zh,
            case.verdict_why,
            "；".join(_papers(session, case)),
        )
        for sighting, case in pairs
    ]
    table = pd.DataFrame(rows, columns=list(RETURN_COLUMNS))
    return Returned(table, tuple(_return_findings(pairs, today)))


def _pairs(session: Session, batch: str) -> list[tuple[Sighting, Case]]:
    """Every patch of a batch with the case it belongs to, by number."""
    found = (
        select(Sighting, Case)
        .join(Case, Case.number == Sighting.case_number)
        .where(Sighting.batch == batch)
        .order_by(Sighting.external_no)
    )
    pairs = [(sighting, case) for sighting, case in session.execute(found)]
    survivors = {case.number: _survivor(session, case) for _, case in pairs}
    return [(sighting, survivors[case.number]) for sighting, case in pairs]


def _papers(session: Session, case: Case) -> list[str]:
    held = select(Document).where(Document.case_number == case.number).order_by(Document.event)
    return [_listed(paper) for paper in session.execute(held).scalars()]


def _survivor(session: Session, case: Case) -> Case:
    while case.merged_into is not None:
        into = session.get(Case, case.merged_into)
        assert into is not None
        case = into
    return case


def _listed(paper: Document) -> str:
    if paper.kind != PHOTO:
        return paper.name
    return f"{paper.name}（方位角{paper.azimuth:g}°）"


def _return_findings(pairs: Sequence[tuple[Sighting, Case]], today: str) -> Iterator[Finding]:
    undecided = [str(s.external_no) for s, case in pairs if not case.verdict]
    late = [s for s, case in pairs if not case.verdict and "" < s.deadline < today]
    overdue = [str(s.external_no) for s in late]
    if undecided:
        yield Finding(
            "RETURN-UNDECIDED",
            Severity.WARNING,
            Text("有图斑尚未判定", "some patches are not judged yet"),
            Text("判定后重新导出", "judge them and write the table again"),
            features=tuple(undecided),
        )
    if overdue:
        yield Finding(
            "RETURN-OVERDUE",
            Severity.WARNING,
            Text("有图斑已过反馈期限", "some patches are past their deadline"),
            Text("尽快判定并反馈", "judge and return them at once"),
            features=tuple(overdue),
            wanted=min(s.deadline for s in late),
        )
