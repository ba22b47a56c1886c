"""What a plan must say of its layers: state of survey data, vintage, layers that exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.figure import DataState
from sinkmap.layer import Given
from sinkmap.run import InputRecord
from sinkmap.statunit import Partition
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["SURVEY_LAYERS", "plan_findings", "repeated_findings", "unit_findings"]

SURVEY_LAYERS = ("parcels", "parcels_update")
"""Layers of the yearly survey, whose data go from provisional to nationally confirmed."""

_UNKNOWN = Kind(
    "LAYER-UNKNOWN",
    Severity.ERROR,
    Text("没有这种图层", "there is no such layer"),
    Text("改用列出的图层", "use one of the layers listed"),
)
_STATE = Kind(
    "DATA-STATE-MISSING",
    Severity.WARNING,
    Text("未声明调查数据的状态", "the state of the survey data is not declared"),
    Text(
        "声明 data_state：provisional 预变更、provincial 省级检查或 national 国家确认",
        "declare data_state: provisional, provincial or national",
    ),
)
_VINTAGE = Kind(
    "VINTAGE-MISSING",
    Severity.WARNING,
    Text("未声明数据的版本（vintage）", "the vintage of the data is not declared"),
    Text("声明 vintage", "declare vintage"),
)
_STATES = Kind(
    "DATA-STATE-MIXED",
    Severity.NOTE,
    Text("各年度数据状态不同", "the years' data are in different states"),
    Text("报告中将注明各年状态", "the report names the state of each year"),
)
_NO_BASE = Kind(
    "UPDATE-WITHOUT-BASE",
    Severity.ERROR,
    Text("更新包没有可更新的上一年图斑", "an update package has no parcels of the year before"),
    Text("提供上一年的 parcels", "supply the parcels of the year before"),
)
_BASE_TWICE = Kind(
    "UPDATE-BESIDE-BASE",
    Severity.ERROR,
    Text("同一年既有完整图斑又有更新包", "a year has both full parcels and an update package"),
    Text("二者保留其一", "keep one of the two"),
)
_SYSTEM_STEP = Kind(
    "CODE-SYSTEM-STEP",
    Severity.WARNING,
    Text("相邻年度的分类体系不同，可能造成口径中断", "the code system changes between years"),
    Text("年度比较时将单列方法变化", "comparisons list the change of method apart"),
)


_NO_UNIT = Kind(
    "STUDY-UNKNOWN-UNIT",
    Severity.ERROR,
    Text("方案中的统计单元不存在", "the plan names a statistical unit that does not exist"),
    Text("请改用列出的单元", "use one of the units listed"),
)
_TWICE = Kind(
    "INPUT-REPEATED",
    Severity.WARNING,
    Text("两份数据内容完全相同", "two data sets hold the same bytes"),
    Text("核对是否误用了另一年度或另一县区的文件", "check whether one stands in for another year"),
)
_SHARED_PARTS = (".prj", ".cpg", ".shx")
_SHAPEFILE = (".shp", ".dbf", *_SHARED_PARTS)
_SOME_YEARS = Kind(
    "LAYER-YEARS-PARTIAL",
    Severity.WARNING,
    Text("图层缺少研究期内部分年度的数据", "a layer is missing in some years of the study"),
    Text(
        "补充这些年度的数据；否则依赖它的指标在这些年度不测算",
        "supply those years; else figures that need the layer are not estimated in them",
    ),
)


def plan_findings(study: Study, given: Mapping[str, Given]) -> list[Finding]:
    """Findings about the plan that need no file to be opened."""
    findings: list[Finding] = []
    for entry in study.inputs:
        place = Place(entry.files[0] if entry.files else "", entry.layer, entry.years[0])
        if entry.layer not in given:
            near = difflib.get_close_matches(entry.layer, given, n=1)
            wanted = f"{near[0]}?" if near else ", ".join(given)
            findings.append(place.found(_UNKNOWN, seen=entry.layer, wanted=wanted))
            continue
        survey = entry.layer in SURVEY_LAYERS
        if survey and entry.data_state is DataState.UNDECLARED:
            findings.append(place.found(_STATE))
        if not entry.vintage:
            weight = Severity.WARNING if survey else Severity.NOTE
            findings.append(place.found(_VINTAGE, severity=weight))
    return findings + _series_findings(study) + _year_findings(study, given)


def unit_findings(study: Study, partitions: Sequence[Partition]) -> list[Finding]:
    """Targets and reported values for units that no partition has.

    Nothing is said while a partition of the plan could not be read.
    """
    if len(partitions) <= len(study.partitions):
        return []
    known = [unit for partition in partitions for unit in partition.members]
    named = [("target", t.statunit) for t in study.targets]
    named += [("reported", r.statunit) for r in study.reported]
    return [
        Place("study.toml", where).found(
            _NO_UNIT,
            seen=unit,
            wanted=", ".join(difflib.get_close_matches(unit, known, n=1) or known[:20]),
        )
        for where, unit in dict.fromkeys(named)
        if unit not in known
    ]


def repeated_findings(records: Sequence[InputRecord]) -> list[Finding]:
    """Data sets of the same bytes that play a layer in different years under different names.

    ``records``: hashed files. A shapefile is told by its shapes and its table together, a file
    geodatabase by all of its files: lines that keep their place and change their use have the same
    shapes, and any two databases share tables of the system.
    """
    sets: dict[tuple[str, str], dict[str, InputRecord]] = {}
    for record in records:
        name, part = _set_and_part(record.file)
        if part not in _SHARED_PARTS:
            sets.setdefault((record.layer, name), {})[part] = record
    first: dict[tuple[str, frozenset[tuple[str, str]]], InputRecord] = {}
    found = []
    for (layer, _), parts in sets.items():
        one = next(iter(parts.values()))
        content = frozenset((part, record.sha256) for part, record in parts.items())
        before = first.setdefault((layer, content), one)
        if before is not one:
            place = Place(one.file, layer, one.years[0])
            found.append(place.found(_TWICE, seen=f"= {before.file} ({_listed(before.years)})"))
    return found


def _set_and_part(file: str) -> tuple[str, str]:
    """The data set a file is part of, and which part: its ending, or its name in a folder."""
    folder, is_database, member = file.lower().partition(".gdb/")
    if is_database:
        return folder, member
    path = PurePosixPath(file.lower())
    parts = path.suffix in _SHAPEFILE
    return (str(path.with_suffix("")), path.suffix) if parts else (str(path), "")


def _year_findings(study: Study, given: Mapping[str, Given]) -> list[Finding]:
    """Layers that the plan gives for some of its years only; updates stand for parcels."""
    years: dict[str, set[int]] = {}
    for entry in study.inputs:
        layer = "parcels" if entry.layer in SURVEY_LAYERS else entry.layer
        if layer in given:
            years.setdefault(layer, set()).update(entry.years)
    return [
        Place("", layer).found(_SOME_YEARS, seen=_listed(held), wanted=_listed(study.years))
        for layer, held in years.items()
        if not held >= set(study.years)
    ]


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years)))


def _series_findings(study: Study) -> list[Finding]:
    """Base and update packages year by year, their code systems and states.

    Years before those computed count too: an update package builds on them.
    """
    findings: list[Finding] = []
    before: str = ""
    based = False
    states: dict[int, str] = {}
    for year in _survey_years(study):
        base, update = study.input("parcels", year), study.input("parcels_update", year)
        place = Place("", "parcels", year)
        if base is not None and update is not None:
            findings.append(place.found(_BASE_TWICE))
        if update is not None and base is None and not based:
            findings.append(place.found(_NO_BASE))
        based = based or base is not None
        entry = base or update
        if entry is None:
            continue
        if before and entry.code_system != before and year in study.years[1:]:
            findings.append(place.found(_SYSTEM_STEP, seen=f"{before} → {entry.code_system}"))
        before = entry.code_system or before
        if year in study.years:
            states[year] = str(entry.data_state)
    if len(set(states.values())) > 1:
        seen = ", ".join(f"{year} {state}" for year, state in states.items())
        findings.append(Place("", "parcels").found(_STATES, seen=seen))
    return findings


def _survey_years(study: Study) -> list[int]:
    """Years with survey data, up to the last one computed."""
    known = {y for e in study.inputs if e.layer in SURVEY_LAYERS for y in e.years}
    return sorted(year for year in known if year <= study.years[-1])
