"""The rule book: zones and precedence, rules, buffers, limited activities and access lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib import resources

from sinkmap.control._book import BOOK_TABLES, book_findings, read_book
from sinkmap.control.condition import Condition
from sinkmap.control.records import AccessEntry, Activity, Buffer, Zone, in_force
from sinkmap.errors import Finding, InputRefusedError
from sinkmap.rule import ANY_ZONE, Rule

__all__ = ["BOOK_TABLES", "RuleBook", "check_book", "shipped_tables"]

LABEL = "2026-03"
"""Label of the shipped book: the last law taken in is in force since 2026-03-15."""


@dataclass(frozen=True)
class RuleBook:
    """Everything control judges by; data, not code.

    Parameters
    ----------
    version
        Label and the first twelve digits of the SHA-256 of the tables.
    zones
        By rank, the strictest first.
    rules
        In the order of the table; one id may stand for several times of force.
    buffers, activities, access
        Statutory buffers, the ten limited activities, access entries of control units.
    tables
        The CSV texts the book was read from, by table; a run keeps them.
    """

    version: str
    zones: tuple[Zone, ...]
    rules: tuple[Rule, ...]
    buffers: tuple[Buffer, ...]
    activities: tuple[Activity, ...]
    access: tuple[AccessEntry, ...]
    tables: Mapping[str, str]

    @staticmethod
    @cache
    def default() -> RuleBook:
        """The shipped book."""
        return RuleBook.of_tables({}, label=LABEL)

    @classmethod
    def of_tables(cls, tables: Mapping[str, str], *, label: str) -> RuleBook:
        """Read a book of CSV texts; a table that is not given is the shipped one.

        Parameters
        ----------
        tables
            Name of :data:`BOOK_TABLES` -> CSV text.
        label
            What people call the book.

        Raises
        ------
        InputRefusedError
            With every finding of every table.
        """
        texts = shipped_tables() | dict(tables)
        found = read_book(texts)
        if found.findings:
            raise InputRefusedError(found.findings)
        version = f"{label}-{found.digest}"
        return cls(
            version,
            found.zones,
            found.rules,
            found.buffers,
            found.activities,
            found.access,
            texts,
        )

    def in_force(self, day: date) -> RuleBook:
        """The same book with what is in force on a day."""
        return replace(
            self,
            rules=tuple(one for one in self.rules if in_force(one.since, one.until, day)),
            buffers=tuple(one for one in self.buffers if in_force(one.since, one.until, day)),
            activities=tuple(one for one in self.activities if in_force(one.since, None, day)),
            access=tuple(one for one in self.access if in_force(one.since, one.until, day)),
        )

    @cached_property
    def zone_by_id(self) -> Mapping[str, Zone]:
        """Zone id -> zone."""
        return {zone.id: zone for zone in self.zones}

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """Text of a condition -> the condition, for every rule of the book."""
        return {rule.condition: Condition.of_text(rule.condition) for rule in self.rules}

    def rank(self, zone: str) -> int:
        """Place of a zone in the precedence; ground of no zone comes last."""
        return len(self.zones) if zone in ("", ANY_ZONE) else self.zone_by_id[zone].rank

    def buffer(self, id: str) -> Buffer:  # noqa: A002  (the field's own word)
        """One buffer by id; KeyError if the book has none."""
        for one in self.buffers:
            if one.id == id:
                return one
        raise KeyError(id)

    def rules_met(
        self, zone: str, kind: str, before: str, after: str, industry: str = "unknown"
    ) -> tuple[Rule, ...]:
        """Rules of a zone (``ANY``: those that hold everywhere) that a change of group meets.

        Ground that stays in its group meets none.
        """
        if before == after:
            return ()
        return tuple(
            rule
            for rule in self.rules
            if rule.zone == zone
            and rule.applies(zone, before, after)
            and self.conditions[rule.condition].holds(kind, industry, before, after)
        )

    def entries(self, unit: str, unit_class: int, industry: str = "") -> tuple[AccessEntry, ...]:
        """Access entries that speak of a control unit and an industry code."""
        return tuple(one for one in self.access if one.speaks_of(unit, unit_class, industry))


def check_book(tables: Mapping[str, str]) -> tuple[Finding, ...]:
    """Every finding of a book's tables, all at once; empty for a sound book."""
    return book_findings(shipped_tables() | dict(tables))


def shipped_tables(names: Iterable[str] = BOOK_TABLES) -> dict[str, str]:
    """CSV texts of the shipped book."""
    folder = resources.files("sinkmap.control").joinpath("tables")
    return {
        name: folder.joinpath(f"{name}.csv").read_text("utf-8").replace("\r\n", "\n")
        for name in names
    }
