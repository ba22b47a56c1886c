"""The figure of a cell: this year's, last year's, verdict, and where its change comes from."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dash_app.report_page import words
from dash_app.report_page.cells import Cell, turn_of
from dash_app.view.display import part_text, value_of, value_text
from sinkmap.figure import Figure, Status
from sinkmap.report.book import Book
from sinkmap.report.numbers import MISSING
from sinkmap.science.attribution import Attribution
from sinkmap.text import Language, Text

__all__ = ["figure_card", "origin_part", "rests_on_parcels"]


def figure_card(book: Book, cell: Cell, language: Language) -> list[Component]:
    """Heading and facts of a cell."""
    name = book.unit_name(cell.unit).say(language)
    head = html.Div(
        [html.H2(cell.indicator.title.say(language)), html.P(f"{name} · {book.year}")],
        className="figure-heading",
    )
    return [head, html.Dl([_fact(*one, language) for one in _facts(book, cell, language)])]


def _facts(book: Book, cell: Cell, language: Language) -> list[tuple[Text, Component]]:
    change = value_of(cell.now), value_of(cell.before)
    moved = MISSING
    if None not in change:
        moved = part_text(cell.quantity.change, cell.change, language)
    told: list[tuple[Text, Component]] = [
        (words.THIS_YEAR, html.Strong(value_text(cell.now, cell.quantity, language))),
        (words.LAST_YEAR, html.Span(value_text(cell.before, cell.quantity, language))),
        (words.CHANGE, html.Span(moved, className=f"turn-{turn_of(cell)}")),
    ]
    if cell.verdict is not None:
        told.append((words.TARGET, html.Span(cell.verdict.text.say(language))))
    if cell.now is not None and cell.now.status is Status.OK:
        interval = cell.quantity.interval(cell.now).say(language)
        told.append((words.INTERVAL, html.Span(interval)))
    profile = book.profiles(cell.indicator)[0]
    told.append((words.PROFILE, html.Span(profile.title.say(language))))
    return told


def _fact(name: Text, value: Component, language: Language) -> Component:
    return html.Div([html.Dt(name.say(language)), html.Dd(value)])


def origin_part(
    cell: Cell, split: Attribution | None, filed: str, language: Language
) -> list[Component]:
    """The change by cause, or why it cannot be split."""
    title = html.H3(words.ORIGINS.say(language))
    if not filed:
        return [title, html.P(words.NO_ORIGINS.say(language), className="note")]
    if split is None:
        return [title, html.P(words.NOT_SPLIT.say(language), className="note")]
    amount, change = cell.quantity.value, cell.quantity.change
    rows: list[tuple[Text, str]] = [(words.ORIGIN_FILED, part_text(amount, split.filed, language))]
    notes: list[Component] = []
    if split.method is None or split.data is None:
        rows.append((words.RECALCULATED, part_text(change, split.recalculated, language)))
        notes = [html.P(words.NO_MIDDLE.say(language), className="note")]
    else:
        rows.append((words.METHOD, part_text(change, split.method, language)))
        rows.append((words.DATA, part_text(change, split.data, language)))
    rows.append((words.LAND, part_text(change, split.land, language)))
    rows.append((words.WHOLE, part_text(change, split.whole, language)))
    body = [html.Tr([html.Th(n.say(language), scope="row"), html.Td(v)]) for n, v in rows]
    table = html.Section(html.Table(html.Tbody(body)), className="grid")
    return [title, table, *notes]


def rests_on_parcels(figures: Sequence[Figure | None]) -> bool:
    """Whether parcels are among the sources that figures name, or they name none."""
    named = [source.rpartition("@")[0] for one in figures if one for source in one.sources]
    return not named or any(
        name.startswith(("parcels", "land_use", "land_group")) for name in named
    )
