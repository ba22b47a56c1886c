"""The panel of jobs: a chip for the header of any page, and its callbacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dash_app import ids
from dash_app.entries import Access, Entry, ServerCallback
from dash_app.jobs import words
from dash_app.jobs.part import JobList
from dash_app.jobs.source import JobSource, OneJob
from dash_app.language import language_asked
from dash_app.page.frame import aria
from sinkmap.errors import SinkmapError
from sinkmap.text import Language

__all__ = ["job_entries", "job_panel"]

_MOST = 20
_QUICK, _SLOW = 1_000, 10_000
"""Milliseconds between two looks: while something runs, and else."""
_LAST = 3
"""Lines of the log shown of a job that was lost."""
_CHIPS = {"done": "chip-good", "failed": "chip-poor", "lost": "chip-poor", "running": "chip-doubt"}
_TOLD = ("year", "unit", "format", "from", "to")
"""Arguments that tell one job of a kind from another."""


def job_panel(language: Language) -> list[Component]:
    """The chip, which opens, and what the browser keeps for it."""
    named = {
        "cancel": words.CANCEL,
        "log": words.LOG,
        "close": words.CLOSE,
        "none": words.NONE,
    }
    head = html.Span(words.JOBS.say(language), id=ids.JOBS_HEAD, className="chip chip-plain")
    return [
        html.Details(
            className="jobs",
            children=[
                html.Summary(head, **aria(live="polite")),
                JobList(
                    id=ids.JOBS_LIST,
                    label=words.JOBS.say(language),
                    words={key: text.say(language) for key, text in named.items()},
                    rows=[],
                ),
            ],
        ),
        dcc.Interval(id=ids.JOBS_TICK, interval=_QUICK),
        dcc.Store(id=ids.JOBS_ENDED, data=""),
    ]


def job_entries(
    prefix: str, source: JobSource, default: Language, begun: Sequence[str] = ()
) -> tuple[Entry, ...]:
    """The callbacks of the panel on one page. ``prefix`` begins their names.

    ``begun``: ids of components whose children change when the page begins a job, so that the panel
    looks at once. The page hears of the end of jobs by ``ids.JOBS_ENDED``.
    """
    answers = _Answers(source, default)
    inputs = _asked() | {f"begun_{n}": Input(one, "children") for n, one in enumerate(begun)}
    return (ServerCallback(f"{prefix}jobs", _shown(), inputs, Access.EDITOR, answers.show),)


def _asked() -> dict[str, Input | State]:
    return {
        "tick": Input(ids.JOBS_TICK, "n_intervals"),
        "asked": Input(ids.JOBS_LIST, "asked"),
        "log": State(ids.JOBS_LIST, "log"),
        "ended": State(ids.JOBS_ENDED, "data"),
    }


def _shown() -> dict[str, Output]:
    return {
        "rows": Output(ids.JOBS_LIST, "rows"),
        "log": Output(ids.JOBS_LIST, "log"),
        "head": Output(ids.JOBS_HEAD, "children"),
        "chip": Output(ids.JOBS_HEAD, "className"),
        "pause": Output(ids.JOBS_TICK, "interval"),
        "ended": Output(ids.JOBS_ENDED, "data"),
    }


class _Answers:
    def __init__(self, source: JobSource, default: Language) -> None:
        self._source, self._default = source, default

    def show(self, **asked: Any) -> dict[str, Any]:
        """What runs and waits, after what was asked of a job."""
        language = language_asked(self._default)
        try:
            log = self._log(asked, language)
            jobs = self._source.jobs(_MOST)
        except SinkmapError as error:
            told = [f.say(language) for f in error.findings]
            return _broken(told, language)
        active = sum(job.active for job in jobs)
        text = words.ACTIVE.say(language).format(active) if active else words.IDLE.say(language)
        ended = max((str(job.ended) for job in jobs if job.ended), default="-")
        return {
            "rows": [_row(job, language) for job in jobs],
            "log": log,
            "head": words.HEAD.say(language).format(text),
            "chip": f"chip {'chip-doubt' if active else 'chip-plain'}",
            "pause": _QUICK if active else _SLOW,
            "ended": no_update if ended == asked["ended"] else ended,
        }

    def _log(self, asked: dict[str, Any], language: Language) -> Any:
        """The log that is open, after a button was pressed or anew while its job runs."""
        pressed = asked["asked"]
        if f"{ids.JOBS_LIST}.asked" not in {str(t["prop_id"]) for t in ctx.triggered}:
            open_log = asked["log"]
            return None if not open_log else self._said(int(open_log["job"]), language)
        number, what = int(pressed["job"]), pressed["what"]
        if what == "cancel":
            self._source.cancel(number)
            return asked["log"]
        return self._said(number, language) if what == "log" else None

    def _said(self, number: int, language: Language) -> dict[str, Any]:
        return {"job": number, "text": self._source.log(number) or words.NO_LOG.say(language)}


def _row(job: OneJob, language: Language) -> dict[str, Any]:
    said: Sequence[str] = [finding.say(language) for finding in job.findings]
    if job.state.value == "lost":
        said = [*said, *job.last_words.splitlines()[-_LAST:]]
    given = [job.arguments[name] for name in _TOLD if name in job.arguments]
    stopping = job.active and job.stopping
    stage = "" if job.stage is None or not job.active else job.stage.say(language)
    return {
        "id": job.id,
        "title": f"{job.title.say(language)} #{job.id}",
        "what": " · ".join([*given, job.made.astimezone().strftime("%m-%d %H:%M")]),
        "state": (words.STOPPING if stopping else job.state.text).say(language),
        "chip": _CHIPS.get(job.state.value, "chip-plain"),
        "stage": stage,
        "share": job.progress if stage else None,
        "said": said,
        "cancel": job.active and not job.stopping,
    }


def _broken(told: Sequence[str], language: Language) -> dict[str, Any]:
    row = {
        "id": 0, "title": words.JOBS.say(language), "what": "", "chip": "chip-poor",
        "state": words.BROKEN.say(language), "stage": "", "share": None, "said": list(told),
        "cancel": False,
    }  # fmt: skip
    head = words.HEAD.say(language).format(words.BROKEN.say(language))
    return {
        "rows": [row], "log": None, "head": head, "chip": "chip chip-poor", "pause": _SLOW,
        "ended": no_update,
    }  # fmt: skip
