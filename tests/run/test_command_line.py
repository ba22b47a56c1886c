"""The command line as a person or a program calls it: real processes, exit codes, clean stdout."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from sinkmap.indicators import indicators

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def call(
    *words: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sinkmap.cli import main; main()", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=300,
        check=False,
    )


def test_figures_as_json_follow_the_schema(town: Path) -> None:
    done = call("figures", town, "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    schema = json.loads((SCHEMAS / "figures.schema.json").read_text("utf-8"))
    figure = json.loads((SCHEMAS / "figure.schema.json").read_text("utf-8"))
    jsonschema.validate(document["figures"][0], figure)
    assert set(schema["required"]) <= set(document)
    assert len(document["figures"]) > 3000
    assert len({row["id"] for row in document["figures"]}) == len(document["figures"])


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (["figures", "--year", "1"], 2, "YEAR-MISSING"),
        (["figures", "--unit", "nowhere"], 2, "UNIT-MISSING"),
        (["figures", "--indicator", "none"], 2, "INDICATOR-MISSING"),
        (["explain", "a/b"], 2, "FIGURE-MISSING"),
        (["report", "--year", "2024", "--format", "odt"], 2, "FORMAT-UNKNOWN"),
        (["run", "--years", "twenty"], 2, "YEARS-WRONG"),
    ],
)
def test_wrong_use_is_named_with_exit_code_2(
    town: Path, words: list[str], code: int, name: str
) -> None:
    done = call(words[0], town, *words[1:], SINKMAP_LANG="en")
    assert done.returncode == code, done.stderr
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_study_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    done = call("figures", tmp_path / "nowhere", SINKMAP_LANG="en")
    assert done.returncode == 3
    assert done.stderr.startswith("error [STUDY-FILE-MISSING]")


def test_a_figure_without_a_value_is_listed_with_the_reason(town: Path) -> None:
    chosen = ("--year", "2024", "--indicator", "wetland_protection_rate", "--unit", "320499")
    done = call("figures", town, *chosen, SINKMAP_LANG="en")
    assert done.returncode == 0, done.stderr
    assert "cannot tell: the code system does not split a class" in done.stdout


def test_a_folder_without_a_plan_is_refused_in_both_languages(tmp_path: Path) -> None:
    zh, en = (call("check", tmp_path, SINKMAP_LANG=said) for said in ("zh", "en"))
    assert zh.returncode == en.returncode == 3
    assert "STUDY-FILE-MISSING" in zh.stderr
    assert "找不到研究方案文件" in zh.stderr
    assert "there is no study plan here" in en.stderr


def test_findings_as_json_stand_alone_on_stdout(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
    (folder / "shapefiles" / "ZRBHD.prj").unlink()
    (folder / "rasters" / "dem.tif").write_bytes(b"II*\0 cut off")
    done = call("check", folder, "--json")
    assert done.returncode == 3
    findings = json.loads(done.stdout)["findings"]
    errors = {f["code"] for f in findings if f["severity"] == "error"}
    assert len(errors) == 2, errors
    assert any(f["file"].endswith("ZRBHD.shp") for f in findings)
    assert any(f["file"].endswith("dem.tif") for f in findings)
    assert not (folder / "runs").exists()


def test_verify_and_lists(town: Path) -> None:
    done = call("verify", town, "--json")
    assert json.loads(done.stdout)["ok"] is True
    for words in (["layers"], ["indicators"], ["layers", "--format", "csv"], ["--version"]):
        assert call(*words).returncode == 0
    assert len(json.loads(call("layers", "--json").stdout)) >= 15
    assert len(json.loads(call("indicators", "--json").stdout)) >= 10
    listed = {row["id"]: row for row in json.loads(call("indicators", "--json").stdout)}
    for one in indicators().values():
        told = {row["profile"]: row for row in listed[one.id]["definitions"]}
        for profile in one.profiles:
            row = told[profile.id]
            assert (row["definition_zh"], row["definition_en"]) == (
                profile.definition.zh,
                profile.definition.en,
            )
            assert row["reference"]
            assert row["inputs"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_leaves_nothing_published(
    town: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
    program = [sys.executable, "-c", "from sinkmap.cli import main; main()", "run", str(folder)]
    with subprocess.Popen(program, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        deadline = time.monotonic() + 60
        while not list(folder.glob("runs/.tmp-*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        child.send_signal(number)
        child.communicate(timeout=30)
    assert child.returncode == code
    assert not list(folder.glob("runs/*/run.json"))
    assert not list(folder.glob("runs/.tmp-*"))


def test_a_shadowing_folder_is_refused(town: Path, tmp_path: Path) -> None:
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "__init__.py").write_text("", "utf-8")
    done = call("layers", cwd=tmp_path)
    assert done.returncode == 2
    assert "layers" in done.stderr
