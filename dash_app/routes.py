"""Every route and callback of the map page."""

from __future__ import annotations

from dash import Input, Output

from dash_app import ids, urls
from dash_app.callbacks import Callbacks
from dash_app.context import Context
from dash_app.entries import (
    Access,
    BrowserCallback,
    Entry,
    PlainRoute,
    ServerCallback,
    frame_entries,
)
from dash_app.plain import PlainPage
from dash_app.responses import Responses

__all__ = ["table"]


def table(context: Context) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses, callbacks = Responses(context), Callbacks(context)
    viewer, public = Access.VIEWER, Access.PUBLIC
    opacity = (Output(ids.MAP, "opacity"),)
    return (
        PlainRoute("health", urls.HEALTH, public, responses.health),
        PlainRoute("methods", urls.METHODS, viewer, responses.methods),
        PlainRoute("plain", urls.PLAIN, viewer, PlainPage(context).show),
        PlainRoute("shapes", urls.SHAPES, viewer, responses.shapes),
        PlainRoute("borders", urls.BORDERS, viewer, responses.borders),
        PlainRoute("zones", urls.ZONES, viewer, responses.zones),
        PlainRoute("picture", urls.PICTURE, viewer, responses.picture),
        ServerCallback("show", _shown(), _asked(), viewer, callbacks.show),
        BrowserCallback("opacity", "opacity", opacity, (Input(ids.OPACITY, "value"),)),
        *frame_entries("", ids.KEPT_ADDRESS),
    )


def _asked() -> dict[str, Input]:
    return {
        "search": Input(ids.ADDRESS, "search"),
        "partition": Input(ids.PARTITION, "value"),
        "theme": Input(ids.THEME, "value"),
        "profile": Input(ids.PROFILE, "value"),
        "year": Input(ids.YEAR, "value"),
        "unit": Input(ids.UNIT, "value"),
        "outlines": Input(ids.OUTLINES, "value"),
        "picture": Input(ids.PICTURE, "value"),
        "map_click": Input(ids.MAP, "click"),
        "table_click": Input(ids.UNITS, "click"),
    }


def _shown() -> dict[str, Output]:
    return {
        "partition": Output(ids.PARTITION, "value"),
        "theme": Output(ids.THEME, "value"),
        "profile": Output(ids.PROFILE, "value"),
        "profiles": Output(ids.PROFILE, "options"),
        "year": Output(ids.YEAR, "value"),
        "unit": Output(ids.UNIT, "value"),
        "units": Output(ids.UNIT, "options"),
        "kept_address": Output(ids.KEPT_ADDRESS, "data"),
        "shapes": Output(ids.MAP, "shapes"),
        "colours": Output(ids.MAP, "colours"),
        "labels": Output(ids.MAP, "labels"),
        "selected": Output(ids.MAP, "selected"),
        "outlines": Output(ids.MAP, "outlines"),
        "picture": Output(ids.MAP, "picture"),
        "heading": Output(ids.HEADING, "children"),
        "legend": Output(ids.LEGEND, "children"),
        "rows": Output(ids.UNITS, "rows"),
        "chosen_row": Output(ids.UNITS, "selected"),
        "figure": Output(ids.FIGURE, "children"),
    }
