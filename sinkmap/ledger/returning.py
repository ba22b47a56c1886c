"""What a superior gets back for a batch it issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.ledger.documents import PHOTO
from sinkmap.ledger.splitting import CUT
from sinkmap.ledger.states import State
from sinkmap.ledger.tables import Case, Document, Lineage, Sighting
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
    held = [(sighting, _parts(session, case)) for sighting, case in pairs]
    rows = [
        (
            sighting.external_no,
            _verdict(parts).text.zh,
            _reason(parts),
            "；".join(paper for part in parts for paper in _papers(session, part)),
        )
        for sighting, parts in held
    ]
    table = pd.DataFrame(rows, columns=list(RETURN_COLUMNS))
    return Returned(table, tuple(_return_findings(held, today)))


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


def _parts(session: Session, case: Case) -> list[Case]:
    """A case and those split off it by hand, in the order of their numbers."""
    found = {case.number: case}
    waiting = [case.number]
    while waiting:
        tied = select(Case).join(Lineage, Lineage.child == Case.number)
        tied = tied.where(Lineage.parent.in_(waiting), Lineage.kind == CUT)
        new = {part.number: part for part in session.execute(tied).scalars()}
        waiting = sorted(set(new) - set(found))
        found |= new
    return [found[number] for number in sorted(found)]


def _judgement(case: Case) -> State:
    return State(case.verdict or State.TO_VERIFY)


def _verdict(parts: Sequence[Case]) -> State:
    """The gravest of its parts' verdicts, or none while one of them waits for its own."""
    order = (State.TO_VERIFY, State.CONFIRMED, State.LAWFUL, State.FALSE_CHANGE)
    return min((_judgement(part) for part in parts), key=order.index)


def _reason(parts: Sequence[Case]) -> str:
    """The reason of the verdict; of a case that was split that of every part."""
    if len(parts) == 1:
        return parts[0].verdict_why
    return "；".join(
        f"{part.number}（{part.area_m2 / 10_000:.4f}公顷）{_judgement(part).text.zh}"
        + (f"：{part.verdict_why}" if part.verdict_why else "")
        for part in parts
    )


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


def _return_findings(
    pairs: Sequence[tuple[Sighting, Sequence[Case]]], today: str
) -> Iterator[Finding]:
    waiting = [s for s, parts in pairs if _verdict(parts) is State.TO_VERIFY]
    undecided = [str(s.external_no) for s in waiting]
    late = [s for s in waiting if "" < s.deadline < today]
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
