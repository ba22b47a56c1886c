"""The rule book of a study: the shipped tables, or its own in their place."""

from __future__ import annotations

from pathlib import Path

from sinkmap.control import BOOK_TABLES, RuleBook
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["read_rule_book"]


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
        ``RULE-TABLE-ENCODING``; every finding of the tables.
    """
    if not folder:
        return RuleBook.default()
    place = root / folder
    if not place.is_dir():
        raise InputRefusedError(_missing(folder))
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    for path in sorted(place.glob("*.csv")):
        if path.stem not in BOOK_TABLES:
            findings.append(_strange(path.name))
            continue
        try:
            texts[path.stem] = path.read_text("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            findings.append(_encoding(path.name))
    if findings:
        raise InputRefusedError(findings)
    return RuleBook.of_tables(texts, label=place.name)


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
        wanted=", ".join(f"{one}.csv" for one in BOOK_TABLES),
    )


def _encoding(name: str) -> Finding:
    return Finding(
        "RULE-TABLE-ENCODING",
        Severity.ERROR,
        Text("规则表不是 UTF-8", "a rule table is not UTF-8"),
        Text("另存为 UTF-8", "save it as UTF-8"),
        file=name,
    )
