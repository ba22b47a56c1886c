"""Pollution and carbon by control unit (减污降碳协同): quantities side by side, each by itself.

A class says how much, not how good: units are not ranked and quantities never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sinkmap.classes import CONTROL_UNIT_CLASSES
from sinkmap.control import OUTSIDE_UNITS, Band, BoundsKind, reason_text
from sinkmap.parameters import CERTAINTIES
from sinkmap.report.numbers import HECTARES, NumberFormat
from sinkmap.report.table import Cell, Column, Row, Table
from sinkmap.text import Text
from sinkmap.uom import uom

if TYPE_CHECKING:
    import pandas as pd

    from sinkmap.report.book import Book

__all__ = ["bounds_table", "synergy_units_table"]

_BY_SEVERITY = "encroachment."
_LEFT_OUT = ("improvement", "issued")
"""Items that spreadsheets of ``sinkmap synergy`` hold and a report does without."""
_NOTE = Text(
    "分级只说明数量多少，不评优劣；各量互不相加，单元不排名，不对管控要求作权衡。",
    "A class says how much there is, not how good that is: quantities are not added up, units not "
    "ranked, and the texts of their policies not weighed.",
)
_SHARE = 2
"""Decimals of a quantity."""


def synergy_units_table(book: Book) -> Table:
    """One row for each control unit, one column for each quantity, and their classes in words."""
    rows = _told(book)
    items = list(dict.fromkeys(str(row["item"]) for row in rows))
    first = {str(row["item"]): row for row in reversed(rows)}
    columns = (
        Column("unit", Text("管控单元", "control unit"), width=28),
        Column("class", Text("类别", "class"), width=16),
        Column("area", Text("面积", "area"), HECTARES),
        *(Column(item, _title(first[item]), _format(first[item]), width=16) for item in items),
        Column("bands", Text("分级", "classes"), width=40),
    )
    by_unit: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        by_unit.setdefault(str(row["statunit"]), {})[str(row["item"])] = row
    made = tuple(_row(book, unit, items) for unit in by_unit.values())
    title = Text("减污降碳协同：各环境管控单元", "Pollution and carbon by control unit")
    return Table("synergy_units", title, columns, made, (_NOTE,) if made else ())


def bounds_table(book: Book) -> Table:
    """By which bounds each quantity is classed, and why values are missing."""
    columns = (
        Column("item", Text("数量", "quantity"), width=24),
        Column("uom", Text("分级单位", "classed by"), width=14),
        Column("middle", Text("中 ≥", "middle from"), width=12),
        Column("high", Text("高 ≥", "high from"), width=12),
        Column("kind", Text("界值来源", "bounds"), width=36),
        Column("certainty", Text("可靠程度", "certainty"), width=24),
        Column("missing", Text("缺值单元及原因", "units without a value"), width=40),
    )
    by_item: dict[str, list[Mapping[str, Any]]] = {}
    for row in _told(book):
        by_item.setdefault(str(row["item"]), []).append(row)
    made = tuple(_bounds(rows) for rows in by_item.values())
    title = Text("减污降碳协同：分级界值", "Pollution and carbon: bounds of the classes")
    return Table("synergy_bounds", title, columns, made, appendix=True)


def _told(book: Book) -> list[Mapping[str, Any]]:
    table: pd.DataFrame | None = book.results.synergy
    if table is None or table.empty:
        return []
    items = table["item"].astype(str)
    kept = table[(table["year"] == book.year) & ~items.isin(_LEFT_OUT)]
    kept = kept[~kept["item"].astype(str).str.startswith(_BY_SEVERITY)]
    return [{str(key): value for key, value in row.items()} for row in kept.to_dict("records")]


def _row(book: Book, unit: Mapping[str, Mapping[str, Any]], items: list[str]) -> Row:
    head = next(iter(unit.values()))
    outside = head["statunit"] == OUTSIDE_UNITS
    words = CONTROL_UNIT_CLASSES.get(int(head["unit_class"]), Text("—", "—"))
    bands = [(row, Band(row["band"]).text) for row in unit.values() if row["band"]]
    said = Text(
        "；".join(f"{row['title_zh']} {band.zh}" for row, band in bands) or "—",
        "; ".join(f"{row['title_en']} {band.en}" for row, band in bands) or "—",
    )
    return Row(
        (
            Cell(Text(head["name_zh"], head["name_en"])),
            Cell(words),
            Cell(None if outside else float(head["area_ha"])),
            *(_cell(book, unit.get(item)) for item in items),
            Cell(said),
        )
    )


def _cell(book: Book, row: Mapping[str, Any] | None) -> Cell:
    if row is None or _missing(row):
        return Cell(None)
    source = str(row["source"])
    return Cell(float(row["value"]), source if source in book.figures else "")


def _missing(row: Mapping[str, Any]) -> bool:
    value = row["value"]
    return bool(value is None or value != value)  # noqa: PLR0124 - only NaN is not itself


def _title(row: Mapping[str, Any]) -> Text:
    return Text(str(row["title_zh"]), str(row["title_en"]))


def _format(row: Mapping[str, Any]) -> NumberFormat:
    return NumberFormat(uom(str(row["uom"])).name, _SHARE)


def _bounds(rows: list[Mapping[str, Any]]) -> Row:
    classed = next((row for row in rows if row["bounds_kind"]), None)
    gaps: dict[str, list[str]] = {}
    for row in rows:
        if _missing(row):
            gaps.setdefault(str(row["reason"]), []).append(str(row["name_zh"]))
    reasons = [(len(names), reason_text(reason)) for reason, names in gaps.items()]
    lacking = Text(
        "；".join(f"{count} 个：{why.zh}" for count, why in reasons) or "—",
        "; ".join(f"{count}: {why.en}" for count, why in reasons) or "—",
    )
    if classed is None:
        none = Text("数值不同的单元过少，未分级", "too few units differ: no classes")
        return Row((Cell(_title(rows[0])), *[Cell("")] * 3, Cell(none), Cell(""), Cell(lacking)))
    return Row(
        (
            Cell(_title(classed)),
            Cell(str(classed["classed_uom"])),
            Cell(f"{classed['middle_from']:.6g}"),
            Cell(f"{classed['high_from']:.6g}"),
            Cell(BoundsKind(classed["bounds_kind"]).text),
            Cell(CERTAINTIES[str(classed["bounds_certainty"])]),
            Cell(lacking),
        )
    )
