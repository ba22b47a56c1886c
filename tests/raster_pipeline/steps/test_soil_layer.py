"""Soil profiles taken in: what a sound table gives, and what each planted fault is called."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.intake import check_study, examine
from raster_pipeline.steps.soil_layer import HORIZON_COLUMNS
from sinkmap.errors import Severity

WEST, SOUTH = 480_000.0, 3_519_000.0


def horizons(profiles=25, **columns):
    """Three horizons of each profile, organic matter in g/kg as a laboratory reports it."""
    number = np.repeat(np.arange(profiles), 3)
    table = pd.DataFrame(
        {
            "PMBH": [f"P{n:03d}" for n in number],
            "TOP": np.tile([0, 20, 40], profiles),
            "BOTTOM": np.tile([20, 40, 100], profiles),
            "SOM": np.tile([25.0, 14.0, 6.0], profiles) + number % 5,
            "RZ": np.tile([1.22, 1.36, 1.45], profiles),
            "CF": np.tile([2.0, 3.0, 5.0], profiles),
            "CYNF": 2022,
            "X": WEST + 15.0 + 37.0 * (number % 25),
            "Y": SOUTH + 20.0 + 37.0 * ((7 * number) % 25),
        }
    )
    return table.assign(**columns)


@pytest.fixture
def soil(square):
    """Write a table of horizons into a sound study and say what is found."""

    def check(table, name="soil.csv", keep=False, **keys):
        said = {"kind": "SOM", "unit": "g/kg", "depth_cm": [0, 30], "assume_crs": "EPSG:4549"}
        encoding = keys.pop("written", "utf-8")
        if name.endswith(".csv"):
            table.to_csv(square.root / name, index=False, encoding=encoding)
        else:
            points = gpd.points_from_xy(table["X"], table["Y"], crs="EPSG:4549")
            square.write(gpd.GeoDataFrame(table.drop(columns=["X", "Y"]), geometry=points), name)
            del said["assume_crs"]
        square.survey()
        said |= {"year": 2022, "vintage": "v"} | keys
        square.entry("soil_samples", name, **{k: v for k, v in said.items() if v is not None})
        plan = square.plan()
        if keep:
            study, root = open_study(plan)
            return examine(study, root, keep=square.root.parent / "kept")
        _, examination = check_study(plan)
        found = {f.code: f for f in examination.findings if f.layer == "soil_samples"}
        # The table is of one year of two, which is told of every layer.
        found.pop("LAYER-YEARS-PARTIAL", None)
        return found

    return check


def weights(found, severity):
    return {code for code, finding in found.items() if finding.severity is severity}


@pytest.mark.parametrize("name", ["soil.csv", "soil.gpkg", "soil.shp"])
def test_sound_profiles_are_kept_as_carbon_on_the_grid(soil, name):
    examination = soil(horizons(), name, keep=True)
    assert not examination.refused
    kept = gpd.read_parquet(examination.vectors["soil_samples", 2022])
    assert tuple(kept.columns) == HORIZON_COLUMNS
    assert len(kept) == 75
    assert kept["soc"].iloc[0] == pytest.approx(25.0 / 1.724)
    assert kept["coarse"].tolist()[:3] == [0.02, 0.03, 0.05]
    assert kept.crs.to_epsg() == 4549
    assert kept.geometry.x.iloc[0] == WEST + 15.0
    (record,) = [one for one in examination.inputs if one.file == name]
    assert record.crs == "EPSG:4549"


def test_a_sound_table_raises_no_word(soil):
    assert soil(horizons()) == {}


def test_a_chinese_table_is_read_by_its_own_names(soil):
    names = {"PMBH": "剖面编号", "TOP": "上界", "BOTTOM": "下界", "SOM": "有机质", "RZ": "容重"}
    table = horizons().rename(columns=names).assign(土类="水稻土")
    assert soil(table, written="gb18030") == {}


def test_kind_unit_and_depth_must_be_declared(soil):
    found = soil(horizons(), kind=None, unit=None, depth_cm=[0, 40])
    assert weights(found, Severity.ERROR) == {"SOIL-KIND-MISSING", "SOIL-UNIT", "SOIL-DEPTH"}


def test_every_fault_of_horizons_and_profiles_is_found_at_once(soil):
    table = horizons()
    table.loc[0, "SOM"] = -3.0
    table.loc[3, "SOM"] = 1200.0
    table.loc[6, "RZ"] = 1250.0
    table.loc[9, "CF"] = 120.0
    table.loc[12, ["TOP", "BOTTOM"]] = [20, 0]
    table.loc[15, "SOM"] = np.nan
    table.loc[18, "RZ"] = np.nan
    found = soil(pd.concat([table, table.iloc[[21]]]))
    assert weights(found, Severity.ERROR) == {
        "SOIL-CONTENT",
        "SOIL-BULK-DENSITY",
        "SOIL-COARSE",
        "SOIL-BOUNDS",
    }
    assert weights(found, Severity.WARNING) == {
        "SOIL-DUPLICATE",
        "SOIL-CONTENT-MISSING",
        "SOIL-GAP",
        "SOIL-BULK-DENSITY-MISSING",
    }
    assert found["SOIL-CONTENT"].features == ("P000", "P001")
    assert found["SOIL-BULK-DENSITY-MISSING"].seen == "1 / 74"


def test_gaps_overlaps_and_shallow_profiles_are_named(soil):
    table = horizons()
    table.loc[1, "TOP"] = 15
    table.loc[4, "TOP"] = 25
    table = table.drop(index=[7, 8])
    found = soil(table)
    assert weights(found, Severity.ERROR) == {"SOIL-OVERLAP"}
    assert weights(found, Severity.WARNING) == {"SOIL-GAP", "SOIL-SHALLOW"}
    assert found["SOIL-OVERLAP"].seen == "P000: 15-20 cm"
    assert found["SOIL-GAP"].seen == "P001: 20-25 cm"
    assert found["SOIL-SHALLOW"].features == ("P002",)


@pytest.mark.parametrize(
    ("factor", "keys", "code", "weight"),
    [
        (0.1, {}, "SOIL-UNIT-DOUBT", Severity.ERROR),
        (1.0, {"unit": "%"}, "SOIL-UNIT-DOUBT", Severity.ERROR),
        (1.0, {"kind": "SOC"}, "SOIL-KIND-DOUBT", Severity.WARNING),
        (1 / 1.724, {}, "SOIL-KIND-DOUBT", Severity.WARNING),
    ],
    ids=["percent as g/kg", "g/kg as percent", "matter as carbon", "carbon as matter"],
)
def test_contents_are_held_against_what_topsoils_have(soil, factor, keys, code, weight):
    table = horizons()
    found = soil(table.assign(SOM=table["SOM"] * factor), **keys)
    # Contents ten times too high also contradict the bulk densities.
    found.pop("SOIL-CONTENT-DENSITY", None)
    assert {one: f.severity for one, f in found.items()} == {code: weight}


def test_carbon_and_density_that_exclude_each_other_are_told(soil):
    table = horizons()
    table.loc[3, ["SOM", "RZ"]] = [520.0, 1.4]
    found = soil(table)
    assert set(found) == {"SOIL-CONTENT-DENSITY"}
    assert found["SOIL-CONTENT-DENSITY"].features == ("P001",)


def test_percent_declared_as_percent_is_fine(soil):
    table = horizons()
    assert soil(table.assign(SOM=table["SOM"] / 10.0), unit="%") == {}


def test_stones_as_shares_are_doubted(soil):
    assert set(soil(horizons(CF=0.05))) == {"SOIL-COARSE-SHARE"}


def test_samples_beyond_the_grid_and_too_few(soil):
    table = horizons(21)
    table.loc[table["PMBH"].isin(["P003", "P004"]), "Y"] -= 1_500.0
    found = soil(table)
    assert weights(found, Severity.WARNING) == {"SOIL-OUTSIDE", "SOIL-FEW"}
    assert found["SOIL-OUTSIDE"].features == ("P003", "P004")
    assert found["SOIL-FEW"].seen == "19"


def test_one_id_for_two_places_is_refused(soil):
    table = horizons()
    table.loc[2, "X"] += 50.0
    assert weights(soil(table), Severity.ERROR) == {"SOIL-PROFILE-SPLIT"}


@pytest.mark.parametrize(
    ("year", "weight"),
    [(2018, None), (2012, Severity.WARNING), (1982, Severity.ERROR)],
)
def test_a_mix_of_vintages_is_told_and_refused_beyond_twenty_years(soil, year, weight):
    table = horizons()
    table.loc[table["PMBH"] < "P005", "CYNF"] = year
    found = soil(table)
    assert {code: f.severity for code, f in found.items()} == (
        {} if weight is None else {"SOIL-VINTAGE": weight}
    )
    if weight is not None:
        assert found["SOIL-VINTAGE"].seen == f"{year} × 15, 2022 × 60"


def test_a_table_without_coordinates_or_crs_is_refused(soil):
    assert "SOIL-COORDINATES" in soil(horizons().drop(columns=["X", "Y"]))


def test_a_csv_must_name_its_crs(soil):
    assert weights(soil(horizons(), assume_crs=None), Severity.ERROR) == {"CRS-MISSING"}


def test_a_ragged_table_is_not_guessed_at(soil, square):
    found = None
    (square.root / "ragged.csv").write_text("PMBH,TOP\nP1,0,20\n", encoding="utf-8")
    square.survey()
    square.entry("soil_samples", "ragged.csv", kind="SOM", unit="g/kg", vintage="v")
    _, examination = check_study(square.plan())
    found = {f.code for f in examination.findings if f.layer == "soil_samples"}
    assert "FILE-UNREADABLE" in found


@pytest.mark.parametrize(
    ("density", "code"),
    [(45.0, None), (-2.0, "SOIL-PARCEL-DENSITY"), (4.5, "SOIL-PARCEL-DENSITY")],
    ids=["sound", "negative", "kg/m2"],
)
def test_densities_of_parcels_are_checked(square, density, code):
    frame = square.parcels().assign(SOCD=density)
    square.survey(frame)
    square.entry("soil_parcels", "dltb.shp", year=2022, vintage="v")
    _, examination = check_study(square.plan())
    found = {f.code for f in examination.findings if f.layer == "soil_parcels"}
    assert found - {"LAYER-YEARS-PARTIAL"} == ({code} if code else set())
