"""A bureau's template, filled and printed by LibreOffice: what comes out of the printer."""

import io
import re
import shutil
import subprocess

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sinkmap.report.annual import annual_of, filled_docx, scope_of, template_of
from sinkmap.report.book import open_book
from sinkmap.text import Language

TREE = "tree_cover_rate/320400/2024/js_tree_cover"


def bureau_template():
    """A red head, a line with number and date, a cover table, own headings, a footer."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "FangSong", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run("常州市自然资源和规划局文件")
    run.font.size, run.font.color.rgb, run.bold = Pt(28), RGBColor(0xC0, 0, 0), True
    number = document.add_paragraph("常资规发〔{{year}}〕　号")
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title = document.add_paragraph("{{title}}")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    grid = document.add_table(rows=0, cols=2, style="Table Grid")
    for name, value in (
        ("范围", "{{area}}"),
        ("数据时点", "{{as_of}}"),
        ("数据状态", "{{data_state}}"),
        ("运行", "{{run}}"),
        ("林木覆盖率", f"{{{{figure:{TREE}}}}}"),
    ):
        cells = grid.add_row().cells
        cells[0].text, cells[1].text = name, value
    document.add_paragraph("{{warnings}}")
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("{{table:T1}}")
    document.add_paragraph("{{map:tree_cover_rate}}")
    document.add_paragraph("{{chart:bars-tree_cover_rate}}")
    document.add_heading("二、湿地", 1)
    document.add_paragraph("{{chapter:wetland}}")
    document.add_heading("附件", 1)
    document.add_paragraph("{{annexes}}")
    section.footer.paragraphs[0].text = "{{area}}　{{year}}年　运行 {{run}}"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture
def printed(results, content, tmp_path):
    """Pages of the filled template as text."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("no LibreOffice or pdftotext: run scripts/system_packages.sh")
    scope = scope_of(open_book(results, 2024), content=content)
    template = template_of(bureau_template(), "bureau.docx", scope, annual_of(scope))
    path = tmp_path / "filled.docx"
    path.write_bytes(filled_docx(template, Language.ZH))
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    pdf = tmp_path / "filled.pdf"
    text = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True)
    return pdf, text.stdout.decode().split("\f")[:-1]


@pytest.mark.office
def test_a_filled_template_prints_with_every_placeholder_filled(printed, results):
    pdf, pages = printed
    whole = "\n".join(pages)
    assert len(pages) > 3
    assert "{{" not in whole
    assert "}}" not in whole
    assert "\ufffd" not in whole
    assert "常州市自然资源和规划局文件" in pages[0]
    figure = open_book(results, 2024).find("tree_cover_rate", "320400", 2024, "js_tree_cover")
    assert f"{figure.value:.2f}" in pages[0]
    run = results.manifest.run_id
    assert all(run in page.replace("\n", " ") for page in pages)  # the footer
    for words in ("一、总体情况", "二、湿地", "附录一"):
        assert words in whole
    names = [unit.name.zh for unit in results.units.values() if unit.id in ("320481", "320412")]
    assert names
    assert all(name in whole for name in names)
    program = shutil.which("pdffonts")
    if program is not None:
        told = subprocess.run([program, str(pdf)], check=True, capture_output=True).stdout.decode()
        rows = told.splitlines()[2:]
        assert rows
        assert all(re.search(r" yes (yes|no) +(yes|no)", row) for row in rows)  # embedded


@pytest.mark.office
def test_no_number_is_broken_over_two_lines(printed, results, content):
    """Whatever font the machine has in the place of the template's."""
    annual = annual_of(scope_of(open_book(results, 2024), content=content))
    whole = "\n".join(printed[1])
    for name in ("annual.t1", "annual.t2"):
        table = annual.table(name)
        said = {
            column.say(cell, Language.ZH)
            for row in table.rows
            for column, cell in zip(table.columns, row.cells, strict=False)
            if column.shown_as is not None and not column.detail
        }
        assert {one for one in said if one not in whole} == set(), name


@pytest.mark.office
def test_no_heading_ends_a_page_and_no_page_is_empty(printed):
    _, pages = printed
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        body = [one for one in lines if "运行" not in one and "模拟" not in one]
        assert body
        assert not re.fullmatch(r"([一二三四五六七八九十]+、|附录[一二三四五]).{1,20}", body[-1])
