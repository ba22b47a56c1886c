"""The case register as a person or a program works with it: real processes on a real study."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from raster_pipeline.cases import import_run, open_cases
from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.identity import plan_document
from sinkmap.cli.app import app
from sinkmap.errors import SinkmapError
from sinkmap.ledger import Actor, CaseFilter, Role

PLAN = """
[study]
id = "town"
title = "小镇"
years = [2023, 2024]
city = { code = "320499", name = "小镇" }

[grid]
crs = "EPSG:4549"
resolution = 10.0
origin = [480000.0, 3500000.0]
shape = [64, 64]

[[partition]]
id = "district"
level = "district"
title = "行政区"
file = "district.gpkg"
code = "c"
name = "n"

[[input]]
layer = "parcels"
files = ["parcels.gpkg"]
"""
BY = ("--who", "张三", "--role")


def call(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sinkmap.cli import main; main()", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "SINKMAP_LANG": "en", **environment},
        timeout=120,
        check=False,
    )


def answer(*words: object) -> Any:
    done = call(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study of which the register needs no more than its plan, and a batch beside it."""
    (tmp_path / "study.toml").write_text(PLAN, "utf-8")
    shapes = [shapely.box(480100 + d, 3499500, 480140 + d, 3499520) for d in (0, 90)]
    batch = gpd.GeoDataFrame(
        {"JCBH": ["CZ001", "CZ002"], "XZQMC": ["武进区", "武进区"]},
        geometry=shapes,
        crs="EPSG:4549",
    )
    batch.to_file(tmp_path / "issued.shp", encoding="GBK")
    return tmp_path


def test_a_batch_is_taken_in_worked_on_and_returned(study: Path) -> None:
    issued = (study / "issued.shp", "--batch", "2025Q1", "--deadline", "2099-06-30")
    first = answer("cases", study, "import", *issued, *BY, "city")
    assert len(first["opened"]) == 2
    again = answer("cases", study, "import", *issued, *BY, "市级")
    assert (again["known"], again["opened"], again["carried"]) == (2, [], [])
    listed = answer("cases", study, "list", "--state", "待核实")["cases"]
    assert [c["number"] for c in listed] == ["2099-000001", "2099-000002"]
    number = listed[0]["number"]
    done = answer("cases", study, "step", number, "签收", *BY, "county", "--version", 1)
    assert (done["stage"], done["version"]) == ("received", 2)
    answer("cases", study, "step", number, "overlay", *BY, "county", "--why", "有批文")
    paper = study / "批文.pdf"
    paper.write_bytes(b"%PDF-1.7")
    answer("cases", study, "attach", number, paper, *BY, "county")
    answer("cases", study, "step", number, "judge_lawful", *BY, "county", "--why", "=1+1")
    held = answer("cases", study, "show", number)
    assert held["case"]["state"] == "lawful"
    assert held["geometry"]["type"] == "Polygon"
    assert [step["step"] for step in held["open_steps"]].count("send_back") == 3
    back = answer("cases", study, "return", "2025Q1", "-o", study / "back.xlsx")
    assert [f["code"] for f in back["findings"]] == ["RETURN-UNDECIDED"]
    sheet = openpyxl.load_workbook(study / "back.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["编号", "判定", "说明", "举证"]
    by_number = {row[0]: row[1:] for row in rows[1:]}
    assert sorted(by_number) == ["CZ001", "CZ002"]
    judged = next(row for row in by_number.values() if row[0] == "合法")
    assert judged == ["合法", "=1+1", "批文.pdf"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert answer("cases", study, "verify")["cases"] == 2


def test_a_case_is_split_by_a_file_and_merged_again(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def inside(*words: object) -> Any:
        app([*map(str, ("cases", study, *words, *BY, "county", "--json"))], standalone_mode=False)
        return json.loads(capsys.readouterr().out)

    with open_cases(study) as ledger:
        batch = gpd.read_file(study / "issued.shp").rename(columns={"JCBH": "external_no"})
        ledger.import_issued(batch, "2025Q1", "2099-06-30", Actor("x", Role.CITY))
    line = shapely.LineString([(480110, 3499490), (480110, 3499530)])
    across = gpd.GeoDataFrame(geometry=[line], crs="EPSG:4549")
    beside = across.translate(90).to_frame("geometry")
    number = next(c for c in ("2099-000001", "2099-000002") if _is_west(study, c))
    across.to_file(study / "cut.gpkg")
    parts = inside("split", number, "--by", study / "cut.gpkg", "--why", "西侧已批")["cases"]
    assert [part["number"] for part in parts] == [number, "2099-000003"]
    assert parts[1]["area_m2"] / parts[0]["area_m2"] == pytest.approx(1 / 3, rel=1e-6)
    numbers = [part["number"] for part in parts]
    done = inside("merge", *numbers, "--why", "批文覆盖全部", "--version", 2, "--version", 1)
    assert (done["case"]["number"], done["overlap_m2"]) == ("2099-000004", 0.0)
    assert done["case"]["area_m2"] == sum(row["area_m2"] for row in done["origins"])
    both = pd.concat([across, beside])
    both.to_file(study / "two.gpkg")
    refused = {
        "CASE-SPLIT-FILE": ("split", "2099-000004", "--by", study / "two.gpkg", "--why", "x"),
        "CASE-MERGE-VERSIONS": ("merge", number, "2099-000004", "--version", 1),
        "CASE-MERGED": ("merge", number, "2099-000004", "--why", "x"),
    }
    for code, words in refused.items():
        with pytest.raises(SinkmapError) as caught:
            inside(*words)
        assert [finding.code for finding in caught.value.findings] == [code]


def _is_west(study: Path, number: str) -> bool:
    with open_cases(study) as ledger:
        bounds = ledger.case(number).frame.to_crs("EPSG:4549").total_bounds
    return bool(bounds[0] < 480120)


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (["step", "2099-000001", "close", *BY, "town"], 3, "CASE-STEP-FORBIDDEN"),
        (["step", "2099-000001", "overlay", *BY, "county"], 3, "CASE-STEP-FORBIDDEN"),
        (["step", "2099-000001", "receive", *BY, "county", "--version", "7"], 4, "CASE-CONFLICT"),
        (["step", "2099-000001", "receive", *BY, "mayor"], 2, "CASE-WORD"),
        (["step", "2099-000001", "receive", "--who", " ", "--role", "county"], 2, "CASE-WHO"),
        (["show", "2099-7"], 2, "CASE-MISSING"),
        (["list", "--state", "gone"], 2, "CASE-WORD"),
        (["return", "2031", "-o", "x.xlsx"], 2, "ISSUED-UNKNOWN"),
        (["verify", "--head", "0a" * 32], 4, "LEDGER-LOG-CUT"),
        (["import", *BY, "county"], 2, "RUN-MISSING"),
    ],
)
def test_what_is_refused_is_named_with_its_exit_code(
    study: Path, words: list[str], code: int, name: str
) -> None:
    with open_cases(study) as ledger:
        batch = gpd.read_file(study / "issued.shp").rename(columns={"JCBH": "external_no"})
        actor = Actor("x", Role.CITY)
        ledger.import_issued(batch, "2025Q1", "2099-06-30", actor)
        before = ledger.length
        done = call("cases", study, *words, "--json")
        assert done.returncode == code, done.stderr
        assert [f["code"] for f in json.loads(done.stdout)["findings"]] == [name]
        assert ledger.length == before


def test_a_batch_without_numbers_is_refused(study: Path) -> None:
    done = call(
        "cases", study, "import", study / "issued.shp", "--number-field", "BSM", *BY, "city",
        "--batch", "a", "--deadline", "2099-06-30", "--json",
    )  # fmt: skip
    assert done.returncode == 3
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["wanted"]) == ("ISSUED-FIELD", "BSM")


def test_a_password_of_the_plan_is_told_nowhere(study: Path) -> None:
    plan = study / "study.toml"
    secret = "postgresql://clerk:s3cr3t@127.0.0.1:9/cases"
    plan.write_text(PLAN + f'\n[ledger]\nurl = "{secret}"\n', "utf-8")
    parsed, _ = open_study(study)
    assert "s3cr3t" not in repr(parsed)
    assert "s3cr3t" not in json.dumps(plan_document(study, parsed))
    plan.write_text(PLAN, "utf-8")
    assert plan_document(study, parsed) == plan_document(study, open_study(study)[0])
    plan.write_text(PLAN + f'\n[ledger]\nurl = "{secret}"\n', "utf-8")
    done = call("cases", study, "list", "--json")
    assert done.returncode == 4
    assert "LEDGER-UNREACHABLE" in done.stdout
    assert "s3cr3t" not in done.stdout + done.stderr


def test_the_runs_of_the_town_are_taken_in_once(town: Path, tmp_path: Path) -> None:
    """The same years twice change nothing; every patch that weighs enough is in a case."""
    from raster_pipeline.control import control_study

    actor = Actor("张三", Role.COUNTY)
    with open_cases(town) as ledger:
        outcome = import_run(town, ledger, actor)
        patches = control_study(town, (2022, 2023)).patches
        heavy = patches[patches["severity"] >= 2]
        seen = {
            s["patch_id"]
            for case in ledger.cases(CaseFilter(with_merged=True))
            for s in ledger.case(case["number"]).sightings
        }
        assert set(heavy["patch_id"]) <= seen
        assert len(outcome.opened) >= len(heavy) > 0
        length = ledger.length
        assert not import_run(town, ledger, actor).changed
        assert ledger.length == length
        city = [c for c in ledger.lines() if c["statunit"] == "320499"]
        net = {c["year"]: c["verdict"] for c in city if c["figure"].startswith("line_change")}
        assert net[2024] == "broken"  # the demo gives 1.08 ha of its red line away
        ledger.verify()
