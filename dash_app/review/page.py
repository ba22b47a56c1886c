"""The page of reviews: what stands on it, its routes and its callbacks."""

from __future__ import annotations

from dash import Input, Output, State

from dash_app import ids, urls
from dash_app.beside import PageBeside
from dash_app.context import Context
from dash_app.entries import (
    Access,
    BrowserCallback,
    Entry,
    PlainRoute,
    ServerCallback,
    frame_entries,
)
from dash_app.review import words
from dash_app.review.callbacks import ReviewCallbacks
from dash_app.review.layout import MOST_FILE, review_layout
from dash_app.review.responses import ReviewResponses
from dash_app.review.source import ReviewSource

__all__ = ["review_page", "review_table"]

_BASE64 = 1.4
"""Bytes of JSON for a byte of a file, with room for the other fields."""


def review_page(context: Context, source: ReviewSource) -> PageBeside:
    """The page over the reviews of a run."""
    return PageBeside(
        "dash_app_review",
        urls.REVIEWS,
        words.REVIEWS,
        lambda language: review_layout(context, source, language),
        review_table(context, source),
        most_body=int(MOST_FILE * _BASE64),
    )


def review_table(context: Context, source: ReviewSource) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses = ReviewResponses(source, context.results.study.language)
    callbacks = ReviewCallbacks(source, context)
    editor = Access.EDITOR
    drawing = (Output(ids.REVIEW_MAP, "draw"),)
    return (
        PlainRoute("review_ground", urls.REVIEW_GROUND, editor, responses.ground),
        PlainRoute("review_plots", urls.REVIEW_PLOTS, editor, responses.plots),
        PlainRoute("review_zone", urls.REVIEW_ZONE, editor, responses.zone),
        PlainRoute("review_form", urls.REVIEW_FILE, editor, responses.form),
        ServerCallback("review_ask", _answered(), _form(), editor, callbacks.ask),
        ServerCallback("review_show", _shown(), _asked(), editor, callbacks.show),
        ServerCallback("review_enter", _told(), _ordered(), editor, callbacks.enter),
        BrowserCallback("review_draw", "drawing", drawing, (Input(ids.REVIEW_DRAW, "value"),)),
        *frame_entries("review_", ids.REVIEW_KEPT),
    )


def _form() -> dict[str, Input | State]:
    return {
        "go": Input(ids.REVIEW_GO, "n_clicks"),
        "draw": State(ids.REVIEW_DRAW, "value"),
        "file": State(ids.REVIEW_FILE, "value"),
        "drawn": State(ids.REVIEW_MAP, "drawn"),
        "use": State(ids.REVIEW_USE, "value"),
        "number": State(ids.REVIEW_NUMBER, "value"),
        "name": State(ids.REVIEW_NAME, "value"),
        "applicant": State(ids.REVIEW_APPLICANT, "value"),
        "industry": State(ids.REVIEW_INDUSTRY, "value"),
        "activity": State(ids.REVIEW_ACTIVITY, "value"),
        "major": State(ids.REVIEW_MAJOR, "value"),
        "crs": State(ids.REVIEW_CRS, "value"),
        "layer": State(ids.REVIEW_LAYER, "value"),
        "by": State(ids.REVIEW_BY, "value"),
    }


def _answered() -> dict[str, Output]:
    return {
        "said": Output(ids.REVIEW_SAID, "children"),
        "done": Output(ids.REVIEW_DONE, "data"),
    }


def _asked() -> dict[str, Input | State]:
    return {
        "search": Input(ids.REVIEW_ADDRESS, "search"),
        "list_click": Input(ids.REVIEW_LIST, "click"),
        "row_click": Input(ids.REVIEW_ROWS, "click"),
        "map_click": Input(ids.REVIEW_MAP, "click"),
        "done": Input(ids.REVIEW_DONE, "data"),
        "entered": Input(ids.REVIEW_ENTERED, "data"),
        "kept": State(ids.REVIEW_KEPT, "data"),
    }


def _shown() -> dict[str, Output]:
    return {
        "kept": Output(ids.REVIEW_KEPT, "data"),
        "listed": Output(ids.REVIEW_LIST, "rows"),
        "chosen": Output(ids.REVIEW_LIST, "selected"),
        "list_note": Output(ids.REVIEW_LIST_NOTE, "children"),
        "head": Output(ids.REVIEW_HEAD, "children"),
        "card": Output(ids.REVIEW_CARD, "children"),
        "rows": Output(ids.REVIEW_ROWS, "rows"),
        "chosen_row": Output(ids.REVIEW_ROWS, "selected"),
        "legend": Output(ids.REVIEW_LEGEND, "children"),
        "shapes": Output(ids.REVIEW_MAP, "shapes"),
        "hatched": Output(ids.REVIEW_MAP, "shown"),
        "colours": Output(ids.REVIEW_MAP, "colours"),
        "labels": Output(ids.REVIEW_MAP, "labels"),
        "selected": Output(ids.REVIEW_MAP, "selected"),
        "outlines": Output(ids.REVIEW_MAP, "outlines"),
        "bounds": Output(ids.REVIEW_MAP, "bounds"),
        "form": Output(ids.REVIEW_FORM, "className"),
        "steps": Output(ids.REVIEW_STEP, "options"),
        "step": Output(ids.REVIEW_STEP, "value"),
    }


def _ordered() -> dict[str, Input | State]:
    return {
        "go": Input(ids.REVIEW_ENTER, "n_clicks"),
        "kept": State(ids.REVIEW_KEPT, "data"),
        "step": State(ids.REVIEW_STEP, "value"),
        "who": State(ids.REVIEW_WHO, "value"),
        "office": State(ids.REVIEW_OFFICE, "value"),
        "opinion": State(ids.REVIEW_OPINION, "value"),
        "paper": State(ids.REVIEW_PAPER, "value"),
    }


def _told() -> dict[str, Output]:
    return {
        "told": Output(ids.REVIEW_TOLD, "children"),
        "entered": Output(ids.REVIEW_ENTERED, "data"),
    }
