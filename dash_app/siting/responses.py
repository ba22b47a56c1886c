"""Plain answers of the page of a siting: candidates for the map, files of a report."""

from __future__ import annotations

from flask import Response, abort, send_file

from dash_app.siting.shapes import sites_geojson
from dash_app.siting.source import SiteSource
from sinkmap.errors import SinkmapError

__all__ = ["SiteResponses"]


class SiteResponses:
    """Flask views over a run with candidates; types and files that do not exist answer 404."""

    def __init__(self, source: SiteSource) -> None:
        self._source = source

    def shapes(self, types: str) -> Response:
        """Candidates of types as GeoJSON."""
        named = types.split("-")
        if not set(named) <= set(self._source.book.types):
            abort(404)
        try:
            sites = self._source.candidates(named)
        except SinkmapError:  # the page itself says what is the matter
            abort(404)
        response = Response(sites_geojson(sites), mimetype="application/geo+json")
        response.headers["Cache-Control"] = "no-store"  # the next server may have other sites
        return response

    def file(self, siting: str, name: str) -> Response:
        """A file of the report of a kept siting."""
        path = self._source.file(siting, name)
        if path is None:
            abort(404)
        response = send_file(path.resolve(), as_attachment=True, download_name=path.name)
        response.headers["Cache-Control"] = "no-store"
        return response
