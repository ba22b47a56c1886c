"""Parts of pages that tell of jobs, and begin some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.jobs import words
from dash_app.jobs.part import JobBar, JobPanel, JobStart, Prepared
from dash_app.jobs.source import DisplaySource, JobDesk
from dash_app.jobs.told import last_ended
from sinkmap.errors import SinkmapError
from sinkmap.text import Language, Text

__all__ = ["control_start", "job_bar", "job_panel", "prepared", "run_start"]

_MOST = 20
_PANEL = {
    "jobs": words.JOBS, "cancel": words.CANCEL, "log": words.LOG, "close": words.CLOSE,
    "none": words.NONE, "away": words.AWAY, "chip": words.CHIP,
}  # fmt: skip
_PREPARED = {"make": words.MAKE, "again": words.AGAIN, "cancel": words.CANCEL,
             "ready": words.READY, "onTheFly": words.ON_THE_FLY}  # fmt: skip


def job_panel(desk: JobDesk, language: Language) -> Component:
    """The chip of the header, on every page."""
    try:
        ended = last_ended(desk.jobs.jobs(_MOST))
    except SinkmapError:  # told by the panel itself, as soon as it asks
        ended = ""
    said = _said(_PANEL, language)
    return JobPanel(id=ids.JOBS_PANEL, url=urls.JOBS, words=said, ended=ended)


def prepared(display: DisplaySource, language: Language, *, quiet: bool = False) -> Component:
    """What the overview tells of its map files."""
    # One of the two is heard by the page.
    named = {} if quiet else {"id": ids.JOBS_PREPARED, "edition": display.edition}
    return Prepared(url=urls.JOBS, words=_said(_PREPARED, language), quiet=quiet, **named)


def job_bar(number: int, language: Language) -> Component:
    """How far a job is."""
    said = _said({"cancel": words.CANCEL}, language)
    return JobBar(url=urls.JOBS, job=number, words=said)


def run_start(run: str, language: Language) -> Component:
    """Buttons that compute the study anew, and check the files of the run."""
    anew = JobStart(
        url=urls.JOBS, kind="run", arguments={}, newer=True, label=words.RUN.say(language),
        note=words.RUN_NOTE.say(language),
    )  # fmt: skip
    check = JobStart(
        url=urls.JOBS, kind="verify", arguments={"run": run}, label=words.VERIFY.say(language),
        note=words.VERIFY_NOTE.say(language),
        className="quiet",
    )  # fmt: skip
    return html.Div([anew, check], className="job-starts")


def control_start(years: Sequence[int], run: str, language: Language) -> Component:
    """A button that holds two years of a run against the rules of every zone."""
    pairs = [(before, after) for after in years for before in years if before < after]
    near = sorted(pairs, key=lambda pair: (-pair[1], -pair[0]))
    choices = [
        {
            "value": f"{before}-{after}",
            "label": words.PAIR.say(language).format(before, after),
            "arguments": {"from": str(before), "to": str(after), "run": run},
        }
        for before, after in near
    ]
    return JobStart(
        url=urls.JOBS, kind="control", choices=choices, choose=words.YEARS.say(language),
        label=words.CONTROL.say(language), note=words.CONTROL_NOTE.say(language),
    )  # fmt: skip


def _said(named: Mapping[str, Text], language: Language) -> dict[str, str]:
    return {key: text.say(language) for key, text in named.items()}
