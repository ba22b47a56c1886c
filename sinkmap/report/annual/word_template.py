"""The annual report in a bureau's own Word template: its placeholders filled, its styles kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from sinkmap.report.annual.document import Chapter
from sinkmap.report.annual.placeholder import Placeholder, fill
from sinkmap.report.annual.printable import printable
from sinkmap.report.annual.template import Template
from sinkmap.report.annual.template_contents import PARTS
from sinkmap.report.annual.word import saved
from sinkmap.report.annual.word_blocks import (
    TONES,
    Look,
    Paper,
    block,
    chapter,
    contents,
    line,
    paper_of,
)
from sinkmap.report.annual.word_page import paged, width_at
from sinkmap.report.annual.word_styles import flush, missing_styles
from sinkmap.report.table import Tone
from sinkmap.report.tables import SIMULATED
from sinkmap.text import Language, Text

__all__ = ["filled_docx"]


def filled_docx(template: Template, language: Language) -> bytes:
    """A sound template filled with its report; it can be filled once.

    Text takes the look of the placeholder it stands for, headings, captions and tables the
    template's own styles. Simulated data are named at the head of every page.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if charts and maps cannot be drawn for want of a font.
    """
    document, report = template.document, template.contents.annual
    paged(document)
    missing_styles(document)
    paper = paper_of(document, report, language)
    paper.marks = _most_bookmarks(document)
    said = {mark.said: mark for mark in template.marks if mark.kind not in PARTS}
    parts = [mark for mark in template.marks if mark.kind in PARTS]
    # The contents list refers to bookmarks that the chapters are given after it.
    parts.sort(key=lambda mark: mark.kind != "contents")

    def words_of(placeholder: str) -> str:
        words = template.contents.said(said[placeholder]).say(language)
        return printable(words).replace("\n", " ")

    for paragraph in _once(mark.paragraph for mark in template.marks if mark.kind not in PARTS):
        fill(paragraph, words_of)
    told = tuple(one for mark in parts for one in template.contents.chapters(mark))
    for mark in parts:
        _part(paper, template, mark, told)
    if report.simulated:
        _simulated(paper)
    return saved(paper)


def _once(paragraphs: Iterator[Any]) -> Iterator[Any]:
    seen: list[Any] = []
    for paragraph in paragraphs:
        if not any(paragraph is one for one in seen):
            seen.append(paragraph)
            yield paragraph


def _most_bookmarks(document: Any) -> int:
    """The greatest number the template gave to a bookmark of its own."""
    given = document.element.body.iter(qn("w:bookmarkStart"))
    return max((int(one.get(qn("w:id"), "0")) for one in given), default=0)


def _part(paper: Paper, template: Template, mark: Placeholder, told: tuple[Chapter, ...]) -> None:
    """Write a part at the end, then move it to its placeholder."""
    body, here = paper.file.element.body, mark.paragraph
    paper.look, paper.width_cm = _look(here), width_at(body, here)
    start = len(body) - 1  # the section's properties stay last
    _write(paper, template, mark, told)
    made = list(body)[start:-1]
    for one in made:
        here.addprevious(one)
        _in_the_styles_font(one)
    properties = here.pPr
    if properties is not None and properties.find(qn("w:sectPr")) is not None:
        for run in list(here):  # a section ends with this paragraph
            if run is not properties:
                here.remove(run)
        return
    body.remove(here)


def _write(paper: Paper, template: Template, mark: Placeholder, told: tuple[Chapter, ...]) -> None:
    if mark.kind == "contents":
        contents(paper, told)
    elif mark.kind == "warnings":
        for warning in _warnings(paper):
            line(paper, paper.say(warning), tone=Tone.DOUBT)
    elif template.contents.lacks(mark):
        line(paper, paper.say(_none(mark)), tone=Tone.DOUBT)
    for one in template.contents.chapters(mark):
        chapter(paper, one)
    for told_block in template.contents.blocks(mark):
        block(paper, told_block)


def _warnings(paper: Paper) -> Iterator[Text]:
    if paper.report.simulated:
        yield SIMULATED
    yield from paper.report.warnings


def _none(mark: Placeholder) -> Text:
    kind = {"table": Text("表", "table"), "map": Text("图", "map"), "chart": Text("图", "chart")}
    what = kind[mark.kind]
    return Text(
        f"本报告没有{what.zh}“{mark.key}”：本次运行没有相应内容。",
        f"This report has no {what.en} “{mark.key}”: the run holds nothing for it.",
    )


def _look(paragraph: Any) -> Look:
    """How the placeholder's paragraph looks, but for a section that ends with it."""
    shape = copy.deepcopy(paragraph.pPr)
    if shape is not None:
        for section in shape.findall(qn("w:sectPr")):
            shape.remove(section)
    first = next(paragraph.iter(qn("w:r")), None)
    letters = None if first is None else copy.deepcopy(first.rPr)
    return Look(shape, letters)


def _in_the_styles_font(element: Any) -> None:
    """Tables take the font of the template's styles."""
    if element.tag != qn("w:tbl"):
        return
    for fonts in list(element.iter(qn("w:rFonts"))):
        fonts.getparent().remove(fonts)


def _simulated(paper: Paper) -> None:
    """The warning at the head of every page, above what the template has there."""
    odd_and_even = paper.file.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(paper.file.sections):
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if odd_and_even:
            headers.append(section.even_page_header)
        for header in headers:
            if number > 0 and header.is_linked_to_previous:
                continue
            there = header.paragraphs
            said = there[0].insert_paragraph_before() if there else header.add_paragraph()
            flush(said)
            said.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = said.add_run(paper.say(SIMULATED))
            run.font.size = Pt(9)
            run.font.color.rgb = RGBColor.from_string(TONES[Tone.POOR])
