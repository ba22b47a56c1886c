"""How a job says how far it is: lines of JSON in the file that ``SINKMAP_PROGRESS`` names.

``{"stage": {"zh", "en"}, "share"}`` while it works; ``{"code", "findings"}`` as the last line, when
it ends by itself. A job without that last line was ended from outside.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sinkmap.errors import Finding
from sinkmap.text import Text

__all__ = ["PROGRESS_FILE", "Teller", "Told", "read_told", "tell_end"]

PROGRESS_FILE = "SINKMAP_PROGRESS"
"""Environment variable that names the file; nothing is told where it is not set."""
_PAUSE = 0.2
"""Seconds between two lines of one stage: nobody looks more often."""
_MOST_READ = 64 * 1024
"""Bytes read from the end of the file: the last lines alone count."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a job said last. ``code`` is None if it has not said that it ended."""

    stage: Text | None = None
    share: float | None = None
    code: int | None = None
    findings: tuple[Finding, ...] = ()


class Teller:
    """Says how far the work is; more often than anybody looks is left out."""

    def __init__(self) -> None:
        self._stage, self._at = "", 0.0

    def progress(self, stage: Text, share: float) -> None:
        """Say how far a stage is."""
        now = time.monotonic()
        soon = stage.en == self._stage and share < 1.0 and now - self._at < _PAUSE
        if soon or PROGRESS_FILE not in os.environ:
            return
        self._stage, self._at = stage.en, now
        _write({"stage": stage.to_json(), "share": share})


def tell_end(code: int, findings: Iterable[Finding] = ()) -> None:
    """Say that the work ended by itself, and with what."""
    if PROGRESS_FILE in os.environ:
        _write({"code": code, "findings": [finding.to_json() for finding in findings]})


def read_told(path: Path) -> Told:
    """What a job said last; nothing if there is no file yet. A line cut off is left out."""
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - _MOST_READ))
            lines = stream.read().split(b"\n")
    except FileNotFoundError:
        return Told()
    told = Told()
    for line in lines:
        row = _row(line)
        if "share" in row:
            told = Told(Text(**row["stage"]), min(1.0, max(0.0, float(row["share"]))))
        elif "code" in row:
            found = tuple(Finding.from_json(one) for one in row["findings"])
            told = Told(told.stage, told.share, int(row["code"]), found)
    return told


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:  # empty, or not written to its end yet
        return {}
    return row if isinstance(row, dict) else {}


def _write(row: dict[str, Any]) -> None:
    # The work is not to fail because nobody can hear of it.
    try:
        with Path(os.environ[PROGRESS_FILE]).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError:
        os.environ.pop(PROGRESS_FILE, None)
