"""Files that every thread opens for itself, for no open dataset crosses a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

__all__ = ["ThreadFiles"]


class ThreadFiles:
    """Open datasets, each thread's own; a context, at whose end all of them are closed."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._lock = threading.Lock()
        self._opened: list[Any] = []

    def handle(self, key: int, opened: Callable[[], tuple[Any, ...]]) -> Any:
        """The calling thread's dataset of a key.

        Parameters
        ----------
        key
            Number of the file.
        opened
            Opens it: the datasets to be closed, the one to be read last.
        """
        handles: dict[int, Any] = self._own.__dict__.setdefault("handles", {})
        if key not in handles:
            made = opened()
            with self._lock:
                self._opened += made
            handles[key] = made[-1]
        return handles[key]

    def close(self) -> None:
        """Close the files of every thread; call it when no thread reads any more."""
        with self._lock:
            while self._opened:
                self._opened.pop().close()
            self._own = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
