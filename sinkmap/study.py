"""The study: everything a user writes, as frozen values. Reads nothing from disk.

``study.toml`` is parsed by the pipeline and handed to :func:`parse_study` as a mapping. Unknown
keys are refused with the nearest known one; all faults of the whole plan are collected first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sinkmap.basemap import BasemapEntry, parse_basemaps
from sinkmap.carbon import Carbon, parse_carbon
from sinkmap.errors import Finding, InputRefusedError
from sinkmap.figure import DataState, Target
from sinkmap.grid import Grid
from sinkmap.imagery import Imagery, SceneEntry, parse_imagery, parse_scene
from sinkmap.plan import Reader
from sinkmap.policies import (
    EmptyGeometry,
    InvalidGeometry,
    ParcelArea,
    Policies,
    parse_policies,
)
from sinkmap.published import PublishedTotal, parse_published
from sinkmap.siting_plan import SitingPlan, parse_siting
from sinkmap.statunit import CITY_PARTITION, UNIT_CODE
from sinkmap.target import ReportedValue
from sinkmap.text import Language, Text

__all__ = [
    "CityEntry",
    "EmptyGeometry",
    "InputEntry",
    "InvalidGeometry",
    "ParcelArea",
    "PartitionEntry",
    "Policies",
    "ReportedValue",
    "Study",
    "parse_study",
]

_ID = re.compile(r"[a-z][a-z0-9_]*")
_STUDY_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_YEARS = (1900, 2200)
_DEPTHS = (0, 1000)
_CRS = re.compile(r"EPSG:\d{4,6}|[A-Z]+(CRS|CS)\[.*\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CityEntry:
    """Code and name of the unit that is the union of the first partition."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class PartitionEntry:
    """Where a partition's units are read from; paths are relative to the study folder."""

    id: str
    level: str
    title: Text
    file: str
    code: str
    name: str
    table: str = ""
    name_en: str = ""
    assume_crs: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class InputEntry:
    """Which files play which given layer in which years, and how they are to be read."""

    layer: str
    files: tuple[str, ...]
    years: tuple[int, ...]
    table: str = ""
    code_system: str = ""
    encoding: str = ""
    data_state: DataState = DataState.UNDECLARED
    vintage: str = ""
    source: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    area_unit: str = ""
    assume_crs: str = ""
    resampling: str = ""
    nodata: float | None = None
    unit: str = ""
    kind: str = ""
    depth_cm: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A whole plan. ``inputs`` of a layer without years in the file hold every year.

    ``english``: text of the plan or a table -> its English; ``control_rules``: folder of the
    study's own rule tables, empty for the shipped ones; ``siting``: its siting book; ``ledger``:
    address of the case register's database, empty for the study folder's own.
    """

    id: str
    title: Text
    simulated: bool
    years: tuple[int, ...]
    city: CityEntry
    language: Language
    roots: tuple[str, ...]
    grid: Grid
    partitions: tuple[PartitionEntry, ...]
    inputs: tuple[InputEntry, ...]
    policies: Policies
    profiles: Mapping[str, tuple[str, ...]]
    targets: tuple[Target, ...]
    reported: tuple[ReportedValue, ...]
    imagery: Imagery = field(default_factory=Imagery)
    scenes: tuple[SceneEntry, ...] = ()
    carbon: Carbon = field(default_factory=Carbon)
    published: tuple[PublishedTotal, ...] = ()
    english: Mapping[str, str] = field(default_factory=dict)
    control_rules: str = ""
    siting: SitingPlan = field(default_factory=SitingPlan)
    ledger: str = field(default="", repr=False)  # may hold a password
    basemaps: tuple[BasemapEntry, ...] = ()

    def said(self, words: str) -> Text:
        """Words of the plan or a table in both languages; parts of a list each by itself.

        What the plan gives no English for reads alike in both, and nothing as a dash.
        """
        english = "; ".join(self.english.get(part, part) for part in words.split("; "))
        return Text(words or "—", english or "—")

    def input(self, layer: str, year: int) -> InputEntry | None:
        """The entry that plays a layer in a year, or None."""
        for entry in self.inputs:
            if entry.layer == layer and year in entry.years:
                return entry
        return None


def parse_study(document: Mapping[str, Any], file: str = "study.toml") -> Study:
    """Check a parsed ``study.toml`` and return the study.

    Raises
    ------
    InputRefusedError
        With every fault of the document at once.
    """
    top = Reader(document, file, "")
    head = top.table("study", required=True)
    years = head.years("years", bounds=_YEARS)
    city = head.table("city", required=True)
    grid = _grid(top.table("grid", required=True))
    scenes = tuple(parse_scene(row, _YEARS) for row in top.rows("scene"))
    fields: dict[str, Any] = {
        "id": head.text("id", pattern=_STUDY_ID, required=True),
        "title": head.words("title"),
        "simulated": head.flag("simulated", default=False),
        "years": years,
        "city": CityEntry(city.text("code", pattern=UNIT_CODE, required=True), city.words("name")),
        "language": head.choice("language", Language, Language.ZH),
        "roots": head.texts("roots"),
        "grid": grid,
        "partitions": tuple(_partition(row) for row in top.rows("partition", required=True)),
        "inputs": (
            *(_input(row, years) for row in top.rows("input", required=True)),
            *_scene_inputs(scenes),
        ),
        "policies": parse_policies(top.table("policies")),
        "profiles": _profiles(top.table("profiles")),
        "targets": tuple(_target(row) for row in top.rows("target")),
        "reported": tuple(_reported(row) for row in top.rows("reported")),
        "imagery": parse_imagery(top.table("imagery")),
        "scenes": scenes,
        "carbon": parse_carbon(top.table("carbon"), _YEARS),
        "published": tuple(parse_published(row, _YEARS) for row in top.rows("published")),
        "english": top.text_map("english"),
        "control_rules": top.table("control").text("rules"),
        "siting": parse_siting(top.table("siting")),
        "ledger": top.table("ledger").text("url"),
        "basemaps": parse_basemaps(top),
    }
    findings = [*top.finish(), *_doubles(fields, file)]
    if findings or grid is None:
        raise InputRefusedError(findings)
    return Study(**fields)


def _grid(row: Reader) -> Grid | None:
    crs = row.text("crs", pattern=_CRS, required=True)
    resolution = row.number("resolution", required=True)
    origin = row.numbers("origin", length=2)
    shape = row.integers("shape", length=2)
    if row.faulty:
        return None
    try:
        return Grid(crs, origin[0], origin[1], resolution, (shape[0], shape[1]))
    except (ValueError, RuntimeError) as error:  # pyproj's CRSError is a RuntimeError
        key = "crs" if isinstance(error, RuntimeError) else "shape"
        row.fault("STUDY-VALUE", key, str(error), "an EPSG code, positive resolution and shape")
        return None


def _partition(row: Reader) -> PartitionEntry:
    return PartitionEntry(
        id=row.text("id", pattern=_ID, required=True),
        level=row.text("level", pattern=_ID, required=True),
        title=row.words("title"),
        file=row.text("file", required=True),
        code=row.text("code", required=True),
        name=row.text("name", required=True),
        table=row.text("table"),
        name_en=row.text("name_en"),
        assume_crs=row.text("assume_crs", pattern=_CRS),
        encoding=row.text("encoding"),
    )


def _input(row: Reader, study_years: tuple[int, ...]) -> InputEntry:
    years = row.years("years", bounds=_YEARS, optional=True)
    year = row.integer("year", bounds=_YEARS)
    if year is not None and years:
        row.fault("STUDY-VALUE", "year", "year and years", "one of the two")
    depth = row.integers("depth_cm", length=2, bounds=_DEPTHS, optional=True)
    if depth and depth[0] >= depth[1]:
        row.fault("STUDY-VALUE", "depth_cm", str(list(depth)), "[upper, lower]")
    return InputEntry(
        layer=row.text("layer", pattern=_ID, required=True),
        files=row.texts("files", required=True),
        years=(year,) if year is not None else (years or study_years),
        table=row.text("table"),
        code_system=row.text("code_system"),
        encoding=row.text("encoding"),
        data_state=row.choice("data_state", DataState, DataState.UNDECLARED),
        vintage=row.text("vintage"),
        source=row.text("source"),
        fields=row.text_map("fields"),
        area_unit=row.text("area_unit", pattern=re.compile("m2|ha|km2|mu")),
        assume_crs=row.text("assume_crs", pattern=_CRS),
        resampling=row.text("resampling", pattern=re.compile("nearest|mode|bilinear|average")),
        nodata=row.optional_number("nodata"),
        unit=row.text("unit"),
        kind=row.text("kind", pattern=re.compile("SOM|SOC")),
        depth_cm=(depth[0], depth[1]) if depth else None,
    )


def _scene_inputs(scenes: Sequence[SceneEntry]) -> tuple[InputEntry, ...]:
    """The scenes of each year as the files that play the layer ``scenes``."""
    return tuple(
        InputEntry(
            "scenes",
            tuple(dict.fromkeys(f for one in scenes if one.year == year for f in one.files)),
            (year,),
        )
        for year in sorted({one.year for one in scenes})
    )


def _profiles(row: Reader) -> dict[str, tuple[str, ...]]:
    return {name: row.texts(name) for name in row.names()}


def _target(row: Reader) -> Target:
    return Target(
        indicator=row.text("indicator", required=True),
        profile=row.text("profile", required=True),
        statunit=row.text("statunit", required=True),
        year=row.integer("year", bounds=_YEARS, required=True) or 0,
        value=row.number("value", required=True),
        source=row.text("source", required=True),
        baseline_year=row.integer("baseline_year", bounds=_YEARS),
        baseline_value=row.optional_number("baseline_value"),
    )


def _reported(row: Reader) -> ReportedValue:
    return ReportedValue(
        indicator=row.text("indicator", required=True),
        profile=row.text("profile", required=True),
        statunit=row.text("statunit", required=True),
        year=row.integer("year", bounds=_YEARS, required=True) or 0,
        kind=row.text("kind", pattern=re.compile("reported|confirmed"), required=True),
        value=row.number("value", required=True),
        source=row.text("source", required=True),
    )


def _doubles(fields: Mapping[str, Any], file: str) -> list[Finding]:
    """Years, partitions, targets and values named twice, and layers played twice in a year."""
    # "city" is the partition that holds the city alone.
    ids = [CITY_PARTITION, *(p.id for p in fields["partitions"])]
    played = [f"{entry.layer} {year}" for entry in fields["inputs"] for year in entry.years]
    profiles = [f"{name} {one}" for name, listed in fields["profiles"].items() for one in listed]
    places = (
        ("partition.id", ids),
        ("input.layer", played),
        ("profiles", profiles),
        ("target", [_aim(target) for target in fields["targets"]]),
        ("reported", [f"{_aim(value)}/{value.kind}" for value in fields["reported"]]),
        ("published", [f"{p.indicator}/{p.statunit}/{p.year}" for p in fields["published"]]),
    )
    return [
        Reader.finding("STUDY-DOUBLE", file, where, double, "one of each")
        for where, names in places
        for double in sorted({name for name in names if name and names.count(name) > 1})
    ]


def _aim(value: Target | ReportedValue) -> str:
    """The figure a target or a reported value is for."""
    return f"{value.indicator}/{value.statunit}/{value.year}/{value.profile}"
