"""A reference sample drawn from a map of a finished run, its points on pixel centres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers import derived_layers
from raster_pipeline.engine import PixelReader, Progress, map_blocks, silent
from raster_pipeline.io.burned import BurnedReader
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.tables import read_frame
from sinkmap.area import AreaMeasure
from sinkmap.classes import group_at
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.grid import Grid, Window
from sinkmap.layer import Derived, Form
from sinkmap.science.sample_plan import (
    Design,
    MappedClass,
    SampleOrder,
    SamplePlan,
    plan_sample,
)
from sinkmap.science.sampling_design import draw_ranks
from sinkmap.science.stands import StandCategory
from sinkmap.text import Text

__all__ = ["MAPS", "DrawnSample", "draw_sample"]

MAPS = {"land_cover": "land_group", "tree_cover": "stands"}
"""Given layer -> the layer of a run that holds its classes on the grid."""
_VALUES = 256

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnSample:
    """A sample and the plan behind it.

    ``frame``: points on the grid's CRS in the order of their pixels, with ``id`` (``r…c…``, row
    and column from 0, the same in every sample of the grid), ``stratum`` and ``stratum_m2`` where
    there are strata, ``weight`` (pixels a point stands for), ``turn`` (place in the draw of its
    stratum, from 1: points up to any turn are a sample too) and ``reference``, empty.
    """

    frame: gpd.GeoDataFrame
    plan: SamplePlan


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What is drawn from: the map within the city."""

    grid: Grid
    reader: PixelReader
    city: BurnedReader
    workers: int
    progress: Progress

    def codes(self, tile: Window) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """(y, x) map classes, and whether the pixel's centre lies in the city."""
        return self.reader.read(tile), self.city.read(tile) > 0


def draw_sample(
    folder: Path,
    grid: Grid,
    layer: str,
    year: int,
    order: SampleOrder,
    *,
    workers: int = 2,
    progress: Progress = silent,
) -> DrawnSample:
    """Plan a sample by the map of a year, and draw it.

    A unit is a pixel with data whose centre lies in the city; every pixel of a stratum has the
    same chance. On a grid in degrees, where rows differ in area, strata still count by their m².
    The same order draws the same pixels, whatever the number of threads.

    Parameters
    ----------
    folder
        The run.
    grid
        The grid of its study.
    layer
        A class raster of the run, or a given layer of :data:`MAPS`.
    year, order
        Year of the map, and what is wanted.

    Raises
    ------
    UsageError
        ``SAMPLE-MAP-MISSING`` if the run holds no such map; ``SAMPLE-…`` for an order that cannot
        be.
    """
    declared = _map(folder, layer, year)
    spec = RasterSpec(
        (_path(folder, declared.id, year),),
        declared.id,
        year,
        Form.CLASS_RASTER,
        nodata=declared.nodata,
    )
    place = read_frame(folder / "units.parquet").geometry.iloc[:1].to_numpy()
    with RasterSource(spec, grid) as reader:
        city = BurnedReader(place, np.ones(1, dtype=np.uint8), grid)
        ground = _Ground(grid, reader, city, workers, progress)
        by_tile, m2 = _counted(ground)
        plan = plan_sample(order, _classes(declared, by_tile.sum(axis=0), m2))
        frame = _points(plan, order.seed, ground, by_tile)
    return DrawnSample(frame, plan)


def _path(folder: Path, layer: str, year: int) -> Path:
    return folder / "layers" / f"{layer}_{year}.tif"


def _map(folder: Path, layer: str, year: int) -> Derived:
    known = {
        one.id: one
        for one in derived_layers().values()
        if one.form is Form.CLASS_RASTER and one.legend
    }
    found = known.get(MAPS.get(layer, layer))
    if found is not None and _path(folder, found.id, year).is_file():
        return found
    there = [one for one in known if _path(folder, one, year).is_file()]
    names = [name for name, own in MAPS.items() if own in there]
    names += [one for one in there if one not in MAPS.values()]
    raise UsageError(
        Finding(
            "SAMPLE-MAP-MISSING",
            Severity.ERROR,
            Text("运行结果中该年度没有这张分类图", "the run holds no such map of this year"),
            Text("改用列出的图层", "draw from one of the layers listed"),
            layer=layer,
            year=year,
            seen=layer,
            wanted=", ".join(names),
        )
    )


def _counted(ground: _Ground) -> tuple[Counts, NDArray[np.float64]]:
    """(tile, value) pixels of the city, and (value,) their m²."""
    measure = AreaMeasure.of_grid(ground.grid)

    def count(tile: Window) -> tuple[Counts, NDArray[np.float64]]:
        codes, inside = ground.codes(tile)
        held = codes[inside]
        if not held.size:
            return np.zeros(_VALUES, dtype=np.int64), np.zeros(_VALUES)
        areas = measure.pixels(ground.grid, tile)[inside]
        counted = np.bincount(held, minlength=_VALUES).astype(np.int64)
        m2 = np.bincount(held, weights=areas, minlength=_VALUES).astype(np.float64)
        return counted, m2

    found = list(
        map_blocks(
            count,
            list(ground.grid.tiles()),
            workers=ground.workers,
            progress=ground.progress,
            stage="count",
        )
    )
    pixels = np.stack([n for n, _ in found])
    return pixels, np.asarray(np.sum([m2 for _, m2 in found], axis=0), dtype=np.float64)


def _classes(declared: Derived, pixels: Counts, m2: NDArray[np.float64]) -> tuple[MappedClass, ...]:
    values = [int(entry.value) for entry in declared.legend if entry.value != declared.nodata]
    return tuple(
        MappedClass(_name(declared.id, value), value, int(pixels[value]), float(m2[value]))
        for value in sorted(values)
        if pixels[value]
    )


def _name(layer: str, value: int) -> str:
    """What figures and tables call a class."""
    if layer == "stands":
        return StandCategory(value).name.lower()
    group = group_at(value)
    return group.id if group is not None else str(value)


def _points(plan: SamplePlan, seed: int, ground: _Ground, by_tile: Counts) -> gpd.GeoDataFrame:
    """The pixels drawn; ranks count the pixels of a stratum tile by tile, row by row in each."""
    tiles = list(ground.grid.tiles())
    stratum_of = np.full(_VALUES, -1, dtype=np.int64)
    wanted: dict[int, list[tuple[int, Counts, Counts]]] = {}
    ranks = draw_ranks(
        [one.name for one in plan.strata],
        [one.pixels for one in plan.strata],
        [one.units for one in plan.strata],
        seed,
    )
    for number, (one, drawn) in enumerate(zip(plan.strata, ranks, strict=True)):
        values = [each.value for each in one.classes]
        stratum_of[values] = number
        ends = np.cumsum(by_tile[:, values].sum(axis=1))
        at = np.searchsorted(ends, drawn, side="right")
        for tile in np.unique(at).tolist():
            turns = np.flatnonzero(at == tile)
            before = int(ends[tile - 1]) if tile else 0
            wanted.setdefault(tile, []).append((number, drawn[turns] - before, turns + 1))

    def find(tile: int) -> list[tuple[int, Counts, Counts, Counts]]:
        codes, inside = ground.codes(tiles[tile])
        strata = np.where(inside, stratum_of[codes], -1).ravel()
        found = []
        for number, inner, turns in wanted[tile]:
            row, col = np.divmod(np.flatnonzero(strata == number)[inner], tiles[tile].cols)
            found.append((number, row + tiles[tile].row, col + tiles[tile].col, turns))
        return found

    work = map_blocks(
        find, sorted(wanted), workers=ground.workers, progress=ground.progress, stage="draw"
    )
    return _frame(plan, ground.grid, (part for parts in work for part in parts))


def _frame(
    plan: SamplePlan, grid: Grid, parts: Iterator[tuple[int, Counts, Counts, Counts]]
) -> gpd.GeoDataFrame:
    found = list(parts)
    number = np.concatenate([np.full(len(turns), n) for n, _, _, turns in found])
    row, col, turn = (np.concatenate([part[k] for part in found]) for k in (1, 2, 3))
    order = np.lexsort((col, row))
    number, row, col, turn = number[order], row[order], col[order], turn[order]
    strata = [plan.strata[n] for n in number.tolist()]
    columns: dict[str, Any] = {
        "id": [f"r{r:05d}c{c:05d}" for r, c in zip(row.tolist(), col.tolist(), strict=True)]
    }
    if plan.design is Design.STRATIFIED:
        columns["stratum"] = [one.name for one in strata]
        columns["stratum_m2"] = [one.m2 for one in strata]
    columns["weight"] = [one.weight for one in strata]
    columns["turn"] = turn
    columns["reference"] = pd.Series([None] * len(row), dtype="object")
    east = grid.west + (col + 0.5) * grid.resolution
    north = grid.north - (row + 0.5) * grid.resolution
    return gpd.GeoDataFrame(columns, geometry=shapely.points(east, north), crs=grid.crs)
