"""The page of reviews before anything is chosen: question, map, result."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.component import Choice, FileDrop, MapView, UnitTable
from dash_app.context import Context
from dash_app.jobs.panel import control_start
from dash_app.page.frame import aria, page_frame
from dash_app.review import words
from dash_app.review.card import nothing_shown
from dash_app.review.source import ReviewSource
from dash_app.view import words as page_words
from sinkmap.control.review_terms import Use
from sinkmap.text import Language, Text

__all__ = ["MOST_FILE", "review_layout"]

MOST_FILE = 4 * 1024 * 1024
"""Largest plot file the page takes, bytes; the command line knows no bound."""
_MB = 1024 * 1024
_ENDINGS = ".txt,.dxf,.zip,.geojson,.json,.gpkg"
_ACTIVITIES = 10


def review_layout(context: Context, source: ReviewSource, language: Language) -> Component:
    """The whole page in one language; the first callback fills it."""
    title = context.results.title.say(language)
    return page_frame(
        context,
        language,
        here=urls.REVIEWS,
        heading=f"{words.REVIEWS.say(language)} · {title} · {source.year}",
        kept=[
            dcc.Location(id=ids.REVIEW_ADDRESS, refresh=False),
            dcc.Store(id=ids.REVIEW_KEPT),
            dcc.Store(id=ids.REVIEW_DONE),
            dcc.Store(id=ids.REVIEW_ENTERED),
        ],
        main=html.Main(
            [_question(context, language), _stage(context, language), _result(language)],
            className="beside review",
        ),
    )


def _field(id: str, label: Text, language: Language, **more: Any) -> Component:  # noqa: A002
    return html.Label(
        [html.Span(label.say(language)), dcc.Input(id=id, type="text", **more)], className="choice"
    )


def _question(context: Context, language: Language) -> Component:
    def say(text: Text) -> str:
        return text.say(language)

    most = MOST_FILE // _MB
    drop = FileDrop(
        id=ids.REVIEW_FILE,
        label=say(words.DROP),
        hint=say(words.DROP_HINT).format(most),
        tooLarge=say(words.TOO_LARGE).format(most),
        accept=_ENDINGS,
        most=MOST_FILE,
    )
    draw = Choice(
        id=ids.REVIEW_DRAW,
        kind="tabs",
        label=say(words.GROUND),
        options=[_option("file", say(words.BY_FILE)), _option("polygon", say(words.BY_DRAWING))],
        value="file",
    )
    use = Choice(
        id=ids.REVIEW_USE,
        label=say(words.USE),
        options=[_option(str(one), say(one.text)) for one in Use],
        value=str(Use.BUILD),
    )
    go = html.Button(say(words.GO), id=ids.REVIEW_GO, type="button", className="go")
    said = html.Div(id=ids.REVIEW_SAID, className="case-said", **aria(live="assertive"))
    fields = [
        draw,
        drop,
        use,
        _field(ids.REVIEW_NUMBER, words.PROJECT_NUMBER, language),
        _field(ids.REVIEW_NAME, words.NAME, language),
        html.Details([html.Summary(say(words.MORE)), *_further(language)], className="further"),
        go,
        dcc.Loading(said, type="circle", delay_show=300),
    ]
    listed = UnitTable(
        id=ids.REVIEW_LIST,
        caption=say(words.RECENT),
        headings=[say(head) for head in words.RECENT_HEADS],
        rows=[],
    )
    return html.Section(
        [
            html.Div(fields, className="fields"),
            listed,
            html.P(id=ids.REVIEW_LIST_NOTE, className="note"),
            *_control(context, language),
        ],
        className="controls",
        **aria(say(words.ASK)),
    )


def _control(context: Context, language: Language) -> list[Component]:
    years = context.catalogue.years
    if context.jobs is None or len(years) < 2:
        return []
    start = control_start(years, context.run_id, language)
    return [html.Details([html.Summary(words.CONTROL.say(language)), start], className="further")]


def _further(language: Language) -> list[Component]:
    def say(text: Text) -> str:
        return text.say(language)

    numbers = [_option(str(n), str(n)) for n in range(1, _ACTIVITIES + 1)]
    return [
        _field(ids.REVIEW_APPLICANT, words.APPLICANT, language),
        _field(ids.REVIEW_INDUSTRY, words.INDUSTRY, language, placeholder="C2614"),
        Choice(
            id=ids.REVIEW_ACTIVITY,
            label=say(words.ACTIVITY),
            options=[_option("0", say(words.NO_ACTIVITY)), *numbers],
            value="0",
        ),
        Choice(
            id=ids.REVIEW_MAJOR,
            kind="checks",
            label=say(words.MAJOR_LABEL),
            options=[_option("major", say(words.MAJOR))],
            value=[],
        ),
        _field(ids.REVIEW_CRS, words.CRS, language, placeholder="EPSG:4528"),
        _field(ids.REVIEW_LAYER, words.LAYER, language),
        _field(ids.REVIEW_BY, words.WHO, language, persistence=True, persistence_type="session"),
    ]


def _stage(context: Context, language: Language) -> Component:
    drawn = MapView(
        id=ids.REVIEW_MAP,
        bounds=context.bounds,
        blank="#8a958f",
        opacity=1.0,
        language=str(language),
        words=page_words.map_words(language),
        basemaps=context.basemaps(language),
        basemapChoice=True,
        plain=urls.PLAIN,
    )
    named = aria(words.MAP.say(language))
    legend = html.Div(id=ids.REVIEW_LEGEND, className="legend")
    return html.Div([html.Section(drawn, className="map", **named), legend], className="stage")


def _result(language: Language) -> Component:
    def say(text: Text) -> str:
        return text.say(language)

    rows = UnitTable(
        id=ids.REVIEW_ROWS,
        caption=say(words.ROWS),
        headings=[say(head) for head in words.ROW_HEADS],
        rows=[],
    )
    persisted = {"persistence": True, "persistence_type": "session"}
    form = html.Section(
        [
            html.H3(say(words.RECORD)),
            Choice(id=ids.REVIEW_STEP, label=say(words.STEP), options=[]),
            _field(ids.REVIEW_WHO, words.WHO, language, **persisted),
            _field(ids.REVIEW_OFFICE, words.STEP_OFFICE, language),
            _field(ids.REVIEW_OPINION, words.OPINION, language),
            _field(ids.REVIEW_PAPER, words.PAPER, language),
            html.Button(say(words.TAKE), id=ids.REVIEW_ENTER, type="button"),
            html.Div(id=ids.REVIEW_TOLD, className="case-said", **aria(live="assertive")),
        ],
        id=ids.REVIEW_FORM,
        className="case-form absent",
    )
    head = html.Div(nothing_shown(language), id=ids.REVIEW_HEAD, className="case-card")
    card = html.Div(id=ids.REVIEW_CARD, className="case-card")
    return html.Section(
        [head, rows, card, form], className="figure", **aria(say(words.RESULT), live="polite")
    )


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}
