"""Zonal sums: every tally of every zone in one pass over the rasters, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader, Progress, map_blocks, silent
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.indicator import ClassAreas, Cross, Sums, Transition
from sinkmap.science.tile_keys import TileKeys
from sinkmap.science.zonal_sums import Part, area_part, value_part
from sinkmap.science.zonal_table import Merge, ZonalTable
from sinkmap.science.zone_shares import BandShares
from sinkmap.tile_areas import TileAreas

__all__ = ["BandSource", "RasterTally", "layers_of", "zonal_tables"]

RasterTally = ClassAreas | Cross | Sums | Transition

_RUN = 8
"""Tiles taken at once: enough to read a file in strips once, few enough to stay small."""


class BandSource(Protocol):
    """Shares of zones on a grid, computed or read back: any band, from any thread."""

    @property
    def grid(self) -> Grid:
        """The grid."""
        ...

    @property
    def tile(self) -> int:
        """Edge of a tile in pixels."""
        ...

    @property
    def count(self) -> int:
        """Number of zones."""
        ...

    @property
    def bands(self) -> int:
        """Number of bands."""
        ...

    def work(self) -> NDArray[np.float64]:
        """(band,) how much there is to do in each."""
        ...

    def band(self, index: int) -> BandShares:
        """Shares in one row of tiles."""
        ...


def zonal_tables(
    shares: BandSource,
    rasters: Mapping[str, PixelReader],
    tallies: Sequence[RasterTally],
    *,
    measure: AreaMeasure | None = None,
    workers: int = 2,
    progress: Progress = silent,
) -> dict[RasterTally, ZonalTable]:
    """Measure every tally in every zone.

    Each pixel counts with the exact share of it inside the zone times its area in the additive
    measure. Every tile is summed by itself and tiles are added in row-major order, so the result
    is the same bit for bit whatever the number of workers or the block size of the files.

    Parameters
    ----------
    shares
        The zones, on the grid of the rasters.
    rasters
        Layer id (:attr:`Transition.earlier` for the year before) -> reader of windows of the grid.
        Classes are
        whole numbers 0 to 65535; values are floats with NaN as no data, or whole numbers.
    tallies
        What to measure; layers are keys of ``rasters``.
    measure
        The additive measure of the grid, where it is at hand.
    workers
        Threads. The bands with most to do go first.
    """
    if not tallies:
        return {}
    names = tuple(sorted({name for tally in tallies for name in layers_of(tally)}))
    measure = measure or AreaMeasure.of_grid(shares.grid)
    task = _Task(shares, rasters, names, tuple(dict.fromkeys(tallies)), measure)
    order = np.argsort(-shares.work(), kind="stable").tolist()
    found = map_blocks(task.band, order, workers=workers, progress=progress, stage="account")
    by_band = dict(zip(order, found, strict=True))
    tables = {}
    for tally in task.tallies:
        parts = [part for band in sorted(by_band) for part in by_band[band].pop(tally)]
        tables[tally] = _merged(parts, shares.count, tally, workers)
    return tables


def _merged(parts: list[Part], zones: int, tally: RasterTally, workers: int) -> ZonalTable:
    merge = Merge(parts, zones, values=isinstance(tally, Sums))
    ranges = merge.ranges(workers)
    for _ in map_blocks(merge.merge, ranges, workers=workers):
        pass
    return merge.table(ranges)


def layers_of(tally: RasterTally) -> tuple[str, ...]:
    """Rasters a tally is taken of."""
    if isinstance(tally, Transition):
        return (tally.earlier, tally.layer)
    return (tally.layer,) if isinstance(tally, ClassAreas) else (tally.layer, tally.by)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What every band of one pass shares."""

    shares: BandSource
    rasters: Mapping[str, PixelReader]
    names: tuple[str, ...]
    tallies: tuple[RasterTally, ...]
    measure: AreaMeasure

    def band(self, index: int) -> dict[RasterTally, list[Part]]:
        """Parts of every tally in one band, in order of tiles."""
        band = self.shares.band(index)
        parts: dict[RasterTally, list[Part]] = {tally: [] for tally in self.tallies}
        for columns in _runs(np.diff(band.tiles.astype(np.int64)) > 0):
            window = self._window(index, *columns)
            for tally, part in zip(self.tallies, self._run(band, columns, window), strict=True):
                parts[tally].append(part)
        return parts

    def _window(self, index: int, first: int, last: int) -> Window:
        """Tiles ``first`` to ``last`` (exclusive) of a band."""
        tile, (rows, cols) = self.shares.tile, self.shares.grid.shape
        top, left = index * tile, first * tile
        return Window(top, left, min(tile, rows - top), min(last * tile, cols) - left)

    def _run(self, band: BandShares, columns: tuple[int, int], window: Window) -> Iterator[Part]:
        """Parts of every tally in tiles side by side."""
        arrays = {name: self.rasters[name].read(window) for name in self.names}
        areas = TileAreas.of(self.measure, self.shares.grid, window, self.shares.tile)
        keys: dict[tuple[str, ...], TileKeys] = {}
        for tally in self.tallies:
            by = (tally.by,) if isinstance(tally, Sums) else layers_of(tally)
            if by not in keys:
                keys[by] = TileKeys.of(*(arrays[name] for name in by))
            if isinstance(tally, Sums):
                values = _values(arrays[tally.layer], self.rasters[tally.layer].nodata)
                yield value_part(band, columns, keys[by], areas, values)
            else:
                yield area_part(band, columns, keys[by], areas)


def _values(array: NDArray[Any], nodata: float | None) -> NDArray[Any]:
    """Values with NaN as no data; whole numbers up to 2⁵³ keep their value."""
    if array.dtype.kind == "f":
        if nodata is None or np.isnan(nodata):
            return array
        return np.where(array == nodata, np.nan, array)
    values = array.astype(np.float64)
    if nodata is not None:
        values[array == nodata] = np.nan
    return values


def _runs(wanted: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Neighbouring wanted tiles, at most ``_RUN`` at a time: first and last (exclusive)."""
    steps = np.flatnonzero(np.diff(np.r_[False, wanted, False].astype(np.int8)))
    for begin, end in steps.reshape(-1, 2).tolist():
        for first in range(begin, end, _RUN):
            yield first, min(end, first + _RUN)
