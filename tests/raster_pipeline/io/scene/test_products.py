"""Products of every kind: what they say of themselves, and the numbers they give on their grid."""

import http.server
import threading
from datetime import date
from functools import partial

import numpy as np
import pytest

from raster_pipeline.io.scene import (
    GeoTiffScene,
    OpenFiles,
    SceneReader,
    Seen,
    open_geotiff,
    open_landsat,
    open_scene,
    open_sentinel2,
    open_stac,
)
from sinkmap.errors import InputRefusedError
from sinkmap.grid import Grid

SIDE = 40
UTM = Grid("EPSG:32650", 770_000.0, 3_530_000.0, 10.0, (SIDE, SIDE))
"""The products' own pixels."""


@pytest.fixture
def draw():
    return np.random.default_rng(7)


@pytest.fixture
def files():
    with OpenFiles() as opened:
        yield opened


def numbers(draw, size=SIDE, low=1100, high=6000):
    return draw.integers(low, high, (size, size)).astype(np.uint16)


def whole(scene, files, bands, grid=UTM, **reader):
    return SceneReader(grid, files, **reader).read(scene, grid.whole, bands)


def scl(codes):
    """A mask of 20 m with the given codes along its first row."""
    mask = np.full((SIDE // 2, SIDE // 2), 4, dtype=np.uint8)
    mask[0, : len(codes)] = codes
    return mask


def as_float32(stored, scale, offset):
    return (stored.astype(np.float64) * scale + offset).astype(np.float32)


@pytest.mark.parametrize("as_zip", [False, True])
@pytest.mark.parametrize(("baseline", "offset"), [("05.09", -1000), ("03.01", None)])
def test_sentinel2_reflectance_has_its_offset_once(
    products, tmp_path, draw, files, as_zip, baseline, offset
):
    red, edge = numbers(draw), numbers(draw, SIDE // 2)
    red[5, 5], red[6, 6] = 0, 65_535
    images = {"B04": red, "B05": edge, "SCL": scl(range(12))}
    path = products.write_safe(tmp_path, images, baseline=baseline, offset=offset)
    scene = open_sentinel2(products.zipped(path) if as_zip else path, files)

    assert (scene.sensor, scene.date, scene.tile) == ("sentinel-2", date(2023, 7, 14), "T50RQV")
    assert (scene.baseline, scene.crs, scene.cloud_share) == (baseline, "EPSG:32650", 0.125)
    assert sorted(scene.bands) == ["red", "red_edge_1"]

    block = whole(scene, files, ["red", "red_edge_1"])
    added = offset or 0
    # No data in the mask's first cell, no number and a saturated one in the band.
    seen = np.ones((SIDE, SIDE), dtype=bool)
    seen[:2, :2] = False
    assert np.isnan(block.reflectance[:, ~seen]).all()
    seen[5, 5] = seen[6, 6] = False
    expected = ((red.astype(np.float64) + added) / 10_000).astype(np.float32)
    np.testing.assert_allclose(block.reflectance[0][seen], expected[seen], rtol=0, atol=3e-8)
    assert np.isnan(block.reflectance[0, [5, 6], [5, 6]]).all()
    doubled = ((edge.astype(np.float64) + added) / 10_000).repeat(2, 0).repeat(2, 1)
    np.testing.assert_allclose(block.reflectance[1][seen], doubled[seen], rtol=0, atol=3e-8)


def test_scene_classification_becomes_states(products, tmp_path, draw, files):
    images = {"B04": numbers(draw), "SCL": scl([*range(12), 13])}
    scene = open_sentinel2(products.write_safe(tmp_path, images), files)
    row = whole(scene, files, ["red"]).state[0, :26:2].tolist()
    clear, cloud = Seen.CLEAR, Seen.CLOUD
    assert row == [
        Seen.NO_DATA, Seen.DEFECTIVE, clear, Seen.SHADOW, clear, clear, Seen.WATER, clear,
        cloud, cloud, cloud, Seen.SNOW, Seen.DEFECTIVE,
    ]  # fmt: skip


def test_a_level_1_product_and_broken_metadata_are_refused(products, tmp_path, draw, files):
    images = {"B04": numbers(draw), "SCL": scl([4])}
    path = products.write_safe(tmp_path, images, level="1C")
    (path / "MTD_MSIL1C.xml").rename(path / "MTD_MSIL2A.xml")
    with pytest.raises(InputRefusedError, match="SCENE-LEVEL"):
        open_sentinel2(path, files)
    for text in ("<a", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        (path / "MTD_MSIL2A.xml").write_text(text, encoding="utf-8")
        with pytest.raises(InputRefusedError, match="SCENE-UNREADABLE"):
            open_sentinel2(path, files)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no zip")
    with pytest.raises(InputRefusedError, match="SCENE-UNREADABLE"):
        open_scene(broken, files)


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize(("satellite", "near", "last"), [(8, 5, 7), (5, 4, 7)])
def test_landsat_bands_are_named_by_satellite(
    products, tmp_path, draw, files, text, satellite, near, last
):
    grid = Grid(UTM.crs, UTM.west, UTM.north, 30.0, (20, 20))
    nir, swir = numbers(draw, 20, 7300, 40_000), numbers(draw, 20, 7300, 40_000)
    quality = np.full((20, 20), 1 << 6, dtype=np.uint16)
    bits = (0, 1, 2, 3, 4, 5, 7)
    quality[0, : len(bits)] = [1 << bit for bit in bits]
    quality[1, 0] = 1 << 3 | 1 << 4 | 1 << 7
    radsat = np.zeros((20, 20), dtype=np.uint16)
    radsat[2, :2] = 1 << (near - 1), 1 << 9 if satellite == 5 else 1 << 11
    radsat[0, 0] = 1 << (near - 1)
    path = products.write_landsat(
        tmp_path, {near: nir, last: swir}, quality,
        satellite=satellite, radsat=radsat, text=text,
    )  # fmt: skip
    scene = open_landsat(path, files)
    assert (scene.sensor, scene.tile) == (f"landsat-{satellite}", "119038")
    assert (scene.date, scene.cloud_share) == (date(2023, 7, 14), pytest.approx(0.045))
    assert sorted(scene.bands) == ["nir", "swir_2"]

    block = whole(scene, files, ["nir", "swir_2"], grid)
    assert block.state[0, : len(bits)].tolist() == [
        Seen.NO_DATA, Seen.CLOUD, Seen.CLOUD, Seen.CLOUD, Seen.SHADOW, Seen.SNOW, Seen.WATER,
    ]  # fmt: skip
    assert block.state[1, 0] == Seen.CLOUD
    # A dropped pixel of TM is a defect, terrain in front of OLI is none.
    dropped = Seen.DEFECTIVE if satellite == 5 else Seen.CLEAR
    assert block.state[2, :3].tolist() == [Seen.DEFECTIVE, dropped, Seen.CLEAR]
    assert np.isnan(block.reflectance[:, 0, 0]).all()
    expected = nir.astype(np.float64) * 2.75e-5 - 0.2
    np.testing.assert_allclose(block.reflectance[0].flat[1:], expected.flat[1:], atol=3e-8)


def test_a_landsat_of_level_1_or_without_quality_is_refused(products, tmp_path, draw, files):
    bands = {4: numbers(draw, 20)}
    quality = np.full((20, 20), 64, dtype=np.uint16)
    path = products.write_landsat(tmp_path, bands, quality, level="L1TP")
    with pytest.raises(InputRefusedError, match="SCENE-LEVEL"):
        open_landsat(path, files)
    path = products.write_landsat(tmp_path / "b", bands, quality)
    next(path.glob("*_QA_PIXEL.TIF")).unlink()
    with pytest.raises(InputRefusedError, match="SCENE-UNREADABLE"):
        open_scene(path, files)


EO_RED = {"eo:bands": [{"name": "red", "common_name": "red"}]}


@pytest.mark.parametrize(
    ("properties", "raster", "scale", "offset"),
    [
        ({}, {"scale": 1e-4, "offset": -0.1, "nodata": 0}, 1e-4, -0.1),
        ({"earthsearch:boa_offset_applied": True}, {"scale": 1e-4, "offset": -0.1}, 1e-4, 0.0),
        ({"earthsearch:boa_offset_applied": False}, {"scale": 1e-4, "offset": 0}, 1e-4, 0.0),
        ({"s2:processing_baseline": "05.09"}, None, 1e-4, -0.1),
        ({"s2:processing_baseline": "02.14"}, None, 1e-4, 0.0),
        ({"platform": "landsat-9"}, None, 2.75e-5, -0.2),
    ],
)
def test_stac_values_are_scaled_once(
    products, tmp_path, draw, files, properties, raster, scale, offset
):
    red = numbers(draw, low=9000, high=20_000)
    products.write_tif(tmp_path / "B04.tif", red)
    asset = {"href": "./B04.tif", **EO_RED, **({"raster:bands": [raster]} if raster else {})}
    scene = open_stac(products.write_stac(tmp_path / "a.json", {"red": asset}, **properties), files)
    block = whole(scene, files, ["red"])
    expected = (red * scale + offset).astype(np.float32)
    np.testing.assert_allclose(block.reflectance[0], expected, rtol=0, atol=1e-7)
    assert (block.state == Seen.CLEAR).all()


def test_stac_names_tile_mask_and_twin_assets(products, tmp_path, draw, files):
    for name in ("B04", "B8A", "B05"):
        products.write_tif(tmp_path / f"{name}.tif", numbers(draw))
    products.write_tif(tmp_path / "SCL.tif", np.full((SIDE, SIDE), 9, dtype=np.uint8))
    path = products.write_stac(
        tmp_path / "a.json",
        {
            "red-jp2": {"href": "./none.jp2", "type": "image/jp2", **EO_RED},
            "red": {"href": "./B04.tif", **EO_RED},
            "B05": {"href": "./B05.tif", "eo:bands": [{"name": "B05", "common_name": "rededge"}]},
            "nir08": {"href": "./B8A.tif", "eo:bands": [{"common_name": "nir08"}]},
            "scl": {"href": "./SCL.tif"},
            "thumbnail": {"href": "./t.jpg", "type": "image/jpeg"},
        },
        **{"s2:processing_baseline": "05.00"},
    )
    scene = open_scene(path, files)
    assert sorted(scene.bands) == ["nir_narrow", "red", "red_edge_1"]
    assert scene.bands["red"].file.driver == "GTiff"
    assert (scene.tile, scene.stated_crs, scene.sensor) == ("T50RQV", "EPSG:32650", "sentinel-2")
    assert (whole(scene, files, ["red"]).state == Seen.CLOUD).all()


def test_a_stac_item_that_says_too_little_is_refused(products, tmp_path, draw, files):
    products.write_tif(tmp_path / "B04.tif", numbers(draw))
    asset = {"href": "./B04.tif", **EO_RED}
    for assets, properties in (
        ({"red": asset}, {"platform": "other-1"}),
        ({}, {}),
        ({"red": asset}, {"datetime": "no day"}),
    ):
        path = products.write_stac(tmp_path / "a.json", assets, **properties)
        with pytest.raises(InputRefusedError, match="SCENE-UNREADABLE"):
            open_stac(path, files)
    (tmp_path / "a.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(InputRefusedError, match="SCENE-UNREADABLE"):
        open_stac(tmp_path / "a.json", files)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and notes what was asked for."""

    asked: list[str] = []  # noqa: RUF012

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.asked.append(self.path)
        super().do_GET()

    def do_HEAD(self):
        self.asked.append(self.path)
        super().do_HEAD()


@pytest.fixture
def server(tmp_path):
    (tmp_path / "net").mkdir()
    handler = partial(_Quiet, directory=str(tmp_path / "net"))
    _Quiet.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join(10)


def test_a_remote_asset_is_read_only_where_the_study_allows_it(products, tmp_path, draw, server):
    red = numbers(draw)
    products.write_tif(tmp_path / "net/B04.tif", red)
    raster = {"raster:bands": [{"scale": 1e-4, "offset": 0.0}]}
    asset = {"href": f"{server}/B04.tif", **EO_RED, **raster}
    item = products.write_stac(tmp_path / "a.json", {"red": asset})
    with OpenFiles() as closed, pytest.raises(InputRefusedError, match="SCENE-REMOTE"):
        open_stac(item, closed)
    assert _Quiet.asked == []
    with OpenFiles(allow_remote=True) as opened:
        scene = open_stac(item, opened)
        block = whole(scene, opened, ["red"])
    np.testing.assert_allclose(block.reflectance[0], red * 1e-4, rtol=0, atol=3e-8)
    assert set(_Quiet.asked) == {"/B04.tif"}


def test_a_remote_asset_that_is_not_there_is_named(products, tmp_path, server):
    asset = {"href": f"{server}/gone.tif", **EO_RED}
    item = products.write_stac(tmp_path / "a.json", {"red": asset})
    with (
        OpenFiles(allow_remote=True) as opened,
        pytest.raises(InputRefusedError, match="SCENE-TRUNCATED") as refused,
    ):
        open_stac(item, opened)
    assert "gone.tif" in str(refused.value)
    other = products.write_stac(tmp_path / "b.json", {"red": {**asset, "href": "s3://b/B04.tif"}})
    with (
        OpenFiles(allow_remote=True) as opened,
        pytest.raises(InputRefusedError, match="SCENE-REMOTE"),
    ):
        open_stac(other, opened)


def test_a_declared_geotiff(products, tmp_path, draw, files):
    image = np.stack([numbers(draw), numbers(draw)])
    image[:, 0, 0] = 0
    mask = np.ones((SIDE, SIDE), dtype=np.uint8)
    mask[1, :3] = 0, 2, 255
    given = GeoTiffScene(
        products.write_tif(tmp_path / "a.tif", image, nodata=0),
        date(2023, 7, 1),
        {"nir": 2, "red": 1},
        scale=1e-4,
        offset=-0.1,
        mask=products.write_tif(tmp_path / "m.tif", mask),
        clear=(1, 2),
        mask_nodata=255,
    )
    scene = open_geotiff(given, files)
    assert (scene.id, scene.sensor) == ("a", "geotiff")
    block = whole(scene, files, ["red", "nir"])
    seen = mask != 255
    seen[0, 0] = False
    expected = as_float32(image, 1e-4, -0.1)
    assert np.array_equal(block.reflectance[:, seen], expected[:, seen])
    assert np.isnan(block.reflectance[:, ~seen]).all()
    assert block.state[1, :4].tolist() == [Seen.CLOUD, Seen.CLEAR, Seen.NO_DATA, Seen.CLEAR]
    assert block.state[0, 0] == Seen.NO_DATA


def test_a_geotiff_with_too_few_bands_or_a_strange_mask_is_refused(products, tmp_path, draw, files):
    image = products.write_tif(tmp_path / "a.tif", numbers(draw))
    mask = products.write_tif(tmp_path / "m.tif", np.ones((SIDE, SIDE), dtype=np.float32))
    day = date(2023, 7, 1)
    for given in (
        GeoTiffScene(image, day, {"red": 2}),
        GeoTiffScene(image, day, {"red": 0}),
        GeoTiffScene(image, day, {"red": 1}, mask=mask, clear=(1,)),
    ):
        with pytest.raises(InputRefusedError, match="SCENE-UNREADABLE"):
            open_geotiff(given, files)
    with pytest.raises(ValueError, match="clear values"):
        GeoTiffScene(image, day, {"red": 1}, mask=mask)
    with pytest.raises(ValueError, match="unknown bands"):
        open_geotiff(GeoTiffScene(image, day, {"rot": 1}), files)


@pytest.mark.parametrize("kind", ["jp2", "tif"])
def test_a_file_cut_short_is_named(products, tmp_path, draw, files, kind):
    if kind == "jp2":
        images = {"B04": numbers(draw), "SCL": scl([4])}
        folder = products.write_safe(tmp_path, images)
        path = next(folder.rglob("*B04*.jp2"))
        scene = open_sentinel2(folder, files)
    else:
        path = products.write_tif(tmp_path / "a.tif", numbers(draw))
        scene = open_geotiff(GeoTiffScene(path, date(2023, 7, 1), {"red": 1}), files)
        files.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(InputRefusedError, match="SCENE-TRUNCATED"):
        whole(scene, files, ["red"])


def test_many_files_do_not_stay_open(products, tmp_path, draw, files):
    paths = [products.write_tif(tmp_path / f"{k}.tif", numbers(draw, 4)) for k in range(140)]
    grid = Grid(UTM.crs, UTM.west, UTM.north, 10.0, (4, 4))
    reader = SceneReader(grid, files)
    scenes = [open_geotiff(GeoTiffScene(p, date(2023, 7, 1), {"red": 1}), files) for p in paths]
    for scene in scenes:
        reader.read(scene, grid.whole, ["red"])
    assert len(files._opened) <= 128
