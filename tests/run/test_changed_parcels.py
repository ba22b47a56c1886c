"""Changed parcels of the town by cause: beside an overlay of its own, and a planted revision."""

import re
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import raster_pipeline.changed as changed
from raster_pipeline import open_run
from raster_pipeline.changed import changed_parcels, known_changed
from raster_pipeline.run import run_study
from sinkmap.errors import InputRefusedError, UsageError

YEARS = (2022, 2023)


@pytest.fixture(scope="module")
def study(town, tmp_path_factory):
    return shutil.copytree(town, tmp_path_factory.mktemp("changed") / "study")


@pytest.fixture(scope="module")
def found(study):
    return changed_parcels(study, YEARS)


def parcels(opened, year):
    return gpd.read_parquet(opened.taken_in("parcels", year))[["bsm", "code", "group", "geometry"]]


def test_land_is_what_an_overlay_of_both_surveys_finds(study, found):
    opened = open_run(study)
    both = gpd.overlay(*(parcels(opened, year) for year in YEARS), keep_geom_type=True)
    differ = both[(both["group_1"] != both["group_2"]) & (both["group_1"] != "")]
    plain = float(differ.geometry.area.sum())  # plane area on the grid, within its distortion
    assert plain > 0.0
    assert found.sums().keys() == {"land"}
    assert found.sums()["land"][1] == pytest.approx(plain, rel=1e-3)
    turns = set(zip(differ["group_1"], differ["group_2"], strict=True))
    assert set(zip(found.frame["before"], found.frame["after"], strict=True)) == turns
    assert found.frame["m2"].is_monotonic_decreasing


def test_units_of_a_partition_share_the_ground_out(study, found):
    for partition in open_run(study).results.partitions:
        if partition.id == "city":
            continue
        mine = found.parts[found.parts["statunit"].isin(partition.members)]
        assert mine["m2"].sum() == pytest.approx(found.frame["m2"].sum(), rel=1e-9)
    assert not found.parts.duplicated(["number", "statunit"]).any()


def test_it_is_found_once(study, found, monkeypatch):
    assert known_changed(study, YEARS).child.run_id == found.child.run_id
    monkeypatch.setattr(changed, "_found", None)
    assert changed_parcels(study, YEARS).child.reused
    assert known_changed(study, (2023, 2024)) is None


def test_a_revised_survey_is_data_and_no_change_of_the_land(study, town_run, tmp_path):
    """The run filed had another class on one parcel of the earlier year."""
    then = shutil.copytree(study, tmp_path / "then")
    shutil.rmtree(then / "runs")
    entry = town_run.study.input("parcels", 2022)
    path = then / entry.files[0]
    frame = gpd.read_file(path, encoding="GBK")
    code = next(name for name in ("DLBM", "dlbm", "code") if name in frame)
    row = int(frame.index[frame[code].astype(str).str.startswith("0101")][0])
    ground = frame.geometry[row]
    frame.loc[row, code] = "0307"
    frame.to_file(path, encoding="GBK")
    # The issued totals are those of the survey as it is now; the one before had others.
    plan = then / "study.toml"
    issued = r'\[\[input\]\]\nlayer = "issued_areas"\n(?:\w[^\n]*\n)+'
    text, left_out = re.subn(issued, "", plan.read_text("utf-8"))
    assert left_out == 3
    plan.write_text(text, "utf-8")
    filed = run_study(then).manifest.run_id
    shutil.copytree(then / "runs" / filed, study / "runs" / filed)
    found = changed_parcels(study, YEARS, filed=filed)
    data = found.frame[found.frame["cause"] == "data"]
    assert len(data) == 1
    assert data["m2"].iloc[0] == pytest.approx(ground.area, rel=1e-3)
    assert (data["dlbm_t0"].iloc[0], data["dlbm_t1"].iloc[0]) == ("0307", "0101")
    assert found.sums()["land"] == changed_parcels(study, YEARS).sums()["land"]


def test_the_same_code_in_another_group_is_method(study, monkeypatch):
    """Groups of one code were otherwise when last year was filed."""
    own = changed._survey
    opened = open_run(study)
    asked = []

    def grouped(run, year):
        survey = own(run, year)
        asked.append(year)
        if len(asked) < 3:  # the two years of the run itself
            return survey
        groups = np.where(survey.codes == "0101", "grass", survey.groups).astype(object)
        return type(survey)(survey.codes, groups, survey.wkb, survey.system)

    monkeypatch.setattr(changed, "_survey", grouped)
    frame = changed._found(opened, opened, YEARS, 1, lambda _stage, _share: None)
    method = frame[frame["cause"] == "method"]
    rice = parcels(opened, 2022)
    wanted = rice[rice["code"] == "0101"].geometry.area.sum()
    assert method["m2"].sum() == pytest.approx(wanted, rel=1e-3)
    assert set(method["before"]) == {"grass"}
    assert "data" not in set(frame["cause"])


@pytest.mark.parametrize("years", [(2023, 2022), (2022, 2022), (2021, 2023)])
def test_years_must_be_of_the_run_and_in_order(study, years):
    with pytest.raises(UsageError, match="CHANGED-YEARS"):
        changed_parcels(study, years)
    with pytest.raises(UsageError, match="RUN-MISSING"):
        changed_parcels(study, YEARS, filed="0123456789abcdef")


def test_a_run_without_parcels_says_so(study, monkeypatch):
    opened = open_run(study)
    monkeypatch.setattr(type(opened), "taken_in", lambda *_: None)
    with pytest.raises(InputRefusedError, match="CHANGED-NO-PARCELS"):
        changed._survey(opened, 2022)


def test_nothing_changed_is_an_empty_table(study, monkeypatch):
    opened = open_run(study)
    own = changed._survey(opened, 2022)
    monkeypatch.setattr(changed, "_survey", lambda *_: own)
    frame = changed._found(opened, None, YEARS, 1, lambda _stage, _share: None)
    assert len(frame) == 0
    parts = changed._parts(opened, frame, 1, lambda _stage, _share: None)
    assert isinstance(parts, pd.DataFrame)
    assert len(parts) == 0
