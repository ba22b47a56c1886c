"""The queue of cases: which are in it, in what order, and how long each has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dash_app.cases import words
from dash_app.cases.choice import ALL, CaseChoice, Due, Order
from dash_app.cases.shapes import case_colour
from sinkmap.ledger import State
from sinkmap.rule import RuleSeverity
from sinkmap.text import Language, Text

__all__ = ["MOST_LISTED", "days_left", "listed", "options_of", "queued"]

MOST_LISTED = 300
"""Cases in the list at once; the filters lead to the others."""
_SOON = 7

Row = Mapping[str, Any]
Options = list[dict[str, str]]


def queued(every: Iterable[Row], choice: CaseChoice, today: date) -> list[Row]:
    """Of the cases of a batch, or of all, those in the queue in its order.

    The number looked at is no part of what narrows it.
    """
    rows = [row for row in every if _is_in(row, choice, today)]
    return sorted(rows, key=_KEYS[Order(choice.order)])


def days_left(row: Row, today: date) -> int | None:
    """Days until an open case is to be answered or done, negative once it is past; None without.

    The nearer of the two dates counts, as in the register's own list of overdue cases.
    """
    day = _day(row)
    return None if not day else (date.fromisoformat(day) - today).days


def listed(
    rows: Sequence[Row], choice: CaseChoice, today: date, language: Language
) -> dict[str, Any]:
    """The list, what is said above and below it."""
    rest = len(rows) - MOST_LISTED
    note = words.LIST_REST.say(language).format(MOST_LISTED, rest) if rest > 0 else ""
    left = [days_left(row, today) for row in rows]
    late = sum(days is not None and days < 0 for days in left)
    soon = sum(days is not None and 0 <= days <= _SOON for days in left)
    return {
        "rows": [_listed(row, today, language) for row in rows[:MOST_LISTED]],
        "note": note if rows else words.NONE_IN_QUEUE.say(language),
        "counts": words.COUNTS.say(language).format(len(rows), late, soon),
        "chosen_row": choice.number,
    }


def options_of(
    every: Sequence[Row],
    batches: Sequence[str],
    choice: CaseChoice,
    today: date,
    language: Language,
) -> dict[str, Options]:
    """Options of the filters; each counts what the others leave."""

    def without(**cleared: str) -> list[Row]:
        return queued(every, replace(choice, **cleared), today)

    def option(value: str, text: Text) -> dict[str, str]:
        return {"value": value, "label": text.say(language)}

    counties = sorted({str(row["county"]) for row in every if row["county"]})
    return {
        "states": _states(without(state=ALL), language),
        "batches": [
            option("", words.ANY_BATCH),
            *({"value": one, "label": one} for one in batches),
        ],
        "dues": [option(str(due), words.DUES[due]) for due in Due],
        "severities": _severities(without(severity=""), language),
        "counties": [
            option("", words.ANY_COUNTY),
            *({"value": one, "label": one} for one in counties),
        ],
        "orders": [option(str(order), words.ORDERS[order]) for order in Order],
    }


def _is_in(row: Row, choice: CaseChoice, today: date) -> bool:
    if choice.state not in (ALL, row["state"]) or choice.county not in ("", row["county"]):
        return False
    if choice.severity and str(row["severity"]) != choice.severity:
        return False
    if choice.find.strip().casefold() not in str(row["number"]).casefold():
        return False
    left = days_left(row, today)
    if choice.due == Due.NONE:
        return left is None
    if choice.due == Due.OVERDUE:
        return left is not None and left < 0
    return choice.due == Due.ANY or (left is not None and 0 <= left <= int(choice.due))


def _day(row: Row) -> str:
    if State(row["state"]).concluded:
        return ""
    return min(filter(None, (row["deadline"], row["due"])), default="")


def _by_due(row: Row) -> tuple[Any, ...]:
    day = _day(row)
    return (not day, day, -row["severity"], row["number"])


_KEYS: Mapping[Order, Callable[[Row], Any]] = {
    Order.DUE: _by_due,
    Order.NUMBER: lambda row: row["number"],
    Order.SEVERITY: lambda row: (-row["severity"], *_by_due(row)),
    Order.AREA: lambda row: (-row["area_m2"], row["number"]),
}


def _listed(row: Row, today: date, language: Language) -> dict[str, Any]:
    left = days_left(row, today)
    state = State(row["state"]).text.say(language)
    told = "" if left is None else _left_words(left, language)
    return {
        "unit": row["number"],
        "name": row["number"],
        "text": " · ".join(filter(None, (state, told))),
        "colour": case_colour(row["severity"]),
        "share": None,
    }


def _left_words(days: int, language: Language) -> str:
    text = words.DAYS_LATE if days < 0 else words.DAYS_LEFT
    return text.say(language).format(abs(days))


def _states(rows: Sequence[Row], language: Language) -> Options:
    counts = Counter(row["state"] for row in rows)
    every = {"value": ALL, "label": words.ALL_STATES.say(language).format(len(rows))}
    return [every, *_counted(((s, s.text, counts[s]) for s in State if counts[s]), language)]


def _severities(rows: Sequence[Row], language: Language) -> Options:
    counts = Counter(row["severity"] for row in rows)
    every = {"value": "", "label": words.ANY_SEVERITY.say(language)}
    graded = ((str(int(s)), s.text, counts[int(s)]) for s in sorted(RuleSeverity, reverse=True))
    return [every, *_counted((one for one in graded if one[2]), language)]


def _counted(found: Iterable[tuple[str, Text, int]], language: Language) -> Options:
    form = words.OF_STATE.say(language)
    return [
        {"value": str(value), "label": form.format(text.say(language), count)}
        for value, text, count in found
    ]
