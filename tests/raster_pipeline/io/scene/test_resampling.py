"""Scenes off the grid: GDAL's warper as oracle, clean edges, windows that do not matter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest
from pyproj import Transformer

from raster_pipeline.io.scene import (
    GeoTiffScene,
    OpenFiles,
    SceneReader,
    Seen,
    open_geotiff,
    open_sentinel2,
)
from raster_pipeline.io.scene.placement import coordinates
from sinkmap.errors import InputRefusedError
from sinkmap.grid import Grid, Window

rasterio = pytest.importorskip("rasterio")
from rasterio.enums import Resampling  # noqa: E402
from rasterio.transform import Affine  # noqa: E402
from rasterio.warp import reproject  # noqa: E402

SIDE = 120
DAY = date(2023, 7, 14)


def city_grid(products, rows=100, cols=100, inset=100.0):
    """A grid in the city's CRS inside the tile of UTM 50N that `products` writes."""
    to_city = Transformer.from_crs("EPSG:32650", "EPSG:4549", always_xy=True)
    x, y = to_city.transform(products.WEST + inset, products.NORTH - inset)
    return Grid("EPSG:4549", float(round(x)), float(round(y)), 10.0, (rows, cols))


def smooth():
    rows, cols = np.indices((SIDE, SIDE))
    return (2000 + 900 * np.sin(rows / 5) + 700 * np.cos(cols / 7)).astype(np.uint16)


def scene_of(products, files, path, image, mask=None, **fields):
    given = {"scale": 1e-4, **fields}
    if mask is not None:
        given |= {"mask": products.write_tif(path.with_name("mask.tif"), mask), "clear": (1,)}
    tif = products.write_tif(path, image, nodata=0)
    return open_geotiff(GeoTiffScene(tif, DAY, {"red": 1}, **given), files)


@pytest.fixture
def files():
    with OpenFiles() as opened:
        yield opened


def warped(path, grid, resampling, nodata=0):
    """What GDAL makes of a file, its coordinates exact to a hundred-thousandth of a pixel."""
    result = np.full(grid.shape, np.nan)
    with rasterio.open(path) as source:
        reproject(
            source.read(1).astype(np.float64),
            result,
            src_transform=source.transform,
            src_crs=source.crs,
            dst_transform=Affine(*grid.transform),
            dst_crs=grid.crs,
            resampling=resampling,
            src_nodata=nodata,
            dst_nodata=np.nan,
            tolerance=1e-5,
            # Else its kernel grows with the ratio of the windows' sizes, here a turned one's.
            XSCALE="1",
            YSCALE="1",
        )
    return result


def test_coordinates_are_those_of_proj_and_do_not_depend_on_the_window(products):
    grid = city_grid(products, 300, 333)
    x, y = coordinates(grid, grid.whole, "EPSG:32650")
    cols, rows = np.meshgrid(np.arange(333) + 0.5, np.arange(300) + 0.5)
    change = Transformer.from_crs(grid.crs, "EPSG:32650", always_xy=True)
    exact = change.transform(grid.west + cols * 10, grid.north - rows * 10)
    np.testing.assert_allclose(x, exact[0], rtol=0, atol=1e-4)
    np.testing.assert_allclose(y, exact[1], rtol=0, atol=1e-4)
    part = Window(37, 91, 120, 5)
    assert np.array_equal(coordinates(grid, part, "EPSG:32650")[0], x[part.slices])


@pytest.mark.parametrize("resampling", ["bilinear", "nearest"])
def test_inside_a_scene_values_are_gdals(products, tmp_path, files, resampling):
    grid = city_grid(products)
    path = tmp_path / "a.tif"
    scene = scene_of(products, files, path, smooth(), scale=1.0)
    block = SceneReader(grid, files, resampling=resampling).read(scene, grid.whole, ["red"])
    oracle = warped(path, grid, Resampling[resampling])
    assert not np.isnan(oracle).any()
    # On the line between two pixels a rounding decides which one is the nearest.
    x, y = coordinates(grid, grid.whole, "EPSG:32650")
    near = np.minimum(abs((x + 5) % 10 - 5), abs((y + 5) % 10 - 5)) < 0.01
    sure = ~near if resampling == "nearest" else np.ones_like(near)
    assert sure.mean() > 0.99
    np.testing.assert_allclose(block.reflectance[0][sure], oracle[sure], rtol=0, atol=0.02)
    assert (block.state == Seen.CLEAR).all()


def test_no_value_where_one_of_its_pixels_was_not_seen(products, tmp_path, files):
    grid = city_grid(products)
    image = smooth()
    image[40:60, 30:50], image[80, 80] = 0, 0
    path = tmp_path / "a.tif"
    scene = scene_of(products, files, path, image, scale=1.0)
    values = SceneReader(grid, files).read(scene, grid.whole, ["red"]).reflectance[0]
    # Warped with a missing pixel as 1 and the rest as 0, a blend is above 0 where it takes it in.
    products.write_tif(tmp_path / "gap.tif", (image == 0).astype(np.float32))
    share = warped(tmp_path / "gap.tif", grid, Resampling.bilinear, nodata=None)
    sure = np.abs(share - 1e-4) > 1e-4
    assert np.array_equal(np.isnan(values)[sure], (share > 0)[sure])
    # GDAL itself gives a value to some of these.
    careless = warped(path, grid, Resampling.bilinear)
    assert (np.isnan(values) & ~np.isnan(careless)).any()
    kept = ~np.isnan(values)
    np.testing.assert_allclose(values[kept], careless[kept], rtol=0, atol=0.02)


def test_nothing_beyond_the_outermost_centres(products, tmp_path, files):
    grid = city_grid(products, 60, 60, inset=-200.0)
    scene = scene_of(products, files, tmp_path / "a.tif", smooth())
    block = SceneReader(grid, files).read(scene, grid.whole, ["red"])
    x, y = coordinates(grid, grid.whole, "EPSG:32650")
    inside = (x >= products.WEST + 5) & (y <= products.NORTH - 5)
    assert np.array_equal(~np.isnan(block.reflectance[0]), inside)
    assert np.array_equal(block.state != Seen.NO_DATA, inside)


def test_a_blend_with_cloud_is_mixed(products, tmp_path, files):
    grid = city_grid(products)
    mask = np.ones((SIDE, SIDE), dtype=np.uint8)
    mask[50:70, 40:60] = 0
    image = smooth()
    image[mask == 0] = 9000
    scene = scene_of(products, files, tmp_path / "a.tif", image, mask, scale=1.0)
    block = SceneReader(grid, files).read(scene, grid.whole, ["red"])
    products.write_tif(tmp_path / "cloud.tif", (mask == 0).astype(np.float32))
    share = warped(tmp_path / "cloud.tif", grid, Resampling.bilinear, nodata=None)
    sure = np.abs(share - 1e-4) > 1e-4
    assert np.array_equal((block.state == Seen.CLEAR)[sure], (share == 0)[sure])
    cloud = warped(tmp_path / "cloud.tif", grid, Resampling.nearest, nodata=None) == 1
    assert (cloud != (block.state == Seen.CLOUD)).sum() <= 1, (
        "a point on a line may fall either way"
    )
    assert set(np.unique(block.state)) == {Seen.CLEAR, Seen.CLOUD, Seen.MIXED}
    # So no clear pixel is brighter than the ground.
    assert block.reflectance[0][block.state == Seen.CLEAR].max() < 3700
    near = SceneReader(grid, files, resampling="nearest").read(scene, grid.whole, ["red"])
    assert set(np.unique(near.state)) == {Seen.CLEAR, Seen.CLOUD}


def test_a_band_of_20_m_mixes_as_far_as_its_pixels_reach(products, tmp_path, files):
    draw = np.random.default_rng(3)
    scl = np.full((60, 60), 4, dtype=np.uint8)
    scl[20:30, 20:30] = 9
    fine = np.full((SIDE, SIDE), 2000, dtype=np.uint16)
    coarse = np.full((60, 60), 3000, dtype=np.uint16)
    coarse[20:30, 20:30] = draw.integers(8000, 9000, (10, 10))
    fine[40:60, 40:60] = 9000
    safe = products.write_safe(tmp_path, {"B04": fine, "B11": coarse, "SCL": scl}, offset=None)
    scene = open_sentinel2(safe, files)
    grid = city_grid(products)
    block = SceneReader(grid, files).read(scene, grid.whole, ["red", "swir_1"])
    clear = block.state == Seen.CLEAR
    np.testing.assert_allclose(block.reflectance[0][clear], 0.2, atol=1e-6)
    np.testing.assert_allclose(block.reflectance[1][clear], 0.3, atol=1e-6)
    assert (block.state == Seen.MIXED).any()


def test_windows_and_threads_do_not_matter(products, tmp_path, files):
    grid = city_grid(products)
    draw = np.random.default_rng(5)
    mask = (draw.random((SIDE, SIDE)) < 0.9).astype(np.uint8)
    image = draw.integers(0, 4000, (SIDE, SIDE)).astype(np.uint16)
    scene = scene_of(products, files, tmp_path / "a.tif", image, mask)
    reader = SceneReader(grid, files)
    whole = reader.read(scene, grid.whole, ["red"])
    tiles = list(grid.tiles(17))
    with ThreadPoolExecutor(4) as pool:
        blocks = list(pool.map(lambda tile: reader.read(scene, tile, ["red"]), tiles))
    for tile, block in zip(tiles, blocks, strict=True):
        part = whole.reflectance[(slice(None), *tile.slices)]
        assert np.array_equal(block.reflectance, part, equal_nan=True)
        assert np.array_equal(block.state, whole.state[tile.slices])


def test_a_frame_without_parameters_and_a_turned_scene_are_refused(products, tmp_path, files):
    grid = city_grid(products)
    image = smooth()
    xian = products.write_tif(tmp_path / "a.tif", image, crs="EPSG:2385")
    turned = Affine(10, 1, products.WEST, 1, -10, products.NORTH)
    rotated = products.write_tif(tmp_path / "b.tif", image, transform=turned)
    for path, code in ((xian, "SCENE-CRS-MISSING"), (rotated, "SCENE-ROTATED")):
        scene = open_geotiff(GeoTiffScene(path, DAY, {"red": 1}), files)
        with pytest.raises(InputRefusedError, match=code):
            SceneReader(grid, files).read(scene, grid.whole, ["red"])
