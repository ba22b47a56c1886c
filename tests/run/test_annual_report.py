"""The annual report of the town's run, as the command writes it."""

import io
import json
import shutil

import openpyxl
import pytest
from docx import Document

from sinkmap.cli.app import app
from sinkmap.errors import CannotFinishError, InputRefusedError, UsageError
from sinkmap.report.annual import annual_of, scope_of
from sinkmap.report.book import open_book

UNIT = "320499100001"


def written(capsys, *words):
    app(["report", *map(str, words), "--json"], standalone_mode=False)
    return json.loads(capsys.readouterr().out)["files"]


def test_one_command_writes_every_format(town, town_run, tmp_path, capsys):
    files = written(capsys, town, "--format", "docx,pdf,xlsx,html", "-o", tmp_path)
    assert [name.rpartition(".")[2] for name in files] == ["docx", "pdf", "xlsx", "html"]
    annual = annual_of(
        scope_of(open_book(town_run.results, 2024), content=town_run.map_content(2024))
    )
    document = Document(io.BytesIO((tmp_path / "qingxi-demo_2024.docx").read_bytes()))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == [chapter.heading.zh for chapter in annual.chapters]
    book = openpyxl.load_workbook(tmp_path / "qingxi-demo_2024.xlsx")
    assert book.sheetnames[:2] == ["封面", "正文"]
    page = (tmp_path / "qingxi-demo_2024.html").read_text("utf-8")
    assert all(f'id="annual-{chapter.id}"' in page for chapter in annual.chapters)


def test_every_table_of_the_specification_is_there(town_run):
    annual = annual_of(
        scope_of(open_book(town_run.results, 2024), content=town_run.map_content(2024))
    )
    ids = {table.id for table in annual.tables}
    assert {f"annual.{name}" for name in ("t1", "t2", "t2b", "t2c", "t3", "t5", "t6")} <= ids
    assert "annual.balance" in ids  # in place of transitions, which need two judged maps


def test_a_unit_has_its_own_files(town, town_run, tmp_path, capsys):
    files = written(capsys, town, "--unit", UNIT, "--format", "docx,html", "-o", tmp_path)
    assert all(f"_{UNIT}." in name for name in files)
    page = (tmp_path / f"qingxi-demo_2024_{UNIT}.html").read_text("utf-8")
    assert 'id="annual-cover"' in page
    assert 'id="chapter-cover"' not in page


def test_the_run_itself_as_filed_leaves_land_alone(town, town_run, tmp_path, capsys):
    filed = town_run.manifest.run_id
    written(capsys, town, "--filed", filed, "--format", "xlsx", "-o", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "qingxi-demo_2024.xlsx", data_only=True)
    sheet = next(one for one in book if "年际变化归因" in one.title)
    head = [cell.value for cell in sheet[4]]
    places = {name: head.index(name) for name in ("总变化", "方法", "数据", "土地")}
    rows = [
        [row[place] for place in places.values()]
        for row in sheet.iter_rows(min_row=5, values_only=True)
        if isinstance(row[places["总变化"]], int | float)
    ]
    assert rows
    for whole, method, data, land in rows:
        assert (method, data) == (0, 0)
        assert land == whole


def test_an_unknown_unit_is_refused(town, town_run, tmp_path):
    with pytest.raises(UsageError, match="UNIT-MISSING"):
        app(["report", str(town), "--unit", "nowhere", "-o", str(tmp_path)], standalone_mode=False)


def test_a_run_that_was_tampered_with_is_refused(town, town_run, tmp_path):
    study = tmp_path / "study"
    shutil.copytree(town, study)
    table = study / "runs" / town_run.manifest.run_id / "figures.parquet"
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    table.chmod(0o644)
    table.write_bytes(bytes(content))
    with pytest.raises(CannotFinishError, match="RUN-ROTTEN"):
        app(["report", str(study), "-o", str(tmp_path / "out")], standalone_mode=False)
    assert not list(tmp_path.glob("out/*"))


def test_a_template_is_filled_and_its_gaps_are_told(town, town_run, tmp_path, capsys):
    own = Document()
    for words in ("{{title}}", "{{data_state}}，{{run}}", "{{warnings}}", "{{chapter:3}}"):
        own.add_paragraph(words)
    own.save(tmp_path / "own.docx")
    out = tmp_path / "out"
    words = ["report", town, "--template", tmp_path / "own.docx", "--format", "docx", "-o", out]
    app([*map(str, words), "--json"], standalone_mode=False)
    told = json.loads(capsys.readouterr().out)
    assert [name.rpartition(".")[2] for name in told["files"]] == ["docx"]
    assert [finding["code"] for finding in told["findings"]] == ["TEMPLATE-CHAPTER"]
    made = [p.text for p in Document(out / "qingxi-demo_2024.docx").paragraphs]
    assert made[1].endswith(town_run.manifest.run_id)


def test_a_bad_template_stops_everything(town, town_run, tmp_path):
    own = Document()
    own.add_paragraph("{{titel}}")
    own.save(tmp_path / "own.docx")
    words = ["report", str(town), "-o", str(tmp_path / "out"), "--template"]
    with pytest.raises(InputRefusedError, match="TEMPLATE-UNKNOWN") as told:
        app([*words, str(tmp_path / "own.docx")], standalone_mode=False)
    assert {f.code for f in told.value.findings} == {"TEMPLATE-UNKNOWN", "TEMPLATE-MISSING"}
    with pytest.raises(InputRefusedError, match="TEMPLATE-FILE"):
        app([*words, str(tmp_path / "none.docx")], standalone_mode=False)
    assert not (tmp_path / "out").exists()


def test_a_year_the_run_does_not_hold_is_refused(town, town_run, tmp_path):
    words = ["report", str(town), "--year", "1999", "-o", str(tmp_path / "out")]
    with pytest.raises(UsageError, match="YEAR"):
        app(words, standalone_mode=False)
    assert not (tmp_path / "out").exists()
