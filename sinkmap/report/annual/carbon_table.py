"""T5: carbon by land class."""

from __future__ import annotations

import math

from sinkmap.report.annual.area_tables import live_cell, profile_note, rows_by_unit
from sinkmap.report.annual.scope import Scope
from sinkmap.report.book import difference
from sinkmap.report.by_unit import SUM_NOTE, UNIT, partition_notes
from sinkmap.report.formula import Formula, plus_of, sum_of
from sinkmap.report.numbers import (
    BARE,
    DENSITY,
    HECTARES,
    KILOTONNES_10_C,
    NumberFormat,
    show,
)
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, cell
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["carbon_by_unit", "carbon_table"]

_STOCK, _TEN_THOUSAND = "carbon_stock_by_class", 10_000.0
_STOCK_CHANGE = NumberFormat(KILOTONNES_10_C.unit, 2, signed=True)
_AREA_OF = {"class_parcels": "register", "class_raster": "map"}
"""Definition of a class's carbon -> definition of its area."""
_TOTAL = Text("合计", "total")
_WHOLE, _FLUX = "carbon_stock.total", "carbon_flux"


def carbon_by_unit(scope: Scope) -> Table:
    """T5b: stock, last year, change, interval and yearly sink of the unit and of its parts."""
    stock, sink = scope.line(_WHOLE), scope.line(_FLUX)
    columns = (
        UNIT,
        Column("stock", Text("碳储量", "stock"), KILOTONNES_10_C),
        Column("before", Text("上年", "last year"), KILOTONNES_10_C),
        Column("change", Text("变化", "change"), _STOCK_CHANGE),
        Column("interval", Text("碳储量区间", "interval of the stock"), width=20),
        Column("flux", Text("年碳汇", "sink"), sink.quantity.value.shown_as),
        Column("flux_before", Text("上年年碳汇", "sink last year"), sink.quantity.value.shown_as),
    )
    rows = tuple(rows_by_unit(scope, lambda unit: _unit_cells(scope, unit), _SUMMED))
    notes = (profile_note(stock), profile_note(sink), *partition_notes(scope.book), SUM_NOTE)
    title = Text("碳储量与年碳汇（分行政区）", "Stock and sink by unit")
    return Table("annual.t5b", title, columns, rows, notes)


_SUMMED = {1: "stock", 2: "before", 5: "flux", 6: "flux_before"}


def _unit_cells(scope: Scope, unit: str) -> tuple[Cell, ...]:
    line, sink = scope.line(_WHOLE, unit), scope.line(_FLUX, unit)
    stock, last = (None if v is None else v / _TEN_THOUSAND for v in (line.value, line.last))
    change = difference(stock, last)
    part = sink.quantity.value
    return (
        cell(stock, line.now),
        cell(last, line.before),
        live_cell(change, plus_of("stock", "before"), stock, last),
        Cell(_stock_interval(line.now.ci_low, line.now.ci_high) if line.now else None),
        cell(part.of(sink.value), sink.now),
        cell(part.of(sink.last), sink.before),
    )


def carbon_table(scope: Scope) -> Table:
    """T5: area, density, stock, last year and change of every class; the year's sink of all."""
    sink = scope.line("carbon_flux") if scope.has("carbon_flux") else None
    columns = (
        Column("class", Text("地类", "class"), width=18),
        Column("area", Text("面积", "area"), HECTARES),
        Column("density", Text("碳密度", "density"), DENSITY, width=10),
        Column("stock", Text("碳储量", "stock"), KILOTONNES_10_C),
        Column("before", Text("上年", "last year"), KILOTONNES_10_C),
        Column("change", Text("变化", "change"), _STOCK_CHANGE),
        Column("flux", Text("年碳汇", "sink"), sink.quantity.value.shown_as if sink else BARE),
        Column("interval", Text("碳储量区间", "interval of the stock"), width=20),
    )
    rows = [
        Row(_carbon_cells(scope, item, name))
        for item, name in scope.indicator(_STOCK).items.items()
        if scope.line(f"{_STOCK}.{item}").value
    ]
    if rows:
        rows.append(_carbon_total(scope, rows))
    profile = scope.profile(scope.indicator(_STOCK))
    notes = (
        Text(
            f"口径：{profile.title.zh}；碳密度为碳储量与面积之比；万吨碳乘 44/12 为万吨二氧化碳。"
            "年碳汇只有全体的数值，不分地类。",
            f"By {profile.title.en}; the density is stock over area; t C x 44/12 is t CO₂. The "
            "sink is told for all land, not by class.",
        ),
        SUM_NOTE,
    )
    title = Text("分地类碳储量与碳汇", "Carbon by land class")
    return Table("annual.t5", title, columns, tuple(rows), notes)


def _carbon_cells(scope: Scope, item: str, name: Text) -> tuple[Cell, ...]:
    line = scope.line(f"{_STOCK}.{item}")
    measure = _AREA_OF.get(line.profile.id, "register")
    found = scope.book.find(f"class_area.{item}", scope.unit, scope.year, measure)
    area = None
    if found is not None and found.numerator is not None:
        area = convert(found.numerator, SQUARE_METRE, HECTARE)
    stock, last = (None if v is None else v / _TEN_THOUSAND for v in (line.value, line.last))
    density = _TEN_THOUSAND * stock / area if stock is not None and area else None
    change = difference(stock, last)
    return (
        Cell(name),
        cell(area, found),
        Cell(density, formula=_density(density)),
        cell(stock, line.now),
        cell(last, line.before),
        Cell(change, formula=None if change is None else plus_of("stock", "before")),
        Cell(None),
        Cell(_stock_interval(line.now.ci_low, line.now.ci_high) if line.now else None),
    )


def _density(density: float | None) -> Formula | None:
    return None if density is None else Formula("10000*{stock}/{area}")


def _stock_interval(low: float | None, high: float | None) -> Text | None:
    if low is None or high is None:
        return None
    said = [show(bound / _TEN_THOUSAND, KILOTONNES_10_C) for bound in (low, high)]
    return Text(f"{said[0]} 至 {said[1]}", f"{said[0]} to {said[1]}")


def _carbon_total(scope: Scope, rows: list[Row]) -> Row:
    sums: dict[str, Cell] = {}
    for place, name in ((1, "area"), (3, "stock"), (4, "before")):
        values = [row.cells[place].value for row in rows]
        numbers = [v for v in values if isinstance(v, int | float)]
        whole = math.fsum(numbers) if len(numbers) == len(values) else None
        formula = None if whole is None else sum_of(name, 0, len(rows) - 1)
        sums[name] = Cell(whole, formula=formula)
    area, stock, before = (sums[name].value for name in ("area", "stock", "before"))
    density = change = None
    if isinstance(stock, float) and isinstance(area, float) and area:
        density = _TEN_THOUSAND * stock / area
    if isinstance(stock, float) and isinstance(before, float):
        change = stock - before
    sink = scope.line("carbon_flux") if scope.has("carbon_flux") else None
    return Row(
        (
            Cell(_TOTAL),
            sums["area"],
            Cell(density, formula=_density(density)),
            sums["stock"],
            sums["before"],
            Cell(change, formula=None if change is None else plus_of("stock", "before")),
            cell(sink.quantity.value.of(sink.value), sink.now) if sink else Cell(None),
            Cell(None),
        ),
        RowKind.TOTAL,
    )
