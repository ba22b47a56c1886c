"""Maps against reference samples: what lies under each point, and how right the land cover is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader
from raster_pipeline.steps.workspace import Workspace
from sinkmap.classes import code_system, group_at
from sinkmap.grid import Grid, Window
from sinkmap.indicator import SampledPoints
from sinkmap.interpretation import SIMPLE_RANDOM, STRATIFIED
from sinkmap.science.area_estimation import (
    MapAccuracy,
    other_strata_accuracy,
    post_stratified_accuracy,
)
from sinkmap.science.change_estimation import PairedCounts, paired_change
from sinkmap.science.error_matrix import ErrorMatrix, Strata, StratifiedCounts
from sinkmap.science.estimate import Estimate
from sinkmap.science.stands import StandCategory
from sinkmap.science.tree_mask import TreeClass, tree_classes
from sinkmap.study import Study

__all__ = ["accuracy_rows", "paired_rows", "sampled_points"]

_SAMPLES = "reference_samples"
_TREES = tuple(kind for kind in TreeClass if kind is not TreeClass.UNSEEN)
Row = tuple[Any, ...]


def sampled_points(
    study: Study, workspace: Workspace, year: int, city: Any
) -> SampledPoints | None:
    """Reference points of a year with stands and land use under them; None without either.

    Points the map does not see are left out: they say nothing about it, and the coverage of the
    figure tells how much ground that is. So are points outside ``city``, a polygon on the grid's
    CRS.
    """
    needed = (_SAMPLES, "stands", "land_use")
    if not all(workspace.has(layer, year) for layer in needed):
        return None
    frame, system = _frame(study, workspace, year, city)
    stand = _under(frame, workspace.raster("stands", year), study.grid)
    land_use = _under(frame, workspace.raster("land_use", year), study.grid)
    tree = tree_classes(system)[frame["code"].to_numpy(dtype=np.uint8)]
    kept = (stand != StandCategory.UNSEEN) & (land_use != 0) & (tree != TreeClass.UNSEEN)
    stratum = _stratum(frame)
    return SampledPoints(
        stand[kept],
        land_use[kept],
        tree[kept],
        None if stratum is None else tuple(np.asarray(stratum, dtype=object)[kept]),
        _strata_m2(frame),
    )


def accuracy_rows(
    study: Study, workspace: Workspace, year: int, city: Any, mapped_m2: Mapping[int, float]
) -> Iterator[Row]:
    """Rows of :data:`sinkmap.interpretation.ACCURACY_COLUMNS` for the land cover of a year.

    Parameters
    ----------
    mapped_m2
        Group index of the land cover -> m² in the city.
    """
    if not (workspace.has(_SAMPLES, year) and workspace.has("land_group", year)):
        return
    frame, system = _frame(study, workspace, year, city)
    on_map = _under(frame, workspace.raster("land_group", year), study.grid)
    on_ground = code_system(system).raster_groups()[frame["code"].to_numpy(dtype=np.uint8)]
    kept = (on_map != 0) & (on_ground != 0)
    mapped, seen = _names(on_map[kept]), _names(on_ground[kept])
    if not mapped:
        return
    areas = {_names(np.array([index]))[0]: m2 for index, m2 in mapped_m2.items() if m2 > 0.0}
    found = _judged(frame[kept], mapped, seen, areas)
    yield _row(year, "", "overall", found.overall, found.units)
    design = SIMPLE_RANDOM if _stratum(frame) is None else STRATIFIED
    yield _count(year, design, "design", found.units)
    cells = Counter(zip(mapped, seen, strict=True))
    for (drawn_as, is_one), units in sorted(cells.items()):
        yield _count(year, f"{drawn_as}/{is_one}", "count", units)
    for one in found.classes:
        drawn = mapped.count(str(one.label))
        yield _row(year, str(one.label), "users", one.users, drawn)
        yield _row(year, str(one.label), "producers", one.producers, seen.count(str(one.label)))
        yield _row(year, str(one.label), "area_m2", one.adjusted, found.units)
        where = (year, "land_cover", str(one.label), "mapped_m2")
        yield (*where, one.mapped_m2, None, None, None, "", drawn)


def _judged(
    frame: gpd.GeoDataFrame, mapped: list[str], seen: list[str], areas: Mapping[str, float]
) -> MapAccuracy:
    stratum = _stratum(frame)
    strata = Strata(tuple(areas), tuple(areas.values()))
    if stratum is None:
        return post_stratified_accuracy(ErrorMatrix.of_units(mapped, seen), strata)
    known = _strata_m2(frame)
    counts = StratifiedCounts.of_units(stratum, mapped, seen)
    return other_strata_accuracy(counts, Strata(tuple(known), tuple(known.values())), strata)


def _row(year: int, item: str, measure: str, estimate: Estimate, units: int) -> Row:
    doubt = str(estimate.doubt) if estimate.doubt else ""
    told = (estimate.value, estimate.se, estimate.low, estimate.high)
    return (year, "land_cover", item, measure, *told, doubt, units)


def _count(year: int, item: str, measure: str, units: int) -> Row:
    return (year, "land_cover", item, measure, None, None, None, None, "", units)


def _frame(
    study: Study, workspace: Workspace, year: int, city: Any
) -> tuple[gpd.GeoDataFrame, str]:
    """Samples within the city, and their code system."""
    entry = study.input(_SAMPLES, year)
    frame = workspace.frame(_SAMPLES, year)
    inside = shapely.intersects(frame.geometry.to_numpy(), city)
    return frame[inside].reset_index(drop=True), entry.code_system if entry else ""


def _stratum(frame: gpd.GeoDataFrame) -> list[str] | None:
    if "stratum" not in frame or frame["stratum"].isna().all():
        return None
    return [str(one) for one in frame["stratum"]]


def _strata_m2(frame: gpd.GeoDataFrame) -> dict[str, float]:
    if _stratum(frame) is None:
        return {}
    areas = frame.groupby("stratum")["stratum_m2"].first()
    return {str(name): float(m2) for name, m2 in areas.items()}


def _names(indexes: NDArray[Any]) -> list[str]:
    return [one.id if (one := group_at(int(index))) else "" for index in indexes]


def _under(frame: gpd.GeoDataFrame, raster: PixelReader, grid: Grid) -> NDArray[np.uint8]:
    """(n,) class of the pixel under each point, which lies on the grid."""
    rows = np.floor((grid.north - frame.geometry.y.to_numpy()) / grid.resolution)
    cols = np.floor((frame.geometry.x.to_numpy() - grid.west) / grid.resolution)
    row = np.clip(rows.astype(np.int64), 0, grid.shape[0] - 1)
    col = np.clip(cols.astype(np.int64), 0, grid.shape[1] - 1)
    found = np.empty(len(frame), dtype=np.uint8)
    for tile in grid.tiles():
        inside = (row >= tile.row) & (row < tile.row + tile.rows)
        inside &= (col >= tile.col) & (col < tile.col + tile.cols)
        if inside.any():
            found[inside] = _read(raster, tile)[row[inside] - tile.row, col[inside] - tile.col]
    return found


def _read(raster: PixelReader, tile: Window) -> NDArray[Any]:
    return raster.read(tile)


def paired_rows(
    study: Study, workspace: Workspace, years: tuple[int, int], city: Any, city_m2: float
) -> Iterator[Row]:
    """Change of tree cover from the same points, as rows of ``ACCURACY_COLUMNS``.

    Points of both years are one where their coordinates are; only those of simple random samples
    are taken. The value is m² gained (or lost) by trees of any kind, under the later year.
    """
    if not all(workspace.has(_SAMPLES, year) for year in years):
        return
    seen = []
    for year in years:
        frame, system = _frame(study, workspace, year, city)
        if _stratum(frame) is not None:
            return
        tree = tree_classes(system)[frame["code"].to_numpy(dtype=np.uint8)]
        points = zip(frame.geometry.x.tolist(), frame.geometry.y.tolist(), strict=True)
        known = zip(points, tree.tolist(), strict=True)
        seen.append({point: kind != TreeClass.NONE for point, kind in known if kind in _TREES})
    both = [point for point in seen[0] if point in seen[1]]
    if len(both) < 2:
        return
    first, second = ([one[point] for point in both] for one in seen)
    counts = PairedCounts.of_units(["city"] * len(both), first, second)
    found = paired_change(counts, Strata(("city",), (city_m2,)))
    change = found.change if found.change.value is None else found.change.scaled(city_m2)
    told = (change.value, change.se, change.low, change.high)
    doubt = str(change.doubt) if change.doubt else ""
    yield (years[1], "tree_cover", str(found.shift), "paired_change_m2", *told, doubt, len(both))
