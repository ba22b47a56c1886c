"""The page that says that a link's run is not the one shown here."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, render_template, request

from dash_app import urls
from dash_app.browse import words
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.page.icon import ICON

__all__ = ["answer_links_of_other_runs"]

RUN = "run"
"""Name of the run in the address of a page."""


def answer_links_of_other_runs(server: Flask, context: Context) -> None:
    """Answer a link to another run by a page of its own: a run pins its figures.

    It offers the same view on the run that is shown, without taking it silently.
    """
    beside = (link.url for link in context.beside)
    pages = {urls.OVERVIEW, urls.INDICATORS, *beside}

    def refuse() -> Response | None:
        asked = request.args.get(RUN)
        if request.path not in pages or asked in (None, "", context.run_id):
            return None
        return Response(_page(context, str(asked)), status=404, mimetype="text/html")

    server.before_request(refuse)


def _page(context: Context, asked: str) -> str:
    language = language_asked(context.results.study.language)
    same = [(name, value) for name, value in request.args.items(multi=True) if name != RUN]
    view = urlencode([*same, (RUN, context.run_id)], safe=",:;")
    return render_template(
        "gone.html",
        words=words,
        study=context.results.title.say(language),
        told=words.GONE_TOLD.say(language).format(asked[:40], context.run_id),
        language=language,
        icon=ICON,
        view=f"{request.path}?{view}",
        start=urls.OVERVIEW,
    )
