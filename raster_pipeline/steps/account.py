"""Accounting: every raster tally of every statistical unit in one pass over the tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import eq
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader, Progress, silent
from raster_pipeline.steps.zonal import BandSource, RasterTally, layers_of, zonal_tables
from sinkmap.area import AreaMeasure
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.grid import Grid
from sinkmap.indicator import Cross, RasterAccount, Sums, Tally, Transition
from sinkmap.science.tile_keys import PAIR
from sinkmap.science.zonal_table import ZonalTable
from sinkmap.science.zone_edges import BrokenZoneError, ZoneEdges
from sinkmap.science.zone_shares import ZoneShares
from sinkmap.text import Text

__all__ = ["RasterTally", "account", "unit_shares"]

_BEYOND = 1e-7
"""Share of a unit below which a difference between polygon and pixels is rounding of weights."""


def unit_shares(grid: Grid, units: gpd.GeoDataFrame) -> ZoneShares:
    """The shares of units on the grid; hand them to :func:`account` for every year.

    Parameters
    ----------
    grid, units
        As in :func:`account`.

    Raises
    ------
    CannotFinishError
        ``UNIT-BROKEN`` with the units whose coordinates are no finite numbers.
    """
    try:
        return ZoneShares(ZoneEdges.of(units.geometry.to_numpy(), grid), grid)
    except BrokenZoneError as error:
        raise _broken(error, units) from error


def account(
    grid: Grid,
    units: gpd.GeoDataFrame,
    rasters: Mapping[str, PixelReader],
    tallies: Sequence[RasterTally],
    *,
    shares: BandSource | None = None,
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
        Layer id (:attr:`Transition.earlier` for the year before) -> reader of windows of the grid.
    tallies
        What to measure; layers are keys of ``rasters``.
    shares
        What :func:`unit_shares` gave for the same units, so that they are not computed again.

    Returns
    -------
    unit id -> tally -> account, m² of the additive measure.

    Raises
    ------
    CannotFinishError
        ``UNIT-BROKEN`` with the units whose edges cross or whose coordinates are no numbers.
    """
    measure = AreaMeasure.of_grid(grid)
    shares = shares or unit_shares(grid, units)
    try:
        tables = zonal_tables(
            shares, rasters, tallies, measure=measure, workers=workers, progress=progress
        )
    except BrokenZoneError as error:
        raise _broken(error, units) from error
    geometries = units.geometry.to_numpy()
    beyond = {
        tally: _beyond(grid, geometries, measure, table.covered) for tally, table in tables.items()
    }
    return {
        str(unit_id): {
            tally: _account(tally, tables[tally], row, float(beyond[tally][row]), rasters)
            for tally in tallies
        }
        for row, unit_id in enumerate(units["unit_id"])
    }


def _beyond(
    grid: Grid, geometries: NDArray[Any], measure: AreaMeasure, covered: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(unit,) m² off the grid; only polygons that reach beyond it need be measured."""
    west, south, east, north = grid.bounds
    bounds = gpd.GeoSeries(geometries).bounds.to_numpy()
    inside = (bounds >= [west, south, -np.inf, -np.inf]) & (bounds <= [np.inf, np.inf, east, north])
    rest = np.zeros(len(geometries))
    out = np.flatnonzero(~inside.all(axis=1))
    polygon = measure.polygons(geometries[out])
    rest[out] = np.where(polygon - covered[out] > _BEYOND * polygon, polygon - covered[out], 0.0)
    return rest


def _account(
    tally: RasterTally,
    table: ZonalTable,
    row: int,
    beyond: float,
    rasters: Mapping[str, PixelReader],
) -> RasterAccount:
    inside = slice(int(table.first[row]), int(table.first[row + 1]))
    codes = table.code[inside].tolist()
    amounts = table.amounts[:, inside]
    if isinstance(tally, Sums):
        return _sums_account(codes, amounts, table.extremes[:, inside], beyond)
    covered = dict(zip(codes, amounts[0].tolist(), strict=True))
    blanks = [_blank(rasters[name]) for name in layers_of(tally)]
    if isinstance(tally, Cross | Transition):
        return _pairs_account(
            {divmod(code, PAIR): m2 for code, m2 in covered.items()}, blanks, beyond
        )
    classes = {code: m2 for code, m2 in covered.items() if code != blanks[0]}
    unseen = float(amounts[0].sum()) - float(sum(classes.values()))
    return RasterAccount(classes=classes, unseen=unseen + beyond)


def _pairs_account(
    pairs: Mapping[tuple[int, int], float], blanks: Sequence[int | None], beyond: float
) -> RasterAccount:
    seen = {pair: m2 for pair, m2 in pairs.items() if not any(map(eq, pair, blanks))}
    rest = {pair: m2 for pair, m2 in pairs.items() if pair not in seen}
    unseen = float(sum(pairs.values())) - float(sum(seen.values()))
    return RasterAccount(classes=seen, unseen=unseen + beyond, unseen_by=rest)


def _sums_account(
    codes: list[int],
    amounts: NDArray[np.float64],
    extremes: NDArray[np.float64],
    beyond: float,
) -> RasterAccount:
    total, valid, invalid = (dict(zip(codes, line, strict=True)) for line in amounts.tolist())
    limits = {code: (low, high) for code, low, high in zip(codes, *extremes.tolist(), strict=True)}
    return RasterAccount(
        classes={code: m2 for code, m2 in valid.items() if m2 > 0.0},
        unseen=float(amounts[2].sum()) + beyond,
        total={code: value for code, value in total.items() if valid[code] > 0.0},
        unseen_by={code: m2 for code, m2 in invalid.items() if m2 > 0.0},
        extremes={code: pair for code, pair in limits.items() if valid[code] > 0.0},
    )


def _blank(raster: PixelReader) -> int | None:
    """Class of pixels without data."""
    return None if raster.nodata is None else int(raster.nodata)


def _broken(error: BrokenZoneError, units: gpd.GeoDataFrame) -> CannotFinishError:
    names = units["unit_id"].astype(str).to_numpy()
    return CannotFinishError(
        Finding(
            "UNIT-BROKEN",
            Severity.ERROR,
            Text("统计单元的图形无法量算", "units whose polygons cannot be measured"),
            Text("检查统计单元图层的图形", "check the geometry of the units' layer"),
            features=tuple(names[list(error.rows[:20])]),
            count=len(error.rows),
            seen=error.why,
        )
    )
