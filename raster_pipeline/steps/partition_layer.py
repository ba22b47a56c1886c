"""Partitions of statistical units: read, joined by code, and checked to cover the city once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from raster_pipeline.steps.check.coverage import place_findings, tiling_findings
from raster_pipeline.steps.check.geometry import Repair
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.vector_layer import FileFacts, feature_ids, read_layer
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.statunit import CITY_PARTITION, UNIT_CODE, Partition, StatUnit, unit_id
from sinkmap.study import InputEntry, PartitionEntry, Study
from sinkmap.text import Text

__all__ = ["PartitionMap", "PartitionsRead", "places_of", "read_partitions", "units_of"]

_CODE = Kind(
    "PARTITION-CODE-MISSING",
    Severity.ERROR,
    Text("有统计单元没有代码", "units without a code"),
    Text("补填单元代码", "fill in the code"),
)
_ODD_CODE = Kind(
    "PARTITION-CODE-ODD",
    Severity.ERROR,
    Text("单元代码含空格或不允许的符号", "unit codes with blanks or signs that are not allowed"),
    Text("改正单元代码", "correct the codes"),
)
_SHARED_CODE = Kind(
    "PARTITION-CODE-SHARED",
    Severity.ERROR,
    Text("名称不同的单元用了同一代码", "units of different names have the same code"),
    Text("改正单元代码；同一单元的各部分名称须一致", "correct the codes, or name all parts alike"),
)


@dataclass(frozen=True, slots=True, eq=False)
class PartitionMap:
    """A partition on the ground.

    ``frame``: ``unit_id`` and geometry on the grid's CRS, one row a member in the members' order;
    ``areas_m2``: unit id -> additive area.
    """

    partition: Partition
    units: tuple[StatUnit, ...]
    frame: gpd.GeoDataFrame
    areas_m2: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class PartitionsRead:
    """The city's own partition first, then the study's; findings, repairs and files read."""

    maps: tuple[PartitionMap, ...]
    findings: list[Finding]
    repairs: list[Repair]
    files: Mapping[str, FileFacts]


def read_partitions(
    study: Study, paths: Mapping[str, Path], measure: AreaMeasure
) -> PartitionsRead:
    """Read every partition of a study.

    Rows of one code are parts of one unit. The city is the union of the first partition; every
    other must cover it exactly once. A code that a partition uses again for other ground becomes
    ``code@partition``; for the same ground it is the same unit, with its first polygon.
    """
    findings: list[Finding] = []
    repairs: list[Repair] = []
    files: dict[str, FileFacts] = {}
    maps: list[PartitionMap] = []
    taken: dict[str, tuple[StatUnit, Any]] = {}
    for entry in study.partitions:
        if entry.file not in paths:
            continue
        place = Place(entry.file, entry.id)
        read = read_layer(_as_input(entry, study), _as_given(entry), paths, study, measure)
        findings, repairs = findings + read.findings, repairs + read.repairs
        files.update(read.files)
        frame = read.frame
        if frame.empty or "code" not in frame:
            continue
        wrong = _code_findings(frame, entry, place)
        findings += wrong
        # Without the first partition there is no city to compare the others with.
        if wrong or not (maps or entry is study.partitions[0]):
            continue
        joined = _joined(frame)
        if not maps:
            maps.append(_city(study, joined, measure))
            taken[study.city.code] = (maps[0].units[0], maps[0].frame.geometry.iloc[0])
        made = _mapped(entry, joined, taken, study, measure)
        city = maps[0].frame.geometry.iloc[0]
        geometry = made.frame.geometry.to_numpy()
        if len(maps) > 1:
            findings += place_findings(geometry, city, study.grid, place)
        findings += tiling_findings(
            geometry,
            np.asarray(made.partition.members, dtype=object),
            city,
            measure,
            study.policies.closure_tolerance,
            place,
        )
        maps.append(made)
    return PartitionsRead(tuple(maps), findings, repairs, files)


def _code_findings(frame: gpd.GeoDataFrame, entry: PartitionEntry, place: Place) -> list[Finding]:
    """Codes that are missing, hold odd signs, or stand for units of different names."""
    if frame["code"].isna().any():
        rows = feature_ids(frame, _as_given(entry))[frame["code"].isna()]
        return [place.found(_CODE, features=rows.head(20), count=len(rows))]
    findings = []
    odd = [code for code in frame["code"].unique() if not UNIT_CODE.fullmatch(code)]
    if odd:
        findings.append(place.found(_ODD_CODE, features=odd))
    if "name" in frame:
        names = frame.groupby("code")["name"].agg(
            lambda texts: " | ".join(sorted(set(texts.dropna())))
        )
        shared = names[names.str.contains(" | ", regex=False)]
        if len(shared):
            found = place.found(_SHARED_CODE, features=shared.index, seen="; ".join(shared[:6]))
            findings.append(found)
    return findings


def _as_input(entry: PartitionEntry, study: Study) -> InputEntry:
    """A partition is read as any other layer is."""
    names = {"code": entry.code, "name": entry.name}
    if entry.name_en:
        names["name_en"] = entry.name_en
    return InputEntry(
        layer=entry.id,
        files=(entry.file,),
        years=study.years,
        table=entry.table,
        encoding=entry.encoding,
        assume_crs=entry.assume_crs,
        fields=names,
    )


def _as_given(entry: PartitionEntry) -> Given:
    return Given(
        id=entry.id,
        title=entry.title,
        form=Form.POLYGONS,
        sensitivity=Sensitivity.PUBLIC,
        reference="",
        fields=(
            Field("code", (), FieldKind.ID, Text("单元代码", "unit code"), required=True),
            Field("name", (), FieldKind.TEXT, Text("单元名称", "unit name"), required=True),
            Field("name_en", (), FieldKind.TEXT, Text("英文名称", "English name")),
        ),
    )


def _joined(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row a code, in the order of the codes."""
    parts = frame.groupby("code", sort=True).indices
    geometry = frame.geometry.to_numpy()
    rows = [
        {
            "code": code,
            "name": _said(frame, "name", where[0], str(code)),
            "name_en": _said(frame, "name_en", where[0], ""),
            "geometry": shapely.union_all(geometry[where])
            if len(where) > 1
            else geometry[where[0]],
        }
        for code, where in parts.items()
    ]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=frame.crs)


def _said(frame: pd.DataFrame, column: str, row: int, otherwise: str) -> str:
    if column not in frame:
        return otherwise
    value = frame[column].iloc[row]
    return value if isinstance(value, str) and value.strip() else otherwise


def _city(study: Study, first: gpd.GeoDataFrame, measure: AreaMeasure) -> PartitionMap:
    unit = StatUnit(study.city.code, study.city.code, study.city.name, "city", CITY_PARTITION)
    whole = shapely.union_all(first.geometry.to_numpy())
    partition = Partition(CITY_PARTITION, "city", Text("全市", "City"), (unit.id,))
    frame = gpd.GeoDataFrame({"unit_id": [unit.id]}, geometry=[whole], crs=first.crs)
    return PartitionMap(partition, (unit,), frame, {unit.id: float(measure.polygons([whole])[0])})


def _mapped(
    entry: PartitionEntry,
    joined: gpd.GeoDataFrame,
    taken: dict[str, tuple[StatUnit, Any]],
    study: Study,
    measure: AreaMeasure,
) -> PartitionMap:
    units: list[StatUnit] = []
    polygons: list[Any] = []
    for row in joined.itertuples():
        code, polygon = str(row.code), row.geometry
        english = str(row.name_en or study.said(str(row.name)).en)
        name = Text(str(row.name), english)
        known = taken.get(code)
        if known is not None and _same_ground(known[1], polygon, study, measure):
            units.append(known[0])
            polygons.append(known[1])
            continue
        unit = StatUnit(
            unit_id(code, entry.id, known is not None), code, name, entry.level, entry.id
        )
        taken.setdefault(code, (unit, polygon))
        units.append(unit)
        polygons.append(polygon)
    ids = [unit.id for unit in units]
    frame = gpd.GeoDataFrame({"unit_id": ids}, geometry=polygons, crs=study.grid.crs)
    areas = measure.polygons(np.asarray(polygons, dtype=object)).tolist()
    partition = Partition(entry.id, entry.level, entry.title, tuple(ids))
    return PartitionMap(partition, tuple(units), frame, dict(zip(ids, areas, strict=True)))


def _same_ground(one: Any, other: Any, study: Study, measure: AreaMeasure) -> bool:
    """Whether two polygons differ by less than the closure tolerance lets them."""
    apart = shapely.get_parts(shapely.symmetric_difference(one, other))
    difference = float(measure.polygons(apart).sum())
    whole = float(measure.polygons([one])[0])
    return difference <= max(study.policies.closure_tolerance * whole, 0.01)


def units_of(partitions: Sequence[PartitionMap]) -> tuple[StatUnit, ...]:
    """Every unit once, in the order of the partitions."""
    found: dict[str, StatUnit] = {}
    for partition in partitions:
        for unit in partition.units:
            found.setdefault(unit.id, unit)
    return tuple(found.values())


def places_of(partitions: Sequence[PartitionMap]) -> gpd.GeoDataFrame:
    """Every unit once: unit_id and geometry on the grid's CRS."""
    frames = [partition.frame[["unit_id", "geometry"]] for partition in partitions]
    joined = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    return joined.drop_duplicates("unit_id").reset_index(drop=True)
