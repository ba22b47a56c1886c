"""Raster inputs: every fault named, a sound file passed on with how it is to be read."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from raster_pipeline.steps.check.rasters import check_raster
from sinkmap.errors import Finding, Severity
from sinkmap.grid import Grid
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.study import InputEntry, Study, parse_study
from sinkmap.text import Text

rasterio = pytest.importorskip("rasterio")
from rasterio.transform import Affine  # noqa: E402

GRID = Grid("EPSG:4549", 490_000.0, 3_510_000.0, 10.0, (120, 200))
NAME = Text("测试", "test")
COVER = Given(
    "land_cover",
    NAME,
    Form.CLASS_RASTER,
    Sensitivity.PUBLIC,
    "-",
    code_systems=("worldcover", "igbp"),
)
HEIGHT = Given(
    "dem",
    NAME,
    Form.VALUE_RASTER,
    Sensitivity.PUBLIC,
    "-",
    uom="m",
    valid=(-500.0, 9000.0),
)
WEST_HALF = shapely.box(490_000, 3_508_800, 491_000, 3_510_000)
EAST_HALF = shapely.box(491_000, 3_508_800, 492_000, 3_510_000)
CODES = np.array([10, 30, 40, 50, 80], "uint8")


def study() -> Study:
    return parse_study(
        {
            "study": {
                "id": "t",
                "title": "t",
                "years": [2022],
                "city": {"code": "1", "name": "t"},
            },
            "grid": {
                "crs": GRID.crs,
                "resolution": GRID.resolution,
                "origin": [GRID.west, GRID.north],
                "shape": list(GRID.shape),
            },
            "partition": [
                {"id": "d", "level": "d", "title": "t", "file": "d", "code": "c", "name": "n"}
            ],
            "input": [{"layer": "x", "files": ["x"]}],
        }
    )


def classes(shape: tuple[int, int] = GRID.shape) -> np.ndarray:
    rows, cols = np.indices(shape)
    return CODES[(rows // 3 + cols // 5) % len(CODES)]


def write(path: Path, values: np.ndarray, **profile: object) -> Path:
    bands = values if values.ndim == 3 else values[None]
    settings = {
        "crs": GRID.crs,
        "nodata": 0,
        "transform": Affine(*GRID.transform),
        **profile,
    }
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=bands.shape[0],
        height=bands.shape[1],
        width=bands.shape[2],
        dtype=values.dtype.name,
        **settings,
    ) as out:
        out.write(bands)
    return path


def look(
    path: Path,
    given: Given = COVER,
    units: tuple[object, ...] = (WEST_HALF, EAST_HALF),
    **fields: object,
) -> tuple[object, dict[str, Finding]]:
    plan = {"code_system": "worldcover" if given is COVER else "", **fields}
    entry = InputEntry(given.id, (f"layers/{path.name}",), (2022,), **plan)
    spec, found = check_raster(entry, path, given, study(), units)
    refused = any(f.severity is Severity.ERROR for f in found)
    assert (spec is None) == refused
    assert all(f.layer == given.id and f.year == 2022 for f in found)
    return spec, {f.code: f for f in found}


def test_a_sound_file_is_passed_without_a_word(tmp_path: Path) -> None:
    spec, found = look(write(tmp_path / "a.tif", classes()))
    assert found == {}
    assert (spec.code_system, spec.nodata, spec.dtype) == ("worldcover", 0.0, "uint8")


def test_no_crs_is_refused_unless_the_plan_states_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes(), crs=None)
    assert look(path)[1].keys() == {"RASTER-CRS-MISSING"}
    spec, found = look(path, assume_crs="EPSG:4549")
    assert found == {}
    assert spec.assume_crs == "EPSG:4549"
    assert look(path, assume_crs="EPSG:1")[1].keys() == {"RASTER-CRS-UNKNOWN"}


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_no_place_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes(), transform=None)
    assert look(path)[1].keys() == {"RASTER-CRS-MISSING"}


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        ("EPSG:3857", "RASTER-CRS-MERCATOR"),
        ("EPSG:2437", "RASTER-CRS-FRAME"),
        ("EPSG:4610", "RASTER-CRS-FRAME"),
    ],
)
def test_other_frames_are_refused(tmp_path: Path, crs: str, code: str) -> None:
    assert code in look(write(tmp_path / "a.tif", classes(), crs=crs), resampling="nearest")[1]


def test_off_the_grid_says_by_how_much(tmp_path: Path) -> None:
    shifted = Affine(10, 0, GRID.west + 4, 0, -10, GRID.north)
    path = write(tmp_path / "a.tif", classes(), transform=shifted)
    refused = look(path)[1]["RASTER-OFF-GRID"]
    assert "0.4 px" in refused.seen
    assert "nearest | mode" in refused.wanted
    spec, found = look(path, resampling="mode")
    assert spec.resampling == "mode"
    assert found["RASTER-RESAMPLED"].severity is Severity.NOTE
    assert "RASTER-RESAMPLING" in look(path, resampling="bilinear")[1]


def test_rotated_and_south_up(tmp_path: Path) -> None:
    turned = Affine.translation(GRID.west, GRID.north) @ Affine.rotation(30) @ Affine.scale(10, -10)
    assert look(write(tmp_path / "a.tif", classes(), transform=turned))[1].keys() == {
        "RASTER-ROTATED"
    }
    south_up = Affine(10, 0, GRID.west, 0, 10, GRID.south)
    spec, found = look(write(tmp_path / "b.tif", classes(), transform=south_up))
    assert spec is not None
    assert found.keys() == {"RASTER-SOUTH-UP"}


def test_a_picture_is_not_a_class_raster(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.stack([classes()] * 3), photometric="RGB")
    found = look(path)[1]
    assert found["RASTER-BANDS"].seen == "red, green, blue"


def test_classes_are_whole_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes().astype("float32"))
    assert "RASTER-TYPE" in look(path)[1]


def test_nodata_undeclared_and_clashing(tmp_path: Path) -> None:
    spec, found = look(write(tmp_path / "a.tif", classes(), nodata=None))
    assert spec.nodata == 0
    assert found["RASTER-NODATA-UNDECLARED"].severity is Severity.WARNING
    found = look(write(tmp_path / "b.tif", classes(), nodata=10))[1]
    assert found["RASTER-NODATA-CLASH"].seen.startswith("10 = ")
    plain = np.full(GRID.shape, 12, "int16")
    heights = write(tmp_path / "c.tif", plain, nodata=None)
    assert look(heights, HEIGHT)[1]["RASTER-NODATA-UNDECLARED"].severity is Severity.ERROR
    assert look(heights, HEIGHT, nodata=-9999.0)[0].nodata == -9999.0


def test_codes_outside_the_legend_are_listed_with_hectares(tmp_path: Path) -> None:
    values = classes()
    values[:4, :25] = 77
    refused = look(write(tmp_path / "a.tif", values))[1]["RASTER-CODES"]
    assert refused.features == ("77 (1.00 ha)",)
    assert refused.area_m2 == pytest.approx(10_000, rel=1e-4)


def test_codes_of_another_product_are_recognised(tmp_path: Path) -> None:
    values = (classes() // 10).astype("uint8")
    refused = look(write(tmp_path / "a.tif", values, nodata=255))[1]["RASTER-CODES-OTHER"]
    assert "igbp" in refused.seen
    assert refused.wanted == "worldcover"


def test_a_code_system_must_be_declared(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes())
    for system in ("", "sd3", "tree_mask"):
        refused = look(path, code_system=system)[1]["RASTER-SYSTEM"]
        assert refused.wanted == "worldcover, igbp"


def test_values_outside_the_physical_range(tmp_path: Path) -> None:
    heights = np.full(GRID.shape, 12.0, "float32")
    heights[0, :100] = -32768.0
    found = look(write(tmp_path / "a.tif", heights, nodata=-9999), HEIGHT)[1]
    assert found.keys() == {"RASTER-RANGE"}
    assert "100 px" in found["RASTER-RANGE"].seen
    assert found["RASTER-RANGE"].area_m2 == pytest.approx(10_000, rel=1e-4)
    heights[0, :100] = np.nan
    spec, found = look(write(tmp_path / "b.tif", heights, nodata=-9999), HEIGHT)
    assert spec.unit == "m"
    assert found.keys() == {"RASTER-COVERAGE"}
    assert "RASTER-UNIT" in look(tmp_path / "b.tif", HEIGHT, unit="ft")[1]


def test_scale_and_offset(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.full(GRID.shape, 20_000, "int16"), nodata=-1)
    with rasterio.open(path, "r+") as out:
        out.scales, out.offsets = [0.1], [3.0]
    spec, found = look(path, HEIGHT)
    assert found.keys() == {"RASTER-SCALED"}
    assert (spec.scale, spec.offset) == (0.1, 3.0)
    path = write(tmp_path / "b.tif", classes())
    with rasterio.open(path, "r+") as out:
        out.scales = [0.1]
    assert "RASTER-SCALED-CLASSES" in look(path)[1]


def test_an_empty_file_is_a_half_written_one(tmp_path: Path) -> None:
    values = np.zeros(GRID.shape, "uint8")
    values[0, :5] = 10
    assert look(write(tmp_path / "a.tif", values))[1].keys() == {"RASTER-EMPTY"}


def test_coverage_is_that_of_the_units(tmp_path: Path) -> None:
    values = classes()
    values[:, 100:] = 0
    path = write(tmp_path / "a.tif", values)
    found = look(path)[1]["RASTER-COVERAGE"]
    assert found.severity is Severity.WARNING
    assert float(found.seen.rstrip("%")) == pytest.approx(50, abs=0.2)
    assert look(path, units=(WEST_HALF,))[1] == {}
    assert look(path, units=(EAST_HALF,))[1].keys() == {"RASTER-ELSEWHERE"}
    assert look(path, units=())[1]["RASTER-COVERAGE"].severity is Severity.NOTE


def test_coarse_pixels_are_told(tmp_path: Path) -> None:
    values = classes((12, 20))
    path = write(tmp_path / "a.tif", values, transform=Affine(100, 0, 490_000, 0, -100, 3_510_000))
    spec, found = look(path, units=(WEST_HALF, EAST_HALF))
    assert spec is not None
    assert found["RASTER-COARSE"].severity is Severity.NOTE
    small = shapely.box(490_000, 3_509_500, 490_900, 3_510_000)
    assert look(path, units=(small, EAST_HALF))[1]["RASTER-COARSE"].severity is Severity.WARNING


def test_a_side_file_that_contradicts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes())
    (tmp_path / "a.tif.aux.xml").write_text(
        "<PAMDataset><PAMRasterBand band='1'><NoDataValue>10</NoDataValue></PAMRasterBand>"
        "</PAMDataset>",
        encoding="utf-8",
    )
    spec, found = look(path)
    assert spec.nodata == 0
    assert found["RASTER-SIDE-FILE"].seen == "nodata 10"


def test_a_cut_file_names_the_block(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes((600, 600)), blockysize=64, blockxsize=64, tiled=True)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.6)])
    found = look(path)[1]
    assert found.keys() == {"RASTER-TRUNCATED"}
    assert found["RASTER-TRUNCATED"].seen.startswith("rows 3")


def test_no_raster_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"not a raster")
    entry = InputEntry("land_cover", ("a.tif",), (2022,))
    spec, found = check_raster(entry, path, COVER, study())
    assert spec is None
    assert [f.code for f in found] == ["RASTER-UNREADABLE"]


def test_absurd_sizes_are_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=1,
        height=200_000,
        width=200_000,
        dtype="uint8",
        crs=GRID.crs,
        nodata=0,
        transform=Affine(*GRID.transform),
        tiled=True,
        blockxsize=4096,
        blockysize=4096,
        sparse_ok=True,
        compress="deflate",
        bigtiff="yes",
    ):
        pass
    assert "RASTER-SIZE" in look(path)[1]
