"""A file that many threads read pieces of."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from pathlib import Path

__all__ = ["SharedFile"]


class SharedFile:
    """An open file, read from any place by any thread; closed at the latest when nobody holds it.

    It is not mapped into memory: where a mapped file is cut off, or its disk fails, the system
    ends the process that reads it.
    """

    def __init__(self, path: Path) -> None:
        self._number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._closing = weakref.finalize(self, os.close, self._number)
        self._lock = threading.Lock()

    def read(self, offset: int, length: int) -> bytes:
        """Bytes from a place on; fewer where the file ends. ``ValueError`` if it is closed."""
        if not self._closing.alive:
            raise ValueError("the file is closed")
        if sys.platform == "win32":
            with self._lock:
                os.lseek(self._number, offset, os.SEEK_SET)
                return os.read(self._number, length)
        return os.pread(self._number, length, offset)

    def close(self) -> None:
        """Let go of the file; call it when no thread reads any more."""
        self._closing()
