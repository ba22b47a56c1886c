"""Change of land cover between two years: judged by rule, patch by patch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from raster_pipeline.engine import PixelReader, Progress, map_blocks, silent
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.tables import write_frame
from raster_pipeline.steps.patch_outlines import patch_outlines
from sinkmap.area import AreaMeasure
from sinkmap.classes import group_at, groups
from sinkmap.grid import Grid, Window
from sinkmap.indicator import RasterAccount
from sinkmap.layer import Form
from sinkmap.science.change_patches import (
    ChangeBlock,
    apply_patches,
    halo_of,
    merge_patches,
    summarise_patches,
)
from sinkmap.science.change_rule import (
    ChangeKind,
    ChangeRule,
    ChangeTally,
    ChangeVerdict,
    change_kinds,
    kind_of_group,
)

__all__ = ["change_rows", "judge_change", "transition_rows"]

Row = tuple[object, ...]
_UNSEEN = 0
"""Group index of ground without data."""


def transition_rows(years: tuple[int, int], unit: str, measured: RasterAccount) -> list[Row]:
    """Rows of ``CHANGE_COLUMNS``: area of every pair of class groups in a unit.

    Rows and columns of the matrix sum to the unit's areas of the two years, ground without data
    (empty class) included.

    Parameters
    ----------
    measured
        Account of a :class:`~sinkmap.indicator.Transition` of class groups.
    """
    pairs = {**measured.classes, **measured.unseen_by}
    return [
        (*years, unit, "transition", *map(_name, pair), m2) for pair, m2 in sorted(pairs.items())
    ]


def judge_change(
    grid: Grid,
    before: PixelReader,
    after: PixelReader,
    raster: Path,
    patches: Path,
    *,
    workers: int,
    progress: Progress = silent,
) -> ChangeTally:
    """Judge every change of class group, write verdicts and the patches that stay.

    Parameters
    ----------
    before, after
        Group indexes of the two years.
    raster
        GeoTIFF to write: :class:`~sinkmap.science.change_rule.ChangeVerdict` of each pixel.
    patches
        GeoParquet to write: polygons of change that was kept, with ``patch`` (polygons of one
        judged patch share it), ``class_from``, ``class_to`` and ``m2`` in the additive measure.

    Returns
    -------
    The area kept and the area each rule ignored, over the whole grid.
    """
    rule, measure = ChangeRule.of_scenes(grid), AreaMeasure.of_grid(grid)
    halo, tiles, kind_of = halo_of(rule), list(grid.tiles()), _kinds()

    def block(tile: Window) -> ChangeBlock:
        window, core = grid.padded(tile, halo)
        kinds = change_kinds(before.read(window), after.read(window), kind_of, _UNSEEN)
        return ChangeBlock(kinds, measure.pixels(grid, window), core, tile.row, tile.col)

    def judged(tile: Window) -> tuple[Window, NDArray[np.uint8], ChangeTally]:
        one = block(tile)
        verdict = apply_patches(one, grid, rule, model)
        return tile, verdict, ChangeTally.of(verdict, one.pixel_area[one.core])

    summaries = list(
        map_blocks(
            lambda tile: summarise_patches(block(tile), grid, rule),
            tiles,
            workers=workers,
            progress=progress,
            stage="change",
        )
    )
    model = merge_patches(grid, summaries, rule)
    tally = None
    with RasterWriter(raster, grid, dtype="uint8", nodata=ChangeVerdict.UNSEEN) as writer:
        for tile, verdict, part in map_blocks(judged, tiles, workers=workers):
            writer.write(tile, verdict)
            tally = part if tally is None else tally + part
    assert tally is not None
    write_frame(_patches(grid, measure, raster, (before, after)), patches)
    return tally


def change_rows(years: tuple[int, int], city: str, tally: ChangeTally) -> list[Row]:
    """What was kept and what each rule ignored, as rows of ``CHANGE_COLUMNS``."""
    rows: list[Row] = [(*years, city, "kept", "", "", tally.kept_m2)]
    rows += [
        (*years, city, f"ignored:{rule.name.lower()}", "", "", m2)
        for rule, m2 in tally.ignored_m2.items()
    ]
    return rows


def _patches(
    grid: Grid, measure: AreaMeasure, raster: Path, covers: tuple[PixelReader, PixelReader]
) -> gpd.GeoDataFrame:
    """Outlines of kept change: a row for each pair of classes within a judged patch."""
    spec = RasterSpec((raster,), "change", 0, Form.CLASS_RASTER, nodata=float(ChangeVerdict.UNSEEN))
    rows, cols, pairs = [], [], []
    with RasterSource(spec, grid) as verdicts:
        for tile in grid.tiles():
            row, col = np.nonzero(verdicts.read(tile) == ChangeVerdict.KEPT)
            if not row.size:
                continue
            first, second = (cover.read(tile)[row, col].astype(np.int32) for cover in covers)
            rows.append(row + tile.row)
            cols.append(col + tile.col)
            pairs.append(first * 256 + second)
    none = np.empty(0, dtype=np.int64)
    polygons, values = patch_outlines(
        np.concatenate([none, *rows]),
        np.concatenate([none, *cols]),
        np.concatenate([none, *pairs]).astype(np.int32),
        grid,
    )
    table = pd.DataFrame(
        {
            "patch": [f"c{number + 1:06d}" for number in _joined(polygons, values % 256)],
            "class_from": [_name(value // 256) for value in values.tolist()],
            "class_to": [_name(value % 256) for value in values.tolist()],
            "m2": measure.polygons(polygons),
        }
    )
    return gpd.GeoDataFrame(table, geometry=polygons, crs=grid.crs)


def _joined(polygons: NDArray[Any], into: NDArray[np.int32]) -> list[int]:
    """Number of the patch each polygon belongs to: those that meet and are of one kind."""
    kinds = _kinds()
    kind = np.array([kinds[index] for index in into.tolist()], dtype=np.int64)
    left, right = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    alike = kind[left] == kind[right]
    links = coo_array((np.ones(alike.sum()), (left[alike], right[alike])), (len(kind), len(kind)))
    _, label = connected_components(links, directed=False)
    first = np.unique(label, return_index=True)[1]
    return [int(one) for one in np.argsort(np.argsort(first))[label]]


def _name(index: int) -> str:
    one = group_at(index)
    return one.id if one else ""


def _kinds() -> dict[int, ChangeKind]:
    """Kind of change into each group: the survey's minimum areas differ by it."""
    return {one.index: kind_of_group(one) for one in groups()}
