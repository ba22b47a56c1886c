"""The run as one map file that opens without a network: units by indicator and year, red lines,
pictures of the land cover."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import shapely
from branca.element import Element, MacroElement
from branca.element import Figure as Page
from folium.template import Template

from sinkmap.figure import Figure
from sinkmap.report.book import Book, open_book
from sinkmap.report.cards import cards_of, script_json
from sinkmap.report.map_panel import MISSING_WORDS, panel_markup, zone_colour
from sinkmap.report.offline import inline_links, name_in_order, refuse_links
from sinkmap.report.quantity import quantity_of
from sinkmap.report.scale import NO_VALUE, scale_of
from sinkmap.report.whole_file import write_whole
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

    from sinkmap.indicator import Indicator
    from sinkmap.run import MapContent, Picture, RunResults
    from sinkmap.statunit import Partition

__all__ = ["PAGE_POLICY", "map_page", "write_map"]

_DECIMALS = 5
"""Digits of a degree kept in outlines: about a metre."""
_TOLERANCE = 1e-4
"""Degrees by which zone outlines are simplified: about ten metres."""
_MOST_SHAPES = 5_000
"""Shapes of a layer that one file holds: with ten thousands a browser opens it no more."""
PAGE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline' data:; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)
"""What the page asks a browser to allow: only what it holds."""


class _Panel(MacroElement):
    """Choice of indicator, year and units, legend and popups; its data are one JSON document."""

    _template = Template(
        "{% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.markup }}{% endmacro %}"
        "{% macro script(this, kwargs) %}{{ this.code }}\n"
        "sinkmapMap({{ this._parent.get_name() }}, {{ this.layer_control.get_name() }}, "
        "{{ this.document }});{% endmacro %}"
    )

    def __init__(self, document: str, markup: str, layer_control: folium.LayerControl) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Panel"
        self.document, self.markup, self.layer_control = document, markup, layer_control
        self.style, self.code = _asset("map.css"), _asset("map.js")


def write_map(results: RunResults, content: MapContent, path: Path, language: Language) -> None:
    """Write the run as a self-contained map.

    Units of every partition are coloured by the default definition of an indicator in a year;
    a click tells the figure. ``content``: outlines and pictures (longitude and latitude, pictures
    in Web Mercator); pictures without classes and layers of more than 5,000 shapes are left out,
    they would make the file many times as large. The page names those layers. The same input gives
    the same bytes.

    Raises
    ------
    CannotFinishError
        ``MAP-LINK`` if the page would ask the network for anything.
    """
    write_whole(path, map_page(results, content, language))


def map_page(
    results: RunResults, content: MapContent, language: Language, book: Book | None = None
) -> str:
    """The page that :func:`write_map` writes; ``book``: that of the run, where it is open."""
    speech, last = Language(language), results.study.years[-1]
    book = open_book(results, last) if book is None else book.of_year(last)
    content, left_out = _lighter(content)
    chart = folium.Map(
        tiles=None,
        location=_middle(content),
        zoom_start=9,
        attribution_control=False,
        zoom_control="bottomright",
        zoom_snap=0.25,
    )
    for picture in (one for one in content.pictures.values() if one.legend):
        _picture_layer(picture, speech).add_to(chart)
    for layer, frame in content.zones.items():
        colour = zone_colour(content, layer)
        _zone_layer(layer, frame, content.titles.get(layer), colour, speech).add_to(chart)
    control = folium.LayerControl(collapsed=True)
    control.add_to(chart)
    document = _document(book, content, speech)
    panel = panel_markup(book, content, left_out, speech)
    _Panel(script_json(document), panel, control).add_to(chart)
    inline_links(chart)
    name_in_order(chart)
    page = _render(chart, results.title.say(speech), speech)
    refuse_links(page)
    return page


def _lighter(content: MapContent) -> tuple[MapContent, tuple[str, ...]]:
    """The content without its empty and its heaviest layers, and the names of the latter."""
    sizes = {layer: content.count(layer) for layer in content.zones}
    kept = {n: content.zones[n] for n, size in sizes.items() if 0 < size <= _MOST_SHAPES}
    return replace(content, zones=kept), tuple(n for n, m in sizes.items() if m > _MOST_SHAPES)


def _render(chart: folium.Map, title: str, language: Language) -> str:
    figure = chart.get_root()
    assert isinstance(figure, Page)
    figure.title = html.escape(title)
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{PAGE_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
    )
    figure.header.add_child(Element(head), name="policy", index=0)
    page: str = figure.render()
    spoken = "zh-CN" if language is Language.ZH else "en"
    return page.replace("<html>", f'<html lang="{spoken}">', 1)


def _middle(content: MapContent) -> tuple[float, float]:
    west, south, east, north = _bounds(content)
    return (south + north) / 2.0, (west + east) / 2.0


def _bounds(content: MapContent) -> tuple[float, float, float, float]:
    every = np.array([f.total_bounds for f in content.shapes.values() if len(f)])
    if not len(every):
        return (70.0, 15.0, 140.0, 55.0)
    west, south = every[:, :2].min(axis=0)
    east, north = every[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _picture_layer(picture: Picture, language: Language) -> folium.raster_layers.ImageOverlay:
    west, south, east, north = picture.bounds
    return folium.raster_layers.ImageOverlay(
        f"data:image/png;base64,{base64.b64encode(picture.png).decode()}",
        bounds=[[south, west], [north, east]],
        name=html.escape(f"{picture.title.say(language)} {picture.year}"),
        show=False,
        opacity=0.9,
    )


def _zone_layer(
    layer: str, frame: gpd.GeoDataFrame, title: Text | None, colour: str, language: Language
) -> folium.GeoJson:
    """Outlines, lines or points of a layer, without its attributes."""
    name = title.say(language) if title else layer
    style = {"color": colour, "weight": 1.4, "fillColor": colour, "fillOpacity": 0.06}
    features = [
        {"type": "Feature", "properties": {}, "geometry": _geometry(shape, _TOLERANCE)}
        for shape in frame.geometry
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=html.escape(name),
        style_function=lambda _feature: style,
        show=layer == "redline",
        interactive=False,
        marker=folium.CircleMarker(radius=3, weight=1.4, fill=True),
    )


def _geometry(shape: shapely.Geometry, tolerance: float = 0.0) -> Any:
    thin = shapely.simplify(shape, tolerance) if tolerance else shape
    short = shapely.transform(thin, lambda degrees: np.round(degrees, _DECIMALS))
    return json.loads(shapely.to_geojson(short))


def _document(book: Book, content: MapContent, language: Language) -> dict[str, Any]:
    """Everything the panel shows, as plain values."""
    whole = [i for i in book.indicators if not i.items and i.id not in book.untold]
    figures = list(_figures(book, whole))
    west, south, east, north = _bounds(content)
    return {
        **cards_of(book, figures),
        "language": 0 if language is Language.ZH else 1,
        "bounds": [[south, west], [north, east]],
        "years": list(book.results.study.years),
        "missing": {"colour": NO_VALUE, "label": MISSING_WORDS.say(language)},
        "partitions": [_partition(book, p, content, language) for p in _shown(book, content)],
        "views": [_view(book, i, figures, language) for i in whole],
    }


def _shown(book: Book, content: MapContent) -> Iterator[Partition]:
    order = (*book.partitions, *book.large_partitions)
    return (p for p in order if p.id in content.shapes)


def _figures(book: Book, indicators: list[Indicator]) -> Iterator[Figure]:
    """The default definition's figures of every unit and year."""
    units = dict.fromkeys(m for p in (*book.partitions, *book.large_partitions) for m in p.members)
    years = book.results.study.years
    for indicator, unit, year in product(indicators, units, years):
        figure = book.find(indicator.id, unit, year, book.profiles(indicator)[0].id)
        if figure is not None:
            yield figure


def _partition(
    book: Book, partition: Partition, content: MapContent, language: Language
) -> dict[str, Any]:
    shapes = content.shapes[partition.id]
    return {
        "title": partition.title.say(language),
        "features": [
            {
                "type": "Feature",
                "properties": {"unit": str(unit), "name": book.unit_name(str(unit)).say(language)},
                "geometry": _geometry(shape),
            }
            for unit, shape in zip(shapes["unit_id"], shapes.geometry, strict=True)
        ],
    }


def _view(
    book: Book, indicator: Indicator, figures: list[Figure], language: Language
) -> dict[str, Any]:
    """One indicator: colours and, for each figure, the class it lies in."""
    profile, part = book.profiles(indicator)[0], quantity_of(indicator).value
    mine = [f for f in figures if f.indicator == indicator.id]
    scale = scale_of(indicator.id, [f.value for f in mine], part)
    unit = part.shown_as.unit
    return {
        "indicator": indicator.id,
        "profile": profile.id,
        "title": indicator.title.say(language),
        "chapter": indicator.chapter.text.say(language),
        "definition": profile.title.say(language),
        "unit": unit.say(language) if unit else "",
        "colours": list(scale.colours),
        "labels": list(scale.labels),
        "classes": {f.id: scale.index(part.of(f.value)) for f in mine if f.value is not None},
    }


def _asset(name: str) -> str:
    return files("sinkmap.report").joinpath("templates", name).read_text(encoding="utf-8")
