"""Rasters of the simulated city, drawn by bands: trees, land cover, soil carbon, heights."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import District, districts
from raster_pipeline.demo.city_ground import COARSE, GRID, hilliness
from raster_pipeline.demo.city_years import YEARS, City
from raster_pipeline.demo.land import CODES, LAND
from raster_pipeline.demo.noise import pixels, smooth
from raster_pipeline.demo.soil import soil_of_neighbours
from raster_pipeline.io.burn import burn
from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid, Window

__all__ = ["Counts", "write_coarse", "write_fine"]

_BAND = 512
_TAGS = {"SINKMAP_SIMULATED": "模拟"}
_OUT = -1
_GROWTH = 0.0085
"""Trees gained a year, as a share of those that stand."""

Counts = dict[str, NDArray[np.int64]]
"""``land_cover_2022`` … -> (unit, 256) pixels by value; unit 0..5 are the districts."""

_CITY_TREES = {
    "0702": 0.47,
    "0701": 0.29,
    "0601": 0.13,
    "05H1": 0.15,
    "08H1": 0.34,
    "08H2": 0.34,
    "0204": 0.66,
    "0204K": 0.62,
    "0201": 0.24,
    "0201K": 0.24,
    "1006": 0.34,
    "1004": 0.30,
    "1003": 0.28,
    "1107": 0.22,
    "0404": 0.12,
    "0101": 0.020,
    "0102": 0.035,
    "0103": 0.060,
    "1109": 0.35,
}
"""Shares of trees where the city differs from ``LAND``: more of its trees stand in rows."""

_COVER = np.array([land.cover for land in LAND], dtype=np.uint8)
_MASK = np.array([land.mask for land in LAND], dtype=np.uint8)
_TREES = np.array([_CITY_TREES.get(land.code, land.trees) for land in LAND], dtype=np.float32)
_CLUMPED = 0.9
"""Weight of the noise that three by three pixels share, where trees stand in clumps."""
_WOOD = 0.8
"""Share of trees above which a class is drawn as closed wood with single gaps."""
_SCATTERED = 1.0
"""Makes the tree cover of the whole city by its usual definition about 26.6 % in 2022."""
_SOIL = np.array([np.nan if land.soil is None else land.soil for land in LAND])
_LINE = np.array([land.code in ("1003", "1004", "1006", "1107", "1101") for land in LAND])
_NO_ROW = np.array([land.code.startswith(("110", "1001", "1003", "1004")) for land in LAND])
_SEEN_AS = np.arange(256, dtype=np.uint8)
for _true, _wrong in {10: 20, 20: 10, 30: 40, 40: 30, 50: 60, 60: 50, 80: 90, 90: 30}.items():
    _SEEN_AS[_true] = _wrong


class _Painter:
    """Burns the city's parcels row band by row band."""

    def __init__(self, city: City) -> None:
        self.city = city
        bounds = shapely.bounds(city.shape)
        self.south, self.north = bounds[:, 1], bounds[:, 3]
        self.first = city.parent < 0
        self.borders: tuple[District, ...] = districts()

    def kinds(self, window: Window) -> list[NDArray[np.int16]]:
        """(y, x) class index of each year, -1 outside the city."""
        _, south, _, north = GRID.window_bounds(window)
        near = (self.north >= south) & (self.south <= north)
        base = np.flatnonzero(near & self.first)
        rows = self._burn(base, window, np.int32(_OUT))
        layers = []
        for step in range(len(YEARS)):
            born = np.flatnonzero(near & ~self.first & (self.city.kind[:, step] >= 0))
            now = rows.copy()
            if len(born):
                over = self._burn(born, window, np.int32(_OUT))
                now = np.where(over >= 0, over, now)
            kind = self.city.kind[now, step]
            kind[now < 0] = _OUT
            layers.append(kind)
        return layers

    def _burn(self, rows: NDArray[np.int64], window: Window, fill: np.int32) -> NDArray[np.int32]:
        return burn(self.city.shape[rows], rows, GRID, window, "int32", int(fill))

    def units(self, window: Window) -> NDArray[np.int8]:
        """(y, x) row of the district, -1 outside."""
        shapes = [d.plane for d in self.borders]
        return burn(shapes, np.arange(len(shapes)), GRID, window, "int8", _OUT)


def write_fine(city: City, folder: Path, progress: Callable[[float], None]) -> Counts:
    """Write tree mask and land cover of each year; pixels by district and value are returned."""
    painter = _Painter(city)
    names = [f"{layer}_{year}" for year in YEARS for layer in ("tree_cover", "land_cover")]
    counts: Counts = {name: np.zeros((len(painter.borders), 256), np.int64) for name in names}
    counts |= {f"class_{year}": np.zeros((len(painter.borders), 256), np.int64) for year in YEARS}
    windows = [
        Window(row, 0, min(_BAND, GRID.shape[0] - row), GRID.shape[1])
        for row in range(0, GRID.shape[0], _BAND)
    ]
    writers = {name: _writer(folder, name) for name in names}
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        out = {name: stack.enter_context(writer) for name, writer in writers.items()}
        painted = pool.map(lambda window: _band(painter, window, out), windows)
        for done, part in enumerate(painted):
            for name, table in part.items():
                counts[name] += table
            progress(0.75 * (done + 1) / len(windows))
        stack.pop_all()
        list(pool.map(lambda writer: writer.__exit__(None, None, None), writers.values()))
    progress(1.0)
    return counts


def _writer(folder: Path, name: str) -> RasterWriter:
    nodata = 255 if name.startswith("tree") else 0
    return RasterWriter(folder / f"{name}.tif", GRID, dtype="uint8", nodata=nodata, tags=_TAGS)


def _band(painter: _Painter, window: Window, out: dict[str, RasterWriter]) -> Counts:
    """Draw and write one band; a row of pixels on either side lets rows of trees cross bands."""
    wide, core = GRID.padded(window, 1)
    units = painter.units(window)
    fine, coarse = pixels(window, 1_001), pixels(window, 1_002, cell=3)
    mixed = np.float32(1.0 - _CLUMPED) * fine + np.float32(_CLUMPED) * coarse
    rows, slip = pixels(window, 1_003, cell=11), pixels(window, 1_004, cell=2)
    counts: Counts = {}
    for year, kinds in zip(YEARS, painter.kinds(wide), strict=True):
        kind, beside = kinds[core], _beside_lines(kinds)[core]
        inside = kind >= 0
        growth = np.float32(1.0 + _GROWTH * (year - 2022))
        wood = _TREES > _WOOD
        limit = np.where(wood, _TREES, _clump_limit(_SCATTERED * growth * _TREES))
        trees = np.where(wood[kind], fine, mixed) < limit.astype(np.float32)[kind]
        trees |= beside & ~_NO_ROW[kind] & (rows < np.float32(0.26) * growth)
        mask = np.where(trees, _MASK[kind], 0).astype(np.uint8)
        cover = np.where((mask == 1) | (mask == 2), 10, _COVER[kind])
        cover = np.where(mask == 3, 20, cover).astype(np.uint8)
        wrong = (slip < 0.028) | (pixels(window, 1_010 + year, cell=2) < 0.006)
        cover = np.where(wrong, _SEEN_AS[cover], cover)
        mask[~inside], cover[~inside] = 255, 0
        for name, values in ((f"tree_cover_{year}", mask), (f"land_cover_{year}", cover)):
            out[name].write(window, values)
            counts[name] = _tally(units, values)
        counts[f"class_{year}"] = _tally(units, np.where(inside, kind, 255).astype(np.uint8))
    return counts


def _clump_limit(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """The value below which that share of the clumped noise lies.

    The noise is the sum of two uniform values with weights a < b = 1 - a; the limits follow from
    its trapezoidal density.
    """
    a, b = 1.0 - _CLUMPED, _CLUMPED
    low = np.sqrt(2.0 * a * b * share)
    return np.where(share < a / (2.0 * b), low, b * share + a / 2.0)


def _tally(units: NDArray[np.int8], values: NDArray[np.uint8]) -> NDArray[np.int64]:
    """(unit, value) pixels."""
    inside = units >= 0
    joint = units[inside].astype(np.int64) * 256 + values[inside]
    return np.bincount(joint, minlength=256 * len(districts())).reshape(-1, 256)


def _beside_lines(kind: NDArray[np.int16]) -> NDArray[np.bool_]:
    line = _LINE[kind] & (kind >= 0)
    near = np.zeros_like(line)
    near[1:] |= line[:-1]
    near[:-1] |= line[1:]
    near[:, 1:] |= line[:, :-1]
    near[:, :-1] |= line[:, 1:]
    return near & ~line & (kind >= 0)


def write_coarse(city: City, folder: Path) -> tuple[NDArray[np.int16], NDArray[np.float64]]:
    """Write soil carbon (t C/ha, nodata on water and sealed land) and heights (m), 100 m.

    Returns
    -------
    (y, x) index into ``LAND``, negative outside the city, and heights.
    """
    row, col = np.indices(COARSE.shape)
    x = COARSE.west + (col + 0.5) * COARSE.resolution
    y = COARSE.north - (row + 0.5) * COARSE.resolution
    base = np.flatnonzero(city.parent < 0)
    kind = burn(city.shape[base], city.kind[base, 0], COARSE, COARSE.whole, "int16", _OUT)
    factor = 0.80 + 0.42 * smooth(x, y, 1_021, 9_000.0, 4)
    carbon = np.round(soil_of_neighbours(np.where(kind < 0, np.nan, _SOIL[kind])) * factor, 2)
    carbon[np.isnan(carbon)] = -9999.0
    _write(folder / "soil_carbon.tif", carbon.astype(np.float32))
    height = 3.5 + 2.5 * smooth(x, y, 1_022, 6_000.0, 2) + 260.0 * hilliness(x, y) ** 1.4
    height[kind == CODES["1102"]] = 3.2
    _write(folder / "dem.tif", np.round(height, 1).astype(np.float32))
    return kind, height


def _write(path: Path, values: NDArray[np.float32], grid: Grid = COARSE) -> None:
    with RasterWriter(
        path, grid, dtype="float32", nodata=-9999.0, overview="average", tags=_TAGS
    ) as out:
        for tile in grid.tiles():
            out.write(tile, values[tile.slices])
