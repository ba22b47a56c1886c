"""Memory of a server of many threads on Linux."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["few_arenas"]

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""
_ARENAS = 2


def few_arenas() -> None:
    """Let threads share the C library's memory; before they begin.

    Else glibc gives each thread an arena of its own, which keeps what one question once needed: a
    server of eight threads grows by a half within minutes. Elsewhere there is nothing to be done.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_ARENA_MAX, _ARENAS)
