"""The record of a project's review: one JSON line for each step, in ``reviews/NUMBER.jsonl``.

Lines are only added. Each holds the hash of the line before, so that a line that was changed or
taken out afterwards is seen when the record is read.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from raster_pipeline.io.chained_lines import BrokenLineError, chained, lines_of, unchained
from sinkmap.control.review_steps import StepEntry
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.text import Text

__all__ = ["add_entry", "read_record", "record_path", "recorded_projects"]

_FOLDER = "reviews"
_PLAIN = re.compile(r"[\w.-]{1,60}")


def record_path(root: Path, project: str) -> Path:
    """Where the record of a project lies; a number that makes no file name is hashed."""
    plain = _PLAIN.fullmatch(project) and not project.startswith(".")
    digest = hashlib.sha256(project.encode()).hexdigest()[:16]
    return root / _FOLDER / f"{project if plain else digest}.jsonl"


def recorded_projects(root: Path) -> list[Path]:
    """Records of every project that was reviewed."""
    return sorted((root / _FOLDER).glob("*.jsonl"))


def read_record(path: Path) -> tuple[StepEntry, ...]:
    """Every entry; none if there is no record.

    Raises
    ------
    CannotFinishError
        ``REVIEW-RECORD-BROKEN`` with the line that does not follow from the one before.
    """
    if not path.is_file():
        return ()
    return _entries(lines_of(path.read_text(encoding="utf-8")), path.name)


def add_entry(
    path: Path, extend: Callable[[Sequence[StepEntry]], Sequence[StepEntry]]
) -> tuple[StepEntry, ...]:
    """Add what ``extend`` adds to the record, held by one writer at a time, flushed to the disk.

    ``extend`` gets the entries as they are now and returns them with more at the end.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8", newline="\n") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        text = stream.read()
        known = _entries(lines_of(text), path.name)
        record = tuple(extend(known))
        fresh = [entry.to_json() for entry in record[len(known) :]]
        for line in chained(lines_of(text), fresh):
            stream.write(line + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return record


def _entries(lines: Sequence[str], name: str) -> tuple[StepEntry, ...]:
    try:
        return unchained(lines, StepEntry.from_json)
    except BrokenLineError as error:
        raise CannotFinishError(_broken(name, error.line)) from None


def _broken(name: str, line: int) -> Finding:
    return Finding(
        "REVIEW-RECORD-BROKEN",
        Severity.ERROR,
        Text("审查记录被改动或残缺", "the record of the review was changed or is cut off"),
        Text("用备份恢复该文件", "restore the file from a backup"),
        file=name,
        seen=f"L{line}",
    )
