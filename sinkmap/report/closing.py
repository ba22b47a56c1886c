"""Areas that must close: the balance table between years and the reconciliation table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sinkmap.classes import groups
from sinkmap.report.book import Book, difference
from sinkmap.report.by_unit import UNIT
from sinkmap.report.numbers import (
    HECTARES,
    HECTARES_CHANGE,
    PPM,
    PPM_LIMIT,
    NumberFormat,
    show,
)
from sinkmap.report.quantity import quantity_of
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["balance_table", "check_title", "hectares", "number", "reconciliation_table"]

_CHECK = {
    "closure": Text("分区合计等于全市", "partition sums to the city"),
    "classes": Text("分类合计等于总面积", "classes sum to the unit"),
    "measures": Text("面积量算方法之间", "one area measure against another"),
    "balance": Text("面积平衡", "area balance"),
    "carbon": Text("碳库、地类、像元合计一致", "pools, classes and pixels agree"),
    "register": Text("登记面积与图形面积", "register against geometry"),
    "sources": Text("各来源并列", "sources side by side"),
    "issued": Text("与下发汇总数核对", "against the issued totals"),
}


def balance_table(book: Book, *, city: bool, unit: str = "") -> Table:
    """面积平衡表 of the report's year, for the city, for every other unit, or for one ``unit``."""
    frame = book.results.balance
    frame = frame[frame["year_to"] == book.year]
    if unit:
        frame = frame[frame["statunit"] == unit]
    else:
        frame = frame[(frame["statunit"] == book.city.id) == city]
    columns = (
        Column("group", Text("地类", "land class"), width=20),
        Column("opening", Text("年初面积", "opening"), HECTARES, width=16),
        Column("decrease", Text("年内减少", "decrease"), HECTARES, width=14),
        Column("increase", Text("年内增加", "increase"), HECTARES, width=14),
        Column("closing", Text("年末面积", "closing"), HECTARES, width=16),
        Column("net", Text("净增减", "net change"), HECTARES_CHANGE, width=14),
        Column("residual", Text("平衡差", "out of balance"), HECTARES_CHANGE, width=12),
    )
    titles = {group.id: group.title for group in groups()}
    rows: list[Row] = []
    for statunit, part in frame.groupby("statunit", sort=False):
        if not city and not unit:
            rows.append(Row((Cell(book.unit_name(str(statunit))),), RowKind.HEADING))
        rows += _balance_rows(part, titles)
    title = (
        Text("面积平衡表（全市）", "Area balance, city")
        if city
        else Text("面积平衡表（按单元）", "Area balance by unit")
    )
    note = Text("年初面积 − 减少 + 增加 = 年末面积。", "Opening − decrease + increase = closing.")
    name = "balance" if city else "balance.units"
    return Table(name, title, columns, tuple(rows), (note,), appendix=not city)


def _balance_rows(frame: pd.DataFrame, titles: Mapping[str, Text]) -> list[Row]:
    names = ("opening_m2", "decrease_m2", "increase_m2", "closing_m2")
    rows, order = [], list(titles)
    place = frame["group"].map(lambda one: order.index(one) if one in titles else len(order))
    for record in frame.loc[place.sort_values(kind="stable").index].to_dict("records"):
        areas = [hectares(record[name]) for name in names]
        name = str(record["group"])
        rows.append(Row((Cell(titles.get(name, name)), *_balance_cells(areas))))
    totals = [hectares(math.fsum(frame[name])) for name in names]
    rows.append(Row((Cell(Text("合计", "total")), *_balance_cells(totals)), RowKind.TOTAL))
    return rows


def _balance_cells(areas: list[float | None]) -> tuple[Cell, ...]:
    opening, decrease, increase, closing = (a or 0.0 for a in areas)
    residual = difference(math.fsum((opening, -decrease, increase)), closing)
    return (*(Cell(a) for a in areas), Cell(difference(closing, opening)), Cell(residual))


def hectares(square_metres: Any) -> float | None:
    """m² of a table in hectares; None where the table has none."""
    known = number(square_metres)
    return None if known is None else convert(known, SQUARE_METRE, HECTARE)


def check_title(check: str) -> Text:
    """What a kind of comparison compares."""
    return _CHECK.get(check, Text(check, check))


def number(value: Any) -> float | None:
    """A number of a table; None for an empty cell."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return float(value)


def reconciliation_table(book: Book) -> Table:
    """Every comparison of the report's year, those out of tolerance first."""
    columns = (
        Column("check", Text("核对项", "check"), width=22),
        Column("partition", Text("划分", "partition"), width=16),
        UNIT,
        Column("subject", Text("对象", "subject"), width=18),
        Column("left", Text("左方", "left"), width=20),
        Column("left_ha", Text("左方面积", "left area"), HECTARES, width=16),
        Column("right", Text("右方", "right"), width=20),
        Column("right_ha", Text("右方面积", "right area"), HECTARES, width=16),
        Column("difference", Text("差", "difference"), HECTARES_CHANGE, width=14),
        Column("relative", Text("相对差", "relative"), PPM, width=14),
        Column("tolerance", Text("容差", "tolerance"), PPM_LIMIT, width=14),
        Column("ok", Text("结果", "result"), width=12),
    )
    frame = book.results.reconciliation
    records = frame[frame["year"].isin((0, book.year))].to_dict("records")
    records.sort(key=lambda record: bool(record["ok"]))
    rows = tuple(Row(_reconciliation_cells(book, record)) for record in records)
    failed = sum(not record["ok"] for record in records)
    note = Text(
        f"共 {len(records)} 行，超出容差 {failed} 行；没有容差的行只报告差异，不作判断。",
        f"{len(records)} rows, {failed} out of tolerance; rows without a tolerance only report a "
        "difference and judge nothing.",
    )
    title = Text("核对表", "Reconciliation")
    return Table("reconciliation", title, columns, rows, (note,))


def _reconciliation_cells(book: Book, record: dict[Any, Any]) -> tuple[Cell, ...]:
    tolerance = number(record["tolerance"])
    relative = number(record["relative"])
    check = str(record["check"])
    partitions = {p.id: p.title for p in book.results.partitions}
    return (
        Cell(check_title(check)),
        Cell(partitions.get(str(record["partition"]), str(record["partition"]))),
        Cell(book.unit_name(str(record["statunit"])) if record["statunit"] else None),
        Cell(_subject(book, str(record["subject"]))),
        Cell(str(record["left"])),
        _size(book, record, "left_m2"),
        Cell(str(record["right"])),
        _size(book, record, "right_m2"),
        _size(book, record, "difference_m2"),
        Cell(None if relative is None else relative * 1e6),
        Cell(None if tolerance is None else tolerance * 1e6),
        _result_cell(tolerance, bool(record["ok"])),
    )


def _size(book: Book, record: Mapping[Any, Any], name: str) -> Cell:
    """A side of a comparison: hectares, or tonnes where the subject is a stock of carbon."""
    known = book.results.indicators.get(_indicator_id(str(record["subject"])))
    if known is None or quantity_of(known).of_area:
        return Cell(hectares(record[name]))
    tonnes = NumberFormat(None, 2, signed=name == "difference_m2")
    stored = number(record[name])
    words = Text(f"{show(stored, tonnes)} 吨碳", f"{show(stored, tonnes)} t C")
    return Cell(words if stored is not None else None)


def _indicator_id(subject: str) -> str:
    return subject.partition("/")[0].partition(".")[0]


def _subject(book: Book, subject: str) -> Text | str:
    """``indicator.item/profile`` and land classes in words; other subjects as they are."""
    if _indicator_id(subject) not in book.results.indicators:
        return {group.id: group.title for group in groups()}.get(subject, subject)
    name, _, profile = subject.partition("/")
    title = book.indicator_title(name)
    if not profile:
        return title
    definition = book.profile_title(name, profile)
    return Text(f"{title.zh}（{definition.zh}）", f"{title.en} ({definition.en})")


def _result_cell(tolerance: float | None, ok: bool) -> Cell:
    if tolerance is None:
        return Cell(Text("仅报告", "reported only"))
    if ok:
        return Cell(Text("闭合", "closes"), tone=Tone.GOOD)
    return Cell(Text("超出容差", "out of tolerance"), tone=Tone.POOR)
