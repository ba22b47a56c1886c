"""The annual report as Word, for a bureau to edit: headings, captions, contents, page numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import (
    WD_ALIGN_PARAGRAPH,
    WD_BREAK,
    WD_LINE_SPACING,
)
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
from sinkmap.report.annual.layout import TEXT_CM, laid_out
from sinkmap.report.annual.printable import printable
from sinkmap.report.annual.word_styles import HEAD, field, official_styles, set_font
from sinkmap.report.annual.word_tables import CONTINUED, write_grid
from sinkmap.report.table import Table, Tone
from sinkmap.report.tables import SIMULATED
from sinkmap.report.typeset import pictures
from sinkmap.text import Language, Text

__all__ = ["annual_docx"]

_TONES = {Tone.GOOD: "1B6E3C", Tone.POOR: "B3261E", Tone.DOUBT: "8A5A00"}
_CONTENTS = Text("目　录", "Contents")
_NOTE = Text("注：", "Note: ")
_TABLE, _FIGURE = Text("表", "Table"), Text("图", "Figure")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class _Paper:
    """The document on its way: language, numbers given so far, drawings as pictures by id."""

    file: Any
    report: Annual
    language: Language
    drawn: dict[str, bytes]
    tables: int = 0
    figures: int = 0
    marks: int = 0

    def say(self, text: Text) -> str:
        """Words in the paper's language."""
        return printable(text.say(self.language))


def annual_docx(report: Annual, language: Language) -> bytes:
    """The report as a Word document; the same report gives the same bytes.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if charts and maps cannot be drawn for want of a font.
    """
    document = Document()
    official_styles(document)
    drawings = report.drawings
    pngs = pictures([one.svg.say(language) for one in drawings])
    drawn = {one.id: png for one, png in zip(drawings, pngs, strict=True)}
    paper = _Paper(document, report, language, drawn)
    _cover(paper)
    _contents(paper)
    for chapter in report.chapters:
        _chapter(paper, chapter)
    _page_numbers(paper)
    document.core_properties.title = paper.say(report.title)
    document.core_properties.author = ""
    document.core_properties.comments = paper.say(SIMULATED) if report.simulated else ""
    stream = io.BytesIO()
    document.save(stream)
    return _without_times(stream.getvalue())


def _without_times(content: bytes) -> bytes:
    """The package with one time on every part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(stream, "w") as made:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, given.read(name))
    return stream.getvalue()


def _cover(paper: _Paper) -> None:
    report, file = paper.report, paper.file
    if report.simulated:
        _line(paper, paper.say(SIMULATED), tone=Tone.POOR, centred=True, font=HEAD)
    file.add_paragraph(paper.say(report.title), style="Title")
    for name, value in report.facts:
        said = value.say(paper.language) if isinstance(value, Text) else str(value)
        said = printable(said)
        colon = "：" if paper.language is Language.ZH else ": "
        _line(paper, f"{paper.say(name)}{colon}{said}", centred=True)
    for warning in report.warnings:
        _line(paper, paper.say(warning), tone=Tone.DOUBT)
    file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _line(
    paper: _Paper,
    text: str,
    *,
    tone: Tone = Tone.PLAIN,
    centred: bool = False,
    font: str = "",
) -> Any:
    """A paragraph of running text."""
    paragraph = paper.file.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif paper.language is Language.ZH:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Pt(32)
    else:
        paragraph.paragraph_format.space_after = Pt(8)
    run = paragraph.add_run(text)
    if tone in _TONES:
        run.font.color.rgb = RGBColor.from_string(_TONES[tone])
    if font:
        set_font(run._r.get_or_add_rPr(), font)
    return paragraph


def _headings(paper: _Paper) -> Iterator[tuple[int, str, str]]:
    """Level, words and bookmark of every heading, in order."""
    number = 0
    for chapter in paper.report.chapters:
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


def _contents(paper: _Paper) -> None:
    """A contents field, marked to be updated when it is opened; until then it lists every heading
    as a link. Page numbers are Word's to know."""
    _line(paper, paper.say(_CONTENTS), centred=True, font=HEAD)
    told = list(_headings(paper))
    for place, (level, words, mark) in enumerate(told):
        paragraph = paper.file.add_paragraph()
        shape = paragraph.paragraph_format
        shape.left_indent = Pt(0 if level == 1 else 28)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18.5)
        if place == 0:
            _open_field(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
        _link(paragraph, words, mark, 12.0 if level == 1 else 10.5)
    _close_field(paper.file.paragraphs[-1])
    paper.file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


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


def _chapter(paper: _Paper, chapter: Chapter) -> None:
    _heading(paper, paper.say(chapter.heading), 1)
    below = 0
    for block in chapter.blocks:
        if isinstance(block, Heading):
            below += 1
            _heading(paper, paper.say(_subheading(chapter, below, block)), 2)
        else:
            _block(paper, block)


def _heading(paper: _Paper, words: str, level: int) -> None:
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


def _block(paper: _Paper, block: Block) -> None:
    if isinstance(block, Paragraph):
        _line(paper, paper.say(block.text), tone=block.tone)
    elif isinstance(block, Table):
        _table(paper, block)
    elif isinstance(block, Drawing):
        _pictures(paper, [paper.drawn[block.id]], block.width * TEXT_CM, block.caption)
    elif isinstance(block, Photo):
        width = TEXT_CM / len(block.pictures) - 0.4
        _pictures(paper, [png for png, _ in block.pictures], width, _captioned(block))


def _captioned(block: Photo) -> Text:
    """The caption with the words of each picture, left to right."""
    zh, en = "、".join(w.zh for _, w in block.pictures), ", ".join(w.en for _, w in block.pictures)
    return Text(f"{block.caption.zh}（左起：{zh}）", f"{block.caption.en} (from left: {en})")


def _pictures(paper: _Paper, pngs: list[bytes], width_cm: float, caption: Text) -> None:
    paragraph = paper.file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.paragraph_format
    # A line of exact height would cut the picture off.
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    shape.keep_with_next, shape.space_before = True, Pt(6)
    for png in pngs:
        picture = paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(width_cm))
        picture._inline.docPr.set("descr", paper.say(caption))
    paper.figures += 1
    _caption(paper, _FIGURE, paper.figures, paper.say(caption), above=False)


def _caption(paper: _Paper, kind: Text, number: int, words: str, *, above: bool) -> None:
    """表 1 or 图 1 with the number as a field, so that Word can count anew and list them."""
    paragraph = paper.file.add_paragraph(style="Caption")
    name = paper.say(kind)
    paragraph.add_run(f"{name} ")
    field(paragraph, f"SEQ {name} \\* ARABIC", str(number))
    gap = "　" if paper.language is Language.ZH else ". "
    paragraph.add_run(f"{gap}{words}")
    paragraph.paragraph_format.keep_with_next = above


def _table(paper: _Paper, table: Table) -> None:
    layout = laid_out(table, paper.language)
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
        write_grid(paper.file, table, part, layout.points, paper.language)
    note = notes_of(table)
    if note is not None:
        small = paper.file.add_paragraph()
        shape = small.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
        shape.space_before = Pt(2)
        small.add_run(f"{paper.say(_NOTE)}{paper.say(note)}").font.size = Pt(9)
    gap = paper.file.add_paragraph().paragraph_format
    gap.line_spacing_rule, gap.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(8)


def _page_numbers(paper: _Paper) -> None:
    """— 1 — at the foot, on the outer side of each page."""
    paper.file.settings.odd_and_even_pages_header_footer = True
    section = paper.file.sections[0]
    sides = (
        (section.footer, section.header, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, section.even_page_header, WD_ALIGN_PARAGRAPH.LEFT),
    )
    for footer, header, side in sides:
        foot = footer.paragraphs[0]
        foot.alignment = side
        foot.add_run("— ")
        field(foot, "PAGE", "1")
        foot.add_run(" —")
        for run in foot.runs:
            run.font.size = Pt(14)
        if paper.report.simulated:
            head = header.paragraphs[0]
            head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = head.add_run(paper.say(SIMULATED))
            run.font.size = Pt(9)
            run.font.color.rgb = RGBColor.from_string(_TONES[Tone.POOR])
