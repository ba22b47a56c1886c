"""What the map of a page beside the main one shows around its own shapes."""

from __future__ import annotations

from dash_app import urls
from dash_app.context import Context
from sinkmap.text import Language

__all__ = ["drawn_lines"]

_BORDER, _LINE = "#a9b8b1", "#2f8f5b"


def drawn_lines(context: Context, language: Language) -> list[dict[str, str]]:
    """Borders of the city's parts, and the run's first layer of lines, as outlines of a map."""
    label = context.catalogue.drawn[0].title.say(language)
    borders = urls.borders_url(context.run_id)
    lines = [{"id": "borders", "url": borders, "colour": _BORDER, "label": label}]
    year = context.catalogue.years[-1]
    for layer in context.outline_layers(year)[:1]:
        url = urls.zones_url(context.run_id, layer, year)
        colour = context.newest.colours.get(layer, _LINE)
        label = context.newest.titles[layer].say(language)
        lines.append({"id": layer, "url": url, "colour": colour, "label": label})
    return lines
