"""A page asked over HTTP as the browser asks it: one callback, by what it sets."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

from dash_app.server import PageServer
from dash_app.sources import Sources


@contextmanager
def served(sources: Sources) -> Iterator[str]:
    """The address of a server on this machine that stops in order at the end."""
    server = PageServer(sources, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.address.rstrip("/")
    finally:
        server.stop()
        thread.join(timeout=30)


def asked(page: str, sets: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Component -> property -> value, of the callback that sets ``sets`` (``id.property``).

    ``page``: address of the page with its last slash; ``values`` by ``id.property``, the first of
    which was touched.
    """
    entries = json.loads(_sent(f"{page}_dash-dependencies", None))
    entry = next(one for one in entries if sets in one["output"].strip(".").split("..."))

    def filled(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**p, "value": values.get(f"{p['id']}.{p['property']}")} for p in parts]

    outputs = [one.rpartition(".") for one in entry["output"].strip(".").split("...")]
    body = {
        "output": entry["output"],
        "outputs": [{"id": name, "property": prop} for name, _, prop in outputs],
        "inputs": filled(entry["inputs"]),
        "changedPropIds": [next(iter(values))],
        "state": filled(entry["state"]),
    }
    answer = _sent(f"{page}_dash-update-component", json.dumps(body).encode())
    found: dict[str, Any] = json.loads(answer)["response"]
    return found


def within(part: Any) -> Iterator[dict[str, Any]]:
    """Every component of what was answered, with its type and properties, from the outside in."""
    if isinstance(part, list):
        for one in part:
            yield from within(one)
    elif isinstance(part, dict):
        yield part
        yield from within(part.get("props", {}).get("children"))


def text_of(part: Any) -> str:
    """All that a component says."""
    if isinstance(part, list):
        return "".join(map(text_of, part))
    if isinstance(part, dict):
        return text_of(part.get("props", {}).get("children"))
    return "" if part is None else str(part)


def _sent(address: str, body: bytes | None) -> bytes:
    request = Request(address, data=body, headers={"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
        return content
