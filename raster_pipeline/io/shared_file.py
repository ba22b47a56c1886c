"""A file that many threads read pieces of."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

__all__ = ["SharedFile"]


class SharedFile:
    """An open file, read from any place by any thread.

    It is not mapped into memory: where a mapped file is cut off, or its disk fails, the system
    ends the process that reads it.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._lock = threading.Lock()

    def read(self, offset: int, length: int) -> bytes:
        """Bytes from a place on; fewer where the file ends."""
        if sys.platform == "win32":
            with self._lock:
                self._file.seek(offset)
                return self._file.read(length)
        return os.pread(self._file.fileno(), length, offset)

    def close(self) -> None:
        """Let go of the file; call it when no thread reads any more."""
        self._file.close()
