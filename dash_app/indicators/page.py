"""The page of indicators: what stands on it and its callbacks."""

from __future__ import annotations

from dash import Input, Output

from dash_app import ids, urls
from dash_app.beside import PageBeside
from dash_app.context import Context
from dash_app.entries import Access, BrowserCallback, Entry, ServerCallback, frame_entries
from dash_app.indicators.callbacks import IndicatorCallbacks
from dash_app.indicators.layout import indicator_layout
from dash_app.view import words

__all__ = ["indicator_page", "indicator_table"]


def indicator_page(context: Context) -> PageBeside:
    """The page over the figures of a run; it reads alone, so any machine may."""
    return PageBeside(
        "dash_app_indicators",
        urls.INDICATORS,
        words.INDICATORS,
        lambda language: indicator_layout(context, language),
        indicator_table(context),
        at_home=False,
    )


def indicator_table(context: Context) -> tuple[Entry, ...]:
    """Every callback of the page; its routes are those of the run."""
    callbacks = IndicatorCallbacks(context)
    opacity = (Output(ids.MAP, "opacity"),)
    return (
        ServerCallback("show", _shown(), _asked(), Access.VIEWER, callbacks.show),
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
