"""What the page of the report begins and enters: jobs, and steps of the filing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dash import html, no_update
from dash.exceptions import PreventUpdate

from dash_app.language import language_asked
from dash_app.report_page import words
from dash_app.report_page.choice import ReportChoice
from dash_app.report_page.source import ReportSource
from dash_app.typed import typed
from dash_app.view.told import findings_told
from sinkmap.errors import SinkmapError
from sinkmap.filing import Drafted, FilingEntry, Role, Step
from sinkmap.text import Language

__all__ = ["ReportActs"]

_MOST_TEXT = 2_000
"""Longest text taken from the form, in characters."""


class ReportActs:
    """Dash callbacks that write. ``run``: id of the run the page shows; ``city``: of its unit."""

    def __init__(self, source: ReportSource, run: str, city: str, default: Language) -> None:
        self._source, self._run, self._city, self._default = source, run, city, default

    def make(self, **asked: Any) -> dict[str, Any]:
        """Begin the job that writes the report."""
        choice = _choice(asked)
        formats = asked["formats"] if isinstance(asked["formats"], list) else []
        kinds = ",".join(one for one in self._source.formats if one in formats)
        given = {
            "year": choice.year,
            "format": kinds or ",".join(self._source.formats),
            "unit": self._part(choice),
            "filed": choice.filed,
            "by_method": choice.by_method if choice.filed else "",
            "run": self._run,
        }
        return self._begin("report", given)

    def find(self, **asked: Any) -> dict[str, Any]:
        """Begin the job that finds changed parcels."""
        choice = _choice(asked)
        before = self._source.book(int(choice.year)).previous
        given = {"from": str(before), "to": choice.year, "filed": choice.filed, "run": self._run}
        return self._begin("changed", given)

    def verify(self, **asked: Any) -> dict[str, Any]:
        """Begin the job that checks every file of the run and of filed reports."""
        _choice(asked)
        return self._begin("verify", {"run": self._run})

    def step(self, **asked: Any) -> dict[str, Any]:
        """Take the step the form asks for; what forbids it is told, and nothing is changed."""
        choice, language = _choice(asked), language_asked(self._default)
        step, role = _step_asked(asked["step"])
        who, comment, office, paper = (
            _text(asked[n]) for n in ("who", "comment", "office", "paper")
        )
        if step is Step.APPROVE:
            return self._approve(choice, asked, (who, comment, office, paper))
        drafted = Drafted("", "", choice.filed, choice.by_method) if step is Step.DRAFT else None
        now = datetime.now(UTC).replace(microsecond=0)
        entry = FilingEntry(step, role, who, now, comment, office, paper, drafted)
        try:
            done = self._source.step(int(choice.year), self._part(choice), entry)
        except SinkmapError as error:
            return _kept(findings_told(error.findings, language))
        names = step.text.say(language), done.state.text.say(language)
        said = html.P(words.TAKEN.say(language).format(*names), className="good")
        return {
            "said": said, "done": int(asked["done"] or 0) + 1, "comment": "",
            "office": "", "paper": "",
        }  # fmt: skip

    def _approve(
        self, choice: ReportChoice, asked: Mapping[str, Any], form: tuple[str, str, str, str]
    ) -> dict[str, Any]:
        """An approval writes every format: a job."""
        who, comment, office, paper = form
        language = language_asked(self._default)
        given = {
            "step": str(Step.APPROVE), "role": str(Role.APPROVER), "year": choice.year,
            "unit": self._part(choice), "who": who, "comment": comment, "office": office,
            "paper": paper,
        }  # fmt: skip
        try:
            job = self._source.jobs.start("file", given, language)
        except SinkmapError as error:
            return _kept(findings_told(error.findings, language))
        said = html.P(words.APPROVING.say(language).format(job.id), className="good")
        return _kept(said)

    def _begin(self, kind: str, given: Mapping[str, str]) -> dict[str, Any]:
        language = language_asked(self._default)
        try:
            job = self._source.jobs.start(kind, given, language)
        except SinkmapError as error:
            return {"said": findings_told(error.findings, language)}
        return {"said": html.P(words.BEGUN.say(language).format(job.id), className="good")}

    def _part(self, choice: ReportChoice) -> str:
        """The unit a report is of, empty for the city's."""
        return "" if choice.unit == self._city else choice.unit


def _choice(asked: Mapping[str, Any]) -> ReportChoice:
    if not asked["go"] or not isinstance(asked["kept"], str):
        raise PreventUpdate
    return ReportChoice.read(asked["kept"])


def _kept(said: Any) -> dict[str, Any]:
    """What was said, with the form as it is."""
    names = ("done", "comment", "office", "paper")
    return {"said": said, **dict.fromkeys(names, no_update)}


def _step_asked(said: object) -> tuple[Step, Role]:
    step, _, role = str(said).partition("|")
    if step not in set(Step) or role not in set(Role):
        raise PreventUpdate
    return Step(step), Role(role)


def _text(said: object) -> str:
    return typed(said, _MOST_TEXT)
