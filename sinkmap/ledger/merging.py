"""Cases merged by hand: what was seen as several patches is one matter, under a new number.

The cases it was are closed to further work and name the new one; their papers, sightings and what a
superior waits for are read with it. A merge is not undone: the new case is split like any other,
and the numbers of the old ones do not come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinkmap.area import geodesic_area, plane_area
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.ledger.lineage import JOINED, batches_of
from sinkmap.ledger.log import LogWriter
from sinkmap.ledger.neighbours import outlines_together, standing_apart
from sinkmap.ledger.numbering import next_number
from sinkmap.ledger.outline import draw
from sinkmap.ledger.patches import ISSUED, texts_joined
from sinkmap.ledger.states import STAGES, Role, State
from sinkmap.ledger.stepping import live_case
from sinkmap.ledger.tables import Case, Lineage
from sinkmap.science.ground import dissolved
from sinkmap.text import Text

__all__ = ["CaseMerger", "Merged", "merge_cases"]

_MOST = 50
"""Most cases merged at once: more are a slip of the hand, not one matter."""
_MAY = (Role.COUNTY, Role.CITY)
_ORDER = tuple(STAGES)
_OF_LARGEST = (
    "top_zone", "before", "after", "dlbm_t0", "dlbm_t1", "county", "town", "village",
)  # fmt: skip
"""What is said of a merged case as of the largest it was; an empty word gives way to another's."""
_OF_ALL = ("zone_ids", "rule_ids", "approval_no")


@dataclass(frozen=True, slots=True)
class CaseMerger:
    """Which cases are one matter, and why.

    ``versions``: number -> version that was looked at; a case without one is taken as it is.
    """

    numbers: tuple[str, ...]
    why: str
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """A case made of others: the row of it, theirs, and ground that was in more than one, in m²."""

    case: Mapping[str, Any]
    origins: Sequence[Mapping[str, Any]]
    overlap_m2: float

    def to_json(self) -> dict[str, Any]:
        """The outcome as a JSON object."""
        origins = [dict(row) for row in self.origins]
        return {"case": dict(self.case), "origins": origins, "overlap_m2": self.overlap_m2}


def merge_cases(log: LogWriter, order: CaseMerger) -> tuple[Case, list[Case], float]:
    """Merge cases of one batch, state and county that touch or overlap: the new one, the old, m².

    The new area is what the old ones had together less the ground that was in more than one, which
    is told. The earliest deadline and the earliest stage hold; there is no verdict yet.

    Raises
    ------
    InputRefusedError
        ``CASE-MERGE-*``, all that is wrong; and as :func:`sinkmap.ledger.stepping.live_case`.
    """
    numbers = sorted(set(order.numbers))
    if not 2 <= len(numbers) <= _MOST:
        raise InputRefusedError(_refused("CASE-MERGE-COUNT", numbers, str(len(numbers))))
    cases = [live_case(log.session, one, order.versions.get(one)) for one in numbers]
    findings = _refusals(log, cases, order.why)
    if findings:
        raise InputRefusedError(findings)
    cases.sort(key=lambda case: (-case.area_m2, case.number))
    outlines = outlines_together(cases)
    ground = dissolved(outlines)
    overlap = _overlap_m2(outlines, ground, cases[0].crs)
    areas = {case.number: case.area_m2 for case in cases}
    made = _made(log, cases, ground, sum(areas.values()) - overlap)
    told = {"from": areas, "overlap_m2": overlap, "area_m2": made.area_m2}
    log.note(
        "merge", (made,), case=made.number, after=made.state, why=order.why.strip(), detail=told
    )
    log.session.flush()  # the old cases name it
    origins = sorted(cases, key=lambda case: case.number)
    for case in origins:
        _close(log, case, made, areas[case.number] / sum(areas.values()))
    return made, origins, overlap


def _close(log: LogWriter, case: Case, made: Case, share: float) -> None:
    case.merged_into = made.number
    tie = Lineage(
        parent=case.number, child=made.number, kind=JOINED, event=log.next_event, share=share
    )
    log.note("merged", (case, tie), case=case.number, before=case.state,
             detail={"into": made.number})  # fmt: skip


def _overlap_m2(outlines: Sequence[BaseGeometry], ground: BaseGeometry, crs: str) -> float:
    """Ground that is in more than one outline, as often as it is too many; exactly 0 without."""
    shapes = np.asarray(outlines, dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    common = shapely.intersection(shapes[one[one < other]], shapes[other[one < other]])
    if not (plane_area(common) > 0.0).any():
        return 0.0
    return max(0.0, float(geodesic_area(shapes, crs).sum() - geodesic_area([ground], crs)[0]))


def _made(log: LogWriter, cases: Sequence[Case], ground: BaseGeometry, area_m2: float) -> Case:
    """The new case; ``cases`` from the largest on."""
    years = [y for case in cases for y in (case.first_year, case.last_year) if y is not None]
    made = Case(
        number=next_number(log.session, max(case.number.partition("-")[0] for case in cases)),
        state=cases[0].state,
        stage=min((case.stage for case in cases), key=_ORDER.index),
        entered=log.next_event,
        verdict="",
        verdict_why="",
        due=_earliest(case.due for case in cases),
        deadline=_earliest(case.deadline for case in cases),
        merged_into=None,
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        severity=max(case.severity for case in cases),
        evidence=ISSUED if any(c.evidence == ISSUED for c in cases) else cases[0].evidence,
        **{name: next(filter(None, _said(cases, name)), "") for name in _OF_LARGEST},
        **{name: texts_joined(" ".join(_said(cases, name))) for name in _OF_ALL},
    )
    draw(made, ground, cases[0].crs, area_m2)
    return made


def _said(cases: Sequence[Case], name: str) -> list[str]:
    return [getattr(case, name) for case in cases]


def _earliest(days: Any) -> str:
    return min(filter(None, days), default="")


def _refusals(log: LogWriter, cases: Sequence[Case], why: str) -> list[Finding]:
    """All that forbids a merge; what is told of each case by its number."""

    def told(of: Callable[[Case], str]) -> str:
        return "; ".join(f"{case.number}: {of(case) or '-'}" for case in cases)

    numbers = [case.number for case in cases]
    states = {State(case.state) for case in cases}
    batches = {case.number: batches_of(log.session, case.number) for case in cases}
    counties = {case.county for case in cases if case.county}
    findings = []
    if log.actor.role not in _MAY or not all(state.undecided for state in states):
        seen = f"{told(lambda case: case.state)} + {log.actor.role}"
        findings.append(_refused("CASE-MERGE-FORBIDDEN", numbers, seen, _ALLOWED))
    elif len(states) > 1:
        findings.append(_refused("CASE-MERGE-STATE", numbers, told(lambda case: case.state)))
    if not why.strip():
        findings.append(_refused("CASE-MERGE-WHY", numbers))
    if len(set(batches.values())) > 1:
        seen = told(lambda case: ", ".join(sorted(batches[case.number])))
        findings.append(_refused("CASE-MERGE-BATCH", numbers, seen))
    if len(counties) > 1:
        findings.append(_refused("CASE-MERGE-COUNTY", numbers, told(lambda case: case.county)))
    apart = standing_apart(cases)
    if apart:
        findings.append(_refused("CASE-MERGE-APART", [case.number for case in apart]))
    return findings


_ALLOWED = f"{', '.join(state for state in State if state.undecided)} + {', '.join(_MAY)}"
_SAID: dict[str, tuple[Text, Text]] = {
    "CASE-MERGE-COUNT": (
        Text(f"合并须选两件至 {_MOST} 件不同的案件", f"a merge takes 2 to {_MOST} different cases"),
        Text("另选案件", "name the cases anew"),
    ),
    "CASE-MERGE-FORBIDDEN": (
        Text(
            "此状态下或由该角色不能合并图斑",
            "the cases may not be merged now, or not by this role",
        ),
        Text(
            "判定前由县级或市级合并；已判定的先退回补正",
            "merge them before they are judged, or after they were sent back",
        ),
    ),
    "CASE-MERGE-STATE": (
        Text("所选案件的状态不同", "the cases are not in the same state"),
        Text(
            "先把各案件办到同一状态，再合并",
            "bring them to the same state by steps, then merge them",
        ),
    ),
    "CASE-MERGE-WHY": (
        Text("合并图斑须说明理由", "a merge asks for a reason"),
        Text("写明为何合并", "say why they are merged"),
    ),
    "CASE-MERGE-BATCH": (
        Text("所选案件不属于同一下发批次", "the cases are not of the same batch"),
        Text(
            "只合并同一批次的案件；各批次分别反馈",
            "merge cases of one batch only: every batch is answered by itself",
        ),
    ),
    "CASE-MERGE-COUNTY": (
        Text("所选案件分属不同县区", "the cases lie in different counties"),
        Text(
            "各县区的图斑分别办理，不跨县区合并",
            "leave them parted: each county works on its own",
        ),
    ),
    "CASE-MERGE-APART": (
        Text("所选案件既不相接也不重叠", "the cases neither touch nor overlap"),
        Text(
            "去掉所列案件，或一并选入其间相接的案件",
            "leave out those listed, or name those that lie between too",
        ),
    ),
}


def _refused(code: str, numbers: Sequence[str], seen: str = "", wanted: str = "") -> Finding:
    message, cure = _SAID[code]
    return Finding(
        code, Severity.ERROR, message, cure, features=tuple(numbers), seen=seen, wanted=wanted
    )
