"""Rasters on the grid: read as they are, repeated exactly, or resampled as declared."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from raster_pipeline.io.raster_facts import inspect, lie_on, read_as
from raster_pipeline.io.raster_source import RasterSource, RasterSpec, class_nodata
from sinkmap.errors import InputRefusedError
from sinkmap.grid import Grid, Window
from sinkmap.layer import Form

rasterio = pytest.importorskip("rasterio")
from rasterio.transform import Affine  # noqa: E402

GRID = Grid("EPSG:4549", 490_000.0, 3_510_000.0, 10.0, (60, 80))
CODES = np.array([10, 20, 30, 40, 50, 60, 80, 90], dtype="uint8")


def classes(shape: tuple[int, int]) -> np.ndarray:
    rows, cols = np.indices(shape)
    return CODES[(rows * 7 + cols * 3 + rows * cols) % len(CODES)]


def write(path: Path, values: np.ndarray, transform: tuple[float, ...], **profile: object) -> Path:
    settings = {"crs": "EPSG:4549", "nodata": None, **profile}
    scales = settings.pop("scales", None)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=1,
        height=values.shape[0],
        width=values.shape[1],
        dtype=values.dtype.name,
        transform=Affine(*transform),
        **settings,
    ) as out:
        out.write(values, 1)
        if scales:
            out.scales, out.offsets = [scales[0]], [scales[1]]
    return path


def class_spec(*paths: Path, **fields: object) -> RasterSpec:
    given = {"nodata": 0.0, "code_system": "worldcover", **fields}
    return RasterSpec(paths, "land_cover", 2022, Form.CLASS_RASTER, **given)


def value_spec(path: Path, **fields: object) -> RasterSpec:
    return RasterSpec((path,), "dem", 2022, Form.VALUE_RASTER, **fields)


def read_all(spec: RasterSpec, grid: Grid = GRID) -> np.ndarray:
    with RasterSource(spec, grid) as source:
        return source.read(grid.whole)


def test_a_raster_on_the_grid_is_read_as_it_is_from_every_thread(tmp_path: Path) -> None:
    values = classes(GRID.shape)
    path = write(tmp_path / "a.tif", values, GRID.transform, nodata=0, tiled=True)
    tiles = list(GRID.tiles(16)) * 4
    with RasterSource(class_spec(path), GRID) as source, ThreadPoolExecutor(4) as pool:
        assert (source.nodata, source.dtype) == (0, "uint8")
        for tile, block in zip(tiles, pool.map(source.read, tiles), strict=True):
            assert np.array_equal(block, values[tile.slices])


def test_pixels_outside_the_file_are_not_observed(tmp_path: Path) -> None:
    values = classes((20, 30))
    path = write(tmp_path / "a.tif", values, (10.0, 0, 489_900.0, 0, -10.0, 3_510_050.0))
    block = read_all(class_spec(path))
    assert np.array_equal(block[:15, :20], values[5:, 10:])
    assert (block[15:] == 0).all()
    assert (block[:, 20:] == 0).all()


def test_coarse_pixels_are_repeated_exactly(tmp_path: Path) -> None:
    values = classes((4, 5))
    # 40 m pixels whose corner lies one and three grid pixels outside the grid.
    path = write(tmp_path / "a.tif", values, (40.0, 0, 489_990.0, 0, -40.0, 3_510_030.0))
    expected = np.zeros(GRID.shape, "uint8")
    expected[:13, :19] = values.repeat(4, axis=0).repeat(4, axis=1)[3:, 1:]
    assert np.array_equal(read_all(class_spec(path)), expected)
    with RasterSource(class_spec(path), GRID) as source:
        window = Window(5, 6, 7, 9)
        assert np.array_equal(source.read(window), expected[window.slices])


def test_south_up_is_turned(tmp_path: Path) -> None:
    values = classes(GRID.shape)
    path = write(tmp_path / "a.tif", values[::-1], (10.0, 0, GRID.west, 0, 10.0, GRID.south))
    assert np.array_equal(read_all(class_spec(path)), values)
    with RasterSource(class_spec(path), GRID) as source:
        window = Window(31, 2, 11, 50)
        assert np.array_equal(source.read(window), values[window.slices])


def test_off_the_grid_needs_a_declaration(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes((60, 80)), (10.0, 0, 490_005.0, 0, -10.0, 3_510_000.0))
    lie = lie_on(inspect(path), "EPSG:4549", GRID)
    assert not lie.aligned
    assert lie.misfit == pytest.approx(0.5)
    with pytest.raises(ValueError, match="resampling"):
        RasterSource(class_spec(path), GRID)


@pytest.mark.parametrize("resampling", ["nearest", "mode"])
def test_resampled_classes_stay_classes(tmp_path: Path, resampling: str) -> None:
    fine = classes((300, 400))
    path = write(tmp_path / "a.tif", fine, (2.0, 0, 490_001.0, 0, -2.0, 3_509_999.0))
    block = read_all(class_spec(path, resampling=resampling))
    assert set(np.unique(block)) <= {0, *CODES.tolist()}
    assert (block[1:-1, 1:-1] > 0).all()


def test_warped_windows_equal_the_whole(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.tif", classes((40, 40)), (2e-4, 0, 119.893, 0, -2e-4, 31.715), crs="EPSG:4326"
    )
    spec = class_spec(path, resampling="nearest")
    whole = read_all(spec)
    with RasterSource(spec, GRID) as source:
        for tile in GRID.tiles(17):
            assert np.array_equal(source.read(tile), whole[tile.slices])
    to_degrees = Transformer.from_crs("EPSG:4549", "EPSG:4490", always_xy=True)
    rows, cols = np.indices(GRID.shape)
    lon, lat = to_degrees.transform(490_005.0 + 10 * cols, 3_509_995.0 - 10 * rows)
    r, c = np.floor((31.715 - lat) / 2e-4).astype(int), np.floor((lon - 119.893) / 2e-4).astype(int)
    inside = (r >= 0) & (r < 40) & (c >= 0) & (c < 40)
    expected = np.where(inside, classes((40, 40))[r.clip(0, 39), c.clip(0, 39)], 0)
    assert inside.any()
    assert (~inside).any()
    assert np.mean(whole != expected) < 0.005


def test_values_are_scaled_once_and_missing_ones_are_nan(tmp_path: Path) -> None:
    stored = np.full(GRID.shape, 1234, "int16")
    stored[0, 0] = -9999
    path = write(tmp_path / "a.tif", stored, GRID.transform, nodata=-9999, scales=(0.1, 5.0))
    facts = inspect(path)
    assert (facts.scale, facts.offset, facts.nodata) == (0.1, 5.0, -9999)
    block = read_all(value_spec(path, nodata=-9999.0, scale=0.1, offset=5.0))
    assert block.dtype == np.float32
    assert np.isnan(block[0, 0])
    assert block[0, 1] == pytest.approx(128.4)


def test_resampled_values_do_not_blend_with_missing_ones(tmp_path: Path) -> None:
    stored = np.full((60, 80), 100, "int16")
    stored[:, 40:] = -9999
    path = write(
        tmp_path / "a.tif", stored, (10.0, 0, 490_003.0, 0, -10.0, 3_510_000.0), nodata=-9999
    )
    block = read_all(value_spec(path, nodata=-9999.0, resampling="bilinear"))
    assert np.isnan(block[:, 42:]).all()
    assert set(np.unique(block[~np.isnan(block)])) == {100.0}


def test_nodata_moves_to_a_value_that_is_no_class(tmp_path: Path) -> None:
    values = classes(GRID.shape)
    values[3, 4] = 255
    path = write(tmp_path / "a.tif", values.astype("int16"), GRID.transform, nodata=255)
    block = read_all(class_spec(path, nodata=255.0))
    assert block.dtype == np.uint8
    assert block[3, 4] == 0
    assert class_nodata("igbp") == 255
    assert class_nodata("tree_mask") == 255


def test_a_code_that_does_not_fit_is_never_cast(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.full(GRID.shape, 300, "int16"), GRID.transform)
    with pytest.raises(ValueError, match=r"0\.\.255"):
        read_all(class_spec(path))


def test_files_of_one_layer_fill_each_other(tmp_path: Path) -> None:
    values = classes(GRID.shape)
    west = write(tmp_path / "w.tif", values[:, :50], GRID.transform)
    east = write(
        tmp_path / "e.tif", values[:, 40:], (10.0, 0, GRID.west + 400, 0, -10.0, GRID.north)
    )
    spec = RasterSpec.joined([class_spec(west), class_spec(east)])
    assert np.array_equal(read_all(spec), values)
    with pytest.raises(ValueError, match="two kinds"):
        RasterSpec.joined([class_spec(west), class_spec(east, nodata=255.0)])


def test_one_frame_only() -> None:
    assert read_as("EPSG:4326", "EPSG:4549") == "EPSG:4490"
    assert read_as("EPSG:4490", "EPSG:4326") == "EPSG:4326"
    assert read_as("EPSG:32650", "EPSG:4549") == "EPSG:32650"
    assert read_as("EPSG:4549", "EPSG:4549") == "EPSG:4549"
    assert read_as("EPSG:4610", "EPSG:4549") is None
    assert read_as("EPSG:2437", "EPSG:4549") is None


def test_side_files_are_listed_and_not_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", classes(GRID.shape), GRID.transform, nodata=0)
    plain = inspect(path)
    (tmp_path / "a.tif.aux.xml").write_text(
        "<PAMDataset><GeoTransform>1, 10, 0, 2, 0, -10</GeoTransform>"
        "<PAMRasterBand band='1'><NoDataValue>10</NoDataValue></PAMRasterBand></PAMDataset>",
        encoding="utf-8",
    )
    facts = inspect(path)
    assert facts.side_files == ("a.tif.aux.xml",)
    assert dict(facts.side).keys() == {"transform", "nodata"}
    assert (facts.nodata, facts.transform) == (0, GRID.transform)
    assert facts.checksum != plain.checksum
    assert inspect(path).checksum == facts.checksum


def test_only_geotiff_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_text("<VRTDataset rasterXSize='1' rasterYSize='1'/>", encoding="utf-8")
    with pytest.raises(InputRefusedError) as refused:
        inspect(path)
    assert refused.value.findings[0].code == "RASTER-UNREADABLE"
    assert str(tmp_path) not in str(refused.value)


def test_specs_refuse_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="bilinear"):
        class_spec(Path("a.tif"), resampling="bilinear")
    with pytest.raises(ValueError, match="mode"):
        value_spec(Path("a.tif"), resampling="mode")
    with pytest.raises(ValueError, match="scale"):
        class_spec(Path("a.tif"), scale=2.0)


def test_nan_as_nodata_is_no_difference_between_files() -> None:
    specs = [value_spec(Path(name), nodata=float("nan")) for name in ("a.tif", "b.tif")]
    assert RasterSpec.joined(specs).paths == (Path("a.tif"), Path("b.tif"))
