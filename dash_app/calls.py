"""Calls of callbacks, looked at before Dash takes them.

Dash takes a call at its word: one that names no callback, or leaves out what the callback is told,
would end as an error of ours, with its trace in the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash
from flask import Flask, abort, request

__all__ = ["refuse_strange_calls"]

_CALLED = "_dash-update-component"


def refuse_strange_calls(server: Flask, apps: Mapping[str, Dash]) -> None:
    """Answer 400 to what no page of ours sends. ``apps``: by the path they lie under."""
    called = {f"{path}{_CALLED}": app for path, app in apps.items()}

    def refuse() -> None:
        app = called.get(request.path)
        if app is None or request.method != "POST":
            return
        try:
            call = request.get_json()
        except RecursionError:  # lists in lists without end
            abort(400)
        if not _is_call(call, app.callback_map):
            abort(400)

    server.before_request(refuse)


def _is_call(call: Any, known: Mapping[str, Any]) -> bool:
    """Whether a document names a callback, with all it gives and is told, in the right order."""
    if not isinstance(call, dict) or not isinstance(call.get("output"), str):
        return False
    callback = known.get(call["output"])
    changed = call.get("changedPropIds", [])
    return (
        callback is not None
        and _names(call.get("inputs")) == _names(callback["inputs"])
        and _names(call.get("state", [])) == _names(callback["state"])
        and _output(call.get("outputs")) == call["output"]
        and isinstance(changed, list)
        and all(isinstance(one, str) for one in changed)
    )


def _output(outputs: Any) -> str:
    """What Dash calls a callback with such outputs: one by itself, or several as a list."""
    if isinstance(outputs, list):
        return f"..{'...'.join(map(str, _names(outputs)))}.."
    return str(_names([outputs])[0])


def _names(parts: Any) -> list[str | None]:
    """``id.property`` of each part of a call; None for what is no part."""
    if not isinstance(parts, list):
        return [None]
    return [
        f"{part['id']}.{part['property']}"
        if isinstance(part, dict) and {"id", "property"} <= part.keys()
        else None
        for part in parts
    ]
