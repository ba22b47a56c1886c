"""The review form as Word."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sinkmap.report.review_blocks import FormTable, Heading, Map, Paragraph, ReviewForm, Tone
from sinkmap.report.review_typst import TONE_COLOURS, map_picture

__all__ = ["review_docx"]

_BODY, _HEAD = "宋体", "黑体"
_LATIN = "Times New Roman"
_SHORT_CM, _LONG_CM, _MARGIN_CM = 21.0, 29.7, 1.8
"""Sides of A4 and the margin on every side."""
_CELL_PT, _SMALL_PT = 8.5, 7.5
_CROWDED = 9
"""Columns from which on a table is set smaller and tighter."""
_NARROW_TWIPS = "50"
_LABEL_FILL, _HEAD_FILL = "F3F6F4", "E6EFE9"


def review_docx(form: ReviewForm) -> bytes:
    """The form as a Word document on A4.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if the maps cannot be drawn for want of a font.
    """
    document = Document()
    _page(document, landscape=form.landscape)
    width = (_LONG_CM if form.landscape else _SHORT_CM) - 2 * _MARGIN_CM
    if form.banner:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, form.banner, 9, Tone.CONFLICT, bold=True)
    title = document.add_paragraph(style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, form.title, 18, Tone.PLAIN, bold=True, font=_HEAD)
    for block in form.blocks:
        if isinstance(block, Heading):
            heading = document.add_heading(level=1)
            _run(heading, block.text, 12, Tone.INVOLVED, bold=True, font=_HEAD)
        elif isinstance(block, Paragraph):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = block.leads
            _run(paragraph, block.text, 9.5, block.tone, bold=block.tone is not Tone.PLAIN)
        elif isinstance(block, Map):
            _picture(document, block, width)
        else:
            _table(document, block, width)
    document.core_properties.title = form.title
    document.core_properties.author = ""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any, *, landscape: bool) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    sides = (Cm(_SHORT_CM), Cm(_LONG_CM))
    section.page_width, section.page_height = reversed(sides) if landscape else sides
    section.left_margin = section.right_margin = Cm(_MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    for name, after in (("Normal", 3), ("Title", 8), ("Heading 1", 4)):
        style = document.styles[name]
        style.font.name = _LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _BODY)
        style.paragraph_format.space_after = Pt(after)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(10)
    _plain_title(document)
    _page_number(section)


def _plain_title(document: Any) -> None:
    """The style's own blue rule below the title goes."""
    properties = document.styles["Title"].element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _page_number(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _run(
    paragraph: Any, text: str, size: float, tone: Tone, *, bold: bool = False, font: str = _BODY
) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = _LATIN
    run.font.bold = bold
    run.font.color.rgb = RGBColor.from_string(TONE_COLOURS[tone].removeprefix("#").upper())
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _picture(document: Any, block: Map, width: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(
        io.BytesIO(map_picture(block.svg)), width=Cm(block.width * width)
    )
    # A reader that cannot see the map is told what it shows.
    picture._inline.docPr.set("descr", block.caption)
    caption = document.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(caption, block.caption, 9, Tone.LABEL)


def _table(document: Any, block: FormTable, width: float) -> None:
    rows = len(block.rows) + bool(block.heads)
    table = document.add_table(rows=rows, cols=len(block.widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    size = _CELL_PT
    if len(block.widths) > _CROWDED:
        size = _SMALL_PT
        _tighten(table)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Cm(share * width)
    if block.heads:
        _repeat(table.rows[0])
    for line, row in enumerate(table.rows):
        _unbroken(row)
        body = line - bool(block.heads)
        texts = block.heads if body < 0 else block.rows[body]
        if body in block.bands:
            across = row.cells[0].merge(row.cells[-1])
            _cell(across, texts[0], Tone.LABEL, size=size, head=False, number=False)
            continue
        for column, cell in enumerate(row.cells):
            cell.width = Cm(block.widths[column] * width)
            tone = Tone.PLAIN if body < 0 else block.tones.get((body, column), Tone.PLAIN)
            number = column in block.numbers
            _cell(cell, texts[column], tone, size=size, head=body < 0, number=number)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _cell(cell: Any, text: str, tone: Tone, *, size: float, head: bool, number: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.space_before = Pt(1)
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    strong = head or tone in (Tone.INVOLVED, Tone.APPRAISAL, Tone.CONFLICT)
    _run(paragraph, text, size, tone, bold=strong)
    if head or tone is Tone.LABEL:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _HEAD_FILL if head else _LABEL_FILL)
        cell._tc.get_or_add_tcPr().append(shade)


def _tighten(table: Any) -> None:
    """Less room beside the text of cells, so that numbers stay on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), _NARROW_TWIPS)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _unbroken(row: Any) -> None:
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
