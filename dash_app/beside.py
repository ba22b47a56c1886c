"""Pages of their own beside the overview, on the same server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from dash.development.base_component import Component
from flask import Flask, abort, request

from dash_app.context import Context
from dash_app.document import PLAIN, Page, warm_up
from dash_app.entries import Entry, register_entries
from dash_app.language import language_asked
from sinkmap.text import Language, Text

__all__ = [
    "MOST_BODY",
    "SENDER",
    "SENT_BY",
    "PageBeside",
    "add_page",
    "keep_at_home",
    "refuse_other_names",
]

_AT_HOME = {"127.0.0.1", "localhost", "::1"}
_KIND = "application/json"
_FILES = "multipart/form-data"
SENT_BY, SENDER = "X-Requested-By", "sinkmap"
"""Header, and its value, that the page's own script sends with a file."""
MOST_BODY = 256 * 1024
"""Largest request that is taken unless a page says otherwise, bytes."""


@dataclass(frozen=True, slots=True)
class PageBeside:
    """A page that lies under ``path`` (with both its slashes).

    ``name`` is that of its Dash application; ``layout`` builds it in one language; ``entries`` is
    its table of routes and callbacks, ``most_body`` the largest request it takes, in bytes,
    ``sends`` the one path a file is sent to, as ``multipart/form-data`` of ``most_sent`` bytes.
    ``at_home``: it is for this machine alone, as every page is that writes.
    """

    name: str
    path: str
    heading: Text
    layout: Callable[[Language], Component]
    entries: tuple[Entry, ...]
    most_body: int = MOST_BODY
    sends: str = ""
    most_sent: int = 0
    at_home: bool = True


def add_page(server: Flask, context: Context, page: PageBeside) -> Page:
    """Put a page on the server. There are no accounts: one that writes is for the loopback only."""
    default = context.results.study.language
    app = Page(
        page.name,
        server=server,  # type: ignore[arg-type]
        url_base_pathname=page.path,
        title=page.heading.say(default),
        **PLAIN,
    )
    app.context = context
    app.heading = page.heading
    app.layout = lambda: page.layout(language_asked(default))
    register_entries(app, page.entries)
    if page.at_home:
        keep_at_home(server, page.path, page.most_body, page.sends)
    warm_up(app, page.path)
    return app


def refuse_other_names(server: Flask) -> None:
    """Answer under the names of this machine alone, whatever is asked.

    A page of another site could have its own name resolve to the loopback, and read here what its
    visitor may.
    """

    def refuse() -> None:
        if urlsplit(f"//{request.host}").hostname not in _AT_HOME:
            abort(403)

    server.before_request(refuse)


def keep_at_home(server: Flask, path: str, most_body: int = MOST_BODY, sends: str = "") -> None:
    """Let nothing below a path be used but by the pages of this server.

    ``most_body``, ``sends``: as those of a page.
    """
    server.before_request(lambda: _refuse_other_sites(path, most_body, sends))


def _refuse_other_sites(path: str, most_body: int, sends: str) -> None:
    """Let nobody but the page itself write: a page of another site could post here through the
    clerk's browser."""
    if not request.path.startswith(path):
        return
    request.max_content_length = most_body
    origin = request.headers.get("Origin")
    theirs = origin is not None and urlsplit(origin).netloc != request.host
    crossed = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    if request.method != "GET" and (theirs or crossed):
        abort(403)
    if request.method == "POST" and request.path == sends:
        _refuse_forms(origin)
    elif request.method == "POST" and request.mimetype != _KIND:
        abort(403)


def _refuse_forms(origin: str | None) -> None:
    """Take a file only from a script of the page: no form of another site can name a header."""
    ours = request.headers.get(SENT_BY) == SENDER
    if request.mimetype != _FILES or origin is None or not ours:
        abort(403)
