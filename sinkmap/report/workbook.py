"""The workbook that reports are written to: its formats, names of sheets, text and heights."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sinkmap.report.table import Cell, Report, RowKind, Tone
from sinkmap.report.tables import SIMULATED
from sinkmap.text import Language

__all__ = [
    "BAND",
    "HEAD",
    "INK",
    "LINK",
    "LONGEST_TEXT",
    "TONES",
    "TOP",
    "Workbook",
    "cell_settings",
    "row_height",
    "write_heading",
    "write_text",
]

_FONT = "微软雅黑"
INK, RULE, HEAD, TOTAL, BAND = "#1f2d2a", "#c9d3cf", "#e7efeb", "#f4f7f5", "#eef3f1"
TONES = {Tone.GOOD: "#1b6e3c", Tone.POOR: "#b3261e", Tone.DOUBT: "#8a5a00"}
LINK = "#1d5c4a"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
LONGEST_TEXT = 32_767
_LINE = 15.0
"""Points of a line of text."""
_LATIN = 0x2E7F
"""Signs above this one are full width."""
TOP = 3
"""Rows above a sheet's header: title, whose report, blank or label."""


@dataclass(slots=True)
class Workbook:
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
            base = {"font_name": _FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
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


def write_text(sheet: Any, row: int, column: int, text: str, shown: Any) -> None:
    """Words as words, cut where a cell holds no more."""
    short = text if len(text) < LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    sheet.write_string(row, column, short, shown)


def write_heading(book: Workbook, sheet: Any, title: str) -> None:
    """The rows every sheet starts with, and how it prints."""
    report, language = book.report, book.language
    write_text(sheet, 0, 0, title, book.format(bold=True, font_size=14))
    write_text(sheet, 1, 0, report.title.say(language), book.format(font_color="#5b6b66"))
    if report.simulated:
        label = book.format(bold=True, font_color=TONES[Tone.POOR])
        write_text(sheet, 2, 0, SIMULATED.say(language), label)
        sheet.set_header(f"&R&9{SIMULATED.say(language)}")
    sheet.set_row(0, 26)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9&P / &N")
    sheet.hide_gridlines(2)


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """Points a row needs for texts wrapped in columns of these widths.

    A file states its heights: a viewer does not work them out. A Chinese character is two wide.
    """
    wide = [(sum(1 + (ord(sign) > _LATIN) for sign in text), width) for text, width in texts]
    lines = max((math.ceil(0.95 * size / width) for size, width in wide), default=1)
    return _LINE * max(1, lines)


def cell_settings(shown: Cell, kind: RowKind) -> dict[str, Any]:
    """Rule, ground and colour of a cell."""
    settings: dict[str, Any] = {"bottom": 1, "bottom_color": RULE}
    if kind is RowKind.TOTAL:
        settings |= {"bold": True, "bg_color": TOTAL}
    if shown.tone in TONES:
        settings["font_color"] = TONES[shown.tone]
    return settings
