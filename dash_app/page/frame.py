"""The frame of every page: what the browser keeps, the header with its links, the main part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.context import Context, PageLink
from dash_app.jobs.panel import job_panel
from dash_app.view import words
from sinkmap.text import Language

__all__ = ["aria", "page_frame", "page_links"]

_OVERVIEW = PageLink(words.OVERVIEW, urls.OVERVIEW)
_INDICATORS = PageLink(words.INDICATORS, urls.INDICATORS)
_METHODS = PageLink(words.METHODS, urls.METHODS)


def page_frame(
    context: Context,
    language: Language,
    *,
    here: str,
    heading: str,
    kept: Sequence[Component],
    main: Component,
    chips: Sequence[Component] = (),
) -> Component:
    """A page in one language.

    ``here``: its own address, whose tab is marked; ``kept``: what holds its state;
    ``chips``: what the header says beside the heading.
    """
    other = Language.EN if language is Language.ZH else Language.ZH
    if context.results.study.simulated:
        simulated = words.SIMULATED.say(language)
        chips = [html.Span(simulated, className="chip chip-doubt"), *chips]
    if context.jobs is not None:
        chips = [*chips, job_panel(context.jobs, language)]
    links = [
        html.A(link.title.say(language), href=link.url, **_current(link.url == here))
        for link in page_links(context)
    ]
    button = html.Button(
        words.OTHER_LANGUAGE.say(language), id=ids.LANGUAGE, type="button", lang=str(other)
    )
    header = html.Header(
        [
            html.H1(heading),
            html.Div(list(chips), className="chips"),
            html.Nav(links, className="tabs", **aria(words.PAGES.say(language))),
            button,
        ]
    )
    return html.Div(
        className="page",
        lang="zh-CN" if language is Language.ZH else "en",
        children=[*kept, dcc.Store(id=ids.LANGUAGE_WANTED, data=str(other)), header, main],
    )


def page_links(context: Context) -> tuple[PageLink, ...]:
    """Every page of the server, in the order of the header."""
    return (_OVERVIEW, _INDICATORS, *context.beside, _METHODS)


def _current(is_here: bool) -> dict[str, Any]:
    return {"aria-current": "page"} if is_here else {}


def aria(label: str = "", *, live: str = "") -> dict[str, Any]:
    """What a screen reader is told of a part of the page; ``live`` is how it hears of changes."""
    told = {"aria-label": label} if label else {}
    return told | ({"aria-live": live} if live else {})
