"""What the imagery of a year gave, in short: the report's tables cut to the panel's width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dash_app.view import words
from dash_app.view.panel import Grid
from sinkmap.report.accuracy import (
    accuracy_table,
    accuracy_years_table,
    class_title,
    paired_change_table,
)
from sinkmap.report.book import Book
from sinkmap.report.closing import hectares
from sinkmap.report.cover_change import judged_change_table, unit_changes
from sinkmap.report.numbers import HECTARES, show
from sinkmap.report.scenes import (
    CROSS_VALIDATED,
    classifier_table,
    composites_table,
    cover_years_table,
)
from sinkmap.report.table import RowKind, Table
from sinkmap.run import RunResults
from sinkmap.text import Language, Text

__all__ = ["ImageryPanel", "imagery_panel"]

_MOST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class ImageryPanel:
    """``facts`` are label and text; ``grids`` small tables, each under its title."""

    title: str
    facts: tuple[tuple[str, str], ...]
    grids: tuple[tuple[Text, Grid], ...]


def imagery_panel(
    results: RunResults, unit: str, year: int, language: Language
) -> ImageryPanel | None:
    """What scenes and samples gave in a year; None where the run has neither.

    All of it is of the whole city but the changes, which are those of the unit.
    """
    book = Book(results, year, {})  # the tables of imagery walk back to no figures
    facts = tuple((label.say(language), text) for label, text in _facts(book, language))
    grids = tuple((title, grid) for title, grid in _grids(book, unit, language) if grid.rows)
    if not facts and not grids:
        return None
    return ImageryPanel(words.IMAGERY_OF.say(language).format(year), facts, grids)


def _facts(book: Book, language: Language) -> Iterator[tuple[Text, str]]:
    for overall, interval, samples, design in _rows(
        accuracy_years_table(book),
        ("overall", "overall_interval", "samples", "design"),
        language,
        book.year,
    ):
        told = words.OVERALL_TOLD.say(language).format(overall, interval, samples)
        yield words.OVERALL, f"{told} · {design}"
    columns = ("change", "interval", "shift")
    for row in _rows(paired_change_table(book), columns, language, book.year):
        yield words.PAIRED, words.PAIRED_TOLD.say(language).format(*row)
    for row in _rows(cover_years_table(book), ("unseen", "flicker"), language, book.year):
        yield words.COVER, words.COVER_TOLD.say(language).format(*row)
    for item, value in classifier_table(book).shown(language):
        if item == CROSS_VALIDATED.say(language):
            yield words.CLASSIFIER, f"{item} {value}"


def _grids(book: Book, unit: str, language: Language) -> Iterator[tuple[Text, Grid]]:
    classes = accuracy_table(book)
    yield words.ADJUSTED_AREAS, _cut(classes, ("class", "mapped", "adjusted"), language)
    parts = replace(classes, rows=tuple(r for r in classes.rows if r.kind is RowKind.BODY))
    yield words.ACCURACY_BY_CLASS, _cut(parts, ("class", "users", "producers"), language)
    seasons = ("season", "scenes", "seen", "gap")
    yield words.COMPOSITES, _cut(composites_table(book), seasons, language, book.year)
    yield words.JUDGED_CHANGE, _turned(judged_change_table(book), book, language)
    name, title = book.unit_name(unit), words.CHANGES_OF
    said = Text(title.zh.format(unit=name.zh), title.en.format(unit=name.en))
    yield said, _changes(book, unit, language)


def _rows(
    table: Table, names: Sequence[str], language: Language, year: int | None = None
) -> list[tuple[str, ...]]:
    """Cells of some columns as printed, of the rows of a year where one is given."""
    places = [table.column(name) for name in names]
    body = [row for row in table.rows if row.kind is not RowKind.HEADING]
    return [
        tuple(printed[place] for place in places)
        for row, printed in zip(body, table.shown(language), strict=True)
        if year is None or row.cells[0].value == year
    ]


def _cut(table: Table, names: Sequence[str], language: Language, year: int | None = None) -> Grid:
    heads = tuple(table.columns[table.column(name)].header.say(language) for name in names)
    return Grid(heads, tuple(_rows(table, names, language, year)))


def _turned(table: Table, book: Book, language: Language) -> Grid:
    """The last row of a table, its columns set under each other, where it is the year's."""
    pair = f"{book.previous} → {book.year}"
    found = [row for row in table.shown(language) if row[0] == pair]
    names = [column.title.say(language) for column in table.columns]
    rows = tuple(zip(names[1:], found[0][1:], strict=True)) if found else ()
    return Grid((pair, words.HECTARES.say(language)), rows)


def _changes(book: Book, unit: str, language: Language) -> Grid:
    """The largest changes of class in a unit since the year before."""
    largest = sorted(unit_changes(book, unit).items(), key=lambda change: -change[1])
    rows = tuple(
        (
            f"{class_title(first).say(language)} → {class_title(second).say(language)}",
            show(hectares(m2), HECTARES),
        )
        for (first, second), m2 in largest[:_MOST_CHANGES]
    )
    return Grid((f"{book.previous} → {book.year}", words.HECTARES.say(language)), rows)
