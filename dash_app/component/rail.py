"""The Python side of the components in ``rail.js``: the rail of a map page."""

from __future__ import annotations

from dash_app.component.parts import NAMESPACE, Part

__all__ = ["BasemapChoice", "CornerForm", "Fold", "LayerTree", "SearchBox", "YearSlider"]


class BasemapChoice(Part):
    """One of ``basemaps`` (as :class:`~dash_app.component.MapView` takes them), or none.

    ``value`` is ``{id, opacity}`` or None; ``label``, ``none`` and ``opacity``, which has a place
    {0} for the name, are its texts. It is in ``basemap.js``, for a map may have it too.
    """

    _namespace = NAMESPACE
    _type = "BasemapChoice"
    _properties = ("label", "none", "opacity", "basemaps", "value")


class CornerForm(Part):
    """Corners of a shape typed by hand, for those who do not draw with a mouse.

    ``label``, ``hint`` and ``go`` are its texts; ``typed`` is set to ``{geometry, at}``, a GeoJSON
    line of two points or polygon of more, in longitude and latitude.
    """

    _namespace = NAMESPACE
    _type = "CornerForm"
    _properties = ("label", "hint", "go", "typed")


class Fold(Part):
    """``children`` behind a button ``label``: open on a wide screen, folded on a narrow one."""

    _namespace = NAMESPACE
    _type = "Fold"
    _properties = ("label", "children")


class LayerTree(Part):
    """Layers in groups, each with a switch, and when it is on an opacity and its legend.

    ``groups`` are ``{title, rows}``, a row ``{id, name, years, note, draw, legend}`` with legend
    entries ``{colour, label}``; ``value`` maps the ids that are on to their opacity from 0 to 1;
    ``year`` is the one shown, ``absent`` said of layers that do not have it; ``opacity`` has a
    place {0} for the name, ``legend`` is what its fold is called, ``more``
    that of a long group.
    """

    _namespace = NAMESPACE
    _type = "LayerTree"
    _properties = ("label", "groups", "value", "year", "opacity", "absent", "legend", "more")


class SearchBox(Part):
    """A box to search in: ``text`` is set when typing rests, ``hits`` answer it.

    ``hits`` are ``{id, name, kind}`` with whatever else is of use, ``answered`` the text they are
    for; ``picked`` is set to one of them with ``at``. ``none`` is said where there is none.
    """

    _namespace = NAMESPACE
    _type = "SearchBox"
    _properties = ("label", "hint", "none", "found", "text", "hits", "answered", "picked")


class YearSlider(Part):
    """A slider over ``years`` (texts, oldest first); ``value`` is one of them."""

    _namespace = NAMESPACE
    _type = "YearSlider"
    _properties = ("label", "years", "value")
