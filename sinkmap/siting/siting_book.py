"""The siting book: types of work, exclusions, criteria, benefits, weights; data, not code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from sinkmap.control import RuleBook
from sinkmap.errors import Finding, InputRefusedError
from sinkmap.siting._book import SITING_TABLES, SitingRead, read_siting
from sinkmap.siting._reading import unknown_tables
from sinkmap.siting.ahp import Weighing, weigh
from sinkmap.siting.criteria import Criterion, ScoreClass, Setting, SubFactor
from sinkmap.siting.judgement import Judgement
from sinkmap.siting.records import Exclusion, RestorationType

__all__ = ["SITING_TABLES", "SitingBook", "check_siting_book", "shipped_siting_tables"]

LABEL = "2026-11"
"""Label of the shipped book."""


@dataclass(frozen=True)
class SitingBook:
    """Everything siting judges by.

    Parameters
    ----------
    version
        Label and the first twelve digits of the SHA-256 of the tables.
    types
        Type id -> type, in the order of the table.
    exclusions
        In the order in which ground is taken out.
    criteria
        In the order of the table, with their sub-factors.
    judgement
        The default comparisons of criteria.
    classes
        Classes of scores, the highest first.
    settings
        Setting id -> number with its range.
    tables
        The CSV texts the book was read from, by table; a run keeps them.
    """

    version: str
    types: Mapping[str, RestorationType]
    exclusions: tuple[Exclusion, ...]
    criteria: tuple[Criterion, ...]
    judgement: Judgement
    classes: tuple[ScoreClass, ...]
    settings: Mapping[str, Setting]
    tables: Mapping[str, str]

    @staticmethod
    @cache
    def default() -> SitingBook:
        """The shipped book."""
        return SitingBook.of_tables({}, label=LABEL)

    @classmethod
    def of_tables(
        cls, tables: Mapping[str, str], *, label: str, zones: Iterable[str] | None = None
    ) -> SitingBook:
        """Read a book of CSV texts; a table that is not given is the shipped one.

        Parameters
        ----------
        tables
            Name of :data:`SITING_TABLES` -> CSV text.
        label
            What people call the book.
        zones
            Ids of the zones that exclusions may name; those of the shipped rule book if None.

        Raises
        ------
        InputRefusedError
            With every finding of every table.
        """
        texts, found, findings = _read(tables, zones)
        if findings:
            raise InputRefusedError(findings)
        return cls(
            f"{label}-{found.digest}",
            found.types,
            found.exclusions,
            found.criteria,
            found.judgement,
            found.classes,
            found.settings,
            texts,
        )

    @cached_property
    def criterion_by_id(self) -> Mapping[str, Criterion]:
        """Criterion id -> criterion."""
        return {one.id: one for one in self.criteria}

    @cached_property
    def factors(self) -> Mapping[str, SubFactor]:
        """Sub-factor id -> sub-factor, in the order of the table."""
        return {factor.id: factor for one in self.criteria for factor in one.factors}

    @cached_property
    def weighing(self) -> Weighing:
        """Weights of the book's own comparisons."""
        return weigh(self.judgement)

    def value(self, setting: str) -> float:
        """The value of a setting; KeyError if the book has none of that id."""
        return self.settings[setting].value

    def exclusions_of(self, type_id: str) -> tuple[Exclusion, ...]:
        """Exclusions that hold for a type unless switched off, in their order."""
        return tuple(one for one in self.exclusions if one.on and one.concerns(type_id))

    def exclusion(self, id: str) -> Exclusion:  # noqa: A002  (the field's own word)
        """One exclusion by id; KeyError if the book has none."""
        for one in self.exclusions:
            if one.id == id:
                return one
        raise KeyError(id)

    def score_class(self, score: float) -> ScoreClass:
        """Class of a score in 0..1."""
        return next(one for one in self.classes if score >= one.from_score)


def check_siting_book(
    tables: Mapping[str, str], *, zones: Iterable[str] | None = None
) -> tuple[Finding, ...]:
    """Every finding of a book's tables, all at once; empty for a sound book.

    Parameters
    ----------
    tables, zones
        As for :meth:`SitingBook.of_tables`.
    """
    return _read(tables, zones)[2]


def shipped_siting_tables(names: Iterable[str] = SITING_TABLES) -> dict[str, str]:
    """CSV texts of the shipped book."""
    folder = resources.files("sinkmap.siting").joinpath("tables")
    return {
        name: folder.joinpath(f"{name}.csv").read_text("utf-8").replace("\r\n", "\n")
        for name in names
    }


def _read(
    tables: Mapping[str, str], zones: Iterable[str] | None
) -> tuple[dict[str, str], SitingRead, tuple[Finding, ...]]:
    """Texts of all tables, what was read of them, and every finding."""
    known = tuple(one.id for one in RuleBook.default().zones) if zones is None else tuple(zones)
    strange = unknown_tables(tables, SITING_TABLES)
    given = {n: t.replace("\r\n", "\n") for n, t in tables.items() if n in SITING_TABLES}
    texts = shipped_siting_tables() | given
    found = read_siting(texts, known)
    return texts, found, strange + found.findings
