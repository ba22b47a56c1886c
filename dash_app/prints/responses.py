"""The route of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from flask import Response, abort, request

from dash_app import urls
from dash_app.context import Context
from dash_app.entries import Access, Entry, PlainRoute
from dash_app.language import language_asked
from dash_app.prints.asked import request_of
from dash_app.prints.source import PrintSource
from sinkmap.errors import UsageError
from sinkmap.text import Text

__all__ = ["print_entries"]

_MISSING = frozenset({"YEAR-MISSING", "UNIT-MISSING", "PRINT-LAYER-MISSING"})
"""Findings about what is not there; the others are about how it is asked for."""
_TYPES = {"pdf": "application/pdf", "png": "image/png"}
_BUSY = Text("正在制作另一张图，请稍后再试", "another sheet is being made; try again in a moment")


def print_entries(context: Context, prints: PrintSource) -> tuple[Entry, ...]:
    """The route that makes sheets of the run."""
    answers = _Sheets(context, prints)
    return (PlainRoute("print_sheet", urls.PRINT, Access.VIEWER, answers.sheet),)


class _Sheets:
    """Answers with a sheet, or with what is wrong in plain words."""

    def __init__(self, context: Context, prints: PrintSource) -> None:
        self._context = context
        self._prints = prints

    def sheet(self, run_id: str, kind: str) -> Response:
        """A sheet as PDF or PNG: 404 for what is not there, 400 for what cannot be, 503 if busy."""
        if run_id != self._context.run_id or kind not in _TYPES:
            abort(404)
        language = language_asked(self._context.results.study.language)
        try:
            asked = request_of(request.args.to_dict(), language)
            wanted: Literal["pdf", "png"] = "pdf" if kind == "pdf" else "png"
            made = self._prints.sheet(asked, wanted)
        except UsageError as error:
            status = 404 if _MISSING & {f.code for f in error.findings} else 400
            return _said([f.say(language) for f in error.findings], status)
        if made is None:
            busy = _said([_BUSY.say(language)], 503)
            busy.headers["Retry-After"] = "10"
            return busy
        answer = Response(made, mimetype=_TYPES[kind])
        answer.headers["Content-Disposition"] = f'inline; filename="sheet_{run_id}.{kind}"'
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


def _said(lines: Sequence[str], status: int) -> Response:
    return Response("\n".join(lines) + "\n", status=status, mimetype="text/plain")
