"""Answers of the page of a siting: a question in, the proven choice and its reasons out."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from dash import ctx, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dash_app import ids, urls
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.siting import words
from dash_app.siting.answers import Answer, Answers, full
from dash_app.siting.ask import TEN_THOUSAND, SiteAsk, terms_of
from dash_app.siting.card import nothing_chosen, site_card
from dash_app.siting.comparison import ahead, comparison, ground
from dash_app.siting.outcome import legend, notes, outcome, refused
from dash_app.siting.rows import SiteRows
from dash_app.siting.source import SiteSource
from dash_app.surroundings import drawn_lines
from dash_app.view.shapes import bounds_around
from sinkmap.errors import SinkmapError
from sinkmap.report.book import Book, open_book
from sinkmap.siting.result import Siting
from sinkmap.text import Language

__all__ = ["SiteCallbacks"]

_FIRST_SHARE = 0.25
"""Share of what all candidates cost that the page begins with as its budget."""
_MARGIN = 0.012
"""Degrees shown around a site that the list leads to: about 1.2 km, with what competes for it."""
_CONTROLS = ("types", "aim", "budget", "area", "quotas", "weights", "shown")
_SAID = ("outcome", "findings", "ahead", "ground", "legend")
_DRAWN = ("shapes", "colours", "labels", "budget_most", "area_most")


class SiteCallbacks:
    """Dash callbacks over a run with candidates, shown on the ground of the run."""

    def __init__(self, source: SiteSource, context: Context) -> None:
        self._source = source
        self._terms = terms_of(source)
        self._answers = Answers(source)
        self._default = context.results.study.language
        self._lines = drawn_lines(context, self._default)
        self._results = context.results

    @cached_property
    def _book(self) -> Book:
        """Of all figures: some seconds' work, for the first that looks at a site."""
        return open_book(self._results, self._source.year)

    def show(self, **asked: Any) -> dict[str, Any]:
        """Everything the page shows for what was asked last.

        What an answer already on the page says is not sent again.
        """
        if asked["search"] is None or asked["picked"] is None:  # not read yet
            raise PreventUpdate
        language = language_asked(self._default)
        afresh = _read_anew({str(t["prop_id"]) for t in ctx.triggered}, asked["kept"])
        ask = self._asked(asked, afresh=afresh)
        kept = None if afresh else SiteAsk.read(self._terms, asked["kept"])
        answer = self._answers.best(ask.question)
        controls = ask.controls(self._terms) if afresh else dict.fromkeys(_CONTROLS, no_update)
        return {
            "kept": ask.query,
            **controls,
            **self._said(answer, ask, kept, language),
            **self._listed(answer, ask, language),
            **self._drawn(answer, ask, kept, language),
            **self._site(answer, ask, asked["picked"], language),
            **_locks(ask, language),
            "stale": _stale(ask, asked["compared"], self._terms, language),
        }

    def compare(self, go: Any, kept: Any) -> dict[str, Any]:
        """Near-best choices, frontier and stability of the question on the page."""
        if not go or kept is None:
            raise PreventUpdate
        language = language_asked(self._default)
        answer = self._answers.compared(SiteAsk.read(self._terms, kept).question)
        if answer.siting is None:
            shown: Any = refused(answer.findings, language)
        else:
            shown = comparison(answer.siting, language)
        return {"comparison": shown, "compared": kept}

    def export(self, go: Any, formats: Any, kept: Any) -> dict[str, Any]:
        """Keep the siting on the page and write its report; links to the files."""
        if not go or kept is None:
            raise PreventUpdate
        language = language_asked(self._default)
        named = formats if isinstance(formats, list) else []
        wanted = [one for one in self._source.formats if one in named]
        question = full(SiteAsk.read(self._terms, kept).question)
        try:
            siting, files = self._source.export(question, wanted, language)
        except SinkmapError as error:
            return {"files": refused(error.findings, language)}
        said = html.P(words.KEPT.say(language).format(siting), className="good")
        return {"files": [said, html.Ul([_link(siting, path) for path in files])]}

    def _asked(self, asked: dict[str, Any], *, afresh: bool) -> SiteAsk:
        if not afresh:
            return SiteAsk.of(self._terms, asked)
        ask = SiteAsk.read(self._terms, asked["search"])
        # An address that asks nothing begins with a budget that has to be spent with care.
        return ask if str(asked["search"]).strip("?") else self._first(ask)

    def _first(self, ask: SiteAsk) -> SiteAsk:
        siting = self._answers.best(ask.question).siting
        if siting is None or not len(siting.sites):
            return ask
        yuan = float(siting.sites["cost"].sum()) * _FIRST_SHARE
        return ask.with_budget(_two_digits(yuan / TEN_THOUSAND) * TEN_THOUSAND)

    def _said(
        self, answer: Answer, ask: SiteAsk, kept: SiteAsk | None, language: Language
    ) -> dict[str, Any]:
        if answer.siting is None:
            told = refused(answer.findings, language)
            return {**dict.fromkeys(_SAID, ""), "outcome": told}
        if kept is not None and kept.question == ask.question:
            return dict.fromkeys(_SAID, no_update)
        siting = answer.siting
        return {
            "outcome": outcome(siting, language),
            "findings": notes(siting, ask.question.objective, language),
            "ahead": ahead(siting, self._book, language),
            "ground": ground(siting, language),
            "legend": legend(self._rows(siting, language)),
        }

    def _listed(self, answer: Answer, ask: SiteAsk, language: Language) -> dict[str, Any]:
        held = {"chosen_row": ask.site, "chosen_shape": ask.site}
        if answer.siting is None:
            return {"lists": [], "rows": [], "note": "", **held}
        return {**self._rows(answer.siting, language).listed(ask), **held}

    def _drawn(
        self, answer: Answer, ask: SiteAsk, kept: SiteAsk | None, language: Language
    ) -> dict[str, Any]:
        """The map; what hangs on the types alone is sent when they change."""
        siting = answer.siting
        if siting is None:
            return {**dict.fromkeys(_DRAWN, no_update), "colours": {}, "outlines": self._lines}
        rows = self._rows(siting, language)
        drawn = {"colours": rows.colours(ask), "outlines": self._lines}
        if kept is not None and kept.question.types == ask.question.types:
            return {**dict.fromkeys(_DRAWN, no_update), **drawn}
        sites = siting.sites
        return {
            **drawn,
            "shapes": urls.site_shapes_url(ask.question.types),
            "labels": rows.labels(),
            "budget_most": _two_digits(float(sites["cost"].sum()) / TEN_THOUSAND),
            "area_most": _two_digits(float(sites["area_m2"].sum()) / TEN_THOUSAND),
        }

    def _site(
        self, answer: Answer, ask: SiteAsk, picked: Any, language: Language
    ) -> dict[str, Any]:
        nothing = {"card": nothing_chosen(language), "lock": "absent", "bounds": no_update}
        if answer.siting is None or not ask.site:
            return nothing
        rows = self._rows(answer.siting, language)
        site = rows.site(ask.site)
        if site is None:
            return {**nothing, "card": nothing_chosen(language, words.MISSING)}
        # A click on the map has the site before its eyes; one in the list goes there.
        by = picked.get("by") if isinstance(picked, dict) else ""
        bounds = self._around(ask) if by in ("list", "address") else no_update
        return {"card": site_card(rows, site), "lock": "lock", "bounds": bounds}

    def _around(self, ask: SiteAsk) -> list[float]:
        sites = self._source.candidates(ask.question.types)
        return bounds_around(sites.geometry[sites["site_id"] == ask.site].to_numpy(), _MARGIN)

    def _rows(self, siting: Siting, language: Language) -> SiteRows:
        return SiteRows(siting, self._source.book.types, language)


def _read_anew(triggered: set[str], kept: Any) -> bool:
    return kept is None or f"{ids.SITE_ADDRESS}.search" in triggered


def _locks(ask: SiteAsk, language: Language) -> dict[str, Any]:
    held, out = len(ask.question.locked_in), len(ask.question.locked_out)
    return {
        "locked": words.LOCKS.say(language).format(held, out),
        "clear": "plain" if held or out else "plain absent",
    }


def _stale(ask: SiteAsk, compared: Any, terms: Any, language: Language) -> list[Component]:
    if compared is None or SiteAsk.read(terms, compared).question == ask.question:
        return []
    return [html.P(words.STALE.say(language), className="poor")]


def _link(siting: str, path: Path) -> Component:
    return html.Li(html.A(path.name, href=urls.site_file_url(siting, path.name)))


def _two_digits(value: float) -> float:
    """Rounded up to two digits, as a person would name an amount."""
    return float(f"{value * 1.049:.1e}") if value > 0 else 0.0
