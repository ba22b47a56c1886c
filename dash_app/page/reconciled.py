"""Whether the figures of a run add up, as the headers say it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dash_app import ids
from dash_app.context import Context
from dash_app.view.reconciliation import reconciliation_status
from sinkmap.text import Language

__all__ = ["reconciled_chip"]


def reconciled_chip(context: Context, language: Language) -> Component:
    """The state of the reconciliation, its notes one click away."""
    status = reconciliation_status(context.results, language)
    state = "chip chip-good" if status.is_closed else "chip chip-poor"
    return html.Details(
        id=ids.STATUS,
        className="status",
        children=[
            html.Summary(status.title, className=state),
            html.Ul([html.Li(note) for note in status.notes]),
        ],
    )
