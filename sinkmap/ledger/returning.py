"""What a superior gets back for a batch it issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from sinkmap.area import geodesic_area
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.ledger.documents import PHOTO
from sinkmap.ledger.lineage import Kin
from sinkmap.ledger.outline import outline_of
from sinkmap.ledger.states import State
from sinkmap.ledger.tables import Case, Document, Sighting
from sinkmap.science.ground import polygons_of
from sinkmap.text import Text

__all__ = ["RETURN_COLUMNS", "Returned", "batches", "returned"]

RETURN_COLUMNS = ("编号", "判定", "说明", "举证")
"""Columns of the template, in its own words."""
_LEAST_M2 = 1.0
"""Common ground below a square metre is a border drawn anew, not a part of a patch."""


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
    kin = Kin(session)
    pairs = _pairs(session, batch)
    held = [(sighting, _parts(session, kin, sighting, case)) for sighting, case in pairs]
    together = _together(kin, held)
    rows = [
        (
            sighting.external_no,
            _verdict(parts).text.zh,
            _reason(parts, together),
            "；".join(_papers(session, kin, parts)),
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
    return [(sighting, case) for sighting, case in session.execute(found)]


def _parts(session: Session, kin: Kin, sighting: Sighting, case: Case) -> list[Case]:
    """The cases that answer a patch, by number.

    What was merged and split again may have left ground of other patches among them; those that
    have none of this one's are not asked.
    """
    parts = kin.parts_left(session, case)
    if len(parts) == 1 or not any(kin.is_merged(part.number) for part in parts):
        return parts
    ground = shapely.from_wkb(sighting.wkb)
    common = [
        polygons_of(shapely.intersection(ground, outline_of(part, sighting.crs))) for part in parts
    ]
    areas = geodesic_area(common, sighting.crs)
    met = [part for part, area in zip(parts, areas, strict=True) if area >= _LEAST_M2]
    return met or parts


def _judgement(case: Case) -> State:
    """The verdict in force: none yet, or none any more once the case was sent back."""
    return State.TO_VERIFY if State(case.state).undecided else State(case.verdict)


def _verdict(parts: Sequence[Case]) -> State:
    """The gravest of its parts' verdicts, or none while one of them waits for its own."""
    order = (State.TO_VERIFY, State.CONFIRMED, State.LAWFUL, State.FALSE_CHANGE)
    return min((_judgement(part) for part in parts), key=order.index)


def _together(kin: Kin, held: Sequence[tuple[Sighting, Sequence[Case]]]) -> dict[str, list[str]]:
    """Case -> numbers of the patches it answers, of cases merged by hand that answer several."""
    found: dict[str, list[str]] = {}
    for sighting, parts in held:
        for part in parts:
            if kin.is_merged(part.number):
                found.setdefault(part.number, []).append(str(sighting.external_no))
    return {case: numbers for case, numbers in found.items() if len(numbers) > 1}


def _reason(parts: Sequence[Case], together: Mapping[str, Sequence[str]]) -> str:
    """The reason of the verdict; of a case that was split or merged that of every part.

    A merged case names the patches it answers: its area is not that of one of them.
    """
    if len(parts) == 1 and parts[0].number not in together:
        return _why(parts[0])
    return "；".join(
        f"{part.number}（{part.area_m2 / 10_000:.4f}公顷{_listing(together.get(part.number, ()))}）"
        f"{_judgement(part).text.zh}" + (f"：{_why(part)}" if _why(part) else "")
        for part in parts
    )


def _why(case: Case) -> str:
    return "" if State(case.state).undecided else case.verdict_why


def _listing(numbers: Sequence[str]) -> str:
    return f"，合并{'、'.join(numbers)}" if numbers else ""


def _papers(session: Session, kin: Kin, parts: Sequence[Case]) -> list[str]:
    """Papers of cases and of those they were merged from, each once, oldest first."""
    numbers = {number for part in parts for number in kin.origins(part.number)}
    held = select(Document).where(Document.case_number.in_(sorted(numbers)))
    return [_listed(paper) for paper in session.execute(held.order_by(Document.event)).scalars()]


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
