"""Accounting: every raster tally of every statistical unit in one pass over the tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader, Progress, map_blocks, silent
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.indicator import ClassAreas, Cross, RasterAccount, Sums, Tally
from sinkmap.science.coverage import (
    ZoneEdges,
    class_areas,
    cross_areas,
    pixel_shares,
    value_sums,
)

__all__ = ["RasterTally", "account"]

RasterTally = ClassAreas | Cross | Sums
Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Part:
    """Sums of one unit in one tile, kept sparse: flat places and their values."""

    unit: int
    tally: int
    places: NDArray[np.int64]
    values: Counts


def account(
    grid: Grid,
    units: gpd.GeoDataFrame,
    rasters: Mapping[str, PixelReader],
    tallies: Sequence[RasterTally],
    *,
    workers: int = 2,
    progress: Progress = silent,
) -> dict[str, dict[Tally, RasterAccount]]:
    """Measure class areas, cross-tables and sums exactly in any number of units.

    Each pixel counts with the exact share of it inside the unit times its area in the additive
    measure. Sums run over fixed 512 x 512 tiles in row-major order, so the result is the same bit
    for bit whatever the number of workers or the block size of the files.

    Parameters
    ----------
    grid
        The study's grid.
    units
        Columns ``unit_id`` and geometry on the grid's CRS; units of several partitions may
        overlap.
    rasters
        Layer id (``layer@year`` for other years) -> reader of windows of the grid.
    tallies
        What to measure; layers are keys of ``rasters``.

    Returns
    -------
    unit id -> tally -> account, m² of the additive measure.
    """
    measure = AreaMeasure.of_grid(grid)
    zones = [ZoneEdges(geometry, grid) for geometry in units.geometry]
    names = sorted({name for tally in tallies for name in _layers(tally)})

    def tile(window: Window) -> list[_Part]:
        arrays = {name: rasters[name].read(window) for name in names}
        return _tile(window, measure.pixels(grid, window), zones, arrays, tallies)

    totals: dict[tuple[int, int], Counts] = {}
    tiles = list(grid.tiles())
    for parts in map_blocks(tile, tiles, workers=workers, progress=progress, stage="account"):
        for part in parts:
            key = (part.unit, part.tally)
            if key not in totals:
                totals[key] = np.zeros(_size(tallies[part.tally]))
            totals[key][part.places] += part.values
    polygon_areas = measure.polygons(units.geometry.to_numpy())
    empty = {index: np.zeros(_size(tally)) for index, tally in enumerate(tallies)}
    return {
        str(unit_id): {
            tally: _account(
                tally, totals.get((row, index), empty[index]), float(polygon_areas[row]), rasters
            )
            for index, tally in enumerate(tallies)
        }
        for row, unit_id in enumerate(units["unit_id"])
    }


def _layers(tally: RasterTally) -> tuple[str, ...]:
    return (tally.layer,) if isinstance(tally, ClassAreas) else (tally.layer, tally.by)


def _size(tally: RasterTally) -> int:
    if isinstance(tally, ClassAreas):
        return 256
    return 65536 if isinstance(tally, Cross) else 768


def _tile(
    window: Window,
    weights: Counts,
    zones: Sequence[ZoneEdges],
    arrays: Mapping[str, NDArray[Any]],
    tallies: Sequence[RasterTally],
) -> list[_Part]:
    parts: list[_Part] = []
    for unit, zone in enumerate(zones):
        shared = _meet(zone.window, window)
        if shared is None:
            continue
        shares = pixel_shares(zone, shared)
        if not shares.any():
            continue
        inner = (
            slice(shared.row - window.row, shared.row - window.row + shared.rows),
            slice(shared.col - window.col, shared.col - window.col + shared.cols),
        )
        for index, tally in enumerate(tallies):
            flat = _measure(tally, arrays, inner, shares, weights[inner]).ravel()
            places = np.flatnonzero(flat)
            parts.append(_Part(unit, index, places, flat[places]))
    return parts


def _meet(zone: Window | None, tile: Window) -> Window | None:
    if zone is None:
        return None
    r0, c0 = max(zone.row, tile.row), max(zone.col, tile.col)
    r1 = min(zone.row + zone.rows, tile.row + tile.rows)
    c1 = min(zone.col + zone.cols, tile.col + tile.cols)
    return Window(r0, c0, r1 - r0, c1 - c0) if r1 > r0 and c1 > c0 else None


def _measure(
    tally: RasterTally,
    arrays: Mapping[str, NDArray[Any]],
    inner: tuple[slice, slice],
    shares: Counts,
    weights: Counts,
) -> Counts:
    layer = arrays[tally.layer][inner]
    if isinstance(tally, ClassAreas):
        return class_areas(layer, shares, weights)
    by = arrays[tally.by][inner]
    if isinstance(tally, Cross):
        return cross_areas(layer, by, shares, weights)
    return value_sums(layer, by, shares, weights)


def _account(
    tally: RasterTally, flat: Counts, polygon_m2: float, rasters: Mapping[str, PixelReader]
) -> RasterAccount:
    nodata = rasters[tally.layer].nodata
    if isinstance(tally, Sums):
        total, valid, invalid = flat.reshape(3, 256)
        return RasterAccount(
            classes=_sparse(valid),
            unseen=float(invalid.sum()) + _beyond(polygon_m2, float(valid.sum() + invalid.sum())),
            total={key: float(total[key]) for key in np.flatnonzero(valid).tolist()},
            unseen_by=_sparse(invalid),
        )
    covered = float(flat.sum())
    blank = {int(nodata)} if nodata is not None else set()
    classes: dict[Any, float]
    if isinstance(tally, ClassAreas):
        classes = {key: m2 for key, m2 in _sparse(flat).items() if key not in blank}
    else:
        by_nodata = rasters[tally.by].nodata
        blank_by = {int(by_nodata)} if by_nodata is not None else set()
        pairs = {divmod(key, 256): m2 for key, m2 in _sparse(flat).items()}
        classes = {k: m2 for k, m2 in pairs.items() if k[0] not in blank and k[1] not in blank_by}
    seen = float(sum(classes.values()))
    return RasterAccount(classes=classes, unseen=covered - seen + _beyond(polygon_m2, covered))


def _sparse(values: Counts) -> dict[int, float]:
    return {key: float(values[key]) for key in np.flatnonzero(values).tolist()}


def _beyond(polygon_m2: float, covered_m2: float) -> float:
    """Area of a unit off the grid; differences below 1e-7 are rounding of pixel weights."""
    rest = polygon_m2 - covered_m2
    return rest if rest > 1e-7 * polygon_m2 else 0.0
