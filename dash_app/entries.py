"""What a page may hold: routes and callbacks, each with who may use it, listed in a table.

Access rules can be laid over these tables; an application that holds anything else does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dash_app import ids

__all__ = [
    "Access",
    "BrowserCallback",
    "Entry",
    "PlainRoute",
    "ServerCallback",
    "StrangerError",
    "frame_entries",
    "refuse_strangers",
    "register_entries",
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
    """A route. ``path`` is a Flask rule."""

    name: str
    path: str
    access: Access
    answer: Callable[..., Any]
    method: str = "GET"


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


def frame_entries(prefix: str, kept: str) -> tuple[Entry, ...]:
    """What every page does in the browser: keep its address and change its language.

    ``prefix`` begins the names; ``kept`` is the store with the query string of what is shown.
    """
    language = (Input(ids.LANGUAGE, "n_clicks"), State(ids.LANGUAGE_WANTED, "data"))
    return (
        BrowserCallback(f"{prefix}address", "address", (), (Input(kept, "data"),)),
        BrowserCallback(f"{prefix}language", "language", (), language),
    )


def register_entries(app: Dash, entries: Iterable[Entry]) -> None:
    """Register the entries of a table on an application."""
    for entry in entries:
        if isinstance(entry, PlainRoute):
            app.server.add_url_rule(entry.path, entry.name, entry.answer, methods=[entry.method])
        elif isinstance(entry, ServerCallback):
            app.callback(output=entry.outputs, inputs=dict(entry.inputs))(entry.answer)
        else:
            function = ClientsideFunction("sinkmap", entry.function)
            app.clientside_callback(  # type: ignore[no-untyped-call]
                function, *entry.outputs, *entry.inputs
            )


def refuse_strangers(held: Mapping[str, tuple[Dash, Iterable[Entry]]]) -> None:
    """Compare what the applications of one server hold with their tables.

    ``held``: each application with its table, by the path it lies under.

    Raises
    ------
    StrangerError
        Naming what is on one side only.
    """
    apps = [app for app, _ in held.values()]
    entries = [entry for _, listed in held.values() for entry in listed]
    wanted = {e.name for e in entries if isinstance(e, PlainRoute)}
    wanted |= {_endpoint(name, path) for path in held for name in DASH_ENDPOINTS}
    strangers = {rule.endpoint for rule in apps[0].server.url_map.iter_rules()} - wanted
    callbacks = sum(len(app.callback_map) for app in apps) + len(_global_callbacks())
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
    if path == "/":
        return name
    return f"{path.rstrip('/').replace('/', '_')}{name.removesuffix('.static')}.static"


def _global_callbacks() -> dict[str, Any]:
    from dash._callback import GLOBAL_CALLBACK_MAP

    held: dict[str, Any] = GLOBAL_CALLBACK_MAP
    return held
