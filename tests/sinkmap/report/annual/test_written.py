"""Every number of the report in every format, read back from the files."""

import html
import io
import re
import shutil
import subprocess

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from sinkmap.errors import CannotFinishError
from sinkmap.report import typeset, write_html, write_xlsx
from sinkmap.report.annual import annual_docx, annual_of, annual_pdf, scope_of
from sinkmap.report.annual.layout import TEXT_CM, UNKNOWN_DIGITS, head_of, laid_out
from sinkmap.report.book import open_book
from sinkmap.report.table import RowKind
from sinkmap.report.tables import with_annual
from sinkmap.text import Language, Text
from tests.sinkmap.report.annual.read_back import (
    HEADER,
    chinese,
    computed,
    converted,
    numbers_in,
    pdf_text,
    sheets_of,
    shown_rows,
    words_of,
)


@pytest.fixture
def annual(results, content):
    return annual_of(scope_of(open_book(results, 2024), content=content))


@pytest.mark.parametrize("language", list(Language))
def test_word_shows_the_tables_cell_by_cell(annual, language):
    document = Document(io.BytesIO(annual_docx(annual, language)))
    grids = iter(document.tables)
    for table in annual.tables:
        for part in laid_out(table, language, TEXT_CM, UNKNOWN_DIGITS).parts:
            grid = next(grids)
            rows = [[cell.text for cell in row.cells] for row in grid.rows]
            assert rows[0] == [head_of(table.columns[p], language) for p in part.columns]
            wanted = list(shown_rows(table, part.columns, language))
            told = [r[:1] if len(w) == 1 else r for r, w in zip(rows[1:], wanted, strict=True)]
            assert told == wanted
    assert next(grids, None) is None


def test_word_says_every_sentence(annual):
    document = Document(io.BytesIO(annual_docx(annual, Language.ZH)))
    told = {paragraph.text for paragraph in document.paragraphs}
    for chapter in annual.chapters:
        assert {text.zh for text in chapter.prose} <= told


def test_word_is_set_as_an_official_paper(annual):
    document = Document(io.BytesIO(annual_docx(annual, Language.ZH)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert fonts == {
        "Normal": "仿宋_GB2312",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == [chapter.heading.zh for chapter in annual.chapters]
    xml = document.element.xml
    assert 'TOC \\o "1-2"' in xml
    sequences = re.findall(r"SEQ 表 ", xml)
    assert len(sequences) == len(annual.tables)
    for grid in document.tables:
        assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_word_is_the_same_bytes_again(annual):
    assert annual_docx(annual, Language.EN) == annual_docx(annual, Language.EN)


@pytest.mark.office
@pytest.mark.parametrize("language", list(Language))
def test_pdf_holds_every_number_and_no_other(annual, language, tmp_path):
    text = pdf_text(annual_pdf(annual, language), tmp_path)
    assert "\ufffd" not in text
    wanted = numbers_in(words_of(annual, language))
    found = numbers_in([text.replace("\u200b", "")])
    lost = {n for n in wanted if n not in found}
    assert not lost
    pages = text.count("\f")
    own = {str(n) for n in range(1, max(pages, len(annual.tables)) + 1)}
    cover = numbers_in(
        [annual.title.say(language)]
        + [str(v.say(language) if isinstance(v, Text) else v) for _, v in annual.facts]
        + [t.title.say(language) for t in annual.tables]
        + [d.caption.say(language) for d in annual.drawings]
        + [c.heading.say(language) for c in annual.chapters]
    )
    strange = {n for n in found if n not in wanted and n not in own and n not in cover}
    # Chapter 3's second heading is 3.2 in English.
    strange -= {f"{a}.{b}" for a in range(1, 14) for b in range(1, 9)}
    assert not strange


@pytest.mark.office
def test_pdf_embeds_its_fonts(annual, tmp_path):
    program = shutil.which("pdffonts")
    if program is None:
        pytest.skip("no pdffonts: run scripts/system_packages.sh")
    path = tmp_path / "report.pdf"
    path.write_bytes(annual_pdf(annual, Language.ZH))
    told = subprocess.run([program, str(path)], check=True, capture_output=True).stdout.decode()
    rows = told.splitlines()[2:]
    assert rows
    assert all(" yes " in row[60:] for row in rows)


def test_without_a_chinese_font_nothing_is_written(annual, monkeypatch):
    monkeypatch.setattr(typeset, "_families", frozenset)
    with pytest.raises(CannotFinishError, match="FONT-MISSING"):
        annual_pdf(annual, Language.ZH)
    with pytest.raises(CannotFinishError, match="FONT-MISSING"):
        annual_docx(annual, Language.ZH)


def test_html_shows_every_number(results, annual, content, tmp_path):
    path = tmp_path / "report.html"
    whole = with_annual(open_book(results, 2024), annual)
    write_html(results, 2024, path, Language.ZH, content, whole)
    page = path.read_text(encoding="utf-8")
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "").replace(
        "http://bad.invalid", ""
    )
    tree = etree.HTML(page)
    for table in annual.tables:
        (grid,) = tree.xpath(f"//table[@id='table-{table.id}']")
        visible = [i for i, column in enumerate(table.columns) if not column.detail]
        wanted = list(shown_rows(table, visible, Language.ZH))
        rows = grid.xpath("tbody/tr")
        told = [[chinese(cell) for cell in row] for row in rows]
        assert told == [[html.unescape(w) for w in row] for row in wanted], table.id
    for chapter in annual.chapters:
        (section,) = tree.xpath(f"//section[@id='annual-{chapter.id}']")
        said = {chinese(p) for p in section.xpath("p[@class='prose']")}
        assert {text.zh for text in chapter.prose} == said


@pytest.fixture
def workbook(results, annual, tmp_path):
    path = tmp_path / "report.xlsx"
    write_xlsx(results, 2024, path, Language.ZH, with_annual(open_book(results, 2024), annual))
    return path


def test_xlsx_keeps_the_values_beside_the_formulas(annual, workbook):
    values, live = (openpyxl.load_workbook(workbook, data_only=flag) for flag in (True, False))
    formulas = 0
    for (table, kept), (_, sheet) in zip(
        sheets_of(values, annual), sheets_of(live, annual), strict=True
    ):
        for line, row in enumerate(table.rows, start=HEADER + 1):
            for place, cell in enumerate(row.cells, start=1):
                if row.kind is RowKind.HEADING or not isinstance(cell.value, int | float):
                    continue
                assert kept.cell(line, place).value == pytest.approx(cell.value, rel=1e-15)
                formulas += sheet.cell(line, place).data_type == "f"
                assert (sheet.cell(line, place).data_type == "f") == (cell.formula is not None)
    assert formulas > 50


def test_formulas_give_the_values(annual, workbook):
    """Worked out here, by Python's own arithmetic on the cells they name."""
    values, live = (openpyxl.load_workbook(workbook, data_only=flag) for flag in (True, False))
    for kept, sheet in zip(values.worksheets, live.worksheets, strict=True):
        for row in sheet.iter_rows():
            for cell in (one for one in row if one.data_type == "f"):
                told = computed(str(cell.value), kept)
                assert told == pytest.approx(kept[cell.coordinate].value, rel=1e-9, abs=1e-9)


@pytest.mark.office
def test_libreoffice_computes_the_same_values(annual, workbook, tmp_path):
    # Saved again without its values, so that nothing is left but to compute them.
    bare = tmp_path / "bare.xlsx"
    openpyxl.load_workbook(workbook).save(bare)
    live = openpyxl.load_workbook(workbook)
    again = openpyxl.load_workbook(converted(bare, "xlsx", tmp_path), data_only=True)
    kept = openpyxl.load_workbook(workbook, data_only=True)
    seen = 0
    for sheet in live.worksheets:
        for row in sheet.iter_rows():
            for cell in (one for one in row if one.data_type == "f"):
                value = again[sheet.title][cell.coordinate].value
                wanted = kept[sheet.title][cell.coordinate].value
                assert value == pytest.approx(wanted, rel=1e-9, abs=1e-9)
                seen += 1
    assert seen > 50


@pytest.mark.office
def test_libreoffice_opens_word_and_shows_its_numbers(annual, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(annual_docx(annual, Language.ZH))
    text = pdf_text(converted(path, "pdf", tmp_path).read_bytes(), tmp_path)
    wanted = numbers_in(words_of(annual, Language.ZH))
    drawn = numbers_in(
        " ".join(etree.fromstring(d.svg.zh.encode()).xpath("//*[local-name()='text']/text()"))
        for d in annual.drawings
    )
    found = numbers_in([text])
    # Charts are pictures in Word.
    assert not {n for n in wanted if n not in found and n not in drawn}
