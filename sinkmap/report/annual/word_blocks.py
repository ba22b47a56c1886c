"""Chapters of the annual report as paragraphs, tables and pictures of a Word document."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sinkmap.report.annual.document import (
    Annual,
    Block,
    Chapter,
    Drawing,
    Heading,
    Paragraph,
    Photo,
    chinese_number,
    notes_of,
)
from sinkmap.report.annual.layout import TEXT_CM, UNKNOWN_DIGITS, laid_out
from sinkmap.report.annual.printable import printable
from sinkmap.report.annual.word_styles import field, flush, set_font
from sinkmap.report.annual.word_tables import CONTINUED, kept_with_next, write_grid
from sinkmap.report.table import Table, Tone
from sinkmap.report.typeset import pictures
from sinkmap.text import Language, Text

__all__ = ["TONES", "Look", "Paper", "block", "chapter", "contents", "line", "paper_of"]

TONES = {Tone.GOOD: "1B6E3C", Tone.POOR: "B3261E", Tone.DOUBT: "8A5A00"}
_NOTE = Text("注：", "Note: ")
_ROOM_CM = 1.6
"""Left free beside pictures side by side: the first line's indent that some programs keep."""
_MINUS = re.compile(r"(?<![\w)])-(?=\d)")
_TABLE, _FIGURE = Text("表", "Table"), Text("图", "Figure")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How running text looks: properties of a paragraph and of its letters, None for the style's
    own."""

    paragraph: Any
    letters: Any


@dataclass(slots=True)
class Paper:
    """The document on its way: language, drawings as pictures by id, and what was given so far.

    ``marks``: bookmarks; ``width_cm``: of the text; ``look``: of running text, None as in an
    official paper.
    """

    file: Any
    report: Annual
    language: Language
    drawn: dict[str, bytes]
    tables: int = 0
    figures: int = 0
    marks: int = 0
    width_cm: float = TEXT_CM
    look: Look | None = None

    def say(self, text: Text) -> str:
        """Words in the paper's language."""
        return printable(text.say(self.language))


def paper_of(file: Any, report: Annual, language: Language) -> Paper:
    """A document to write a report into.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if charts and maps cannot be drawn for want of a font.
    """
    drawings = report.drawings
    pngs = pictures([one.svg.say(language) for one in drawings])
    drawn = {one.id: png for one, png in zip(drawings, pngs, strict=True)}
    return Paper(file, report, language, drawn)


def line(
    paper: Paper,
    text: str,
    *,
    tone: Tone = Tone.PLAIN,
    centred: bool = False,
    font: str = "",
) -> Any:
    """A paragraph of running text."""
    paragraph = paper.file.add_paragraph()
    if paper.look is not None and not centred:
        _dressed(paragraph, paper.look)
    elif centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif paper.language is Language.ZH:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Pt(32)
    else:
        paragraph.paragraph_format.space_after = Pt(8)
    run = paragraph.add_run()
    _put(run, text)
    if paper.look is not None and paper.look.letters is not None:
        run._r.insert(0, copy.deepcopy(paper.look.letters))
    if tone in TONES:
        run.font.color.rgb = RGBColor.from_string(TONES[tone])
    if font:
        set_font(run._r.get_or_add_rPr(), font)
    return paragraph


def _put(run: Any, text: str) -> None:
    """Words whose minus signs stay with their numbers where a line ends."""
    for place, part in enumerate(_MINUS.split(text)):
        if place:
            run._r.append(OxmlElement("w:noBreakHyphen"))
        if part:
            run.add_text(part)


def _dressed(paragraph: Any, look: Look) -> None:
    if look.paragraph is not None:
        paragraph._p.insert(0, copy.deepcopy(look.paragraph))


def _headings(paper: Paper, chapters: Sequence[Chapter]) -> Iterator[tuple[int, str, str]]:
    """Level, words and bookmark of every heading, in order."""
    number = paper.marks
    for chapter in chapters:
        number += 1
        yield 1, paper.say(chapter.heading), f"_Toc{number:06d}"
        below = 0
        for block in chapter.blocks:
            if isinstance(block, Heading):
                below, number = below + 1, number + 1
                yield 2, paper.say(_subheading(chapter, below, block)), f"_Toc{number:06d}"


def _subheading(chapter: Chapter, below: int, block: Heading) -> Text:
    zh = f"（{chinese_number(below)}）{block.text.zh}"
    return Text(zh, f"{chapter.number}.{below} {block.text.en}")


def contents(paper: Paper, chapters: Sequence[Chapter]) -> None:
    """A contents field, marked to be updated when it is opened; until then it lists every heading
    as a link. Page numbers are Word's to know. Comes before the chapters it lists."""
    told = list(_headings(paper, chapters))
    for place, (level, words, mark) in enumerate(told):
        paragraph = paper.file.add_paragraph()
        shape = paragraph.paragraph_format
        shape.left_indent = Pt(0 if level == 1 else 28)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18.5)
        flush(paragraph)
        if place == 0:
            _open_field(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
        _link(paragraph, words, mark, 12.0 if level == 1 else 10.5)
    _close_field(paper.file.paragraphs[-1])


def _link(paragraph: Any, words: str, mark: str, points: float) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), mark)
    run = paragraph.add_run(words)
    run.font.size = Pt(points)
    link.append(run._r)
    paragraph._p.append(link)


def _open_field(paragraph: Any, code: str) -> None:
    field(paragraph, code, "", dirty=True)
    paragraph._p.remove(paragraph._p.r_lst[-1])  # the field goes on over the paragraphs below
    paragraph._p.remove(paragraph._p.r_lst[-1])


def _close_field(paragraph: Any) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), "end")
    paragraph.add_run()._r.append(mark)


def chapter(paper: Paper, told: Chapter) -> None:
    """A chapter or annex: its heading and all that stands below it."""
    _heading(paper, paper.say(told.heading), 1)
    below = 0
    for one in told.blocks:
        if isinstance(one, Heading):
            below += 1
            _heading(paper, paper.say(_subheading(told, below, one)), 2)
        else:
            block(paper, one)


def _heading(paper: Paper, words: str, level: int) -> None:
    paper.marks += 1
    heading = paper.file.add_heading(words, level=level)
    _bookmark(heading, f"_Toc{paper.marks:06d}", paper.marks)


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1, start)
    paragraph._p.append(end)


def block(paper: Paper, told: Block) -> None:
    """A paragraph, table or picture with its caption."""
    if isinstance(told, Paragraph):
        line(paper, paper.say(told.text), tone=told.tone)
    elif isinstance(told, Table):
        _table(paper, told)
    elif isinstance(told, Drawing):
        _pictures(paper, [paper.drawn[told.id]], told.width * paper.width_cm, told.caption)
    elif isinstance(told, Photo):
        width = (paper.width_cm - _ROOM_CM) / len(told.pictures)
        _pictures(paper, [png for png, _ in told.pictures], width, _captioned(told))


def _captioned(block: Photo) -> Text:
    """The caption with the words of each picture, left to right."""
    zh, en = "、".join(w.zh for _, w in block.pictures), ", ".join(w.en for _, w in block.pictures)
    return Text(f"{block.caption.zh}（左起：{zh}）", f"{block.caption.en} (from left: {en})")


def _pictures(paper: Paper, pngs: list[bytes], width_cm: float, caption: Text) -> None:
    paragraph = paper.file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.paragraph_format
    # A line of exact height would cut the picture off.
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    shape.keep_with_next, shape.space_before = True, Pt(6)
    flush(paragraph)
    for png in pngs:
        picture = paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(width_cm))
        picture._inline.docPr.set("descr", paper.say(caption))
    paper.figures += 1
    _caption(paper, _FIGURE, paper.figures, paper.say(caption), above=False)


def _caption(paper: Paper, kind: Text, number: int, words: str, *, above: bool) -> None:
    """表 1 or 图 1 with the number as a field, so that Word can count anew and list them."""
    paragraph = paper.file.add_paragraph(style="Caption")
    name = paper.say(kind)
    paragraph.add_run(f"{name} ")
    field(paragraph, f"SEQ {name} \\* ARABIC", str(number))
    gap = "　" if paper.language is Language.ZH else ". "
    paragraph.add_run(f"{gap}{words}")
    paragraph.paragraph_format.keep_with_next = above


def _table(paper: Paper, table: Table) -> None:
    layout = laid_out(table, paper.language, paper.width_cm, UNKNOWN_DIGITS)
    paper.tables += 1
    title = paper.say(table.title)
    for number, part in enumerate(layout.parts):
        if number == 0:
            _caption(paper, _TABLE, paper.tables, title, above=True)
        else:
            again = paper.file.add_paragraph(style="Caption")
            name = f"{paper.say(_TABLE)} {paper.tables}"
            again.add_run(f"{name}　{title}{paper.say(CONTINUED)}")
            again.paragraph_format.keep_with_next = True
        grid = write_grid(paper.file, table, part, layout.points, paper.language)
    note = notes_of(table)
    if note is not None:
        kept_with_next(grid)
        small = paper.file.add_paragraph()
        shape = small.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
        shape.space_before = Pt(2)
        flush(small)
        small.add_run(f"{paper.say(_NOTE)}{paper.say(note)}").font.size = Pt(9)
    gap = paper.file.add_paragraph().paragraph_format
    gap.line_spacing_rule, gap.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(8)
