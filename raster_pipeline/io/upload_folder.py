"""Files from browsers on disk: in quarantine until they are accepted, then in the study's own
``uploads``; what was there before is never written over."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["UploadFolder"]

_ID = re.compile(r"[0-9a-f]{16}")
_RECORD = "upload.json"
_MOST_WAITING = 20
_MOST_BYTES = 5 * 2**30
"""Bytes of all files that wait."""
_LEAST_FREE = 2**30
_LONG_AGO_S = 24 * 3600


class UploadFolder:
    """The folder ``uploads`` of a study.

    ``uploads/.quarantine/ID`` holds a file that waits, with ``upload.json`` and what the check
    found; ``uploads/LAYER/ID`` one that was accepted.
    """

    def __init__(self, study: Path) -> None:
        self._home = study / "uploads"
        self._waiting = self._home / ".quarantine"

    def begin(self) -> tuple[str, Path]:
        """A new id, and an empty folder in quarantine.

        Raises
        ------
        CannotFinishError
            ``UPLOAD-QUOTA`` if too much waits already or the disk is nearly full.
        """
        number = secrets.token_hex(8)
        folder = self._waiting / number
        self._forget()
        waiting = list(self._waiting.glob("*/"))
        held = sum(map(_size, self._waiting.rglob("*")))
        free = shutil.disk_usage(self._home.parent).free
        if len(waiting) >= _MOST_WAITING or held > _MOST_BYTES or free < _LEAST_FREE:
            raise CannotFinishError(Finding(
                "UPLOAD-QUOTA", Severity.ERROR,
                Text("待处理的上传过多，或磁盘将满", "too many uploads wait, or the disk is full"),
                Text("先接受或删除已上传的文件", "accept or delete files that wait"),
                seen=f"{len(waiting)}; {held} B; {free} B", wanted=f"< {_MOST_WAITING}",
            ))  # fmt: skip
        folder.mkdir(parents=True)
        return number, folder

    def folder(self, number: str) -> Path:
        """The folder of a file that waits.

        Raises
        ------
        UsageError
            ``UPLOAD-MISSING``.
        """
        path = self._waiting / number
        if not _ID.fullmatch(number) or not (path / _RECORD).is_file():
            raise UsageError(Finding(
                "UPLOAD-MISSING", Severity.ERROR,
                Text("没有这份上传，可能已被处理", "there is no such upload; it may be dealt with"),
                Text("刷新页面查看现有的上传", "reload the page to see what waits"),
                seen=number[:40],
            ))  # fmt: skip
        return path

    def write(self, folder: Path, record: dict[str, Any]) -> None:
        """Keep what is known of a file that waits."""
        part = folder / f"{_RECORD}.part"
        part.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        part.replace(folder / _RECORD)

    def read(self, number: str) -> dict[str, Any]:
        """What is known of a file that waits; ``UPLOAD-MISSING`` as :meth:`folder`."""
        text = (self.folder(number) / _RECORD).read_text(encoding="utf-8")
        record: dict[str, Any] = json.loads(text)
        return record

    def waiting(self) -> Iterator[str]:
        """Ids of files that wait."""
        if self._waiting.is_dir():
            yield from sorted(p.parent.name for p in self._waiting.glob(f"*/{_RECORD}"))

    def accept(self, number: str, layer: str, files: Path) -> Path:
        """Move the files of an upload to their place; the folder they lie in now."""
        target = self._home / layer / number
        target.parent.mkdir(parents=True, exist_ok=True)
        moved = target.is_dir() and not files.exists()  # by a process that went before it was done
        if target.exists() and not moved:
            raise FileExistsError(target)
        if not moved:
            files.rename(target)
        self.discard(self._waiting / number)
        return target

    def discard(self, folder: Path) -> None:
        """Delete a folder in quarantine, and the quarantine once it is empty."""
        shutil.rmtree(folder)
        for empty in (self._waiting, self._home):
            with suppress(OSError):  # not empty, or somebody else was quicker
                empty.rmdir()

    def _forget(self) -> None:
        """Delete what a process began to take in long ago and never came to an end with."""
        oldest = time.time() - _LONG_AGO_S
        for folder in self._waiting.glob("*/"):
            with suppress(FileNotFoundError):  # somebody else was quicker
                if not (folder / _RECORD).is_file() and folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder)


def _size(path: Path) -> int:
    """Bytes of a file; nothing for what is none, or gone meanwhile."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0
