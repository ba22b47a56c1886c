"""The Python side of the components in ``mapview.js``, ``controls.js`` and ``question.js``."""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component

__all__ = [
    "NAMESPACE",
    "Amount",
    "Choice",
    "MapView",
    "Part",
    "Quotas",
    "Range",
    "UnitTable",
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
    """The map: units coloured by value, outlines, a picture, the chosen unit.

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
        List of ``{id, url, colour, label}``: GeoJSON drawn as lines.
    picture
        ``{url, bounds, smooth}`` or None; ``bounds`` are west, south, east, north in degrees,
        ``smooth`` resamples linearly instead of by the nearest pixel.
    opacity
        Of the picture, 0 to 1.
    selected
        The unit drawn with a strong outline.
    bounds
        What is shown first; the map moves when they change.
    language, words
        ``zh`` or ``en``; texts of the controls by key.
    click
        Set by the map: ``{unit, at}``.
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
