"""Rows of tasks, issued values, projects, pollutants and approvals against plan and indicators."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.check.pollutants import POLLUTANTS, pollutant_findings
from raster_pipeline.steps.check.records import record_findings
from sinkmap.control import RECORD_LAYERS
from sinkmap.errors import Finding, Severity
from sinkmap.indicator import Indicator
from sinkmap.indicators import indicators
from sinkmap.statunit import UNIT_CODE
from sinkmap.study import InputEntry, Study
from sinkmap.text import Text

__all__ = ["ISSUED", "PROJECT_LAYERS", "TASKS", "row_findings"]

TASKS, ISSUED = "year_tasks", "issued_values"
PROJECT_LAYERS = ("key_projects", "key_project_points")
_E = Severity.ERROR
_INDICATOR = Kind(
    "PLAN-ROW-INDICATOR",
    _E,
    Text("行中的指标或口径不存在", "a row names an indicator or definition that does not exist"),
    Text("改用 sinkmap indicators 列出的编号", "use an id that `sinkmap indicators` lists"),
)
_UOM = Kind(
    "PLAN-ROW-UOM",
    _E,
    Text("行中的计量单位与指标不符", "a row's unit of measure is not that of its indicator"),
    Text("换算为指标的计量单位", "state the value in the unit of the indicator"),
)
_RANGE = Kind(
    "PLAN-ROW-RANGE",
    _E,
    Text("行中的数值超出指标的取值范围", "a row's value is beyond what its indicator can be"),
    Text("核对数值与单位", "check the value and its unit"),
)
_DOUBLE = Kind(
    "PLAN-ROW-DOUBLE",
    _E,
    Text("同一项给出两次", "the same thing is stated twice"),
    Text("每项只保留一行", "keep one row of each"),
)
_YEARS = Kind(
    "PROJECT-YEARS",
    _E,
    Text("项目完工年早于开工年", "a project ends before it begins"),
    Text("核对开工年与完工年", "check the years"),
)
_BLANK = Kind(
    "PROJECT-BLANK",
    _E,
    Text("项目登记有必填项空白", "a project lacks something the register needs"),
    Text(
        "补填编号、名称、类型、责任单位、进展与年份",
        "fill in number, name, kind, owner, state, years",
    ),
)
_NUMBER = Kind(
    "PROJECT-NUMBER",
    _E,
    Text("项目编号含空格或不允许的符号", "numbers of projects with blanks or signs not allowed"),
    Text("改正项目编号", "correct the numbers"),
)
_PARTS = Kind(
    "PROJECT-PARTS",
    Severity.WARNING,
    Text(
        "同一项目同一版本的各部分属性不一致，以第一部分为准",
        "parts of one project in one version differ in what they say; the first one holds",
    ),
    Text("统一各部分的属性", "let all parts say the same"),
)
_NEEDED = ("number", "name", "kind", "owner", "state", "begins", "ends", "version")


def row_findings(entry: InputEntry, frame: pd.DataFrame, study: Study) -> list[Finding]:
    """What only the plan and the indicators can tell of a layer's rows; nothing of others.

    ``frame`` is what intake made of the entry; faults of single cells are found before.
    """
    place = Place(entry.files[0] if len(entry.files) == 1 else "", entry.layer)
    if frame.empty:
        return []
    if entry.layer in PROJECT_LAYERS:
        return list(_of_projects(frame, place))
    if entry.layer == POLLUTANTS:
        return list(pollutant_findings(frame, place))
    if entry.layer in RECORD_LAYERS:
        return record_findings(entry, frame, study, place)
    if entry.layer == TASKS:
        return list(_of_values(frame, "target", (), place))
    if entry.layer == ISSUED:
        stated = [(r.indicator, r.profile, r.statunit, r.year, r.kind) for r in study.reported]
        return list(_of_values(frame, "value", stated, place))
    return []


def _of_values(
    frame: pd.DataFrame, value: str, stated: Iterable[tuple[object, ...]], place: Place
) -> Iterator[Finding]:
    known = indicators()
    keys = [name for name in ("indicator", "profile", "statunit", "year", "kind") if name in frame]
    seen = {tuple(map(str, one)) for one in stated}
    for row, cells in enumerate(frame.to_dict("records"), start=1):
        line = (f"#{row}",)
        named = _text(cells.get("indicator"))
        indicator = known.get(named.partition(".")[0])
        if indicator is None:
            near = difflib.get_close_matches(named, known, n=1)
            yield place.found(_INDICATOR, features=line, seen=named, wanted=", ".join(near))
            continue
        yield from _of_value(indicator, cells, value, line, place)
        key = tuple(_text(cells[name]) for name in keys)
        if key in seen:
            yield place.found(_DOUBLE, features=line, seen=" ".join(key))
        seen.add(key)


def _of_value(
    indicator: Indicator,
    cells: Mapping[Any, Any],
    value: str,
    line: tuple[str, ...],
    place: Place,
) -> Iterator[Finding]:
    profile, uom = _text(cells.get("profile")), _text(cells.get("uom"))
    profiles = [one.id for one in indicator.profiles]
    item = _text(cells["indicator"]).partition(".")[2]
    if profile and profile not in profiles:
        yield place.found(_INDICATOR, features=line, seen=profile, wanted=", ".join(profiles))
    if item and item not in indicator.items:
        wanted = ", ".join(list(indicator.items)[:20])
        yield place.found(_INDICATOR, features=line, seen=item, wanted=wanted)
    if uom and uom != indicator.uom:
        yield place.found(_UOM, features=line, seen=uom, wanted=indicator.uom)
    low, high = indicator.valid
    number = cells[value]
    if not pd.isna(number) and not low <= number <= high:
        yield place.found(_RANGE, features=line, seen=f"{number:g}", wanted=f"{low:g} … {high:g}")


def _of_projects(frame: pd.DataFrame, place: Place) -> Iterator[Finding]:
    cells = frame[list(_NEEDED)]
    blank = (cells.isna() | (cells == "")).any(axis=1)
    if blank.any():
        rows = [f"#{row + 1}" for row in blank.to_numpy().nonzero()[0]]
        yield place.found(_BLANK, features=rows)
    numbers = frame["number"].astype("str")
    odd = [number for number in numbers.unique() if number and not UNIT_CODE.fullmatch(number)]
    if odd:
        yield place.found(_NUMBER, features=odd)
    late = frame["ends"] < frame["begins"]
    if late.any():
        yield place.found(_YEARS, features=numbers[late])
    told = frame.drop(columns=["geometry", "geometry_m2"], errors="ignore")
    ways = told.drop_duplicates().groupby(["number", "version"]).size()
    apart = sorted({str(number) for number, _ in ways.index[ways > 1]})
    if apart:
        yield place.found(_PARTS, features=apart)


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell).strip()
