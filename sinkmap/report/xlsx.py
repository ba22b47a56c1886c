"""The report as a workbook: one sheet for each table, numbers as numbers at full precision."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from sinkmap.figure import COLUMNS, Figure
from sinkmap.report.book import open_book
from sinkmap.report.numbers import MISSING
from sinkmap.report.table import Cell, Column, Report, Row, RowKind, Table, Tone
from sinkmap.report.tables import SIMULATED, report_of
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.run import RunResults

__all__ = ["write_workbook", "write_xlsx"]

_FONT = "微软雅黑"
_INK, _RULE, _HEAD, _TOTAL, _BAND = "#1f2d2a", "#c9d3cf", "#e7efeb", "#f4f7f5", "#eef3f1"
_TONES = {Tone.GOOD: "#1b6e3c", Tone.POOR: "#b3261e", Tone.DOUBT: "#8a5a00"}
_LINK = "#1d5c4a"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_LONGEST_TEXT = 32_767
_FIGURE = Column("figure", Text("数值编号", "figure id"), width=46)
_LINE = 15.0
"""Points of a line of text."""
_LATIN = 0x2E7F
"""Signs above this one are full width."""
_TOP = 3
"""Rows above a sheet's header: title, whose report, blank or label."""


@dataclass(slots=True)
class _Book:
    """The workbook with its cell formats, each made once."""

    file: Any
    language: Language
    report: Report
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def format(self, **settings: Any) -> Any:
        """The format with these settings over the house's own."""
        key = tuple(sorted(settings.items()))
        if key not in self.formats:
            base = {"font_name": _FONT, "font_size": 10, "font_color": _INK, "valign": "vcenter"}
            self.formats[key] = self.file.add_format(base | settings)
        return self.formats[key]

    def name(self, title: str) -> str:
        """The legal sheet name of a title; alike for the same title."""
        if title not in self.names:
            base = _NOT_IN_NAMES.sub(" ", title).strip() or "-"
            name, count = base[:_LONGEST_NAME], 2
            taken = {known.casefold() for known in self.names.values()}
            while name.casefold() in taken:
                tail = f" {count}"
                name, count = base[: _LONGEST_NAME - len(tail)] + tail, count + 1
            self.names[title] = name
        return self.names[title]

    def sheet(self, title: str) -> Any:
        """A new sheet under the name of its title."""
        return self.file.add_worksheet(self.name(title))


def write_xlsx(results: RunResults, year: int, path: Path, language: Language) -> None:
    """Write the report of one year as an Excel workbook.

    The same results give the same bytes. Text is written as text: nothing that came from a file
    is ever read as a formula or a link.

    Raises
    ------
    UsageError
        If the run does not hold the year.
    """
    opened = open_book(results, year)
    report = report_of(opened)
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
    book = _Book(file, Language(language), report)
    file.set_properties(
        {
            "title": report.title.say(language),
            "comments": SIMULATED.say(language) if report.simulated else "",
            "created": datetime(report.year, 12, 31),
        }
    )
    _cover(book)
    for number, table in enumerate(report.tables, start=1):
        _table_sheet(book, table, number)
    if figures:
        _figures_sheet(book, figures)
    file.close()
    part.replace(path)


def _text(sheet: Any, row: int, column: int, text: str, shown: Any) -> None:
    short = text if len(text) < _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
    sheet.write_string(row, column, short, shown)


def _heading(book: _Book, sheet: Any, title: str) -> None:
    """The rows every sheet starts with, and how it prints."""
    report, language = book.report, book.language
    _text(sheet, 0, 0, title, book.format(bold=True, font_size=14))
    _text(sheet, 1, 0, report.title.say(language), book.format(font_color="#5b6b66"))
    if report.simulated:
        label = book.format(bold=True, font_color=_TONES[Tone.POOR])
        _text(sheet, 2, 0, SIMULATED.say(language), label)
        sheet.set_header(f"&R&9{SIMULATED.say(language)}")
    sheet.set_row(0, 26)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9&P / &N")
    sheet.hide_gridlines(2)


def _cover(book: _Book) -> None:
    language, report = book.language, book.report
    sheet = book.sheet(Text("封面", "Cover").say(language))
    _heading(book, sheet, report.title.say(language))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    row = _TOP
    plain = book.format(text_wrap=True, valign="top")
    label = book.format(bold=True, valign="top")
    for name, value in report.facts:
        _text(sheet, row, 0, name.say(language), label)
        said = value.say(language) if isinstance(value, Text) else str(value)
        _text(sheet, row, 1, said, plain)
        row += 1
    blocks = (
        (Text("须注意", "Take note"), report.warnings, _TONES[Tone.DOUBT]),
        (Text("主要结论", "In short"), report.conclusions, _INK),
    )
    for title, texts, colour in blocks:
        row += 1
        for position, text in enumerate(texts):
            _text(sheet, row, 0, title.say(language) if position == 0 else "", label)
            tone = book.format(text_wrap=True, valign="top", font_color=colour)
            _text(sheet, row, 1, text.say(language), tone)
            row += 1
    _contents(book, sheet, row + 1)


def _contents(book: _Book, sheet: Any, row: int) -> None:
    """Every table under its section, each line leading to its sheet."""
    label, link = book.format(bold=True, valign="top"), book.format(font_color=_LINK, underline=1)
    numbers = {table.id: n for n, table in enumerate(book.report.tables, start=1)}
    for section in book.report.sections:
        for place, table in enumerate(section.tables):
            title = f"{numbers[table.id]} {table.title.say(book.language)}"
            name = book.name(title)
            _text(sheet, row, 0, section.title.say(book.language) if place == 0 else "", label)
            # The name is our own table's; a quote in it would end the reference.
            sheet.write_url(row, 1, f"internal:'{name}'!A1", link, title)
            row += 1


def _table_sheet(book: _Book, table: Table, number: int) -> None:
    language = book.language
    sheet = book.sheet(f"{number} {table.title.say(language)}")
    _heading(book, sheet, f"{number}. {table.title.say(language)}")
    columns = (*table.columns, _FIGURE) if table.has_figures else table.columns
    head = book.format(
        bold=True, text_wrap=True, align="center", bg_color=_HEAD, bottom=2, bottom_color=_INK
    )
    for position, column in enumerate(columns):
        _text(sheet, _TOP, position, column.header.say(language), head)
        sheet.set_column(position, position, column.width)
    headers = [(column.header.say(language), column.width) for column in columns]
    sheet.set_row(_TOP, max(34.0, _height(headers)))
    sheet.freeze_panes(_TOP + 1, 1)
    sheet.repeat_rows(_TOP)
    line = _TOP + 1
    for row in table.rows:
        _row(book, sheet, line, row, columns)
        line += 1
    last = len(table.columns) - 1
    small = book.format(font_size=9, font_color="#5b6b66", text_wrap=True)
    for note in table.notes:
        line += 1
        said = note.say(language)
        if last:
            sheet.merge_range(line, 0, line, last, "", small)
        _text(sheet, line, 0, said, small)
        sheet.set_row(line, _height([(said, sum(column.width for column in table.columns))]))
    # Paper shows the table; the ids of its figures are for looking up on the screen.
    sheet.print_area(0, 0, line, last)


def _height(texts: Iterable[tuple[str, float]]) -> float:
    """Points a row needs for texts wrapped in columns of these widths.

    A file states its heights: a viewer does not work them out. A Chinese character is two wide.
    """
    wide = [(sum(1 + (ord(sign) > _LATIN) for sign in text), width) for text, width in texts]
    lines = max((math.ceil(0.95 * size / width) for size, width in wide), default=1)
    return _LINE * max(1, lines)


def _row(book: _Book, sheet: Any, line: int, row: Row, columns: tuple[Column, ...]) -> None:
    if row.kind is RowKind.HEADING:
        band = book.format(bold=True, bg_color=_BAND)
        said = columns[0].say(row.cells[0], book.language)
        for position in range(len(columns)):
            _text(sheet, line, position, said if position == 0 else "", band)
        return
    cells = row.cells
    if columns[-1] is _FIGURE:
        cells = (*cells, Cell("; ".join(row.figures)))
    texts = [
        (column.say(shown, book.language), column.width)
        for column, shown in zip(columns, cells, strict=True)
        if column.shown_as is None and column is not _FIGURE
    ]
    sheet.set_row(line, _height(texts))
    for position, (column, shown) in enumerate(zip(columns, cells, strict=True)):
        _cell(book, sheet, (line, position), column, shown, row.kind)


def _cell(
    book: _Book, sheet: Any, place: tuple[int, int], column: Column, shown: Cell, kind: RowKind
) -> None:
    line, position = place
    settings: dict[str, Any] = {"bottom": 1, "bottom_color": _RULE}
    if kind is RowKind.TOTAL:
        settings |= {"bold": True, "bg_color": _TOTAL}
    if shown.tone in _TONES:
        settings["font_color"] = _TONES[shown.tone]
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
    _text(sheet, line, position, said, book.format(**settings))


def _figures_sheet(book: _Book, figures: Iterable[Figure]) -> None:
    """Every figure of the year and every one cited, as stored: the number behind each cell."""
    title = Text("全部数值", "All figures").say(book.language)
    sheet = book.sheet(title)
    _heading(book, sheet, title)
    head = book.format(bold=True, bg_color=_HEAD, bottom=2, bottom_color=_INK)
    for position, name in enumerate(COLUMNS):
        _text(sheet, _TOP, position, name, head)
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, len(COLUMNS) - 1, 16)
    sheet.freeze_panes(_TOP + 1, 1)
    plain, full = book.format(), book.format(num_format="0.00##########")
    line = _TOP
    for line, figure in enumerate(figures, start=_TOP + 1):
        for position, value in enumerate(figure.to_row().values()):
            if isinstance(value, list):
                value = "; ".join(value)
            if isinstance(value, float):
                sheet.write_number(line, position, value, full)
            elif isinstance(value, int):
                sheet.write_number(line, position, value, plain)
            else:
                _text(sheet, line, position, MISSING if value is None else str(value), plain)
    sheet.autofilter(_TOP, 0, max(line, _TOP), len(COLUMNS) - 1)
