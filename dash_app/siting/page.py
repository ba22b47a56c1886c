"""The page of a siting: what stands on it, its routes and its callbacks."""

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
from dash_app.siting import words
from dash_app.siting.callbacks import SiteCallbacks
from dash_app.siting.layout import site_layout
from dash_app.siting.responses import SiteResponses
from dash_app.siting.source import SiteSource

__all__ = ["site_page", "site_table"]


def site_page(context: Context, source: SiteSource) -> PageBeside:
    """The page over a run with candidates."""
    return PageBeside(
        "dash_app_siting",
        urls.SITES,
        words.SITES,
        lambda language: site_layout(context, source, language),
        site_table(context, source),
    )


def site_table(context: Context, source: SiteSource) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses = SiteResponses(source)
    callbacks = SiteCallbacks(source, context)
    editor = Access.EDITOR
    return (
        PlainRoute("site_shapes", urls.SITE_SHAPES, editor, responses.shapes),
        PlainRoute("site_file", urls.SITE_FILE, editor, responses.file),
        ServerCallback("site_show", _shown(), _asked(), editor, callbacks.show),
        ServerCallback("site_compare", _compared(), _comparing(), editor, callbacks.compare),
        ServerCallback("site_export", _exported(), _exporting(), editor, callbacks.export),
        BrowserCallback("site_pick", "pick", _picked(), _picking()),
        *frame_entries("site_", ids.SITE_KEPT),
    )


def _picking() -> tuple[Input | State, ...]:
    return (
        Input(ids.SITE_ADDRESS, "search"),
        Input(ids.SITE_LIST, "click"),
        Input(ids.SITE_MAP, "click"),
        Input(ids.SITE_LOCK, "value"),
        Input(ids.SITE_CLEAR, "n_clicks"),
        State(ids.SITE_MEANS, "value"),
        State(ids.SITE_PICKED, "data"),
    )


def _picked() -> tuple[Output, ...]:
    return (Output(ids.SITE_PICKED, "data"), Output(ids.SITE_LOCK, "value"))


def _asked() -> dict[str, Input | State]:
    return {
        "search": Input(ids.SITE_ADDRESS, "search"),
        "picked": Input(ids.SITE_PICKED, "data"),
        "types": Input(ids.SITE_TYPES, "value"),
        "aim": Input(ids.SITE_AIM, "value"),
        "budget": Input(ids.SITE_BUDGET, "value"),
        "area": Input(ids.SITE_AREA, "value"),
        "quotas": Input(ids.SITE_QUOTAS, "value"),
        "weights": Input(ids.SITE_WEIGHTS, "value"),
        "shown": Input(ids.SITE_SHOWN, "value"),
        "compared": Input(ids.SITE_COMPARED, "data"),
        "kept": State(ids.SITE_KEPT, "data"),
    }


def _shown() -> dict[str, Output]:
    return {
        "kept": Output(ids.SITE_KEPT, "data"),
        "types": Output(ids.SITE_TYPES, "value"),
        "aim": Output(ids.SITE_AIM, "value"),
        "budget": Output(ids.SITE_BUDGET, "value"),
        "area": Output(ids.SITE_AREA, "value"),
        "quotas": Output(ids.SITE_QUOTAS, "value"),
        "weights": Output(ids.SITE_WEIGHTS, "value"),
        "shown": Output(ids.SITE_SHOWN, "value"),
        "budget_most": Output(ids.SITE_BUDGET, "most"),
        "area_most": Output(ids.SITE_AREA, "most"),
        "outcome": Output(ids.SITE_OUTCOME, "children"),
        "findings": Output(ids.SITE_FINDINGS, "children"),
        "ahead": Output(ids.SITE_AHEAD, "children"),
        "ground": Output(ids.SITE_GROUND, "children"),
        "lists": Output(ids.SITE_SHOWN, "options"),
        "rows": Output(ids.SITE_LIST, "rows"),
        "chosen_row": Output(ids.SITE_LIST, "selected"),
        "note": Output(ids.SITE_LIST_NOTE, "children"),
        "locked": Output(ids.SITE_LOCKED, "children"),
        "clear": Output(ids.SITE_CLEAR, "className"),
        "shapes": Output(ids.SITE_MAP, "shapes"),
        "outlines": Output(ids.SITE_MAP, "outlines"),
        "colours": Output(ids.SITE_MAP, "colours"),
        "labels": Output(ids.SITE_MAP, "labels"),
        "chosen_shape": Output(ids.SITE_MAP, "selected"),
        "bounds": Output(ids.SITE_MAP, "bounds"),
        "legend": Output(ids.SITE_LEGEND, "children"),
        "card": Output(ids.SITE_CARD, "children"),
        "lock": Output(ids.SITE_LOCK_FRAME, "className"),
        "stale": Output(ids.SITE_STALE, "children"),
    }


def _comparing() -> dict[str, Input | State]:
    return {"go": Input(ids.SITE_COMPARE, "n_clicks"), "kept": State(ids.SITE_KEPT, "data")}


def _compared() -> dict[str, Output]:
    return {
        "comparison": Output(ids.SITE_COMPARISON, "children"),
        "compared": Output(ids.SITE_COMPARED, "data"),
    }


def _exporting() -> dict[str, Input | State]:
    return {
        "go": Input(ids.SITE_EXPORT, "n_clicks"),
        "formats": State(ids.SITE_FORMATS, "value"),
        "kept": State(ids.SITE_KEPT, "data"),
    }


def _exported() -> dict[str, Output]:
    return {"files": Output(ids.SITE_FILES, "children")}
