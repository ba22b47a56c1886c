"""Tables of an itemised indicator: areas by land class, wetland protection by form."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, Status
from sinkmap.report.book import Book, difference
from sinkmap.report.by_unit import SUM_NOTE, city_gist
from sinkmap.report.numbers import HECTARES, show
from sinkmap.report.quantity import Part, Quantity, quantity_of
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone, cell
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator, Profile
    from sinkmap.statunit import Partition

__all__ = ["item_table", "item_unit_table"]

_ITEM = Column("item", Text("分项", "item"), width=22)
_ZERO_NOTE = Text("各年均为零的分项不列。", "Items that are nothing in these years are left out.")
_MANY = 20
"""Items beyond which a table of carbon asks to be unfolded."""


def item_table(book: Book, indicator: Indicator) -> Table:
    """The city's items: every profile side by side, and the change since last year."""
    quantity, profiles = quantity_of(indicator), book.profiles(indicator)
    columns = [_ITEM]
    for profile in profiles:
        title = profile.title if len(profiles) > 1 else Text(f"{book.year}年", f"{book.year}")
        columns.append(Column(f"value_{profile.id}", title, quantity.value.shown_as, width=16))
    columns += [
        Column(f"also_{i}", Text(f"{book.year}年", f"{book.year}"), part.shown_as)
        for i, part in enumerate(_also(quantity))
    ]
    if book.previous is not None:
        before = Text(f"{book.previous}年", f"{book.previous}")
        columns.append(Column("before", before, quantity.value.shown_as))
        columns.append(Column("change", Text("增减", "change"), quantity.change.shown_as))
    rows = [
        Row((Cell(name), *_item_cells(book, indicator, f"{indicator.id}.{item}", profiles)))
        for item, name in _items(book, indicator)
    ]
    if rows and indicator.whole:
        name = f"{indicator.id}.{indicator.whole}"
        words = Cell(indicator.items[indicator.whole])
        rows.append(Row((words, *_item_cells(book, indicator, name, profiles)), RowKind.TOTAL))
    elif rows and _can_be_added(indicator, profiles[0]):
        rows.append(_total_row(columns, rows, profiles))
    return Table(
        indicator.id,
        Text(f"{indicator.title.zh}（全市）", f"{indicator.title.en}, city"),
        tuple(columns),
        tuple(rows) or (_absent_row(book, indicator, columns),),
        tuple(_item_notes(indicator, rows, profiles)),
        appendix=len(rows) > _MANY and not quantity.of_area,
        gist=city_gist(book, indicator),
    )


def _can_be_added(indicator: Indicator, first: Profile) -> bool:
    """Whether items are parts of a sum that has no figure: amounts, never rates."""
    return indicator.whole == "" and indicator.uom != "%" and _adds_up(first)


def _adds_up(profile: Profile) -> bool:
    """Whether a profile's items are parts of a whole; forms counted one by one overlap."""
    return profile.switches.get("exclusive") is not False


def _total_row(columns: list[Column], rows: list[Row], profiles: tuple[Profile, ...]) -> Row:
    overlapping = {f"value_{profile.id}" for profile in profiles if not _adds_up(profile)}
    cells = [Cell(Text("合计", "total"))]
    for position, column in enumerate(columns[1:], start=1):
        total = _sum(rows, position)
        if column.id == "change":  # a class may be missing in one of the two years
            total = difference(_sum(rows, 1), _sum(rows, position - 1))
        cells.append(Cell(None if column.id in overlapping else total))
    return Row(tuple(cells), RowKind.TOTAL)


def _sum(rows: list[Row], position: int) -> float | None:
    values = [row.cells[position].value for row in rows]
    numbers = [value for value in values if isinstance(value, int | float)]
    return math.fsum(numbers) if numbers else None


def _absent_row(book: Book, indicator: Indicator, columns: list[Column]) -> Row:
    """The row of an indicator of which no item could be computed: its status, in words."""
    profile = book.profiles(indicator)[0]
    figure = book.find(indicator.id, book.city.id, book.year, profile.id)
    status = figure.status.text if figure else Status.NOT_ESTIMATED.text
    return Row((Cell(status, tone=Tone.DOUBT), *(Cell(None) for _ in columns[1:])))


def _item_notes(
    indicator: Indicator, rows: list[Row], profiles: tuple[Profile, ...]
) -> Iterator[Text]:
    default = profiles[0].title
    if len(profiles) > 1:
        yield Text(
            f"第二单位、上年与增减按“{default.zh}”。",
            f"Second unit, year before and change: {default.en}.",
        )
    parts = [row for row in rows if row.kind is RowKind.BODY]
    whole = _sum(parts, 1) if parts else None
    for position, profile in enumerate(profiles, start=1):
        piled = None if _adds_up(profile) or not parts else _sum(parts, position)
        if piled is not None and whole is not None:
            told, more = show(piled, HECTARES), show(piled - whole, HECTARES)
            yield Text(
                f"“{profile.title.zh}”相互重叠，不可相加："
                f"若相加为 {told} 公顷，重复计算 {more} 公顷。",
                f"{profile.title.en}: forms overlap and must not be added; their sum would be "
                f"{told} ha, {more} ha of it counted more than once.",
            )
    if rows and indicator.whole is not None:  # else the items are no parts of a sum
        yield SUM_NOTE
    if len(parts) < len(set(indicator.items) - {indicator.whole}):
        yield _ZERO_NOTE


def item_unit_table(book: Book, indicator: Indicator, partition: Partition) -> Table:
    """Items by unit of one partition, under the default profile; no rows where only the city
    has figures."""
    quantity, profile = quantity_of(indicator), book.profiles(indicator)[0]
    units = (book.city.id, *partition.members)
    columns = (
        _ITEM,
        *(Column(f"unit_{u}", book.unit_name(u), quantity.value.shown_as) for u in units),
    )
    listed = [(*one, RowKind.BODY) for one in _items(book, indicator)]
    names = [f"{indicator.id}.{item}" for item, _, _ in listed]
    told = (book.find(n, u, book.year, profile.id) for n in names for u in partition.members)
    if all(figure is None for figure in told):
        listed = []
    if listed and indicator.whole:
        listed.append((indicator.whole, indicator.items[indicator.whole], RowKind.TOTAL))
    rows = []
    for item, name, kind in listed:
        figures = [book.find(f"{indicator.id}.{item}", u, book.year, profile.id) for u in units]
        rows.append(Row((Cell(name), *(_value(figure, quantity) for figure in figures)), kind))
    title, whole = indicator.title, partition.title
    return Table(
        f"{indicator.id}.{partition.id}",
        Text(f"{title.zh}（按{whole.zh}）", f"{title.en}, {whole.en}"),
        columns,
        tuple(rows),
        (
            Text(
                f"口径：{profile.title.zh}（{profile.id}）",
                f"By: {profile.title.en} ({profile.id})",
            ),
            SUM_NOTE,
        ),
        appendix=True,
    )


def _items(book: Book, indicator: Indicator) -> list[tuple[str, Text]]:
    """Items that have any area in the city, in the order of the declaration."""
    years = [y for y in (book.year, book.previous) if y is not None]

    def has_any(item: str) -> bool:
        found = (
            book.find(f"{indicator.id}.{item}", book.city.id, year, profile.id)
            for year in years
            for profile in book.profiles(indicator)
        )
        return any(figure is not None and figure.value != 0 for figure in found)

    return [
        (item, book.item_title(indicator, item))
        for item in indicator.items
        if item != indicator.whole and has_any(item)
    ]


def _item_cells(
    book: Book, indicator: Indicator, name: str, profiles: tuple[Profile, ...]
) -> list[Cell]:
    quantity = quantity_of(indicator)
    now = [book.find(name, book.city.id, book.year, p.id) for p in profiles]
    cells = [_value(figure, quantity) for figure in now]
    first = now[0]
    cells += [cell(p.of(first.value if first else None), first) for p in _also(quantity)]
    if book.previous is not None:
        before = book.find(name, book.city.id, book.previous, profiles[0].id)
        change = difference(first.value if first else None, before.value if before else None)
        cells += [_value(before, quantity), Cell(quantity.change.of(change))]
    return cells


def _also(quantity: Quantity) -> tuple[Part, ...]:
    """Further units of the value itself; those of a rate are its numerator's."""
    return () if quantity.is_rate else quantity.also


def _value(figure: Figure | None, quantity: Quantity) -> Cell:
    return cell(quantity.value.of(figure.value if figure else None), figure)
