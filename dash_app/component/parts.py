"""The Python side of the components in ``mapview.js`` (with the files it draws by),
``controls.js``, ``question.js`` and ``drop.js``."""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component

__all__ = [
    "NAMESPACE",
    "Amount",
    "Choice",
    "FileDrop",
    "MapView",
    "Part",
    "PrintForm",
    "Quotas",
    "Range",
    "UnitTable",
    "UploadForm",
    "Weights",
]

NAMESPACE = "sinkmap_ui"
"""Object on the browser's window that holds the components."""


class Part(Component):
    """What all parts share: properties by name, unknown names refused by Dash."""

    _namespace = NAMESPACE
    _properties: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **properties: Any) -> None:
        self._prop_names = ["id", "className", *self._properties]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = list(self._prop_names)
        self.available_wildcard_properties: list[str] = []
        super().__init__(**properties)  # type: ignore[no-untyped-call]


class MapView(Part):
    """The map: units coloured by value, tiles, outlines, two states side by side, a drawn shape.

    Coordinates are longitude and latitude in degrees throughout.

    Parameters
    ----------
    shapes
        URL of a GeoJSON collection: polygons with ``unit``, and a point with ``unit``, ``zh`` and
        ``en`` where the name of each unit goes. A point with ``place`` instead stands for a small
        shape and is drawn in its colour. Longitude, latitude.
    colours
        Unit -> ``#rrggbb``; a unit without one is drawn in ``blank``.
    labels
        Unit -> text beside the name under the pointer.
    outlines
        List of ``{id, url, colour, label}``: GeoJSON drawn as lines, with an ``opacity`` and a
        ``fill`` (share of it inside polygons) where they are given.
    picture
        ``{url, bounds, smooth}`` or None; ``bounds`` are west, south, east, north in degrees,
        ``smooth`` resamples linearly instead of by the nearest pixel.
    opacity
        Of the picture, 0 to 1.
    selected
        The unit drawn with a strong outline.
    bounds
        What is shown first; the map moves when they change.
    rasters
        Raster tiles, bottom up: ``{id, url, minzoom, maxzoom, bounds, opacity, smooth}``; ``url``
        holds ``{z}``, ``{x}`` and ``{y}``.
    vectors
        Vector tiles, bottom up: ``{id, url, layer, minzoom, maxzoom, bounds, draw, opacity,
        width}``; ``draw`` is fill, hatch, line, circle or label; ``colour``, or ``colours`` as
        ``{property, values}``; ``key`` is the property features are known by, ``label`` the one
        they are named by, ``clickable`` whether a click tells them.
    shown
        GeoJSON given as it is, each feature with ``colour``, ``hatch`` and ``name``.
    compare
        None, or a swipe of two states: ``{rasters, vectors, at, left, right}``, those of the
        right-hand state, the place of the handle from 0 to 1, the names of the two.
    swiped
        Set by the map: the place of the handle once it rests.
    tools
        Which of ``polygon``, ``line`` and ``point`` have a button on the map, with one to clear.
    draw
        None, or what is drawn next: ``polygon``, ``line``, ``point``. None again once it is done.
    drawn
        The drawn shape as a GeoJSON geometry or None; set by the map, or put on it.
    view
        ``{lon, lat, zoom}``: where the map goes, now and whenever it changes.
    seen
        Set by the map at rest: ``{west, south, east, north, lon, lat, zoom}``.
    basemaps
        What may lie under everything: ``{id, name, credit, opacity, url, minzoom, maxzoom, bounds,
        size}``, the opacity being that at first; ``credit`` stands on the map that shows it.
    basemap
        None, or ``{id, opacity}``: the one that is shown.
    basemapChoice
        Whether the map itself has the choice; it then heeds no ``basemap``.
    plain
        Address of the page without WebGL.
    language, words
        ``zh`` or ``en``; texts of the controls by key.
    click
        Set by the map: ``{at, lon, lat}`` with ``unit`` where there is one, and with tiles
        ``features``: ``{layer, id, properties}`` of the clickable ones met. A map without tiles
        tells only clicks on units.
    state
        Set by the map: ``ready`` or ``no_webgl``.
    """

    _namespace = NAMESPACE
    _type = "MapView"
    _properties = (
        "shapes",
        "colours",
        "blank",
        "labels",
        "outlines",
        "picture",
        "opacity",
        "selected",
        "bounds",
        "rasters",
        "vectors",
        "shown",
        "compare",
        "swiped",
        "tools",
        "draw",
        "drawn",
        "view",
        "seen",
        "basemaps",
        "basemap",
        "basemapChoice",
        "plain",
        "language",
        "words",
        "click",
        "state",
    )


class Choice(Part):
    """One of, or several of, a few options, drawn with the browser's own form controls.

    ``kind`` is ``list`` (a select), ``tabs`` (radio buttons in a row) or ``checks`` (boxes; the
    value is a list). ``options`` are ``{value, label}`` with an optional ``group``, which is a
    heading in a select and folded away among boxes.
    """

    _namespace = NAMESPACE
    _type = "Choice"
    _properties = ("label", "kind", "options", "value")


class Range(Part):
    """A slider from 0 to 1 with ``label``."""

    _namespace = NAMESPACE
    _type = "Range"
    _properties = ("label", "value")


class UnitTable(Part):
    """Units with their values, each name a button.

    ``rows`` are ``{unit, name, text, colour, share}``, ``share`` being the length of the bar from
    0 to 1 or None; ``headings`` name the two columns; ``click`` is set as in :class:`MapView`.
    """

    _namespace = NAMESPACE
    _type = "UnitTable"
    _properties = ("caption", "headings", "rows", "selected", "click")


class Amount(Part):
    """A number from 0 with its ``unit``, typed or moved by a slider that ends at ``most``.

    ``value`` None is no bound, which ``none`` names. It is sent when it has rested for a moment.
    """

    _namespace = NAMESPACE
    _type = "Amount"
    _properties = ("label", "unit", "none", "most", "value")


class Weights(Part):
    """Sliders from 0 to 1, each with its share of their sum.

    ``rows`` are ``{id, name}``, ``value`` and ``standard`` map ids to numbers; a button
    ``reset`` goes back to the standard ones. ``byMatrix`` is said while they are in force,
    ``byHand`` otherwise. Sent when they have rested for a moment.
    """

    _namespace = NAMESPACE
    _type = "Weights"
    _properties = ("label", "rows", "value", "standard", "reset", "byMatrix", "byHand")


class Quotas(Part):
    """Least and most of each unit: ``rows`` are ``{unit, name}``, ``value`` maps a unit to
    ``[least, most]`` with None for no bound; ``headings`` name the three columns."""

    _namespace = NAMESPACE
    _type = "Quotas"
    _properties = ("rows", "headings", "value")


class PrintForm(Part):
    """Asks for a sheet of paper by a link; what is chosen stays in the browser.

    ``url``: the route without its kind; ``years``, ``layers`` (``{id, title, raster, years}``),
    ``units`` (``{value, label}``), ``papers``, ``scales``: what there is; ``words``: texts by key;
    ``place``: ``{view, shape, name}`` of the page around it, or None.
    """

    _namespace = NAMESPACE
    _type = "PrintForm"
    _properties = ("url", "years", "layers", "units", "papers", "scales", "words", "place")


class UploadForm(Part):
    """Sends one file to ``url`` with what is said of it.

    ``layers`` (``{id, title, systems}``), ``years``, ``states`` (``{value, label}``): what there
    is; ``words``: texts by key; ``answer`` is set to ``{id, at}`` once the server has taken the
    file in. What it refuses is shown below the form.
    """

    _namespace = NAMESPACE
    _type = "UploadForm"
    _properties = ("url", "layers", "years", "states", "words", "answer")


class FileDrop(Part):
    """One file, chosen or dropped, read in the browser; nothing is sent until ``value`` is asked.

    ``value`` is ``{name, size, content, at}`` with the content as base64, or None; a file over
    ``most`` bytes is not read, which ``tooLarge`` says. ``accept`` as in HTML.
    """

    _namespace = NAMESPACE
    _type = "FileDrop"
    _properties = ("label", "hint", "accept", "most", "tooLarge", "value")
