"""Fields of a vector layer: found by their names, ids unique and exact, years as declared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.layer import Field, FieldKind, Given
from sinkmap.study import InputEntry
from sinkmap.text import Text

__all__ = ["canonical", "id_findings", "match_fields", "wanted_columns", "year_findings"]

_MISSING = Kind(
    "FIELD-MISSING",
    Severity.ERROR,
    Text("缺少必填字段", "a required field is missing"),
    Text(
        "在 fields 中指明对应字段（分区则改 code、name），或补充该字段",
        "name the field under fields (of a partition: under code, name), or supply it",
    ),
)
_NO_SUCH = Kind(
    "FIELD-UNKNOWN",
    Severity.ERROR,
    Text("该图层没有 fields 中所写的字段", "fields names something the layer does not have"),
    Text("改用列出的字段名", "use one of the names listed"),
)
_AMBIGUOUS = Kind(
    "FIELD-AMBIGUOUS",
    Severity.ERROR,
    Text("字段名仅大小写不同", "field names differ by case only"),
    Text("改名或删去其中一个字段", "rename or drop one of the fields"),
)
_FLOAT_ID = Kind(
    "ID-AS-NUMBER",
    Severity.ERROR,
    Text("标识码被存成小数，末位可能已丢失", "ids are stored as decimals; digits may be lost"),
    Text("以文本字段重新导出标识码", "export the ids again as text"),
)
_NO_ID = Kind(
    "ID-MISSING",
    Severity.ERROR,
    Text("有要素缺少标识码", "features without an id"),
    Text("补填标识码", "fill in the ids"),
)
_DOUBLE_ID = Kind(
    "ID-DUPLICATE",
    Severity.ERROR,
    Text("标识码重复", "ids that occur more than once"),
    Text("改正重复的标识码或删去重复要素", "correct the ids or drop the double features"),
)
_NOT_NUMBER = Kind(
    "NUMBER-UNREADABLE",
    Severity.ERROR,
    Text("数值字段中有非数值内容", "a number field holds something else"),
    Text("改正该字段的内容", "correct the field's content"),
)
_OTHER_YEAR = Kind(
    "YEAR-MIXED",
    Severity.ERROR,
    Text("数据年份与声明的年度不一致", "the data are of another year than declared"),
    Text("核对该文件的年度，或更换文件", "check the year of the file, or exchange it"),
)
_CHOICE = Kind(
    "FIELD-CHOICE",
    Severity.ERROR,
    Text("字段取值不在允许的范围内", "a field holds something it may not"),
    Text("改用列出的取值", "use one of the values listed"),
)
_RANGE = Kind(
    "FIELD-RANGE",
    Severity.ERROR,
    Text("数值超出合理范围", "numbers that cannot be"),
    Text("核对数值与单位", "check the numbers and their unit"),
)
_DATE = Kind(
    "FIELD-DATE",
    Severity.ERROR,
    Text("日期无法识别", "dates that cannot be read"),
    Text("写成 2024-05-01", "write them as 2024-05-01"),
)
_DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")


def _names_of(field: Field, entry: InputEntry) -> tuple[str, ...]:
    if field.name in entry.fields:
        return (entry.fields[field.name],)
    return field.by_system.get(entry.code_system, field.aliases)


def wanted_columns(given: Given, entry: InputEntry) -> list[str]:
    """Every name under which a field of the layer may stand in a file."""
    return [name for field in given.fields for name in _names_of(field, entry)]


def match_fields(
    given: Given, entry: InputEntry, columns: Sequence[str], place: Place
) -> tuple[dict[str, str], list[Finding]]:
    """Canonical name -> column of the file, and ``FIELD-*`` findings."""
    by_upper: dict[str, str] = {}
    for column in columns:
        by_upper.setdefault(column.upper(), column)
    doubles = {name for name, n in Counter(column.upper() for column in columns).items() if n > 1}
    matched: dict[str, str] = {}
    known = [field.name for field in given.fields]
    findings = [
        place.found(_NO_SUCH, seen=name, wanted=", ".join(known))
        for name in entry.fields
        if name not in known
    ]
    for field in given.fields:
        names = _names_of(field, entry)
        hit = next((name.upper() for name in names if name.upper() in by_upper), None)
        if hit is not None:
            matched[field.name] = by_upper[hit]
        elif field.required or field.name in entry.fields:
            listed = ", ".join(columns)
            findings.append(place.found(_MISSING, seen=listed, wanted=" | ".join(names)))
        if hit in doubles:
            findings.append(place.found(_AMBIGUOUS, seen=by_upper[hit]))
    return matched, findings


def canonical(
    frame: pd.DataFrame, given: Given, matched: Mapping[str, str], place: Place
) -> tuple[pd.DataFrame, list[Finding]]:
    """Columns under their canonical names: texts and ids as text, numbers and areas as float64.

    A field that the file lacks is left out; an id stored as a float is ``ID-AS-NUMBER``.
    """
    columns: dict[str, pd.Series] = {}
    findings: list[Finding] = []
    for field in given.fields:
        if field.name not in matched:
            continue
        raw = frame[matched[field.name]]
        if field.kind in (FieldKind.NUMBER, FieldKind.AREA):
            read = pd.to_numeric(raw, errors="coerce").astype("float64")
            columns[field.name] = read.where(np.isfinite(read))
            bad = raw[columns[field.name].isna() & raw.notna()]
            if len(bad):
                seen = ", ".join(str(value) for value in bad.unique()[:5])
                findings.append(place.found(_NOT_NUMBER, count=len(bad), seen=seen))
            continue
        if field.kind is FieldKind.ID and pd.api.types.is_float_dtype(raw.dtype):
            wide = bool((raw.abs() >= 2**53).any())
            weight = Severity.ERROR if wide or bool((raw % 1 != 0).any()) else Severity.WARNING
            findings.append(
                place.found(_FLOAT_ID, seen=matched[field.name], wanted="text", severity=weight)
            )
            if weight is Severity.WARNING:
                raw = raw.astype("Int64")
        text = raw.astype("str") if field.kind is FieldKind.CODE else raw.astype("str").str.strip()
        columns[field.name] = text.where(raw.notna() & (text != ""), None)
    checked = {field.name: field for field in given.fields if field.name in columns}
    for name, field in checked.items():
        columns[name], more = _allowed(columns[name], field, place)
        findings += more
    return pd.DataFrame(columns, index=frame.index), findings


def _allowed(values: pd.Series, field: Field, place: Place) -> tuple[pd.Series, list[Finding]]:
    """Values as the field declares them: choices by their own spelling, dates as ISO texts.

    ``FIELD-CHOICE``, ``FIELD-RANGE`` and ``FIELD-DATE`` name the rows at fault.
    """
    if field.choices:
        spelled = {s.casefold(): one for one, all_ in field.choices.items() for s in (one, *all_)}
        read = values.map(
            lambda text: spelled.get(str(text).strip().casefold()), na_action="ignore"
        )
        return read, _faults(values, read.isna(), _CHOICE, field, ", ".join(field.choices), place)
    if field.kind is FieldKind.DATE:
        read = values.map(_iso_date, na_action="ignore")
        return read, _faults(values, read.isna(), _DATE, field, "2024-05-01", place)
    if field.valid:
        low, high = field.valid
        wanted = f"{low:g} … {high:g}"
        return values, _faults(
            values, (values < low) | (values > high), _RANGE, field, wanted, place
        )
    return values, []


def _faults(
    values: pd.Series, at_fault: pd.Series, kind: Kind, field: Field, wanted: str, place: Place
) -> list[Finding]:
    rows = np.flatnonzero((at_fault & values.notna()).to_numpy(dtype=bool))
    if not len(rows):
        return []
    seen = ", ".join(dict.fromkeys(str(values.iloc[row]) for row in rows[:20]))
    features = [f"#{row + 1}" for row in rows[:20]]
    return [
        place.found(
            kind,
            features=features,
            count=len(rows),
            seen=f"{field.name}: {seen}",
            wanted=wanted,
        )
    ]


def _iso_date(text: str) -> str | None:
    """A date as ``2024-05-01``; None if it is none. A time of day is left aside."""
    day = str(text).strip().partition("T")[0].partition(" ")[0]
    for form in _DATE_FORMS:
        try:
            return dt.datetime.strptime(day, form).date().isoformat()
        except ValueError:
            continue
    return None


def id_findings(ids: pd.Series, place: Place) -> list[Finding]:
    """``ID-MISSING`` and ``ID-DUPLICATE`` of a column of ids, all files of the layer together."""
    findings = []
    missing = int(ids.isna().sum())
    if missing:
        rows = np.flatnonzero(ids.isna().to_numpy())
        features = [f"#{row + 1}" for row in rows[:20]]
        findings.append(place.found(_NO_ID, features=features, count=missing))
    known = ids.dropna()
    double = known[known.duplicated(keep="first")].unique()
    if len(double):
        findings.append(place.found(_DOUBLE_ID, features=double[:20], count=len(double)))
    return findings


def year_findings(years: pd.Series, place: Place) -> list[Finding]:
    """``YEAR-MIXED``: an error if the whole file is of another year, else a warning."""
    stated = years.dropna()
    other = stated[stated != place.year]
    if place.year is None or not len(other):
        return []
    whole = len(other) == len(stated)
    seen = ", ".join(f"{year} × {n}" for year, n in other.astype("int64").value_counts().items())
    return [
        place.found(
            _OTHER_YEAR,
            count=len(other),
            seen=seen,
            wanted=str(place.year),
            severity=Severity.ERROR if whole else Severity.WARNING,
        )
    ]
