"""Everything planted in the control study is found as its truth says, and nothing else is."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from raster_pipeline.control import ControlRun, control_study
from raster_pipeline.demo.control import UNITS, write_control
from raster_pipeline.demo.control_plan import CELL, GRID, NOISE, PLANTED
from raster_pipeline.opened import verify_run
from raster_pipeline.run import run_study
from raster_pipeline.steps.intake import check_study
from sinkmap.control import shipped_tables
from sinkmap.errors import InputRefusedError, UsageError

YEARS = (2022, 2023)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("control")
    write_control(folder, lambda _step, _share: None)
    run_study(folder)
    return folder


@pytest.fixture(scope="module")
def found(study: Path) -> ControlRun:
    return control_study(study, YEARS)


@pytest.fixture(scope="module")
def truth(study: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((study / "truth/truth.json").read_text("utf-8"))
    return content


def matched(found: ControlRun, truth: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Id of a planted change -> the patch most of which lies in its box."""
    patches = found.patches
    result = {}
    for one in truth["planted"]:
        common = shapely.intersection(patches.geometry.to_numpy(), shapely.box(*one["box"]))
        share = shapely.area(common) / shapely.area(patches.geometry.to_numpy())
        if share.max() > 0.9:
            result[one["id"]] = patches.iloc[int(share.argmax())].to_dict()
    return result


def test_all_that_is_planted_is_found_and_nothing_is_invented(
    found: ControlRun, truth: dict[str, Any]
) -> None:
    wanted = {one["id"] for one in truth["planted"] if one["found"]}
    assert set(matched(found, truth)) == wanted
    assert len(found.patches) == len(wanted)
    assert len(wanted) == len(PLANTED) - 2  # two are wholly approved


def test_rules_severity_and_evidence_are_those_of_the_truth(
    found: ControlRun, truth: dict[str, Any]
) -> None:
    patches = matched(found, truth)
    for one in truth["planted"]:
        if not one["found"]:
            continue
        patch = patches[one["id"]]
        said = (
            patch["rule_ids"].split("|"),
            patch["severity"],
            patch["severity_of_rules"],
            patch["evidence"],
            [number for number in patch["approval_no"].split("|") if number],
        )
        named = ("rules", "severity", "severity_of_rules", "evidence", "approval_no")
        assert said == tuple(one[name] for name in named), one["what"]
        if one["evidence"] != "RS":
            assert (patch["dlbm_t0"], patch["dlbm_t1"]) == (one["before"], one["after"])


def test_areas_by_zone_are_those_of_the_truth_and_credit_sums_to_the_patch(
    found: ControlRun, truth: dict[str, Any]
) -> None:
    patches = matched(found, truth)
    for one in truth["planted"]:
        if not one["found"]:
            continue
        patch = patches[one["id"]]
        assert patch["area_m2"] == pytest.approx(one["area_m2"], rel=1e-7)
        areas = found.areas[found.areas["patch_id"] == patch["patch_id"]].set_index("zone_id")
        named = areas.drop(index=["ANY", "NONE", "Z10"], errors="ignore")["area_m2"]
        assert named.to_dict() == pytest.approx(one["zones"], rel=1e-7), one["what"]
        assert areas["exclusive_m2"].sum() == pytest.approx(patch["area_m2"], rel=1e-9)


def test_noise_raises_nothing_and_its_hectares_are_stated(
    found: ControlRun, truth: dict[str, Any]
) -> None:
    boxes = np.array([shapely.box(*one["box"]) for one in truth["noise"]], dtype=object)
    assert len(boxes) == len(NOISE)
    touched = shapely.intersects(shapely.union_all(boxes), found.patches.geometry.to_numpy())
    assert not touched.any()
    ignored = found.ignored.set_index("reason")
    assert ignored.loc["tolerance", "patches"] > 100
    assert ignored.loc["small", "area_m2"] == pytest.approx(140.0, rel=1e-3)
    assert ignored.loc["no_rule", "area_m2"] == pytest.approx(1_600.0, rel=1e-3)  # the bridge
    approved = sum(one["approved_m2"] for one in truth["planted"])
    assert ignored.loc["approved", "area_m2"] == pytest.approx(approved, rel=1e-7)


def test_records_that_clear_nothing_are_told(found: ControlRun) -> None:
    codes = [one["code"] for one in found.child.document["findings"]]
    assert codes == ["APPROVAL-NUMBER-MISSING", "APPROVAL-OUTSIDE-DATES"]
    assert set(found.child.document["zones_unseen"]) == {"Z5", "Z6"}


def test_the_child_run_names_its_parent_and_answers_once(study: Path, found: ControlRun) -> None:
    again = control_study(study, YEARS)
    assert again.child.reused
    assert again.folder == found.folder
    assert found.child.document["parent"] == verify_run(study).run_id
    assert found.folder.parent == study / "runs" / "control"
    rules = {path.stem: path.read_text("utf-8") for path in (found.folder / "rules").iterdir()}
    assert rules == shipped_tables()
    document = found.to_json()
    assert {"rule_ids", "severity", "area_m2"} <= set(document["patches"][0])
    json.dumps(document, allow_nan=False)


def test_the_command_gives_json_alone_and_words_for_people(study: Path, found: ControlRun) -> None:
    words = [sys.executable, "-c", "from sinkmap.cli import main; main()", "control", str(study)]
    words += ["--from", "2022", "--to", "2023"]
    speaks = {**os.environ, "SINKMAP_LANG": "en"}
    done = subprocess.run(
        [*words, "--json"], capture_output=True, encoding="utf-8", env=speaks, check=True
    )
    document = json.loads(done.stdout)
    assert document["run_id"] == found.child.run_id
    assert len(document["patches"]) == len(found.patches)
    assert document["patches"][0]["rule_ids"] == found.patches["rule_ids"].iloc[0].split("|")
    told = subprocess.run(words, capture_output=True, encoding="utf-8", env=speaks, check=True)
    assert "30 patches" in told.stderr
    assert "APPROVAL-NUMBER-MISSING" in told.stderr
    assert "R10" in told.stdout


def test_hectares_by_control_unit_and_severity_are_those_of_the_truth(
    found: ControlRun, truth: dict[str, Any]
) -> None:
    border = GRID.west + 12 * CELL
    wanted: dict[tuple[str, int], float] = {}
    for one in truth["planted"]:
        if one["found"]:
            west, _, east, _ = one["box"]
            assert east <= border or west >= border
            unit = UNITS[0] if east <= border else UNITS[1]
            key = (unit, one["severity"])
            wanted[key] = wanted.get(key, 0.0) + one["area_m2"] / 10_000
    rows = found.synergy.set_index(["statunit", "item"])["value"]
    for unit in UNITS:
        for severity in (1, 2, 3, 4):
            held = rows[unit, f"encroachment.{severity}"]
            assert held == pytest.approx(wanted.get((unit, severity), 0.0), rel=1e-7, abs=1e-9)
        assert rows[unit, "improvement"] == pytest.approx(wanted[unit, -1], rel=1e-7)
        assert rows[unit, "issued"] == 0.0
    serious = found.patches.loc[found.patches["severity"] > 0, "area_m2"].sum() / 10_000
    assert rows.xs("encroachment", level="item").sum() == pytest.approx(serious, rel=1e-9)


def test_the_command_lists_control_units_with_what_is_known_of_them(
    study: Path, found: ControlRun
) -> None:
    words = [sys.executable, "-c", "from sinkmap.cli import main; main()", "synergy", str(study)]
    speaks = {**os.environ, "SINKMAP_LANG": "en", "COLUMNS": "200"}
    listed = subprocess.run(
        [*words, "--json"], capture_output=True, encoding="utf-8", env=speaks, check=True
    )
    assert json.loads(listed.stdout) == found.to_json()["synergy"]
    early = [*words, "--year", "2022", "--json"]
    before = subprocess.run(early, capture_output=True, encoding="utf-8", env=speaks, check=True)
    reasons = {row["item"]: row["reason"] for row in json.loads(before.stdout)}
    assert reasons["encroachment"] == "no_control_run"
    assert reasons["pollutants"] == "no_table"
    assert reasons["carbon_flux"] == ""
    told = subprocess.run(words, capture_output=True, encoding="utf-8", env=speaks, check=True)
    assert "4.58 high" in told.stdout
    assert "too few units differ" in told.stderr
    assert "the table of pollutants says nothing of the unit" in told.stderr


def test_a_changed_file_of_a_child_run_is_made_anew(study: Path, found: ControlRun) -> None:
    path = found.folder / "ignored.parquet"
    before = path.read_bytes()
    path.write_bytes(b"rot")
    again = control_study(study, YEARS)
    assert not again.child.reused
    assert path.read_bytes() == before


def test_years_that_cannot_be_compared_are_refused(study: Path) -> None:
    with pytest.raises(UsageError) as refused:
        control_study(study, (2023, 2022))
    assert refused.value.findings[0].code == "CONTROL-YEARS"
    with pytest.raises(UsageError) as refused:
        control_study(study, (2021, 2023))
    assert refused.value.findings[0].code == "YEAR-MISSING"


def test_a_study_may_bring_its_own_rules(study: Path) -> None:
    from raster_pipeline.io.rule_files import read_rule_book

    folder = study / "rules"
    folder.mkdir()
    own = shipped_tables()["rules"].replace("R28,Z3,CROP,BARE,3", "R28,Z3,CROP,BARE,4")
    (folder / "rules.csv").write_text(own, encoding="utf-8-sig")
    book = read_rule_book(study, "rules")
    assert book.version.startswith("rules-")
    assert {one.id: int(one.severity) for one in book.rules}["R28"] == 4
    (folder / "rules.csv").write_bytes(own.encode("gb18030"))
    (folder / "notes.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(InputRefusedError) as refused:
        read_rule_book(study, "rules")
    assert {one.code for one in refused.value.findings} == {
        "RULE-TABLE-ENCODING",
        "RULE-TABLE-STRANGE",
    }
    with pytest.raises(InputRefusedError):
        read_rule_book(study, "nowhere")


@pytest.mark.parametrize(
    ("table", "right", "wrong"),
    [
        ("zone_sources", "eco_redline,,,", "eco_redlin,,,"),
        ("zone_sources", "protected_area,form,eco_space", "protected_area,forms,eco_space"),
        ("statutory_buffers", "named_water,water,taihu,5000", "named_waters,water,taihu,5000"),
    ],
)
def test_ground_that_no_file_could_hold_is_refused(
    tmp_path: Path, table: str, right: str, wrong: str
) -> None:
    """A slip in the name of a layer would leave its zone empty, and every breach of it unseen."""
    from raster_pipeline.io.rule_files import read_rule_book

    own = shipped_tables()[table]
    assert right in own
    (tmp_path / "rules").mkdir()
    path = tmp_path / "rules" / f"{table}.csv"
    path.write_text(own.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InputRefusedError) as refused:
        read_rule_book(tmp_path, "rules")
    assert {one.code for one in refused.value.findings} == {"RULE-LAYER-UNKNOWN"}


def test_check_tells_records_and_rule_tables_that_are_of_no_use(study: Path) -> None:
    _, examined = check_study(study)
    told = {one.code for one in examined.findings}
    assert {"APPROVAL-NUMBER-MISSING", "APPROVAL-OUTSIDE-DATES"} <= told
    assert not examined.refused
    plan = study / "study.toml"
    before = plan.read_text("utf-8")
    own = study / "spoiled"
    own.mkdir()
    (own / "rules.csv").write_text("rule_id\nR1\n", encoding="utf-8")
    plan.write_text(before + '\n[control]\nrules = "spoiled"\n', encoding="utf-8")
    _, examined = check_study(study)
    plan.write_text(before, encoding="utf-8")
    assert examined.refused
    assert "RULE-COLUMN-MISSING" in {one.code for one in examined.findings}
