"""Tables in Word: fixed widths, heads repeated on every page, rows that stay whole."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sinkmap.report.annual.layout import Part, head_of, stays_whole
from sinkmap.report.annual.printable import printable
from sinkmap.report.annual.word_styles import HEAD, flush, set_font
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone
from sinkmap.text import Language, Text

__all__ = ["CONTINUED", "kept_with_next", "write_grid"]

CONTINUED = Text("（续）", " (continued)")
_TONES = {Tone.GOOD: "1B6E3C", Tone.POOR: "B3261E", Tone.DOUBT: "8A5A00"}
_HEAD_FILL, _BAND_FILL = "E7EFEB", "F4F7F5"
_BODY = "宋体"
_PADDING = 45
"""Air left and right of a cell, in twentieths of a point."""


def write_grid(document: Any, table: Table, part: Part, points: float, language: Language) -> Any:
    """Some columns of a table; the grid that was made."""
    columns = [table.columns[place] for place in part.columns]
    grid = document.add_table(rows=len(table.rows) + 1, cols=len(columns))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _tight(grid)
    for column, width in zip(grid.columns, part.widths, strict=True):
        column.width = Cm(width)
    rows = list(grid.rows)
    _mark(rows[0], "w:tblHeader")
    for place, column in enumerate(columns):
        cell = rows[0].cells[place]
        _write(cell, head_of(column, language), points, bold=True, side="center", keep=True)
        _shade(cell, _HEAD_FILL)
    for given, row in zip(table.rows, rows[1:], strict=True):
        _mark(row, "w:cantSplit")
        _row(row, given, table, part, points, language)
    if stays_whole(table, part, points, language):
        _together(rows[:-1])
    for row in rows:
        for cell, width in zip(row.cells, part.widths, strict=True):
            cell.width = Cm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return grid


def kept_with_next(grid: Any) -> None:
    """The last row stays on the page of what follows it: the table's note."""
    _together(list(grid.rows)[-1:])


def _together(rows: list[Any]) -> None:
    """Rows that stay on the page of the one below them."""
    for row in rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _row(row: Any, given: Row, table: Table, part: Part, points: float, language: Language) -> None:
    cells = row.cells
    if given.kind is RowKind.HEADING:
        whole = cells[0].merge(cells[-1])
        said = table.columns[0].say(given.cells[0], language)
        _write(whole, said, points, bold=True, side="left", keep=True)
        _shade(whole, _BAND_FILL)
        return
    for cell, place in zip(cells, part.columns, strict=True):
        column, shown = table.columns[place], given.cells[place]
        _value(cell, column, shown, points, language, bold=given.kind is RowKind.TOTAL)


def _value(
    cell: Any, column: Column, shown: Cell, points: float, language: Language, *, bold: bool
) -> None:
    side = "left" if column.shown_as is None and shown.shown_as is None else "right"
    said = column.say(shown, language)
    _write(cell, said, points, bold=bold, side=side, colour=_TONES.get(shown.tone, ""))


def _write(
    cell: Any,
    text: str,
    points: float,
    *,
    bold: bool,
    side: str,
    colour: str = "",
    keep: bool = False,
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, side.upper())
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    shape.space_before = shape.space_after = Pt(1)
    shape.keep_with_next = keep
    flush(paragraph)
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(points)
    run.font.bold = bold
    set_font(run._r.get_or_add_rPr(), HEAD if bold else _BODY)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def _shade(cell: Any, fill: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), fill)
    cell._tc.get_or_add_tcPr().append(shade)


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _tight(grid: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(_PADDING))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.append(margins)
