"""The rule book of a study: the shipped tables, or its own in their place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from layers import given_layers
from raster_pipeline.io.book_tables import book_texts
from sinkmap.control import BOOK_TABLES, MADE_FIELDS, RuleBook
from sinkmap.control.review_book import REVIEW_TABLES, ReviewBook
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["read_review_book", "read_rule_book", "rule_table_findings"]


def read_rule_book(root: Path, folder: str) -> RuleBook:
    """Read the rule tables of a study.

    Parameters
    ----------
    root
        Folder of the study.
    folder
        What the plan names, ``[control] rules``: a folder with CSV files named after the shipped
        tables; those it lacks are the shipped ones. Empty: the shipped book.

    Raises
    ------
    InputRefusedError
        ``RULE-FOLDER-MISSING``, ``RULE-TABLE-STRANGE`` for files that are no table of a book,
        ``RULE-TABLE-ENCODING``; every finding of the tables; ``RULE-LAYER-UNKNOWN`` for a zone or
        buffer whose layer, or field of it, does not exist.
    """
    if not folder:
        return RuleBook.default()
    texts = _tables(root, folder)
    tables = {name: text for name, text in texts.items() if name in BOOK_TABLES}
    book = RuleBook.of_tables(tables, label=Path(folder).name)
    findings = list(_unknown_layers(book))
    if findings:
        raise InputRefusedError(findings)
    return book


def _unknown_layers(book: RuleBook) -> Iterator[Finding]:
    """Ground that no file could ever hold: a slip in a layer's or a field's name."""
    given = given_layers()
    sources = [("zone_sources", one.zone, one.layer, one.field)
               for zone in book.zones for one in zone.sources]  # fmt: skip
    sources += [("statutory_buffers", one.id, one.layer, one.field) for one in book.buffers]
    for table, row, layer, field in sources:
        if layer not in given:
            yield _unknown_layer(table, row, layer, difflib.get_close_matches(layer, given))
            continue
        known = {
            "name",
            "code",
            *MADE_FIELDS.get(layer, ()),
            *(f.name for f in given[layer].fields),
        }
        for name in field.split("+") if field else ():
            if name not in known:
                yield _unknown_layer(table, row, f"{layer}.{name}", sorted(known))


def read_review_book(root: Path, folder: str) -> ReviewBook:
    """Read what a study reviews projects by: its rule tables and those of the review beside them.

    Raises
    ------
    InputRefusedError
        As :func:`read_rule_book`.
    """
    if not folder:
        return ReviewBook.default()
    return ReviewBook.of_tables(_tables(root, folder), read_rule_book(root, folder))


def rule_table_findings(root: Path, folder: str) -> tuple[Finding, ...]:
    """Everything wrong with a study's own rule tables; nothing where it has none."""
    try:
        read_review_book(root, folder)
    except InputRefusedError as error:
        return error.findings
    return ()


def _tables(root: Path, folder: str) -> dict[str, str]:
    """Texts of the tables in a study's folder."""
    names = sorted(path.name for path in (root / folder).glob("*.csv"))
    known = {f"{one}.csv" for one in (*BOOK_TABLES, *REVIEW_TABLES)}
    strange = [_strange(name) for name in names if name not in known]
    return book_texts(root / folder, _missing(folder), _encoding, *strange)


def _missing(folder: str) -> Finding:
    return Finding(
        "RULE-FOLDER-MISSING",
        Severity.ERROR,
        Text("找不到规则表文件夹", "the folder of rule tables is not there"),
        Text("改正 [control] rules", "correct [control] rules"),
        file=folder,
    )


def _strange(name: str) -> Finding:
    return Finding(
        "RULE-TABLE-STRANGE",
        Severity.ERROR,
        Text("不是规则表", "this file is no rule table"),
        Text("按规则表命名，或移走", "name it after a rule table, or take it away"),
        file=name,
        wanted=", ".join(f"{one}.csv" for one in (*BOOK_TABLES, *REVIEW_TABLES)),
    )


def _unknown_layer(table: str, row: str, seen: str, wanted: Iterable[str]) -> Finding:
    return Finding(
        "RULE-LAYER-UNKNOWN",
        Severity.ERROR,
        Text(
            "图层或其字段不存在，该区域将永远为空",
            "a layer, or a field of it, that does not exist: the zone would always be empty",
        ),
        Text("改用 sinkmap layers 列出的图层及其字段", "name a layer that `sinkmap layers` lists"),
        file=f"{table}.csv",
        features=(row,),
        seen=seen,
        wanted=", ".join(wanted),
    )


def _encoding(name: str) -> Finding:
    return Finding(
        "RULE-TABLE-ENCODING",
        Severity.ERROR,
        Text("规则表不是 UTF-8", "a rule table is not UTF-8"),
        Text("另存为 UTF-8", "save it as UTF-8"),
        file=name,
    )
