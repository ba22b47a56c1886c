"""Answers to the questions of the page: one solved at a time, the last ones kept."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from dash_app.siting.ask import QUICK
from dash_app.siting.source import SiteSource
from sinkmap.errors import Finding, SinkmapError
from sinkmap.siting.question import SitingQuestion
from sinkmap.siting.result import Siting

__all__ = ["Answer", "Answers", "full"]

_KEPT = 12
"""Answers kept; one of 10,000 sites holds some tens of megabytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A siting, or what is at fault with the question. ``compared``: with near-best choices."""

    siting: Siting | None
    findings: tuple[Finding, ...] = ()
    compared: bool = False


class Answers:
    """Answers of a source. A question is solved once, whoever waits for it."""

    def __init__(self, source: SiteSource) -> None:
        self._source = source
        self._kept: OrderedDict[tuple[str, bool], Answer] = OrderedDict()
        self._solving = threading.Lock()

    def best(self, question: SitingQuestion) -> Answer:
        """What is known of a question, solved now where nothing is."""
        known = self._kept.get(_key(question, compared=True))
        return known or self._solved(question, compared=False)

    def compared(self, question: SitingQuestion) -> Answer:
        """The answer with near-best choices, frontier, stability and draws."""
        return self._solved(question, compared=True)

    def _solved(self, question: SitingQuestion, *, compared: bool) -> Answer:
        key = _key(question, compared=compared)
        # One at a time: the solver takes every core.
        with self._solving:
            known = self._kept.get(key)
            if known is None:
                known = self._solve(question, compared=compared)
                self._kept[key] = known
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
            return known

    def _solve(self, question: SitingQuestion, *, compared: bool) -> Answer:
        try:
            if compared:
                return Answer(self._source.compare(full(question)), compared=True)
            return Answer(self._source.solve(replace(question, **QUICK)))
        except SinkmapError as error:
            return Answer(None, tuple(error.findings))


def full(question: SitingQuestion) -> SitingQuestion:
    """A question with all that is left out while it is moved by hand."""
    document = question.to_json()
    return SitingQuestion.from_json({k: v for k, v in document.items() if k not in QUICK})


def _key(question: SitingQuestion, *, compared: bool) -> tuple[str, bool]:
    return json.dumps(replace(question, **QUICK).to_json(), sort_keys=True), compared
