"""One person's browser, as far as a server sees it: kept connections, what is cached, Dash's calls.

The scripts of a page are not run. What they would do, set properties and ask the server's callbacks
that hang on them, is done by the table of callbacks and the layout that the page itself gives.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Answer", "Browser", "DashPage", "Seen"]

_CONNECTIONS = 6
"""A browser opens to one server at a time."""
_LINKED = re.compile(r'<(?:script[^>]* src|link[^>]* rel="stylesheet" href)="(/[^"]+)"')
_EMPTY = 204, 304
"""States of answers without a body."""
_LEAST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Seen:
    """One request: what it was for, how it was answered, seconds until the last byte."""

    kind: str
    path: str
    status: int
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, header fields in small letters, body as it came."""

    status: int
    fields: Mapping[str, str]
    body: bytes

    def text(self) -> str:
        """The body, unpacked."""
        packed = self.fields.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass(eq=False)
class Browser:
    """Asks one server, at most six requests at once; ``seen`` is shared by all that are counted.

    What may be kept without asking is not asked for again; what has a tag is asked for by it.
    """

    address: str
    seen: list[Seen]
    _fresh: set[str] = field(default_factory=set)
    _tags: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    _idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_CONNECTIONS))

    async def get(self, path: str, kind: str) -> Answer | None:
        """What lies at a path; None if it is kept and need not be asked for."""
        if path in self._fresh:
            return None
        tag, kept = self._tags.get(path, ("", None))
        answer = await self._ask(kind, "GET", path, {"If-None-Match": tag} if tag else {}, b"")
        if "max-age" in answer.fields.get("cache-control", "") and answer.status < _LEAST_ERROR:
            self._fresh.add(path)
        elif "etag" in answer.fields:
            known = kept if answer.status == 304 and kept is not None else answer
            self._tags[path] = (answer.fields["etag"], known)
            return known
        return answer

    async def post(self, path: str, document: Any, kind: str) -> Answer:
        """Send JSON to a path."""
        body = json.dumps(document).encode()
        fields = {"Content-Type": "application/json", "Origin": self.address}
        return await self._ask(kind, "POST", path, fields, body)

    def close(self) -> None:
        """Close the connections."""
        for _, writer in self._idle:
            writer.close()

    async def _ask(
        self, kind: str, method: str, path: str, fields: Mapping[str, str], body: bytes
    ) -> Answer:
        host = urlsplit(self.address).netloc
        told = {"Host": host, "Accept-Encoding": "gzip, deflate", **fields}
        if body:
            told["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        async with self._room:
            begun = time.perf_counter()
            async with self._connection() as (reader, writer):
                writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
                answer = await _read(reader)
                if answer.fields.get("connection", "").lower() == "close":
                    reader.feed_eof()  # so that it is not taken again
            seconds = time.perf_counter() - begun
        self.seen.append(Seen(kind, path, answer.status, seconds, len(answer.body)))
        return answer

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        while self._idle and self._idle[-1][0].at_eof():  # closed by the server meanwhile
            self._idle.pop()[1].close()
        where = urlsplit(self.address)
        held = (
            self._idle.pop()
            if self._idle
            else await asyncio.open_connection(where.hostname, where.port)
        )
        try:
            yield held
        except BaseException:
            held[1].close()
            raise
        self._idle.append(held)


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    status = int(first.split()[1])
    if "transfer-encoding" in fields:
        raise ValueError("an answer in pieces, whose length the server did not know")
    length = 0 if status in _EMPTY else int(fields["content-length"])
    return Answer(status, fields, await reader.readexactly(length))


@dataclass(eq=False)
class DashPage:
    """An opened page: the properties of its components and the callbacks of the server.

    ``values``: component id -> property -> value, as the layout and later answers have them.
    """

    browser: Browser
    path: str
    values: dict[str, dict[str, Any]]
    _callbacks: list[dict[str, Any]]

    @classmethod
    async def open(cls, browser: Browser, path: str, search: str = "") -> DashPage:
        """Fetch a page with its scripts and let its first callbacks run."""
        page = await browser.get(path + search, "page")
        assert page is not None, "pages are never kept"
        linked = dict.fromkeys(_LINKED.findall(page.text()))
        layout, table, *_ = await asyncio.gather(
            browser.get(f"{path}_dash-layout", "page"),
            browser.get(f"{path}_dash-dependencies", "page"),
            *(browser.get(one.replace("&amp;", "&"), "script") for one in linked),
        )
        assert layout is not None, "layouts are never kept"
        assert table is not None, "nor are tables"
        values = dict(_components(json.loads(layout.text())))
        served = [one for one in json.loads(table.text()) if not one["clientside_function"]]
        return cls(browser, path, values, served)

    async def set(self, changes: Mapping[tuple[str, str], Any]) -> list[str]:
        """Change properties and run what hangs on them, and so on; ids of the changed ones."""
        changed, found = dict(changes), list[str]()
        while changed:
            for (component, name), value in changed.items():
                self.values.setdefault(component, {})[name] = value
            asked = [one for one in self._callbacks if _hangs(one, changed)]
            answers = await asyncio.gather(*(self._call(one, list(changed)) for one in asked))
            # As the renderer, what a callback sets that it hangs on itself asks it no second time.
            changed = {key: value for one in answers for key, value in one.items()}
            own = {key for one in asked for key in _names(one["inputs"])}
            found += [component for component, _ in changed]
            changed = {key: value for key, value in changed.items() if key not in own}
        return found

    async def _call(
        self, callback: Mapping[str, Any], changed: list[tuple[str, str]]
    ) -> dict[tuple[str, str], Any]:
        output = callback["output"]
        outputs = [_output(one) for one in output.strip(".").split("...")]
        document = {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": [self._told(one) for one in callback["inputs"]],
            "changedPropIds": [
                f"{c}.{name}" for c, name in changed if (c, name) in _names(callback["inputs"])
            ],
            "state": [self._told(one) for one in callback["state"]],
        }
        path = f"{self.path}_dash-update-component"
        answer = await self.browser.post(path, document, "callback")
        if answer.status != 200:
            return {}
        said = json.loads(answer.text())["response"]
        return {(c, name): value for c, props in said.items() for name, value in props.items()}

    def _told(self, one: Mapping[str, str]) -> dict[str, Any]:
        value = self.values.get(one["id"], {}).get(one["property"])
        told = {"id": one["id"], "property": one["property"]}
        return told if value is None else told | {"value": value}


def _hangs(callback: Mapping[str, Any], changed: Mapping[tuple[str, str], Any]) -> bool:
    return not _names(callback["inputs"]).isdisjoint(changed)


def _names(parts: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(one["id"], one["property"]) for one in parts}


def _output(told: str) -> dict[str, str]:
    component, name = told.rsplit(".", 1)
    return {"id": component, "property": name.partition("@")[0]}


def _components(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id and properties of every component of a layout that has an id."""
    if isinstance(node, list):
        for one in node:
            yield from _components(one)
    elif isinstance(node, dict) and "props" in node:
        props = node["props"]
        if "id" in props:
            yield props["id"], {name: value for name, value in props.items() if name != "children"}
        yield from _components(props.get("children"))
