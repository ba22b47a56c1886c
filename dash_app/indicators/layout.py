"""The page before anything is chosen: header, controls, map, figure."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.component import Choice, MapView, Range, UnitTable
from dash_app.context import Context
from dash_app.page.frame import aria, page_frame
from dash_app.page.reconciled import reconciled_chip
from dash_app.view import words
from dash_app.view.choropleth import BLANK
from dash_app.view.selection import Catalogue
from sinkmap.text import Language, Text

__all__ = ["NO_PICTURE", "indicator_layout"]

NO_PICTURE = "-"
"""Option of the picture list that shows none."""
_OPACITY = 0.85
_FEW_LINES = 4
"""Layers of lines and places that are listed at once."""
_LATIN = 0x2E7F
_TABS_WIDTH = 26


def indicator_layout(context: Context, language: Language) -> Component:
    """The whole page in one language; the first callback fills it."""
    return page_frame(
        context,
        language,
        here=urls.INDICATORS,
        heading=f"{words.INDICATORS.say(language)} · {context.results.title.say(language)}",
        kept=[dcc.Location(id=ids.ADDRESS, refresh=False), dcc.Store(id=ids.KEPT_ADDRESS)],
        chips=[reconciled_chip(context, language)],
        main=html.Main([_controls(context, language), _map(context, language), _figure(language)]),
    )


def _controls(context: Context, language: Language) -> Component:
    catalogue = context.catalogue

    def say(text: Text) -> str:
        return text.say(language)

    return html.Section(
        className="controls",
        **aria(say(words.CONTROLS)),
        children=[
            html.Div(
                className="fields",
                children=[
                    _partition_choice(catalogue, language),
                    Choice(
                        id=ids.YEAR,
                        kind="tabs",
                        label=say(words.YEAR),
                        options=[_option(str(y), str(y)) for y in catalogue.years],
                    ),
                    Choice(
                        id=ids.THEME,
                        label=say(words.THEME),
                        options=_theme_options(catalogue, language),
                    ),
                    Choice(id=ids.PROFILE, label=say(words.PROFILE), options=[]),
                    Choice(id=ids.UNIT, label=say(words.UNIT), options=[]),
                    *_overlays(context, language),
                ],
            ),
            UnitTable(
                id=ids.UNITS,
                caption=say(words.UNITS_CAPTION),
                headings=[say(words.UNIT_COLUMN), say(words.VALUE)],
                rows=[],
            ),
        ],
    )


def _partition_choice(catalogue: Catalogue, language: Language) -> Component:
    titles = {p.id: p.title.say(language) for p in catalogue.drawn}
    # A Chinese character is as wide as two Latin ones.
    width = sum(2 if ord(sign) > _LATIN else 1 for title in titles.values() for sign in title)
    return Choice(
        id=ids.PARTITION,
        kind="tabs" if width <= _TABS_WIDTH else "list",
        label=words.PARTITION.say(language),
        options=[_option(partition, title) for partition, title in titles.items()],
    )


def _overlays(context: Context, language: Language) -> list[Component]:
    titles = context.newest.titles
    layers = context.outline_layers(context.catalogue.years[-1])
    more = {"group": words.MORE_LINES.say(language)} if len(layers) > _FEW_LINES + 1 else {}
    outlines = Choice(
        id=ids.OUTLINES,
        kind="checks",
        className="outlines" if layers else "absent",
        label=words.OUTLINES.say(language),
        options=[
            _option(layer, titles[layer].say(language)) | (more if place >= _FEW_LINES else {})
            for place, layer in enumerate(layers)
        ],
        value=list(layers[:1]),
    )
    pictures = context.picture_layers()
    absent = "" if pictures else "absent"
    picture = Choice(
        id=ids.PICTURE,
        label=words.PICTURE.say(language),
        className=absent,
        options=[
            _option(NO_PICTURE, words.NO_PICTURE.say(language)),
            *(_option(layer, titles[layer].say(language)) for layer in pictures),
        ],
        value=NO_PICTURE,
    )
    label = words.OPACITY.say(language)
    return [outlines, picture, Range(id=ids.OPACITY, label=label, value=_OPACITY, className=absent)]


def _theme_options(catalogue: Catalogue, language: Language) -> list[dict[str, str]]:
    return [
        _option(theme.code, theme.title.say(language)) | {"group": theme.shelf.say(language)}
        for theme in catalogue.themes.values()
    ]


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


def _map(context: Context, language: Language) -> Component:
    drawn = MapView(
        id=ids.MAP,
        bounds=context.bounds,
        blank=BLANK,
        opacity=_OPACITY,
        language=str(language),
        words=words.map_words(language),
        basemaps=context.basemaps(language),
        basemapChoice=True,
        plain=urls.PLAIN,
    )
    heading = html.Div(id=ids.HEADING, className="heading", **aria(live="polite"))
    named = aria(words.MAP_REGION.say(language))
    return html.Div(
        className="stage",
        children=[
            html.Section([drawn, heading], className="map", **named),
            html.Div(id=ids.LEGEND, className="legend"),
        ],
    )


def _figure(language: Language) -> Component:
    return html.Section(
        id=ids.FIGURE,
        className="figure",
        **aria(words.FIGURE.say(language), live="polite"),
        children=html.P(words.LOADING.say(language)),
    )
