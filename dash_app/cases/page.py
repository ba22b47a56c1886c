"""The page of cases as an application of its own beside the map, on the same server."""

from __future__ import annotations

from urllib.parse import urlsplit

from dash import Input, Output, State
from flask import Flask, abort, request

from dash_app import ids, urls
from dash_app.app import Page, warm_up
from dash_app.cases import words
from dash_app.cases.callbacks import CaseCallbacks
from dash_app.cases.layout import case_layout
from dash_app.cases.responses import CaseResponses
from dash_app.cases.source import CaseSource
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.routes import (
    Access,
    BrowserCallback,
    Entry,
    PlainRoute,
    ServerCallback,
    register_entries,
)

__all__ = ["add_case_page", "case_table"]

_AT_HOME = {"127.0.0.1", "localhost", "::1"}
_KIND = "application/json"


def add_case_page(server: Flask, context: Context, cases: CaseSource) -> Page:
    """Put the page of cases on the server of the map. There are no accounts: loopback only."""
    app = Page(
        "dash_app_cases",
        server=server,  # type: ignore[arg-type]
        url_base_pathname=urls.CASES,
        title=words.CASES.say(context.results.study.language),
        update_title="",
        include_assets_files=False,
        enable_mcp=False,
        add_log_handler=False,
        suppress_callback_exceptions=True,
    )
    app.context = context
    app.heading = words.CASES
    study = context.results.study
    app.layout = lambda: case_layout(
        context.results.title, study.simulated, context.bounds, language_asked(study.language)
    )
    register_entries(app, case_table(context, cases))
    server.before_request(_refuse_other_sites)
    warm_up(app, urls.CASES)
    return app


def case_table(context: Context, cases: CaseSource) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses = CaseResponses(cases, context)
    callbacks = CaseCallbacks(cases, context)
    editor, public = Access.EDITOR, Access.PUBLIC
    return (
        PlainRoute("case_borders", urls.CASE_BORDERS, editor, responses.borders),
        PlainRoute("case_outlines", urls.CASE_OUTLINES, editor, responses.outlines),
        PlainRoute("case_places", urls.CASE_PLACES, editor, responses.places),
        ServerCallback("case_show", _shown(), _asked(), editor, callbacks.show),
        ServerCallback("case_act", _told(), _ordered(), editor, callbacks.act),
        BrowserCallback("case_address", "address", (), (Input(ids.CASE_CHOICE, "data"),), public),
        BrowserCallback(
            "case_language",
            "language",
            (),
            (Input(ids.LANGUAGE, "n_clicks"), State(ids.LANGUAGE_WANTED, "data")),
            public,
        ),
    )


def _asked() -> dict[str, Input | State]:
    return {
        "search": Input(ids.CASE_ADDRESS, "search"),
        "state": Input(ids.CASE_STATE, "value"),
        "list_click": Input(ids.CASE_LIST, "click"),
        "map_click": Input(ids.CASE_MAP, "click"),
        "done": Input(ids.CASE_DONE, "data"),
        "kept": State(ids.CASE_CHOICE, "data"),
    }


def _shown() -> dict[str, Output]:
    return {
        "choice": Output(ids.CASE_CHOICE, "data"),
        "state": Output(ids.CASE_STATE, "value"),
        "states": Output(ids.CASE_STATE, "options"),
        "rows": Output(ids.CASE_LIST, "rows"),
        "chosen_row": Output(ids.CASE_LIST, "selected"),
        "note": Output(ids.CASE_LIST_NOTE, "children"),
        "shapes": Output(ids.CASE_MAP, "shapes"),
        "outlines": Output(ids.CASE_MAP, "outlines"),
        "colours": Output(ids.CASE_MAP, "colours"),
        "labels": Output(ids.CASE_MAP, "labels"),
        "chosen_shape": Output(ids.CASE_MAP, "selected"),
        "bounds": Output(ids.CASE_MAP, "bounds"),
        "card": Output(ids.CASE_CARD, "children"),
        "past": Output(ids.CASE_PAST, "children"),
        "form": Output(ids.CASE_FORM, "className"),
        "steps": Output(ids.CASE_STEP, "options"),
        "step": Output(ids.CASE_STEP, "value"),
        "version": Output(ids.CASE_VERSION, "data"),
    }


def _ordered() -> dict[str, Input | State]:
    return {
        "go": Input(ids.CASE_GO, "n_clicks"),
        "step": State(ids.CASE_STEP, "value"),
        "who": State(ids.CASE_WHO, "value"),
        "why": State(ids.CASE_WHY, "value"),
        "until": State(ids.CASE_UNTIL, "value"),
        "version": State(ids.CASE_VERSION, "data"),
        "done": State(ids.CASE_DONE, "data"),
    }


def _told() -> dict[str, Output]:
    return {
        "said": Output(ids.CASE_SAID, "children"),
        "done": Output(ids.CASE_DONE, "data"),
        "why": Output(ids.CASE_WHY, "value"),
        "until": Output(ids.CASE_UNTIL, "value"),
    }


def _refuse_other_sites() -> None:
    """Let nobody but this page itself write: not another site, not another name for this machine.

    A page of another site could post here through the clerk's browser, or have its own name
    resolve to the loopback.
    """
    if not request.path.startswith(urls.CASES):
        return
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    theirs = origin is not None and urlsplit(origin).netloc != request.host
    crossed = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    if host not in _AT_HOME or (request.method != "GET" and (theirs or crossed)):
        abort(403)
    if request.method == "POST" and request.mimetype != _KIND:
        abort(403)
