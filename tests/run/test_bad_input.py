"""Bad input of every kind: a named finding with file, seen, wanted and cure; inputs stay as is.

One small study (a partition, parcels, red line, land cover and soil of one year) is copied for
each fault. Each row of the tables is one fault: what is done to the folder, and the codes of the
errors that must be found, all of them and no other.
"""

import hashlib
import os
import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from raster_pipeline.run import run_study
from raster_pipeline.steps.intake import check_study
from sinkmap.errors import Finding, InputRefusedError, Severity

Change = Callable[[Path], object]
KEPT = ("CJDCQ", "DLTB_2022", "STBHHX")
RASTERS = ("land_cover_2022", "soil_carbon")
PARCELS = "shapefiles/DLTB_2022.shp"


@pytest.fixture(scope="session")
def lean(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of one year cut out of the town."""
    folder = tmp_path_factory.mktemp("lean") / "study"
    for name in KEPT:
        for part in (town / "shapefiles").glob(f"{name}.*"):
            (folder / "shapefiles").mkdir(parents=True, exist_ok=True)
            shutil.copy(part, folder / "shapefiles")
    (folder / "rasters").mkdir()
    for name in RASTERS:
        shutil.copy(town / "rasters" / f"{name}.tif", folder / "rasters")
    text = (town / "study.toml").read_text("utf-8").replace("[2022, 2023, 2024]", "[2022]")
    blocks = text.split("\n\n")
    wanted = (*(f"{name}.shp" for name in KEPT), *(f"{name}.tif" for name in RASTERS))
    kept = [
        b for b in blocks if not re.search(r"^files? =", b, re.M) or any(w in b for w in wanted)
    ]
    plan = re.sub(r'^\w+ = "carbon/.*\n?', "", "\n\n".join(kept), flags=re.M)
    (folder / "study.toml").write_text(plan, "utf-8")
    return folder


@pytest.fixture
def study(lean: Path, tmp_path: Path) -> Path:
    """A copy of the study to spoil."""
    return Path(shutil.copytree(lean, tmp_path / "study"))


def errors(study: Path) -> list[Finding]:
    try:
        _, examination = check_study(study)
    except InputRefusedError as error:
        return list(error.findings)
    return [f for f in examination.findings if f.severity is Severity.ERROR]


def content(study: Path) -> dict[str, str]:
    return {
        str(path.relative_to(study)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in study.rglob("*")
        if path.is_file()
    }


def expect(study: Path, change: Change, codes: str) -> None:
    change(study)
    before = content(study)
    found = errors(study)
    assert {f.code for f in found} == set(codes.split()), [f.say("en") for f in found]
    for finding in found:
        assert finding.message.zh
        assert finding.message.en
        assert finding.cure.zh
        assert finding.seen or finding.wanted or finding.features or finding.file
        assert str(study) not in finding.say("zh")
    assert content(study) == before


# What is done to a study.


def plan(old: str, new: str) -> Change:
    def change(study: Path) -> None:
        path = study / "study.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


def add(text: str) -> Change:
    def change(study: Path) -> None:
        with (study / "study.toml").open("a", encoding="utf-8") as stream:
            stream.write(f"\n{text}\n")

    return change


def file(name: str, text: str = "") -> Change:
    return plan(f'"{PARCELS}"', f"{name}{text}")


def part(ending: str) -> Callable[[Path], Path]:
    return lambda study: (study / PARCELS).with_suffix(ending)


def cut(name: Callable[[Path], Path], share: float) -> Change:
    def change(study: Path) -> None:
        data = name(study).read_bytes()
        name(study).write_bytes(data[: int(len(data) * share)])

    return change


def patch(name: Callable[[Path], Path], where: int, data: bytes) -> Change:
    def change(study: Path) -> None:
        content = bytearray(name(study).read_bytes())
        content[where : where + len(data)] = data
        name(study).write_bytes(bytes(content))

    return change


def vector(edit: Callable[[gpd.GeoDataFrame], Any], name: str = "DLTB_2022") -> Change:
    def change(study: Path) -> None:
        path = study / "shapefiles" / f"{name}.shp"
        frame = gpd.read_file(path, encoding="GB18030")
        for old in path.parent.glob(f"{name}.*"):
            old.unlink()
        edit(frame).to_file(path, encoding="GB18030")

    return change


def shape(edit: Callable[[Any], Any], name: str = "DLTB_2022") -> Change:
    def edited(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        geometry = frame.geometry.to_numpy().copy()
        geometry[2] = edit(geometry[2])
        return frame.set_geometry(geometry, crs=frame.crs)

    return vector(edited, name)


def column(name: str, value: Any, file: str = "DLTB_2022") -> Change:
    """The seventh row's value, or what a function makes of the whole column."""

    def edited(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if callable(value):
            return frame.assign(**{name: value(frame)})
        return frame.assign(**{name: frame[name].where(frame.index != 7, value)})

    return vector(edited, file)


def other(name: str, make: Callable[[gpd.GeoDataFrame, Path], object]) -> Change:
    """Parcels in another file that takes the shapefile's place."""

    def change(study: Path) -> None:
        frame = gpd.read_file(study / PARCELS, encoding="GB18030")
        make(frame, study / "shapefiles" / name)
        file(f'"shapefiles/{name}"')(study)

    return change


def text(name: str, content: str | bytes) -> Change:
    data = content.encode() if isinstance(content, str) else content
    return other(name, lambda _, path: path.write_bytes(data))


def raster(edit: Any = None, name: str = "land_cover_2022", **profile: Any) -> Change:
    def change(study: Path) -> None:
        path = study / "rasters" / f"{name}.tif"
        with rasterio.open(path) as dataset:
            pixels, kept = dataset.read(), dataset.profile
        pixels = pixels if edit is None else edit(pixels)
        made = {
            **{k: kept[k] for k in ("driver", "crs", "transform", "nodata")},
            "dtype": pixels.dtype,
            "count": pixels.shape[0],
            "height": pixels.shape[1],
            "width": pixels.shape[2],
            **profile,
        }
        with rasterio.open(path, "w", **made) as dataset:
            dataset.write(pixels)

    return change


def cover(study: Path) -> Path:
    return study / "rasters" / "land_cover_2022.tif"


def link(name: Callable[[Path], Path]) -> Change:
    def change(study: Path) -> None:
        outside = study.parent / name(study).name
        shutil.move(name(study), outside)
        name(study).symlink_to(outside)

    return change


def bow(polygon: Any) -> Any:
    west, south, east, north = polygon.bounds
    return shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])


def moved(polygon: Any, metres: float) -> Any:
    return shapely.transform(polygon, lambda xy: xy + np.array([metres, 0.0]))


def deleted_row(study: Path) -> None:
    path = part(".dbf")(study)
    header, width = struct.unpack("<HH", path.read_bytes()[8:12])
    patch(part(".dbf"), header + 5 * width, b"*")(study)


def swapped_index(study: Path) -> None:
    data = part(".shx")(study).read_bytes()
    patch(part(".shx"), 100, data[108:116] + data[100:108])(study)


def journal(frame: gpd.GeoDataFrame, path: Path) -> None:
    frame.to_file(path, driver="GPKG")
    path.with_name(f"{path.name}-journal").write_bytes(b"half")


WHERE = Affine(10, 0, 487600, 0, -10, 3511000)
SECOND = 100 + 8 + 4 + 32 + 8 + 4
VRT = "<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>"
STREAM = '{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read x"}'
SIDE = (
    "<PAMDataset><SRS>&x;</SRS><GeoTransform>a,b</GeoTransform><PAMRasterBand>"
    "<NoDataValue>none</NoDataValue></PAMRasterBand></PAMDataset>"
)
PIXELS = "<VRTDataset rasterXSize='600' rasterYSize='500'/>"

FILES: dict[str, tuple[Change, str]] = {
    "no prj": (lambda s: part(".prj")(s).unlink(), "CRS-MISSING"),
    "no shx": (lambda s: part(".shx")(s).unlink(), "FILE-PART-MISSING"),
    "half a shp": (cut(part(".shp"), 0.5), "FILE-TRUNCATED"),
    "half a dbf": (cut(part(".dbf"), 0.5), "FILE-TRUNCATED"),
    "no shx header": (cut(part(".shx"), 0.0), "FILE-TRUNCATED"),
    "rows counted wrong": (patch(part(".dbf"), 4, struct.pack("<I", 100)), "FILE-COUNTS"),
    "a row marked deleted": (deleted_row, "FILE-ROWS-DELETED"),
    "an index that swaps two": (swapped_index, "FILE-DAMAGED"),
    "infinite coordinate": (patch(part(".shp"), SECOND, struct.pack("<d", np.inf)), "GEOM-NAN"),
    "table of a shapefile": (
        plan('code_system = "sd3"', 'code_system = "sd3"\ntable = "x"'),
        "TABLE-UNKNOWN",
    ),
    "edits beside": (other("p.gpkg", journal), "FILE-UNSAVED"),
    "folder for a file": (file('"shapefiles"'), "FILE-NOT-REGULAR"),
    "parquet of zeros": (text("p.parquet", b"PAR1" + bytes(99) + b"PAR1"), "FILE-UNREADABLE"),
    "geojson is a vrt": (text("p.geojson", VRT), "FILE-FORMAT"),
    "geojson is a stream": (text("p.geojson", STREAM), "FILE-UNREADABLE"),
    "shapefile is a vrt": (lambda s: part(".shp")(s).write_text(VRT), "FILE-FORMAT"),
    "cad": (text("p.dxf", "x"), "FILE-FORMAT"),
    "far away": (file('"http://127.0.0.1:9/a.shp"'), "FILE-MISSING"),
    "driver path": (file('"/vsicurl/http://127.0.0.1:9/a.geojson"'), "FILE-OUTSIDE"),
    "absolute": (file('"/etc/passwd"'), "FILE-OUTSIDE"),
    "upwards": (file('"../study2/a.shp"'), "FILE-OUTSIDE"),
    "null character": (file('"a\\u0000b.shp"'), "FILE-MISSING"),
    "endless name": (file(f'"{"x" * 400}.shp"'), "FILE-MISSING"),
    "link outwards": (link(part(".shp")), "FILE-OUTSIDE"),
    "linked table": (link(part(".dbf")), "FILE-OUTSIDE"),
    "raster for parcels": (file('"rasters/soil_carbon.tif"'), "FILE-FORMAT"),
}

CONTENT: dict[str, tuple[Change, str]] = {
    "bow tie": (shape(bow), "GEOM-INVALID"),
    "no geometry": (shape(lambda _: None), "GEOM-EMPTY"),
    "moved by 3 m": (shape(lambda p: moved(p, 3.0)), "GEOM-OVERLAP"),
    "same polygon twice": (
        vector(lambda f: gpd.pd.concat([f, f.iloc[[5]].assign(BSM="9")])),
        "GEOM-DUPLICATE",
    ),
    "same id twice": (column("BSM", lambda f: f.BSM.where(f.index != 7, f.BSM[8])), "ID-DUPLICATE"),
    "id as decimal": (column("BSM", lambda f: f.BSM.astype(float)), "ID-AS-NUMBER ID-DUPLICATE"),
    "no class": (column("DLBM", None), "CLASS-CODE-NULL"),
    "strange class": (column("DLBM", "9999"), "CLASS-CODE-UNKNOWN"),
    "negative area": (column("TBMJ", -5.0), "AREA-NOT-POSITIVE"),
    "infinite area": (
        column("TBMJ", lambda f: f.TBMJ.map("{:.2f}".format).where(f.index != 7, "inf")),
        "NUMBER-UNREADABLE AREA-NOT-POSITIVE",
    ),
    "area a hundredfold": (
        vector(lambda f: f.assign(TBMJ=f.TBMJ * 100, KCMJ=f.KCMJ * 100, TBDLMJ=f.TBDLMJ * 100)),
        "AREA-UNIT-UNCLEAR AREA-REGISTER-TOTAL AREA-REGISTER-GROSS AREA-RIDGE-ARITHMETIC",
    ),
    "area 15 % larger": (
        vector(lambda f: f.assign(KCXS=0.0, KCMJ=0.0, TBMJ=f.TBMJ * 1.15, TBDLMJ=f.TBMJ * 1.15)),
        "AREA-REGISTER-TOTAL",
    ),
    "ridges of twice the parcel": (
        vector(lambda f: f.assign(KCXS=2.0, KCMJ=(2 * f.TBMJ).round(2), TBDLMJ=(-f.TBMJ).round(2))),
        "AREA-RIDGE-RANGE",
    ),
    "another year": (vector(lambda f: f.assign(SJNF=2019)), "YEAR-MIXED"),
    "no rows": (vector(lambda f: f.iloc[:0], "CJDCQ"), "LAYER-EMPTY"),
    "unit without code": (
        column("ZLDWDM", lambda f: [None, *f.ZLDWDM[1:]], "CJDCQ"),
        "PARTITION-CODE-MISSING",
    ),
    "unit code with a slash": (
        column("ZLDWDM", lambda f: ["a/b", *f.ZLDWDM[1:]], "CJDCQ"),
        "PARTITION-CODE-ODD",
    ),
    "one code, two names": (
        column("ZLDWDM", lambda f: [f.ZLDWDM[1], *f.ZLDWDM[1:]], "CJDCQ"),
        "PARTITION-CODE-SHARED",
    ),
    "rotated": (raster(transform=WHERE @ Affine.rotation(30)), "RASTER-ROTATED"),
    "mirrored": (raster(transform=Affine(-10, 0, 493600, 0, -10, 3511000)), "RASTER-ROTATED"),
    "half a pixel off": (raster(transform=WHERE @ Affine.translation(0.5, 0)), "RASTER-OFF-GRID"),
    "nodata is a class": (raster(nodata=10), "RASTER-NODATA-CLASH"),
    "real classes": (raster(lambda a: a.astype("f4")), "RASTER-TYPE"),
    "colours": (raster(lambda a: np.repeat(a, 3, 0), photometric="RGB"), "RASTER-BANDS"),
    "another product": (raster(lambda a: np.clip(a // 10, 1, 17)), "RASTER-CODES-OTHER"),
    "nothing observed": (raster(np.zeros_like), "RASTER-EMPTY"),
    "half a raster": (cut(cover, 0.5), "RASTER-TRUNCATED"),
    "raster is a vrt": (lambda s: cover(s).write_text(PIXELS), "RASTER-UNREADABLE"),
    "side file of words": (
        lambda s: cover(s).with_name(f"{cover(s).name}.aux.xml").write_text(SIDE),
        "",
    ),
    "percent for parts": (raster(lambda a: a * 100, "soil_carbon"), "RASTER-RANGE"),
    "infinite carbon": (
        raster(lambda a: np.where(a > 40, np.inf, a).astype("f4"), "soil_carbon"),
        "RASTER-RANGE",
    ),
}

TARGET = (
    'indicator = "tree_cover_rate"\nprofile = "js_tree_cover"\nstatunit = "320499"\nyear = 2030'
)

PLANS: dict[str, tuple[Change, str]] = {
    "years as text": (plan("years = [2022]", 'years = "2022"'), "STUDY-TYPE STUDY-VALUE"),
    "a year twice": (plan("years = [2022]", "years = [2022, 2022]"), "STUDY-DOUBLE"),
    "unknown key": (plan("simulated = true", "simulatd = true"), "STUDY-KEY"),
    "unknown table": (add("[polices]\na = 1"), "STUDY-KEY"),
    "city code with a slash": (plan('code = "320499"', 'code = "a/b"'), "STUDY-VALUE"),
    "grid in degrees at metres": (plan('"EPSG:4549"', '"EPSG:4490"'), "GRID-PLACE"),
    "grid in Web Mercator": (plan('"EPSG:4549"', '"EPSG:3857"'), "GRID-CRS"),
    "grid in feet": (plan('"EPSG:4549"', '"EPSG:2263"'), "GRID-CRS"),
    "grid in space": (plan('"EPSG:4549"', '"EPSG:4978"'), "GRID-CRS"),
    "grid without end": (plan("[500, 600]", "[1000000000, 1000000000]"), "GRID-SIZE"),
    "grid too small": (plan("[500, 600]", "[500, 500]"), "GRID-SMALL"),
    "no resolution": (plan("resolution = 10.0", "resolution = nan"), "STUDY-VALUE"),
    "unit of a target": (plan(TARGET, TARGET.replace("320499", "999")), "STUDY-UNKNOWN-UNIT"),
    "target twice": (add(f'[[target]]\n{TARGET}\nvalue = 1.0\nsource = "x"'), "STUDY-DOUBLE"),
    "city named as partition": (plan('id = "village"', 'id = "city"'), "STUDY-DOUBLE"),
    "profile twice": (
        add('[profiles]\ntree_cover_rate = ["js_tree_cover", "js_tree_cover"]'),
        "STUDY-DOUBLE",
    ),
    "no list": (add('[profiles]\ntree_cover_rate = "law"'), "STUDY-TYPE"),
    "policy": (add('[policies]\ninvalid_geometry = "fix"'), "STUDY-VALUE"),
    "field unknown": (
        plan('code_system = "sd3"', 'code_system = "sd3"\nfields = { dlbmm = "DLBM" }'),
        "FIELD-UNKNOWN",
    ),
    "depth": (plan("[0, 30]", "[30, 0]"), "STUDY-VALUE"),
    "nested without end": (
        lambda s: (s / "study.toml").write_text("a = " + "[" * 20000),
        "STUDY-SYNTAX",
    ),
    "GBK": (
        lambda s: (s / "study.toml").write_bytes((s / "study.toml").read_text().encode("gbk")),
        "STUDY-ENCODING",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_files(study: Path, name: str) -> None:
    expect(study, *FILES[name])


@pytest.mark.parametrize("name", CONTENT)
def test_content(study: Path, name: str) -> None:
    expect(study, *CONTENT[name])


@pytest.mark.parametrize("name", PLANS)
def test_plans(study: Path, name: str) -> None:
    expect(study, *PLANS[name])


def test_the_study_itself_has_no_fault(study: Path) -> None:
    assert errors(study) == []


def test_many_faults_are_found_at_once(study: Path) -> None:
    """Plan, files, geometry, codes and rasters in one look, in the run as in the check."""
    plan(TARGET, TARGET.replace("js_tree_cover", "js_tree_cove"))(study)
    plan("depth_cm = [0, 30]", 'assume_crs = "EPSG:4549"')(study)
    column("DLBM", "9999")(study)
    shape(bow, "STBHHX")(study)
    raster(nodata=10)(study)
    (study / "rasters" / "soil_carbon.tif").unlink()
    with pytest.raises(InputRefusedError) as caught:
        run_study(study)
    assert {f.code for f in caught.value.findings} == {
        "STUDY-UNKNOWN-NAME",
        "CLASS-CODE-UNKNOWN",
        "GEOM-INVALID",
        "RASTER-NODATA-CLASH",
        "FILE-MISSING",
    }
    assert caught.value.exit_code == 3
    assert not (study / "runs").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_must_not_be_read(study: Path) -> None:
    expect(study, lambda s: part(".dbf")(s).chmod(0), "FILE-FORBIDDEN")


def test_a_sibling_of_a_longer_name_is_no_part(study: Path) -> None:
    """``DLTB_2022.0.dbf`` is no part of ``DLTB_2022.shp``, and brackets are no pattern."""
    table = part(".dbf")(study)
    shutil.copy(study / "shapefiles" / "CJDCQ.dbf", table.with_name(f"{table.stem}.0.dbf"))
    for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
        old = part(ending)(study)
        if old.exists():
            old.rename(old.with_name(f"地类[2022] 图斑{ending}"))
    file('"shapefiles/地类[2022] 图斑.shp"')(study)
    assert errors(study) == []
    _, examination = check_study(study)
    files = [row.file for row in examination.inputs if row.layer == "parcels"]
    assert len(files) == 4
    assert all("地类[2022] 图斑." in name for name in files)


def test_what_lies_far_outside_is_listed(study: Path) -> None:
    shape(lambda p: moved(p, 1e5), "STBHHX")(study)
    _, examination = check_study(study)
    (found,) = [f for f in examination.findings if f.code == "FEATURES-OUTSIDE-CITY"]
    assert found.severity is Severity.WARNING
    assert found.count == 1
    assert found.area_m2
