"""CSV tables of a book that a study brings of its own: rules, or what siting judges by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sinkmap.errors import Finding, InputRefusedError

__all__ = ["book_texts"]


def book_texts(
    place: Path, missing: Finding, misread: Callable[[str], Finding], *others: Finding
) -> dict[str, str]:
    """Name of a table -> its text, of every CSV file in a folder.

    Parameters
    ----------
    missing
        What to say where there is no such folder.
    misread
        What to say of a file, by its name, that is not UTF-8.
    others
        Findings about the same folder, to be told at once with these.

    Raises
    ------
    InputRefusedError
        With every finding.
    """
    if not place.is_dir():
        raise InputRefusedError([missing])
    texts: dict[str, str] = {}
    findings = list(others)
    for path in sorted(place.glob("*.csv")):
        try:
            texts[path.stem] = path.read_text("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            findings.append(misread(path.name))
    if findings:
        raise InputRefusedError(findings)
    return texts
