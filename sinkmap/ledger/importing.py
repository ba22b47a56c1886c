"""Patches taken into the register: a known patch once, a known case carried on, others opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from sqlalchemy import func, select

from sinkmap.errors import Finding
from sinkmap.ledger.issued_numbers import (
    fresh_patches,
    held_numbers,
    refuse_other_patches,
    unanswerable,
    without_number,
)
from sinkmap.ledger.lineage import BY_HAND, JOINED
from sinkmap.ledger.log import LogWriter
from sinkmap.ledger.matching import Known, Link, LinkKind, Matching, match
from sinkmap.ledger.outline import draw, outline_of, redrawn
from sinkmap.ledger.patches import ISSUED, Patch, texts_joined
from sinkmap.ledger.states import State
from sinkmap.ledger.tables import Case, Document, Lineage, Sighting

__all__ = ["ImportOutcome", "Origin", "import_patches"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where patches come from: ``run`` or ``issued``, and the run's id or the file's name."""

    kind: str
    source: str


@dataclass(slots=True)
class ImportOutcome:
    """What an import did: numbers of cases by what became of them, and patches known already.

    ``findings``: patches a superior issued that no return can name.
    """

    given: int = 0
    known: int = 0
    opened: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.opened or self.carried or self.merged)

    def to_json(self) -> dict[str, Any]:
        """The outcome as a JSON object."""
        return {
            "given": self.given,
            "known": self.known,
            "opened": self.opened,
            "carried": self.carried,
            "merged": self.merged,
            "lineage": [{"kind": k, "parent": p, "child": c} for k, p, c in self.links],
            "findings": [finding.to_json() for finding in self.findings],
        }


def import_patches(log: LogWriter, patches: Sequence[Patch], origin: Origin) -> ImportOutcome:
    """Take patches in, years in order, all in the writer's transaction.

    Patches the register holds already are passed over: taking the same in twice changes nothing.
    Of one year a run's own patches come first, so that those issued on their ground carry on their
    cases. A run that judges a number of a batch anew, by other rules, carries on the case that the
    number stands for.

    Raises
    ------
    InputRefusedError
        ``ISSUED-CHANGED`` if a batch holds a number already, with another patch.
    """
    outcome = ImportOutcome(given=len(patches), findings=unanswerable(patches))
    fresh = fresh_patches(log.session, patches)
    held = held_numbers(log.session, fresh)
    if origin.kind == ISSUED:
        refuse_other_patches(fresh, held)
    else:
        fresh = fresh_patches(log.session, [without_number(patch, held) for patch in fresh])
    outcome.known = len(patches) - len(fresh)
    serials: dict[int, int] = {}
    for year, issued in sorted({(patch.t1 or 0, patch.evidence == ISSUED) for patch in fresh}):
        mine = [p for p in fresh if (p.t1 or 0, p.evidence == ISSUED) == (year, issued)]
        _Round(log, origin, outcome, serials, mine).take()
    if outcome.changed:
        counts = {"given": outcome.given, "known": outcome.known, "source": origin.source}
        log.note("import", (), detail={**counts, "origin": origin.kind})
    return outcome


class _Round:
    """Patches of one year, a run's own or those issued, matched with all cases there are."""

    def __init__(
        self,
        log: LogWriter,
        origin: Origin,
        outcome: ImportOutcome,
        serials: dict[int, int],
        patches: Sequence[Patch],
    ) -> None:
        self._log = log
        self._origin = origin
        self._outcome = outcome
        self._serials = serials
        self._patches = patches
        live = select(Case).where(Case.merged_into.is_(None)).order_by(Case.number)
        log.session.flush()
        self._cases = {case.number: case for case in log.session.execute(live).scalars()}
        joined = select(Lineage.child).where(Lineage.kind == JOINED)
        self._joined = set(log.session.execute(joined).scalars())

    def take(self) -> None:
        matching = self._matched()
        of_patch: dict[int, Case] = {}
        for number in range(len(self._patches)):
            known = matching.carried.get(number)
            of_patch[number] = self._open(number) if known is None else self._cases[known]
        for number, case in of_patch.items():
            own = [link for link in matching.links if link.patch == number]
            if number in matching.carried:
                self._carry(number, case, own, self._split_off(matching, case))
            self._tie(case, own)

    def _matched(self) -> Matching:
        crs = self._patches[0].crs
        known = [
            Known(
                c.number,
                outline_of(c, crs),
                c.last_year,
                State(c.state).concluded,
                c.number in self._joined,
            )
            for c in self._cases.values()
        ]
        shapes = [patch.geometry for patch in self._patches]
        return match(shapes, [patch.t1 for patch in self._patches], known)

    def _open(self, number: int) -> Case:
        patch = self._patches[number]
        case = Case(
            number=self._next_number(patch.year),
            state=str(State.TO_VERIFY),
            stage="",
            entered=self._log.next_event,
            verdict="",
            verdict_why="",
            due="",
            deadline=patch.deadline,
            merged_into=None,
            first_year=patch.t1,
            last_year=patch.t1,
            **_said(patch),
        )
        draw(case, patch.geometry, patch.crs, patch.area_m2)
        case.lon, case.lat = patch.lon, patch.lat
        seen = self._sighting(patch, case)
        self._log.note("open", (case, seen), case=case.number, after=case.state)
        self._outcome.opened.append(case.number)
        return case

    def _carry(self, number: int, case: Case, links: list[Link], parts: list[Patch]) -> None:
        """Let a known case go on with a patch, and take in the cases merged into it."""
        patch = self._patches[number]
        losers = [self._cases[link.known] for link in links if link.kind is LinkKind.MERGE]
        merged = [loser for loser in losers if self._is_untouched(loser)]
        replaces = case.number not in self._joined and _is_only(case, patch)
        if patch.evidence != ISSUED and case.first_year is not None:
            gained = [outline_of(one, patch.crs) for one in merged]
            standing = [outline_of(one, patch.crs) for one in losers if one not in merged]
            lost = [*standing, *(p.geometry for p in parts)]
            shape = redrawn(case, patch, gained, lost, replaces=replaces)
            _draw_anew(case, shape, patch)
        _update(case, patch, replaces=replaces and patch.evidence != ISSUED)
        seen = self._sighting(patch, case)
        self._log.note("seen", (case, seen), case=case.number, before=case.state, after=case.state)
        self._outcome.carried.append(case.number)
        for loser in merged:
            loser.merged_into = case.number
            self._log.note("merged", (loser,), case=loser.number, before=loser.state)
            self._outcome.merged.append(loser.number)

    def _split_off(self, matching: Matching, case: Case) -> list[Patch]:
        """Patches that were split off a case."""
        splits = (link for link in matching.links if link.kind is LinkKind.SPLIT)
        return [self._patches[link.patch] for link in splits if link.known == case.number]

    def _tie(self, case: Case, links: Iterable[Link]) -> None:
        for link in links:
            key = (link.known, case.number, str(link.kind))
            if link.known == case.number or self._log.session.get(Lineage, key) is not None:
                continue
            parent, child, kind = key
            event = self._log.next_event
            row = Lineage(parent=parent, child=child, kind=kind, event=event, share=link.share)
            self._log.note("lineage", (row,), case=child, detail={"parent": parent, "kind": kind})
            self._outcome.links.append((kind, parent, child))

    def _is_untouched(self, case: Case) -> bool:
        """Whether nothing was done with a case by hand, and no superior waits for it."""
        if case.state != State.TO_VERIFY or case.stage:
            return False
        held = select(Document.event).where(Document.case_number == case.number).limit(1)
        waits = select(Sighting.digest).where(
            Sighting.case_number == case.number, Sighting.external_no.is_not(None)
        )
        made = select(Lineage.event).where(Lineage.child == case.number, Lineage.kind.in_(BY_HAND))
        asked = (held, waits.limit(1), made.limit(1))
        return all(self._log.session.execute(one).first() is None for one in asked)

    def _sighting(self, patch: Patch, case: Case) -> Sighting:
        return Sighting(
            digest=patch.digest,
            case_number=case.number,
            event=self._log.next_event,
            origin=self._origin.kind,
            source=self._origin.source,
            patch_id=patch.patch_id,
            batch=patch.batch or None,
            external_no=patch.external_no or None,
            deadline=patch.deadline,
            t0=patch.t0,
            t1=patch.t1,
            severity=patch.severity,
            rule_ids=patch.rule_ids,
            area_m2=patch.area_m2,
            crs=patch.crs,
            wkb=shapely.to_wkb(patch.geometry),
        )

    def _next_number(self, year: int) -> str:
        if year not in self._serials:
            newest = select(func.max(Case.number)).where(Case.number.like(f"{year}-%"))
            found = self._log.session.execute(newest).scalar()
            self._serials[year] = int(found.partition("-")[2]) if found else 0
        self._serials[year] += 1
        return f"{year}-{self._serials[year]:06d}"


def _said(patch: Patch) -> dict[str, Any]:
    names = (
        "severity", "zone_ids", "rule_ids", "top_zone", "before", "after", "dlbm_t0", "dlbm_t1",
        "evidence", "approval_no", "county", "town", "village",
    )  # fmt: skip
    return {name: getattr(patch, name) for name in names}


def _is_only(case: Case, patch: Patch) -> bool:
    """Whether a patch is of the one pair of years a case is known from, and so stands for it."""
    return case.first_year == case.last_year == patch.t1


def _update(case: Case, patch: Patch, *, replaces: bool) -> None:
    """What a case says of its ground, once a patch is known to be of it."""
    is_newest = patch.t1 is not None and patch.t1 >= (case.last_year or 0)
    issued = ISSUED in (case.evidence, patch.evidence)
    heavier = max(case.severity, patch.severity)
    if replaces or (is_newest and patch.evidence != ISSUED):
        rules, zones = (case.rule_ids, case.zone_ids) if not replaces else ("", "")
        for name, value in _said(patch).items():
            setattr(case, name, value)
        case.rule_ids = texts_joined(f"{rules} {patch.rule_ids}")
        case.zone_ids = texts_joined(f"{zones} {patch.zone_ids}")
    case.severity = patch.severity if replaces and not issued else heavier
    case.evidence = ISSUED if issued else case.evidence
    years = [y for y in (case.first_year, case.last_year, patch.t1) if y is not None]
    case.first_year, case.last_year = (min(years), max(years)) if years else (None, None)
    case.deadline = min(filter(None, (case.deadline, patch.deadline)), default="")


def _draw_anew(case: Case, shape: Any, patch: Patch) -> None:
    before = outline_of(case, patch.crs)
    if shapely.equals(shape, before):
        return
    draw(case, shape, patch.crs, patch.area_m2 if shape is patch.geometry else None)
