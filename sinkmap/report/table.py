"""The report's table: built once, rendered by every writer, so that all show the same numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sinkmap.figure import Figure
from sinkmap.report.formula import Formula
from sinkmap.report.numbers import MISSING, NumberFormat, show
from sinkmap.text import Language, Text

__all__ = [
    "Cell",
    "Column",
    "Report",
    "Row",
    "RowKind",
    "Section",
    "Table",
    "Tone",
    "Value",
    "cell",
]

Value = Text | str | float | int | None
_LONG = 30
_BULK = 300


class Tone(StrEnum):
    """What a cell's colour says."""

    PLAIN = "plain"
    GOOD = "good"
    POOR = "poor"
    DOUBT = "doubt"


class RowKind(StrEnum):
    """What a row is: the whole, one of its parts, or a heading over the rows below it."""

    BODY = "body"
    TOTAL = "total"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value at full precision, and the figure it comes from.

    ``shown_as`` is set where rows of one column have different units; else the column's holds.
    ``formula`` is how a workbook computes the same value from cells of the table.
    """

    value: Value
    figure: str = ""
    tone: Tone = Tone.PLAIN
    shown_as: NumberFormat | None = None
    formula: Formula | None = None

    def __post_init__(self) -> None:
        if isinstance(self.value, float) and not math.isfinite(self.value):
            raise ValueError(f"a cell holds a finite number or None: {self.value!r}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``shown_as`` is None for words; ``detail`` columns are left to spreadsheets."""

    id: str
    title: Text
    shown_as: NumberFormat | None = None
    detail: bool = False
    width: int = 12

    @property
    def header(self) -> Text:
        """Title with its unit."""
        unit = self.shown_as.unit if self.shown_as else None
        if unit is None:
            return self.title
        return Text(f"{self.title.zh}（{unit.zh}）", f"{self.title.en} ({unit.en})")

    def format_of(self, shown: Cell) -> NumberFormat | None:
        """The number format of a cell of this column; None for words."""
        return shown.shown_as or self.shown_as

    def say(self, shown: Cell, language: Language) -> str:
        """A cell of this column as it is printed."""
        value, shown_as = shown.value, self.format_of(shown)
        if value is None or value == "":
            return MISSING
        if isinstance(value, Text):
            return value.say(language)
        if isinstance(value, str) or shown_as is None:
            return str(value)
        return show(value, shown_as)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; a heading holds one cell for the whole width."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.BODY

    @property
    def figures(self) -> tuple[str, ...]:
        """Ids of the figures shown in this row, in column order."""
        return tuple(dict.fromkeys(c.figure for c in self.cells if c.figure))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report. ``appendix`` tables are folded away on screen; ``gist`` is what a
    reader sees of one that is folded."""

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Text, ...] = ()
    appendix: bool = False
    gist: Text | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            wanted = 1 if row.kind is RowKind.HEADING else len(self.columns)
            if len(row.cells) != wanted:
                raise ValueError(f"table {self.id} has a row of {len(row.cells)} cells: {row}")

    @property
    def is_long(self) -> bool:
        """Whether a reader on screen should ask for it first."""
        return self.appendix or len(self.rows) > _LONG

    @property
    def is_bulk(self) -> bool:
        """Whether paper does without the rows unless a reader unfolded them."""
        return len(self.rows) > _BULK

    @property
    def has_figures(self) -> bool:
        """Whether any cell walks back to a figure."""
        return any(row.figures for row in self.rows)

    def column(self, column_id: str) -> int:
        """Position of a column; KeyError if there is none."""
        for position, column in enumerate(self.columns):
            if column.id == column_id:
                return position
        raise KeyError(f"table {self.id} has no column {column_id}")

    def shown(self, language: Language) -> Iterator[tuple[str, ...]]:
        """The body's cells as printed, without headings."""
        for row in self.rows:
            if row.kind is not RowKind.HEADING:
                pairs = zip(self.columns, row.cells, strict=True)
                yield tuple(column.say(c, language) for column, c in pairs)


@dataclass(frozen=True, slots=True)
class Section:
    """Tables under one heading, after what is said of them."""

    id: str
    title: Text
    tables: tuple[Table, ...]
    prose: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report of one year.

    ``facts`` are the lines of its cover; ``warnings`` what keeps it from being final;
    ``figures`` every figure any cell refers to, by id.
    """

    title: Text
    year: int
    simulated: bool
    final: bool
    facts: tuple[tuple[Text, Value], ...]
    warnings: tuple[Text, ...]
    conclusions: tuple[Text, ...]
    sections: tuple[Section, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in report order."""
        return tuple(table for section in self.sections for table in section.tables)

    def table(self, table_id: str) -> Table:
        """The table with this id; KeyError if there is none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(f"the report has no table {table_id}")


def cell(value: Value, figure: Figure | None = None, shown_as: NumberFormat | None = None) -> Cell:
    """A cell, walked back to its figure where there is one."""
    return Cell(value, figure.id if figure else "", shown_as=shown_as)
