"""Tables of accounts: targets, transitions (T4), accuracy (T8), causes of change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from sinkmap.classes import groups
from sinkmap.figure import Target
from sinkmap.report.accuracy import accuracy_table, class_title
from sinkmap.report.annual.scope import Scope
from sinkmap.report.book import difference
from sinkmap.report.by_unit import SUM_NOTE, verdict_cell
from sinkmap.report.closing import hectares
from sinkmap.report.formula import Formula, plus_of, sum_of
from sinkmap.report.headline import INDICATOR, UOM, year_title
from sinkmap.report.numbers import (
    BARE,
    BARE_CHANGE,
    HECTARES,
    PERCENT,
    YEAR,
)
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, cell
from sinkmap.text import Text

__all__ = ["accuracy_with_weights", "matrix_table", "origins_table", "target_rows"]


def target_rows(scope: Scope, targets: Iterable[Target]) -> Table:
    """Targets: baseline, last year, this year, goal, gap, path, pace and verdict."""
    columns = (
        INDICATOR,
        UOM,
        Column("baseline", Text("基准年值", "baseline"), BARE),
        Column("before", year_title(scope.book.previous, Text("上年", "last year")), BARE),
        Column("value", Text(f"{scope.year}年", f"{scope.year}"), BARE),
        Column("change", Text("增减", "change"), BARE_CHANGE),
        Column("target_year", Text("目标年", "target year"), YEAR, width=8),
        Column("target", Text("目标", "target"), BARE),
        Column("gap", Text("差距", "gap"), BARE_CHANGE),
        Column("path", Text("线性路径应达", "due on the path"), BARE),
        Column("pace", Text("年均需提升", "needed a year"), BARE_CHANGE),
        Column("verdict", Text("判定", "verdict"), width=14),
    )
    rows = tuple(Row(_target_cells(scope, target)) for target in targets)
    title = Text("目标完成情况", "Targets against what was reached")
    note = Text(
        "百分率的增减和差距为百分点。区间全部达到目标为达标，全部低于目标为未达标，跨越目标为无法判定；"
        "没有区间不作评估。线性路径为基准值到目标值的直线。",
        "Changes and gaps between percentages are percentage points. All of the interval at or "
        "above the target is met, all below not met, across it cannot tell; without an interval "
        "nothing is assessed. The path is the straight line from baseline to target.",
    )
    return Table("annual.targets", title, columns, rows, (note,))


def _target_cells(scope: Scope, target: Target) -> tuple[Cell, ...]:
    line = scope.line(target.indicator, target.statunit)
    book, quantity = scope.book, line.quantity
    part, plus = quantity.value, quantity.change
    find = (target.indicator, target.statunit)
    now = book.find(*find, scope.year, target.profile)
    before = book.find(*find, book.previous, target.profile)
    value, last = (figure.value if figure else None for figure in (now, before))
    state = book.state(target)
    name, place = book.indicator_title(target.indicator), book.unit_name(target.statunit)
    called = Text(f"{place.zh}{name.zh}", f"{name.en}, {place.en}")

    def change(later: float | None, earlier: float | None, formula: Formula) -> Cell:
        step = plus.of(difference(later, earlier))
        known = None if step is None else formula
        return Cell(step, shown_as=plus.shown_as, formula=known)

    return (
        Cell(name if target.statunit == scope.unit else called),
        Cell(part.shown_as.unit),
        cell(part.of(target.baseline_value), None, part.shown_as),
        cell(part.of(last), before, part.shown_as),
        cell(part.of(value), now, part.shown_as),
        change(value, last, plus_of("value", "before")),
        Cell(target.year),
        cell(part.of(target.value), None, part.shown_as),
        change(value, target.value, plus_of("value", "target")),
        cell(part.of(state.on_path if state else None), None, part.shown_as),
        cell(plus.of(state.pace if state else None), None, plus.shown_as),
        verdict_cell(now, target),
    )


def matrix_table(scope: Scope) -> Table:
    """T4: classes of last year (rows) by classes of this year; sums are those of each year."""
    m2 = _transitions(scope)
    known = _in_class_order({name for pair in m2 for name in pair})
    corner = Text(
        f"{scope.book.previous}年 ＼ {scope.year}年", f"{scope.book.previous} ＼ {scope.year}"
    )
    columns = (
        Column("class", corner, width=18),
        *(Column(one or "unseen", class_title(one), HECTARES) for one in known),
        Column(
            "total", Text(f"{scope.book.previous}年合计", f"total {scope.book.previous}"), HECTARES
        ),
    )
    across = _plus_all([one or "unseen" for one in known])
    rows = []
    for first in known:
        line = [hectares(m2.get((first, second), 0.0)) or 0.0 for second in known]
        cells = (*(Cell(one) for one in line), Cell(math.fsum(line), formula=across))
        rows.append(Row((Cell(class_title(first)), *cells)))
    if rows:
        rows.append(_column_sums(columns, rows, Text(f"{scope.year}年合计", f"total {scope.year}")))
    note = Text(
        "行为上年地类，列为本年地类，对角线为未变面积；行、列合计分别等于两年各类面积。"
        "两年分类图逐像元相减，含两图的误差。",
        "Rows: class of last year; columns: of this year; the diagonal did not change. Row and "
        "column sums are the areas of both years. The difference of two maps holds the errors of "
        "both.",
    )
    title = Text("国土空间转移矩阵", "Transitions between land classes")
    return Table("annual.t4", title, columns, tuple(rows), (note, SUM_NOTE))


def _plus_all(columns: list[str]) -> Formula:
    """Columns that stand side by side, added up."""
    ends = (columns[0], columns[-1]) if columns else ("total", "total")
    return Formula(f"SUM({{{ends[0]}}}:{{{ends[1]}}})")


def _column_sums(columns: tuple[Column, ...], rows: list[Row], said: Text) -> Row:
    sums = [Cell(said)]
    for place, column in enumerate(columns[1:], start=1):
        values = [row.cells[place].value for row in rows]
        numbers = [value for value in values if isinstance(value, int | float)]
        sums.append(Cell(math.fsum(numbers), formula=sum_of(column.id, 0, len(rows) - 1)))
    return Row(tuple(sums), RowKind.TOTAL)


def _transitions(scope: Scope) -> Mapping[tuple[str, str], float]:
    """(class before, class now) -> m² of the unit; nothing where the maps were not judged."""
    frame: pd.DataFrame = scope.book.results.interpretation.change
    years = (frame["year_from"] == scope.book.previous) & (frame["year_to"] == scope.year)
    frame = frame[years]
    if not (frame["item"] == "kept").any():
        return {}
    frame = frame[(frame["item"] == "transition") & (frame["statunit"] == scope.unit)]
    pairs = zip(frame["class_from"], frame["class_to"], strict=True)
    return {pair: float(m2) for pair, m2 in zip(pairs, frame["m2"], strict=True)}


def _in_class_order(names: set[str]) -> list[str]:
    place = {one.id: one.index for one in groups()}
    return sorted(names, key=lambda name: (name == "", place.get(name, 0)))


def accuracy_with_weights(scope: Scope) -> Table:
    """T8: the table of accuracy with each class's share of the map, W_i, in it."""
    table = accuracy_table(scope.book)
    mapped = table.column("mapped")
    values = [row.cells[mapped].value for row in table.rows if row.kind is RowKind.BODY]
    whole = math.fsum(v for v in values if isinstance(v, int | float))
    last = len(values) - 1
    formula = Formula(f"100*{{mapped}}/SUM({{mapped@0:{last}}})")

    def weight(row: Row) -> Cell:
        area = row.cells[mapped].value
        if not isinstance(area, int | float) or not whole:
            return Cell(None)
        return Cell(100.0 * area / whole, formula=formula)

    column = Column("weight", Text("面积权重 W", "weight W"), PERCENT, width=10)
    columns = (*table.columns[: mapped + 1], column, *table.columns[mapped + 1 :])
    rows = tuple(
        replace(row, cells=(*row.cells[: mapped + 1], weight(row), *row.cells[mapped + 1 :]))
        for row in table.rows
    )
    return replace(table, id="annual.t8", columns=columns, rows=rows)


def origins_table(scope: Scope) -> Table:
    """Change since last year's filing by method, data and land; last year filed and restated."""
    columns = (
        INDICATOR,
        UOM,
        Column("filed", Text("上年上报", "filed last year"), BARE),
        Column("restated", Text("上年重算", "last year restated"), BARE),
        Column("value", Text(f"{scope.year}年", f"{scope.year}"), BARE),
        Column("whole", Text("总变化", "change"), BARE_CHANGE),
        Column("method", Text("方法", "method"), BARE_CHANGE),
        Column("data", Text("数据", "data"), BARE_CHANGE),
        Column("land", Text("土地", "land"), BARE_CHANGE),
    )
    rows = tuple(_origin_row(scope, name) for name in scope.origins)
    notes = (
        Text(
            "总变化依次分为方法（口径、参数、程序）、数据（版本）与土地三部分，三者之和等于总变化；"
            "方法与数据同时改变且没有中间结果时两列为“—”，其和为上年重算减上年上报。",
            "The change is split, in this order, into method (definition, parameters, code), data "
            "(vintage) and land, which add up to it. Where method and data changed together and "
            "nothing tells them apart both are empty; their sum is restated less filed.",
        ),
    )
    title = Text("年际变化归因", "Change since last year by cause")
    return Table("annual.origins", title, columns, rows, notes)


def _origin_row(scope: Scope, figure_id: str) -> Row:
    split, figure = scope.origins[figure_id], scope.book.figures[figure_id]
    line = scope.line(figure.indicator, figure.statunit)
    part, plus = line.quantity.value, line.quantity.change
    parts = (split.method, split.data, split.land)
    live = (None, None, plus_of("value", "restated"))
    return Row(
        (
            Cell(scope.book.indicator_title(figure.indicator)),
            Cell(part.shown_as.unit),
            Cell(part.of(split.filed), shown_as=part.shown_as),
            Cell(part.of(split.restated), shown_as=part.shown_as),
            cell(part.of(split.now), figure, part.shown_as),
            Cell(plus.of(split.whole), shown_as=plus.shown_as, formula=plus_of("value", "filed")),
            *(
                Cell(plus.of(one), shown_as=plus.shown_as, formula=formula)
                for one, formula in zip(parts, live, strict=True)
            ),
        )
    )
