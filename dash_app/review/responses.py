"""Plain answers of the page of reviews: shapes for the map, and the forms."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

import numpy as np
from flask import Response, abort, send_file

from dash_app.language import language_asked
from dash_app.review.source import ReviewSource, ShownReview
from dash_app.view.shapes import geojson, zones_geojson
from sinkmap.errors import SinkmapError
from sinkmap.text import Language

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["ReviewResponses"]

_GEOJSON = "application/geo+json"


class ReviewResponses:
    """Flask views over reviews; what is not there answers 404."""

    def __init__(self, reviews: ReviewSource, default: Language) -> None:
        self._reviews, self._default = reviews, default

    def ground(self, review: str) -> Response:
        """The ground of each row, by its place, as GeoJSON."""
        shown = self._shown(review)
        told = shown.result.rows.iloc[shown.ground["row"].to_numpy()]
        # What does not conform lies on top, and of like rows the smaller, to be seen and clicked.
        order = np.lexsort([-told["area_m2"].to_numpy(), told["conclusion"].to_numpy()])
        frame = shown.ground.iloc[order]
        rows = ({"unit": str(row)} for row in frame["row"])
        return _private(geojson(frame.geometry.to_numpy(), rows))

    def plots(self, review: str) -> Response:
        """The plots of the project as GeoJSON."""
        frame: gpd.GeoDataFrame = self._shown(review).plots
        return _private(zones_geojson(frame.rename(columns={"number": "name"})))

    def zone(self, review: str, zone: str) -> Response:
        """A zone around the project as GeoJSON."""
        zones = self._shown(review).zones
        if zone not in zones:
            abort(404)
        return _private(zones_geojson(zones[zone]))

    def form(self, review: str, name: str) -> Response:
        """The form in one format, made where it is not there yet."""
        try:
            path = self._reviews.file(review, name, language_asked(self._default))
        except SinkmapError as error:
            said = "\n".join(
                finding.say(language_asked(self._default)) for finding in error.findings
            )
            return Response(said, status=404, mimetype="text/plain")
        if path is None:
            abort(404)
        kind = mimetypes.guess_type(path.name)[0]
        # The page of the form runs no script and names its own policy; it is looked at as a file.
        return send_file(path.resolve(), mimetype=kind, as_attachment=True, download_name=path.name)

    def _shown(self, review: str) -> ShownReview:
        try:
            return self._reviews.shown(review)
        except SinkmapError:
            abort(404)


def _private(body: bytes) -> Response:
    response = Response(body, mimetype=_GEOJSON)
    response.headers["Cache-Control"] = "no-store"  # a project is nobody else's business
    return response
