"""Intake as a whole: what a sound study gives, what planted faults are called, what stays as is."""

import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.intake import check_study, examine
from raster_pipeline.steps.parcel_layer import PARCEL_COLUMNS
from sinkmap.area import AreaMeasure
from sinkmap.errors import Severity


def errors(examination):
    return {f.code for f in examination.findings if f.severity is Severity.ERROR}


def taken_in(square, **options):
    study, root = open_study(square.plan(**options))
    return examine(study, root, keep=root.parent / "kept")


def shifted(frame, x, y=0.0):
    return frame.set_geometry(frame.geometry.translate(x, y))


def test_a_sound_study_is_kept_on_the_grid(square):
    square.survey()
    examination = taken_in(square)
    assert errors(examination) == set()
    kept = gpd.read_parquet(examination.vectors["parcels", 2022])
    assert list(kept.columns) == list(PARCEL_COLUMNS)
    assert len(kept) == 100
    assert kept.crs.to_epsg() == 4549
    assert kept["group_index"].dtype == np.uint8
    assert (kept["group_index"] > 0).all()
    assert kept["bsm"].iloc[3] == "320402000000000003"
    assert kept["zldwmc"].unique().tolist() == ["横林村"]
    whole = kept["register_m2"].sum()
    assert kept["class_m2"].sum() + kept["ridge_m2"].sum() == pytest.approx(whole, abs=0.01)
    city, district = examination.partitions
    assert city.partition.members == ("320400",)
    assert district.partition.members == ("320402", "320404")
    assert sum(district.areas_m2.values()) == pytest.approx(city.areas_m2["320400"], rel=1e-12)
    assert kept["geometry_m2"].sum() == pytest.approx(city.areas_m2["320400"], rel=1e-12)


def test_nothing_is_written_by_a_check_and_inputs_stay_as_they_are(square):
    square.survey()
    square.plan()

    def state():
        return {
            path.relative_to(square.root.parent): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in Path(square.root.parent).rglob("*")
            if path.is_file()
        }

    before = state()
    _, examination = check_study(square.root)
    assert state() == before
    assert examination.vectors == {}
    listed = {row.file: row.sha256 for row in examination.inputs}
    assert set(listed) == {
        f"{name}{ending}"
        for name in ("dltb", "district")
        for ending in (".shp", ".shx", ".dbf", ".prj")
    }
    assert all(before[Path(square.root.name) / name] == sha for name, sha in listed.items())
    assert {row.encoding for row in examination.inputs} == {"GB18030"}


def test_every_planted_fault_is_found_in_one_run(square, found):
    frame = square.parcels()
    frame.loc[3, "BSM"] = frame.loc[2, "BSM"]
    frame.loc[4, "DLBM"] = "9999"
    frame.loc[5, "DLBM"] = None
    frame.loc[7, "TBDLMJ"] += 40.0
    frame.loc[11, "KCMJ"] += 40.0
    frame.loc[11, "TBDLMJ"] -= 40.0
    frame.loc[20, "TBMJ"] *= 1.02
    frame.loc[20, "TBDLMJ"] = frame.loc[20, "TBMJ"] - frame.loc[20, "KCMJ"]
    west, south, east, north = frame.geometry[30].bounds
    frame.loc[30, "geometry"] = shapely.Polygon(
        [(west, south), (east, north), (east, south), (west, north)]
    )
    frame.loc[40, "geometry"] = frame.geometry[40].buffer(30, cap_style="square")
    frame.loc[50, "geometry"] = None
    square.survey(frame)
    zone = square.districts()
    line = zone.rename(columns={"XZQDM": "HXDM", "XZQMC": "HXMC"})
    square.write(line, "line.shp")
    (square.root / "line.prj").unlink()
    square.entry("eco_redline", "line.shp", vintage="v")
    area = zone.rename(columns={"XZQMC": "MC"}).assign(FORM=["np", "zoo"])
    square.write(area, "area.gpkg")
    square.entry("protected_area", "area.gpkg", vintage="v")
    farmland = square.write(zone.rename(columns={"XZQDM": "BSM"}), "farm.shp")
    farmland.write_bytes(farmland.read_bytes()[:-60])
    square.entry("permanent_farmland", "farm.shp", vintage="v")
    square.entry("control_unit", "nowhere.shp", vintage="v")
    square.entry("eco_redlin", "line.shp")
    _, examination = check_study(square.plan())
    got = found(examination)
    assert errors(examination) == {
        "ID-DUPLICATE",
        "CLASS-CODE-UNKNOWN",
        "CLASS-CODE-NULL",
        "AREA-ARITHMETIC",
        "AREA-RIDGE-ARITHMETIC",
        "AREA-REGISTER-GROSS",
        "AREA-REGISTER-TOTAL",
        "GEOM-INVALID",
        "GEOM-OVERLAP",
        "GEOM-EMPTY",
        "CRS-MISSING",
        "PROTECTION-FORM-UNKNOWN",
        "FILE-TRUNCATED",
        "FILE-MISSING",
        "LAYER-UNKNOWN",
    }
    assert got["AREA-REGISTER"].severity is Severity.WARNING
    assert "320402000000000020" in got["AREA-REGISTER"].features
    assert got["CLASS-CODE-UNKNOWN"].features == ("320402000000000004",)
    assert got["CLASS-CODE-UNKNOWN"].area_m2 == pytest.approx(10_000, rel=1e-3)
    assert got["GEOM-INVALID"].features == ("320402000000000030",)
    assert "EPSG:4549" in got["CRS-MISSING"].wanted
    assert "eco_redline" in got["LAYER-UNKNOWN"].wanted
    for finding in examination.findings:
        assert finding.say("zh")
        assert finding.say("en")


def test_nothing_is_kept_if_anything_is_refused(square):
    frame = square.parcels()
    frame.loc[4, "DLBM"] = "9999"
    square.write(square.districts().assign(FORM="np"), "area.gpkg")
    square.entry("protected_area", "area.gpkg", vintage="v")
    square.survey(frame)
    examination = taken_in(square)
    assert examination.refused
    assert examination.vectors == {}
    assert not (square.root.parent / "kept").exists()


def test_an_update_package_makes_the_next_year(square, update):
    base = square.parcels()
    square.survey(base)
    square.survey(update(base), "gx.shp", 2023, "parcels_update")
    examination = taken_in(square)
    assert errors(examination) == set()
    before = gpd.read_parquet(examination.vectors["parcels", 2022])
    after = gpd.read_parquet(examination.vectors["parcels", 2023])
    assert len(after) == 101
    assert not set(base["BSM"][:2]) & set(after["bsm"])
    assert after["geometry_m2"].sum() == pytest.approx(before["geometry_m2"].sum(), rel=1e-12)
    forest = {"before": before, "after": after}
    areas = {k: f.loc[f["code"] == "0301", "geometry_m2"].sum() for k, f in forest.items()}
    gone = before["geometry_m2"].iloc[:2].sum()
    assert areas["after"] - areas["before"] == pytest.approx(gone, rel=1e-9)


def test_an_update_that_loses_ground_is_refused(square, update, found):
    base = square.parcels()
    package = update(base).iloc[:2].copy()
    package.loc[0, "BGQTBBSM"] = "320402000000077777"
    square.survey(base)
    square.survey(package, "gx.shp", 2023, "parcels_update")
    _, examination = check_study(square.plan())
    got = found(examination)
    assert got["UPDATE-ID-UNKNOWN"].features == ("320402000000077777",)
    assert got["UPDATE-AREA"].severity is Severity.ERROR


def test_an_update_needs_a_base(square, update, found):
    square.survey(update(square.parcels()), "gx.shp", 2023, "parcels_update")
    _, examination = check_study(square.plan())
    assert "UPDATE-WITHOUT-BASE" in found(examination)


def test_ridges_are_taken_off_where_only_the_coefficient_is_given(square):
    """D1: TBMJ 1000, KCXS 0.05, DLBM 0103 gives TBDLMJ 950 and 50 of ridges."""
    frame = square.parcels().drop(columns=["KCMJ", "TBDLMJ"])
    frame.loc[1, "TBMJ"] = 1000.0
    frame.loc[1, "geometry"] = shapely.box(
        *frame.geometry[1].bounds[:2], 480_131.6228, 3_519_031.6228
    )
    square.survey(frame)
    kept = gpd.read_parquet(taken_in(square).vectors["parcels", 2022])
    assert kept.loc[1, ["class_m2", "ridge_m2", "register_m2"]].tolist() == [950.0, 50.0, 1000.0]
    assert (kept.loc[kept["code"] != "0103", "ridge_m2"] == 0).all()


def test_a_lost_zero_is_put_back_in_the_third_survey_only(square, found):
    """D2: 301 is 0301 in the third survey and an error in the second."""
    frame = square.parcels()
    frame["DLBM"] = "301"
    frame["DLMC"] = "乔木林地"
    square.survey(frame)
    square.survey(frame.drop(columns="DLMC"), "old.shp", 2023, code_system="sd2")
    _, examination = check_study(square.plan())
    by_year = {(f.code, f.year): f for f in examination.findings}
    assert ("CLASS-CODE-REPAIRED", 2022) in by_year
    assert ("CLASS-CODE-UNKNOWN", 2022) not in by_year
    assert "031" in by_year["CLASS-CODE-UNKNOWN", 2023].wanted


def test_the_same_code_reads_differently_under_another_system(square):
    """D3: 0303 of the 2023 guide is shrubland, never mangrove."""
    frame = square.parcels().drop(columns=["DLMC"]).rename(columns={"DLBM": "YDYHFLDM"})
    frame["YDYHFLDM"] = "0303"
    square.survey(frame, code_system="ydyh2023")
    kept = gpd.read_parquet(taken_in(square).vectors["parcels", 2022])
    assert kept["group"].unique().tolist() == ["shrub"]


@pytest.mark.parametrize(
    ("unit", "size"), [("m2", 1.0), ("ha", 1e4), ("km2", 1e6), ("mu", 2000 / 3)]
)
def test_the_unit_of_an_area_field_is_found(square, found, unit, size):
    line = square.districts().rename(columns={"XZQDM": "HXDM", "XZQMC": "HXMC"})
    true = AreaMeasure.of_grid(square.grid).polygons(line.geometry.to_numpy())
    square.write(line.assign(MJ=true / size), "line.gpkg")
    square.entry("eco_redline", "line.gpkg", vintage="v")
    examination = taken_in(square)
    assert f"→ {unit}" in found(examination)["AREA-UNIT-DETECTED"].seen
    for year in (2022, 2023):
        kept = gpd.read_parquet(examination.vectors["eco_redline", year])
        np.testing.assert_allclose(kept["area_m2"], true, rtol=1e-9)
    assert len(set(examination.vectors.values())) == 1


def test_parcels_without_a_register_use_their_geometry(square, found):
    bare = square.parcels()[["BSM", "DLBM", "geometry"]]
    square.survey(bare)
    examination = taken_in(square)
    assert "AREA-REGISTER-ABSENT" in found(examination)
    kept = gpd.read_parquet(examination.vectors["parcels", 2022])
    for column in ("register_m2", "class_m2"):
        np.testing.assert_array_equal(kept[column], kept["geometry_m2"])


@pytest.mark.parametrize(("policy", "hectares"), [("linework", 0.5), ("structure", 0.5)])
def test_a_repair_is_a_policy_and_is_listed(square, found, policy, hectares):
    frame = square.parcels()
    west, south, east, north = frame.geometry[30].bounds
    ring = [(west, south), (east, north), (east, south), (west, north)]
    frame.loc[30, "geometry"] = shapely.Polygon(ring)
    frame.loc[30, "TBMJ"] = frame.loc[30, "TBDLMJ"] = round(hectares * 10_000 * 0.99995, 2)
    frame.loc[30, ["KCXS", "KCMJ"]] = 0.0
    square.survey(frame)
    examination = taken_in(square, policies=f'invalid_geometry = "make_valid_{policy}"')
    assert errors(examination) == set()
    (repair,) = examination.repairs
    assert repair["policy"] == f"make_valid_{policy}"
    assert repair["features"] == 1
    assert repair["moved_m2"] == pytest.approx(5000, rel=1e-3)
    kept = gpd.read_parquet(examination.vectors["parcels", 2022])
    assert kept["geometry_m2"].iloc[30] == pytest.approx(5000, rel=1e-3)


def test_empty_and_double_features_can_be_dropped(square):
    frame = square.parcels()
    double = pd.concat([frame, frame.iloc[[9]].assign(BSM="320402000000099999")])
    double.loc[50, "geometry"] = None
    square.survey(gpd.GeoDataFrame(double, crs=square.grid.crs))
    policies = 'empty_geometry = "drop"\nduplicate_geometry = "drop"'
    examination = taken_in(square, policies=policies)
    assert errors(examination) == set()
    assert [r["code"] for r in examination.repairs] == ["GEOM-EMPTY", "GEOM-DUPLICATE"]
    assert len(gpd.read_parquet(examination.vectors["parcels", 2022])) == 99


def test_a_partition_that_repeats_a_code_gets_units_of_its_own(square):
    square.partition(square.districts())
    square.partition(square.districts(middle=480_600.0), "zone.shp", "zone")
    examination = taken_in(square)
    assert errors(examination) == set()
    assert examination.partitions[2].partition.members == ("320402@zone", "320404@zone")
    for partition in examination.partitions[1:]:
        whole = examination.partitions[0].areas_m2["320400"]
        assert sum(partition.areas_m2.values()) == pytest.approx(whole, rel=1e-12)


def test_a_unit_on_the_same_ground_is_the_same_unit(square):
    square.partition(square.districts())
    square.partition(square.districts(), "again.shp", "again")
    examination = taken_in(square)
    one, other = examination.partitions[1:]
    assert one.partition.members == other.partition.members
    assert other.units == one.units


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((480_000.0, 3_519_000.0, 480_499.0, 3_520_000.0), "PARTITION-GAP"),
        ((480_000.0, 3_519_000.0, 480_501.0, 3_520_000.0), "PARTITION-OVERLAP"),
        ((479_990.0, 3_519_000.0, 480_500.0, 3_520_000.0), "PARTITION-BEYOND"),
    ],
)
def test_a_partition_must_tile_the_city(square, found, change, code):
    square.partition(square.districts())
    other = square.districts(("a1", "a2"))
    other.loc[0, "geometry"] = shapely.box(*change)
    square.partition(other, "zone.shp", "zone")
    _, examination = check_study(square.plan())
    finding = found(examination)[code]
    assert finding.severity is Severity.ERROR
    assert finding.area_m2 == pytest.approx(10_000 if "BEYOND" in code else 1_000, rel=1e-3)


def test_years_and_states_are_asked_for(square, found):
    frame = square.parcels().assign(SJNF=2021)
    square.survey(frame, data_state="", vintage="")
    text = (square.plan() / "study.toml").read_text(encoding="utf-8")
    text = text.replace('data_state = ""\n', "").replace('vintage = ""\n', "")
    (square.root / "study.toml").write_text(text, encoding="utf-8")
    _, examination = check_study(square.root)
    got = found(examination)
    assert got["YEAR-MIXED"].severity is Severity.ERROR
    assert {"DATA-STATE-MISSING", "VINTAGE-MISSING"} <= set(got)


def test_control_units_get_their_class_from_the_code(square, found):
    units = square.districts().rename(columns={"XZQDM": "HJGKDYBM", "XZQMC": "HJGKDYMC"})
    units["HJGKDYBM"] = ["ZH32040210001", "ZH32040230001"]
    units["REMARKS"] = ["优先保护单元", "重点管控单元"]
    square.write(units, "units.shp")
    square.entry("control_unit", "units.shp", vintage="v")
    examination = taken_in(square)
    assert found(examination)["CONTROL-UNIT-CLASS"].features == ("ZH32040230001",)
    kept = gpd.read_parquet(examination.vectors["control_unit", 2022])
    assert kept["class"].tolist() == [1, 3]


def test_parcels_of_half_the_city_are_partial(square, found):
    square.survey(square.parcels().iloc[:50])
    _, examination = check_study(square.plan())
    assert found(examination)["COVERAGE-PARTIAL"].area_m2 == pytest.approx(500_000, rel=1e-3)


def test_an_id_kept_as_a_decimal_is_refused(square, found):
    frame = square.parcels()
    frame["BSM"] = frame["BSM"].astype("float64")
    square.survey(frame, "dltb.gpkg")
    _, examination = check_study(square.plan())
    assert found(examination)["ID-AS-NUMBER"].severity is Severity.ERROR


def test_a_field_that_is_missing_is_named_with_those_there_are(square, found):
    square.survey(square.parcels().rename(columns={"DLBM": "KIND"}))
    _, examination = check_study(square.plan())
    finding = found(examination)["FIELD-MISSING"]
    assert finding.wanted == "DLBM"
    assert "BSM" in finding.seen


def test_a_field_can_be_named_in_the_plan(square):
    square.survey(square.parcels().rename(columns={"DLBM": "KIND"}), fields={"dlbm": "KIND"})
    assert errors(taken_in(square)) == set()
