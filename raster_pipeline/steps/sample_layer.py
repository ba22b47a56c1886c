"""Samples: points or polygons with a class code, brought onto the grid's CRS and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.check.codes import declared_system
from raster_pipeline.steps.check.crs import crs_findings
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.vector_layer import (
    FileFacts,
    LayerRead,
    on_grid,
    place_of,
    refused,
    taken_in,
)
from sinkmap.errors import Finding, Severity
from sinkmap.grid import Grid
from sinkmap.layer import Given
from sinkmap.study import InputEntry, Study
from sinkmap.text import Text

__all__ = ["read_samples"]

_EMPTY = Kind(
    "SAMPLE-NONE",
    Severity.ERROR,
    Text("样本图层没有任何样本", "the layer of samples holds none"),
    Text("核对导出的文件；没有样本时从方案中删去", "check the export, or take it out of the plan"),
)
_SHAPE = Kind(
    "SAMPLE-SHAPE",
    Severity.ERROR,
    Text("样本不是点或有效的面", "samples that are neither points nor valid polygons"),
    Text("改为点或改正图形；验证样本必须是点", "make them points; reference samples always are"),
)
_CODE = Kind(
    "SAMPLE-CODE",
    Severity.ERROR,
    Text("样本的类别不在声明的分类体系中", "samples of a class the code system does not know"),
    Text("改正类别代码或声明的分类体系", "correct the codes or the code system declared"),
)
_BLANK = Kind(
    "SAMPLE-BLANK",
    Severity.ERROR,
    Text("有样本尚未填写类别", "samples whose class is not filled in yet"),
    Text(
        "补填类别；确实无法判读的点从文件中删去并记下原因",
        "fill it in; take points that cannot be told out of the file and note why",
    ),
)
_OUTSIDE = Kind(
    "SAMPLE-OUTSIDE",
    Severity.WARNING,
    Text("样本在格网以外，未使用", "samples beyond the grid are not used"),
    Text("核对坐标系与坐标", "check the CRS and the coordinates"),
)
_STRATUM = Kind(
    "SAMPLE-STRATUM",
    Severity.ERROR,
    Text("抽样层面积缺失或同层不一致", "the area of a stratum is missing or differs within it"),
    Text("每个样本填写所属层的面积", "give every sample the area of the stratum it was drawn from"),
)
_POINT = shapely.GeometryType.POINT
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def read_samples(
    entry: InputEntry, given: Given, paths: Mapping[str, Path], study: Study
) -> LayerRead:
    """Samples of every file of an entry that lie on the grid.

    The frame has ``code`` (int64 class of the declared code system), geometry on the grid's CRS,
    and where the files have them ``id``, ``stratum`` and ``stratum_m2``. Reference samples are
    points; training samples may be polygons.
    """
    place = place_of(entry, entry.files[0] if len(entry.files) == 1 else "")
    system, findings = declared_system(entry, given, place)
    files: dict[str, FileFacts] = {}
    frames = []
    for name in (name for name in entry.files if name in paths):
        found = _read_file(entry, given, name, paths[name], study)
        findings += found.findings
        files.update(found.files)
        frames.append(found.frame)
    frame = pd.concat(frames, ignore_index=True) if frames else _nothing(study.grid)
    if system is None or "code" not in frame or frame.empty:
        if system is not None and not findings:
            findings.append(place.found(_EMPTY))
        return LayerRead(_nothing(study.grid), findings, [], files)
    codes = system.normalise(frame["code"])
    blank = codes.codes.isna().to_numpy()
    if blank.any():
        findings.append(place.found(_BLANK, features=_named(frame, blank), count=int(blank.sum())))
        return LayerRead(_nothing(study.grid), findings, [], files)
    wrong = codes.unknown_rows().to_numpy()
    if wrong.any():
        seen = ", ".join(map(str, sorted(set(frame["code"][wrong].astype(str)))[:10]))
        findings.append(place.found(_CODE, count=int(wrong.sum()), seen=seen, wanted=system.id))
        return LayerRead(_nothing(study.grid), findings, [], files)
    frame["code"] = codes.codes.astype("int64")
    frame, more = _placed_right(frame, given, study.grid, place)
    kept = gpd.GeoDataFrame(frame.reset_index(drop=True), geometry="geometry", crs=study.grid.crs)
    return LayerRead(kept, [*findings, *more, *_strata(kept, place)], [], files)


def _read_file(entry: InputEntry, given: Given, name: str, path: Path, study: Study) -> LayerRead:
    place = place_of(entry, name)
    found = taken_in(entry, given, name, path)
    if isinstance(found, list):
        return LayerRead(_nothing(study.grid), found, [])
    read, facts = found.read, {name: found.facts}
    geometry = read.frame.geometry.to_numpy()
    if not len(geometry):
        return LayerRead(_nothing(study.grid), [place.found(_EMPTY)], [], facts)
    columns, findings = found.columns(entry, given, place)
    boxes = shapely.total_bounds(geometry)
    if not np.isfinite(boxes).all():
        return LayerRead(_nothing(study.grid), [*findings, place.found(_SHAPE)], [], facts)
    west, south, east, north = boxes.tolist()
    faults = crs_findings(read.crs, read.assumed, (west, south, east, north), study.grid, place)
    findings += faults
    if refused(faults):
        return LayerRead(_nothing(study.grid), findings, [], facts)
    placed = on_grid(geometry, read.crs, study.grid)
    frame = gpd.GeoDataFrame(columns, geometry=placed, crs=study.grid.crs)
    return LayerRead(frame, findings, [], facts)


def _named(frame: pd.DataFrame, which: NDArray[np.bool_]) -> list[str]:
    """Ids of some samples, rows where they have none."""
    rows = np.flatnonzero(which)[:20]
    ids = frame["id"] if "id" in frame else pd.Series(index=frame.index, dtype="object")
    return [f"#{row + 1}" if pd.isna(ids.iloc[row]) else str(ids.iloc[row]) for row in rows]


def _placed_right(
    frame: pd.DataFrame, given: Given, grid: Grid, place: Place
) -> tuple[pd.DataFrame, list[Finding]]:
    """Samples of the right shape on the grid, and what was found about the others."""
    geometry = frame["geometry"].to_numpy()
    kind = shapely.get_type_id(geometry)
    polygons = np.isin(kind, _POLYGONS) & shapely.is_valid(geometry)
    fine = (kind == _POINT) | (polygons & (given.id == "training_samples"))
    fine &= ~shapely.is_empty(geometry)
    findings = []
    if not fine.all():
        rows = [f"#{row + 1}" for row in np.flatnonzero(~fine)[:20]]
        findings.append(place.found(_SHAPE, features=rows, count=int((~fine).sum())))
    inside = shapely.intersects(geometry, shapely.box(*grid.bounds))
    if (fine & ~inside).any():
        findings.append(place.found(_OUTSIDE, count=int((fine & ~inside).sum())))
    return frame[fine & inside], findings


def _strata(frame: gpd.GeoDataFrame, place: Place) -> list[Finding]:
    """Strata must have one area each, and every sample must name its own."""
    if "stratum" not in frame or frame["stratum"].isna().all():
        return []
    if "stratum_m2" not in frame or frame[["stratum", "stratum_m2"]].isna().any(axis=None):
        return [place.found(_STRATUM, seen="—")]
    areas = frame.groupby("stratum")["stratum_m2"].nunique()
    mixed = areas.index[areas > 1].astype(str).tolist()
    return [place.found(_STRATUM, features=mixed)] if mixed else []


def _nothing(grid: Grid) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"geometry": gpd.GeoSeries([], crs=grid.crs)})
