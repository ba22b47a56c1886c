"""Files that every thread opens for itself, for no open dataset crosses a thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from types import TracebackType
from typing import Any, Self

__all__ = ["ThreadFiles"]

Opened = tuple[Any, ...]


class ThreadFiles:
    """Open datasets, each thread's own; a context, at whose end all of them are closed.

    ``most``: files a thread keeps open; it closes the one it has not read for longest. None: all.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._own = threading.local()
        self._lock = threading.Lock()
        self._opened: dict[int, Opened] = {}

    def handle(self, key: Hashable, opened: Callable[[], Opened]) -> Any:
        """The calling thread's dataset of a key.

        Parameters
        ----------
        key
            Name of the file, or its number.
        opened
            Opens it: the datasets to be closed, the one to be read last.
        """
        handles: OrderedDict[Hashable, Opened] = self._own.__dict__.setdefault(
            "handles", OrderedDict()
        )
        if key in handles:
            handles.move_to_end(key)
            return handles[key][-1]
        made = handles[key] = opened()
        with self._lock:
            self._opened[id(made)] = made
        if self._most is not None and len(handles) > self._most:
            self._let_go(handles.popitem(last=False)[1])
        return made[-1]

    def close(self) -> None:
        """Close the files of every thread; call it when no thread reads any more."""
        with self._lock:
            while self._opened:
                _, made = self._opened.popitem()
                _close(made)
            self._own = threading.local()

    def _let_go(self, made: Opened) -> None:
        with self._lock:
            del self._opened[id(made)]
        _close(made)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _close(made: Opened) -> None:
    for one in reversed(made):
        one.close()
