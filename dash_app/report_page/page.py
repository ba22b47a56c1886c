"""The page of the annual report: what stands on it, its routes and its callbacks."""

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
from dash_app.report_page import words
from dash_app.report_page.acts import ReportActs
from dash_app.report_page.callbacks import ReportCallbacks
from dash_app.report_page.layout import report_layout
from dash_app.report_page.responses import ReportResponses
from dash_app.report_page.source import ReportSource

__all__ = ["report_page", "report_table"]


_BEGUN = tuple(
    Input(one, "children")
    for one in (ids.REPORT_MADE, ids.REPORT_FOUND, ids.REPORT_VERIFIED, ids.REPORT_TAKEN)
)
"""Where it is said that a job was begun."""


def report_page(context: Context, source: ReportSource) -> PageBeside:
    """The page over the reports of a study."""
    return PageBeside(
        "dash_app_report",
        urls.REPORT,
        words.REPORT,
        lambda language: report_layout(context, source, language),
        report_table(context, source),
    )


def report_table(context: Context, source: ReportSource) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    default = context.results.study.language
    responses = ReportResponses(source, context.catalogue.years)
    shown = ReportCallbacks(source, context)
    # Not by the book of the report, which takes some seconds to be read.
    acts = ReportActs(source, context.run_id, context.results.city.id, default)
    editor = Access.EDITOR
    asked = _asked(jobs=context.jobs is not None)
    return (
        PlainRoute("report_parcels", urls.REPORT_PARCELS, editor, responses.parcels),
        PlainRoute("report_file", urls.REPORT_FILE, editor, responses.file),
        PlainRoute("report_folder", urls.REPORT_FOLDER, editor, responses.folder),
        ServerCallback("report_show", _shown(), asked, editor, shown.show),
        _act("report_make", ids.REPORT_MAKE, ids.REPORT_MADE, acts.make,
             {"formats": State(ids.REPORT_FORMATS, "value")}),
        _act("report_find", ids.REPORT_FIND, ids.REPORT_FOUND, acts.find, {}),
        _act("report_verify", ids.REPORT_VERIFY, ids.REPORT_VERIFIED, acts.verify, {}),
        ServerCallback("report_step", _taken(), _taking(), editor, acts.step),
        BrowserCallback("report_begun", "jobBegun", (), _BEGUN),
        *frame_entries("report_", ids.REPORT_KEPT),
    )  # fmt: skip


def _act(name: str, button: str, said: str, answer: object, more: dict[str, State]) -> Entry:
    """A button that begins a job, and what is said of it."""
    inputs: dict[str, Input | State] = {
        "go": Input(button, "n_clicks"),
        "kept": State(ids.REPORT_KEPT, "data"),
        **more,
    }
    outputs = {"said": Output(said, "children")}
    assert callable(answer), "an act is called"
    return ServerCallback(name, outputs, inputs, Access.EDITOR, answer)


def _asked(*, jobs: bool) -> dict[str, Input | State]:
    ended: dict[str, Input | State] = {"ended": Input(ids.JOBS_PANEL, "ended")} if jobs else {}
    return {
        **ended,
        "search": Input(ids.REPORT_ADDRESS, "search"),
        "year": Input(ids.REPORT_YEAR, "value"),
        "filed": Input(ids.REPORT_FILED, "value"),
        "middle": Input(ids.REPORT_MIDDLE, "value"),
        "unit": Input(ids.REPORT_UNIT, "value"),
        "map_click": Input(ids.REPORT_MAP, "click"),
        "list_click": Input(ids.REPORT_PARCELS, "click"),
        "done": Input(ids.REPORT_DONE, "data"),
        "kept": State(ids.REPORT_KEPT, "data"),
    }


def _shown() -> dict[str, Output]:
    return {
        "kept": Output(ids.REPORT_KEPT, "data"),
        "year": Output(ids.REPORT_YEAR, "value"),
        "filed": Output(ids.REPORT_FILED, "value"),
        "middle": Output(ids.REPORT_MIDDLE, "value"),
        "notice": Output(ids.REPORT_NOTICE, "children"),
        "table": Output(ids.REPORT_TABLE, "children"),
        "units": Output(ids.REPORT_UNIT, "options"),
        "unit": Output(ids.REPORT_UNIT, "value"),
        "card": Output(ids.REPORT_CARD, "children"),
        "parcels_note": Output(ids.REPORT_PARCELS_NOTE, "children"),
        "find": Output(ids.REPORT_FIND, "className"),
        "parcels": Output(ids.REPORT_PARCELS, "rows"),
        "parcels_frame": Output(ids.REPORT_PARCELS_FRAME, "className"),
        "parcel": Output(ids.REPORT_PARCELS, "selected"),
        "shapes": Output(ids.REPORT_MAP, "shapes"),
        "outlines": Output(ids.REPORT_MAP, "outlines"),
        "colours": Output(ids.REPORT_MAP, "colours"),
        "labels": Output(ids.REPORT_MAP, "labels"),
        "chosen_shape": Output(ids.REPORT_MAP, "selected"),
        "bounds": Output(ids.REPORT_MAP, "bounds"),
        "heading": Output(ids.REPORT_HEADING, "children"),
        "legend": Output(ids.REPORT_LEGEND, "children"),
        "filing": Output(ids.REPORT_FILING, "children"),
        "steps": Output(ids.REPORT_STEP, "options"),
        "step": Output(ids.REPORT_STEP, "value"),
        "files": Output(ids.REPORT_FILES, "children"),
    }


def _taking() -> dict[str, Input | State]:
    return {
        "go": Input(ids.REPORT_TAKE, "n_clicks"),
        "step": State(ids.REPORT_STEP, "value"),
        "who": State(ids.REPORT_WHO, "value"),
        "comment": State(ids.REPORT_COMMENT, "value"),
        "office": State(ids.REPORT_OFFICE, "value"),
        "paper": State(ids.REPORT_PAPER, "value"),
        "kept": State(ids.REPORT_KEPT, "data"),
        "done": State(ids.REPORT_DONE, "data"),
    }


def _taken() -> dict[str, Output]:
    return {
        "said": Output(ids.REPORT_TAKEN, "children"),
        "done": Output(ids.REPORT_DONE, "data"),
        "comment": Output(ids.REPORT_COMMENT, "value"),
        "office": Output(ids.REPORT_OFFICE, "value"),
        "paper": Output(ids.REPORT_PAPER, "value"),
    }
