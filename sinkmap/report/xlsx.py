"""The report as a workbook: one sheet for each table, numbers as numbers at full precision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from sinkmap.figure import COLUMNS, Figure
from sinkmap.report.book import open_book
from sinkmap.report.numbers import MISSING
from sinkmap.report.table import Cell, Column, Report, Row, RowKind, Table, Tone
from sinkmap.report.tables import SIMULATED, Whole, report_of
from sinkmap.report.workbook import (
    BAND,
    HEAD,
    INK,
    LINK,
    TONES,
    TOP,
    Workbook,
    cell_settings,
    row_height,
    write_heading,
    write_text,
)
from sinkmap.report.xlsx_live import write_formulas, write_prose
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.run import RunResults

__all__ = ["write_workbook", "write_xlsx"]

_FIGURE = Column("figure", Text("数值编号", "figure id"), width=46)


def write_xlsx(
    results: RunResults, year: int, path: Path, language: Language, whole: Whole | None = None
) -> None:
    """Write the report of one year as an Excel workbook.

    The same results give the same bytes. Text is written as text: nothing that came from a file
    is ever read as a formula or a link. ``whole``: the annual report of the same results, its text
    and tables go first; totals and rates in them are live formulas beside their values.

    Raises
    ------
    UsageError
        If the run does not hold the year.
    """
    opened = whole.book if whole else open_book(results, year)
    report = whole.report if whole else report_of(opened)
    kept = opened.figures.values()
    figures = [f for f in kept if f.year == year or f.id in report.figures]
    write_workbook(report, path, language, figures)


def write_workbook(
    report: Report, path: Path, language: Language, figures: Sequence[Figure] = ()
) -> None:
    """Write any report's tables as an Excel workbook; a last sheet holds ``figures``, if any.

    The file is replaced whole, and the same report gives the same bytes.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    part = path.with_name(path.name + ".part")
    file = xlsxwriter.Workbook(str(part), options)
    book = Workbook(file, Language(language), report)
    file.set_properties(
        {
            "title": report.title.say(language),
            "comments": SIMULATED.say(language) if report.simulated else "",
            "created": datetime(report.year, 12, 31),
        }
    )
    _cover(book)
    write_prose(book)
    for number, table in enumerate(report.tables, start=1):
        _table_sheet(book, table, number)
    if figures:
        _figures_sheet(book, figures)
    file.close()
    part.replace(path)


def _cover(book: Workbook) -> None:
    language, report = book.language, book.report
    sheet = book.sheet(Text("封面", "Cover").say(language))
    write_heading(book, sheet, report.title.say(language))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    row = TOP
    plain = book.format(text_wrap=True, valign="top")
    label = book.format(bold=True, valign="top")
    for name, value in report.facts:
        write_text(sheet, row, 0, name.say(language), label)
        said = value.say(language) if isinstance(value, Text) else str(value)
        write_text(sheet, row, 1, said, plain)
        row += 1
    blocks = (
        (Text("须注意", "Take note"), report.warnings, TONES[Tone.DOUBT]),
        (Text("主要结论", "In short"), report.conclusions, INK),
    )
    for title, texts, colour in blocks:
        row += 1
        for position, text in enumerate(texts):
            write_text(sheet, row, 0, title.say(language) if position == 0 else "", label)
            tone = book.format(text_wrap=True, valign="top", font_color=colour)
            write_text(sheet, row, 1, text.say(language), tone)
            row += 1
    _contents(book, sheet, row + 1)


def _contents(book: Workbook, sheet: Any, row: int) -> None:
    """Every table under its section, each line leading to its sheet."""
    label, link = book.format(bold=True, valign="top"), book.format(font_color=LINK, underline=1)
    numbers = {table.id: n for n, table in enumerate(book.report.tables, start=1)}
    for section in book.report.sections:
        for place, table in enumerate(section.tables):
            title = f"{numbers[table.id]} {table.title.say(book.language)}"
            name = book.name(title)
            write_text(sheet, row, 0, section.title.say(book.language) if place == 0 else "", label)
            # The name is our own table's; a quote in it would end the reference.
            sheet.write_url(row, 1, f"internal:'{name}'!A1", link, title)
            row += 1


def _table_sheet(book: Workbook, table: Table, number: int) -> None:
    language = book.language
    sheet = book.sheet(f"{number} {table.title.say(language)}")
    write_heading(book, sheet, f"{number}. {table.title.say(language)}")
    columns = (*table.columns, _FIGURE) if table.has_figures else table.columns
    head = book.format(
        bold=True, text_wrap=True, align="center", bg_color=HEAD, bottom=2, bottom_color=INK
    )
    for position, column in enumerate(columns):
        write_text(sheet, TOP, position, column.header.say(language), head)
        sheet.set_column(position, position, column.width)
    headers = [(column.header.say(language), column.width) for column in columns]
    sheet.set_row(TOP, max(34.0, row_height(headers)))
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    line = TOP + 1
    for row in table.rows:
        _row(book, sheet, line, row, columns)
        write_formulas(book, sheet, table, line, row)
        line += 1
    last = len(table.columns) - 1
    small = book.format(font_size=9, font_color="#5b6b66", text_wrap=True)
    for note in table.notes:
        line += 1
        said = note.say(language)
        if last:
            sheet.merge_range(line, 0, line, last, "", small)
        write_text(sheet, line, 0, said, small)
        sheet.set_row(line, row_height([(said, sum(column.width for column in table.columns))]))
    # Paper shows the table; the ids of its figures are for looking up on the screen.
    sheet.print_area(0, 0, line, last)


def _row(book: Workbook, sheet: Any, line: int, row: Row, columns: tuple[Column, ...]) -> None:
    if row.kind is RowKind.HEADING:
        band = book.format(bold=True, bg_color=BAND)
        said = columns[0].say(row.cells[0], book.language)
        for position in range(len(columns)):
            write_text(sheet, line, position, said if position == 0 else "", band)
        return
    cells = row.cells
    if columns[-1] is _FIGURE:
        cells = (*cells, Cell("; ".join(row.figures)))
    texts = [
        (column.say(shown, book.language), column.width)
        for column, shown in zip(columns, cells, strict=True)
        if column.shown_as is None and column is not _FIGURE
    ]
    sheet.set_row(line, row_height(texts))
    for position, (column, shown) in enumerate(zip(columns, cells, strict=True)):
        _cell(book, sheet, (line, position), column, shown, row.kind)


def _cell(
    book: Workbook, sheet: Any, place: tuple[int, int], column: Column, shown: Cell, kind: RowKind
) -> None:
    line, position = place
    settings = cell_settings(shown, kind)
    number_format = column.format_of(shown)
    value = shown.value
    if isinstance(value, int | float) and number_format is not None:
        settings["num_format"] = number_format.excel
        sheet.write_number(line, position, value, book.format(**settings))
        return
    said = column.say(shown, book.language)
    if number_format is not None:
        settings["align"] = "right"
    elif column is not _FIGURE:
        settings["text_wrap"] = True
    write_text(sheet, line, position, said, book.format(**settings))


def _figures_sheet(book: Workbook, figures: Iterable[Figure]) -> None:
    """Every figure of the year and every one cited, as stored: the number behind each cell."""
    title = Text("全部数值", "All figures").say(book.language)
    sheet = book.sheet(title)
    write_heading(book, sheet, title)
    head = book.format(bold=True, bg_color=HEAD, bottom=2, bottom_color=INK)
    for position, name in enumerate(COLUMNS):
        write_text(sheet, TOP, position, name, head)
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, len(COLUMNS) - 1, 16)
    sheet.freeze_panes(TOP + 1, 1)
    plain, full = book.format(), book.format(num_format="0.00##########")
    line = TOP
    for line, figure in enumerate(figures, start=TOP + 1):
        for position, value in enumerate(figure.to_row().values()):
            if isinstance(value, list):
                value = "; ".join(value)
            if isinstance(value, float):
                sheet.write_number(line, position, value, full)
            elif isinstance(value, int):
                sheet.write_number(line, position, value, plain)
            else:
                write_text(sheet, line, position, MISSING if value is None else str(value), plain)
    sheet.autofilter(TOP, 0, max(line, TOP), len(COLUMNS) - 1)
