"""Answers of the plain routes: map data with long caching, the methods page, health."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, render_template, request

from dash_app import urls
from dash_app.context import Context
from dash_app.language import keep_language, language_asked
from dash_app.page.frame import page_links
from dash_app.page.icon import ICON
from dash_app.view import words
from sinkmap.text import Language, Text

__all__ = ["Responses"]

_FOR_LONG = "private, max-age=31536000, immutable"
"""The run's id is part of the URL and a run never changes."""


class Responses:
    """Flask views over one run. Names that are not in the run answer 404."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def health(self) -> Response:
        """Say that the server runs, and which run it shows."""
        return Response(self._context.run_id, mimetype="text/plain")

    def shapes(self, run_id: str, partition: str) -> Response:
        """A partition as GeoJSON."""
        self._same_run(run_id)
        if partition not in self._context.newest.shapes:
            abort(404)
        return self._kept(self._context.shapes_document(partition), "application/geo+json")

    def borders(self, run_id: str) -> Response:
        """Borders of the first partition's units as GeoJSON, to be drawn as lines."""
        self._same_run(run_id)
        return self._kept(self._context.borders_document(), "application/geo+json")

    def zones(self, run_id: str, layer: str, year: int) -> Response:
        """A layer's polygons, lines or points of a year as GeoJSON."""
        self._same_run(run_id)
        self._same_year(year)
        if layer not in self._context.content(year).zones:
            abort(404)
        return self._kept(self._context.zones_document(layer, year), "application/geo+json")

    def picture(self, run_id: str, layer: str, year: int) -> Response:
        """A raster layer's picture of a year as PNG."""
        self._same_run(run_id)
        self._same_year(year)
        picture = self._context.picture(layer, year)
        if picture is None:
            abort(404)
        return self._kept(picture.png, "image/png")

    def methods(self) -> Any:
        """Definitions of all indicators and profiles, from their declarations.

        The page runs no script: ``?language=`` is its button.
        """
        wanted = request.args.get("language")
        if wanted in set(Language):
            return keep_language(_here_again(), Language(wanted))
        results = self._context.results
        language = language_asked(results.study.language)
        return render_template(
            "methods.html",
            title=words.METHODS,
            study=results.title,
            indicators=[t.indicator for t in self._context.catalogue.themes.values()],
            links=page_links(self._context),
            here=urls.METHODS,
            words=words,
            text=Text.of,
            icon=ICON,
            language=str(language),
            other=str(Language.EN if language is Language.ZH else Language.ZH),
        )

    def _same_run(self, run_id: str) -> None:
        if run_id != self._context.run_id:
            abort(404)

    def _same_year(self, year: int) -> None:
        if year not in self._context.catalogue.years:
            abort(404)

    def _kept(self, body: bytes, kind: str) -> Response:
        response = Response(body, mimetype=kind)
        response.headers["Cache-Control"] = _FOR_LONG
        response.add_etag()
        kept: Any = response.make_conditional(request)
        return kept  # type: ignore[no-any-return]


def _here_again() -> Response:
    """The way back to the page asked for, without what was asked of it."""
    back: Any = redirect(request.path, code=303)
    return back  # type: ignore[no-any-return]
