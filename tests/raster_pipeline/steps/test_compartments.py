"""Forest sub-compartments: what intake makes of a bureau's table, faults, their accounts."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.compartments import account_compartments
from raster_pipeline.steps.intake import examine
from raster_pipeline.steps.overlay import ZoneLayer
from sinkmap.area import AreaMeasure
from sinkmap.errors import Severity


@pytest.fixture
def forest(square):
    """Five sub-compartments of a hectare in a row, and the study that holds them."""

    def make(**columns):
        shapes = square.parcels().geometry.iloc[:5].to_numpy()
        sound = {
            "BSM": [f"3204{k:04d}" for k in range(5)],
            "YOU_SHI_SZ": ["马尾松", "530", "毛竹", "灌木林", ""],
            "HUO_LMGQXJ": [60.0, 80.0, 0.0, 0.0, 0.0],
            "YU_BI_DU": [0.6, 0.7, 0.9, 0.4, 0.0],
            "QI_YUAN": ["天然", "人工", "天然", "天然", ""],
            "LIN_ZHONG": ["用材林"] * 5,
            "MIAN_JI": [1.0] * 5,
        }
        frame = gpd.GeoDataFrame(sound | columns, geometry=shapes, crs=square.grid.crs)
        square.survey()
        square.write(frame, "xb.shp")
        square.entry("sub_compartments", "xb.shp", year=2022)
        study, root = open_study(square.plan())
        return examine(study, root, keep=root.parent / "kept")

    return make


def kept(examination):
    return gpd.read_parquet(examination.vectors["sub_compartments", 2022])


def test_fields_as_the_forest_survey_names_them(forest, found):
    examination = forest()
    assert not examination.refused
    table = kept(examination)
    assert table["species"].tolist() == ["masson_pine", "poplar", "bamboo", "shrub", ""]
    assert table["stand"].tolist() == ["arbor", "arbor", "bamboo", "shrub", ""]
    assert table["volume"].tolist() == [60.0, 80.0, 0.0, 0.0, 0.0]
    assert table["origin"].iloc[1] == "人工"
    assert table["area_m2"].tolist() == [10_000.0] * 5
    assert table["age"].isna().all()
    assert found(examination)["SPECIES-MISSING"].severity is Severity.NOTE
    assert {"SPECIES-UNKNOWN", "VOLUME-IMPOSSIBLE", "CANOPY-RANGE"}.isdisjoint(found(examination))


def test_short_names_of_fields(square):
    shape = square.parcels().geometry.iloc[:1]
    frame = gpd.GeoDataFrame(
        {"YSSZ": ["杉木"], "MGQXJ": [50.0], "YBD": [0.5], "QY": ["人工"], "LZ": ["用材林"]},
        geometry=shape.to_numpy(),
        crs=square.grid.crs,
    )
    square.survey()
    square.write(frame, "xb.shp")
    square.entry("sub_compartments", "xb.shp", year=2022)
    study, root = open_study(square.plan())
    table = kept(examine(study, root, keep=root.parent / "kept"))
    assert table.loc[0, ["species", "volume", "canopy", "origin", "category"]].tolist() == [
        "chinese_fir", 50.0, 0.5, "人工", "用材林",
    ]  # fmt: skip


def test_every_planted_fault_is_named(forest, found):
    examination = forest(
        YOU_SHI_SZ=["桉树", "杨树", "栎类", "水杉", "硬阔类"],
        HUO_LMGQXJ=[60.0, -9999.0, 220.0, 900.0, 130.0],
        YU_BI_DU=[60.0, 0.7, 1.0, -1.0, 0.0],
        PINGJUN_NL=[10, -1, 20, 30, 40],
    )
    assert not examination.refused
    named = found(examination)
    assert named["SPECIES-UNKNOWN"].seen == "桉树"
    assert named["SPECIES-UNKNOWN"].wanted == "mixed"
    assert named["VOLUME-IMPOSSIBLE"].features == ("32040001", "32040003")
    assert named["VOLUME-IMPOSSIBLE"].seen == "-9999 … 900"
    assert named["VOLUME-MISSING"].count == 2
    assert named["CANOPY-RANGE"].count == 2
    assert named["COMPARTMENT-NUMBER"].features == ("32040001",)
    # 220 m³/ha of oak hold 130 tC/ha, 130 m³/ha of hard broadleaf 81.5
    assert named["BIOMASS-HIGH"].features == ("32040002", "32040004")
    assert named["BIOMASS-HIGH"].area_m2 == pytest.approx(20_000.0, rel=1e-4)
    table = kept(examination)
    assert table["species"].iloc[0] == "mixed"
    assert np.isnan(table["volume"]).tolist() == [False, True, False, True, False]
    assert np.isnan(table["canopy"]).tolist() == [True, False, False, True, False]


def test_overlaps_are_refused(square, found):
    shapes = square.parcels().geometry.iloc[[0, 1]].to_numpy()
    shapes[1] = shapely.union_all(shapes)
    frame = gpd.GeoDataFrame(
        {"YOU_SHI_SZ": ["杉木", "杉木"], "HUO_LMGQXJ": [50.0, 50.0]},
        geometry=shapes,
        crs=square.grid.crs,
    )
    square.survey()
    square.write(frame, "xb.shp")
    square.entry("sub_compartments", "xb.shp", year=2022)
    study, root = open_study(square.plan())
    overlap = found(examine(study, root, keep=None))["GEOM-OVERLAP"]
    assert overlap.severity is Severity.ERROR
    assert overlap.layer == "sub_compartments"


def test_pieces_of_units_add_up_and_carry_what_is_stated(square):
    measure = AreaMeasure.of_grid(square.grid)
    west, south, _, _ = square.grid.bounds
    shapes = np.array([shapely.box(west, south, west + 300.0, south + 100.0)], dtype=object)
    frame = gpd.GeoDataFrame(
        {"species": ["oak"], "volume": [70.0], "age": [30.0], "harvest": [np.nan]},
        geometry=shapes,
        crs=square.grid.crs,
    )
    halves = square.districts(middle=west + 100.0)
    city = ZoneLayer("city", ("c",), np.array([halves.union_all()], dtype=object))
    parts = ZoneLayer.of("district", halves, "XZQDM")
    found = account_compartments(frame, [city, parts], measure)
    assert set(found) == {"c", "320402", "320404"}
    first, second = found["320402"]["area_m2"].sum(), found["320404"]["area_m2"].sum()
    assert first + second == pytest.approx(found["c"]["area_m2"].sum(), rel=1e-12)
    assert first == pytest.approx(measure.polygons(shapes)[0] / 3.0, rel=1e-6)
    assert found["320404"].loc[0, ["species", "volume", "age"]].tolist() == ["oak", 70.0, 30.0]


def test_soil_classes_become_those_of_the_guidelines(square, found):
    frame = gpd.GeoDataFrame(
        {"TRLX": ["潴育水稻土", "棕红壤", "月壤"]},
        geometry=square.parcels().geometry.iloc[:3].to_numpy(),
        crs=square.grid.crs,
    )
    square.survey()
    square.write(frame, "soil.shp")
    square.entry("soil_class", "soil.shp")
    study, root = open_study(square.plan())
    examination = examine(study, root, keep=root.parent / "kept")
    table = gpd.read_parquet(examination.vectors["soil_class", 2022])
    assert table["ipcc_value"].tolist() == [1, 2, 0]
    assert found(examination)["SOIL-CLASS-UNKNOWN"].seen == "月壤"


def test_an_unknown_practice_of_parcels_is_refused(square, found):
    frame = square.parcels()
    frame["GLCS"] = ["straw_returned", "straw", *[""] * (len(frame) - 2)]
    square.survey(frame)
    study, root = open_study(square.plan())
    refused = found(examine(study, root, keep=None))["PRACTICE-UNKNOWN"]
    assert (refused.seen, refused.count) == ("straw", 1)
