"""The table of districts by leading indicators, and what one cell of it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app.report_page import words
from dash_app.report_page.choice import ReportChoice
from dash_app.view.display import part_text, value_of, value_text
from sinkmap.figure import Figure, Verdict, assess
from sinkmap.indicator import Indicator
from sinkmap.report.book import Book, difference
from sinkmap.report.by_unit import head_figure
from sinkmap.report.numbers import MISSING, rounded, show
from sinkmap.report.quantity import Quantity, quantity_of
from sinkmap.text import Language

__all__ = ["Cell", "cell_of", "cell_table", "leading", "turn_of"]

_CHIPS = {Verdict.MET: "chip-good", Verdict.NOT_MET: "chip-poor"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator of one unit: this year's figure and last year's by today's method."""

    indicator: Indicator
    unit: str
    now: Figure | None
    before: Figure | None
    verdict: Verdict | None
    quantity: Quantity

    @property
    def change(self) -> float | None:
        """This year less last year, in the unit stored."""
        return difference(value_of(self.now), value_of(self.before))


def leading(book: Book) -> tuple[Indicator, ...]:
    """Indicators that lead, of which something is told; all that are told where none leads."""
    told = tuple(
        one for one in book.indicators if one.id not in book.untold and head_figure(one) is not None
    )
    return tuple(one for one in told if one.leads) or told


def cell_of(book: Book, indicator: Indicator, unit: str) -> Cell:
    """One cell of the table."""
    name, profile = head_figure(indicator), book.profiles(indicator)[0].id
    assert name is not None, "an indicator that leads has a figure that stands for it"
    now = book.find(name, unit, book.year, profile)
    before = book.find(name, unit, book.previous, profile)
    target = book.target(name, profile, unit)
    verdict = None if target is None or now is None else assess(now, target)
    return Cell(indicator, unit, now, before, verdict, quantity_of(indicator))


def turn_of(cell: Cell) -> str:
    """``better``, ``worse``, ``moved``, ``same`` or ``unknown``: what the change is worth.

    A change too small to be shown is none.
    """
    part = cell.quantity.change
    moved = part.of(cell.change)
    if cell.change is None or moved is None:
        return "unknown"
    if rounded(moved, part.shown_as.decimals) == 0:
        return "same"
    wanted = cell.indicator.larger_is_better
    if wanted is None:
        return "moved"
    return "better" if (cell.change > 0.0) == wanted else "worse"


def cell_table(book: Book, choice: ReportChoice, language: Language) -> Component:
    """The whole table; each cell is a link that restores the view of it."""
    shown = leading(book)
    heads = [html.Th(words.UNIT.say(language), scope="col")]
    heads += [html.Th(_head(one, language), scope="col") for one in shown]
    body = [_row(book, shown, row, choice, language) for row in _rows(book)]
    return html.Table(
        [html.Caption(words.TABLE.say(language)), html.Thead(html.Tr(heads)), html.Tbody(body)]
    )


def _rows(book: Book) -> Iterator[tuple[str, str]]:
    """Unit ids, and the ids of partitions before their units where there are several."""
    yield "unit", book.city.id
    for partition in book.partitions:
        if len(book.partitions) > 1:
            yield "partition", partition.id
        for member in partition.members:
            yield "unit", member


def _row(
    book: Book,
    shown: tuple[Indicator, ...],
    row: tuple[str, str],
    choice: ReportChoice,
    language: Language,
) -> Component:
    kind, name = row
    if kind == "partition":
        title = next(p.title for p in book.partitions if p.id == name)
        named = html.Span(title.say(language))  # stays in sight when the table is moved sideways
        return html.Tr(html.Th(named, scope="rowgroup", colSpan=len(shown) + 1))
    cells: list[Component] = [html.Th(book.unit_name(name).say(language), scope="row")]
    for indicator in shown:
        cell = cell_of(book, indicator, name)
        chosen = (choice.unit, choice.indicator) == (name, indicator.id)
        there = choice.but(unit=name, indicator=indicator.id, parcel="")
        link = dcc.Link(
            _said(cell, language), href=there.query, refresh=False,
            className="cell chosen" if chosen else "cell",
        )  # fmt: skip
        cells.append(html.Td(link))
    return html.Tr(cells, className="total" if name == book.city.id else "")


def _head(indicator: Indicator, language: Language) -> list[Any]:
    unit = quantity_of(indicator).value.shown_as.unit
    told = [html.Span(indicator.title.say(language))]
    return told if unit is None else [*told, html.Small(unit.say(language))]


def _said(cell: Cell, language: Language) -> list[Component]:
    part, change = cell.quantity.value, cell.quantity.change
    value = value_of(cell.now)
    number = value_text(cell.now, cell.quantity, language)
    if value is not None:
        number = show(part.of(value), part.shown_as)
    told: list[Component] = [html.Strong(number)]
    before = value_of(cell.before)
    if before is not None:
        last = words.LAST.say(language).format(show(part.of(before), part.shown_as))
        moved = MISSING if cell.change is None else part_text(change, cell.change, language)
        if cell.change == 0.0:  # "0 ha" beside last year's number would read as one
            moved = words.SAME.say(language)
        told.append(html.Small([last, " ", html.Em(moved, className=f"turn-{turn_of(cell)}")]))
    if cell.verdict is not None:
        chip = f"chip {_CHIPS.get(cell.verdict, 'chip-doubt')}"
        told.append(html.Span(cell.verdict.text.say(language), className=chip))
    return told
