"""Vector files: content read back, fixed bytes, the character set of shapefiles."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import box

from raster_pipeline.io.vector_writer import write_vector

pyogrio = pytest.importorskip("pyogrio")


def _frame() -> gpd.GeoDataFrame:
    squares = [box(i, 0, i + 1, 1) for i in range(3)]
    return gpd.GeoDataFrame(
        {"DLBM": ["0101", "1104A", "08H2"], "DLMC": ["水田", "养殖坑塘", "科教文卫用地"]},
        geometry=squares,
        crs="EPSG:4528",
    )


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("a.gpkg", "GPKG"),
        ("a.shp", "ESRI Shapefile"),
        ("a.gdb", "OpenFileGDB"),
        ("a.geojson", "GeoJSON"),
    ],
)
def test_content_comes_back(tmp_path: Path, name: str, driver: str) -> None:
    write_vector(_frame(), tmp_path / name, driver=driver)
    back = pyogrio.read_dataframe(tmp_path / name)
    assert list(back["DLBM"]) == ["0101", "1104A", "08H2"]
    assert list(back["DLMC"]) == ["水田", "养殖坑塘", "科教文卫用地"]
    assert back.crs.to_epsg() == 4528
    assert back.geometry.iloc[1].equals(box(1, 0, 2, 1))


def test_parquet_comes_back(tmp_path: Path) -> None:
    write_vector(_frame(), tmp_path / "a.parquet", driver="Parquet")
    back = gpd.read_parquet(tmp_path / "a.parquet")
    assert list(back["DLMC"]) == list(_frame()["DLMC"])


@pytest.mark.parametrize(
    ("name", "driver"),
    [("a.gpkg", "GPKG"), ("a.shp", "ESRI Shapefile"), ("a.parquet", "Parquet")],
)
def test_bytes_depend_on_content_only(tmp_path: Path, name: str, driver: str) -> None:
    for folder in ("one", "two"):
        write_vector(_frame(), tmp_path / folder / name, driver=driver)
    first = {p.name: p.read_bytes() for p in (tmp_path / "one").iterdir()}
    second = {p.name: p.read_bytes() for p in (tmp_path / "two").iterdir()}
    assert first == second


def test_geopackage_leaves_no_journal_and_takes_a_second_table(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write_vector(_frame(), path, table="DLTB")
    write_vector(_frame(), path, table="DLTBGX")
    assert [p.name for p in tmp_path.iterdir()] == ["a.gpkg"]
    assert list(pyogrio.list_layers(path)[:, 0]) == ["DLTB", "DLTBGX"]


def test_shapefile_without_cpg_names_no_character_set(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    write_vector(_frame(), path, driver="ESRI Shapefile", encoding="GBK", cpg=False)
    table = path.with_suffix(".dbf").read_bytes()
    assert not path.with_suffix(".cpg").exists()
    assert table[29] == 0
    assert "养殖坑塘".encode("gbk") in table
    assert next(iter(pyogrio.read_dataframe(path, encoding="GBK")["DLMC"])) == "水田"


def test_shapefile_with_cpg_reads_without_help(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    write_vector(_frame(), path, driver="ESRI Shapefile", encoding="GBK")
    assert path.with_suffix(".cpg").read_text() == "GBK"
    assert next(iter(pyogrio.read_dataframe(path)["DLMC"])) == "水田"


def test_wrong_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot write"):
        write_vector(_frame(), tmp_path / "a.shp")
