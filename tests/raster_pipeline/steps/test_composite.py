"""Composites of whole scenes: against xarray, by any workers, over seams of tiles and zones."""

from datetime import date, timedelta

import numpy as np
import pytest
import xarray
from pyproj import Transformer
from scipy.ndimage import binary_dilation

from raster_pipeline.io.scene import GeoTiffScene, OpenFiles, open_geotiff, open_sentinel2
from raster_pipeline.steps.composite import CompositePlan, compose, composite_blocks
from sinkmap.area import AreaMeasure
from sinkmap.errors import InputRefusedError
from sinkmap.grid import Grid

rasterio = pytest.importorskip("rasterio")
from rasterio.transform import Affine  # noqa: E402

GRID = Grid("EPSG:4549", 490_000.0, 3_520_000.0, 10.0, (530, 540))
BANDS = ("red", "nir")
pytestmark = pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")


@pytest.fixture
def files():
    with OpenFiles() as opened:
        yield opened


def on_grid(products, path, values, **profile):
    place = {"crs": GRID.crs, "transform": Affine(*GRID.transform), **profile}
    return products.write_tif(path, values, **place)


def season(products, folder, files, count, seed=0, **profile):
    """Scenes with clouds, and the looks of all of them: (time, band, y, x) with NaN."""
    draw = np.random.default_rng(seed)
    scenes, looks, masks = [], [], []
    for number in range(count):
        image = draw.integers(0, 5000, (2, *GRID.shape)).astype(np.uint16)
        image[:, :20] = 0
        mask = draw.choice(np.array([4, 9], dtype=np.uint8), GRID.shape, p=[0.6, 0.4])
        given = GeoTiffScene(
            on_grid(products, folder / f"{number}.tif", image, nodata=0, **profile),
            date(2023, 4, 1) + timedelta(days=10 * number),
            {"red": 1, "nir": 2},
            scale=1e-4,
            offset=-0.1,
            mask=on_grid(products, folder / f"m{number}.tif", mask, **profile),
            clear=(4,),
        )
        scenes.append(open_geotiff(given, files))
        seen = (image != 0) & (mask == 4)
        looks.append(np.where(seen, (image * 1e-4 - 0.1).astype(np.float32), np.float32(np.nan)))
        masks.append(mask)
    return scenes, np.stack(looks), np.stack(masks)


def composed(scenes, plan, grid=GRID, workers=2):
    values = np.empty((len(plan.bands), *grid.shape), dtype=np.float32)
    looks = np.empty(grid.shape, dtype=np.uint16)
    for block in composite_blocks(scenes, grid, plan, workers=workers):
        values[(slice(None), *block.tile.slices)] = block.values
        looks[block.tile.slices] = block.looks
    return values, looks


def test_a_median_composite_is_xarrays(products, tmp_path, files):
    scenes, looks, _ = season(products, tmp_path, files, 6)
    values, count = composed(scenes, CompositePlan(BANDS))
    stack = xarray.DataArray(looks, dims=("time", "band", "y", "x"))
    assert np.array_equal(values, stack.median("time", skipna=True).values, equal_nan=True)
    assert np.array_equal(count, (~np.isnan(looks).any(axis=1)).sum(axis=0))


def test_workers_blocks_order_and_strips_change_nothing(products, tmp_path, files, monkeypatch):
    plan = CompositePlan(BANDS, "medoid", growth=2)
    scenes, _, _ = season(products, tmp_path, files, 5)
    first = composed(scenes, plan, workers=1)
    blocked, _, _ = season(
        products, tmp_path / "b", files, 5, tiled=True, blockxsize=128, blockysize=64,
        compress="deflate",
    )  # fmt: skip
    monkeypatch.setattr("raster_pipeline.steps.composite_tile._STACK_BYTES", 1)
    second = composed(blocked[::-1], plan, workers=4)
    for a, b in zip(first, second, strict=True):
        assert np.array_equal(a, b, equal_nan=True)


def test_clouds_grow_across_the_seams_of_tiles(products, tmp_path, files):
    scenes, looks, masks = season(products, tmp_path, files, 3)
    values, _ = composed(scenes, CompositePlan(BANDS, growth=1))
    # So many clouds that a pixel of growth leaves few looks.
    for look, mask in zip(looks, masks, strict=True):
        look[:, binary_dilation(mask == 9, np.ones((3, 3)))] = np.nan
    expected = xarray.DataArray(looks, dims=("t", "b", "y", "x")).median("t", skipna=True)
    assert np.array_equal(values, expected.values, equal_nan=True)
    assert np.isnan(values[:, 20:]).any()


def test_a_medoid_was_seen(products, tmp_path, files):
    scenes, looks, _ = season(products, tmp_path, files, 5)
    values, count = composed(scenes, CompositePlan(BANDS, "medoid"))
    seen = (looks == values).all(axis=1).any(axis=0)
    assert np.array_equal(seen, count > 0)
    assert np.isnan(values[:, count == 0]).all()


def test_the_files_and_the_gap(products, tmp_path, files):
    scenes, looks, _ = season(products, tmp_path, files, 2)
    plan = CompositePlan(BANDS)
    made = compose(scenes, GRID, tmp_path / "c.tif", tmp_path / "n.tif", plan, workers=2)
    gap = np.isnan(looks).all(axis=0).any(axis=0)
    pixels = np.broadcast_to(AreaMeasure.of_grid(GRID).pixels(GRID, GRID.whole), GRID.shape)
    assert made.gap_ha == pytest.approx(pixels[gap].sum() / 1e4, rel=1e-12)
    assert made.seen_m2 == pytest.approx(pixels[~gap].sum(), rel=1e-12)
    assert made.dates == (date(2023, 4, 1), date(2023, 4, 11))
    assert made.scenes == ("0", "1")
    with rasterio.open(made.path) as picture, rasterio.open(made.looks) as count:
        values, number = composed(scenes, plan)
        assert np.array_equal(picture.read(), values, equal_nan=True)
        assert np.array_equal(count.read(1), number)
        assert picture.descriptions == BANDS
        assert np.isnan(picture.nodata)
        assert picture.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    again = compose(scenes, GRID, tmp_path / "d.tif", tmp_path / "e.tif", plan, workers=1)
    assert again.path.read_bytes() == made.path.read_bytes()


def test_a_broken_block_leaves_no_file_behind(products, tmp_path, files):
    scenes, _, _ = season(products, tmp_path, files, 2)
    files.close()
    path = tmp_path / "1.tif"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    out = tmp_path / "out"
    with pytest.raises(InputRefusedError, match="SCENE-TRUNCATED"):
        compose(scenes, GRID, out / "c.tif", out / "n.tif", CompositePlan(BANDS), workers=2)
    assert list(out.iterdir()) == []


def two_tiles(products, folder, files, grid, *, dark=()):
    """One date on two tiles of zones 50 and 51 that overlap: constant 0.2 and 0.3 in red."""
    scenes = []
    for tile, crs, number in (("T50RQV", "EPSG:32650", 2000), ("T51RTQ", "EPSG:32651", 3000)):
        to_tile = Transformer.from_crs(grid.crs, crs, always_xy=True)
        x, y = to_tile.transform(grid.west, grid.north)
        # The western tile begins before the grid, the eastern one 300 m inside it.
        west = round(x, -1) - 200 if tile == "T50RQV" else round(x, -1) + 300
        place = {"crs": crs, "transform": Affine(10, 0, west, 0, -10, round(y, -1) + 200)}
        image = np.full((140, 70 if tile == "T50RQV" else 140), number, dtype=np.uint16)
        mask = np.full(image.shape, 9 if tile in dark else 4, dtype=np.uint8)
        given = GeoTiffScene(
            products.write_tif(folder / f"{tile}.tif", image, nodata=0, **place),
            date(2023, 7, 14),
            {"red": 1},
            scale=1e-4,
            mask=products.write_tif(folder / f"{tile}m.tif", mask, **place),
            clear=(4,),
            tile=tile,
        )
        scenes.append(open_geotiff(given, files))
    return scenes


def city_grid():
    """60 x 60 pixels on the 120th meridian, where the zones meet."""
    return Grid("EPSG:4549", 499_700.0, 3_517_000.0, 10.0, (60, 60))


def test_two_zones_are_one_look(products, tmp_path, files):
    grid = city_grid()
    scenes = two_tiles(products, tmp_path, files, grid)
    for order in (scenes, scenes[::-1]):
        values, looks = composed(order, CompositePlan(("red",)), grid)
        assert set(np.unique(looks)) == {1}, "an overlap counts once"
        # The western tile goes first where both saw the ground.
        west = values[0] < 0.25
        assert west[:, :30].all()
        assert not west[:, 55:].any()
        np.testing.assert_allclose(values[0], np.where(west, 0.2, 0.3), atol=1e-7)


def test_in_an_overlap_the_clear_scene_is_taken(products, tmp_path, files):
    grid = city_grid()
    scenes = two_tiles(products, tmp_path, files, grid, dark={"T50RQV"})
    values, looks = composed(scenes, CompositePlan(("red",)), grid)
    clear = looks == 1
    assert not clear[:, :29].any()
    assert clear[:, 33:].all()
    np.testing.assert_allclose(values[0][clear], 0.3, atol=1e-7)
    # Clouds that one scene saw past do not grow; those beyond it do.
    _, fewer = composed(scenes, CompositePlan(("red",), growth=3), grid)
    assert (fewer <= looks).all()
    assert clear.sum() - (fewer == 1).sum() == pytest.approx(3 * 60, abs=20)


def test_a_sentinel_product_becomes_a_composite(products, tmp_path, files):
    red = np.full((40, 40), 3000, dtype=np.uint16)
    scl = np.full((20, 20), 4, dtype=np.uint8)
    scl[:5] = 9
    scenes = [
        open_sentinel2(
            products.zipped(
                products.write_safe(
                    tmp_path, {"B04": red + 200 * n, "SCL": scl}, date=f"2023-07-1{n}"
                )
            ),
            files,
        )
        for n in range(3)
    ]
    grid = Grid("EPSG:32650", products.WEST, products.NORTH, 10.0, (40, 40))
    values, looks = composed(scenes, CompositePlan(("red",)), grid)
    assert np.isnan(values[0, :10]).all()
    np.testing.assert_allclose(values[0, 10:], 0.22, atol=1e-7)
    assert (looks[10:] == 3).all()


def test_what_cannot_be_composed_is_refused(products, tmp_path, files):
    scenes, _, _ = season(products, tmp_path, files, 1)
    with pytest.raises(ValueError, match="at least one"):
        composed([], CompositePlan(BANDS))
    with pytest.raises(ValueError, match="without the bands"):
        composed(scenes, CompositePlan(("blue",)))
    with pytest.raises(ValueError, match="once each"):
        CompositePlan(("red", "red"))
    with pytest.raises(ValueError, match="grow"):
        CompositePlan(BANDS, growth=-1)
