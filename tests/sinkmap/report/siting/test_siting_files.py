"""Files of a siting's report, read back by other programs' readers."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from sinkmap.report.book import open_book
from sinkmap.report.review_docx import review_docx
from sinkmap.report.review_html import review_html
from sinkmap.report.siting import SITING_FORMATS, write_siting
from sinkmap.report.siting_form import siting_form, siting_report
from sinkmap.report.siting_json import siting_document
from sinkmap.report.siting_sheets import map_sheets
from sinkmap.run import Picture
from sinkmap.text import Text

SCHEMAS = Path(__file__).resolve().parents[4] / "docs" / "schema"


@pytest.fixture
def sheets(siting, book, results, ground, tmp_path):
    write_siting(siting, book, results, ground, tmp_path, ("xlsx",), "zh")
    return openpyxl.load_workbook(tmp_path / f"siting_{siting.siting}.xlsx")


def sheet(sheets, title):
    return next(one for one in sheets.worksheets if title in one.title)


def test_numbers_are_numbers_under_heads_with_units(sheets):
    page = sheet(sheets, "项目清单")
    heads = [cell.value for cell in page[4]]
    assert page.freeze_panes == "B5"
    assert "面积（公顷）" in heads
    assert "投资估算（万元）" in heads
    area, cost = heads.index("面积（公顷）"), heads.index("投资估算（万元）")
    rows = list(page.iter_rows(min_row=5, max_row=8))
    assert [row[area].value for row in rows] == pytest.approx([1.0, 1.5, 2.25, 2.75])
    assert [row[cost].value for row in rows] == pytest.approx([6.0, 9.0, 13.5, 16.5])
    assert {row[area].data_type for row in rows} == {"n"}


def test_what_a_file_said_is_no_formula(sheets):
    kinds = {cell.data_type for page in sheets.worksheets for row in page for cell in row}
    assert "f" not in kinds


def test_word_holds_every_table_and_map(siting, book, results, ground):
    report = siting_report(siting, book, open_book(results, 2024))
    form = siting_form(siting, report, ground, "zh")
    document = Document(io.BytesIO(review_docx(form)))
    # The project list is two tables; question and signatures are two more.
    assert len(document.tables) == len(report.tables) + 3
    assert len(document.inline_shapes) == len(map_sheets(siting, ground, "zh")) + 1
    section = document.sections[0]
    assert section.page_width > section.page_height
    text = "\n".join(p.text for p in document.paragraphs)
    assert "CR = 0.0059" in text
    assert "模拟数据" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_runs_nothing(siting, book, results, ground, language):
    report = siting_report(siting, book, open_book(results, 2024))
    page = review_html(siting_form(siting, report, ground, language))
    assert "<script" not in page
    assert "<img src=x" not in page
    assert re.findall(r'(?:src|href)="(?!data:)', page) == []


def test_maps_are_drawings_with_the_numbers_of_the_list(siting, ground, content):
    picture = content.pictures[("land_cover", 2024)]
    west, south, east, north = siting.sites.to_crs("EPSG:4490").total_bounds
    shown = Picture("land_use", 2024, Text("现状", "now"), picture.png,
                    (west, south, east, north), picture.legend)  # fmt: skip
    maps = map_sheets(siting, replace(ground, land_use=shown, image=shown), "zh")
    assert len(maps) == 5
    for one in maps:
        drawn = ElementTree.fromstring(one.svg)
        assert drawn.tag.endswith("svg")
    words = [t.text for t in ElementTree.fromstring(maps[2].svg).iter() if t.tag.endswith("text")]
    assert [w for w in words if w and w.isdigit()] == ["1", "2", "3", "4"]
    assert any("永久基本农田" in (w or "") for w in words)


def test_a_choice_of_nothing_is_a_report_too(siting, book, results, ground, tmp_path):
    nothing = replace(
        siting,
        selection=siting.selection.assign(chosen=False, no_regret=False),
        portfolios=siting.portfolios.iloc[:0],
        frontier=siting.frontier.iloc[:0],
        stability=siting.stability.iloc[:0],
        choice=replace(siting.choice, sites=0, value=0.0, bound=float("inf"), gap=float("inf"),
                       greedy_value=None, status="ranked"),
    )  # fmt: skip
    files = write_siting(nothing, book, results, ground, tmp_path, SITING_FORMATS, "en")
    assert [Path(one).suffix for one in files] == [".docx", ".xlsx", ".html", ".pdf"]
    assert all(Path(one).stat().st_size > 1000 for one in files)
    assert not list(tmp_path.glob("*.part"))
    assert siting_document(nothing)["gap"] is None


def test_no_format_writes_nothing(siting, book, results, tmp_path):
    assert write_siting(siting, book, results, None, tmp_path / "none", (), "zh") == []
    assert not (tmp_path / "none").exists()


def test_the_document_fits_its_schema(siting):
    def read(name):
        return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))

    known = [(read(n)["$id"], Resource.from_contents(read(n))) for n in ("site", "finding")]
    schema = read("site")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, registry=Registry().with_resources(known))
    document = json.loads(json.dumps(siting_document(siting), allow_nan=False))
    assert [e.message for e in validator.iter_errors(document)] == []
    assert {"gap", "cost", "sites"} <= set(document)
    assert [one["number"] for one in document["sites"]] == [1, 2, 3, 4]
    assert document["sites"][2]["documents"] == ["redline"]
    assert list(validator.iter_errors({**document, "cost": -1.0}))
    assert list(validator.iter_errors({**document, "more": 1}))
