"""Overviews: what four pixels become, levels that GDAL finds, memory that does not grow."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from raster_pipeline.io.overviews import halved
from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid

rasterio = pytest.importorskip("rasterio")

ODD = Grid("EPSG:4549", 490_000.0, 3_510_000.0, 10.0, (1301, 2051))


def _counted(values: np.ndarray, nodata: int | None) -> np.ndarray:
    """The mode by counting, pixel by pixel."""
    rows, cols = values.shape
    out = np.empty((-(-rows // 2), -(-cols // 2)), values.dtype)
    for y, x in np.ndindex(out.shape):
        four = [
            values[min(2 * y + j, rows - 1), min(2 * x + i, cols - 1)]
            for j in (0, 1)
            for i in (0, 1)
        ]
        seen = [v for v in four if v != nodata]
        out[y, x] = Counter(seen).most_common(1)[0][0] if seen else nodata
    return out


@pytest.mark.parametrize("nodata", [None, 0])
@pytest.mark.parametrize("shape", [(64, 64), (63, 41)])
def test_the_most_frequent_class_wins_and_ties_go_to_the_first(shape, nodata):
    values = np.random.default_rng(3).integers(0, 4, shape).astype("uint8")
    assert np.array_equal(halved(values, "mode", nodata), _counted(values, nodata))


def test_means_leave_out_what_was_not_seen():
    nan = np.nan
    values = np.array([[1, 3, nan, nan, 7], [5, nan, nan, nan, 9]], dtype="float32")
    assert np.array_equal(halved(values, "average", nan), np.float32([[3, nan, 8]]), equal_nan=True)
    whole = np.array([[1, 2, 9, 9], [2, 9, 9, 9]], dtype="uint16")
    assert halved(whole, "average", 9).tolist() == [[2, 9]]
    assert halved(whole, "average", None).tolist() == [[4, 9]]


@pytest.mark.parametrize(("rule", "gdal"), [("average", "average"), ("nearest", "nearest")])
def test_a_level_is_what_gdal_makes_of_the_level_before(tmp_path, rule, gdal):
    values = np.random.default_rng(4).integers(1, 200, (512, 640)).astype("float32")
    values[100:140, 33:90] = np.nan
    form = {"driver": "GTiff", "width": 640, "height": 512, "count": 1, "dtype": "float32"}
    place = rasterio.Affine(10, 0, 490_000, 0, -10, 3_510_000)
    with rasterio.open(tmp_path / "a.tif", "w", nodata=np.nan, transform=place, **form) as out:
        out.write(values, 1)
        out.build_overviews([2], rasterio.enums.Resampling[gdal])
    with rasterio.open(tmp_path / "a.tif", overview_level=0) as source:
        np.testing.assert_allclose(halved(values, rule, np.nan), source.read(1), rtol=1e-6)


def test_every_level_is_in_the_file_with_every_pixel(tmp_path):
    """Odd sides: levels of (651, 1026), (326, 513) and (163, 257) pixels."""
    values = np.random.default_rng(5).integers(0, 9, ODD.shape).astype("uint8")
    path = tmp_path / "a.tif"
    with RasterWriter(path, ODD, dtype="uint8", nodata=0) as out:
        for tile in ODD.tiles():
            out.write(tile, np.ascontiguousarray(values[tile.slices]))
    with rasterio.open(path) as source:
        assert source.overviews(1) == [2, 4, 8]
        assert source.block_shapes == [(512, 512)]
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    level = values
    for number in range(3):
        level = halved(level, "mode", 0)
        with rasterio.open(path, overview_level=number) as source:
            assert np.array_equal(source.read(1), level)


def test_pixels_no_block_was_written_to_hold_nodata(tmp_path):
    with RasterWriter(tmp_path / "a.tif", ODD, dtype="uint8", nodata=255) as out:
        tile = next(ODD.tiles())
        out.write(tile, np.ones((tile.rows, tile.cols), "uint8"))
    with rasterio.open(tmp_path / "a.tif") as source:
        assert (source.read(1)[600:] == 255).all()
    with rasterio.open(tmp_path / "a.tif", overview_level=0) as source:
        assert (source.read(1)[300:] == 255).all()


PUBLISH = """
import sys
from pathlib import Path
import numpy as np
from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid
side = int(sys.argv[2])
grid = Grid("EPSG:4549", 490_000.0, 3_510_000.0, 10.0, (side, side))
with RasterWriter(Path(sys.argv[1]), grid, dtype="float32", nodata=0, overview="average") as out:
    for tile in grid.tiles():
        out.write(tile, np.full((tile.rows, tile.cols), 1.5, dtype="float32"))
lines = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")))
"""


def _peak(path: Path, side: int) -> int:
    command = [sys.executable, "-c", PUBLISH, str(path), str(side)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(said.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_memory_of_publishing_does_not_grow_with_the_raster(tmp_path):
    """16 MB of pixels and 105 MB: through the block cache it would be more than 150 MB more."""
    small, large = _peak(tmp_path / "a.tif", 2048), _peak(tmp_path / "b.tif", 5120)
    assert large - small < 60e6
