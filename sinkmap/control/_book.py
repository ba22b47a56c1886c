"""From the tables of a rule book to its records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from sinkmap.classes import expand
from sinkmap.control._reading import BookTable
from sinkmap.control.condition import Condition
from sinkmap.control.records import (
    AccessEntry,
    Activity,
    Buffer,
    PolicyBlock,
    Side,
    Verdict,
    Zone,
    ZoneSource,
)
from sinkmap.errors import Finding, UsageError
from sinkmap.rule import ANY_ZONE, Rule, RuleSeverity
from sinkmap.text import Text

__all__ = ["BOOK_TABLES", "BookRead", "book_findings", "read_book"]

_FARTHEST_M = 50_000.0
"""Widest buffer that is believed, in m: no law here reaches farther than 50 km."""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "zones": ("zone", "title_zh", "title_en", "stricter_than", "complement_of", "without",
              "basis"),
    "zone_sources": ("zone", "kind", "kind_zh", "kind_en", "layer", "field", "words", "buffer"),
    "rules": ("rule_id", "zone", "from", "to", "severity", "condition", "since", "until", "basis",
              "note"),
    "statutory_buffers": ("buffer", "feature_zh", "feature_en", "layer", "field", "words",
                          "buffer_m", "side", "encouraged", "ban", "ban_en", "basis", "since",
                          "until"),
    "activities": ("activity", "title_zh", "title_en", "applicable", "needs_opinion", "basis",
                   "since"),
    "unit_permits": ("entry", "unit", "unit_class", "industry", "block", "verdict", "text_zh",
                     "text_en", "since", "until", "basis"),
}  # fmt: skip

BOOK_TABLES = tuple(_COLUMNS)
"""Tables of a book, each a CSV file of that name."""


@dataclass(frozen=True, slots=True)
class BookRead:
    """The records of a book and everything found wrong with its tables."""

    zones: tuple[Zone, ...]
    rules: tuple[Rule, ...]
    buffers: tuple[Buffer, ...]
    activities: tuple[Activity, ...]
    access: tuple[AccessEntry, ...]
    findings: tuple[Finding, ...]
    digest: str


def read_book(texts: Mapping[str, str]) -> BookRead:
    """Read every table; records of faulty rows are left out."""
    tables = {name: BookTable.of_text(name, texts[name], _COLUMNS[name]) for name in BOOK_TABLES}
    for name in BOOK_TABLES:
        if name != "zone_sources":
            tables[name].refuse_doubles()
    buffers = _buffers(tables["statutory_buffers"])
    sources = _sources(tables["zone_sources"], tables["zones"], [one.id for one in buffers])
    zones = _zones(tables["zones"], sources)
    rules = _rules(tables["rules"], zones)
    content = "".join(f"{name}\n{texts[name]}\n" for name in BOOK_TABLES)
    return BookRead(
        zones,
        rules,
        buffers,
        _activities(tables["activities"]),
        _access(tables["unit_permits"]),
        tuple(finding for table in tables.values() for finding in table.findings),
        hashlib.sha256(content.encode("utf-8")).hexdigest()[:12],
    )


def book_findings(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What is wrong with the tables, table by table."""
    return read_book(texts).findings


def _zones(table: BookTable, sources: Sequence[ZoneSource]) -> tuple[Zone, ...]:
    known = [row["zone"] for row in table.rows]
    for row in table.rows:
        table.need(row, "zone", "title_zh", "title_en", "basis")
        named = [
            (c, z) for c in ("stricter_than", "complement_of", "without") for z in _parts(row[c])
        ]
        for column, other in named:
            if other not in known:
                table.fault("RULE-ZONE-UNKNOWN", row, f"{column} = {other}", ", ".join(known))
    ranks = _ranks(table)
    found = [
        Zone(
            row["zone"],
            Text(row["title_zh"], row["title_en"]),
            ranks.get(row["zone"], 0),
            row["basis"],
            tuple(source for source in sources if source.zone == row["zone"]),
            row["complement_of"],
            tuple(_parts(row["without"])),
        )
        for row in table.rows
        if row["title_zh"] and row["title_en"]
    ]
    return tuple(sorted(found, key=lambda zone: zone.rank))


def _ranks(table: BookTable) -> dict[str, int]:
    """Zone -> place in the precedence; zones that no row orders stand as in the table."""
    graph: TopologicalSorter[str] = TopologicalSorter()
    place = {row["zone"]: number for number, row in enumerate(table.rows)}
    for row in table.rows:
        graph.add(row["zone"])
        for other in _parts(row["stricter_than"]):
            if other in place:
                graph.add(other, row["zone"])
    try:
        graph.prepare()
    except CycleError as error:
        table.fault("RULE-PRECEDENCE-CYCLE", {}, " > ".join(error.args[1]), "Z1 > Z2")
        return {}
    order: list[str] = []
    while graph.is_active():
        ready = sorted(graph.get_ready(), key=place.__getitem__)
        order += ready
        graph.done(*ready)
    return {zone: rank for rank, zone in enumerate(order)}


def _sources(table: BookTable, zones: BookTable, buffers: Sequence[str]) -> tuple[ZoneSource, ...]:
    known = [row["zone"] for row in zones.rows]
    found = []
    for row in table.rows:
        table.need(row, "zone", "kind", "kind_zh", "kind_en", "layer")
        table.pair_words(row)
        if row["zone"] not in known:
            table.fault("RULE-ZONE-UNKNOWN", row, row["zone"], ", ".join(known))
        if row["buffer"] and row["buffer"] not in buffers:
            table.fault("RULE-BUFFER-UNKNOWN", row, row["buffer"], ", ".join(buffers))
        if row["kind_zh"] and row["kind_en"]:
            title = Text(row["kind_zh"], row["kind_en"])
            place = (row["layer"], row["field"], row["words"], row["buffer"])
            found.append(ZoneSource(row["zone"], row["kind"], title, *place))
    return tuple(found)


def _rules(table: BookTable, zones: Sequence[Zone]) -> tuple[Rule, ...]:
    by_id = {zone.id: zone for zone in zones}
    found = []
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "rule_id", "zone", "from", "to", "basis")
        since, until = table.days(row)
        severity = table.number(row, "severity", (-1, 4))
        if row["zone"] not in by_id and row["zone"] != ANY_ZONE:
            table.fault("RULE-ZONE-UNKNOWN", row, row["zone"], ", ".join([*by_id, ANY_ZONE]))
        for column in ("from", "to"):
            _known_classes(table, row, row[column])
        _known_condition(table, row, by_id.get(row["zone"]))
        if severity != int(severity):
            table.fault("RULE-NUMBER-BAD", row, row["severity"], "-1, 0, 1, 2, 3, 4")
        if len(table.findings) == before:
            terms = (row["rule_id"], row["zone"], row["from"], row["to"])
            found.append(
                Rule(*terms, RuleSeverity(int(severity)), row["basis"], row["condition"], since,
                     until, row["note"])
            )  # fmt: skip
    return tuple(found)


def _known_classes(table: BookTable, row: Mapping[str, str], term: str) -> None:
    try:
        expand(term)
    except UsageError as error:
        for finding in error.findings:
            table.fault("RULE-CLASS-UNKNOWN", row, finding.seen, finding.wanted)


def _known_condition(table: BookTable, row: Mapping[str, str], zone: Zone | None) -> None:
    try:
        kinds = Condition.of_text(row["condition"]).kinds
    except ValueError as error:
        table.fault("RULE-CONDITION-BAD", row, str(error), "kind=first;industry=chemical|unknown")
        return
    known = zone.kinds if zone else {}
    if kinds - set(known):
        table.fault("RULE-CONDITION-BAD", row, ", ".join(sorted(kinds)), ", ".join(known))


def _buffers(table: BookTable) -> tuple[Buffer, ...]:
    found = []
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "buffer", "feature_zh", "feature_en", "layer", "ban", "ban_en", "basis")
        table.pair_words(row)
        since, until = table.days(row)
        width = table.number(row, "buffer_m", (0.0, _FARTHEST_M))
        side = table.word(row, "side", tuple(Side))
        encouraged = table.word(row, "encouraged", ("0", "1"))
        if len(table.findings) == before:
            found.append(
                Buffer(
                    row["buffer"],
                    Text(row["feature_zh"], row["feature_en"]),
                    row["layer"],
                    row["field"],
                    row["words"],
                    width,
                    Side(side),
                    encouraged == "1",
                    Text(row["ban"], row["ban_en"]),
                    row["basis"],
                    since,
                    until,
                )
            )
    return tuple(found)


def _activities(table: BookTable) -> tuple[Activity, ...]:
    found = []
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "activity", "title_zh", "title_en", "basis")
        number = table.number(row, "activity", (1, 99))
        flags = [
            table.word(row, name, ("0", "1")) == "1" for name in ("applicable", "needs_opinion")
        ]
        since, _ = table.days(row)
        if len(table.findings) == before:
            title = Text(row["title_zh"], row["title_en"])
            found.append(Activity(int(number), title, flags[0], flags[1], row["basis"], since))
    return tuple(found)


def _access(table: BookTable) -> tuple[AccessEntry, ...]:
    found = []
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "entry", "unit", "industry", "text_zh", "text_en", "basis")
        since, until = table.days(row)
        unit_class = table.word(row, "unit_class", ("1", "2", "3", "*"))
        block = table.word(row, "block", tuple(PolicyBlock))
        verdict = table.word(row, "verdict", tuple(Verdict))
        if len(table.findings) == before:
            found.append(
                AccessEntry(
                    row["entry"],
                    row["unit"],
                    unit_class,
                    row["industry"],
                    PolicyBlock(block),
                    Verdict(verdict),
                    Text(row["text_zh"], row["text_en"]),
                    row["basis"],
                    since,
                    until,
                )
            )
    return tuple(found)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]
