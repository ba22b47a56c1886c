"""The queues of a study's jobs: taken in, begun one at a time in each, watched, ended.

Every server that opens the study may do any of this: what holds is in the table, and each step is
one transaction. A server that begins a job and dies leaves it running; the next one finds it by
number and mark.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from raster_pipeline.io.disk import disk_errors
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.jobs.job import Job, JobState, lost, missing
from raster_pipeline.jobs.kinds import JOB_KINDS, command_of, queue_of
from raster_pipeline.jobs.process import begin, end_group, mark_of, runs
from raster_pipeline.jobs.rows import opened_rows
from raster_pipeline.jobs.telling import PROGRESS_FILE, Told, read_told
from sinkmap.errors import CannotFinishError, Finding, UsageError
from sinkmap.text import Language, Text

__all__ = ["JobTable"]

_FOLDER, _BASE = ".jobs", "jobs.sqlite"
_LOG, _TOLD = "log.txt", "told.jsonl"
_PROGRAM = (sys.executable, "-P", "-m", "sinkmap.cli")
"""``-P``: the study's folder, where a job begins, has a folder ``layers`` of its own."""
_GRACE = timedelta(seconds=10)
"""What a job asked to end may take to leave nothing behind, before it is ended by force."""
_PAUSE = 0.3
"""Seconds between two looks at what runs."""
_KEPT = 200
"""Jobs that have ended and are kept, with their logs."""
_MOST_LOG = 64 * 1024
"""Bytes of a log that are shown, from its end."""
_MOST_WORDS = 12
"""Lines of a log that are kept as its last words."""
_INTERRUPTED = {128 + signal.SIGINT, 128 + signal.SIGTERM}


class JobTable:
    """Jobs of one study, in ``.jobs`` beside its ``study.toml``.

    Parameters
    ----------
    study
        Study folder or its ``study.toml``.
    program
        What a job's words are given to.
    grace
        Time between asking a job to end and ending it.

    Raises
    ------
    InputRefusedError
        ``STUDY-FILE-MISSING``.
    CannotFinishError
        As all methods: ``JOBS-BROKEN``, ``JOBS-NEWER``, ``JOBS-BUSY``, ``DISK-*``.
    """

    def __init__(
        self, study: Path, *, program: Sequence[str] = _PROGRAM, grace: timedelta = _GRACE
    ) -> None:
        self._plan = plan_of(study).resolve()
        self._folder = self._plan.parent / _FOLDER
        self._base = self._folder / _BASE
        self._program, self._grace = tuple(program), grace
        self._begun: dict[int, subprocess.Popen[bytes]] = {}
        self._looking = threading.Lock()
        with opened_rows(self._base):
            pass

    def start(
        self, kind: str, arguments: Mapping[str, str], language: Language = Language.ZH
    ) -> Job:
        """Put a job at the end of the queue; one that waits or runs already is given back.

        Raises
        ------
        UsageError
            ``JOB-KIND``, ``JOB-ARGUMENT``.
        """
        command_of(kind, self._plan, {name: value for name, value in arguments.items() if value})
        said = _said(arguments)
        with opened_rows(self._base) as base:
            waiting = base.execute(
                "SELECT id FROM job WHERE kind = ? AND arguments = ? AND language = ?"
                " AND stop_at IS NULL AND state IN ('queued', 'running')",
                (kind, said, str(language)),
            ).fetchone()
            if waiting is None:
                row = (kind, said, str(language), str(JobState.QUEUED), _now())
                number = base.execute(
                    "INSERT INTO job (kind, arguments, language, state, made)"
                    " VALUES (?, ?, ?, ?, ?)",
                    row,
                ).lastrowid
                gone = self._forgotten(base)
            else:
                number, gone = waiting["id"], ()
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)
        self.look()
        assert number is not None, "a row that was put in has a number"
        return self.job(number)

    def job(self, number: int) -> Job:
        """One job.

        Raises
        ------
        UsageError
            ``JOB-MISSING``.
        """
        with opened_rows(self._base) as base:
            row = base.execute("SELECT * FROM job WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise UsageError(missing(number))
        return self._job(row)

    def jobs(self, most: int = 50) -> tuple[Job, ...]:
        """The newest jobs, newest first."""
        with opened_rows(self._base) as base:
            rows = base.execute("SELECT * FROM job ORDER BY id DESC LIMIT ?", (most,)).fetchall()
        return tuple(self._job(row) for row in rows)

    def newest(self, kind: str, arguments: Mapping[str, str]) -> Job | None:
        """The last job of a kind that was asked with these arguments; None if there is none."""
        with opened_rows(self._base) as base:
            row = base.execute(
                "SELECT * FROM job WHERE kind = ? AND arguments = ? ORDER BY id DESC LIMIT 1",
                (kind, _said(arguments)),
            ).fetchone()
        return None if row is None else self._job(row)

    def log(self, number: int) -> str:
        """End of what a job said to people, whole lines; empty before it began."""
        self.job(number)
        return _tail(self._place(number) / _LOG, _MOST_LOG)

    def cancel(self, number: int) -> Job:
        """Take a job out of the queue, or ask it to end; after a while it is ended by force."""
        with opened_rows(self._base) as base:
            row = base.execute("SELECT * FROM job WHERE id = ?", (number,)).fetchone()
            if row is None:
                raise UsageError(missing(number))
            if row["state"] == JobState.QUEUED:
                _end(base, number, JobState.CANCELLED, Told(), "")
            elif row["state"] == JobState.RUNNING and row["stop_at"] is None:
                until = (datetime.now(UTC) + self._grace).isoformat()
                base.execute("UPDATE job SET stop_at = ? WHERE id = ?", (until, number))
                if runs(row["pid"], row["mark"]):
                    end_group(row["pid"], by_force=False)
        self.look()
        return self.job(number)

    def look(self) -> bool:
        """Note what ended, end by force what does not, begin what is next; whether any is left."""
        with self._looking:
            return self._look()

    def attend(self, until: threading.Event) -> None:
        """Look again and again until an event; what hinders a look is tried again."""
        while not until.wait(_PAUSE):
            try:
                self.look()
            except CannotFinishError:
                # Told to whoever asks for the jobs; a full disk may have room again.
                until.wait(10 * _PAUSE)

    def _place(self, number: int) -> Path:
        return self._folder / str(number)

    def _look(self) -> bool:
        begun: list[subprocess.Popen[bytes]] = []
        try:
            with opened_rows(self._base) as base:
                for row in base.execute("SELECT * FROM job WHERE state = 'running'").fetchall():
                    self._watch(base, row)
                self._bury(base)
                busy = self._fill(base, begun)
        except CannotFinishError:
            for process in begun:  # a job that no table knows of is not to run
                end_group(process.pid, by_force=True)
            raise
        return busy

    def _fill(self, base: sqlite3.Connection, begun: list[subprocess.Popen[bytes]]) -> bool:
        """Begin the next job of every queue in which none runs; whether any runs then."""
        running = base.execute("SELECT kind FROM job WHERE state = 'running'").fetchall()
        busy = {queue_of(row["kind"]) for row in running}
        for row in base.execute("SELECT * FROM job WHERE state = 'queued' ORDER BY id").fetchall():
            if queue_of(row["kind"]) not in busy:
                busy.add(queue_of(row["kind"]))
                begun.append(self._begin(base, row))
        return bool(busy)

    def _bury(self, base: sqlite3.Connection) -> None:
        """Let go of what ended, once the table says so; another server may have noted it."""
        rows = base.execute("SELECT id FROM job WHERE state = 'running'")
        entered = {int(row["id"]) for row in rows}
        for number in self._begun.keys() - entered:
            if self._begun[number].poll() is not None:
                del self._begun[number]

    def _begin(self, base: sqlite3.Connection, row: sqlite3.Row) -> subprocess.Popen[bytes]:
        number, place = int(row["id"]), self._place(row["id"])
        with disk_errors(self._folder):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
        words = [*self._program, *command_of(row["kind"], self._plan, json.loads(row["arguments"]))]
        told = str(place / _TOLD)
        settings = {"SINKMAP_LANG": row["language"], PROGRESS_FILE: told, "PYTHONUNBUFFERED": "1"}
        with disk_errors(self._folder):
            process = begin(words, {**os.environ, **settings}, self._plan.parent, place / _LOG)
        self._begun[number] = process
        # Entered before anybody can hear of it; until it is waited for, its number is its own.
        mark = mark_of(process.pid)
        base.execute(
            "UPDATE job SET state = 'running', begun = ?, pid = ?, mark = ? WHERE id = ?",
            (_now(), process.pid, mark, number),
        )
        return process

    def _watch(self, base: sqlite3.Connection, row: sqlite3.Row) -> None:
        number = int(row["id"])
        process = self._begun.get(number)
        # Whether it runs is asked first: what it told by then is its last word.
        code = None if process is None else process.poll()
        running = runs(row["pid"], row["mark"]) if process is None else code is None
        told = read_told(self._place(number) / _TOLD)
        if running:
            stage = None if told.stage is None else json.dumps(told.stage.to_json())
            base.execute(
                "UPDATE job SET stage = ?, share = ? WHERE id = ?", (stage, told.share, number)
            )
            if row["stop_at"] and datetime.fromisoformat(row["stop_at"]) <= datetime.now(UTC):
                end_group(row["pid"], by_force=True)
            return
        if told.code is None and not row["stop_at"]:
            told = Told(told.stage, told.share, None, (lost(code),))
        words = "\n".join(_tail(self._place(number) / _LOG, _MOST_LOG).splitlines()[-_MOST_WORDS:])
        _end(base, number, _state(told, stopped=bool(row["stop_at"])), told, words)

    def _job(self, row: sqlite3.Row) -> Job:
        stage = None if row["stage"] is None else Text(**json.loads(row["stage"]))
        known = JOB_KINDS.get(row["kind"])
        return Job(
            id=row["id"],
            kind=row["kind"],
            title=known.title if known else Text.of(row["kind"]),
            arguments=json.loads(row["arguments"]),
            state=JobState(row["state"]),
            made=datetime.fromisoformat(row["made"]),
            begun=_time(row["begun"]),
            ended=_time(row["ended"]),
            progress=row["share"],
            stage=stage,
            stopping=row["stop_at"] is not None,
            code=row["code"],
            findings=tuple(Finding.from_json(one) for one in json.loads(row["findings"])),
            last_words=row["last_words"],
        )

    def _forgotten(self, base: sqlite3.Connection) -> tuple[Path, ...]:
        """Take the oldest ended jobs out of the table; their folders."""
        rows = base.execute(
            "SELECT id FROM job WHERE state NOT IN ('queued', 'running')"
            " ORDER BY id DESC LIMIT -1 OFFSET ?",
            (_KEPT,),
        ).fetchall()
        base.executemany("DELETE FROM job WHERE id = ?", [(row["id"],) for row in rows])
        return tuple(self._place(row["id"]) for row in rows)


def _state(told: Told, *, stopped: bool) -> JobState:
    """What an ended job is. One that was done before it heard of being stopped is done."""
    if told.code == 0:
        return JobState.DONE
    if stopped or told.code in _INTERRUPTED:
        return JobState.CANCELLED
    return JobState.LOST if told.code is None else JobState.FAILED


def _end(base: sqlite3.Connection, number: int, state: JobState, told: Told, words: str) -> None:
    found: list[dict[str, Any]] = [one.to_json() for one in told.findings]
    share = 1.0 if state is JobState.DONE else told.share
    base.execute(
        "UPDATE job SET state = ?, ended = ?, share = ?, code = ?, findings = ?, last_words = ?"
        " WHERE id = ?",
        (str(state), _now(), share, told.code, json.dumps(found), words, number),
    )


def _tail(path: Path, most: int) -> str:
    try:
        with path.open("rb") as stream:
            size = path.stat().st_size
            stream.seek(max(0, size - most))
            content = stream.read()
    except FileNotFoundError:
        return ""
    if size > most:
        content = content.partition(b"\n")[2]
    return content.decode("utf-8", "replace").strip("\n")


def _said(arguments: Mapping[str, str]) -> str:
    """Arguments as the table keeps them: in order, those left empty left out."""
    given = {name: value for name, value in sorted(arguments.items()) if value}
    return json.dumps(given, ensure_ascii=False)


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _time(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)
