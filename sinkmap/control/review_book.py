"""What a review judges by: themes with thresholds and offices, and rules that decide.

A theme gathers zones. The rules of a zone are tried in the order of the table, and the first
that holds decides; so the last of each zone must hold always. Control units are decided by their
access entries instead (:mod:`sinkmap.control.review_units`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources

from sinkmap.classes.protection import protection_forms
from sinkmap.control._reading import BookTable
from sinkmap.control.records import Zone, ZoneSource, in_force
from sinkmap.control.review_condition import ReviewCondition
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.control.rule_book import RuleBook
from sinkmap.errors import Finding, InputRefusedError
from sinkmap.text import Text

__all__ = ["REVIEW_TABLES", "UNITS", "ReviewBook", "ReviewRule", "Theme", "check_review"]

PROTECTED = "PA"
"""What rules and themes call the zones of protected areas, one for each form (``PA_nr``)."""
_THEIR_OWN = ("eco_redline", "eco_space", "water_source", "imp_wetland")
"""Forms that are zones of themes of their own."""
UNITS = "Z10"
"""Zone of the control units."""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "review_themes": ("theme", "title_zh", "title_en", "zones", "min_m2", "min_share",
                      "office_zh", "office_en"),
    "review_rules": ("rule", "zone", "when", "conclusion", "reason_zh", "reason_en",
                     "document_zh", "document_en", "clause", "since", "until"),
}  # fmt: skip
REVIEW_TABLES = tuple(_COLUMNS)
"""Tables of the review, each a CSV file of that name."""
_CONCLUSIONS = ("involved", "appraisal", "conflict")


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of the review form.

    ``min_m2`` (m²) and ``min_share`` (of the project's area): ground of one zone under either is
    a sliver and ignored, with its area told. ``office``: who is asked.
    """

    id: str
    title: Text
    zones: tuple[str, ...]
    min_m2: float
    min_share: float
    office: Text


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """One rule: in a zone, when its condition holds, this conclusion with these papers."""

    id: str
    zone: str
    when: ReviewCondition
    conclusion: Conclusion
    reason: Text
    document: Text | None
    clause: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class ReviewBook:
    """The rule book, with the themes and rules of the review beside it.

    ``version`` names both. ``rules`` holds the zones of the themes too, the statutory buffers and
    protected areas among them (``ground``).
    """

    version: str
    book: RuleBook
    themes: tuple[Theme, ...]
    rules: tuple[ReviewRule, ...]

    @staticmethod
    @cache
    def default() -> ReviewBook:
        """The shipped review by the shipped rule book."""
        return ReviewBook.of_tables({}, RuleBook.default())

    @classmethod
    def of_tables(cls, tables: Mapping[str, str], book: RuleBook) -> ReviewBook:
        """Read the tables of a review; one that is not given is the shipped one.

        Raises
        ------
        InputRefusedError
            With every finding of both tables.
        """
        texts = _shipped() | {name: tables[name] for name in REVIEW_TABLES if name in tables}
        themes, rules, findings = _read(texts, book)
        if findings:
            raise InputRefusedError(findings)
        digest = hashlib.sha256("".join(texts[n] for n in REVIEW_TABLES).encode()).hexdigest()
        return cls(f"{book.version}+{digest[:12]}", book, themes, rules)

    def in_force(self, day: date) -> ReviewBook:
        """The same book with what is in force on a day."""
        rules = tuple(one for one in self.rules if in_force(one.since, one.until, day))
        return replace(self, book=self.book.in_force(day), rules=rules)

    @property
    def undecided(self) -> tuple[str, ...]:
        """Zones of themes that no rule in force decides whatever is asked for: the book does not
        reach back to the day."""
        always = {rule.zone for rule in self.rules if not rule.when.clauses}
        asked = dict.fromkeys(zone for theme in self.themes for zone in theme.zones)
        named = {zone: PROTECTED if zone in _protected() else zone for zone in asked}
        return tuple(zone for zone, name in named.items() if name not in always and zone != UNITS)

    @property
    def ground(self) -> RuleBook:
        """The rule book with every zone a theme asks for: buffers and protected areas too."""
        return replace(self.book, zones=(*self.book.zones, *_more_zones(self.book, self.themes)))

    @property
    def zones(self) -> Mapping[str, Zone]:
        """Every zone by id, those of buffers and protected areas included."""
        return {zone.id: zone for zone in self.ground.zones}

    def decide(self, zone: str, kind: str, proposal: Proposal) -> ReviewRule:
        """The first rule of a zone that holds; LookupError for a zone without rules."""
        named = PROTECTED if zone in _protected() else zone
        for rule in self.rules:
            if rule.zone == named and rule.when.holds(kind, proposal):
                return rule
        raise LookupError(f"no rule of the review for zone {zone}")


_PROTECTED_LAW = "自然保护区条例; 湿地保护法; 风景名胜区条例"


@cache
def _protected() -> tuple[str, ...]:
    """Zones of protected areas, by form."""
    forms = (form.form_id for form in protection_forms() if form.form_id not in _THEIR_OWN)
    return tuple(f"{PROTECTED}_{form}" for form in forms)


def check_review(tables: Mapping[str, str], book: RuleBook) -> tuple[Finding, ...]:
    """Every finding of the tables of a review, all at once; empty if they are sound."""
    return _read(_shipped() | dict(tables), book)[2]


def _shipped() -> dict[str, str]:
    folder = resources.files("sinkmap.control").joinpath("tables")
    return {
        name: folder.joinpath(f"{name}.csv").read_text("utf-8").replace("\r\n", "\n")
        for name in REVIEW_TABLES
    }


def _more_zones(book: RuleBook, themes: tuple[Theme, ...]) -> tuple[Zone, ...]:
    """Zones that are no zones of control: protected areas by form, and statutory buffers."""
    last = len(book.zones)
    found: list[Zone] = []
    for form in (f for f in protection_forms() if f"{PROTECTED}_{f.form_id}" in _protected()):
        id_ = f"{PROTECTED}_{form.form_id}"
        source = ZoneSource(id_, form.form_id, form.name, "protected_area", "form", form.form_id)
        found.append(Zone(id_, form.name, last + len(found), _PROTECTED_LAW, (source,)))
    known = {zone.id for zone in book.zones}
    asked = {zone for theme in themes for zone in theme.zones} - known
    for buffer in (one for one in book.buffers if one.id in asked):
        source = ZoneSource(
            buffer.id, buffer.id, buffer.feature, buffer.layer, buffer.field, buffer.words,
            buffer.id,
        )  # fmt: skip
        found.append(Zone(buffer.id, buffer.feature, last + len(found), buffer.basis, (source,)))
    return tuple(found)


def _read(
    texts: Mapping[str, str], book: RuleBook
) -> tuple[tuple[Theme, ...], tuple[ReviewRule, ...], tuple[Finding, ...]]:
    tables = {name: BookTable.of_text(name, texts[name], _COLUMNS[name]) for name in REVIEW_TABLES}
    for table in tables.values():
        table.refuse_doubles()
    themes = _themes(tables["review_themes"], book)
    rules = _rules(tables["review_rules"], book)
    _all_decided(tables["review_rules"], themes, rules)
    return themes, rules, tuple(f for table in tables.values() for f in table.findings)


def _known_zones(book: RuleBook) -> set[str]:
    return {zone.id for zone in book.zones} | {one.id for one in book.buffers} | {PROTECTED}


def _themes(table: BookTable, book: RuleBook) -> tuple[Theme, ...]:
    known, themes = _known_zones(book), []
    for row in table.rows:
        table.need(row, "theme", "title_zh", "title_en", "zones", "office_zh", "office_en")
        zones = tuple(zone.strip() for zone in row["zones"].split("|") if zone.strip())
        for zone in (one for one in zones if one not in known):
            table.fault("RULE-ZONE-UNKNOWN", row, zone, ", ".join(sorted(known)))
        smallest = table.number(row, "min_m2", (0.0, 10_000.0))
        share = table.number(row, "min_share", (0.0, 0.05))
        if all(row[name] for name in ("title_zh", "title_en", "office_zh", "office_en")):
            title, office = (
                Text(row["title_zh"], row["title_en"]),
                Text(row["office_zh"], row["office_en"]),
            )
            every = tuple(
                each for zone in zones for each in (_protected() if zone == PROTECTED else (zone,))
            )
            themes.append(Theme(row["theme"], title, every, smallest, share, office))
    return tuple(themes)


def _rules(table: BookTable, book: RuleBook) -> tuple[ReviewRule, ...]:
    known, rules = _known_zones(book), []
    for row in table.rows:
        table.need(row, "rule", "zone", "reason_zh", "reason_en", "clause")
        if row["zone"] not in known:
            table.fault("RULE-ZONE-UNKNOWN", row, row["zone"], ", ".join(sorted(known)))
        word = table.word(row, "conclusion", _CONCLUSIONS)
        since, until = table.days(row)
        when = _condition(table, row, book)
        if word in _CONCLUSIONS and row["reason_zh"] and row["reason_en"] and when is not None:
            paper = bool(row["document_zh"] and row["document_en"])
            rules.append(
                ReviewRule(
                    row["rule"],
                    row["zone"],
                    when,
                    Conclusion[word.upper()],
                    Text(row["reason_zh"], row["reason_en"]),
                    Text(row["document_zh"], row["document_en"]) if paper else None,
                    row["clause"],
                    since,
                    until,
                )
            )
    return tuple(rules)


def _condition(table: BookTable, row: Mapping[str, str], book: RuleBook) -> ReviewCondition | None:
    """The condition of a row; a kind that its zone does not have is a fault too."""
    try:
        when = ReviewCondition.of_text(row["when"])
    except ValueError as error:
        table.fault("RULE-CONDITION-BAD", row, str(error), "kind=, use=, industry=, activity=")
        return None
    zone = book.zone_by_id.get(row["zone"])
    strange = when.kinds - set(zone.kinds) if zone is not None else frozenset()
    if zone is not None and strange:
        table.fault("RULE-CONDITION-BAD", row, ", ".join(sorted(strange)), ", ".join(zone.kinds))
    return when


def _all_decided(
    table: BookTable, themes: tuple[Theme, ...], rules: tuple[ReviewRule, ...]
) -> None:
    """Every zone of a theme needs a rule that holds always, on every day."""
    asked = (zone for theme in themes for zone in theme.zones)
    for zone in dict.fromkeys(PROTECTED if zone in _protected() else zone for zone in asked):
        always = [r for r in rules if r.zone == zone and not r.when.clauses]
        since = [r for r in always if r.until is None]
        if zone != UNITS and not since:
            table.fault("RULE-TEXT-MISSING", {"zone": zone}, zone, "when = ''")
