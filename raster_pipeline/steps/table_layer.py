"""Given tables without shapes: read, typed, each row brought to its unit and year."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.io.table_source import read_table_file
from raster_pipeline.steps.check.fields import canonical, id_findings, match_fields
from raster_pipeline.steps.check.level_codes import level_codes
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.table_rows import STATUNIT, YEAR
from raster_pipeline.steps.vector_layer import FileFacts, LayerRead, at_place, place_of
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.layer import FieldKind, Given
from sinkmap.statunit import StatUnit
from sinkmap.study import InputEntry
from sinkmap.text import Text

__all__ = ["read_rows"]

_NONE = Kind(
    "ROW-NONE",
    Severity.WARNING,
    Text("表格没有任何行", "the table holds no rows"),
    Text("核对导出的文件；没有数据时从方案中删去", "check the export, or take it out of the plan"),
)
_REQUIRED = Kind(
    "ROW-BLANK",
    Severity.ERROR,
    Text("必填字段有空值", "a required field is empty in some rows"),
    Text("补填这些行", "fill in these rows"),
)
_UNIT = Kind(
    "ROW-UNIT",
    Severity.ERROR,
    Text(
        "表格中的统计单元为空或不存在", "rows of no statistical unit, or of one that does not exist"
    ),
    Text("填写单元的编号、代码或名称", "name a unit by its id, code or name"),
)
_TWO_UNITS = Kind(
    "ROW-UNIT-AMBIGUOUS",
    Severity.ERROR,
    Text("名称对应多个统计单元", "a name that several statistical units have"),
    Text("改用单元编号", "use the id of the unit"),
)
_YEAR = Kind(
    "ROW-YEAR",
    Severity.ERROR,
    Text("年度不是整年", "a year that is none"),
    Text("写四位年份", "write the year in four digits"),
)
_OTHER_YEAR = Kind(
    "ROW-YEAR-UNUSED",
    Severity.WARNING,
    Text("有行的年度不在方案为该表声明的年度内", "rows of years the plan gives the table not for"),
    Text("在方案中声明这些年度，或删去这些行", "give the table for these years, or drop the rows"),
)
_YEARS = (1900, 2199)


def read_rows(
    entry: InputEntry, given: Given, paths: Mapping[str, Path], units: Sequence[StatUnit]
) -> LayerRead:
    """Rows of every file of an entry under canonical names.

    Fields the files lack are empty: NaN for numbers, None for texts. ``statunit`` is the id of a
    unit, ``year`` a whole number or missing. Ids are checked to be unique within a unit and year.

    Parameters
    ----------
    units
        Every unit of the study; while there are none nothing is said of the units of rows.
    """
    place = place_of(entry, entry.files[0] if len(entry.files) == 1 else "")
    findings: list[Finding] = []
    files: dict[str, FileFacts] = {}
    frames: list[pd.DataFrame] = []
    for name in (name for name in entry.files if name in paths):
        frame, found = _read_file(entry, given, name, paths[name], units)
        findings += found
        frames += [] if frame is None else [frame]
        files[name] = FileFacts("", "")
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if frames and rows.empty:
        findings.append(place.found(_NONE))
    if YEAR in rows and not rows.empty:
        other = sorted(set(rows[YEAR].dropna().astype(int)) - set(entry.years))
        if other:
            findings.append(place.found(_OTHER_YEAR, seen=", ".join(map(str, other))))
    findings += _double_ids(rows, given, place)
    lost = len(entry.files) - len(frames)
    return LayerRead(gpd.GeoDataFrame(rows), findings, [], files, lost)


def _read_file(
    entry: InputEntry, given: Given, name: str, path: Path, units: Sequence[StatUnit]
) -> tuple[pd.DataFrame | None, list[Finding]]:
    place = place_of(entry, name)
    try:
        raw = read_table_file(path, name, entry.table)
    except InputRefusedError as error:
        return None, [at_place(finding, place) for finding in error.findings]
    matched, findings = match_fields(given, entry, list(raw.columns), place)
    rows, more = canonical(raw, given, matched, place)
    findings += more
    for field in (f for f in given.fields if f.required and f.name in rows):
        blank = (rows[field.name].isna() & raw[matched[field.name]].isna()).to_numpy(dtype=bool)
        if blank.any() and field.name != STATUNIT:
            findings.append(_at_rows(place, _REQUIRED, blank, field.name))
    if YEAR in rows:
        rows[YEAR], more = _years(rows[YEAR], place)
        findings += more
    if STATUNIT in rows and units:
        rows[STATUNIT], more = _units(rows[STATUNIT], units, place)
        findings += more
    if given.code_field in rows:
        names = pd.Series([f"#{row + 1}" for row in range(len(rows))], index=rows.index)
        nothing = pd.Series(0.0, index=rows.index)
        codes = rows[given.code_field]
        rows[given.code_field], more = level_codes(codes, names, nothing, entry, given, place)
        findings += more
    rows = rows.reindex(columns=[f.name for f in given.fields if f.name in rows or _own(f.name)])
    return _typed(rows, given), findings


def _own(name: str) -> bool:
    """Whether a column is there even if no file has it; without unit and year a row is of all."""
    return name not in (STATUNIT, YEAR)


def _typed(rows: pd.DataFrame, given: Given) -> pd.DataFrame:
    for field in (f for f in given.fields if f.name in rows and f.name != YEAR):
        if field.kind in (FieldKind.NUMBER, FieldKind.AREA):
            rows[field.name] = rows[field.name].astype("float64")
        else:
            rows[field.name] = rows[field.name].astype("str")
    return rows


def _years(years: pd.Series, place: Place) -> tuple[pd.Series, list[Finding]]:
    numbers = pd.to_numeric(years, errors="coerce")
    wrong = years.notna() & ~((numbers % 1 == 0) & numbers.between(*_YEARS))
    kept = numbers.where(~wrong).astype("Int64")
    if not wrong.any():
        return kept, []
    seen = ", ".join(dict.fromkeys(years[wrong].astype(str)))
    return kept, [_at_rows(place, _YEAR, wrong.to_numpy(dtype=bool), seen)]


def _units(
    named: pd.Series, units: Sequence[StatUnit], place: Place
) -> tuple[pd.Series, list[Finding]]:
    """Ids of the units rows name by id, code or name in either language."""
    ids = {unit.id for unit in units}
    meant: dict[str, dict[str, None]] = {}
    for unit in units:
        for name in (unit.code, unit.name.zh, unit.name.en):
            meant.setdefault(name.strip(), {})[unit.id] = None
    found, unknown, several = [], [], []
    for row, name in enumerate(named):
        text = "" if pd.isna(name) else str(name).strip()
        hits = [text] if text in ids else list(meant.get(text, ()))
        found.append(hits[0] if len(hits) == 1 else None)
        if not hits:
            unknown.append((row, text))
        elif len(hits) > 1:
            several.append((row, f"{text}: {' | '.join(hits)}"))
    findings = []
    for kind, rows in ((_UNIT, unknown), (_TWO_UNITS, several)):
        if rows:
            seen = list(dict.fromkeys(text or "—" for _, text in rows))
            near = difflib.get_close_matches(seen[0], [*ids, *meant], n=1)
            lines = [f"#{row + 1}" for row, _ in rows[:20]]
            findings.append(
                place.found(
                    kind,
                    features=lines,
                    count=len(rows),
                    seen=", ".join(seen[:20]),
                    wanted=f"{near[0]}?" if near else ", ".join(sorted(ids)[:20]),
                )
            )
    return pd.Series(found, index=named.index, dtype=object), findings


def _double_ids(rows: pd.DataFrame, given: Given, place: Place) -> list[Finding]:
    """Ids that are missing, or occur twice in one unit and year."""
    for field in (f for f in given.fields if f.kind is FieldKind.ID and f.name != STATUNIT):
        if field.name not in rows or rows[field.name].isna().all():
            continue
        keys = [name for name in (STATUNIT, YEAR) if name in rows]
        ids = rows[field.name]
        for name in keys:
            ids = ids + " @ " + rows[name].astype("str").fillna("")
        return id_findings(ids if keys else rows[field.name], place)
    return []


def _at_rows(place: Place, kind: Kind, which: NDArray[np.bool_], seen: str) -> Finding:
    rows = np.flatnonzero(which)
    features = [f"#{row + 1}" for row in rows[:20]]
    return place.found(kind, features=features, count=len(rows), seen=seen)
