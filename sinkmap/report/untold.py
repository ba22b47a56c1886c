"""Figures without a value: one line for each reason, whatever the number of units and years."""

from __future__ import annotations

from collections.abc import Iterable, Set

from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.report.book import Book
from sinkmap.report.numbers import COUNT
from sinkmap.report.table import Cell, Column, Row, Table, Tone
from sinkmap.text import Text

__all__ = ["untold_table"]

_Told = Set[tuple[str, str]]
"""Indicators and profiles that have a value somewhere."""

_NOTE = Text(
    "缺少的输入补齐后重新计算即可；“介于”两数之间的上下限见各表。",
    "Give the missing input and run again; bounds, where there are any, stand in the tables.",
)


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
    told: set[tuple[str, str]] = set()
    for figure in (f for f in book.figures.values() if f.year == book.year):
        if figure.value is None:
            found.setdefault((figure.status, figure.ci_reason), []).append(figure)
        else:
            told.add((figure.indicator.partition(".")[0], figure.profile))
    order = sorted(found, key=lambda key: (key[0] is not Status.CANNOT_TELL, key[1]))
    rows = tuple(_row(book, *key, found[key], told) for key in order)
    title = Text("没有数值的指标及原因", "Figures without a value, and why")
    return Table("untold", title, columns, rows, (_NOTE,))


def _row(book: Book, status: Status, reason: str, figures: list[Figure], told: _Told) -> Row:
    wholly: dict[Text, list[Figure]] = {}
    partly: dict[Text, list[Figure]] = {}
    mine = _by_indicator(figures)
    for indicator in (i for i in book.indicators if i.id in mine):
        lacking = mine[indicator.id]
        somewhere = any((indicator.id, figure.profile) in told for figure in lacking)
        (partly if somewhere else wholly)[indicator.title] = lacking
    cells = (_listed(names, reason) for names in (wholly, partly))
    state = Cell(status.text, tone=Tone.DOUBT)
    return Row((Cell(_words(reason)), state, *cells, Cell(len(figures))))


def _by_indicator(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.indicator.partition(".")[0], []).append(figure)
    return found


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
