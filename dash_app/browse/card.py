"""The card at the right: a place, the figures of a shape, the change of what is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from dash_app.browse import words
from dash_app.browse.source import (
    ClassChange,
    Difference,
    PlaceCard,
    PlaceFact,
    ShapeFigures,
)
from dash_app.view.display import part_text, value_of, value_text
from dash_app.view.theme import Theme
from sinkmap.errors import Finding
from sinkmap.figure import Figure
from sinkmap.report.numbers import HECTARES, HECTARES_CHANGE, show
from sinkmap.text import Language
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["change_table", "findings_told", "place_view", "shape_view"]

_SLIVER = 0.5
"""Square metres outside the study area that are not worth a line."""


def findings_told(findings: Sequence[Finding], language: Language) -> list[Component]:
    """What kept an answer back."""
    return [html.P(finding.say(language), className="poor") for finding in findings]


def place_view(card: PlaceCard, lon: float, lat: float, language: Language) -> list[Component]:
    """Everything known of a place, under its headings."""
    place = words.PLACE_AT.say(language).format(f"{lon:.5f}°", f"{lat:.5f}°")
    header = html.Header(
        [html.H2(card.title.say(language)), html.P(place)], className="figure-heading"
    )
    sections = [
        html.Section([html.H3(heading), html.Dl([_fact(one, language) for one in facts])])
        for heading, facts in groupby(card.facts, lambda fact: fact.heading.say(language))
    ]
    return [header, *sections]


def shape_view(
    account: ShapeFigures, themes: Mapping[str, Theme], year: int, language: Language
) -> list[Component]:
    """The figures of a shape in a year, as those of a statistical unit are shown."""
    outside = account.area_m2 - account.inside_m2
    told = [html.Strong(_hectares(account.area_m2, language)), html.Span(words.AREA.say(language))]
    if outside > _SLIVER:
        beyond = f"{words.OUTSIDE.say(language)} {_hectares(outside, language)}"
        told.append(html.Span(beyond))
    figures = [figure for figure in account.figures if figure.year == year]
    return [
        html.H2(words.DRAWN.say(language)),
        html.Div(told, className="value"),
        *findings_told(account.findings, language),
        html.H3(words.FIGURES_OF.say(language).format(year)),
        *_shelves(figures, themes, language),
        html.P(words.KEPT_EXACT.say(language), className="note"),
    ]


def change_table(found: Difference, before: int, after: int, language: Language) -> list[Component]:
    """Hectares by class in two years and between them."""
    heads = [
        words.CLASS.say(language),
        str(before),
        str(after),
        words.CHANGE.say(language),
    ]
    rows = [
        _change_row(_named(one, language), one.before_ha, one.after_ha) for one in found.changes
    ]
    if any(found.unseen_ha):
        rows.append(_change_row([words.UNSEEN.say(language)], *found.unseen_ha))
    sums = (
        sum(one.before_ha for one in found.changes) + found.unseen_ha[0],
        sum(one.after_ha for one in found.changes) + found.unseen_ha[1],
    )
    total = _change_row([words.SUM.say(language)], *sums, name="chosen")
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody([*rows, total]),
        ]
    )
    title = words.DIFFERENCE.say(language).format(before, after)
    notes = []
    if found.step > 1:
        coarse = words.COARSE.say(language).format(found.step)
        notes.append(html.P(coarse, className="note"))
    # What scrolls is reached by the keyboard too.
    frame = html.Div(table, className="scrolled", tabIndex="0")
    return [html.H2(title), html.Section(frame, className="grid"), *notes]


def _named(one: ClassChange, language: Language) -> list[str | Component]:
    return [_swatch(one.colour), one.title.say(language)]


def _swatch(colour: str) -> Component:
    return html.I(className="swatch", style={"background": colour})


def _change_row(
    title: Sequence[str | Component], before: float, after: float, name: str = ""
) -> Component:
    numbers = [show(area, HECTARES) for area in (before, after)]
    change = show(after - before, HECTARES_CHANGE)
    cells = [html.Td(number) for number in (*numbers, change)]
    return html.Tr([html.Th(list(title), scope="row"), *cells], className=name)


def _fact(fact: PlaceFact, language: Language) -> Component:
    shown = [_swatch(fact.colour)] if fact.colour else []
    value = html.Dd([*shown, fact.value.say(language)])
    return html.Div([html.Dt(fact.name.say(language)), value])


def _shelves(
    figures: Sequence[Figure], themes: Mapping[str, Theme], language: Language
) -> Iterator[Component]:
    """Figures by chapter; of each theme those of its first definition."""
    by_code = {(one.indicator, one.profile): one for one in figures}
    shown = [
        (theme, by_code[theme.code, theme.profiles[0]])
        for theme in themes.values()
        if (theme.code, theme.profiles[0]) in by_code
    ]
    for place, (shelf, members) in enumerate(groupby(shown, lambda pair: pair[0].shelf)):
        rows = [_figure(theme, figure, language) for theme, figure in members]
        yield html.Details([html.Summary(shelf.say(language)), html.Dl(rows)], open=place < 2)


def _figure(theme: Theme, figure: Figure, language: Language) -> Component:
    told: list[str | Component] = [_exact(figure, value_text(figure, theme.quantity, language))]
    if figure.ci_low is not None and figure.ci_high is not None:
        part = theme.quantity.value
        limits = (part_text(part, limit, language) for limit in (figure.ci_low, figure.ci_high))
        told.append(html.Small(words.INTERVAL.say(language).format(*limits)))
    return html.Div([html.Dt(theme.title.say(language)), html.Dd(told)])


def _exact(figure: Figure, shown: str) -> str | Component:
    """What is shown of a figure, with the value itself for whatever reads the page."""
    value = value_of(figure)
    if value is None:
        return shown
    named: dict[str, Any] = {"data-figure": figure.id}
    return html.Data(shown, value=repr(value), **named)


def _hectares(area_m2: float, language: Language) -> str:
    unit = HECTARES.unit.say(language) if HECTARES.unit else ""
    return f"{show(_to_hectares(area_m2), HECTARES)} {unit}"


def _to_hectares(area_m2: float) -> float:
    return float(convert(area_m2, SQUARE_METRE, HECTARE))
