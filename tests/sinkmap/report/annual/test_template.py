"""A bureau's own Word template, made here as Word would write it."""

import io
import re

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from sinkmap.errors import InputRefusedError, Severity
from sinkmap.report.annual import annual_of, filled_docx, scope_of, template_of
from sinkmap.report.annual.template_contents import TABLES
from sinkmap.report.book import open_book
from sinkmap.text import Language

HEAD = ("{{title}}", "{{data_state}} {{run}}", "{{warnings}}")
TREE = "tree_cover_rate/320400/2024/js_tree_cover"


@pytest.fixture
def scope(results, content):
    return scope_of(open_book(results, 2024), content=content)


@pytest.fixture
def annual(scope):
    return annual_of(scope)


def bytes_of(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def written(*lines):
    document = Document()
    for words in lines:
        document.add_paragraph(words)
    return document


@pytest.fixture
def filled(scope, annual):
    def fill(document, language=Language.ZH):
        template = template_of(bytes_of(document), "own.docx", scope, annual)
        return Document(io.BytesIO(filled_docx(template, language)))

    return fill


@pytest.fixture
def refused(scope, annual):
    def refuse(document):
        given = document if isinstance(document, bytes) else bytes_of(document)
        with pytest.raises(InputRefusedError) as told:
            template_of(given, "own.docx", scope, annual)
        assert all(finding.file == "own.docx" for finding in told.value.findings)
        return [(f.code, f.seen or f.wanted) for f in told.value.findings]

    return refuse


def words_of(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_words_chapters_and_tables_stand_where_they_were_asked_for(filled, annual):
    made = filled(written(*HEAD, "前言", "{{chapters}}", "签发人：", "{{annexes}}"))
    told = words_of(made)
    assert told[0] == annual.title.zh
    assert not any("{{" in words for words in told)
    heads = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert heads == [chapter.heading.zh for chapter in annual.chapters]
    assert told.index("前言") < told.index(heads[0]) < told.index("签发人：")
    assert told.index("签发人：") < told.index(heads[13])
    for chapter in annual.chapters:
        assert {text.zh for text in chapter.prose} <= set(told)
    grids = [grid.cell(0, 0).text for grid in made.tables]
    assert len(grids) >= len(annual.tables)


def test_a_placeholder_that_word_split_over_runs_is_one(filled, annual):
    document = written(*HEAD[1:], "{{chapters}}")
    paragraph = document.add_paragraph("《")
    for piece in ("{", "{ti", "", "tle", "}}", "》附件"):
        paragraph.add_run(piece).bold = piece == "tle"
    made = filled(document)
    (line,) = [p for p in made.paragraphs if p.text.startswith("《")]
    assert line.text == f"《{annual.title.zh}》附件"


def test_a_figure_is_shown_as_everywhere(filled, results):
    stored = dict(zip(results.figures["id"], results.figures["value"], strict=True))[TREE]
    short, full = "全市 {{figure:tree_cover_rate}}。", f"即 {{{{figure：{TREE}}}}}"
    made = words_of(filled(written(*HEAD, "{{chapters}}", short, full)))
    assert f"全市 {stored:.2f}%。" in made
    assert f"即 {stored:.2f}%" in made


def test_a_figure_that_was_not_estimated_says_so(filled, results):
    frame = results.figures
    name = frame[(frame["status"] == "not_estimated") & (frame["year"] == 2024)]["id"].iloc[0]
    made = words_of(filled(written(*HEAD, "{{chapters}}", f"值：{{{{figure:{name}}}}}")))
    assert "值：未测算" in made


def test_styles_of_the_template_are_kept(filled):
    document = written(*HEAD)
    heading, normal = document.styles["Heading 1"], document.styles["Normal"]
    heading.font.size, normal.font.name = Pt(31), "Own Font"
    own = document.styles.add_style("Own Text", WD_STYLE_TYPE.PARAGRAPH)
    own.paragraph_format.first_line_indent = Pt(17)
    place = document.add_paragraph(style="Own Text")
    place.add_run("{{chapter:2}}").italic = True
    place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made = filled(document)
    assert made.styles["Heading 1"].font.size == Pt(31)
    assert made.styles["Normal"].font.name == "Own Font"
    said = [p for p in made.paragraphs if p.style.name == "Own Text"]
    assert said
    assert all(p.alignment == WD_ALIGN_PARAGRAPH.RIGHT and p.runs[0].italic for p in said)
    for grid in made.tables:
        assert not list(grid._tbl.iter(qn("w:rFonts")))


def test_styles_that_are_missing_are_added(filled):
    document = written(*HEAD, "{{chapters}}")
    for name in ("Heading 1", "Heading 2", "Caption", "Table Grid"):
        element = document.styles[name].element
        element.getparent().remove(element)
    made = filled(document)
    assert {p.style.name for p in made.paragraphs} >= {"Heading 1", "Heading 2", "Caption"}
    outline = made.styles["Heading 2"].element.pPr.find(qn("w:outlineLvl"))
    assert outline.get(qn("w:val")) == "1"


def test_tables_are_as_wide_as_the_text_there(filled):
    document = written(*HEAD, "{{table:T1}}")
    section = document.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(29.7), Cm(2), Cm(2)
    (grid,) = filled(document).tables
    assert sum(column.width for column in grid.columns) == pytest.approx(Cm(25.7), rel=1e-3)


def test_a_section_that_ends_with_a_placeholder_goes_on(filled):
    document = written(*HEAD, "{{table:T1}}")
    document.add_section()
    document.add_paragraph("{{table:T2}}")
    assert len(filled(document).sections) == 2


def test_headers_are_filled_and_name_simulated_data(filled, annual):
    document = written(*HEAD, "{{chapters}}")
    document.sections[0].header.paragraphs[0].text = "{{title}} · {{year}}"
    made = filled(document).sections[0].header
    said = [paragraph.text for paragraph in made.paragraphs]
    assert said[-1] == f"{annual.title.zh} · 2024"
    assert ("模拟数据" in said[0]) == annual.simulated


def test_contents_refer_to_the_chapters(filled):
    made = filled(written(*HEAD, "{{contents}}", "{{chapter:9}}", "{{chapter:3}}"))
    xml = made.element.xml
    marks = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="(_Toc\d+)"', xml))
    assert set(re.findall(r'w:anchor="(_Toc\d+)"', xml)) == marks
    assert 'TOC \\o "1-2"' in xml
    assert made.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_a_box_and_a_table_take_words(filled, annual):
    document = written(*HEAD, "{{chapters}}")
    document.add_table(1, 1).cell(0, 0).text = "{{title}}"
    box = parse_xml(
        f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>{{{{year}}}}</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r>"
    )
    document.add_paragraph()._p.append(box)
    made = filled(document)
    assert made.tables[-1].cell(0, 0).text == annual.title.zh
    assert "{{" not in made.element.xml


def test_the_same_report_gives_the_same_bytes(scope, annual):
    content = bytes_of(written(*HEAD, "{{chapters}}"))
    one, two = (
        filled_docx(template_of(content, "own.docx", scope, annual), Language.EN) for _ in range(2)
    )
    assert one == two


def test_everything_wrong_is_told_at_once(refused):
    document = written(
        "{{title}} {{nosuch}} {{table:T99}} {{figure:nosuch}} {{chapter}}",
        "{{chapter:3}} and more",
        "{{chapter:4}}",
        "{{chapter:4}}",
        "{{chapter:3",
        "｛｛title｝｝ {{}} {{a:b:c}}",
    )
    document.add_table(1, 1).cell(0, 0).text = "{{table:T8}}"
    told = refused(document)
    codes = {code: {seen for c, seen in told if c == code} for code, _ in told}
    assert codes["TEMPLATE-UNKNOWN"] == {
        "{{nosuch}}",
        "{{table:T99}}",
        "{{figure:nosuch}}",
        "{{chapter}}",
    }
    assert codes["TEMPLATE-PLACE"] == {"{{chapter:3}}", "{{table:T8}}"}
    assert codes["TEMPLATE-DOUBLED"] == {"chapter:4"}
    assert codes["TEMPLATE-MISSING"] == {"{{data_state}}", "{{run}}", "{{warnings}}"}
    strays = [seen for code, seen in told if code == "TEMPLATE-MALFORMED"]
    assert len(strays) == 5


def test_a_template_without_contents_is_refused(refused):
    assert ("TEMPLATE-MISSING", "{{chapters}}") in refused(written(*HEAD))


def test_a_table_within_a_chapter_that_is_there_is_told_twice(refused):
    told = refused(written(*HEAD, "{{chapter:3}}", "{{table:t1}}"))
    assert ("TEMPLATE-DOUBLED", "{{chapter:3}}, {{table:t1}}") in told


def test_columns_too_narrow_for_tables_are_refused(refused):
    document = written(*HEAD, "{{table:T1}}")
    document.sections[0].left_margin = Cm(10)
    assert [code for code, _ in refused(document)][:1] == ["TEMPLATE-NARROW"]


@pytest.mark.parametrize("given", [b"", b"PK\x03\x04", b"<html></html>", b"\xd0\xcf\x11\xe0" * 9])
def test_what_is_no_word_document_is_refused(refused, given):
    assert refused(given)[0][0] == "TEMPLATE-FILE"


def test_a_part_the_report_lacks_is_said_in_its_place(scope, annual):
    assert "annual.t7" not in {table.id for table in annual.tables}
    content = bytes_of(written(*HEAD, "{{chapter:2}}", "{{table:T7}}"))
    template = template_of(content, "own.docx", scope, annual)
    codes = {note.code: note for note in template.notes}
    assert codes.keys() == {"TEMPLATE-ABSENT", "TEMPLATE-CHAPTER"}
    assert all(note.severity is Severity.WARNING for note in template.notes)
    assert "林木覆盖 / 3. Tree cover" in codes["TEMPLATE-CHAPTER"].seen
    made = Document(io.BytesIO(filled_docx(template, Language.ZH)))
    assert any("本报告没有表“T7”" in words for words in words_of(made))


def test_every_table_of_the_chapters_is_known_by_name(annual):
    for chapter in (one for one in annual.chapters if one.number):
        assert {table.id.removeprefix("annual.") for table in chapter.tables} <= TABLES
