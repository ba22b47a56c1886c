"""The one place where routes and callbacks are registered, each with who may use it.

Access rules can be laid over this table; an application that holds anything else does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dash_app import ids, urls
from dash_app.callbacks import Callbacks
from dash_app.context import Context
from dash_app.responses import Responses

__all__ = [
    "Access",
    "BrowserCallback",
    "Entry",
    "PlainRoute",
    "ServerCallback",
    "StrangerError",
    "refuse_strangers",
    "register",
    "register_entries",
    "table",
]

DASH_ENDPOINTS = frozenset(
    {
        "/",
        "/<path:path>",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_dash-dependencies",
        "/_dash-layout",
        "/_dash-update-component",
        "/_favicon.ico",
        "/_reload-hash",
        "_dash_assets.static",
    }
)
"""What Dash registers itself; the catch-all path is answered with 404 by the app."""


class Access(StrEnum):
    """Who may use an entry."""

    PUBLIC = "public"
    VIEWER = "viewer"
    EDITOR = "editor"


class StrangerError(RuntimeError):
    """The application holds a route or callback that the table does not name."""


@dataclass(frozen=True, slots=True)
class PlainRoute:
    """A GET route. ``path`` is a Flask rule."""

    name: str
    path: str
    access: Access
    answer: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class ServerCallback:
    """A callback answered by the server; ``outputs`` and ``inputs`` by keyword."""

    name: str
    outputs: dict[str, Output]
    inputs: Mapping[str, Input | State]
    access: Access
    answer: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class BrowserCallback:
    """A callback that ``page/browser.js`` answers under ``function``; no data leaves the page."""

    name: str
    function: str
    outputs: tuple[Output, ...]
    inputs: tuple[Input | State, ...]
    access: Access = Access.PUBLIC


Entry = PlainRoute | ServerCallback | BrowserCallback


def table(context: Context) -> tuple[Entry, ...]:
    """Every route and callback of the page."""
    responses, callbacks = Responses(context), Callbacks(context)
    viewer, public = Access.VIEWER, Access.PUBLIC
    opacity = (Output(ids.MAP, "opacity"),)
    return (
        PlainRoute("health", urls.HEALTH, public, responses.health),
        PlainRoute("methods", urls.METHODS, viewer, responses.methods),
        PlainRoute("shapes", urls.SHAPES, viewer, responses.shapes),
        PlainRoute("zones", urls.ZONES, viewer, responses.zones),
        PlainRoute("picture", urls.PICTURE, viewer, responses.picture),
        ServerCallback("show", _shown(), _asked(), viewer, callbacks.show),
        BrowserCallback("opacity", "opacity", opacity, (Input(ids.OPACITY, "value"),)),
        BrowserCallback("address", "address", (), (Input(ids.KEPT_ADDRESS, "data"),)),
        BrowserCallback(
            "language",
            "language",
            (),
            (Input(ids.LANGUAGE, "n_clicks"), State(ids.LANGUAGE_WANTED, "data")),
        ),
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


def register(app: Dash, context: Context) -> None:
    """Register the whole table on an application.

    Raises
    ------
    StrangerError
        If the application then holds anything the table does not name.
    """
    register_entries(app, table(context))
    refuse_strangers(app, context)


def register_entries(app: Dash, entries: Iterable[Entry]) -> None:
    """Register the entries of a table on an application."""
    for entry in entries:
        if isinstance(entry, PlainRoute):
            app.server.add_url_rule(entry.path, entry.name, entry.answer, methods=["GET"])
        elif isinstance(entry, ServerCallback):
            app.callback(output=entry.outputs, inputs=dict(entry.inputs))(entry.answer)
        else:
            function = ClientsideFunction("sinkmap", entry.function)
            app.clientside_callback(  # type: ignore[no-untyped-call]
                function, *entry.outputs, *entry.inputs
            )


def refuse_strangers(
    app: Dash, context: Context, others: Mapping[str, tuple[Dash, Iterable[Entry]]] | None = None
) -> None:
    """Compare what the applications of a server hold with their tables.

    ``others``: applications beside the first one, by the path they lie under, with their tables.

    Raises
    ------
    StrangerError
        Naming what is on one side only.
    """
    beside = {path: (one, tuple(entries)) for path, (one, entries) in (others or {}).items()}
    entries = [*table(context), *(e for _, listed in beside.values() for e in listed)]
    wanted = {e.name for e in entries if isinstance(e, PlainRoute)} | DASH_ENDPOINTS
    wanted |= {_endpoint(name, path) for path in beside for name in DASH_ENDPOINTS}
    endpoints = {rule.endpoint for rule in app.server.url_map.iter_rules()}
    strangers = endpoints - wanted
    held = [app, *(one for one, _ in beside.values())]
    callbacks = sum(len(one.callback_map) for one in held) + len(_global_callbacks())
    listed = sum(not isinstance(e, PlainRoute) for e in entries)
    if strangers or callbacks != listed:
        raise StrangerError(
            f"not in the table of routes: {sorted(strangers)}; "
            f"{callbacks} callbacks registered, {listed} in the table"
        )


def _endpoint(name: str, path: str) -> str:
    """What Dash calls one of its endpoints in an application below a path."""
    if name.startswith("/"):
        return path.rstrip("/") + name
    return f"{path.rstrip('/').replace('/', '_')}{name.removesuffix('.static')}.static"


def _global_callbacks() -> dict[str, Any]:
    from dash._callback import GLOBAL_CALLBACK_MAP

    held: dict[str, Any] = GLOBAL_CALLBACK_MAP
    return held
