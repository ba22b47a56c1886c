"""Answers of the page of cases: the queue, the map, and everything of the case looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dash import ctx, html
from dash.exceptions import PreventUpdate

from dash_app import ids, urls
from dash_app.cases import words
from dash_app.cases.card import case_card, case_past, case_with_area, step_options
from dash_app.cases.choice import CaseChoice, Look
from dash_app.cases.evidence import case_papers, case_pictures, case_records, years_of
from dash_app.cases.layout import missing
from dash_app.cases.map import CaseMap
from dash_app.cases.papers import photo_points
from dash_app.cases.queue import MOST_LISTED, listed, options_of, queued
from dash_app.cases.shapes import PhotoPoint
from dash_app.cases.source import CaseSource, GroundRecord, GroundSource
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.tile_source import TileSource
from sinkmap.errors import SinkmapError, UsageError
from sinkmap.ledger import CaseFile, State
from sinkmap.text import Language

__all__ = ["CaseCallbacks"]

_FILTERS = ("batch", "due", "severity", "county", "find", "order", "look", "state")


class CaseCallbacks:
    """Dash callbacks over a case register, shown on the ground of a run."""

    def __init__(
        self,
        cases: CaseSource,
        context: Context,
        ground: GroundSource | None = None,
        tiles: TileSource | None = None,
    ) -> None:
        self._cases, self._ground = cases, ground
        self._default = context.results.study.language
        self._map = CaseMap(cases, context, tiles)

    def show(self, **asked: Any) -> dict[str, Any]:
        """Everything the page shows for what was asked last."""
        if asked["search"] is None:  # the address is not read yet
            raise PreventUpdate
        language = language_asked(self._default)
        today = datetime.now(UTC).date()
        choice = _choice(asked, {str(t["prop_id"]) for t in ctx.triggered})
        batches = self._cases.batches()
        choice = choice if choice.batch in batches else replace(choice, batch="")
        every = self._cases.cases(choice.filter)
        rows = queued(every, choice, today)
        found = self._found(choice.number)
        years = years_of(found, self._ground.years if self._ground else ()) if found else None
        records = self._ground.records(found) if self._ground and found else []
        points = photo_points(self._cases, found) if found else {}
        near = self._cases.neighbours(found.case["number"]) if found else []
        return {
            "choice": choice.query,
            **{name: getattr(choice, name) for name in _FILTERS},
            **options_of(every, batches, choice, today, language),
            **listed(rows, choice, today, language),
            "returned": self._returned(choice.batch, language),
            **self._map.shown(rows, choice, found, years, language),
            **self._around(choice, found, years, points, records, language),
            **_case(found, choice, rows, near, language),
            "views": [] if found is None else [
                *self._pictures(found, years, language),
                *case_records(records, language),
                *case_papers(self._cases, found, points, language),
            ],
        }  # fmt: skip

    def _around(
        self,
        choice: CaseChoice,
        found: CaseFile | None,
        years: tuple[int, int] | None,
        points: Mapping[int, tuple[PhotoPoint, bool]],
        records: Sequence[GroundRecord],
        language: Language,
    ) -> dict[str, Any]:
        compared = (years or self._map.last_years() or ()) if choice.look == Look.SWIPE else ()
        photos = [point for point, _ in points.values()]
        return self._map.around(found, photos, records, compared, language)

    def _found(self, number: str) -> CaseFile | None:
        try:
            return self._cases.case(number) if number else None
        except UsageError:  # an address that was kept longer than the case
            return None

    def _pictures(
        self, found: CaseFile, years: tuple[int, int] | None, language: Language
    ) -> list[Any]:
        picture = self._ground.pictures(found) if self._ground else None
        return case_pictures(found, picture, years, language)

    def _returned(self, batch: str, language: Language) -> list[Any]:
        """The link to the return of a batch, with what the return still lacks."""
        if not batch:
            return []
        try:
            back = self._cases.returned(batch)
        except SinkmapError as error:
            return [html.P(f.say(language), className="poor") for f in error.findings]
        link = html.A(
            words.RETURN.say(language), href=urls.case_return_url(batch), className="file"
        )
        count = html.Small(words.RETURN_ROWS.say(language).format(len(back.table)))
        lacks = [
            html.Small(f"{f.message.say(language)} ({f.count})", className="poor", title=f.code)
            for f in back.findings
        ]
        return [link, count, *lacks]


def _choice(asked: Mapping[str, Any], triggered: set[str]) -> CaseChoice:
    if f"{ids.CASE_ADDRESS}.search" in triggered or asked["kept"] is None:
        return CaseChoice.read(asked["search"])
    kept = CaseChoice.read(asked["kept"])
    number = kept.number
    clicks = {f"{ids.CASE_MAP}.click": "map_click", f"{ids.CASE_LIST}.click": "list_click"}
    for prop, name in clicks.items():
        click = asked[name]
        if prop in triggered and isinstance(click, dict):
            number = str(click.get("unit", number))
    if f"{ids.CASE_MERGE_DONE}.data" in triggered and isinstance(asked["merge_done"], str):
        number = asked["merge_done"]
    told = {name: asked[name] for name in _FILTERS}
    return CaseChoice.of({**told, "number": number})


def _case(
    found: CaseFile | None,
    choice: CaseChoice,
    rows: Sequence[Mapping[str, Any]],
    near: Sequence[Mapping[str, Any]],
    language: Language,
) -> dict[str, Any]:
    if found is None:
        text = words.MISSING_CASE if choice.number else words.CHOOSE
        card: Any = missing(language, text)
        return {
            "card": card, "past": [], "form": "case-form absent", "steps": [], "step": "",
            "version": None, "manys": [], "many": [], "nears": [], "near": [],
            "merge_note": "",
        }  # fmt: skip
    case = found.case
    steps = step_options(found.open_steps, language)
    nothing = [{"value": "", "label": words.NO_STEP.say(language)}]
    like = {
        row["number"]: row["version"]
        for row in rows[:MOST_LISTED]
        if (row["state"], row["stage"]) == (case["state"], case["stage"])
        and row["number"] != case["number"]
    }
    many = {"value": "many", "label": words.MANY_LABEL.say(language).format(len(like))}
    return {
        "card": case_card(found, language),
        "past": case_past(found, language),
        "form": "case-form" if case["merged_into"] is None else "case-form absent",
        "steps": steps or nothing,
        "step": steps[0]["value"] if steps else "",
        "version": {
            "number": case["number"],
            "version": case["version"],
            "like": like,
            "near": {row["number"]: row["version"] for row in near},
        },
        "merge_note": _merge_note(State(case["state"]), near, language),
        "nears": [{"value": row["number"], "label": case_with_area(row, language)} for row in near],
        "near": [],
        "manys": [many] if like and steps else [],
        "many": [],
    }


def _merge_note(state: State, near: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Why there is nothing to merge a case with; empty where there is."""
    if near:
        return ""
    return (words.MERGE_NONE if state.undecided else words.MERGE_LATE).say(language)
