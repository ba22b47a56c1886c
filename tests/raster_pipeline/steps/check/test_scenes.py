"""Scenes with planted faults: each is found by name, and only the sound ones are kept."""

from datetime import date

import numpy as np
import pytest

from raster_pipeline.io.scene import (
    GeoTiffScene,
    OpenFiles,
    open_geotiff,
    open_landsat,
    open_sentinel2,
    open_stac,
)
from raster_pipeline.steps.check.scenes import check_scenes
from raster_pipeline.steps.composite import CompositePlan, composite_blocks
from sinkmap.errors import Severity
from sinkmap.grid import Grid

SIDE = 60
GRID = Grid("EPSG:32650", 770_000.0, 3_530_000.0, 10.0, (SIDE, SIDE))
YEAR = (date(2023, 1, 1), date(2023, 12, 31))


@pytest.fixture
def files():
    with OpenFiles() as opened:
        yield opened


@pytest.fixture
def image():
    draw = np.random.default_rng(1)
    return draw.integers(300, 5000, (2, SIDE, SIDE)).astype(np.uint16)


def tif(products, files, path, image, *, nodata=0, place=None, **fields):
    given = {"scale": 1e-4, "date": date(2023, 7, 14), **fields}
    if "mask" in given:
        given["mask"] = products.write_tif(path.with_suffix(".mask.tif"), given["mask"])
    products.write_tif(path, image, nodata=nodata, **(place or {}))
    return open_geotiff(GeoTiffScene(path, bands={"red": 1, "nir": 2}, **given), files)


def checked(scenes, files, grid=GRID, bands=("red", "nir"), days=YEAR):
    return check_scenes(scenes, grid, files, bands=bands, days=days, layer="scenes")


def codes(result):
    return sorted(f.code for f in result.findings)


def test_a_sound_scene_is_kept_without_a_word(products, tmp_path, files, image):
    scene = tif(products, files, tmp_path / "a.tif", image)
    result = checked([scene], files)
    assert (result.kept, codes(result), result.refused) == ((scene,), [], False)


def test_another_day_is_left_out(products, tmp_path, files, image):
    late = tif(products, files, tmp_path / "a.tif", image, date=date(2024, 1, 1))
    result = checked([late], files)
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("SCENE-DATE", Severity.WARNING)
    assert (finding.seen, finding.layer, finding.year) == ("2024-01-01", "scenes", 2023)
    assert result.kept == ()


def test_a_missing_band_is_an_error(products, tmp_path, files, image):
    scene = tif(products, files, tmp_path / "a.tif", image)
    result = checked([scene], files, bands=("red", "swir_1"))
    assert codes(result) == ["SCENE-BAND-MISSING"]
    assert result.findings[0].wanted == "swir_1"
    assert result.refused


def test_a_band_file_that_is_gone_is_a_missing_band(products, tmp_path, files):
    images = {"B04": np.full((SIDE, SIDE), 2000, dtype=np.uint16)}
    images |= {"B08": images["B04"], "SCL": np.full((30, 30), 4, dtype=np.uint8)}
    safe = products.write_safe(tmp_path, images)
    next(safe.rglob("*B08*")).unlink()
    assert codes(checked([open_sentinel2(safe, files)], files)) == ["SCENE-BAND-MISSING"]


def test_an_id_twice_is_an_error(products, tmp_path, files, image):
    scenes = [tif(products, files, tmp_path / f"{n}.tif", image, id="same") for n in "ab"]
    result = checked(scenes, files)
    assert codes(result) == ["SCENE-DUPLICATE"]
    assert result.refused


def test_another_crs_is_told_another_frame_refused(products, tmp_path, files, image):
    grid = Grid("EPSG:4549", 486_900.0, 3_512_900.0, 10.0, (20, 20))
    from pyproj import Transformer

    x, y = Transformer.from_crs("EPSG:32650", grid.crs, always_xy=True).transform(
        products.WEST + 200, products.NORTH - 200
    )
    grid = Grid("EPSG:4549", round(x, -1), round(y, -1), 10.0, (20, 20))
    scene = tif(products, files, tmp_path / "a.tif", image)
    result = checked([scene], files, grid)
    assert (codes(result), result.kept) == (["SCENE-REPROJECTED"], (scene,))
    assert result.findings[0].severity is Severity.NOTE
    xian = tif(products, files, tmp_path / "b.tif", image, place={"crs": "EPSG:2385"})
    assert codes(checked([xian], files)) == ["SCENE-CRS-FRAME"]
    coarse = Grid(grid.crs, grid.west, grid.north, 30.0, (7, 7))
    assert codes(checked([scene], files, coarse)) == ["SCENE-FINE", "SCENE-REPROJECTED"]


def test_a_crs_stated_otherwise_and_a_scene_elsewhere(products, tmp_path, files, image):
    for name, band in zip(("B04", "B08"), image, strict=True):
        products.write_tif(tmp_path / f"{name}.tif", band)
    raster = {"raster:bands": [{"scale": 1e-4, "offset": 0}]}
    assets = {
        "red": {"href": "./B04.tif", **raster},
        "nir": {"href": "./B08.tif", **raster},
    }
    item = products.write_stac(tmp_path / "a.json", assets, **{"proj:epsg": 32651})
    result = checked([open_stac(item, files)], files)
    assert codes(result) == ["SCENE-CRS-STATED"]
    assert len(result.kept) == 1
    away = Grid(GRID.crs, GRID.west + 5000, GRID.north, 10.0, (20, 20))
    scene = tif(products, files, tmp_path / "a.tif", image)
    result = checked([scene], files, away)
    assert (codes(result), result.kept) == (["SCENE-ELSEWHERE"], ())


def test_of_reprocessings_the_newest_baseline_is_kept(products, tmp_path, files):
    images = {"B04": np.full((SIDE, SIDE), 2000, dtype=np.uint16)}
    images |= {"B08": images["B04"], "SCL": np.full((30, 30), 4, dtype=np.uint8)}
    scenes = [
        open_sentinel2(products.write_safe(tmp_path / b, images, baseline=b, offset=o), files)
        for b, o in (("05.10", -1000), ("05.09", -1000), ("02.14", None))
    ]
    other = open_sentinel2(products.write_safe(tmp_path, images, tile="T51RTQ"), files)
    result = checked([other, *scenes], files)
    assert [s.baseline for s in result.kept if s.tile == "T50RQV"] == ["05.10"]
    assert other in result.kept
    (told,) = result.findings
    assert (told.code, told.count, told.seen) == ("SCENE-REPROCESSED", 2, "05.10")


def test_a_scene_all_cloud_is_left_out(products, tmp_path, files, image):
    mask = np.full((SIDE, SIDE), 9, dtype=np.uint8)
    scene = tif(products, files, tmp_path / "a.tif", image, mask=mask, clear=(4,))
    result = checked([scene], files)
    assert (codes(result), result.kept, result.refused) == (["SCENE-CLOUD"], (), False)


@pytest.mark.parametrize(
    ("scale", "offset", "fault"),
    [(1e-4, 0.0, False), (1.0, 0.0, True), (1e-8, 0.0, True), (1e-4, -0.55, True)],
    ids=["right", "unscaled", "scaled twice", "offset twice"],
)
def test_implausible_reflectance_is_refused(products, tmp_path, files, image, scale, offset, fault):
    scene = tif(products, files, tmp_path / "a.tif", image, scale=scale, offset=offset)
    result = checked([scene], files)
    assert codes(result) == (["SCENE-SCALE"] if fault else [])
    assert len(result.kept) == (not fault)


def test_reflectance_stored_as_0_to_1_must_not_be_scaled_again(products, tmp_path, files, image):
    real = (image * 1e-4).astype(np.float32)
    for scale, expected in ((1.0, []), (1e-4, ["SCENE-SCALE"])):
        scene = tif(products, files, tmp_path / f"{scale}.tif", real, scale=scale)
        assert codes(checked([scene], files)) == expected


def test_water_is_dark_but_plausible(products, tmp_path, files):
    lake = np.random.default_rng(2).integers(5, 260, (2, SIDE, SIDE)).astype(np.uint16)
    scene = tif(products, files, tmp_path / "a.tif", lake)
    assert codes(checked([scene], files)) == []


def test_edges_filled_with_0_are_no_data(products, tmp_path, files, image):
    image[:, :, :9] = 0
    scene = tif(products, files, tmp_path / "a.tif", image, nodata=None, offset=-0.02)
    result = checked([scene], files)
    assert codes(result) == ["SCENE-ZERO-EDGE"]
    assert result.findings[0].seen == f"{9 * SIDE} px"
    (block,) = composite_blocks(result.kept, GRID, CompositePlan(("red", "nir")), workers=1)
    assert np.isnan(block.values[:, :, :9]).all()
    assert not np.isnan(block.values[:, :, 9:]).any()
    assert (block.looks[:, :9] == 0).all()


def test_a_file_cut_short_is_an_error(products, tmp_path, files, image):
    scene = tif(products, files, tmp_path / "a.tif", image)
    files.close()
    path = tmp_path / "a.tif"
    path.write_bytes(path.read_bytes()[:-500])
    result = checked([scene], files)
    assert codes(result) == ["SCENE-TRUNCATED"]
    assert result.refused


def test_landsat_passes(products, tmp_path, files):
    draw = np.random.default_rng(3)
    grid = Grid(GRID.crs, GRID.west, GRID.north, 30.0, (20, 20))
    bands = {n: draw.integers(8000, 18_000, (20, 20)).astype(np.uint16) for n in (4, 5)}
    clear = np.full((20, 20), 1 << 6, dtype=np.uint16)
    scene = open_landsat(products.write_landsat(tmp_path, bands, clear), files)
    assert codes(checked([scene], files, grid)) == []
