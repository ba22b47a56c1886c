"""Answers of the overview: what is found, what is at a place, what a shape holds, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dash_app.browse.card import change_table, findings_told, place_view, shape_view
from dash_app.browse.layout import NO_YEAR
from dash_app.browse.measured import line_view, point_view
from dash_app.browse.source import Degrees, PlaceSource
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.typed import typed
from sinkmap.errors import SinkmapError
from sinkmap.text import Language

__all__ = ["BrowseCallbacks"]

_MOST_TEXT = 100
_MOST_HITS = 12
_PIN = "#c2410c"


class BrowseCallbacks:
    """Dash callbacks over any place of a run."""

    def __init__(self, context: Context, places: PlaceSource) -> None:
        self._context = context
        self._places = places

    def search(self, text: object) -> dict[str, Any]:
        """What a text names."""
        if not isinstance(text, str) or not text.strip():
            raise PreventUpdate
        asked = typed(text, _MOST_TEXT)
        language = self._language
        hits = [
            {
                "id": hit.id,
                "name": hit.name.say(language),
                "kind": hit.kind.say(language),
                "bounds": list(hit.bounds),
            }
            for hit in self._places.search(asked)[:_MOST_HITS]
        ]
        return {"hits": hits, "answered": text}

    def card(self, place: object) -> dict[str, Any]:
        """The card of a place, a line about its parcel and a pin on it."""
        found = _place(place)
        if found is None:
            return {"card": [], "shown": None}
        lon, lat = found
        try:
            card = self._places.card(lon, lat)
        except SinkmapError as error:
            told = findings_told(error.findings, self._language)
            return {"card": told, "shown": _pin(lon, lat, None)}
        return {
            "card": place_view(card, lon, lat, self._language),
            "shown": _pin(lon, lat, card.outline),
        }

    def shape(self, drawn: object, year: object) -> dict[str, Any]:
        """Figures of a drawn polygon, the length of a line, the coordinates of a point."""
        if not isinstance(drawn, dict):
            return {"shape": []}
        return {"shape": self._shape(drawn, self._year(year))}

    def difference(self, seen: object, other: object, year: object) -> dict[str, Any]:
        """Hectares by class within the view in the two years that are compared."""
        bounds = _bounds(seen)
        if bounds is None or not isinstance(other, str) or other in (NO_YEAR, year):
            return {"difference": []}
        before, after = self._year(other), self._year(year)
        try:
            changes = self._places.difference(bounds, before, after)
        except SinkmapError as error:
            return {"difference": findings_told(error.findings, self._language)}
        return {"difference": change_table(changes, before, after, self._language)}

    def _shape(self, drawn: Mapping[str, Any], year: int) -> Sequence[Component]:
        language = self._language
        kind, coordinates = drawn.get("type"), drawn.get("coordinates")
        if not isinstance(coordinates, list):
            raise PreventUpdate
        if kind == "LineString":
            return line_view(coordinates, language)
        if kind == "Point":
            return point_view(coordinates, language)
        try:
            account = self._places.account(drawn, year)
        except SinkmapError as error:
            return findings_told(error.findings, language)
        return shape_view(account, self._context.catalogue.themes, year, language)

    def _year(self, asked: object) -> int:
        years = self._context.catalogue.years
        return next((year for year in years if str(year) == str(asked)), years[-1])

    @property
    def _language(self) -> Language:
        return language_asked(self._context.results.study.language)


def _place(told: object) -> tuple[float, float] | None:
    if not isinstance(told, dict):
        return None
    lon, lat = told.get("lon"), told.get("lat")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    return (float(lon), float(lat)) if abs(lon) <= 180.0 and abs(lat) <= 90.0 else None


def _bounds(seen: object) -> Degrees | None:
    if not isinstance(seen, dict):
        return None
    sides = [seen.get(side) for side in ("west", "south", "east", "north")]
    if not all(isinstance(side, int | float) for side in sides):
        return None
    west, south, east, north = (float(side) for side in sides if side is not None)
    return west, south, east, north


def _pin(lon: float, lat: float, outline: Mapping[str, Any] | None) -> dict[str, Any]:
    """A pin at a place and a line about its parcel, as the map shows them.

    The line is a shape of its own: were each parcel of the tiles able to be drawn as marked, all of
    them would be drawn once more, which takes as long as all else of a view.
    """
    point = {"type": "Point", "coordinates": [lon, lat]}
    features = [{"type": "Feature", "properties": {"colour": _PIN}, "geometry": point}]
    if outline is not None:
        features.append({"type": "Feature", "properties": {}, "geometry": dict(outline)})
    return {"type": "FeatureCollection", "features": features}
