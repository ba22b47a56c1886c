"""Definitions: every profile side by side, and the words of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sinkmap.report.book import Book, difference
from sinkmap.report.by_unit import UNIT
from sinkmap.report.headline import INDICATOR, PROFILE, UOM, whole_indicators
from sinkmap.report.numbers import BARE, BARE_CHANGE, HECTARES, HECTARES_CHANGE
from sinkmap.report.quantity import quantity_of, without_unit
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, cell
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator, Profile

__all__ = ["definitions_table", "profiles_table", "profiles_unit_table"]

_COMPARED = (
    PROFILE,
    Column("value", Text("数值", "value"), BARE),
    UOM,
    Column("numerator", Text("分子", "numerator"), HECTARES, width=16),
    Column("denominator", Text("分母", "denominator"), HECTARES, width=16),
    Column(
        "between", Text("分子与首个口径相差", "numerator less first"), HECTARES_CHANGE, width=18
    ),
    Column("points", Text("数值与首个口径相差", "value less first"), BARE_CHANGE, width=16),
)


def profiles_table(book: Book) -> Table:
    """Every profile of every indicator for the city, with the hectares between them."""
    rows: list[Row] = []
    for indicator in _contested(book):
        rows.append(Row((Cell(indicator.title),), RowKind.HEADING))
        rows += [
            Row(_compared(book, indicator, profile, book.city.id))
            for profile in book.profiles(indicator)
        ]
    title = Text("各口径并列（全市）", "Definitions side by side, city")
    note = Text(
        "每项指标以第一行口径为准，其余口径列出与之相差的公顷数。",
        "The first definition of each indicator leads; the others show the hectares between.",
    )
    return Table("profiles", title, _COMPARED, tuple(rows), (note,))


def profiles_unit_table(book: Book) -> Table:
    """The same for every unit of the partitions told in full."""
    units = dict.fromkeys(m for p in book.partitions for m in p.members)
    rows: list[Row] = []
    for indicator in _contested(book):
        rows.append(Row((Cell(indicator.title),), RowKind.HEADING))
        rows += [
            Row((Cell(book.unit_name(unit)), *_compared(book, indicator, profile, unit)))
            for unit in units
            for profile in book.profiles(indicator)
        ]
    title = Text("各口径并列（按行政区）", "Definitions side by side, by unit")
    return Table("profiles.units", title, (UNIT, *_COMPARED), tuple(rows), appendix=True)


def _contested(book: Book) -> list[Indicator]:
    return [i for i in whole_indicators(book) if len(book.profiles(i)) > 1]


def _compared(book: Book, indicator: Indicator, profile: Profile, unit: str) -> tuple[Cell, ...]:
    quantity = quantity_of(indicator)
    figure = book.find(indicator.id, unit, book.year, profile.id)
    first = book.find(indicator.id, unit, book.year, book.profiles(indicator)[0].id)
    value, start = (f.value if f else None for f in (figure, first))
    top, base = (f.numerator if f else None for f in (figure, first))
    bottom = figure.denominator if figure else None
    hectare = convert(1.0, SQUARE_METRE, HECTARE)
    areas = [
        None if stored is None or not quantity.of_area else stored * hectare
        for stored in (top, bottom, difference(top, base))
    ]
    part, plus = quantity.value, quantity.change
    return (
        Cell(profile.title),
        cell(part.of(value), figure, part.shown_as),
        Cell(part.shown_as.unit),
        *(Cell(area) for area in areas),
        cell(plus.of(difference(value, start)), None, plus.shown_as),
    )


def definitions_table(book: Book) -> Table:
    """Every definition in words, with its reference."""
    columns = (
        INDICATOR,
        PROFILE,
        Column("id", Text("口径代号", "definition id"), width=18),
        Column("definition", Text("定义", "meaning"), width=60),
        Column("numerator", Text("分子", "numerator"), width=28),
        Column("denominator", Text("分母", "denominator"), width=28),
        Column("reference", Text("依据", "reference"), width=40),
    )
    rows = tuple(
        Row(
            (
                Cell(indicator.title),
                Cell(profile.title),
                Cell(profile.id),
                Cell(profile.definition),
                Cell(without_unit(indicator.numerator)),
                Cell(without_unit(indicator.denominator)),
                Cell(Text.of(profile.reference or indicator.reference)),
            )
        )
        for indicator in book.indicators
        for profile in book.profiles(indicator)
    )
    return Table("definitions", Text("指标口径", "Definitions used"), columns, rows)
