"""The page of cases before anything is chosen: header, list, map, card, form."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.cases import words
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
            dcc.Store(id=ids.CASE_DONE, data=0),
        ],
        main=html.Main(
            [_list(language), _map(context.bounds, language), _case(language)], className="beside"
        ),
    )


def missing(language: Language, text: Text = words.CHOOSE) -> list[Component]:
    """What stands where a card would."""
    return [html.P(text.say(language), className="note")]


def _list(language: Language) -> Component:
    return html.Section(
        className="controls",
        **aria(words.LIST.say(language)),
        children=[
            html.Div(
                Choice(id=ids.CASE_STATE, label=words.STATE.say(language), options=[]),
                className="fields",
            ),
            UnitTable(
                id=ids.CASE_LIST,
                caption=words.LIST.say(language),
                headings=[words.NUMBER.say(language), words.STATE.say(language)],
                rows=[],
            ),
            html.P(id=ids.CASE_LIST_NOTE, className="note"),
        ],
    )


def _map(bounds: list[float], language: Language) -> Component:
    drawn = MapView(
        id=ids.CASE_MAP,
        bounds=bounds,
        blank="#7d8f88",
        opacity=1.0,
        language=str(language),
        words=page_words.map_words(language),
        plain=urls.PLAIN,
    )
    named = aria(words.MAP.say(language))
    return html.Div(html.Section(drawn, className="map", **named), className="stage")


def _case(language: Language) -> Component:
    def field(id: str, label: Text, **more: Any) -> Component:  # noqa: A002
        return html.Label(
            [html.Span(label.say(language)), dcc.Input(id=id, type="text", **more)],
            className="choice",
        )

    form = html.Section(
        id=ids.CASE_FORM,
        className="case-form absent",
        children=[
            html.H3(words.FORM.say(language)),
            Choice(id=ids.CASE_STEP, label=words.STEP.say(language), options=[]),
            field(ids.CASE_WHO, words.WHO, persistence=True, persistence_type="session"),
            html.Label(
                [html.Span(words.WHY.say(language)), dcc.Textarea(id=ids.CASE_WHY, rows=2)],
                className="choice",
            ),
            field(ids.CASE_UNTIL, words.UNTIL, placeholder=words.UNTIL_LIKE.say(language)),
            html.Button(words.TAKE.say(language), id=ids.CASE_GO, type="button"),
        ],
    )
    said = html.Div(id=ids.CASE_SAID, className="case-said", **aria(live="assertive"))
    card = html.Div(missing(language), id=ids.CASE_CARD, className="case-card")
    past = html.Div(id=ids.CASE_PAST, className="case-card")
    named = aria(words.CARD.say(language))
    return html.Section([card, form, said, past], className="figure", **named)
