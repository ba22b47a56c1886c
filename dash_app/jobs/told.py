"""What the browser is told of jobs: the chip, the rows of the panel, the state of the map files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dash_app import urls
from dash_app.jobs import words
from dash_app.jobs.source import DisplaySource, JobSource, OneJob
from sinkmap.errors import SinkmapError
from sinkmap.text import Language

__all__ = ["DISPLAY", "broken_told", "display_told", "jobs_told", "last_ended"]

DISPLAY, _UPLOAD = "display", "upload"
_MOST = 20
_NAMED = 2
"""Layers that wait and are named."""
_LAST = 3
"""Lines of the log shown of a job that was lost."""
_CHIPS = {"done": "chip-good", "failed": "chip-poor", "lost": "chip-poor", "running": "chip-doubt"}
_TOLD = ("year", "years", "unit", "format", "from", "to", "step")
"""Arguments that tell one job of a kind from another."""
_HEADS = {"queued": words.QUEUED, "running": words.PREPARING, "failed": words.NOT_MADE,
          "lost": words.NOT_MADE, "cancelled": words.NO_FILES, "none": words.NO_FILES}  # fmt: skip


def jobs_told(source: JobSource, language: Language) -> dict[str, Any]:
    """The chip and the newest jobs.

    Raises
    ------
    SinkmapError
        If they cannot be had.
    """
    jobs = source.jobs(_MOST)
    active = [job for job in jobs if job.active]
    share = next((job.progress for job in active if job.progress is not None), None)
    head = str(len(active)) if active else ""
    if share is not None:
        head = words.SHARE.format(len(active), round(100 * share))
    told = words.TOLD.say(language).format(len(active))
    return {
        "head": head,
        "told": told if active else words.NOTHING_RUNS.say(language),
        "active": len(active),
        "share": share,
        "rows": [_row(job, language) for job in jobs],
        "ended": last_ended(jobs),
    }


def last_ended(jobs: Sequence[OneJob]) -> str:
    """When the last of some jobs ended; empty if none did."""
    return max((job.ended.isoformat() for job in jobs if job.ended), default="")


def broken_told(error: SinkmapError, language: Language) -> dict[str, Any]:
    """The chip and the panel where the table cannot be had."""
    said = [finding.say(language) for finding in error.findings]
    state = words.BROKEN.say(language)
    row = {"id": 0, "kind": "", "arguments": {}, "title": words.JOBS.say(language), "what": "",
           "state": state, "chip": "chip-poor", "active": False, "elapsed": "", "stage": "",
           "share": None,
           "said": said, "cancel": False, "link": None}  # fmt: skip
    said_so = f"{words.JOBS.say(language)} {state}"
    return {"head": state, "told": said_so, "active": 0, "share": None, "rows": [row],
            "ended": None, "broken": True}  # fmt: skip


def display_told(
    source: JobSource, display: DisplaySource, run: str, language: Language
) -> dict[str, Any]:
    """The state of the map files of a run: ``ready``, or that of the job that is to make them."""
    if display.edition:
        return {"state": "ready", "edition": display.edition, "run": run}
    job = source.newest(DISPLAY, {"run": run})
    state = "none" if job is None or job.state.value == "done" else job.state.value
    names = _named([one.say(language) for one in display.waiting], language)
    told = words.MEANWHILE if job is not None and job.active else words.WITHOUT
    row = {} if job is None or state == "none" else _row(job, language)
    return {
        "state": state,
        "edition": "",
        "run": run,
        "head": _HEADS[state].say(language),
        "waits": told.say(language).format(names) if names else "",
        "job": row,
    }


def _named(titles: Sequence[str], language: Language) -> str:
    """The first of some layers, and how many they are."""
    names = words.JOINED.say(language).join(titles[:_NAMED])
    return words.AMONG.say(language).format(names, len(titles)) if titles[_NAMED:] else names


def _row(job: OneJob, language: Language) -> dict[str, Any]:
    said: Sequence[str] = [finding.say(language) for finding in job.findings]
    state = job.state.value
    if state == "lost" or (state == "failed" and not said):
        said = [*said, *job.last_words.splitlines()[-_LAST:]]
    stopping = job.active and job.stopping
    stage = "" if job.stage is None or not job.active else job.stage.say(language)
    given = [job.arguments[name] for name in _TOLD if name in job.arguments]
    return {
        "id": job.id,
        "kind": job.kind,
        "arguments": dict(job.arguments),
        "title": f"{job.title.say(language)} #{job.id}",
        "what": " · ".join([*given, job.made.astimezone().strftime("%m-%d %H:%M")]),
        "state": (words.STOPPING if stopping else job.state.text).say(language),
        "chip": _CHIPS.get(state, "chip-plain"),
        "active": job.active,
        "elapsed": _elapsed(job),
        "stage": stage,
        "share": job.progress if stage else None,
        "said": said,
        "cancel": job.active and not job.stopping,
        "link": _link(job, language),
    }


def _elapsed(job: OneJob) -> str:
    """Minutes and seconds a job has been running; empty where none does."""
    if not job.active or job.begun is None:
        return ""
    minutes, seconds = divmod(int((datetime.now(UTC) - job.begun).total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"


def _link(job: OneJob, language: Language) -> Mapping[str, str] | None:
    """Where the outcome of a job is seen."""
    if job.kind != _UPLOAD or "id" not in job.arguments:
        return None
    return {"href": urls.upload_url(job.arguments["id"]), "text": words.RESULT.say(language)}
