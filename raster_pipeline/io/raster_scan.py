"""Every pixel of a raster file counted once, block by block: what a check needs to know."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
from rasterio.errors import RasterioIOError
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.raster_facts import RasterFacts, open_raster
from sinkmap.area import geodesic_area
from sinkmap.grid import Window

__all__ = ["RasterCensus", "census_of_classes", "census_of_values"]

_CELLS = 256
"""The map of observed shares has about this many cells along the longer side."""
_BAND_PIXELS = 6_000_000
_THREADS = 4
_WIDEST_COUNT = 70_000


@dataclass(frozen=True, slots=True, eq=False)
class RasterCensus:
    """What a raster holds.

    ``values``, ``pixels``, ``area_m2``: (n,) distinct stored numbers in ascending order with
    their pixel counts and areas on the ellipsoid, "not observed" included (empty for values).
    ``total`` and ``observed``: number of pixels. ``smallest``, ``largest``: of observed values
    after scale and offset, as ``mean`` over the pixels, NaN if there are none. ``outside``,
    ``outside_m2``: observed values outside the range asked for. ``unset``: NaN pixels. ``shares``:
    (rows, cols) share of observed pixels in cells of ``cell`` x ``cell`` pixels, first row as in
    the file. ``broken``: the first block that could not be read; the counts then leave out its
    band.
    """

    total: int
    observed: int
    shares: NDArray[np.float64]
    cell: int
    values: NDArray[np.int64]
    pixels: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    smallest: float = float("nan")
    largest: float = float("nan")
    mean: float = float("nan")
    outside: int = 0
    outside_m2: float = 0.0
    unset: int = 0
    broken: Window | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """Counts of one band of rows."""

    shares: NDArray[np.float64]
    counts: dict[int, int]
    smallest: float = float("inf")
    largest: float = float("-inf")
    observed: int = 0
    total: float = 0.0
    outside: int = 0
    unset: int = 0
    broken: Window | None = None


def census_of_classes(
    path: Path, facts: RasterFacts, crs: str, unobserved: frozenset[int]
) -> RasterCensus:
    """Count the class codes of a raster of whole numbers.

    Parameters
    ----------
    path, facts, crs
        The file, its header and the CRS it is read in (for areas).
    unobserved
        Stored numbers that mean "not observed".
    """
    return _census(path, facts, crs, partial(_classes, hollow=unobserved))


def census_of_values(
    path: Path,
    facts: RasterFacts,
    crs: str,
    nodata: float | None,
    valid: tuple[float, float],
) -> RasterCensus:
    """Range of a raster of measurements, in units after the file's scale and offset.

    ``nodata`` is the stored number for "not observed"; NaN is never observed. ``valid``: lowest
    and highest value that make sense.
    """
    scaling = (facts.scale, facts.offset)
    return _census(path, facts, crs, partial(_values, nodata=nodata, valid=valid, scaling=scaling))


_Count = Callable[[NDArray[Any], int], _Band]


def _census(path: Path, facts: RasterFacts, crs: str, count: _Count) -> RasterCensus:
    cell = max(1, -(-max(facts.shape) // _CELLS))
    bands = list(_bands(facts, cell))
    threads = min(_THREADS, os.cpu_count() or 1, len(bands))
    work = partial(_count_bands, path, count=count, cell=cell)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(work, [bands[k::threads] for k in range(threads)]))
    done = [parts[k % threads][k // threads] for k in range(len(bands))]
    pixel = _pixel_areas(facts, crs, bands)
    pixels: dict[int, int] = {}
    area: dict[int, float] = {}
    for band, size in zip(done, pixel, strict=True):
        for value, n in band.counts.items():
            pixels[value] = pixels.get(value, 0) + n
            area[value] = area.get(value, 0.0) + n * float(size)
    values = sorted(pixels)
    observed = sum(band.observed for band in done)
    return RasterCensus(
        total=facts.shape[0] * facts.shape[1],
        observed=observed,
        shares=np.concatenate([band.shares for band in done]),
        cell=cell,
        values=np.array(values, dtype=np.int64),
        pixels=np.array([pixels[v] for v in values], dtype=np.int64),
        area_m2=np.array([area[v] for v in values], dtype=np.float64),
        smallest=min(band.smallest for band in done) if observed else float("nan"),
        largest=max(band.largest for band in done) if observed else float("nan"),
        mean=sum(band.total for band in done) / observed if observed else float("nan"),
        outside=sum(band.outside for band in done),
        outside_m2=float(sum(b.outside * a for b, a in zip(done, pixel, strict=True))),
        unset=sum(band.unset for band in done),
        broken=next((band.broken for band in done if band.broken), None),
    )


def _bands(facts: RasterFacts, cell: int) -> Iterator[Window]:
    """Bands of whole rows of cells, as high as the memory for one band allows."""
    rows, cols = facts.shape
    wanted = max(cell, facts.block[0], min(512, _BAND_PIXELS // cols))
    height = -(-wanted // cell) * cell
    for row in range(0, rows, height):
        yield Window(row, 0, min(height, rows - row), cols)


def _count_bands(path: Path, bands: list[Window], *, count: _Count, cell: int) -> list[_Band]:
    with open_raster(path) as dataset:
        return [_count_band(dataset, band, count, cell) for band in bands]


def _count_band(dataset: Any, band: Window, count: _Count, cell: int) -> _Band:
    try:
        block = dataset.read(1, window=RasterWindow(band.col, band.row, band.cols, band.rows))
    except RasterioIOError:
        shares = np.zeros((-(-band.rows // cell), -(-band.cols // cell)))
        return _Band(shares, {}, broken=_first_broken(dataset, band))
    return count(block, cell)


def _first_broken(dataset: Any, band: Window) -> Window:
    for _, place in dataset.block_windows(1):
        inside = place.row_off < band.row + band.rows and place.row_off + place.height > band.row
        if inside and not _readable(dataset, place):
            return Window(place.row_off, place.col_off, place.height, place.width)
    return band


def _readable(dataset: Any, place: RasterWindow) -> bool:
    try:
        dataset.read(1, window=place)
    except RasterioIOError:
        return False
    return True


def _shares(observed: NDArray[np.bool_], cell: int) -> NDArray[np.float64]:
    """Share of true pixels in cells; cells at the far edges may be smaller."""
    rows = np.arange(0, observed.shape[0], cell)
    cols = np.arange(0, observed.shape[1], cell)
    if observed.all():
        return np.ones((len(rows), len(cols)))
    sums = np.add.reduceat(
        np.add.reduceat(observed.view(np.uint8), cols, axis=1, dtype=np.int32), rows, axis=0
    )
    high = np.diff(np.append(rows, observed.shape[0]))
    wide = np.diff(np.append(cols, observed.shape[1]))
    return np.asarray(sums / np.outer(high, wide), dtype=np.float64)


def _classes(block: NDArray[Any], cell: int, *, hollow: frozenset[int]) -> _Band:
    counts = _tally(block)
    met = [value for value in hollow if value in counts]
    observed = np.ones(block.shape, bool)
    for value in met:
        observed &= block != value
    unobserved = sum(counts[value] for value in met)
    present = [value for value in counts if value not in hollow]
    return _Band(
        _shares(observed, cell),
        counts,
        min(present, default=float("inf")),
        max(present, default=float("-inf")),
        block.size - unobserved,
    )


def _tally(block: NDArray[Any]) -> dict[int, int]:
    if block.dtype == np.uint8:
        low, flat = 0, block.ravel()
    else:
        low, high = int(block.min()), int(block.max())
        if high - low > _WIDEST_COUNT:
            values, numbers = np.unique(block, return_counts=True)
            return dict(zip(values.tolist(), numbers.tolist(), strict=True))
        flat = block.ravel().astype(np.int64) - low
    numbers = np.bincount(flat)
    return {low + int(k): int(numbers[k]) for k in np.flatnonzero(numbers)}


def _values(
    block: NDArray[Any],
    cell: int,
    *,
    nodata: float | None,
    valid: tuple[float, float],
    scaling: tuple[float, float],
) -> _Band:
    unset = np.isnan(block) if block.dtype.kind == "f" else np.zeros(block.shape, bool)
    missing = unset
    if nodata is not None:
        missing = unset | (block == block.dtype.type(nodata))
    observed = ~missing
    values = block[observed].astype(np.float64) * scaling[0] + scaling[1]
    if not values.size:
        return _Band(_shares(observed, cell), {}, unset=int(unset.sum()))
    outside = np.count_nonzero(~((values >= valid[0]) & (values <= valid[1])))
    return _Band(
        _shares(observed, cell),
        {},
        float(values.min()),
        float(values.max()),
        int(values.size),
        float(values.sum()),
        int(outside),
        int(unset.sum()),
    )


def _pixel_areas(facts: RasterFacts, crs: str, bands: list[Window]) -> NDArray[np.float64]:
    """Area on the ellipsoid of the pixel in the middle of each band, m²: (band,)."""
    west, south, _, north = facts.bounds
    wide, high = facts.pixel
    rows = np.array([band.row + band.rows // 2 for band in bands])
    top = south + (rows + 1) * high if facts.is_south_up else north - rows * high
    left = np.full(top.shape, west + (facts.shape[1] // 2) * wide)
    return geodesic_area(shapely.box(left, top - high, left + wide, top), crs)
