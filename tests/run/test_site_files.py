"""`sinkmap site` as it is called, and its files, on the demo's small study of siting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import jsonschema
import openpyxl
import pyogrio
import pytest
from docx import Document
from referencing import Registry, Resource

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"
ASKED = ("--type", "AFF,WET", "--budget", "60万", "--draws", "20")


def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sinkmap.cli import main; main()", "site", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "SINKMAP_LANG": "en"},
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def answer(planted: Path) -> dict:
    done = call(planted, *ASKED, "--json", "--format", "docx,xlsx,gpkg")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def file_of(answer: dict, ending: str) -> Path:
    return next(Path(one) for one in answer["files"] if one.endswith(ending))


def test_the_answer_follows_the_schema(answer: dict) -> None:
    known = [json.loads((SCHEMAS / f"{n}.schema.json").read_text("utf-8"))
             for n in ("site", "finding")]  # fmt: skip
    registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in known)
    jsonschema.Draft202012Validator(known[0], registry=registry).validate(answer)
    sites = answer["sites"]
    assert sites
    assert answer["cost"] == pytest.approx(sum(one["cost"] for one in sites))
    assert answer["cost"] <= 600_000.0
    assert 0.0 <= answer["gap"] <= answer["question"]["gap"]
    assert answer["value"] <= answer["bound"] * (1 + 1e-9)
    assert all(one["reason"]["zh"] and one["reason"]["en"] for one in sites)
    assert (Path(answer["folder"]) / "run.json").is_file()


def test_the_package_holds_the_choice_and_every_candidate(answer: dict) -> None:
    path = file_of(answer, ".gpkg")
    assert {name for name, _ in pyogrio.list_layers(path)} == {"chosen_sites", "candidates"}
    chosen = gpd.read_file(path, layer="chosen_sites")
    every = gpd.read_file(path, layer="candidates")
    assert set(chosen["site_id"]) == {one["site_id"] for one in answer["sites"]}
    assert len(every) == answer["candidates"]
    assert chosen["cost"].sum() == pytest.approx(answer["cost"])
    assert chosen.crs.to_epsg() == 4549
    assert every.geometry.is_valid.all()


def test_the_workbook_and_the_document_tell_the_same_sites(answer: dict) -> None:
    book = openpyxl.load_workbook(file_of(answer, ".xlsx"))
    page = next(one for one in book.worksheets if "Project list" in one.title)
    heads = [cell.value for cell in page[4]]
    ids = [row[heads.index("site id")].value for row in page.iter_rows(min_row=5)]
    told = [one["site_id"] for one in answer["sites"]]
    assert ids[: len(told)] == told
    cells = {cell.text for table in Document(str(file_of(answer, ".docx"))).tables
             for cell in table._cells}  # fmt: skip
    assert set(told) <= cells


def test_the_same_question_is_read_and_written_alike(planted: Path, answer: dict) -> None:
    path = file_of(answer, ".xlsx")
    before = path.read_bytes()
    done = call(planted, *ASKED, "--json", "--format", "xlsx")
    again = json.loads(done.stdout)
    assert again["run_id"] == answer["run_id"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "names"),
    [
        (("--type", "XXX", "--budget", "-5万"), 3, {"SITING-TYPE", "SITING-NUMBER"}),
        (("--type", "AFF", "--quota", "nowhere=1:2"), 3, {"SITING-DISTRICT"}),
        (("--type", "AFF", "--budget", "much", "--weights", "S=0.4"), 2,
         {"SITING-MONEY", "SITING-WEIGHT-SUM"}),
        (("--type", "AFF", "--judgement", "none.csv"), 2, {"SITING-FILE"}),
        (("--type", "AFF", "--weights", "S=0.5,Q=0.5"), 3, {"SITING-WEIGHT-UNKNOWN"}),
        (("--type", "AFF", "--budget", "1元"), 3, {"SITING-BUDGET-LOW"}),
    ],
)  # fmt: skip
def test_wrong_questions_are_named(
    planted: Path, words: tuple[str, ...], code: int, names: set[str]
) -> None:
    done = call(planted, *words, "--json")
    assert done.returncode == code, done.stderr
    assert {one["code"] for one in json.loads(done.stdout)["findings"]} == names
    assert "Traceback" not in done.stderr
