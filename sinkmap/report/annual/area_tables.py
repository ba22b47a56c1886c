"""Tables of rates, amounts and items by unit: T1, T2, T2b, T2c, T3 and their like."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, Status
from sinkmap.report.annual.scope import Line, Scope
from sinkmap.report.book import difference
from sinkmap.report.by_unit import SUM_NOTE, UNIT, partition_notes, verdict_cell
from sinkmap.report.formula import Formula, percent_of, plus_of, sum_of
from sinkmap.report.headline import year_title
from sinkmap.report.numbers import PERCENT
from sinkmap.report.quantity import Part, without_unit
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, cell
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator

__all__ = [
    "amount_table",
    "items_table",
    "live_cell",
    "profile_note",
    "rate_table",
    "rows_by_unit",
]

_LEFT_OUT = Text("各年均为零的分项不列。", "Items that are nothing in these years are left out.")
CellsOf = Callable[[str], tuple[Cell, ...]]


def profile_note(line: Line) -> Text:
    """The definition a table is made by."""
    said = line.profile
    return Text(
        f"口径：{said.title.zh}。{said.definition.zh}",
        f"Definition: {said.title.en}. {said.definition.en}",
    )


def rows_by_unit(scope: Scope, cells: CellsOf, summed: dict[int, str]) -> Iterator[Row]:
    """The unit first, then each partition below it; of the city's columns in ``summed`` (place ->
    column id) the first partition's rows are the parts."""
    head = cells(scope.unit)
    shown = scope.partitions
    first = shown[0].members if shown else ()
    parts = [cells(member) for member in first]
    begin = 2 if len(shown) > 1 else 1  # below the total, and a heading where there are several
    if parts:
        head = tuple(
            _summed(one, [row[place] for row in parts], summed.get(place + 1), begin)
            for place, one in enumerate(head)
        )
    yield Row((Cell(scope.name), *head), RowKind.TOTAL)
    for partition in shown:
        if len(shown) > 1:
            yield Row((Cell(partition.title),), RowKind.HEADING)
        for member in partition.members:
            yield Row((Cell(scope.book.unit_name(member)), *cells(member)))


def _summed(whole: Cell, parts: list[Cell], column: str | None, begin: int) -> Cell:
    """The whole as the sum of its parts, where they do add up to it."""
    values = [part.value for part in parts]
    numbers = [v for v in values if isinstance(v, int | float)]
    if column is None or len(numbers) != len(values) or not isinstance(whole.value, int | float):
        return whole
    if not math.isclose(math.fsum(numbers), whole.value, rel_tol=1e-9, abs_tol=1e-9):
        return whole
    return replace(whole, formula=sum_of(column, begin, begin + len(parts) - 1))


def live_cell(value: float | None, formula: Formula, *needs: float | None) -> Cell:
    """A computed cell, with its formula where all it is computed from has a value."""
    return Cell(value, formula=None if value is None or None in needs else formula)


def rate_table(scope: Scope, name: str, table_id: str, title: Text) -> Table:
    """T1, T2: whole, part, rate, last year, change, target, gap and verdict by unit."""
    line = scope.line(name)
    quantity, indicator = line.quantity, line.indicator
    over, under = without_unit(indicator.numerator), without_unit(indicator.denominator)
    mu = tuple(enumerate(quantity.also))
    columns = (
        UNIT,
        Column("whole", under, quantity.denominator.shown_as, width=14),
        Column("part", over, quantity.numerator.shown_as, width=14),
        *(Column(f"also_{place}", over, one.shown_as, width=12) for place, one in mu),
        Column("value", Text(f"{scope.year}年", f"{scope.year}"), quantity.value.shown_as),
        Column(
            "before",
            year_title(scope.book.previous, Text("上年", "last year")),
            quantity.value.shown_as,
        ),
        Column("change", Text("增减", "change"), quantity.change.shown_as),
        *_target_columns(scope, name),
    )
    summed = {1: "whole", 2: "part"} | {3 + place: f"also_{place}" for place, _ in mu}
    width = len(columns) - 1

    def cells(unit: str) -> tuple[Cell, ...]:
        return _rate_cells(scope, name, unit)[:width]

    rows = tuple(rows_by_unit(scope, cells, summed))
    return Table(table_id, title, columns, rows, _notes(scope, line))


def _has_target(scope: Scope, name: str) -> bool:
    """Whether any unit of the report has a target of its own."""
    units = {scope.unit, *(m for p in scope.partitions for m in p.members)}
    return any(scope.line(name, unit).target for unit in units)


def _target_columns(scope: Scope, name: str) -> tuple[Column, ...]:
    """Target, gap and verdict; nothing where no unit of the report has a target."""
    if not _has_target(scope, name):
        return ()
    line = scope.line(name)
    year = line.target.year if line.target else None
    goal = Text(f"{year}目标", f"target {year}") if year else Text("目标", "target")
    return (
        Column("target", goal, line.quantity.value.shown_as),
        Column("gap", Text("差距", "gap"), line.quantity.change.shown_as),
        Column("verdict", Text("判定", "verdict"), width=12),
    )


def _rate_cells(scope: Scope, name: str, unit: str) -> tuple[Cell, ...]:
    line = scope.line(name, unit)
    quantity = line.quantity
    told = line.now if line.is_told else None
    top, bottom = (told.numerator, told.denominator) if told else (None, None)
    whole, part = quantity.denominator.of(bottom), quantity.numerator.of(top)
    # Only a percentage of one unit of area is the quotient of the two columns.
    same = quantity.numerator.shown_as == quantity.denominator.shown_as
    share = quantity.value.shown_as == PERCENT and same and bool(whole)
    value = cell(quantity.value.of(line.value), line.now)
    if share and value.value is not None:
        value = replace(value, formula=percent_of("part", "whole"))
    return (
        Cell(whole),
        Cell(part),
        *(Cell(one.of(top)) for one in quantity.also),
        value,
        *_compared(line),
    )


def _compared(line: Line) -> tuple[Cell, ...]:
    """Last year, change, target, gap and verdict."""
    quantity, goal = line.quantity, line.target.value if line.target else None
    change = quantity.change.of(difference(line.value, line.last))
    gap = quantity.change.of(difference(line.value, goal))
    return (
        cell(quantity.value.of(line.last), line.before),
        live_cell(change, plus_of("value", "before"), line.value, line.last),
        Cell(quantity.value.of(goal)),
        live_cell(gap, plus_of("value", "target"), line.value, goal),
        verdict_cell(line.now, line.target),
    )


def amount_table(scope: Scope, name: str, table_id: str, title: Text) -> Table:
    """An amount by unit: this year, last year, change."""
    line = scope.line(name)
    part, plus = line.quantity.value, line.quantity.change
    columns = (
        UNIT,
        Column("value", Text(f"{scope.year}年", f"{scope.year}"), part.shown_as, width=14),
        *_also_columns(scope, line),
        Column(
            "before",
            year_title(scope.book.previous, Text("上年", "last year")),
            part.shown_as,
            width=14,
        ),
        Column("change", Text("增减", "change"), plus.shown_as, width=14),
        Column("interval", Text("区间或其缺失原因", "interval or why none"), width=28),
    )

    def cells(unit: str) -> tuple[Cell, ...]:
        mine = scope.line(name, unit)
        change = plus.of(difference(mine.value, mine.last))
        return (
            cell(part.of(mine.value), mine.now),
            *(Cell(one.of(mine.value)) for one in _also(mine)),
            cell(part.of(mine.last), mine.before),
            live_cell(change, plus_of("value", "before"), mine.value, mine.last),
            Cell(mine.quantity.interval(mine.now) if mine.now else None),
        )

    rows = tuple(rows_by_unit(scope, cells, {1: "value"}))
    return Table(table_id, title, columns, rows, _notes(scope, line))


def _also(line: Line) -> tuple[Part, ...]:
    """Further units of the value itself; those of a rate are its numerator's."""
    return () if line.quantity.is_rate else line.quantity.also


def _also_columns(scope: Scope, line: Line) -> Iterable[Column]:
    words = Text(f"{scope.year}年", f"{scope.year}")
    parts = enumerate(_also(line))
    return (Column(f"also_{place}", words, one.shown_as, width=12) for place, one in parts)


def _notes(scope: Scope, line: Line) -> tuple[Text, ...]:
    remarks = line.indicator.remarks_on(line.now) if line.now else ()
    named = partition_notes(scope.book) if scope.is_city else ()
    return (profile_note(line), *remarks, *named, SUM_NOTE)


def items_table(
    scope: Scope, name: str, table_id: str, title: Text, only: Iterable[str] = ()
) -> Table:
    """T2b, T2c: the unit's items with last year, change, and their sum where they are parts."""
    indicator = scope.indicator(name)
    line = scope.line(f"{name}.{next(iter(indicator.items))}")
    part, plus = line.quantity.value, line.quantity.change
    columns = (
        Column("item", Text("分项", "item"), width=20),
        Column("value", Text(f"{scope.year}年", f"{scope.year}"), part.shown_as, width=14),
        *_also_columns(scope, line),
        Column(
            "before",
            year_title(scope.book.previous, Text("上年", "last year")),
            part.shown_as,
            width=14,
        ),
        Column("change", Text("增减", "change"), plus.shown_as, width=14),
    )
    wanted = tuple(only) or tuple(indicator.items)
    kept = [i for i in wanted if i != indicator.whole and _any(scope, f"{name}.{i}")]
    rows = [_item_row(scope, indicator, item) for item in kept]
    if rows and not only and indicator.whole is not None and line.indicator.uom != "%":
        rows.append(_total(scope, indicator, columns, rows))
    told = len(kept) == len(set(wanted) - {indicator.whole})
    notes = (profile_note(line), *(() if told else (_LEFT_OUT,)), SUM_NOTE)
    return Table(table_id, title, columns, tuple(rows), notes)


def _any(scope: Scope, name: str) -> bool:
    """Whether an item is anything in this year or the last, or cannot be told."""
    line = scope.line(name)
    figures: list[Figure] = [f for f in (line.now, line.before) if f is not None]
    return any(f.value != 0 and f.status is not Status.NOT_ESTIMATED for f in figures)


def _item_row(scope: Scope, indicator: Indicator, item: str) -> Row:
    line = scope.line(f"{indicator.id}.{item}")
    part, plus = line.quantity.value, line.quantity.change
    change = plus.of(difference(line.value, line.last))
    cells = (
        Cell(scope.book.item_title(indicator, item)),
        cell(part.of(line.value), line.now),
        *(Cell(one.of(line.value)) for one in _also(line)),
        cell(part.of(line.last), line.before),
        live_cell(change, plus_of("value", "before"), line.value, line.last),
    )
    kind = RowKind.TOTAL if item == indicator.whole else RowKind.BODY
    return Row(cells, kind)


def _total(scope: Scope, indicator: Indicator, columns: tuple[Column, ...], rows: list[Row]) -> Row:
    """The figure of the whole where there is one, else the sum of the items."""
    own = _item_row(scope, indicator, indicator.whole) if indicator.whole else None
    cells = [Cell(Text("合计", "total"))]
    for place, column in enumerate(columns[1:], start=1):
        parts = [row.cells[place] for row in rows]
        numbers = [p.value for p in parts if isinstance(p.value, int | float)]
        if column.id == "change":
            cells.append(_change_of(cells, columns))
            continue
        complete = len(numbers) == len(parts)
        whole = own.cells[place] if own else Cell(math.fsum(numbers) if complete else None)
        cells.append(_summed(whole, parts, column.id, 0))
    return Row(tuple(cells), RowKind.TOTAL)


def _change_of(cells: list[Cell], columns: tuple[Column, ...]) -> Cell:
    """Change of a total row from its own two years."""
    by_id = dict(zip((column.id for column in columns), cells, strict=False))
    now, before = (by_id[name].value for name in ("value", "before"))
    if not isinstance(now, int | float) or not isinstance(before, int | float):
        return Cell(None)
    return Cell(now - before, formula=plus_of("value", "before"))
