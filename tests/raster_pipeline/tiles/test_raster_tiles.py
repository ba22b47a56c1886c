"""Tiles of rasters, pixel by pixel against PROJ at every centre and against GDAL's warper."""

import threading

import numpy as np
import pytest

from raster_pipeline.io.colouring import ValueRamp, colouring_of, stepped_colouring
from raster_pipeline.io.overviews import halved
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.web_grid import covering
from sinkmap.grid import Grid
from tests.raster_pipeline.io.test_picture import decoded
from tests.raster_pipeline.tiles.small_rasters import (
    COLOURS,
    GRIDS,
    nearest,
    patches,
    tiles_of,
    warped,
    written,
)


@pytest.fixture
def files():
    with ThreadFiles() as opened:
        yield opened


def coloured(classes, colours=COLOURS):
    """(y, x, rgba) that classes must have; those without a colour are clear and black."""
    found = np.zeros((*classes.shape, 4), dtype=np.uint8)
    for value, colour in colours.items():
        found[classes == value] = [*bytes.fromhex(colour[1:]), 255]
    return found


def shown(png):
    """(y, x, rgba) of a tile, clear pixels black; nothing is all clear."""
    if png is None:
        return np.zeros((256, 256, 4), dtype=np.uint8)
    found = decoded(png)
    found[found[..., 3] == 0] = 0
    return found


def differing(found, expected):
    """Pixels that differ."""
    return int((found != expected).any(axis=-1).sum())


@pytest.mark.parametrize("kind", GRIDS)
def test_every_tile_of_a_zoom_shows_the_nearest_pixels(tmp_path, files, kind):
    grid = GRIDS[kind]
    classes = patches(grid.shape)
    raster = tiles_of(written(tmp_path / "a.tif", grid, classes, 0), files)
    assert raster.native_zoom == 14
    seen, wrong, beside_gdal = 0, 0, 0
    for at in covering(raster.bounds, 14):
        found = shown(raster.tile(at.z, at.x, at.y))
        expected = nearest(classes, grid, at.z, at.x, at.y)
        wrong += differing(found, coloured(expected))
        beside_gdal += differing(found, coloured(warped(classes, grid, at.z, at.x, at.y)))
        seen += int((expected > 0).sum())
    assert seen > grid.shape[0] * grid.shape[1]
    assert wrong <= 1e-5 * seen
    assert beside_gdal <= 1e-3 * seen


@pytest.mark.parametrize(
    ("kind", "zoom", "step"),
    [
        ("projected", 16, 1),
        ("projected", 14, 1),
        ("projected", 13, 2),  # 1.6 pixels of the raster along one of the tile
        ("projected", 12, 2),
        ("projected", 11, 4),
        ("geographic", 16, 1),
        ("geographic", 13, 2),  # 1.7 from west to east
        ("geographic", 12, 4),
    ],
)
def test_the_overview_that_comes_closest_is_shown(tmp_path, files, kind, zoom, step):
    grid = GRIDS[kind]
    level = classes = patches(grid.shape, size=23)
    raster = tiles_of(written(tmp_path / "a.tif", grid, classes, 0), files)
    for _ in range(step.bit_length() - 1):
        level = halved(level, "mode", 0)
    addresses = list(covering(raster.bounds, zoom))
    for at in addresses[:: max(1, len(addresses) // 6)]:
        found = shown(raster.tile(at.z, at.x, at.y))
        expected = coloured(nearest(level, grid, at.z, at.x, at.y, step=step))
        assert differing(found, expected) <= 3


def test_values_take_the_step_they_have_reached_and_missing_ones_are_clear(tmp_path, files):
    grid = GRIDS["projected"]
    values = np.linspace(-5.0, 120.0, grid.shape[0] * grid.shape[1], dtype=np.float32)
    values = values.reshape(grid.shape)
    values[300:340] = -9999.0
    values[400:420] = np.nan
    legend = {0: "#ffffff", 25: "#00ff00", 100: "#0000ff"}
    path = written(tmp_path / "a.tif", grid, values, -9999.0, "average")
    raster = tiles_of(path, files, stepped_colouring(legend))
    stepped = np.zeros(grid.shape, dtype=np.uint8)
    for number, step in enumerate(legend, start=1):
        stepped[values >= step] = number
    for at in list(covering(raster.bounds, 14))[::5]:
        expected = coloured(
            nearest(stepped, grid, at.z, at.x, at.y), dict(enumerate(legend.values(), start=1))
        )
        assert differing(shown(raster.tile(at.z, at.x, at.y)), expected) <= 3


def test_a_ramp_has_255_steps_between_its_ends(tmp_path, files):
    grid = GRIDS["projected"]
    values = np.tile(np.linspace(0.0, 1.0, grid.shape[1], dtype=np.float32), (grid.shape[0], 1))
    path = written(tmp_path / "a.tif", grid, values, -1.0, "average")
    ramp = ValueRamp(0.0, 1.0, ("#000000", "#ff0000"))
    raster = tiles_of(path, files, colouring_of(ramp))
    seen = 0
    for at in list(covering(raster.bounds, 14))[::7]:
        red = shown(raster.tile(at.z, at.x, at.y))[..., 0].astype(int)
        expected = nearest(values, grid, at.z, at.x, at.y, missing=-1.0)
        inside = expected >= 0.0
        assert (np.abs(red[inside] - expected[inside] * 255.0) <= 1.5).all()
        seen += int(inside.sum())
    assert seen > 100_000


def test_nodata_is_clear_even_if_the_legend_names_it(tmp_path, files):
    grid = GRIDS["projected"]
    classes = np.full(grid.shape, 9, dtype=np.uint8)
    classes[:550] = 1
    legend = {1: "#102030", 9: "#ff0000"}
    raster = tiles_of(written(tmp_path / "a.tif", grid, classes, 9), files, legend)
    tiles = [raster.tile(at.z, at.x, at.y) for at in covering(raster.bounds, 13)]
    kinds = {tuple(pixel) for png in tiles for pixel in shown(png).reshape(-1, 4)}
    assert kinds == {(0, 0, 0, 0), (0x10, 0x20, 0x30, 255)}


@pytest.mark.parametrize(("classes", "bits"), [(15, 4), (16, 8), (255, 8)])
def test_four_bits_a_pixel_where_they_suffice(tmp_path, files, classes, bits):
    grid = Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (64, 64))
    path = written(tmp_path / "a.tif", grid, np.ones(grid.shape, np.uint8), 0)
    raster = tiles_of(path, files, {k: f"#{k:06x}" for k in range(1, classes + 1)})
    png = next(filter(None, (raster.tile(a.z, a.x, a.y) for a in covering(raster.bounds, 14))))
    assert png[24] == bits


def test_nothing_outside_the_raster_the_zooms_and_the_world(tmp_path, files):
    grid = GRIDS["projected"]
    raster = tiles_of(written(tmp_path / "a.tif", grid, patches(grid.shape), 0), files)
    at = next(iter(covering(raster.bounds, 13)))
    for z, x, y in [
        (13, at.x - 2, at.y),
        (13, at.x, at.y + 40),
        (13, -1, at.y),
        (13, at.x, -1),
        (13, 1 << 13, at.y),
        (13, at.x, 1 << 13),
        (-1, 0, 0),
        (40, 5, 5),
        (raster.min_zoom - 1, at.x >> (14 - raster.min_zoom), at.y >> (14 - raster.min_zoom)),
        (raster.max_zoom + 1, at.x << 4, at.y << 4),
    ]:
        assert raster.tile(z, x, y) is None


def test_the_whole_raster_at_the_coarsest_zoom_is_one_small_picture(tmp_path, files):
    grid = GRIDS["projected"]
    raster = tiles_of(written(tmp_path / "a.tif", grid, patches(grid.shape), 0), files)
    tiles = [shown(raster.tile(a.z, a.x, a.y)) for a in covering(raster.bounds, raster.min_zoom)]
    drawn = sum(int((tile[..., 3] > 0).sum()) for tile in tiles)
    assert 32 * 25 < drawn < 70 * 60


def test_an_empty_raster_has_no_tiles(tmp_path, files):
    grid = GRIDS["projected"]
    raster = tiles_of(written(tmp_path / "a.tif", grid, np.zeros(grid.shape, np.uint8), 0), files)
    for z in range(raster.min_zoom, raster.max_zoom + 1):
        at = next(iter(covering(raster.bounds, z)))
        assert raster.tile(at.z, at.x, at.y) is None


def test_eight_threads_draw_the_same_bytes_as_one(tmp_path):
    grid = GRIDS["projected"]
    path = written(tmp_path / "a.tif", grid, patches(grid.shape), 0)
    with ThreadFiles() as files:
        raster = tiles_of(path, files)
        wanted = [a for z in (12, 13, 14) for a in covering(raster.bounds, z)]
        expected = [raster.tile(a.z, a.x, a.y) for a in wanted]
    wrong = []
    with ThreadFiles(2) as files:
        raster = tiles_of(path, files)

        def draw():
            found = [raster.tile(a.z, a.x, a.y) for a in wanted]
            wrong.append(found != expected)

        threads = [threading.Thread(target=draw) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(files._opened) <= 2 * 8
    assert wrong == [False] * 8


def test_the_version_follows_from_content_and_colours(tmp_path, files):
    grid = GRIDS["projected"]
    path = written(tmp_path / "a.tif", grid, patches(grid.shape), 0)
    usual = tiles_of(path, files).version
    assert tiles_of(path, files).version == usual
    assert int(usual, 16) >= 0
    others = {
        tiles_of(path, files, content="1" * 64).version,
        tiles_of(path, files, {**COLOURS, 2: "#000000"}).version,
        tiles_of(path, files, stepped_colouring(COLOURS)).version,
    }
    assert len(others | {usual}) == 4
