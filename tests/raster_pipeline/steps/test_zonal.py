"""Zonal tables: the same numbers from any file and any number of threads, against exactextract."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from rasterio.transform import Affine

from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.share_store import ShareStore
from raster_pipeline.steps.zonal import zonal_tables
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.indicator import ClassAreas, Cross, Sums
from sinkmap.layer import Form
from sinkmap.science.zonal_table import ZonalTable
from sinkmap.science.zone_edges import ZoneEdges
from sinkmap.science.zone_shares import ZoneShares

GRID = Grid("EPSG:4549", 495000.0, 3512000.0, 10.0, (700, 1300))
TALLIES = (ClassAreas("cover"), Cross("cover", "use"), Sums("soil", "use"))


@dataclass
class ArrayReader:
    """A raster held in memory."""

    array: NDArray[Any]
    nodata: float | None = None
    code_system: str = ""

    def read(self, window: Window) -> NDArray[Any]:
        return self.array[window.slices]


def arrays() -> dict[str, NDArray[Any]]:
    rng = np.random.default_rng(7)
    values = rng.uniform(30, 60, GRID.shape).astype(np.float32)
    values[200:300, 500:600] = np.nan
    return {
        "cover": rng.integers(0, 6, GRID.shape).astype(np.uint8),
        "use": rng.integers(1, 4, GRID.shape).astype(np.uint8),
        "soil": values,
    }


def readers() -> dict[str, ArrayReader]:
    return {name: ArrayReader(array) for name, array in arrays().items()}


def cells(count: int, seed: int = 3, grid: Grid = GRID) -> NDArray[Any]:
    """Voronoi cells that cover the grid once."""
    west, south, east, north = grid.bounds
    rng = np.random.default_rng(seed)
    points = shapely.MultiPoint(rng.uniform((west, south), (east, north), (count, 2)))
    box = shapely.box(*grid.bounds)
    found = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=box))
    return np.asarray(shapely.intersection(found, box))


def shares(zones: Any, grid: Grid = GRID, tile: int = 512) -> ZoneShares:
    return ZoneShares(ZoneEdges.of(zones, grid), grid, tile)


def same(one: ZonalTable, other: ZonalTable) -> bool:
    names = ("zone", "code", "amounts", "extremes", "first")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def test_each_zone_and_class_agrees_with_exactextract() -> None:
    zones, cover = cells(40), arrays()["cover"]
    table = zonal_tables(shares(zones), readers(), [ClassAreas("cover")])[ClassAreas("cover")]
    west, south, east, north = GRID.bounds
    raster = NumPyRasterSource(cover, xmin=west, ymin=south, xmax=east, ymax=north)
    weights = AreaMeasure.of_grid(GRID).pixels(GRID, GRID.whole).ravel()
    for row, zone in enumerate(zones):
        feature = {"type": "Feature", "geometry": shapely.geometry.mapping(zone)}
        found = exact_extract(raster, feature, ["cell_id", "coverage", "values"])[0]["properties"]
        m2 = found["coverage"].astype(np.float64) * weights[found["cell_id"].astype(int)]
        expected = np.bincount(found["values"].astype(int), weights=m2, minlength=6)
        mine = slice(int(table.first[row]), int(table.first[row + 1]))
        ours = np.zeros(6)
        ours[table.code[mine]] = table.amounts[0, mine]
        # 1e-5 of a pixel for each pixel of the border
        border = zone.length / GRID.resolution
        assert np.abs(ours - expected).max() < 1e-5 * 100.0 * border


def test_workers_and_repeated_tallies_do_not_matter() -> None:
    zones = cells(60)
    one = zonal_tables(shares(zones), readers(), TALLIES, workers=1)
    four = zonal_tables(shares(zones), readers(), [*TALLIES, TALLIES[0]], workers=4)
    assert list(one) == list(four)
    assert all(same(one[tally], four[tally]) for tally in TALLIES)


@pytest.mark.parametrize("tile", [64, 200, 511])
def test_other_tiles_give_the_same_to_rounding(tile: int) -> None:
    zones = cells(60)
    one = zonal_tables(shares(zones), readers(), TALLIES)
    other = zonal_tables(shares(zones, tile=tile), readers(), TALLIES)
    for tally in TALLIES:
        assert np.array_equal(one[tally].code, other[tally].code)
        assert np.allclose(one[tally].amounts, other[tally].amounts, rtol=1e-12, atol=1e-6)


@pytest.mark.parametrize(
    "blocks",
    [
        {"tiled": True, "blockxsize": 256, "blockysize": 256},
        {"tiled": False, "blockysize": 1},
        {"tiled": False, "blockysize": 37, "compress": "deflate"},
        {"tiled": True, "blockxsize": 16, "blockysize": 1024, "compress": "deflate"},
    ],
    ids=["tiles of 256", "rows", "strips of 37", "tall tiles"],
)
def test_blocks_of_the_file_do_not_matter(tmp_path: Path, blocks: dict[str, Any]) -> None:
    zones, cover = cells(30), arrays()["cover"]
    path = tmp_path / "cover.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=GRID.shape[1], height=GRID.shape[0], count=1,
        dtype="uint8", crs=GRID.crs, transform=Affine(*GRID.transform), nodata=0, **blocks,
    ) as file:  # fmt: skip
        file.write(cover, 1)
    tally = ClassAreas("cover")
    spec = RasterSpec((path,), "cover", 2024, Form.CLASS_RASTER, nodata=0)
    with RasterSource(spec, GRID) as source:
        found = zonal_tables(shares(zones), {"cover": source}, [tally])
    assert same(found[tally], zonal_tables(shares(zones), readers(), [tally])[tally])


def test_a_partition_sums_to_its_whole() -> None:
    zones = cells(80)
    parts = zonal_tables(shares(zones), readers(), TALLIES)
    whole = zonal_tables(shares([shapely.box(*GRID.bounds)]), readers(), TALLIES)
    for tally in TALLIES:
        for code, m2 in zip(whole[tally].code, whole[tally].amounts.T, strict=True):
            summed = parts[tally].amounts[:, parts[tally].code == code].sum(axis=1)
            assert summed == pytest.approx(m2, rel=1e-10)


def test_extremes_are_those_of_the_pixels_touched() -> None:
    zones, data = cells(20), arrays()
    tally = Sums("soil", "use")
    table = zonal_tables(shares(zones), readers(), [tally])[tally]
    whole = np.where(np.isnan(data["soil"]), np.inf, data["soil"])
    for use in (1, 2, 3):
        mine = table.code == use
        assert table.extremes[0, mine].min() == whole[data["use"] == use].min()
        assert table.extremes[1, mine].max() == np.nanmax(data["soil"][data["use"] == use])


@pytest.mark.parametrize("dtype", ["int16", "uint16", "int32", "float64"])
def test_values_of_every_type_with_their_own_nodata(dtype: str) -> None:
    zones, data = cells(20), arrays()
    whole = np.nan_to_num(np.round(data["soil"]), nan=-1.0 if dtype[0] != "u" else 9999.0)
    empty = float(whole[250, 550])
    tally = Sums("soil", "use")
    typed = readers() | {"soil": ArrayReader(whole.astype(dtype), empty)}
    plain = readers() | {"soil": ArrayReader(np.round(data["soil"]))}
    one = zonal_tables(shares(zones), typed, [tally])[tally]
    assert same(one, zonal_tables(shares(zones), plain, [tally])[tally])
    assert one.amounts[2].sum() > 0.0


def test_zones_beyond_empty_and_missing_have_no_rows() -> None:
    west, south, east, north = GRID.bounds
    zones = [
        shapely.box(west - 500, south - 500, west - 100, south - 100),
        shapely.Polygon(),
        None,
        shapely.box(east - 100, north - 100, east + 100, north + 100),
    ]
    table = zonal_tables(shares(zones), readers(), [ClassAreas("use")])[ClassAreas("use")]
    assert np.diff(table.first)[:3].tolist() == [0, 0, 0]
    assert table.covered[3] == pytest.approx(1e4, rel=1e-3)


class TestStore:
    """Shares kept on the disk."""

    def tables(self, folder: Path, zones: Any, *, found: bool) -> dict[Any, ZonalTable]:
        with ShareStore(folder, folder).keep(shares(zones)) as kept:
            assert kept.found is found
            return zonal_tables(kept, readers(), TALLIES)

    def test_read_back_they_give_the_same_bits(self, tmp_path: Path) -> None:
        zones = cells(50)
        first = self.tables(tmp_path, zones, found=False)
        again = self.tables(tmp_path, zones, found=True)
        plain = zonal_tables(shares(zones), readers(), TALLIES)
        assert all(same(first[t], again[t]) and same(first[t], plain[t]) for t in TALLIES)
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_second_pass_needs_no_seal(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with ShareStore(tmp_path, tmp_path).keep(shares(cells(50))) as kept:
            one = zonal_tables(kept, readers(), TALLIES)
            monkeypatch.delattr(ZoneShares, "band")  # nothing can be computed any more
            assert same(one[TALLIES[0]], zonal_tables(kept, readers(), TALLIES)[TALLIES[0]])

    def test_another_polygon_is_another_file(self, tmp_path: Path) -> None:
        self.tables(tmp_path, cells(50), found=False)
        moved = shapely.transform(cells(50), lambda xy: xy + np.array([1e-4, 0.0]))
        self.tables(tmp_path, moved, found=False)
        assert len(list(tmp_path.iterdir())) == 2

    @pytest.mark.parametrize("place", [40, -400, -40, -5])
    def test_rot_is_found_and_computed_again(self, tmp_path: Path, place: int) -> None:
        zones = cells(50)
        first = self.tables(tmp_path, zones, found=False)
        (path,) = tmp_path.iterdir()
        block = bytearray(path.read_bytes())
        block[place] ^= 4
        path.write_bytes(block)
        with ShareStore(tmp_path, tmp_path).keep(shares(zones)) as kept:
            again = zonal_tables(kept, readers(), TALLIES)
        assert all(same(first[tally], again[tally]) for tally in TALLIES)
        self.tables(tmp_path, zones, found=path.exists())

    def test_a_file_that_breaks_off_is_no_file(self, tmp_path: Path) -> None:
        zones = cells(50)
        self.tables(tmp_path, zones, found=False)
        (path,) = tmp_path.iterdir()
        path.write_bytes(path.read_bytes()[:-100])
        self.tables(tmp_path, zones, found=False)
        self.tables(tmp_path, zones, found=True)

    def test_an_interrupted_pass_leaves_nothing(self, tmp_path: Path) -> None:
        def interrupted() -> None:
            with ShareStore(tmp_path, tmp_path).keep(shares(cells(50))) as kept:
                kept.band(0)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert list(tmp_path.iterdir()) == []

    def test_files_longest_unused_go_first(self, tmp_path: Path) -> None:
        self.tables(tmp_path, cells(50), found=False)
        size = next(tmp_path.iterdir()).stat().st_size
        store = ShareStore(tmp_path, tmp_path, limit=int(2.5 * size))
        for seed in (11, 12, 13):
            with store.keep(shares(cells(50, seed))) as kept:
                zonal_tables(kept, readers(), [TALLIES[0]])
        assert len(list(tmp_path.iterdir())) == 2
