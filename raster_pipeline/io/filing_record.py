"""The record of a report's filing, ``filings/YEAR[-UNIT].jsonl``: a chained line a step."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from raster_pipeline.io.chained_lines import BrokenLineError, lines_of, unchained
from raster_pipeline.io.disk import disk_errors
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.filing import FilingEntry
from sinkmap.text import Text

__all__ = ["add_lines", "entries_of", "filing_name", "known_filings", "open_record", "read_lines"]

_FOLDER = "filings"
_PLAIN = re.compile(r"[\w@-]{1,60}")


def filing_name(year: int, unit: str) -> str:
    """Name of a report's record and folder; a unit that makes no file name is hashed."""
    if not unit:
        return str(year)
    digest = hashlib.sha256(unit.encode()).hexdigest()[:16]
    return f"{year}-{unit if _PLAIN.fullmatch(unit) else digest}"


def known_filings(root: Path) -> list[str]:
    """Names of every report a record was begun for."""
    return [path.stem for path in sorted((root / _FOLDER).glob("*.jsonl"))]


def read_lines(root: Path, name: str) -> list[str]:
    """Lines of a record as they are; none if there is no record."""
    path = root / _FOLDER / f"{name}.jsonl"
    return lines_of(path.read_bytes().decode("utf-8", "replace")) if path.is_file() else []


@contextmanager
def open_record(root: Path, name: str) -> Iterator[IO[str]]:
    """The record's file, held by one writer at a time.

    Raises
    ------
    CannotFinishError
        ``FILING-BUSY`` if another process holds it, or the disk does not allow it.
    """
    path = root / _FOLDER / f"{name}.jsonl"
    with disk_errors(root):
        path.parent.mkdir(exist_ok=True)
        stream = path.open("a", encoding="utf-8", newline="\n")
    with stream:
        _hold(stream, name)
        try:
            yield stream
        finally:
            if path.stat().st_size == 0:  # a refused first step begins no record
                path.unlink()


def _hold(stream: IO[str], name: str) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotFinishError(_busy(name)) from None


def add_lines(stream: IO[str], lines: Sequence[str]) -> None:
    """Add lines and flush them to the disk.

    Raises
    ------
    CannotFinishError
        If the disk does not allow it.
    """
    with disk_errors(Path(stream.name).parent):
        stream.write("".join(line + "\n" for line in lines))
        stream.flush()
        os.fsync(stream.fileno())


def entries_of(lines: Sequence[str], name: str) -> tuple[FilingEntry, ...]:
    """Entries of a record.

    Raises
    ------
    CannotFinishError
        ``FILING-RECORD-BROKEN`` with the line that does not follow from the one before.
    """
    try:
        return unchained(lines, FilingEntry.from_json)
    except BrokenLineError as error:
        raise CannotFinishError(
            Finding(
                "FILING-RECORD-BROKEN",
                Severity.ERROR,
                Text("办理记录被改动或残缺", "the record of the filing was changed or is cut off"),
                Text("用备份恢复该文件", "restore the file from a backup"),
                file=f"{_FOLDER}/{name}.jsonl",
                seen=f"L{error.line}",
            )
        ) from None


def _busy(name: str) -> Finding:
    return Finding(
        "FILING-BUSY",
        Severity.ERROR,
        Text("另一个进程正在办理该报告", "another process takes a step with this report"),
        Text("请等待其结束后重试", "wait until it ends, then try again"),
        file=f"{_FOLDER}/{name}.jsonl",
    )
