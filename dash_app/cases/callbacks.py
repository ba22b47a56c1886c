"""Answers of the page of cases: what is looked at, and a step that is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dash import ctx, html, no_update
from dash.exceptions import PreventUpdate

from dash_app import ids, urls
from dash_app.cases import words
from dash_app.cases.card import case_card, case_past, change_words, step_options
from dash_app.cases.choice import ALL, CaseChoice
from dash_app.cases.layout import missing
from dash_app.cases.shapes import case_colour
from dash_app.cases.source import CaseSource
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.surroundings import drawn_lines
from dash_app.view.shapes import bounds_around
from sinkmap.errors import SinkmapError, UsageError
from sinkmap.ledger import Actor, CaseFile, Role, State, Step, StepOrder
from sinkmap.text import Language

__all__ = ["CaseCallbacks"]

_MOST_LISTED = 300
"""Cases in the list at once; the filter leads to the others."""
_MOST_TEXT = 2000
"""Longest text taken from the form, in characters."""


class CaseCallbacks:
    """Dash callbacks over a case register, shown on the ground of a run."""

    def __init__(self, cases: CaseSource, context: Context) -> None:
        self._cases = cases
        self._bounds = context.bounds
        self._default = context.results.study.language
        self._lines = drawn_lines(context, self._default)

    def show(self, **asked: Any) -> dict[str, Any]:
        """Everything the page shows for what was asked last."""
        if asked["search"] is None:  # the address is not read yet
            raise PreventUpdate
        language = language_asked(self._default)
        choice = _choice(asked, {str(t["prop_id"]) for t in ctx.triggered})
        every = self._cases.cases()
        rows = [r for r in every if choice.state in (ALL, r["state"])]
        found = self._found(choice.number)
        return {
            "choice": choice.query,
            "state": choice.state,
            "states": _states(every, language),
            **_listed(rows, choice, language),
            **self._map(rows, choice, found, language),
            **_case(found, choice, language),
        }

    def act(self, **asked: Any) -> dict[str, Any]:
        """Take the step the form asks for; what forbids it is told, and nothing is changed."""
        held = asked["version"]
        if not asked["go"] or not isinstance(held, dict):
            raise PreventUpdate
        language = language_asked(self._default)
        try:
            step, role = _step_asked(asked["step"])
            actor = Actor(_text(asked["who"]), role)
            order = StepOrder(step, _text(asked["why"]), _text(asked["until"]), held["version"])
            case = self._cases.step(str(held["number"]), order, actor)
        except SinkmapError as error:
            told = [html.P(f.say(language), className="poor") for f in error.findings]
            return {"said": told, "done": no_update, "why": no_update, "until": no_update}
        state = State(case["state"]).text.say(language)
        said = words.DONE.say(language).format(f"{step.text.say(language)} → {state}")
        done = int(asked["done"] or 0) + 1
        return {"said": html.P(said, className="good"), "done": done, "why": "", "until": ""}

    def _found(self, number: str) -> CaseFile | None:
        try:
            return self._cases.case(number) if number else None
        except UsageError:  # an address that was kept longer than the case
            return None

    def _map(
        self,
        rows: Sequence[Mapping[str, Any]],
        choice: CaseChoice,
        found: CaseFile | None,
        language: Language,
    ) -> dict[str, Any]:
        length = self._cases.length
        places = urls.case_places_url(length, choice.state)
        label = words.MAP.say(language)
        points = {"id": "places", "url": places, "colour": "#14324a", "label": label}
        return {
            "shapes": urls.case_outlines_url(length, choice.state),
            "outlines": [*self._lines, *([points] if rows else [])],
            "colours": {row["number"]: case_colour(row["severity"]) for row in rows},
            "labels": {r["number"]: f"{r['number']} {change_words(r, language)}" for r in rows},
            "chosen_shape": found.case["number"] if found else "",
            "bounds": bounds_around(found.frame.geometry.to_numpy()) if found else self._bounds,
        }


def _choice(asked: Mapping[str, Any], triggered: set[str]) -> CaseChoice:
    if f"{ids.CASE_ADDRESS}.search" in triggered or asked["kept"] is None:
        return CaseChoice.read(asked["search"])
    number = CaseChoice.read(asked["kept"]).number
    clicks = {f"{ids.CASE_MAP}.click": "map_click", f"{ids.CASE_LIST}.click": "list_click"}
    for prop, name in clicks.items():
        click = asked[name]
        if prop in triggered and isinstance(click, dict):
            number = str(click.get("unit", ""))
    return CaseChoice.of({"state": asked["state"], "number": number})


def _states(rows: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    counts = Counter(row["state"] for row in rows)
    every = {"value": ALL, "label": words.ALL_STATES.say(language).format(len(rows))}
    return [every] + [
        {
            "value": str(state),
            "label": words.OF_STATE.say(language).format(state.text.say(language), counts[state]),
        }
        for state in State
        if counts[state]
    ]


def _listed(
    rows: Sequence[Mapping[str, Any]], choice: CaseChoice, language: Language
) -> dict[str, Any]:
    rest = len(rows) - _MOST_LISTED
    note = words.LIST_REST.say(language).format(_MOST_LISTED, rest) if rest > 0 else ""
    return {
        "rows": [
            {
                "unit": row["number"],
                "name": row["number"],
                "text": State(row["state"]).text.say(language),
                "colour": case_colour(row["severity"]),
                "share": None,
            }
            for row in rows[:_MOST_LISTED]
        ],
        "note": note if rows else words.NONE.say(language),
        "chosen_row": choice.number,
    }


def _case(found: CaseFile | None, choice: CaseChoice, language: Language) -> dict[str, Any]:
    if found is None:
        text = words.MISSING_CASE if choice.number else words.CHOOSE
        card: Any = missing(language, text)
        hidden = "case-form absent"
        return {
            "card": card, "past": [], "form": hidden, "steps": [], "step": "", "version": None
        }  # fmt: skip
    steps = step_options(found.open_steps, language)
    nothing = [{"value": "", "label": words.NO_STEP.say(language)}]
    case = found.case
    return {
        "card": case_card(found, language),
        "past": case_past(found, language),
        "form": "case-form",
        "steps": steps or nothing,
        "step": steps[0]["value"] if steps else "",
        "version": {"number": case["number"], "version": case["version"]},
    }


def _step_asked(said: object) -> tuple[Step, Role]:
    step, _, role = str(said).partition("|")
    if step not in set(Step) or role not in set(Role):
        raise PreventUpdate
    return Step(step), Role(role)


def _text(said: object) -> str:
    return said.strip()[:_MOST_TEXT] if isinstance(said, str) else ""
