"""One vector layer of one entry of the plan: read, brought onto the grid's CRS, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.vector_source import VectorRead, read_vector
from raster_pipeline.steps.check.crs import Bounds, crs_findings
from raster_pipeline.steps.check.encoding import encoding_findings
from raster_pipeline.steps.check.fields import (
    canonical,
    match_fields,
    wanted_columns,
    year_findings,
)
from raster_pipeline.steps.check.geometry import Repair, sound_geometry
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.long_edges import densified
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.grid import Grid, parse_crs
from sinkmap.layer import FieldKind, Form, Given
from sinkmap.study import InputEntry, Study
from sinkmap.text import Text

__all__ = [
    "FileFacts",
    "FileRead",
    "LayerRead",
    "at_place",
    "feature_ids",
    "on_grid",
    "place_of",
    "read_layer",
    "refused",
    "taken_in",
]

_DECIMALS = {False: 4, True: 9}
"""Digits kept of coordinates in metres and in degrees, so that shared borders stay shared."""
_LONG_EDGE = {False: 1000.0, True: 0.01}
_READERS = 2
_NO_ROWS = Kind(
    "LAYER-EMPTY",
    Severity.ERROR,
    Text("图层没有任何要素", "the layer holds no features"),
    Text(
        "核对导出的文件；没有该图层时从方案中删去", "check the export, or take it out of the plan"
    ),
)
_CRS_UNUSED = Kind(
    "CRS-ASSUMED-UNUSED",
    Severity.WARNING,
    Text(
        "文件自有坐标系，方案中的 assume_crs 未采用",
        "the file states a CRS; assume_crs is not used",
    ),
    Text(
        "核对二者，删去 assume_crs 或改正文件",
        "check both; take assume_crs out or correct the file",
    ),
)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """How one file was read: character set and CRS."""

    encoding: str
    crs: str


@dataclass(frozen=True, slots=True, eq=False)
class LayerRead:
    """A layer on the grid's CRS under its canonical names; files by name.

    Polygons have ``geometry_m2``; a table has no geometry.

    ``lost`` counts the files that gave nothing: what they hold is not known.
    """

    frame: gpd.GeoDataFrame
    findings: list[Finding]
    repairs: list[Repair]
    files: Mapping[str, FileFacts] = field(default_factory=dict)
    lost: int = 0


def refused(findings: Sequence[Finding]) -> bool:
    """Whether an error is among the findings."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def place_of(entry: InputEntry, file: str = "") -> Place:
    """Place of an entry's findings; the year is left open where the entry plays several."""
    return Place(file, entry.layer, entry.years[0] if len(entry.years) == 1 else None)


def feature_ids(frame: pd.DataFrame, given: Given) -> pd.Series:
    """A name for each feature: its id, code or name where it has one, else its row as ``#n``."""
    for kind in (FieldKind.ID, FieldKind.TEXT):
        for column in (f.name for f in given.fields if f.kind is kind):
            if column not in frame:
                continue
            missing = frame[column].isna()
            if not missing.any():
                return frame[column]
            if not missing.all():
                rows = pd.Series([f"#{n}" for n in range(1, len(frame) + 1)], index=frame.index)
                return frame[column].where(~missing, rows)
    return pd.Series([f"#{n}" for n in range(1, len(frame) + 1)], index=frame.index, dtype="str")


def read_layer(
    entry: InputEntry,
    given: Given,
    paths: Mapping[str, Path],
    study: Study,
    measure: AreaMeasure,
) -> LayerRead:
    """Read every file of an entry, two at a time, and check each by itself.

    ``paths``: file as the plan names it -> where it is. The frame holds the features that may be
    computed with; a file that is refused as a whole leaves only its findings.
    """
    with ThreadPoolExecutor(_READERS) as pool:
        jobs = [
            pool.submit(_read_file, entry, given, name, paths[name], study, measure)
            for name in entry.files
            if name in paths
        ]
        parts = [job.result() for job in jobs]
    frames = [part.frame for part in parts if len(part.frame)]
    frame = pd.concat(frames, ignore_index=True) if frames else _nothing(study.grid)
    if given.form is Form.POLYGONS and "geometry_m2" not in frame:
        frame["geometry_m2"] = np.zeros(len(frame))
    return LayerRead(
        gpd.GeoDataFrame(frame, geometry="geometry", crs=study.grid.crs),
        [finding for part in parts for finding in part.findings],
        [repair for part in parts for repair in part.repairs],
        {name: facts for part in parts for name, facts in part.files.items()},
        len(entry.files) - len(frames),
    )


def _nothing(grid: Grid) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"geometry": gpd.GeoSeries([], crs=grid.crs)})


def _read_file(
    entry: InputEntry, given: Given, name: str, path: Path, study: Study, measure: AreaMeasure
) -> LayerRead:
    place = place_of(entry, name)
    found = taken_in(entry, given, name, path)
    if isinstance(found, list):
        return LayerRead(_nothing(study.grid), found, [])
    read, facts = found.read, {name: found.facts}
    if read.frame.empty:
        return LayerRead(_nothing(study.grid), [_nothing_found(given, place)], [], facts)
    columns, findings = found.columns(entry, given, place)
    texts = columns.select_dtypes(include=["object", "string"])
    findings += encoding_findings(read.encoding, texts, place)
    if "sjnf" in columns:
        findings += year_findings(columns.pop("sjnf"), place)
    geometry, faults = _placed(read, study.grid, place)
    findings += faults
    if entry.assume_crs and not read.assumed and entry.assume_crs != f"EPSG:{read.epsg}":
        findings.append(place.found(_CRS_UNUSED, seen=read.crs[:80], wanted=entry.assume_crs))
    if refused(faults):
        return LayerRead(_nothing(study.grid), findings, [], facts)
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=study.grid.crs)
    ids = feature_ids(frame, given)
    sound = sound_geometry(
        frame,
        ids,
        study.policies,
        measure,
        place,
        form=given.form,
        has_z=read.has_z,
        unreadable=read.unreadable,
    )
    frame = sound.frame
    if given.form is Form.POLYGONS:
        frame["geometry_m2"] = measure.polygons(frame.geometry.to_numpy())
    return LayerRead(frame, findings + sound.findings, sound.repairs, facts)


@dataclass(frozen=True, slots=True, eq=False)
class FileRead:
    """One file as its driver gave it."""

    read: VectorRead

    @property
    def facts(self) -> FileFacts:
        """How it was read."""
        return FileFacts(self.read.encoding.name, self.read.crs)

    def columns(
        self, entry: InputEntry, given: Given, place: Place
    ) -> tuple[pd.DataFrame, list[Finding]]:
        """Attributes under their canonical names, and what was found about them."""
        attributes = self.read.frame.drop(columns=self.read.frame.geometry.name)
        matched, findings = match_fields(given, entry, list(attributes.columns), place)
        columns, more = canonical(attributes, given, matched, place)
        return columns, [*findings, *more]


def taken_in(entry: InputEntry, given: Given, name: str, path: Path) -> FileRead | list[Finding]:
    """A file of an entry, or why it cannot be read; ``name`` as the plan has it."""
    try:
        read = read_vector(
            path,
            table=entry.table,
            encoding=entry.encoding,
            assume_crs=entry.assume_crs,
            columns=wanted_columns(given, entry),
            name=name,
        )
    except InputRefusedError as error:
        place = place_of(entry, name)
        return [at_place(finding, place) for finding in error.findings]
    return FileRead(read)


def _nothing_found(given: Given, place: Place) -> Finding:
    """``LAYER-EMPTY``: an error where a year or the city stands on the layer."""
    needed = any(field.required for field in given.fields)
    return place.found(_NO_ROWS, severity=Severity.ERROR if needed else Severity.WARNING)


def at_place(finding: Finding, place: Place) -> Finding:
    """A reader's finding, which knows its file only, at its layer and year."""
    row = finding.to_json() | {"layer": place.layer, "year": place.year}
    return Finding.from_json(row)


def _placed(read: VectorRead, grid: Grid, place: Place) -> tuple[NDArray[Any], list[Finding]]:
    geometry = read.frame.geometry.to_numpy()
    bounds = _bounds(geometry)
    if bounds is None:
        return geometry, []
    findings = crs_findings(read.crs, read.assumed, bounds, grid, place)
    if refused(findings):
        return geometry, findings
    return on_grid(geometry, read.crs, grid), findings


def _bounds(geometry: NDArray[Any]) -> Bounds | None:
    boxes = shapely.bounds(geometry)
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def on_grid(geometry: NDArray[Any], crs: str, grid: Grid) -> NDArray[Any]:
    """Polygons in the grid's CRS, coordinates rounded so that shared borders stay shared.

    Edges longer than a kilometre get vertices before they are bent by another projection. A CRS
    that differs by its false easting only (zone-prefixed coordinates) is a plain shift.
    """
    source, target = parse_crs(crs), parse_crs(grid.crs)
    decimals = _DECIMALS[grid.is_geographic]
    if source == target or (source.to_epsg() or -1) == target.to_epsg():
        return _moved(geometry, lambda xy: np.round(xy, decimals))
    move = pyproj.Transformer.from_crs(source, target, always_xy=True)
    shift = _plain_shift(geometry, move)
    if shift is not None:
        return _moved(geometry, lambda xy: np.round(xy + shift, decimals))
    dense = densified(geometry, _LONG_EDGE[bool(source.is_geographic)])
    return _moved(
        dense, lambda xy: np.round(np.column_stack(move.transform(xy[:, 0], xy[:, 1])), decimals)
    )


def _moved(geometry: NDArray[Any], by: Any) -> NDArray[Any]:
    """Polygons with other coordinates; the same polygons, not copies, where nothing changes."""
    xy = shapely.get_coordinates(geometry)
    moved = by(xy)
    if np.array_equal(moved, xy):
        return geometry
    return np.asarray(shapely.set_coordinates(geometry.copy(), moved), dtype=object)


def _plain_shift(geometry: NDArray[Any], move: pyproj.Transformer) -> NDArray[np.float64] | None:
    """The shift, if the transformation is nothing else over the layer's extent (to 1e-6)."""
    bounds = _bounds(geometry)
    if bounds is None:
        return None
    x, y = np.meshgrid(np.linspace(bounds[0], bounds[2], 5), np.linspace(bounds[1], bounds[3], 5))
    moved = np.column_stack(move.transform(x.ravel(), y.ravel()))
    apart = moved - np.column_stack([x.ravel(), y.ravel()])
    shift = np.round(apart[0])
    return shift if np.abs(apart - shift).max() < 1e-6 else None
