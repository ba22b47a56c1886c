"""What a workbook of the annual report has beyond tables: its text, and live formulas."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from sinkmap.report.table import Cell, Column, Row, RowKind, Table
from sinkmap.report.workbook import (
    TOP,
    Workbook,
    cell_settings,
    row_height,
    write_heading,
    write_text,
)
from sinkmap.text import Text

__all__ = ["write_formulas", "write_prose"]

_PROSE = 110
"""Width of the column that holds the report's text."""


def write_prose(book: Workbook) -> None:
    """What the report says, chapter by chapter; no sheet where it says nothing."""
    said = [section for section in book.report.sections if section.prose]
    if not said:
        return
    language = book.language
    sheet = book.sheet(Text("正文", "Text").say(language))
    write_heading(book, sheet, book.report.title.say(language))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, _PROSE)
    label, plain = book.format(bold=True, valign="top"), book.format(text_wrap=True, valign="top")
    row = TOP
    for section in said:
        for place, text in enumerate(section.prose):
            words = text.say(language)
            write_text(sheet, row, 0, section.title.say(language) if place == 0 else "", label)
            write_text(sheet, row, 1, words, plain)
            sheet.set_row(row, row_height([(words, _PROSE)]))
            row += 1


def write_formulas(book: Workbook, sheet: Any, table: Table, line: int, row: Row) -> None:
    """Live formulas over the values of a row, the values beside them for readers that compute
    nothing."""

    def place(column: str, at: int) -> str:
        return str(xl_rowcol_to_cell(TOP + 1 + at, table.column(column)))

    if row.kind is RowKind.HEADING:
        return
    for position, (column, shown) in enumerate(zip(table.columns, row.cells, strict=True)):
        if shown.formula is not None and isinstance(shown.value, int | float):
            words = shown.formula.at(line - TOP - 1, place)
            settings = cell_settings(shown, row.kind) | _number(column, shown)
            sheet.write_formula(line, position, words, book.format(**settings), shown.value)


def _number(column: Column, shown: Cell) -> dict[str, Any]:
    """The number format of a cell, none for words."""
    number_format = column.format_of(shown)
    return {} if number_format is None else {"num_format": number_format.excel}
