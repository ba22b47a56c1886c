"""Live formulas of a table's cells, written in the table's own terms until a workbook is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Formula", "percent_of", "plus_of", "sum_of"]

_REFERENCE = re.compile(r"\{([^{}@]+)(?:@(\d+)(?::(\d+))?)?\}")
Place = Callable[[str, int], str]
"""Column and row of a table -> address in the sheet."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What a cell is computed from.

    ``words``: a formula of a spreadsheet in which ``{column}`` is a cell of the same row,
    ``{column@3}`` of the table's fourth row and ``{column@3:8}`` a range of them.
    """

    words: str

    def at(self, row: int, place: Place) -> str:
        """The formula of a cell in a row, with addresses of the sheet."""

        def address(found: re.Match[str]) -> str:
            column, first, last = found.groups()
            start = place(column, row if first is None else int(first))
            return start if last is None else f"{start}:{place(column, int(last))}"

        return "=" + _REFERENCE.sub(address, self.words)


def percent_of(part: str, whole: str) -> Formula:
    """A column as a percentage of another."""
    return Formula(f"100*{{{part}}}/{{{whole}}}")


def plus_of(later: str, earlier: str) -> Formula:
    """A column less another."""
    return Formula(f"{{{later}}}-{{{earlier}}}")


def sum_of(column: str, first: int, last: int) -> Formula:
    """Rows of a column added up, both ends counted."""
    return Formula(f"SUM({{{column}@{first}:{last}}})")
