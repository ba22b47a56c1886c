"""The page of a siting before anything is solved: question, result line, map, list, card."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.component import Amount, Choice, MapView, Quotas, UnitTable, Weights
from dash_app.context import Context
from dash_app.page.frame import aria, page_frame
from dash_app.siting import words
from dash_app.siting.ask import terms_of
from dash_app.siting.card import nothing_chosen
from dash_app.siting.shapes import BLANK
from dash_app.siting.source import SiteSource
from dash_app.view import words as page_words
from sinkmap.siting.ahp import assess
from sinkmap.siting.question import Objective
from sinkmap.text import Language, Text

__all__ = ["site_layout"]


def site_layout(context: Context, source: SiteSource, language: Language) -> Component:
    """The whole page in one language; the first callback fills it."""
    title = context.results.title.say(language)
    return page_frame(
        context,
        language,
        here=urls.SITES,
        heading=f"{words.SITES.say(language)} · {title} · {source.year}",
        kept=[
            dcc.Location(id=ids.SITE_ADDRESS, refresh=False),
            dcc.Store(id=ids.SITE_KEPT),
            dcc.Store(id=ids.SITE_PICKED),
            dcc.Store(id=ids.SITE_COMPARED),
        ],
        main=html.Main(
            [_question(source, language), _stage(context, language), _sites(source, language)],
            className="beside siting",
        ),
    )


def _question(source: SiteSource, language: Language) -> Component:
    def say(text: Text) -> str:
        return text.say(language)

    money = {"unit": say(words.MONEY), "none": say(words.NO_BOUND)}
    ground = {"unit": say(words.HECTARES), "none": say(words.NO_BOUND)}
    fields = [
        Choice(
            id=ids.SITE_TYPES,
            kind="checks",
            label=say(words.TYPES),
            className="types",
            options=[_option(one.id, say(one.title)) for one in source.book.types.values()],
            value=[],
        ),
        Choice(
            id=ids.SITE_AIM,
            label=say(words.AIM),
            options=[_option(str(one), say(one.text)) for one in Objective],
        ),
        Amount(id=ids.SITE_BUDGET, label=say(words.BUDGET), **money),
        _weights(source, language),
        Amount(id=ids.SITE_AREA, label=say(words.AREA), **ground),
        html.Details([html.Summary(say(words.QUOTAS)), _quotas(source, language)]),
        html.Div(
            [
                html.Span(id=ids.SITE_LOCKED),
                html.Button(
                    say(words.CLEAR), id=ids.SITE_CLEAR, type="button", className="plain absent"
                ),
            ],
            className="locks",
        ),
    ]
    return html.Section(
        html.Div(fields, className="fields"), className="controls", **aria(say(words.QUESTION))
    )


def _weights(source: SiteSource, language: Language) -> Component:
    ratio = f"{assess(source.book.judgement).cr:.4f}"
    return Weights(
        id=ids.SITE_WEIGHTS,
        label=words.WEIGHTS.say(language),
        rows=[
            {"id": one.id, "name": f"{one.id} {one.title.say(language)}"}
            for one in source.book.criteria
        ],
        standard=dict(terms_of(source).weights),
        reset=words.RESET.say(language),
        byMatrix=words.BY_MATRIX.say(language).format(ratio),
        byHand=words.BY_HAND.say(language).format(ratio),
    )


def _quotas(source: SiteSource, language: Language) -> Component:
    heads = (words.DISTRICT, words.LEAST, words.MOST)
    return Quotas(
        id=ids.SITE_QUOTAS,
        headings=[text.say(language) for text in heads],
        rows=[
            {"unit": unit, "name": name.say(language)} for unit, name in source.districts.items()
        ],
    )


def _stage(context: Context, language: Language) -> Component:
    drawn = MapView(
        id=ids.SITE_MAP,
        bounds=context.bounds,
        blank=BLANK,
        opacity=1.0,
        language=str(language),
        words=page_words.map_words(language),
        basemaps=context.basemaps(language),
        basemapChoice=True,
        plain=urls.PLAIN,
    )
    means = Choice(
        id=ids.SITE_MEANS,
        kind="tabs",
        label=words.MEANS.say(language),
        options=_options((("look", words.LOOK), *_LOCKS), language),
        value="look",
    )
    named = aria(words.MAP.say(language))
    busy: dict[str, Any] = {"data-busy": words.SOLVING.say(language)}
    line = html.Div(
        html.P(words.SOLVING.say(language)),
        id=ids.SITE_OUTCOME,
        className="outcome",
        role="region",
        **busy,
        **aria(words.OUTCOME.say(language), live="polite"),
    )
    return html.Div(
        className="stage",
        children=[
            line,
            html.Section(
                [
                    drawn,
                    html.Div(means, className="heading"),
                    html.Div(id=ids.SITE_LEGEND, className="legend"),
                ],
                className="map",
                **named,
            ),
        ],
    )


_LOCKS = (("in", words.LOCK_IN), ("out", words.LOCK_OUT))


def _sites(source: SiteSource, language: Language) -> Component:
    def say(text: Text) -> str:
        return text.say(language)

    listed = html.Div(
        [
            Choice(id=ids.SITE_SHOWN, kind="tabs", label=say(words.SHOWN), options=[]),
            html.Div(
                UnitTable(
                    id=ids.SITE_LIST,
                    caption=say(words.LIST),
                    headings=[say(words.NAME), say(words.AREA_SCORE)],
                    rows=[],
                ),
                className="rows",
            ),
            html.P(id=ids.SITE_LIST_NOTE, className="note"),
        ],
        className="list",
    )
    lock = html.Div(
        Choice(
            id=ids.SITE_LOCK,
            kind="tabs",
            label=say(words.LOCK),
            options=_options((("free", words.FREE), *_LOCKS), language),
            value="free",
        ),
        id=ids.SITE_LOCK_FRAME,
        className="absent",
    )
    return html.Section(
        [
            listed,
            lock,
            html.Div(nothing_chosen(language), id=ids.SITE_CARD, className="case-card"),
            html.Div(id=ids.SITE_FINDINGS),
            _folded(words.AHEAD, [html.Div(id=ids.SITE_AHEAD)], language, open=True),
            _comparison(language),
            _folded(words.EXCLUDED, [html.Div(id=ids.SITE_GROUND)], language),
            _export(source, language),
        ],
        className="figure",
        **aria(say(words.CARD)),
    )


def _comparison(language: Language) -> Component:
    go = html.Button(
        words.COMPARE_GO.say(language), id=ids.SITE_COMPARE, type="button", className="go"
    )
    parts = [
        html.P(words.COMPARE_NOTE.say(language), className="note"),
        go,
        html.Div(id=ids.SITE_STALE, className="stale", **aria(live="polite")),
        dcc.Loading(html.Div(id=ids.SITE_COMPARISON), type="circle"),
    ]
    return _folded(words.COMPARE, parts, language)


def _export(source: SiteSource, language: Language) -> Component:
    formats = Choice(
        id=ids.SITE_FORMATS,
        kind="checks",
        label=words.FORMATS.say(language),
        options=[_option(one, one) for one in source.formats],
        value=list(source.formats),
    )
    go = html.Button(
        words.EXPORT_GO.say(language), id=ids.SITE_EXPORT, type="button", className="go"
    )
    files = html.Div(id=ids.SITE_FILES, className="files", **aria(live="polite"))
    return _folded(words.EXPORT, [formats, go, dcc.Loading(files, type="circle")], language)


def _folded(title: Text, parts: list[Component], language: Language, **more: Any) -> Component:
    return html.Details([html.Summary(title.say(language)), *parts], className="imagery", **more)


def _options(rows: tuple[tuple[str, Text], ...], language: Language) -> list[dict[str, str]]:
    return [_option(value, text.say(language)) for value, text in rows]


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}
