"""Drawings, archives, shapefiles and GeoJSON as plots; what is hostile in them is refused."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pytest
import shapely

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip
from raster_pipeline.io.plot_source import read_plots
from sinkmap.errors import InputRefusedError

E, N = 40_495_000.0, 3_517_000.0
BOX = [(E, N), (E + 100, N), (E + 100, N + 200), (E, N + 200)]
HOLE = [(E + 20, N + 50), (E + 60, N + 50), (E + 60, N + 90), (E + 20, N + 90)]


def polyline(corners, layer="用地红线", closed=True):
    rows = [("0", "LWPOLYLINE"), ("8", layer), ("100", "AcDbPolyline")]
    rows += [("90", len(corners)), ("70", int(closed))]
    for x, y in corners:
        rows += [("10", f"{x:.4f}"), ("20", f"{y:.4f}")]
    return rows


def old_polyline(corners, layer="用地红线"):
    rows = [("0", "POLYLINE"), ("8", layer), ("66", 1), ("70", 1)]
    for x, y in corners:
        rows += [("0", "VERTEX"), ("8", layer), ("10", x), ("20", y)]
    return [*rows, ("0", "SEQEND"), ("8", layer)]


def hatch(corners, layer="用地红线"):
    rows = [("0", "HATCH"), ("8", layer), ("100", "AcDbHatch"), ("10", 0), ("20", 0), ("30", 0)]
    rows += [("2", "SOLID"), ("70", 1), ("71", 0), ("91", 1), ("92", 2), ("72", 0), ("73", 1)]
    rows += [("93", len(corners))]
    for x, y in corners:
        rows += [("10", x), ("20", y)]
    return [*rows, ("97", 0), ("75", 0), ("76", 1), ("98", 0)]


def label(x, y, words, layer="用地红线"):
    return [("0", "TEXT"), ("8", layer), ("10", x), ("20", y), ("40", 5), ("1", words)]


def drawing(path, *entities, encoding="utf-8"):
    page = "UTF-8" if encoding == "utf-8" else "ANSI_936"
    version = "AC1027" if encoding == "utf-8" else "AC1015"
    rows = [("0", "SECTION"), ("2", "HEADER"), ("9", "$ACADVER"), ("1", version)]
    rows += [("9", "$DWGCODEPAGE"), ("3", page), ("0", "ENDSEC")]
    rows += [("0", "SECTION"), ("2", "ENTITIES"), *(row for one in entities for row in one)]
    rows += [("0", "ENDSEC"), ("0", "EOF")]
    path.write_bytes("".join(f"{a}\n{b}\n" for a, b in rows).encode(encoding))
    return path


def refusal(call, *args, **options):
    with pytest.raises(InputRefusedError) as error:
        call(*args, **options)
    return {finding.code: finding for finding in error.value.findings}


@pytest.mark.parametrize("entity", [polyline, old_polyline, hatch])
def test_closed_entities_are_plots(tmp_path, entity):
    found = read_plots(drawing(tmp_path / "a.dxf", entity(BOX)), crs="EPSG:4528")
    assert [f.code for f in found.findings] == ["PLOT-CRS-DECLARED"]
    assert found.frame.geometry[0].equals(shapely.Polygon(BOX))


def test_islands_doubles_names_and_open_lines(tmp_path):
    path = drawing(
        tmp_path / "a.dxf",
        polyline(BOX),
        hatch(BOX),
        polyline(HOLE),
        polyline(BOX[:3], closed=False),
        label(E + 5, N + 5, "一号地块"),
    )
    found = read_plots(path, crs="EPSG:4528")
    (row,) = found.frame.itertuples()
    assert row.name == "一号地块"
    assert shapely.area(row.geometry) == pytest.approx(20_000 - 1_600)
    codes = {f.code for f in found.findings}
    assert codes == {"PLOT-CRS-DECLARED", "PLOT-DXF-DOUBLE", "PLOT-DXF-OPEN"}


def test_layers_of_a_drawing(tmp_path):
    far = [(x + 900, y) for x, y in BOX]
    path = drawing(tmp_path / "a.dxf", polyline(BOX), polyline(far, "道路"), encoding="gbk")
    assert "用地红线 (1)" in refusal(read_plots, path, crs="EPSG:4528")["PLOT-DXF-LAYERS"].seen
    assert "PLOT-DXF-NO-LAYER" in refusal(read_plots, path, crs="EPSG:4528", layer="无")
    found = read_plots(path, crs="EPSG:4528", layer="道路")
    assert found.frame.geometry[0].bounds[0] == E + 900


def test_drawings_that_are_refused(tmp_path):
    bow = [BOX[k] for k in (0, 2, 1, 3)]
    crossing = refusal(read_plots, drawing(tmp_path / "a.dxf", polyline(bow)))
    assert {"PLOT-DXF-CROSSING", "PLOT-CRS-UNDECLARED"} <= set(crossing)
    nothing = drawing(tmp_path / "b.dxf", polyline(BOX, closed=False))
    assert "PLOT-DXF-EMPTY" in refusal(read_plots, nothing, crs="EPSG:4528")
    for number, raw in enumerate((b"AutoCAD Binary DXF\r\n\x1a\x00", b"<OGRVRT/>", b"", b"{}")):
        path = tmp_path / f"c{number}.dxf"
        path.write_bytes(raw)
        assert "PLOT-DXF-FORMAT" in refusal(read_plots, path, crs="EPSG:4528")


def test_blocks_are_not_unfolded(tmp_path):
    path = tmp_path / "a.dxf"
    block = [("0", "BLOCK"), ("8", "0"), ("2", "B"), ("10", 0), ("20", 0), *polyline(BOX)]
    rows = [("0", "SECTION"), ("2", "HEADER"), ("0", "ENDSEC")]
    rows += [("0", "SECTION"), ("2", "BLOCKS"), *block, ("0", "ENDBLK"), ("0", "ENDSEC")]
    rows += [("0", "SECTION"), ("2", "ENTITIES"), ("0", "INSERT"), ("8", "0"), ("2", "B")]
    rows += [("10", 0), ("20", 0), *polyline(BOX), ("0", "ENDSEC"), ("0", "EOF")]
    path.write_text("".join(f"{a}\n{b}\n" for a, b in rows), encoding="utf-8")
    found = read_plots(path, crs="EPSG:4528")
    assert "PLOT-DXF-BLOCKS" in {f.code for f in found.findings}
    assert len(found.frame) == 1


@pytest.fixture
def frame():
    return gpd.GeoDataFrame(
        {"DKBH": ["K7"], "DKMC": ["示例地块"]}, geometry=[shapely.Polygon(BOX)], crs="EPSG:4528"
    )


def zipped(path, files, names=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, (names or {}).get(file.name, f"数据/{file.name}"))
    return path


def test_shapefile_in_a_nested_folder_of_a_zip(tmp_path, frame):
    made = tmp_path / "shp"
    made.mkdir()
    frame.to_file(made / "范围.shp", encoding="GBK")
    found = read_plots(zipped(tmp_path / "a.zip", sorted(made.iterdir())))
    (row,) = found.frame.itertuples()
    assert (row.number, row.name, found.kind) == ("K7", "示例地块", "shapefile")
    assert row.geometry.equals(shapely.Polygon(BOX))


def test_geojson_keeps_its_own_crs(tmp_path, frame):
    path = tmp_path / "a.geojson"
    frame.to_crs("EPSG:4490").to_file(path, driver="GeoJSON")
    found = read_plots(path)
    assert found.kind == "geojson"
    back = found.frame.to_crs("EPSG:4528").geometry[0]
    assert shapely.hausdorff_distance(back, shapely.Polygon(BOX)) < 0.05


def entry(name, **fields):
    info = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    return info


@pytest.mark.parametrize(
    "names",
    [["../a.txt"], ["/etc/a.txt"], ["C:\\a.txt"], ["a.txt", "b.zip"]],
)
def test_archives_that_lead_out_or_nest(tmp_path, names):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(entry(name), "x")
    assert "PLOT-ZIP-REFUSED" in refusal(read_plots, path)


def test_archives_with_links_or_too_much(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry("a.txt", external_attr=0o120777 << 16), "/etc/passwd")
    assert "PLOT-ZIP-REFUSED" in refusal(read_plots, path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * (40 * 2**20))
    assert "PLOT-ZIP-TOO-LARGE" in refusal(read_plots, path)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(201):
            archive.writestr(f"{number}.txt", "")
    assert "PLOT-ZIP-TOO-LARGE" in refusal(read_plots, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "")
        archive.writestr("b.txt", "")
    assert refusal(read_plots, path)["PLOT-ZIP-AMBIGUOUS"].seen == "a.txt, b.txt"


def test_a_broken_archive_and_names_in_gbk(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert "PLOT-ZIP-DAMAGED" in refusal(read_plots, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.bin", "")
        for name in ("甲.txt", "乙.txt"):
            archive.writestr(name.encode("gbk").decode("cp437"), "")
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as archive:  # the flag of UTF-8 taken away, as old programs write
        flagged = [i for i in archive.infolist() if i.flag_bits & 0x800]
    for info in flagged:
        utf8 = info.filename.encode("utf-8")
        short = info.filename.encode("cp437")
        assert utf8 in raw
        assert len(short) < len(utf8)
    assert "PLOT-ZIP-AMBIGUOUS" in refusal(read_plots, path)


def test_files_that_are_no_plots(tmp_path):
    assert "PLOT-FILE-MISSING" in refusal(read_plots, tmp_path / "none.txt")
    path = tmp_path / "a.dwg"
    path.write_bytes(b"AC1027")
    assert "PLOT-FORMAT" in refusal(read_plots, path)
    path = tmp_path / "a.txt"
    path.write_text("J1,1,1,1", encoding="utf-8")
    assert "PLOT-CRS-NO-CRS" in refusal(read_plots, path, crs="EPSG:banana")
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert "PLOT-NONE" in refusal(read_plots, path)
