"""A measured line and a marked point, on the ellipsoid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import shapely
from dash import html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dash_app.browse import words
from sinkmap.length import geodesic_length
from sinkmap.text import Language

__all__ = ["line_view", "metres", "point_view"]

_DEGREES = "EPSG:4490"
_KILOMETRE = 1000.0
_MOST_LEGS = 12
"""Legs that are listed one by one."""


def line_view(coordinates: Sequence[Any], language: Language) -> list[Component]:
    """The length of a line in longitude and latitude, and of each of its legs.

    Geodesic lengths on CGCS2000, see :func:`sinkmap.length.geodesic_length`.
    """
    ends = _points(coordinates)
    if len(ends) < 2:
        raise PreventUpdate
    legs = [shapely.LineString(pair) for pair in pairwise(ends)]
    lengths = geodesic_length([shapely.LineString(ends), *legs], _DEGREES)
    parts: list[Component] = [
        html.H2(words.LINE.say(language)),
        html.Div(
            [html.Strong(metres(lengths[0])), html.Span(words.LENGTH.say(language))],
            className="value",
        ),
    ]
    if 1 < len(legs) <= _MOST_LEGS:
        listed = html.Ol([html.Li(metres(one)) for one in lengths[1:]])
        parts.append(html.Details([html.Summary(words.LEGS.say(language)), listed]))
    return parts


def point_view(coordinates: Sequence[Any], language: Language) -> list[Component]:
    """The coordinates of a point."""
    ((lon, lat),) = _points([coordinates])
    place = words.PLACE_AT.say(language).format(f"{lon:.6f}°", f"{lat:.6f}°")
    return [html.H2(words.POINT.say(language)), html.P(place)]


def metres(length: float) -> str:
    """A length as it is read: metres, from a kilometre on kilometres."""
    return f"{length / _KILOMETRE:,.3f} km" if length >= _KILOMETRE else f"{length:,.2f} m"


def _points(coordinates: Sequence[Any]) -> list[tuple[float, float]]:
    try:
        return [(float(lon), float(lat)) for lon, lat in coordinates]
    except (TypeError, ValueError) as error:
        raise PreventUpdate from error
