"""The SQLite file of jobs: one table, write-ahead log, one connection a question."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from raster_pipeline.io.disk import disk_errors
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.text import Text

__all__ = ["opened_rows"]

_VERSION = 1
_WAIT = 10.0
"""Seconds to wait for another server that writes."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
 id INTEGER PRIMARY KEY AUTOINCREMENT,
 kind TEXT NOT NULL,
 arguments TEXT NOT NULL,
 language TEXT NOT NULL,
 state TEXT NOT NULL,
 made TEXT NOT NULL,
 begun TEXT,
 ended TEXT,
 pid INTEGER,
 mark TEXT,
 stop_at TEXT,
 stage TEXT,
 share REAL,
 code INTEGER,
 findings TEXT NOT NULL DEFAULT '[]',
 last_words TEXT NOT NULL DEFAULT ''
)"""
_DISK = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}
"""What SQLite says of the disk -> what the system calls it."""


@contextmanager
def opened_rows(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside one transaction, which is undone where anything fails.

    Raises
    ------
    CannotFinishError
        ``JOBS-BROKEN``, ``JOBS-NEWER``, ``JOBS-BUSY``; ``DISK-*`` if the disk does not allow it.
    """
    with disk_errors(path.parent), _named_errors(path):
        path.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as base:
            base.row_factory = sqlite3.Row
            _prepare(base, path)
            base.execute("BEGIN IMMEDIATE")
            try:
                yield base
            except BaseException:
                base.rollback()
                raise
            base.commit()


def _prepare(base: sqlite3.Connection, path: Path) -> None:
    found = int(base.execute("PRAGMA user_version").fetchone()[0])
    if found > _VERSION:
        raise CannotFinishError(_finding("JOBS-NEWER", path, str(found), str(_VERSION)))
    if found == _VERSION:
        return
    base.execute("PRAGMA journal_mode = WAL")
    base.execute(_SCHEMA)
    base.execute(f"PRAGMA user_version = {_VERSION}")


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind
        if code in _DISK:
            raise OSError(_DISK[code], str(error), str(path)) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CannotFinishError(_finding("JOBS-BUSY", path, str(error))) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
            raise CannotFinishError(_finding("JOBS-BROKEN", path, str(error))) from error
        raise


_SAID = {
    "JOBS-BROKEN": (
        Text("后台任务表已损坏", "the table of jobs is damaged"),
        Text(
            "停止服务，移走 .jobs 文件夹后重新启动；运行结果不受影响",
            "stop the server, move the folder .jobs away and start again; no run is touched",
        ),
    ),
    "JOBS-NEWER": (
        Text("后台任务表由更新的版本写成", "the table of jobs was written by a newer version"),
        Text("改用该版本，或移走 .jobs 文件夹", "use that version, or move the folder .jobs away"),
    ),
    "JOBS-BUSY": (
        Text("后台任务表被另一个进程占用", "another process holds the table of jobs"),
        Text("稍后重试", "try again in a moment"),
    ),
}


def _finding(code: str, path: Path, seen: str = "", wanted: str = "") -> Finding:
    where = f"{path.parent.name}/{path.name}"
    return Finding(code, Severity.ERROR, *_SAID[code], file=where, seen=seen, wanted=wanted)
