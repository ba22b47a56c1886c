"""The page of cases before anything is chosen: queue, map, card, forms."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.cases import words
from dash_app.cases.choice import Look
from dash_app.cases.forms import case_forms
from dash_app.component import Choice, MapView, UnitTable
from dash_app.context import Context
from dash_app.page.frame import aria, page_frame
from dash_app.view import words as page_words
from sinkmap.text import Language, Text

__all__ = ["case_layout", "missing"]


def case_layout(context: Context, language: Language) -> Component:
    """The whole page in one language; the first callback fills it."""
    title = context.results.title.say(language)
    return page_frame(
        context,
        language,
        here=urls.CASES,
        heading=f"{words.CASES.say(language)} · {title}",
        kept=[
            dcc.Location(id=ids.CASE_ADDRESS, refresh=False),
            dcc.Store(id=ids.CASE_CHOICE),
            dcc.Store(id=ids.CASE_VERSION),
            *(
                dcc.Store(id=done, data=0)
                for done in (ids.CASE_DONE, ids.CASE_PAPER_DONE, ids.CASE_CUT_DONE)
            ),
            dcc.Store(id=ids.CASE_MERGE_DONE, data=""),
        ],
        main=html.Main(
            [_queue(language), _map(context, language), _case(language)],
            className="beside cases",
        ),
    )


def missing(language: Language, text: Text = words.CHOOSE) -> list[Component]:
    """What stands where a card would."""
    return [html.P(text.say(language), className="note")]


def _queue(language: Language) -> Component:
    def chosen(id: str, label: Text) -> Component:  # noqa: A002
        return Choice(id=id, label=label.say(language), options=[])

    find = html.Label(
        [
            html.Span(words.FIND.say(language)),
            dcc.Input(id=ids.CASE_FIND, type="search", value="", debounce=0.4, maxLength=40),
        ],
        className="choice",
    )
    fields = [
        chosen(ids.CASE_BATCH, words.BATCH),
        html.Div(id=ids.CASE_RETURN, className="return-line"),
        chosen(ids.CASE_DUE, words.DUE_BY),
        chosen(ids.CASE_STATE, words.STATE),
        html.Div(
            [chosen(ids.CASE_SEVERITY, words.SEVERITY), chosen(ids.CASE_COUNTY, words.COUNTY)],
            className="two",
        ),
        html.Div([find, chosen(ids.CASE_ORDER, words.ORDER)], className="two"),
        html.P(id=ids.CASE_COUNTS, className="counts", **aria(live="polite")),
    ]
    listed = UnitTable(
        id=ids.CASE_LIST,
        caption=words.LIST.say(language),
        headings=[words.NUMBER.say(language), words.STATE.say(language)],
        rows=[],
    )
    return html.Section(
        [
            html.Div(fields, className="fields"),
            listed,
            html.P(id=ids.CASE_LIST_NOTE, className="note"),
        ],
        className="controls",
        **aria(words.LIST.say(language)),
    )


def _map(context: Context, language: Language) -> Component:
    drawn = MapView(
        id=ids.CASE_MAP,
        bounds=context.bounds,
        blank="#7d8f88",
        opacity=1.0,
        language=str(language),
        words=page_words.map_words(language),
        basemaps=context.basemaps(language),
        basemapChoice=True,
        plain=urls.PLAIN,
    )
    look = Choice(
        id=ids.CASE_LOOK,
        kind="tabs",
        label=words.LOOK.say(language),
        options=[
            {"value": str(Look.PLAIN), "label": words.LOOK_PLAIN.say(language)},
            {"value": str(Look.SWIPE), "label": words.LOOK_SWIPE.say(language)},
        ],
        value=str(Look.PLAIN),
    )
    named: dict[str, Any] = aria(words.MAP.say(language))
    return html.Div(
        [
            html.Section(
                [drawn, html.Div(look, className="heading case-look")], className="map", **named
            ),
            html.Div(id=ids.CASE_LEGEND, className="legend"),
        ],
        className="stage",
    )


def _case(language: Language) -> Component:
    said = html.Div(id=ids.CASE_SAID, className="case-said", **aria(live="assertive"))
    card = html.Div(missing(language), id=ids.CASE_CARD, className="case-card")
    views = html.Div(id=ids.CASE_VIEWS, className="case-card")
    past = html.Div(id=ids.CASE_PAST, className="case-card")
    named: dict[str, Any] = aria(words.CARD.say(language))
    return html.Section(
        [card, views, case_forms(language), said, past], className="figure", **named
    )
