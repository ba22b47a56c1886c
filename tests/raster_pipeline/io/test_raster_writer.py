"""Rasters: published whole or not at all, the same bytes whatever the order of writing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid

rasterio = pytest.importorskip("rasterio")

GRID = Grid("EPSG:4549", 490_000.0, 3_510_000.0, 10.0, (1200, 1100))


def _values(dtype: str) -> np.ndarray:
    rows, cols = np.indices(GRID.shape)
    return ((rows // 7 * 31 + cols // 5 * 17) % 9).astype(dtype)


def _write(path: Path, values: np.ndarray, threads: int, backwards: bool) -> None:
    tiles = list(GRID.tiles(256))
    if backwards:
        tiles.reverse()
    with (
        RasterWriter(path, GRID, dtype=values.dtype.name, nodata=255, tags={"a": "模拟"}) as out,
        ThreadPoolExecutor(threads) as pool,
    ):
        list(pool.map(lambda tile: out.write(tile, values[tile.slices]), tiles))


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_order_and_threads_do_not_change_the_bytes(tmp_path: Path, dtype: str) -> None:
    values = _values(dtype)
    _write(tmp_path / "a.tif", values, 1, backwards=False)
    _write(tmp_path / "b.tif", values, 2, backwards=True)
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    with rasterio.open(tmp_path / "a.tif") as source:
        assert np.array_equal(source.read(1), values)
        assert source.crs.to_epsg() == 4549
        assert source.tags()["a"] == "模拟"
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert source.overviews(1)
        assert source.nodata == 255
        assert tuple(source.transform)[:6] == GRID.transform


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"older")
    with (
        pytest.raises(RuntimeError, match="stop"),
        RasterWriter(path, GRID, dtype="uint8", nodata=None),
    ):
        raise RuntimeError("stop")
    assert [p.name for p in tmp_path.iterdir()] == ["a.tif"]
    assert path.read_bytes() == b"older"


def test_wrong_blocks_are_refused(tmp_path: Path) -> None:
    tile = next(GRID.tiles(256))
    with RasterWriter(tmp_path / "a.tif", GRID, dtype="uint8", nodata=None) as out:
        with pytest.raises(ValueError, match="shape"):
            out.write(tile, np.zeros((2, 2), dtype="uint8"))
        with pytest.raises(ValueError, match="type"):
            out.write(tile, np.zeros((256, 256), dtype="int32"))


def test_a_block_that_the_disk_lost_is_noticed(tmp_path: Path) -> None:
    """A full disk can drop a block and close without a word; here one is overwritten."""

    def write_and_lose() -> None:
        with RasterWriter(tmp_path / "a.tif", GRID, dtype="uint8", nodata=255) as out:
            out.write(GRID.whole, np.ones(GRID.shape, "uint8"))
            out._scratch.write(np.zeros((1, 1), "uint8"), 1, window=((0, 1), (1000, 1001)))

    with pytest.raises(OSError, match="does not read back"):
        write_and_lose()
    assert list(tmp_path.iterdir()) == []


def test_several_bands_have_their_names(tmp_path: Path) -> None:
    values = np.stack([_values("float32"), _values("float32") + 1])
    path = tmp_path / "a.tif"
    with RasterWriter(
        path, GRID, dtype="float32", nodata=float("nan"), bands=("red", "nir")
    ) as out:
        for tile in GRID.tiles(256):
            out.write(tile, np.ascontiguousarray(values[(slice(None), *tile.slices)]))
        with pytest.raises(ValueError, match="shape"):
            out.write(tile, np.zeros((tile.rows, tile.cols), dtype="float32"))
    with rasterio.open(path) as source:
        assert np.array_equal(source.read(), values)
        assert source.descriptions == ("red", "nir")
