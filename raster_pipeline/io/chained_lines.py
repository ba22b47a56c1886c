"""Lines of JSON that are only added, each with the hash of the line before.

A line that was changed or taken out afterwards is seen when the lines are read. Lines cut off at
the end are not: whoever must prove them notes the last hash elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sinkmap.run import canonical_json

__all__ = ["BrokenLineError", "chained", "lines_of", "unchained"]

_Entry = TypeVar("_Entry")


class BrokenLineError(ValueError):
    """A line does not follow from the one before, or is no entry; ``line`` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is broken")
        self.line = line


def chained(before: Sequence[str], entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Lines for new entries after the lines there are."""
    last, lines = before[-1] if before else "", []
    for entry in entries:
        last = canonical_json({"entry": entry, "after": _digest(last)})
        lines.append(last)
    return lines


def lines_of(text: str) -> list[str]:
    """Lines of a file; only a line feed ends one, whatever else a comment holds."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def unchained(
    lines: Sequence[str], read: Callable[[Mapping[str, Any]], _Entry]
) -> tuple[_Entry, ...]:
    """Entries of lines, each made by ``read``.

    Raises
    ------
    BrokenLineError
        Naming the first line that does not hold.
    """
    entries, before = [], ""
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            whole = row["after"] == _digest(before)
            entries.append(read(row["entry"]))
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            raise BrokenLineError(number)
        before = line
    return tuple(entries)


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
