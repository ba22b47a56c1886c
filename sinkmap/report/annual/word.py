"""The annual report as Word, for a bureau to edit: headings, captions, contents, page numbers."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt, RGBColor

from sinkmap.report.annual.document import Annual
from sinkmap.report.annual.printable import printable
from sinkmap.report.annual.word_blocks import TONES, Paper, chapter, contents, line, paper_of
from sinkmap.report.annual.word_styles import HEAD, field, official_styles, updated_on_opening
from sinkmap.report.table import Tone
from sinkmap.report.tables import SIMULATED
from sinkmap.text import Language, Text

__all__ = ["annual_docx", "saved"]

_CONTENTS = Text("目　录", "Contents")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def annual_docx(report: Annual, language: Language) -> bytes:
    """The report as a Word document; the same report gives the same bytes.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if charts and maps cannot be drawn for want of a font.
    """
    document = Document()
    official_styles(document)
    paper = paper_of(document, report, language)
    _cover(paper)
    _contents(paper)
    for one in report.chapters:
        chapter(paper, one)
    _page_numbers(paper)
    document.core_properties.author = ""
    return saved(paper)


def saved(paper: Paper) -> bytes:
    """The finished document as a file: its properties say what it is, its fields are filled when
    it is opened, its parts bear no time."""
    document, report = paper.file, paper.report
    updated_on_opening(document)
    document.core_properties.title = paper.say(report.title)
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


def _cover(paper: Paper) -> None:
    report, file = paper.report, paper.file
    if report.simulated:
        line(paper, paper.say(SIMULATED), tone=Tone.POOR, centred=True, font=HEAD)
    file.add_paragraph(paper.say(report.title), style="Title")
    for name, value in report.facts:
        said = value.say(paper.language) if isinstance(value, Text) else str(value)
        said = printable(said)
        colon = "：" if paper.language is Language.ZH else ": "
        line(paper, f"{paper.say(name)}{colon}{said}", centred=True)
    for warning in report.warnings:
        line(paper, paper.say(warning), tone=Tone.DOUBT)
    file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _contents(paper: Paper) -> None:
    line(paper, paper.say(_CONTENTS), centred=True, font=HEAD)
    contents(paper, paper.report.chapters)
    paper.file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _page_numbers(paper: Paper) -> None:
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
            run.font.color.rgb = RGBColor.from_string(TONES[Tone.POOR])
