"""A step taken with a case, after everything it asks for was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sinkmap.day import day_of
from sinkmap.errors import CannotFinishError, Finding, InputRefusedError, Severity, UsageError
from sinkmap.ledger.documents import PHOTO, directions
from sinkmap.ledger.lineage import joined_from
from sinkmap.ledger.log import LogWriter
from sinkmap.ledger.states import Need, State, Step, verdict_of
from sinkmap.ledger.tables import Case, Document, Event
from sinkmap.ledger.transitions import Transition, transitions
from sinkmap.text import Text

__all__ = ["StepOrder", "live_case", "take_step"]

_DIRECTIONS = 4


@dataclass(frozen=True, slots=True)
class StepOrder:
    """What is to be done with a case.

    ``version``: the version of the case that was looked at, or None to take it as it is; ``until``:
    a day, where the step asks for one.
    """

    step: Step
    why: str = ""
    until: str = ""
    version: int | None = None


def live_case(session: Session, number: str, version: int | None = None) -> Case:
    """A case that may be worked on.

    Raises
    ------
    UsageError
        ``CASE-MISSING``.
    InputRefusedError
        ``CASE-MERGED`` if another case took its ground in.
    CannotFinishError
        ``CASE-CONFLICT`` if it is no longer at the version that was looked at.
    """
    case = session.get(Case, number)
    if case is None:
        raise UsageError(
            Finding(
                "CASE-MISSING",
                Severity.ERROR,
                Text("台账中没有这个案件", "the ledger holds no such case"),
                Text("用 sinkmap cases STUDY list 查看", "see `sinkmap cases STUDY list`"),
                seen=number,
            )
        )
    if case.merged_into is not None:
        raise InputRefusedError(
            Finding(
                "CASE-MERGED",
                Severity.ERROR,
                Text("该案件已并入另一案件", "another case took this one in"),
                Text("办理并入的案件", "work on that one"),
                seen=number,
                wanted=case.merged_into,
            )
        )
    if version is not None and version != case.version:
        raise CannotFinishError(_conflict(session, case, version))
    return case


def take_step(log: LogWriter, number: str, order: StepOrder) -> Case:
    """Take a step; the case in its new state.

    Raises
    ------
    InputRefusedError
        ``CASE-STEP-FORBIDDEN``, or ``CASE-STEP-NEEDS`` with everything the step lacks; and as
        :func:`live_case`.
    """
    case = live_case(log.session, number, order.version)
    row = transitions().find(State(case.state), case.stage, order.step, log.actor.role, number)
    lacking = _lacking(log, case, row, order)
    if lacking:
        raise InputRefusedError(_needs(case, row, lacking))
    before = case.state
    verdict = verdict_of(row.step)
    if verdict is not None:
        case.verdict, case.verdict_why = str(verdict), order.why.strip()
    if Need.UNTIL in row.needs:
        case.due = _iso(order.until)
    if row.next != row.state:
        case.entered = log.next_event
    case.state, case.stage = str(row.next), row.stage or case.stage
    log.note(
        "step",
        (case,),
        case=number,
        step=str(row.step),
        before=before,
        after=case.state,
        why=order.why.strip(),
        detail={"until": _iso(order.until) or order.until} if order.until else {},
    )
    return case


def _lacking(log: LogWriter, case: Case, row: Transition, order: StepOrder) -> list[Need]:
    grounds = _papers(log.session, case, ())
    given = {
        Need.WHY: bool(order.why.strip()),
        Need.UNTIL: _is_ahead(order.until, max(log.at[:10], _later_than(case, row))),
        Need.PHOTOS: all(_all_round(papers) for papers in grounds),
        Need.DOCUMENT: all(any(p.kind != PHOTO for p in papers) for papers in grounds),
    }
    return [need for need in row.needs if not given[need]]


def _papers(session: Session, case: Case, later: Sequence[Document]) -> list[list[Document]]:
    """Papers that count for each part of a case's ground: one list, or one for every case it was.

    Those that came since the case did; before a merge, that to the case that had the ground then,
    which says nothing of the others.
    """
    since = select(Document).where(
        Document.case_number == case.number, Document.event > case.entered
    )
    held = [*later, *session.execute(since).scalars()]
    origins = joined_from(session, case.number) if _is_as_merged(session, case) else []
    if not origins:
        return [held]
    return [papers for one in origins for papers in _papers(session, one, held)]


def _is_as_merged(session: Session, case: Case) -> bool:
    """Whether a case is in the state it was merged in: later ones ask for papers of their own."""
    entered = session.get(Event, case.entered)
    return entered is not None and entered.kind == "merge"


def _all_round(papers: Sequence[Document]) -> bool:
    photos = [p.azimuth for p in papers if p.kind == PHOTO and p.azimuth is not None]
    return len(directions(photos)) == _DIRECTIONS


def _later_than(case: Case, row: Transition) -> str:
    """An extension ends after the date it extends."""
    return case.due if row.step is Step.EXTEND else ""


def _is_ahead(until: str, than: str) -> bool:
    return _iso(until) > than


def _iso(until: str) -> str:
    """A day as ISO text, in which days are kept and compared; empty if it is none."""
    try:
        day = day_of(until)
    except ValueError:
        return ""
    return "" if day is None else day.isoformat()


def _needs(case: Case, row: Transition, lacking: Sequence[Need]) -> Finding:
    zh = "、".join(need.text.zh for need in lacking)
    en = "; ".join(need.text.en for need in lacking)
    return Finding(
        "CASE-STEP-NEEDS",
        Severity.ERROR,
        Text(f"{row.step.text.zh}还缺：{zh}", f"{row.step.text.en} still asks for: {en}"),
        Text("补齐后再办理", "supply it and take the step again"),
        features=(case.number,),
        seen=f"{case.state} + {row.step} + {row.role}",
        wanted=", ".join(lacking),
    )


def _conflict(session: Session, case: Case, version: int) -> Finding:
    newest = select(Event).where(Event.case_number == case.number).order_by(Event.id.desc())
    last = session.execute(newest.limit(1)).scalar_one()
    done = last.step or last.kind
    return Finding(
        "CASE-CONFLICT",
        Severity.ERROR,
        Text(
            f"案件已被 {last.who} 于 {last.at} 改动，您的操作没有写入",
            f"{last.who} changed the case at {last.at}; nothing of yours was written",
        ),
        Text("重新打开案件，看过改动后再办理", "open the case again, see what changed, then go on"),
        features=(case.number,),
        seen=f"version {version}",
        wanted=f"version {case.version} ({done}: {last.before or '-'} > {last.after or '-'})",
    )
