"""Names and machines that a report has to bear: rare signs, markup, no font; what has no value."""

import dataclasses
import io

import openpyxl
import pytest
from docx import Document
from lxml import etree

from sinkmap.errors import CannotFinishError
from sinkmap.report import typeset, write_html, write_xlsx
from sinkmap.report.annual import (
    annual_docx,
    annual_of,
    annual_pdf,
    filled_docx,
    scope_of,
    template_of,
)
from sinkmap.report.book import open_book
from sinkmap.report.tables import with_annual
from sinkmap.text import Language, Text

RARE = '𬭚䶮\U0002a6d6 #let x = "1" $y$ <b>*_\\&{{title}}'
CONTROLS = "\x0b\x00"


@pytest.fixture
def told(results):
    units = dict(results.units)
    named = Text(RARE + CONTROLS, RARE + CONTROLS)
    units["320481"] = dataclasses.replace(units["320481"], name=named)
    return dataclasses.replace(results, units=units)


@pytest.fixture
def scope(told, content):
    return scope_of(open_book(told, 2024), content=content)


@pytest.fixture
def annual(scope):
    return annual_of(scope)


@pytest.mark.parametrize("language", list(Language))
def test_pdf_takes_any_name(annual, language):
    assert annual_pdf(annual, language).startswith(b"%PDF")


def test_word_shows_the_name_as_it_is(annual):
    document = Document(io.BytesIO(annual_docx(annual, Language.ZH)))
    cells = {row.cells[0].text for table in document.tables for row in table.rows}
    assert RARE in cells


def test_a_template_shows_the_name_as_it_is(told, content):
    scope = scope_of(open_book(told, 2024), "320481", content=content)
    own = Document()
    for words in ("{{area}}", "{{title}}", "{{data_state}}{{run}}", "{{warnings}}", "{{chapters}}"):
        own.add_paragraph(words)
    stream = io.BytesIO()
    own.save(stream)
    template = template_of(stream.getvalue(), "own.docx", scope, annual_of(scope))
    made = Document(io.BytesIO(filled_docx(template, Language.ZH)))
    assert made.paragraphs[0].text == RARE


def test_the_workbook_shows_the_name_as_it_is(annual, told, tmp_path):
    path = tmp_path / "report.xlsx"
    write_xlsx(told, 2024, path, Language.ZH, with_annual(open_book(told, 2024), annual))
    book = openpyxl.load_workbook(path)
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any(cell.startswith(RARE) for cell in cells)


def test_the_page_shows_the_name_as_words(annual, told, content, tmp_path):
    path = tmp_path / "report.html"
    whole = with_annual(open_book(told, 2024), annual)
    write_html(told, 2024, path, Language.ZH, content, whole)
    tree = etree.HTML(path.read_text("utf-8"))
    heads = {"".join(one.itertext()) for one in tree.xpath("//th[@scope='row']")}
    assert any(head.startswith(RARE) for head in heads)
    assert not tree.xpath("//th//b")


@pytest.mark.parametrize("made", [annual_pdf, annual_docx])
def test_without_a_chinese_font_there_are_no_boxes_but_a_finding(annual, made, monkeypatch):
    monkeypatch.setattr(typeset, "_families", frozenset)
    with pytest.raises(CannotFinishError, match="FONT-MISSING") as told:
        made(annual, Language.ZH)
    assert told.value.findings[0].wanted


def test_a_figure_that_was_not_estimated_is_a_sentence_on_paper(results, content):
    annual = annual_of(scope_of(open_book(results, 2024), "320402", content=content))
    document = Document(io.BytesIO(annual_docx(annual, Language.ZH)))
    said = [p.text for p in document.paragraphs if "未测算（缺少输入图层）" in p.text]
    assert said
