"""Figures without a value: one line for each reason, whatever the number of units and years."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.report.book import Book
from sinkmap.report.numbers import COUNT
from sinkmap.report.table import Cell, Column, Row, Table, Tone
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator, Profile

__all__ = ["is_untold", "untold_table"]

_NOTE = Text(
    "缺少的输入补齐后重新计算即可；“介于”两数之间的上下限见各表。",
    "Give the missing input and run again; bounds, where there are any, stand in the tables.",
)


def is_untold(book: Book, indicator: Indicator) -> bool:
    """Whether no figure of the report's year was estimated under the leading definition, so that
    a table would only repeat that."""
    mine = _of_profile(book, indicator, book.profiles(indicator)[0])
    return bool(mine) and all(f.status is Status.NOT_ESTIMATED for f in mine)


def untold_table(book: Book) -> Table:
    """Every reason for which figures of the report's year have no value."""
    columns = (
        Column("reason", Text("原因", "reason"), width=36),
        Column("status", Text("状态", "status"), width=12),
        Column("wholly", Text("全部单元都没有数值", "without a value everywhere"), width=44),
        Column("partly", Text("部分单元没有数值", "without a value in some units"), width=44),
        Column("count", Text("数值个数", "figures"), COUNT, width=10),
    )
    found: dict[tuple[Status, str], list[Figure]] = {}
    for figure in book.figures.values():
        if figure.year == book.year and figure.value is None:
            found.setdefault((figure.status, figure.ci_reason), []).append(figure)
    order = sorted(found, key=lambda key: (key[0] is not Status.CANNOT_TELL, key[1]))
    rows = tuple(_row(book, *key, found[key]) for key in order)
    title = Text("没有数值的指标及原因", "Figures without a value, and why")
    return Table("untold", title, columns, rows, (_NOTE,))


def _row(book: Book, status: Status, reason: str, figures: list[Figure]) -> Row:
    wholly: dict[Text, list[Figure]] = {}
    partly: dict[Text, list[Figure]] = {}
    for indicator in book.indicators:
        mine = [f for f in figures if f.indicator.partition(".")[0] == indicator.id]
        profiles = {f.profile for f in mine}
        every = [f for p in indicator.profiles for f in _of_profile(book, indicator, p)]
        told = any(f.profile in profiles and f.value is not None for f in every)
        if mine:
            (partly if told else wholly)[indicator.title] = mine
    cells = (_listed(names, reason) for names in (wholly, partly))
    return Row(
        (Cell(_words(reason)), Cell(status.text, tone=Tone.DOUBT), *cells, Cell(len(figures)))
    )


def _of_profile(book: Book, indicator: Indicator, profile: Profile) -> list[Figure]:
    names = [indicator.id, *(f"{indicator.id}.{item}" for item in indicator.items)]
    units = book.results.units
    found = (book.find(name, u, book.year, profile.id) for name in names for u in units)
    return [figure for figure in found if figure is not None]


def _words(reason: str) -> Text:
    known = reason in set(IntervalReason)
    return IntervalReason(reason).text if known else Text.of(reason or "—")


def _listed(found: dict[Text, list[Figure]], reason: str) -> Cell:
    """Titles; of a missing input also what is missing."""
    if not found:
        return Cell(None)
    names = [_named(title, figures, reason) for title, figures in found.items()]
    return Cell(Text("；".join(n.zh for n in names), "; ".join(n.en for n in names)))


def _named(title: Text, figures: Iterable[Figure], reason: str) -> Text:
    if reason != IntervalReason.MISSING_INPUT:
        return title
    lacking = dict.fromkeys(figure.method for figure in figures)
    zh, en = "，".join(m.zh for m in lacking), ", ".join(m.en for m in lacking)
    return Text(f"{title.zh}（{zh}）", f"{title.en} ({en})")
