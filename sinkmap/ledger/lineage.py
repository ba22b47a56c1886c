"""How cases came of one another by hand: cut off one, or joined from several."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from sinkmap.ledger.tables import Case, Lineage, Sighting

__all__ = ["BY_HAND", "CUT", "JOINED", "Kin", "batches_of", "joined_from", "with_origins"]

CUT = "cut"
"""Kind of the lineage of a case that was split off by hand."""
JOINED = "joined"
"""Kind of the lineage of a case that several were merged into by hand."""
BY_HAND = (CUT, JOINED)
"""Kinds by which what a superior waits for goes on to another case."""


def with_origins(number: str, kinds: Iterable[str] = (JOINED,)) -> Select[tuple[str]]:
    """Asks for the number of a case and those of all it came of, however often."""
    held = select(Case.number).where(Case.number == number).cte("held", recursive=True)
    older = select(Lineage.parent).where(
        Lineage.child == held.c.number, Lineage.kind.in_(tuple(kinds))
    )
    return select(held.union(older).c.number)


def joined_from(session: Session, number: str) -> list[Case]:
    """The cases that were merged into one by hand, by number; none where it was opened as it is."""
    asked = select(Case).join(Lineage, Lineage.parent == Case.number)
    asked = asked.where(Lineage.child == number, Lineage.kind == JOINED)
    return list(session.execute(asked.order_by(Case.number)).scalars())


def batches_of(session: Session, number: str) -> frozenset[str]:
    """Names of the batches a case answers, also for those it was split off or merged from."""
    asked = select(Sighting.batch).where(
        Sighting.case_number.in_(with_origins(number, BY_HAND)), Sighting.batch.is_not(None)
    )
    return frozenset(str(name) for name in session.execute(asked).scalars())


class Kin:
    """All ties made by hand, read once."""

    def __init__(self, session: Session) -> None:
        self._split_off: dict[str, list[str]] = {}
        self._merged_from: dict[str, list[str]] = {}
        ties = select(Lineage).where(Lineage.kind.in_(BY_HAND)).order_by(Lineage.parent)
        for tie in session.execute(ties).scalars():
            if tie.kind == CUT:
                self._split_off.setdefault(tie.parent, []).append(tie.child)
            else:
                self._merged_from.setdefault(tie.child, []).append(tie.parent)

    def origins(self, number: str) -> list[str]:
        """Number of a case and those of all that were merged into it, however often."""
        found = [number]
        for one in found:  # grows while it is read
            found += self._merged_from.get(one, [])
        return found

    def is_merged(self, number: str) -> bool:
        """Whether a case was made by a merge."""
        return number in self._merged_from

    def parts_left(self, session: Session, case: Case) -> list[Case]:
        """The cases the ground of one is in now, by number.

        Those split off it by hand, and instead of one that is part of another that one.
        """
        found: dict[str, Case] = {}
        met = {case.number: case}
        waiting = [case]
        while waiting:
            one = waiting.pop()
            if one.merged_into is None:
                found[one.number] = one
            next_ones = [*self._split_off.get(one.number, []), *filter(None, [one.merged_into])]
            for number in next_ones:
                if number not in met:
                    met[number] = session.get_one(Case, number)
                    waiting.append(met[number])
        return [found[number] for number in sorted(found)]
