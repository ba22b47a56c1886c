"""The page of data: what stands on it, its routes and its callbacks."""

from __future__ import annotations

from dash import Input, Output, State

from dash_app import ids, urls
from dash_app.beside import PageBeside
from dash_app.context import Context
from dash_app.data_page import words
from dash_app.data_page.callbacks import DataCallbacks
from dash_app.data_page.layout import data_layout
from dash_app.data_page.responses import MOST_BODY, UploadResponses
from dash_app.data_page.source import UploadSource
from dash_app.entries import Access, Entry, PlainRoute, ServerCallback, frame_entries
from dash_app.prints.source import PrintSource

__all__ = ["data_page", "data_table"]


def data_page(
    context: Context, uploads: UploadSource, prints: PrintSource | None = None
) -> PageBeside:
    """The page over a run's inputs and the files sent in."""
    return PageBeside(
        "dash_app_data",
        urls.DATA,
        words.DATA,
        lambda language: data_layout(context, uploads, prints, language),
        data_table(context, uploads),
        sends=urls.DATA_UPLOADS,
        most_sent=MOST_BODY,
    )


def data_table(context: Context, uploads: UploadSource) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses = UploadResponses(uploads, context.results.study.language)
    callbacks = DataCallbacks(context, uploads)
    editor = Access.EDITOR
    asked = _asked()
    if context.jobs is not None:  # a check may have come to its end
        asked["ended"] = Input(ids.JOBS_PANEL, "ended")
    return (
        PlainRoute("data_upload", urls.DATA_UPLOADS, editor, responses.send, method="POST"),
        ServerCallback("data_findings", _found(), _filter(), Access.VIEWER, callbacks.findings),
        ServerCallback("data_look", _shown(), asked, editor, callbacks.look),
        ServerCallback("data_decide", _told(), _ordered(), editor, callbacks.decide),
        *frame_entries("data_", ids.DATA_KEPT),
    )


def _filter() -> dict[str, Input | State]:
    return {
        "search": Input(ids.DATA_ADDRESS, "search"),
        "layer": Input(ids.DATA_LAYER, "value"),
        "severity": Input(ids.DATA_SEVERITY, "value"),
        "chosen": Input(ids.DATA_CHOSEN, "data"),
    }


def _found() -> dict[str, Output]:
    return {
        "layer": Output(ids.DATA_LAYER, "value"),
        "severity": Output(ids.DATA_SEVERITY, "value"),
        "list": Output(ids.DATA_FINDINGS, "children"),
        "kept": Output(ids.DATA_KEPT, "data"),
    }


def _asked() -> dict[str, Input | State]:
    return {
        "answer": Input(ids.DATA_UPLOAD, "answer"),
        "click": Input(ids.DATA_WAITING, "click"),
        "done": Input(ids.DATA_DONE, "data"),
        "search": Input(ids.DATA_ADDRESS, "search"),
        "chosen": State(ids.DATA_CHOSEN, "data"),
    }


def _shown() -> dict[str, Output]:
    return {
        "rows": Output(ids.DATA_WAITING, "rows"),
        "selected": Output(ids.DATA_WAITING, "selected"),
        "chosen": Output(ids.DATA_CHOSEN, "data"),
        "card": Output(ids.DATA_CARD, "children"),
        "buttons": Output(ids.DATA_BUTTONS, "className"),
        "refused": Output(ids.DATA_ACCEPT, "disabled"),
        "again": Output(ids.DATA_AGAIN, "className"),
    }


def _ordered() -> dict[str, Input | State]:
    return {
        "accept": Input(ids.DATA_ACCEPT, "n_clicks"),
        "reject": Input(ids.DATA_REJECT, "n_clicks"),
        "again": Input(ids.DATA_AGAIN, "n_clicks"),
        "chosen": State(ids.DATA_CHOSEN, "data"),
        "done": State(ids.DATA_DONE, "data"),
    }


def _told() -> dict[str, Output]:
    return {
        "said": Output(ids.DATA_SAID, "children"),
        "done": Output(ids.DATA_DONE, "data"),
    }
