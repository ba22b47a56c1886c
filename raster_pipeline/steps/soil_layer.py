"""Soil profiles: tables or points with a row a horizon, brought onto the grid and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from raster_pipeline.io.csv_table import read_csv
from raster_pipeline.io.vector_source import read_vector
from raster_pipeline.steps.check import soil_findings as kinds
from raster_pipeline.steps.check.crs import crs_findings
from raster_pipeline.steps.check.fields import canonical, match_fields, wanted_columns
from raster_pipeline.steps.check.place import Place
from raster_pipeline.steps.check.soil import horizons_found, plan_of_soil, profiles_found
from raster_pipeline.steps.vector_layer import (
    FileFacts,
    LayerRead,
    at_place,
    on_grid,
    place_of,
    refused,
)
from sinkmap.errors import Finding, InputRefusedError
from sinkmap.grid import Grid
from sinkmap.layer import Given
from sinkmap.science.soil_points import LEAST_SAMPLES
from sinkmap.study import InputEntry, Study

__all__ = ["HORIZON_COLUMNS", "read_profiles"]

HORIZON_COLUMNS = (
    "profile",
    "top",
    "bottom",
    "soc",
    "bulk_density",
    "coarse",
    "year",
    "soil_class",
    "land_use",
    "geometry",
)
"""What is kept of a horizon: cm, cm, g/kg of carbon, g/cm³ or NaN, share of the volume."""
_NUMBERS = ("top", "bottom", "content", "bulk_density", "coarse", "year")
_TEXTS = ("profile", "soil_class", "land_use")


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """A file's attributes as they are in it, its geometry if it has one, and how it was read."""

    attributes: pd.DataFrame
    geometry: np.ndarray | None
    facts: FileFacts
    assumed: bool = False


def read_profiles(
    entry: InputEntry, given: Given, paths: Mapping[str, Path], study: Study
) -> LayerRead:
    """Horizons of every file of an entry that lie on the grid, columns ``HORIZON_COLUMNS``.

    Every fault of plan, fields, horizons and profiles is found in one reading; the frame is empty
    if one of them is an error.
    """
    place = place_of(entry, entry.files[0] if len(entry.files) == 1 else "")
    findings = plan_of_soil(entry, place)
    files: dict[str, FileFacts] = {}
    frames = []
    for name in (name for name in entry.files if name in paths):
        made = _read_file(entry, given, name, paths[name], study.grid)
        findings += made.findings
        files.update(made.files)
        frames += [made.frame] if len(made.frame) else []
    if not frames:
        findings += [] if refused(findings) else [place.found(kinds.NONE)]
        return LayerRead(_nothing(study.grid), findings, [], files)
    frame = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=study.grid.crs)
    declared = plan_of_soil(entry, place)
    if declared:
        return LayerRead(_nothing(study.grid), findings, [], files)
    table, found = horizons_found(frame, entry, place)
    findings += found
    bounded = (table["top"] >= 0.0) & (table["top"] < table["bottom"])
    findings += profiles_found(table[bounded], entry, entry.years, place)
    table, more = _on_the_grid(table, study.grid, place)
    findings += more
    kept = _nothing(study.grid) if refused(findings) else table[list(HORIZON_COLUMNS)]
    return LayerRead(kept, findings, [], files)


def _read_file(entry: InputEntry, given: Given, name: str, path: Path, grid: Grid) -> LayerRead:
    place = place_of(entry, name)
    try:
        file = _opened(entry, given, name, path)
    except InputRefusedError as error:
        found = [at_place(one, place) for one in error.findings]
        return LayerRead(_nothing(grid), found, [])
    facts = {name: file.facts}
    matched, findings = match_fields(given, entry, list(file.attributes.columns), place)
    columns, more = canonical(file.attributes, given, matched, place)
    findings += more
    if not {"profile", "top", "bottom", "content"} <= set(columns) or columns.empty:
        return LayerRead(_nothing(grid), findings, [], facts)
    geometry, lost = _points(columns, file.geometry)
    if lost.any():
        rows = [f"#{row + 1}" for row in np.flatnonzero(lost)[:20]]
        findings.append(place.found(kinds.COORDINATES, features=rows, count=int(lost.sum())))
    if lost.all():
        return LayerRead(_nothing(grid), findings, [], facts)
    west, south, east, north = shapely.total_bounds(geometry[~lost]).tolist()
    faults = crs_findings(file.facts.crs, file.assumed, (west, south, east, north), grid, place)
    findings += faults
    missing = columns["profile"].isna()
    if missing.any():
        findings.append(place.found(kinds.BOUNDS, count=int(missing.sum()), seen="profile —"))
    if refused(faults):
        return LayerRead(_nothing(grid), findings, [], facts)
    for column in _NUMBERS:
        columns[column] = columns.get(column, np.nan)
    for column in _TEXTS:
        columns[column] = columns.get(column)
    kept = columns[[*_NUMBERS, *_TEXTS]][~lost & ~missing.to_numpy()]
    placed = on_grid(geometry[~lost & ~missing.to_numpy()], file.facts.crs, grid)
    return LayerRead(gpd.GeoDataFrame(kept, geometry=placed, crs=grid.crs), findings, [], facts)


def _opened(entry: InputEntry, given: Given, name: str, path: Path) -> _File:
    """A CSV takes its CRS from the plan, which is no assumption: it has no place to state one."""
    if path.suffix.lower() == ".csv":
        table = read_csv(path, encoding=entry.encoding, name=name)
        return _File(table.frame, None, FileFacts(table.encoding.name, entry.assume_crs))
    read = read_vector(
        path,
        table=entry.table,
        encoding=entry.encoding,
        assume_crs=entry.assume_crs,
        columns=wanted_columns(given, entry),
        name=name,
    )
    attributes = pd.DataFrame(read.frame.drop(columns=read.frame.geometry.name))
    geometry = read.frame.geometry.to_numpy()
    return _File(attributes, geometry, FileFacts(read.encoding.name, read.crs), read.assumed)


def _points(columns: pd.DataFrame, geometry: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """(n,) points, and (n,) whether one has none."""
    if geometry is None:
        if not {"x", "y"} <= set(columns):
            return np.full(len(columns), None), np.ones(len(columns), dtype=np.bool_)
        x, y = columns["x"].to_numpy(), columns["y"].to_numpy()
        geometry = np.asarray(shapely.points(x, y))
        return geometry, ~(np.isfinite(x) & np.isfinite(y))
    fine = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    fine &= np.isfinite(shapely.get_x(geometry)) & np.isfinite(shapely.get_y(geometry))
    return geometry, ~fine


def _on_the_grid(
    table: gpd.GeoDataFrame, grid: Grid, place: Place
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Profiles on the grid; those beyond it are told, and so are too few for a model."""
    inside = shapely.intersects(table.geometry.to_numpy(), shapely.box(*grid.bounds))
    found = [place.found(kinds.DEGREES, seen=grid.crs)] if grid.is_geographic else []
    if not inside.all():
        names = table["profile"][~inside].unique()
        found.append(place.found(kinds.OUTSIDE, features=names))
    kept = gpd.GeoDataFrame(table[inside].reset_index(drop=True))
    profiles = kept["profile"].nunique()
    if not profiles:
        found.append(place.found(kinds.NONE))
    elif profiles < LEAST_SAMPLES:
        found.append(place.found(kinds.FEW, seen=str(profiles), wanted=f">= {LEAST_SAMPLES}"))
    return kept, found


def _nothing(grid: Grid) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"geometry": gpd.GeoSeries([], crs=grid.crs)})
