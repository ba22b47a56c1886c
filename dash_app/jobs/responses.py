"""The routes of jobs: what runs, the log of one, begin one, end one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, request

from dash_app import urls
from dash_app.entries import Access, Entry, PlainRoute
from dash_app.jobs import words
from dash_app.jobs.source import JobDesk
from dash_app.jobs.told import broken_told, display_told, jobs_told
from dash_app.language import language_asked
from sinkmap.errors import SinkmapError
from sinkmap.text import Language

__all__ = ["JobResponses", "job_entries"]

_BEGUN_HERE = frozenset({"run", "display", "control", "verify"})
"""Kinds that are asked for by name alone; pages that ask for others check more than their form."""


def job_entries(desk: JobDesk, run: str, default: Language) -> tuple[Entry, ...]:
    """The routes, one for all pages. ``run``: id of the run that is shown."""
    answers = JobResponses(desk, run, default)
    editor = Access.EDITOR
    return (
        PlainRoute("jobs", urls.JOBS, editor, answers.show),
        PlainRoute("job_log", urls.JOB_LOG, editor, answers.log),
        PlainRoute("job_begin", urls.JOBS, editor, answers.begin, method="POST"),
        PlainRoute("job_cancel", urls.JOB_CANCEL, editor, answers.cancel, method="POST"),
    )


class JobResponses:
    """Flask views over the jobs of a study; JSON that nobody may keep."""

    def __init__(self, desk: JobDesk, run: str, default: Language) -> None:
        self._desk, self._run, self._default = desk, run, default

    def show(self) -> Response:
        """What runs and waits, what ended, and how far the map files are."""
        language = language_asked(self._default)
        try:
            told = jobs_told(self._desk.jobs, language)
            told["display"] = display_told(self._desk.jobs, self._desk.display, self._run, language)
        except SinkmapError as error:
            told = broken_told(error, language)
        current = self._desk.current_run()
        newer = current not in ("", self._run)
        told["newer"] = words.NEWER.say(language).format(current, self._run) if newer else ""
        return _json(told)

    def log(self, number: int) -> Response:
        """End of what a job said."""
        language = language_asked(self._default)
        try:
            text = self._desk.jobs.log(number)
        except SinkmapError as error:
            return self._refused(error)
        return _json({"job": number, "text": text or words.NO_LOG.say(language)})

    def begin(self) -> Response:
        """Put a job into the queue: ``{kind, arguments}``."""
        language = language_asked(self._default)
        asked = request.get_json(silent=True)
        kind, given = _asked(asked)
        if kind not in _BEGUN_HERE:
            abort(400)
        try:
            job = self._desk.jobs.start(kind, given, language)
        except SinkmapError as error:
            return self._refused(error)
        return _json({"job": job.id, "said": words.BEGUN.say(language).format(job.id)}, 201)

    def cancel(self, number: int) -> Response:
        """Take a job out of the queue, or ask it to end."""
        try:
            self._desk.jobs.cancel(number)
        except SinkmapError as error:
            return self._refused(error)
        return _json({"job": number})

    def _refused(self, error: SinkmapError) -> Response:
        language = language_asked(self._default)
        return _json({"findings": [finding.say(language) for finding in error.findings]})


def _asked(document: object) -> tuple[str, Mapping[str, str]]:
    """Kind and arguments of a request; a strange one has no kind."""
    if not isinstance(document, dict) or not isinstance(document.get("kind"), str):
        return "", {}
    given = document.get("arguments", {})
    sound = isinstance(given, dict) and all(isinstance(one, str) for one in given.values())
    return (document["kind"], given) if sound else ("", {})


def _json(document: Any, status: int = 200) -> Response:
    text = json.dumps(document, ensure_ascii=False)
    answer = Response(text, status=status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
