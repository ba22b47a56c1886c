"""The page of the report before anything is chosen: table, map, card, report and filing."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.component import Choice, MapView, UnitTable
from dash_app.context import Context
from dash_app.page.frame import aria, page_frame
from dash_app.report_page import words
from dash_app.report_page.source import ReportSource
from dash_app.view import words as page_words
from sinkmap.text import Language, Text

__all__ = ["report_layout"]


def report_layout(context: Context, source: ReportSource, language: Language) -> Component:
    """The whole page in one language; the first callback fills it."""
    title = context.results.title.say(language)
    return page_frame(
        context,
        language,
        here=urls.REPORT,
        heading=f"{words.REPORT.say(language)} · {title}",
        kept=[
            dcc.Location(id=ids.REPORT_ADDRESS, refresh=False),
            dcc.Store(id=ids.REPORT_KEPT),
            dcc.Store(id=ids.REPORT_DONE, data=0),
        ],
        main=html.Main(
            [
                _tables(context, source, language),
                _map(context, language),
                _card(source, language),
            ],
            className="beside report",
        ),
    )


def _tables(context: Context, source: ReportSource, language: Language) -> Component:
    years = [
        {"value": str(y), "label": words.YEAR_OF.say(language).format(y)}
        for y in context.catalogue.years
    ]
    nothing = {"value": "", "label": words.NO_RUN.say(language)}
    runs = [nothing, *({"value": one, "label": one} for one in source.other_runs())]
    fields = html.Div(
        [
            Choice(id=ids.REPORT_YEAR, label=words.YEAR.say(language), options=years),
            Choice(id=ids.REPORT_FILED, label=words.FILED.say(language), options=runs),
            Choice(id=ids.REPORT_MIDDLE, label=words.BY_METHOD.say(language), options=runs),
        ],
        className="fields",
    )
    return html.Section(
        className="controls",
        **aria(words.TABLE.say(language)),
        children=[
            fields,
            html.P(id=ids.REPORT_NOTICE, className="notice", **aria(live="polite")),
            html.Div(
                id=ids.REPORT_TABLE, className="cells", tabIndex="0", role="region",
                **aria(words.TABLE.say(language)),
            ),
            html.P(words.TABLE_NOTE.say(language), className="note"),
        ],
    )  # fmt: skip


def _map(context: Context, language: Language) -> Component:
    drawn = MapView(
        id=ids.REPORT_MAP,
        bounds=context.bounds,
        blank="#c9d2ce",
        opacity=1.0,
        language=str(language),
        words=page_words.map_words(language),
        basemaps=context.basemaps(language),
        basemapChoice=True,
        plain=urls.PLAIN,
    )
    heading = html.Div(id=ids.REPORT_HEADING, className="heading", **aria(live="polite"))
    return html.Div(
        [
            html.Section([drawn, heading], className="map", **aria(words.MAP.say(language))),
            html.Div(id=ids.REPORT_LEGEND, className="legend"),
        ],
        className="stage",
    )


def _card(source: ReportSource, language: Language) -> Component:
    note = html.P(words.CHOOSE.say(language), className="note")
    parcels = html.Section(
        id=ids.REPORT_PARCELS_FRAME,
        className="absent",
        children=[
            UnitTable(
                id=ids.REPORT_PARCELS,
                caption=words.PARCELS.say(language),
                headings=[words.TURN.say(language), words.HECTARES.say(language).format("")],
                rows=[],
            )
        ],
    )
    find = html.Button(
        words.FIND.say(language), id=ids.REPORT_FIND, type="button", className="absent"
    )
    return html.Section(
        [
            html.Div(note, id=ids.REPORT_CARD, className="case-card"),
            html.Div(id=ids.REPORT_PARCELS_NOTE, className="case-card"),
            find,
            html.Div(id=ids.REPORT_FOUND, className="case-said", **aria(live="polite")),
            parcels,
            _make(source, language),
            _filing(language),
        ],
        className="figure",
        **aria(words.CARD.say(language)),
    )


def _make(source: ReportSource, language: Language) -> Component:
    formats = [{"value": one, "label": one} for one in source.formats]
    return html.Details(
        open=True,
        className="part",
        children=[
            html.Summary(words.MAKE.say(language)),
            html.Div(
                className="case-form",
                children=[
                    Choice(id=ids.REPORT_UNIT, label=words.UNIT.say(language), options=[]),
                    Choice(
                        id=ids.REPORT_FORMATS, label=words.FORMATS.say(language), kind="checks",
                        options=formats, value=list(source.formats), className="in-a-row",
                    ),
                    html.Button(words.GO_MAKE.say(language), id=ids.REPORT_MAKE, type="button"),
                ],
            ),
            html.Div(id=ids.REPORT_MADE, className="case-said", **aria(live="polite")),
            html.H3(words.FILES.say(language)),
            html.Div(id=ids.REPORT_FILES),
            html.Button(
                words.VERIFY.say(language), id=ids.REPORT_VERIFY, type="button", className="quiet"
            ),
            html.Div(id=ids.REPORT_VERIFIED, className="case-said", **aria(live="polite")),
        ],
    )  # fmt: skip


def _filing(language: Language) -> Component:
    def field(id: str, label: Text, **more: Any) -> Component:  # noqa: A002
        return html.Label(
            [html.Span(label.say(language)), dcc.Input(id=id, type="text", **more)],
            className="choice",
        )

    said = html.Label(
        [html.Span(words.COMMENT.say(language)), dcc.Textarea(id=ids.REPORT_COMMENT, rows=2)],
        className="choice",
    )
    form = html.Div(
        className="case-form",
        children=[
            Choice(id=ids.REPORT_STEP, label=words.STEP.say(language), options=[]),
            field(ids.REPORT_WHO, words.WHO, persistence=True, persistence_type="session"),
            said,
            field(ids.REPORT_OFFICE, words.OFFICE),
            field(ids.REPORT_PAPER, words.PAPER),
            html.Button(words.TAKE.say(language), id=ids.REPORT_TAKE, type="button"),
        ],
    )
    return html.Details(
        open=True,
        className="part",
        children=[
            html.Summary(words.FILING.say(language)),
            html.Div(id=ids.REPORT_FILING, className="case-card"),
            form,
            html.Div(id=ids.REPORT_TAKEN, className="case-said", **aria(live="assertive")),
        ],
    )
