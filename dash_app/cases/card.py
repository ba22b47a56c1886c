"""One case as components: what it is, what it rests on, and what was done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

from dash import html
from dash.development.base_component import Component

from dash_app import urls
from dash_app.cases import words
from sinkmap.classes import turn_words
from sinkmap.control import RuleBook
from sinkmap.ledger import CUT, JOINED, STAGES, CaseFile, Role, State, Step, Transition
from sinkmap.report.numbers import MISSING
from sinkmap.rule import RuleSeverity
from sinkmap.text import Language, Text

__all__ = ["case_card", "case_past", "case_with_area", "change_words", "step_options"]

_CHIPS = {
    State.CLOSED: "chip-good",
    State.LAWFUL: "chip-good",
    State.FALSE_CHANGE: "chip-good",
    State.CONFIRMED: "chip-poor",
}
_KINDS = {
    "open": words.OPENED,
    "seen": words.SEEN,
    "merged": words.MERGED,
    "attach": words.ATTACHED,
    "lineage": words.LINKED,
    "split": words.SPLIT_EVENT,
    "merge": words.MERGE_EVENT,
}
_TIES = {
    "split": words.SPLIT,
    "merge": words.MERGE,
    "follows": words.FOLLOWS,
    CUT: words.CUT,
    JOINED: words.JOINED,
}


def case_card(found: CaseFile, language: Language) -> list[Component]:
    """What a case is and where it stands."""
    case = found.case
    state = State(case["state"])
    chip = f"chip {_CHIPS.get(state, 'chip-doubt')}"
    stands = state.text if case["merged_into"] is None else words.MERGED
    head = html.Div(
        [
            html.H2(case["number"]),
            html.Span(stands.say(language), className=chip),
            html.P(_where_it_stands(case, language)),
        ],
        className="figure-heading case-heading",
    )
    return [head, html.Dl(_facts(case, language))]


def case_with_area(case: Mapping[str, Any], language: Language) -> str:
    """Number and hectares of a case."""
    hectares = words.HECTARES.say(language).format(f"{case['area_m2'] / 10_000:,.4f}")
    return f"{case['number']} · {hectares}"


def _where_it_stands(case: Mapping[str, Any], language: Language) -> list[Any]:
    """The stage; of a case that is part of another now, where that one is."""
    if case["merged_into"] is None:
        return [STAGES[case["stage"]].say(language)]
    return _linked(words.CLOSED_INTO, (case["merged_into"],), language)


def _linked(text: Text, numbers: Sequence[str], language: Language, here: str = "") -> list[Any]:
    """A sentence in which numbers of cases lead to them; that looked at stands as it is."""
    parts: list[Any] = []
    for plain, name, _, _ in Formatter().parse(text.say(language)):
        parts += [plain] if plain else []
        if name is not None:
            number = numbers[int(name)]
            link = html.A(number, href=urls.case_url(number))
            parts.append(number if number == here else link)
    return parts


def case_past(found: CaseFile, language: Language) -> list[Component]:
    """What a case rests on and what was done with it, newest first."""
    parts = _list(words.ISSUED, _issued(found.sightings), language)
    parts += _list(words.LINEAGE, _lineage(found, language), language)
    parts += _list(words.HISTORY, _history(found.events, language), language)
    return parts


def step_options(open_steps: Sequence[Transition], language: Language) -> list[dict[str, str]]:
    """The steps that are open, each with who may take it and what it asks for."""
    options = []
    for row in open_steps:
        needs = "、" if language is Language.ZH else "; "
        asked = needs.join(need.text.say(language) for need in row.needs)
        form = words.STEP_NEEDS if asked else words.STEP_OPTION
        label = form.say(language).format(
            row.step.text.say(language), row.role.text.say(language), asked
        )
        options.append({"value": f"{row.step}|{row.role}", "label": label})
    return options


def change_words(case: Mapping[str, Any], language: Language) -> str:
    """What the ground was and what it became."""
    if not (case["before"] or case["after"]):
        return MISSING
    return turn_words(case["before"], case["after"]).say(language)


def _facts(case: Mapping[str, Any], language: Language) -> list[Component]:
    years = [str(y) for y in (case["first_year"], case["last_year"]) if y is not None]
    place = " ".join(filter(None, (case["county"], case["town"], case["village"])))
    severity = RuleSeverity(case["severity"]).text.say(language)
    hectares = words.HECTARES.say(language).format(f"{case['area_m2'] / 10_000:,.4f}")
    verdict = State(case["verdict"]).text.say(language) if case["verdict"] else ""
    told: tuple[tuple[Text, Any], ...] = (
        (words.CHANGE, change_words(case, language)),
        (words.GROUND, hectares),
        (words.SEVERITY, f"{case['severity']} {severity}"),
        (words.ZONES, _named(case["zone_ids"], _zones(), language)),
        (words.RULES, _named(case["rule_ids"], _rules(), language)),
        (words.PLACE, f"{place} {case['lon']:.5f}, {case['lat']:.5f}".strip()),
        (words.YEARS, " – ".join(dict.fromkeys(years))),
        (words.DEADLINE, case["deadline"]),
        (words.DUE, case["due"]),
        (words.VERDICT, f"{verdict} {case['verdict_why']}".strip()),
    )
    return [
        html.Div([html.Dt(name.say(language)), html.Dd(value)]) for name, value in told if value
    ]


@cache
def _zones() -> dict[str, Text]:
    """Titles of the zones of the rule book that ships; a study's own may have more."""
    return {zone.id: zone.title for zone in RuleBook.default().zones}


@cache
def _rules() -> dict[str, Text]:
    """Law behind the rules of the rule book that ships."""
    return {rule.id: Text.of(rule.basis) for rule in RuleBook.default().rules}


def _named(listed: str, known: Mapping[str, Text], language: Language) -> list[Component]:
    """Ids, each with what it stands for, on a line of its own."""
    names = [(one, known.get(one)) for one in listed.split()]
    return [html.Div(_told(one, text, language)) for one, text in names]


def _told(one: str, text: Text | None, language: Language) -> str:
    """A number before its name; an id that is a word says no more than the name does."""
    if text is None:
        return one
    return f"{one} {text.say(language)}" if any(map(str.isdigit, one)) else text.say(language)


def _list(title: Text, lines: Sequence[Component], language: Language) -> list[Component]:
    if not lines:
        return []
    return [
        html.Section([html.H3(title.say(language)), html.Ul(list(lines))], className="findings")
    ]


def _issued(sightings: Sequence[Mapping[str, Any]]) -> list[Component]:
    rows = (s for s in sightings if s["external_no"])
    return [html.Li(f"{s['batch']} · {s['external_no']} · {s['deadline']}") for s in rows]


def _lineage(found: CaseFile, language: Language) -> list[Component]:
    here = found.case["number"]
    return [
        html.Li(_linked(_TIES[tie["kind"]], (tie["parent"], tie["child"]), language, here))
        for tie in found.lineage
    ]


def _history(events: Sequence[Mapping[str, Any]], language: Language) -> list[Component]:
    lines: list[Component] = []
    for event in reversed(events):
        what = Step(event["step"]).text if event["step"] else _KINDS[event["kind"]]
        states = [State(event[n]).text.say(language) for n in ("before", "after") if event[n]]
        turn = " → ".join(dict.fromkeys(states))
        by = f"{event['who']}（{Role(event['role']).text.zh}）"
        if language is Language.EN:
            by = f"{event['who']} ({Role(event['role']).text.en})"
        head = html.Strong(what.say(language))
        told = " · ".join(filter(None, (event["at"][:16].replace("T", " "), by, turn)))
        lines.append(html.Li([head, html.Br(), told, *_reason(event["why"])]))
    return lines


def _reason(why: str) -> list[Any]:
    return [html.Br(), html.Q(why)] if why else []
