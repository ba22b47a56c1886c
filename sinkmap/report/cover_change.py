"""What became of the interpreted land cover: transitions, and change as the rules judged it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sinkmap.classes import groups
from sinkmap.report.accuracy import class_title
from sinkmap.report.book import Book
from sinkmap.report.closing import hectares
from sinkmap.report.numbers import HECTARES
from sinkmap.report.table import Cell, Column, Row, RowKind, Table
from sinkmap.statunit import Partition
from sinkmap.text import Text

__all__ = ["judged_change_table", "transition_table", "transition_unit_table", "unit_changes"]

_TOTAL = Text("合计", "total")
_JUDGED = {
    "kept": Text("判定为变化", "kept as change"),
    "ignored:tolerance": Text("边界误差以内", "within the tolerance"),
    "ignored:sliver": Text("碎图斑", "slivers"),
    "ignored:small": Text("小于最小图斑", "too small"),
}
_MAPS = Text(
    "两年分类图逐像元相减，含两图的误差；经规则判定的变化见“变化判定”表。",
    "The difference of two maps, with the errors of both; see the table of judged change.",
)


def judged_change_table(book: Book) -> Table:
    """Hectares kept as change between neighbouring years, and what each rule ignored."""
    columns = (
        Column("years", Text("年份", "years"), width=16),
        *(Column(name, title, HECTARES, width=16) for name, title in _JUDGED.items()),
        Column("all", Text("两图不同合计", "maps differ, total"), HECTARES, width=16),
    )
    frame = book.results.interpretation.change
    frame = frame[frame["item"].isin(_JUDGED) & (frame["year_to"] <= book.year)]
    rows = []
    for years in sorted(set(zip(frame["year_from"], frame["year_to"], strict=True))):
        part = frame[(frame["year_from"] == years[0]) & (frame["year_to"] == years[1])]
        known = dict(zip(part["item"], part["m2"], strict=True))
        areas = [hectares(known.get(name)) for name in _JUDGED]
        first, last = (int(year) for year in years)
        said = f"{first} → {last}"
        whole = math.fsum(area for area in areas if area is not None)
        rows.append(Row((Cell(said), *(Cell(area) for area in areas), Cell(whole))))
    note = Text(
        "研究格网全范围；依测量误差、形状和最小图斑面积逐斑判定。",
        "Over the whole grid; judged patch by patch by tolerance, shape and smallest area.",
    )
    title = Text("变化判定（解译土地覆盖）", "Judged change of the interpreted land cover")
    return Table("change.judged", title, columns, tuple(rows), (note,))


def transition_table(book: Book) -> Table:
    """The city's transition matrix: class of the year before (rows) by class of the year."""
    m2 = _transitions(book, book.city.id)
    corner = Text(f"{book.previous}年 ＼ {book.year}年", f"{book.previous} ＼ {book.year}")
    rows_of = _in_order({first for first, _ in m2})
    columns_of = _in_order({second for _, second in m2})
    columns = (
        Column("class", corner, width=20),
        *(Column(name or "-", class_title(name), HECTARES, width=14) for name in columns_of),
        Column("total", Text(f"{book.previous}年合计", f"total {book.previous}"), HECTARES),
    )
    rows = []
    for first in rows_of:
        line = [m2.get((first, second), 0.0) for second in columns_of]
        cells = (Cell(hectares(one)) for one in (*line, math.fsum(line)))
        rows.append(Row((Cell(class_title(first)), *cells)))
    if rows:
        sums = [math.fsum(m2.get((first, one), 0.0) for first in rows_of) for one in columns_of]
        cells = (Cell(hectares(one)) for one in (*sums, math.fsum(sums)))
        said = Text(f"{book.year}年合计", f"total {book.year}")
        rows.append(Row((Cell(said), *cells), RowKind.TOTAL))
    title = Text("土地覆盖转移矩阵（全市）", "Transitions of the land cover, city")
    return Table("change.transitions", title, columns, tuple(rows), (_MAPS,))


def transition_unit_table(book: Book, partition: Partition) -> Table:
    """Every change of class in the city and in the units of a partition, the largest first."""
    units = (book.city.id, *partition.members)
    found = {unit: unit_changes(book, unit) for unit in units}
    city = found[book.city.id]
    pairs = sorted({pair for part in found.values() for pair in part})
    pairs.sort(key=lambda pair: -city.get(pair, 0.0))
    columns = (
        Column("from", Text(f"{book.previous}年地类", f"class in {book.previous}"), width=18),
        Column("to", Text(f"{book.year}年地类", f"class in {book.year}"), width=18),
        *(Column(f"unit_{u}", book.unit_name(u), HECTARES, width=14) for u in units),
    )
    rows = []
    for first, second in pairs:
        areas = (hectares(found[unit].get((first, second), 0.0)) for unit in units)
        names = (Cell(class_title(first)), Cell(class_title(second)))
        rows.append(Row((*names, *(Cell(area) for area in areas))))
    if rows:
        sums = (hectares(math.fsum(found[unit].values())) for unit in units)
        rows.append(Row((Cell(_TOTAL), Cell(None), *(Cell(s) for s in sums)), RowKind.TOTAL))
    whole = partition.title
    title = Text(f"土地覆盖变化（按{whole.zh}）", f"Changes of the land cover, {whole.en}")
    name = f"change.transitions.{partition.id}"
    return Table(name, title, columns, tuple(rows), (_MAPS,), appendix=True)


def unit_changes(book: Book, unit: str) -> dict[tuple[str, str], float]:
    """(class of the year before, class of the year) -> m² of a unit that was seen in both years
    and differs."""
    m2 = _transitions(book, unit)
    return {pair: area for pair, area in m2.items() if all(pair) and pair[0] != pair[1]}


def _transitions(book: Book, unit: str) -> Mapping[tuple[str, str], float]:
    """(class of the year before, class of the year) -> m² in a unit; the empty class is unseen.

    Empty where the land cover of the two years was not judged by rule: without that a difference
    of two given maps says little of the land.
    """
    frame: pd.DataFrame = book.results.interpretation.change
    frame = frame[(frame["year_from"] == book.previous) & (frame["year_to"] == book.year)]
    if not (frame["item"] == "kept").any():
        return {}
    frame = frame[(frame["item"] == "transition") & (frame["statunit"] == unit)]
    pairs = zip(frame["class_from"], frame["class_to"], strict=True)
    return {pair: float(m2) for pair, m2 in zip(pairs, frame["m2"], strict=True)}


def _in_order(names: set[str]) -> list[Any]:
    order = {one.id: one.index for one in groups()}
    return sorted(names, key=lambda name: (name == "", order.get(name, 0)))
