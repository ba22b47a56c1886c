"""The page of cases: what stands on it, its routes and its callbacks."""

from __future__ import annotations

from dash import Input, Output, State

from dash_app import ids, urls
from dash_app.beside import PageBeside
from dash_app.cases import words
from dash_app.cases.callbacks import CaseCallbacks
from dash_app.cases.deeds import CaseDeeds
from dash_app.cases.forms import MOST_PAPER
from dash_app.cases.layout import case_layout
from dash_app.cases.responses import CaseResponses
from dash_app.cases.source import CaseSource, GroundSource
from dash_app.context import Context
from dash_app.entries import (
    Access,
    BrowserCallback,
    Entry,
    PlainRoute,
    ServerCallback,
    frame_entries,
)
from dash_app.tile_source import TileSource

__all__ = ["case_page", "case_table"]

_BASE64 = 1.4
"""Bytes of JSON for a byte of a file, with room for the other fields."""


def case_page(
    context: Context,
    cases: CaseSource,
    ground: GroundSource | None = None,
    tiles: TileSource | None = None,
) -> PageBeside:
    """The page over a case register; without ``ground`` and ``tiles`` there are no pictures."""
    return PageBeside(
        "dash_app_cases",
        urls.CASES,
        words.CASES,
        lambda language: case_layout(context, language),
        case_table(context, cases, ground, tiles),
        most_body=int(MOST_PAPER * _BASE64),
    )


def case_table(
    context: Context,
    cases: CaseSource,
    ground: GroundSource | None = None,
    tiles: TileSource | None = None,
) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses = CaseResponses(cases, ground)
    callbacks = CaseCallbacks(cases, context, ground, tiles)
    deeds = CaseDeeds(cases, context.results.study.language)
    editor = Access.EDITOR
    pen = (Output(ids.CASE_MAP, "draw"),)
    return (
        PlainRoute("case_outlines", urls.CASE_OUTLINES, editor, responses.outlines),
        PlainRoute("case_places", urls.CASE_PLACES, editor, responses.places),
        PlainRoute("case_picture", urls.CASE_PICTURE, editor, responses.picture),
        PlainRoute("case_paper", urls.CASE_PAPER, editor, responses.paper),
        PlainRoute("case_return", urls.CASE_RETURN, editor, responses.returned),
        ServerCallback("case_show", _shown(), _asked(), editor, callbacks.show),
        ServerCallback("case_act", _told(), _ordered(), editor, deeds.act),
        ServerCallback("case_attach", _kept(), _handed_in(), editor, deeds.attach),
        ServerCallback("case_split", _parted(), _cut(), editor, deeds.split),
        ServerCallback("case_merge", _joined(), _together(), editor, deeds.merge),
        BrowserCallback("case_draw", "pen", pen, (Input(ids.CASE_DRAW, "value"),)),
        *frame_entries("case_", ids.CASE_CHOICE),
    )


_SELECTS = {
    "batch": ids.CASE_BATCH,
    "due": ids.CASE_DUE,
    "state": ids.CASE_STATE,
    "severity": ids.CASE_SEVERITY,
    "county": ids.CASE_COUNTY,
    "order": ids.CASE_ORDER,
}
"""Filters and the components that hold them."""
_OPTIONS = {
    "batches": ids.CASE_BATCH,
    "dues": ids.CASE_DUE,
    "states": ids.CASE_STATE,
    "severities": ids.CASE_SEVERITY,
    "counties": ids.CASE_COUNTY,
    "orders": ids.CASE_ORDER,
}


def _asked() -> dict[str, Input | State]:
    return {
        "search": Input(ids.CASE_ADDRESS, "search"),
        **{name: Input(part, "value") for name, part in _SELECTS.items()},
        "find": Input(ids.CASE_FIND, "value"),
        "look": Input(ids.CASE_LOOK, "value"),
        "list_click": Input(ids.CASE_LIST, "click"),
        "map_click": Input(ids.CASE_MAP, "click"),
        "done": Input(ids.CASE_DONE, "data"),
        "paper_done": Input(ids.CASE_PAPER_DONE, "data"),
        "cut_done": Input(ids.CASE_CUT_DONE, "data"),
        "merge_done": Input(ids.CASE_MERGE_DONE, "data"),
        "kept": State(ids.CASE_CHOICE, "data"),
    }


def _shown() -> dict[str, Output]:
    return {
        "choice": Output(ids.CASE_CHOICE, "data"),
        **{name: Output(part, "value") for name, part in _SELECTS.items()},
        **{name: Output(part, "options") for name, part in _OPTIONS.items()},
        "find": Output(ids.CASE_FIND, "value"),
        "look": Output(ids.CASE_LOOK, "value"),
        "rows": Output(ids.CASE_LIST, "rows"),
        "chosen_row": Output(ids.CASE_LIST, "selected"),
        "note": Output(ids.CASE_LIST_NOTE, "children"),
        "counts": Output(ids.CASE_COUNTS, "children"),
        "returned": Output(ids.CASE_RETURN, "children"),
        "shapes": Output(ids.CASE_MAP, "shapes"),
        "outlines": Output(ids.CASE_MAP, "outlines"),
        "colours": Output(ids.CASE_MAP, "colours"),
        "labels": Output(ids.CASE_MAP, "labels"),
        "chosen_shape": Output(ids.CASE_MAP, "selected"),
        "bounds": Output(ids.CASE_MAP, "bounds"),
        "rasters": Output(ids.CASE_MAP, "rasters"),
        "compare": Output(ids.CASE_MAP, "compare"),
        "around": Output(ids.CASE_MAP, "shown"),
        "legend": Output(ids.CASE_LEGEND, "children"),
        "card": Output(ids.CASE_CARD, "children"),
        "views": Output(ids.CASE_VIEWS, "children"),
        "past": Output(ids.CASE_PAST, "children"),
        "form": Output(ids.CASE_FORM, "className"),
        "steps": Output(ids.CASE_STEP, "options"),
        "step": Output(ids.CASE_STEP, "value"),
        "manys": Output(ids.CASE_MANY, "options"),
        "many": Output(ids.CASE_MANY, "value"),
        "merge_note": Output(ids.CASE_MERGE_NOTE, "children"),
        "nears": Output(ids.CASE_MERGE_WITH, "options"),
        "near": Output(ids.CASE_MERGE_WITH, "value"),
        "version": Output(ids.CASE_VERSION, "data"),
    }


def _deed(button: str, done: str) -> dict[str, Input | State]:
    """What every deed is told beside its own form."""
    return {
        "go": Input(button, "n_clicks"),
        "who": State(ids.CASE_WHO, "value"),
        "version": State(ids.CASE_VERSION, "data"),
        "done": State(done, "data"),
    }


def _ordered() -> dict[str, Input | State]:
    return {
        **_deed(ids.CASE_GO, ids.CASE_DONE),
        "step": State(ids.CASE_STEP, "value"),
        "why": State(ids.CASE_WHY, "value"),
        "until": State(ids.CASE_UNTIL, "value"),
        "many": State(ids.CASE_MANY, "value"),
    }


def _told() -> dict[str, Output]:
    return {
        "said": Output(ids.CASE_SAID, "children"),
        "done": Output(ids.CASE_DONE, "data"),
        "why": Output(ids.CASE_WHY, "value"),
        "until": Output(ids.CASE_UNTIL, "value"),
    }


def _handed_in() -> dict[str, Input | State]:
    return {
        **_deed(ids.CASE_ATTACH, ids.CASE_PAPER_DONE),
        "file": State(ids.CASE_PAPER_FILE, "value"),
        "kind": State(ids.CASE_PAPER_KIND, "value"),
        "azimuth": State(ids.CASE_AZIMUTH, "value"),
        "note": State(ids.CASE_NOTE, "value"),
        "role": State(ids.CASE_ROLE, "value"),
    }


def _kept() -> dict[str, Output]:
    return {
        "said": Output(ids.CASE_ATTACHED, "children"),
        "done": Output(ids.CASE_PAPER_DONE, "data"),
        "file": Output(ids.CASE_PAPER_FILE, "value"),
        "note": Output(ids.CASE_NOTE, "value"),
        "azimuth": Output(ids.CASE_AZIMUTH, "value"),
    }


def _cut() -> dict[str, Input | State]:
    return {
        **_deed(ids.CASE_CUT_GO, ids.CASE_CUT_DONE),
        "drawn": State(ids.CASE_MAP, "drawn"),
        "typed": State(ids.CASE_CUT, "value"),
        "why": State(ids.CASE_CUT_WHY, "value"),
        "role": State(ids.CASE_CUT_ROLE, "value"),
    }


def _parted() -> dict[str, Output]:
    return {
        "said": Output(ids.CASE_CUT_SAID, "children"),
        "done": Output(ids.CASE_CUT_DONE, "data"),
        "draw": Output(ids.CASE_DRAW, "value"),
        "typed": Output(ids.CASE_CUT, "value"),
        "drawn": Output(ids.CASE_MAP, "drawn"),
    }


def _together() -> dict[str, Input | State]:
    return {
        **_deed(ids.CASE_MERGE_GO, ids.CASE_MERGE_DONE),
        "chosen": State(ids.CASE_MERGE_WITH, "value"),
        "why": State(ids.CASE_MERGE_WHY, "value"),
        "role": State(ids.CASE_MERGE_ROLE, "value"),
    }


def _joined() -> dict[str, Output]:
    return {
        "said": Output(ids.CASE_MERGE_SAID, "children"),
        "done": Output(ids.CASE_MERGE_DONE, "data"),
        "why": Output(ids.CASE_MERGE_WHY, "value"),
    }
