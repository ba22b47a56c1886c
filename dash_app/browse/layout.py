"""The overview before anything is chosen: rail, map, card."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.browse import words
from dash_app.browse.catalogue import MapCatalogue
from dash_app.component import (
    BasemapChoice,
    Choice,
    CornerForm,
    Fold,
    LayerTree,
    MapView,
    SearchBox,
    YearSlider,
)
from dash_app.context import Context
from dash_app.jobs.panel import prepared
from dash_app.page.frame import aria, page_frame
from dash_app.page.reconciled import reconciled_chip
from dash_app.prints.form import print_form
from dash_app.prints.source import PrintSource
from dash_app.view import words as page_words
from sinkmap.text import Language

__all__ = ["browse_layout"]

NO_YEAR = "-"
"""Option of the list of years to compare with that stands for none."""


def browse_layout(
    context: Context,
    catalogue: MapCatalogue,
    language: Language,
    *,
    asks: bool,
    prints: PrintSource | None = None,
) -> Component:
    """The whole page in one language.

    ``asks``: places can be searched and looked at; ``prints``: makes sheets of what is seen.
    """
    sheet = [] if prints is None else [print_form(context, prints, language, ids.BROWSE_PRINT)]
    return page_frame(
        context,
        language,
        here=urls.OVERVIEW,
        heading=context.results.title.say(language),
        kept=[
            dcc.Location(id=ids.BROWSE_ADDRESS, refresh=False),
            dcc.Store(id=ids.BROWSE_KEPT),
            dcc.Store(id=ids.BROWSE_CATALOGUE, data=catalogue.told(language)),
            dcc.Store(id=ids.BROWSE_PLACE),
            dcc.Store(id=ids.BROWSE_AT),
            dcc.Store(id=ids.BROWSE_WANTED),
            dcc.Store(id=ids.BROWSE_ADDRESSES),
        ],
        chips=[reconciled_chip(context, language)],
        main=html.Main(
            [
                _rail(context, catalogue, language, sheet, asks=asks),
                _map(context, language, asks=asks),
                _card(language),
            ],
            className="browse",
        ),
    )


def _rail(
    context: Context,
    catalogue: MapCatalogue,
    language: Language,
    sheet: list[Component],
    *,
    asks: bool,
) -> Component:
    years = [str(year) for year in context.catalogue.years]
    none = {"value": NO_YEAR, "label": words.NO_COMPARE.say(language)}
    fields = [
        YearSlider(
            id=ids.BROWSE_YEAR, label=words.YEAR.say(language), years=years, value=years[-1]
        ),
        Choice(
            id=ids.BROWSE_COMPARE,
            kind="list",
            label=words.COMPARE.say(language),
            className="" if len(years) > 1 else "absent",
            options=[none, *({"value": year, "label": year} for year in years)],
            value=NO_YEAR,
        ),
        LayerTree(
            id=ids.BROWSE_LAYERS,
            label=words.LAYERS.say(language),
            groups=catalogue.groups(language),
            year=years[-1],
            opacity=words.OPACITY.say(language),
            absent=words.NOT_OF_YEAR.say(language),
            legend=words.LEGEND.say(language),
            more=words.MORE.say(language),
            value={},
        ),
        _basemap(context, language),
        CornerForm(
            id=ids.BROWSE_CORNERS,
            className="" if asks else "absent",
            label=words.CORNERS.say(language),
            hint=words.CORNERS_LIKE.say(language),
            go=words.CORNERS_GO.say(language),
        ),
        *sheet,
        *_told_of_files(context, language, quiet=True),
    ]
    fold = Fold(id=ids.BROWSE_FOLD, label=words.FOLD.say(language), children=fields)
    told = _told_of_files(context, language)
    return html.Section(
        [_search(language, asks=asks), *told, fold],
        className="rail",
        **aria(words.RAIL.say(language)),
    )


def _search(language: Language, *, asks: bool) -> SearchBox:
    return SearchBox(
        id=ids.BROWSE_SEARCH,
        className="" if asks else "absent",
        label=words.SEARCH.say(language),
        hint=words.SEARCH_LIKE.say(language),
        none=words.NO_HIT.say(language),
        found=words.HITS.say(language),
        hits=[],
    )


def _told_of_files(context: Context, language: Language, *, quiet: bool = False) -> list[Component]:
    if context.jobs is None:
        return []
    return [prepared(context.jobs.display, language, quiet=quiet)]


def _basemap(context: Context, language: Language) -> Component:
    return BasemapChoice(
        id=ids.BROWSE_BASEMAP,
        label=words.BASEMAP.say(language),
        none=words.NO_BASEMAP.say(language),
        opacity=words.OPACITY.say(language),
        basemaps=context.basemaps(language),
        value=None,
    )


def _map(context: Context, language: Language, *, asks: bool) -> Component:
    drawn = MapView(
        id=ids.BROWSE_MAP,
        bounds=context.bounds,
        blank="#00000000",
        opacity=1.0,
        rasters=[],
        vectors=[],
        tools=["polygon", "line"] if asks else [],
        basemaps=context.basemaps(language),
        language=str(language),
        words=page_words.map_words(language),
        plain=urls.PLAIN,
    )
    named = aria(words.MAP.say(language))
    return html.Div(html.Section(drawn, className="map", **named), className="stage")


def _card(language: Language) -> Component:
    return html.Section(
        className="figure card",
        **aria(words.CARD.say(language), live="polite"),
        children=[
            html.Div(
                className="told place",
                children=[
                    html.Button(
                        "\u00d7",
                        id=ids.BROWSE_CLOSE,
                        type="button",
                        title=words.CLOSE.say(language),
                        **aria(words.CLOSE.say(language)),
                    ),
                    html.Div(id=ids.BROWSE_CARD),
                ],
            ),
            html.Div(id=ids.BROWSE_SHAPE, className="told"),
            html.Div(id=ids.BROWSE_DIFFERENCE, className="told"),
            html.P(words.START.say(language), className="note start"),
        ],
    )
