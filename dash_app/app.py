"""The application: Dash on Flask over one run, with its doors shut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, abort, request
from flask_compress import Compress

from dash_app import urls
from dash_app.basemaps import basemap_entries
from dash_app.beside import (
    MOST_BODY,
    PageBeside,
    add_page,
    keep_at_home,
    refuse_other_names,
)
from dash_app.browse.catalogue import MapCatalogue
from dash_app.browse.gone import answer_links_of_other_runs
from dash_app.browse.layout import browse_layout
from dash_app.browse.page import browse_table
from dash_app.calls import refuse_strange_calls
from dash_app.cases.page import case_page
from dash_app.context import Context, PageLink
from dash_app.data_page.page import data_page
from dash_app.document import PLAIN, Page, warm_up
from dash_app.entries import Entry, refuse_strangers, register_entries
from dash_app.headers import content_policy, send_headers
from dash_app.indicators.page import indicator_page
from dash_app.jobs.responses import job_entries
from dash_app.language import language_asked
from dash_app.prints.responses import print_entries
from dash_app.report_page import words as report_words
from dash_app.report_page.page import report_page
from dash_app.review.page import review_page
from dash_app.routes import run_routes
from dash_app.siting.page import site_page
from dash_app.sources import Sources
from dash_app.tile_responses import tile_entries
from dash_app.view import words

__all__ = ["create_app"]

_CATCH_ALL = "/<path:path>"
"""End of the rules by which Dash answers any path with the page."""
_COMPRESSED = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/geo+json",
)
"""Kinds that are packed on the way; tiles are small already."""


def create_app(sources: Sources) -> Page:
    """Build the application over one run and make it ready for the first request.

    Pages that write know no accounts: whoever serves them keeps to the loopback.

    Raises
    ------
    dash_app.entries.StrangerError
        If anything is registered outside the tables of entries.
    """
    context = Context(sources.run, _links(sources), sources.basemaps, sources.jobs)
    server = Flask("dash_app", static_folder=None)
    server.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    if sources.for_this_machine:
        refuse_other_names(server)
    _compress(server)
    app = Page(
        "dash_app",
        server=server,  # type: ignore[arg-type]
        title=context.results.title.say(context.results.study.language),
        **PLAIN,
    )
    app.context = context
    places = sources.places
    catalogue = MapCatalogue(context, () if places is None else places.layers, sources.tiles)
    app.layout = lambda: browse_layout(
        context,
        catalogue,
        language_asked(context.results.study.language),
        asks=places is not None,
        prints=sources.prints,
    )
    overview = browse_table(context, catalogue, places, prints=sources.prints is not None)
    entries = (*run_routes(context), *overview, *_apart(context, sources))
    register_entries(app, entries)
    if sources.jobs is not None:
        keep_at_home(server, urls.JOBS)
    _refuse_unknown_paths(server)
    answer_links_of_other_runs(server, context)
    held: dict[str, tuple[Dash, Iterable[Entry]]] = {"/": (app, entries)}
    app.most_body = MOST_BODY
    for page in _beside(context, sources):
        app.most_body = max(app.most_body, page.most_body, page.most_sent)
        held[page.path] = (add_page(server, context, page), page.entries)
    refuse_strangers(held)
    refuse_strange_calls(server, {path: page for path, (page, _) in held.items()})
    # Hashes name Dash's own inline scripts, so they are taken once all callbacks are known.
    hashes = dict.fromkeys(one for beside, _ in held.values() for one in beside.csp_hashes())
    send_headers(server, content_policy(list(hashes)))
    warm_up(app, "/")
    return app


def _links(sources: Sources) -> tuple[PageLink, ...]:
    """The pages that lie beside the overview, in the order of the header."""
    found = (
        (sources.reviews, PageLink(words.REVIEWS, urls.REVIEWS)),
        (sources.cases, PageLink(words.CASES, urls.CASES)),
        (sources.sites, PageLink(words.SITES, urls.SITES)),
        (sources.report, PageLink(report_words.REPORT, urls.REPORT)),
        (sources.uploads, PageLink(words.DATA, urls.DATA)),
    )
    return tuple(link for source, link in found if source is not None)


def _beside(context: Context, sources: Sources) -> Iterator[PageBeside]:
    yield indicator_page(context)
    if sources.reviews is not None:
        yield review_page(context, sources.reviews)
    if sources.sites is not None:
        yield site_page(context, sources.sites)
    if sources.cases is not None:
        yield case_page(context, sources.cases, sources.case_ground, sources.tiles)
    if sources.report is not None:
        yield report_page(context, sources.report)
    if sources.uploads is not None:
        yield data_page(context, sources.uploads, sources.prints)


def _apart(context: Context, sources: Sources) -> tuple[Entry, ...]:
    """Routes of the run that belong to no page."""
    tiles = () if sources.tiles is None else tile_entries(context.run_id, sources.tiles)
    prints = () if sources.prints is None else print_entries(context, sources.prints)
    basemaps = () if sources.basemaps is None else basemap_entries(sources.basemaps)
    default = context.results.study.language
    jobs = () if sources.jobs is None else job_entries(sources.jobs, context.run_id, default)
    return (*tiles, *prints, *basemaps, *jobs)


def _compress(server: Flask) -> None:
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = 4
    server.config["COMPRESS_MIMETYPES"] = list(_COMPRESSED)
    Compress(server)


def _refuse_unknown_paths(server: Flask) -> None:
    """Dash answers any path with the page, and a wrong component file with an error of ours."""

    def refuse() -> None:
        if request.url_rule is not None and request.url_rule.rule.endswith(_CATCH_ALL):
            abort(404)

    server.before_request(refuse)
    server.register_error_handler(DependencyException, lambda _: ("", 404))
