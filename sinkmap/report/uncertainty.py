"""Which source makes how much of a figure's interval."""

from __future__ import annotations

from collections.abc import Sequence

from sinkmap.classes import groups
from sinkmap.figure import FigureId
from sinkmap.report.book import Book
from sinkmap.report.headline import INDICATOR, PROFILE
from sinkmap.report.numbers import PERCENT
from sinkmap.report.table import Cell, Column, Row, Table
from sinkmap.science.propagation import INTERACTION
from sinkmap.science.soil_stock import MAP_ERROR
from sinkmap.text import Language, Text

__all__ = ["LARGEST", "TITLE", "shares_text", "uncertainty_table"]

TITLE = Text("不确定性来源占比", "Share of each source of uncertainty")
LARGEST = 5
"""Sources named one by one where there is little room."""

_REST = Text("其余", "the rest")
_WORDS = {
    INTERACTION: Text("各来源共同作用", "sources together"),
    MAP_ERROR: Text("土壤碳图的模型误差", "error of the soil map"),
}
_OF_CLASSES = {
    "carbon_pools": Text("碳密度", "carbon density"),
    "area": Text("面积", "area"),
}


def shares_text(shares: Sequence[tuple[str, float]], language: Language | str) -> str:
    """The largest shares in one line; empty without any.

    Parameters
    ----------
    shares
        Source and share of the variance, largest first.
    """
    return "; ".join(f"{name.say(language)} {share:.1%}" for name, share in _shown(shares))


def uncertainty_table(book: Book) -> Table:
    """Largest sources of every figure of the city whose interval was propagated."""
    columns = (
        INDICATOR,
        PROFILE,
        Column("source", Text("来源", "source"), width=40),
        Column("share", Text("方差占比", "share of variance"), PERCENT, width=12),
    )
    rows: list[Row] = []
    for figure_id, shares in book.results.shares.items():
        about = FigureId.parse(figure_id)
        if (about.statunit, about.year) != (book.city.id, book.year):
            continue
        rows += [
            Row(
                (
                    Cell(book.indicator_title(about.indicator)),
                    Cell(book.profile_title(about.indicator, about.profile)),
                    Cell(name),
                    Cell(100.0 * share),
                )
            )
            for name, share in _shown(shares)
        ]
    return Table("uncertainty", TITLE, columns, tuple(rows))


def _shown(shares: Sequence[tuple[str, float]]) -> list[tuple[Text, float]]:
    """The largest by name, the others as one."""
    named = [(_name(source), share) for source, share in shares[:LARGEST]]
    rest = sum(share for _, share in shares[LARGEST:])
    return [*named, (_REST, rest)] if len(shares) > LARGEST else named


def _name(source: str) -> Text:
    """Words for a source: a class by its title; other rows by table and id, as they are kept."""
    if source in _WORDS:
        return _WORDS[source]
    table, _, row = source.partition(".")
    titles = {one.id: one.title for one in groups()}
    if table not in _OF_CLASSES or row not in titles:
        return Text.of(source)
    about, title = _OF_CLASSES[table], titles[row]
    return Text(f"{about.zh}：{title.zh}", f"{about.en}: {title.en}")
