"""How sure the parameters behind a figure are: said wherever the figure is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sinkmap.parameters import CERTAINTIES
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.figure import Figure
    from sinkmap.report.book import Book
    from sinkmap.report.table import Table

__all__ = ["CERTAINTY", "certainty_text", "is_unverified", "with_certainty"]

CERTAINTY = Text("参数可信度", "certainty of parameters")
_UNVERIFIED = "D"


def is_unverified(figure: Figure) -> bool:
    """Whether a figure rests on a default that nobody verified."""
    return figure.certainty == _UNVERIFIED


def certainty_text(letter: str) -> Text:
    """A letter with its meaning; a dash where a figure rests on no rated parameter."""
    if letter not in CERTAINTIES:
        return Text("—", "—")
    meaning = CERTAINTIES[letter]
    return Text(f"{letter}：{meaning.zh}", f"{letter}: {meaning.en}")


def with_certainty(book: Book, table: Table) -> Table:
    """The table, with a note where figures in it rest on unverified defaults."""
    ids = dict.fromkeys(name for row in table.rows for name in row.figures)
    doubtful = sum(is_unverified(book.figures[name]) for name in ids)
    if not doubtful:
        return table
    words = CERTAINTIES[_UNVERIFIED]
    note = Text(
        f"{words.zh}（D）：本表 {doubtful} 个数值所依据的参数中有此类参数。",
        f"{words.en.capitalize()} (D): such parameters are behind {doubtful} figures of this "
        "table.",
    )
    return replace(table, notes=(*table.notes, note))
