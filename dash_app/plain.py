"""The page for a browser without WebGL: the run's map as one file."""

from __future__ import annotations

from functools import cache

from flask import Response

from dash_app.context import Context
from dash_app.language import language_asked
from sinkmap.report.static_map import PAGE_POLICY, map_page
from sinkmap.text import Language

__all__ = ["PlainPage"]

_POLICY = f"{PAGE_POLICY}; frame-ancestors 'none'; sandbox allow-scripts"
"""Its own scripts are in the file, so they may run; the sandbox keeps them from this server."""


class PlainPage:
    """Flask view of the map that ``sinkmap map`` writes, made once for each language."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._page = cache(self._made)

    def show(self) -> Response:
        """The page, in the language asked for."""
        language = language_asked(self._context.results.study.language)
        response = Response(self._page(language), mimetype="text/html")
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    def _made(self, language: Language) -> bytes:
        return map_page(self._context.results, self._context.newest, language).encode()
