"""Plain answers of the page of cases: outlines and places for the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Response, abort

from dash_app.cases.choice import ALL, CaseChoice
from dash_app.cases.shapes import outlines_geojson, places_geojson
from dash_app.cases.source import CaseSource
from sinkmap.ledger import State

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CaseResponses"]


class CaseResponses:
    """Flask views over a case register; states that do not exist answer 404."""

    def __init__(self, cases: CaseSource) -> None:
        self._cases = cases

    def outlines(self, length: int, state: str) -> Response:
        """Outlines of the cases in a state, or in all, as GeoJSON."""
        return self._drawn(state, outlines_geojson)

    def places(self, length: int, state: str) -> Response:
        """Places of the cases in a state, or in all, as GeoJSON."""
        return self._drawn(state, places_geojson)

    def _drawn(self, state: str, draw: Callable[[gpd.GeoDataFrame], bytes]) -> Response:
        if state != ALL and state not in set(State):
            abort(404)
        frame = self._cases.frame(CaseChoice.of({"state": state}).filter)
        response = Response(draw(frame), mimetype="application/geo+json")
        response.headers["Cache-Control"] = "no-store"  # a case is nobody else's business
        return response
