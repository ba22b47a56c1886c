"""The page of cases: what stands on it, its routes and its callbacks."""

from __future__ import annotations

from dash import Input, Output, State

from dash_app import ids, urls
from dash_app.beside import PageBeside
from dash_app.cases import words
from dash_app.cases.callbacks import CaseCallbacks
from dash_app.cases.layout import case_layout
from dash_app.cases.responses import CaseResponses
from dash_app.cases.source import CaseSource
from dash_app.context import Context
from dash_app.entries import Access, Entry, PlainRoute, ServerCallback, frame_entries

__all__ = ["case_page", "case_table"]


def case_page(context: Context, cases: CaseSource) -> PageBeside:
    """The page over a case register."""
    return PageBeside(
        "dash_app_cases",
        urls.CASES,
        words.CASES,
        lambda language: case_layout(context, language),
        case_table(context, cases),
    )


def case_table(context: Context, cases: CaseSource) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses = CaseResponses(cases)
    callbacks = CaseCallbacks(cases, context)
    editor = Access.EDITOR
    return (
        PlainRoute("case_outlines", urls.CASE_OUTLINES, editor, responses.outlines),
        PlainRoute("case_places", urls.CASE_PLACES, editor, responses.places),
        ServerCallback("case_show", _shown(), _asked(), editor, callbacks.show),
        ServerCallback("case_act", _told(), _ordered(), editor, callbacks.act),
        *frame_entries("case_", ids.CASE_CHOICE),
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
