"""One section for each chapter: the city's items and every indicator by unit, mostly folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sinkmap.chapter import Chapter
from sinkmap.report.by_item import item_table
from sinkmap.report.by_unit import unit_table
from sinkmap.report.carbon import BUDGET, agreements_table, budget_table
from sinkmap.report.closing import balance_table
from sinkmap.report.soil import (
    soil_card_table,
    soil_path_table,
    soil_scores_table,
    soil_vintages_table,
)
from sinkmap.report.table import Section, Table

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator
    from sinkmap.report.book import Book

__all__ = ["chapter_id", "chapter_sections"]


def chapter_id(chapter: Chapter) -> str:
    """Id of a chapter's section."""
    return f"chapter-{chapter}"


def chapter_sections(book: Book) -> Iterator[Section]:
    """Every chapter in the order of a report, empty ones too."""
    for chapter in Chapter:
        mine = [i for i in book.indicators if i.chapter is chapter and i.id not in book.untold]
        tables = (*_accounts(book, chapter), *(_told(book, i) for i in mine if i.id != BUDGET))
        yield Section(chapter_id(chapter), chapter.text, (*tables, *_beside(book, chapter)))


def _told(book: Book, indicator: Indicator) -> Table:
    """The city's items, or the units; but for figures with a target and items that lead, one
    click away."""
    if indicator.items:
        table = item_table(book, indicator)
    else:
        table = unit_table(book, indicator, book.profiles(indicator)[0])
    aimed = any(t.indicator.partition(".")[0] == indicator.id for t in book.results.study.targets)
    unfolded = aimed or (indicator.leads and indicator.items)
    return replace(table, appendix=table.appendix or not unfolded)


def _accounts(book: Book, chapter: Chapter) -> tuple[Table, ...]:
    """The budget leads the chapter of what carbon is worth."""
    if chapter is not Chapter.WORTH:
        return ()
    return (budget_table(book), agreements_table(book))


def _beside(book: Book, chapter: Chapter) -> tuple[Table, ...]:
    """Tables that are not of one indicator."""
    if chapter is Chapter.LAND:
        return (balance_table(book, city=True),)
    if chapter is Chapter.SOIL:
        return (
            soil_path_table(book),
            soil_scores_table(book),
            soil_card_table(book),
            soil_vintages_table(book),
        )
    return ()
