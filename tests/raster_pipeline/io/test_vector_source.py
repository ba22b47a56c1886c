"""Vector files come in as they are, and damaged ones do not come in."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from raster_pipeline.io.vector_source import read_vector
from raster_pipeline.io.vector_writer import write_vector
from sinkmap.errors import InputRefusedError

ESRI_4528 = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_40",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",40500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


@pytest.fixture
def frame():
    boxes = shapely.box(np.arange(3.0), 0.0, np.arange(3.0) + 1, 1.0)
    return gpd.GeoDataFrame(
        {
            "BSM": ["320402198001011260", "320402198001011261", "320402198001011262"],
            "DLMC": ["乔木林地", "水田", None],
            "TBMJ": [1.5, 2.5, 3.5],
            "SJNF": np.full(3, 2022, dtype="int32"),
        },
        geometry=boxes,
        crs="EPSG:4549",
    )


def refusal(path, **options):
    with pytest.raises(InputRefusedError) as caught:
        read_vector(path, **options)
    return caught.value.findings[0]


@pytest.mark.parametrize(
    ("driver", "ending"),
    [("ESRI Shapefile", "shp"), ("GPKG", "gpkg"), ("OpenFileGDB", "gdb"), ("Parquet", "parquet")],
)
def test_every_format_gives_the_same_table(tmp_path, frame, driver, ending):
    path = tmp_path / f"a.{ending}"
    write_vector(frame, path, driver=driver)
    read = read_vector(path)
    assert read.epsg == 4549
    assert read.frame["DLMC"].iloc[:2].tolist() == ["乔木林地", "水田"]
    assert read.frame["DLMC"].isna().tolist() == [False, False, True]
    assert read.frame["BSM"].iloc[0] == "320402198001011260"
    assert read.frame["SJNF"].dtype == "Int64"
    assert read.frame.geometry.geom_equals(frame.geometry).all()
    assert not read.has_z


def test_geojson_is_degrees(tmp_path, frame):
    path = tmp_path / "a.geojson"
    write_vector(frame.to_crs("EPSG:4326"), path, driver="GeoJSON")
    assert read_vector(path).epsg == 4326


@pytest.mark.parametrize(
    ("codec", "cpg", "name", "how"),
    [
        ("GBK", False, "GB18030", "detected"),
        ("GBK", True, "GB18030", "cpg"),
        ("UTF-8", True, "UTF-8", "cpg"),
        ("UTF-8", False, "UTF-8", "detected"),
    ],
)
def test_chinese_names_come_through(tmp_path, frame, codec, cpg, name, how):
    """E1: GBK without a .cpg gives the right names, found as GB18030."""
    path = tmp_path / "a.shp"
    write_vector(frame, path, driver="ESRI Shapefile", encoding=codec, cpg=cpg)
    read = read_vector(path)
    assert read.frame["DLMC"].iloc[:2].tolist() == ["乔木林地", "水田"]
    assert (read.encoding.name, read.encoding.how) == (name, how)


def test_a_lying_cpg_is_found_out(tmp_path, frame):
    path = tmp_path / "a.shp"
    write_vector(frame, path, driver="ESRI Shapefile", encoding="GBK", cpg=False)
    (tmp_path / "a.cpg").write_text("UTF-8", encoding="ascii")
    read = read_vector(path)
    assert read.frame["DLMC"].iloc[0] == "乔木林地"
    assert read.encoding.refuted == "UTF-8"


def test_a_declared_character_set_must_fit(tmp_path, frame):
    path = tmp_path / "a.shp"
    write_vector(frame, path, driver="ESRI Shapefile", encoding="GBK", cpg=False)
    assert read_vector(path, encoding="gbk").encoding.how == "declared"
    assert refusal(path, encoding="UTF-8").code == "ENCODING-WRONG"
    assert refusal(path, encoding="klingon").code == "ENCODING-WRONG"


def test_chinese_field_names_come_through(tmp_path, frame):
    path = tmp_path / "a.shp"
    named = frame.rename(columns={"DLMC": "地类"})
    write_vector(named, path, driver="ESRI Shapefile", encoding="GBK", cpg=False)
    assert "地类" in read_vector(path, columns=["地类", "BSM"]).frame.columns


def test_an_esri_projection_file_has_its_code(tmp_path, frame):
    """E2: a zone 40 file with an ESRI .prj is EPSG:4528."""
    path = tmp_path / "a.shp"
    write_vector(frame, path, driver="ESRI Shapefile")
    path.with_suffix(".prj").write_text(ESRI_4528, encoding="ascii")
    assert read_vector(path).epsg == 4528


def test_only_the_columns_asked_for_are_read(tmp_path, frame):
    path = tmp_path / "a.gpkg"
    write_vector(frame, path)
    read = read_vector(path, columns=["bsm", "absent"])
    assert list(read.frame.columns) == ["BSM", "geometry"]


def test_a_long_id_with_gaps_stays_exact(tmp_path, frame):
    path = tmp_path / "a.gpkg"
    ids = pd.array([320402198001011260, None, 320402198001011262], dtype="Int64")
    write_vector(frame.assign(BSM=ids), path)
    assert read_vector(path).frame["BSM"].iloc[0] == 320402198001011260


def test_heights_are_left_aside(tmp_path, frame):
    path = tmp_path / "a.gpkg"
    write_vector(frame.set_geometry(shapely.force_3d(frame.geometry.to_numpy(), 5.0)), path)
    read = read_vector(path)
    assert read.has_z
    assert not read.frame.geometry.has_z.any()


def test_one_table_of_several_must_be_named(tmp_path, frame):
    path = tmp_path / "a.gpkg"
    write_vector(frame, path, table="DLTB")
    write_vector(frame, path, table="XZQ")
    assert refusal(path).code == "TABLE-AMBIGUOUS"
    assert refusal(path, table="dltb").wanted == "DLTB, XZQ"
    assert read_vector(path, table="XZQ").tables == ("DLTB", "XZQ")


def test_a_crs_is_taken_from_the_plan_only_where_there_is_none(tmp_path, frame):
    path = tmp_path / "a.shp"
    write_vector(frame, path, driver="ESRI Shapefile")
    assert not read_vector(path, assume_crs="EPSG:4528").assumed
    path.with_suffix(".prj").unlink()
    assert read_vector(path).crs == ""
    read = read_vector(path, assume_crs="EPSG:4528")
    assert (read.epsg, read.assumed) == (4528, True)


def cut(path, share):
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def test_damaged_shapefiles_are_named(tmp_path, frame):
    path = tmp_path / "a.shp"

    def fresh():
        write_vector(frame, path, driver="ESRI Shapefile")

    fresh()
    cut(path, 0.6)
    assert refusal(path).code == "FILE-TRUNCATED"
    fresh()
    table = path.with_suffix(".dbf")
    patched = bytearray(table.read_bytes())
    patched[4] = 2
    table.write_bytes(patched)
    assert refusal(path).code == "FILE-COUNTS"
    fresh()
    cut(table, 0.7)
    assert refusal(path).code == "FILE-TRUNCATED"
    for ending in (".shx", ".dbf"):
        fresh()
        path.with_suffix(ending).unlink()
        finding = refusal(path)
        assert (finding.code, finding.wanted) == ("FILE-PART-MISSING", f"a{ending}")
    assert not path.with_suffix(".dbf").exists()


def test_damaged_containers_are_named(tmp_path, frame):
    path = tmp_path / "a.gpkg"
    write_vector(frame, path)
    (tmp_path / "a.gpkg-wal").write_bytes(b"x")
    assert refusal(path).code == "FILE-UNSAVED"
    (tmp_path / "a.gpkg-wal").unlink()
    cut(path, 0.5)
    assert refusal(path).code == "FILE-DAMAGED"
    path.write_bytes(b"not a database at all")
    assert refusal(path).code == "FILE-FORMAT"
    other = tmp_path / "a.geojson"
    write_vector(frame.to_crs("EPSG:4326"), other, driver="GeoJSON")
    cut(other, 0.7)
    assert refusal(other).code == "FILE-UNREADABLE"
    table = tmp_path / "a.parquet"
    write_vector(frame, table, driver="Parquet")
    cut(table, 0.7)
    assert refusal(table).code == "FILE-TRUNCATED"
    assert refusal(tmp_path / "a.kml").code == "FILE-FORMAT"
