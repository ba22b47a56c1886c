"""Memory that was freed goes back to the system: between stages, and within a long one."""

from __future__ import annotations

import ctypes
import gc
import sys

import pyarrow as pa

__all__ = ["release", "trim"]


def release() -> None:
    """Return freed memory to the system, cycles of objects and the Arrow pool included.

    Hundreds of thousands of small geometries leave the C library's heap full of holes; trimming
    gives back two thirds of the resident memory after intake of a whole city.
    """
    gc.collect()
    pa.default_memory_pool().release_unused()
    trim()


def trim() -> None:
    """Return the free pages of the C library's heap to the system; a few milliseconds.

    ``malloc_trim`` of glibc; where there is none, nothing is done.
    """
    if sys.platform == "linux":
        trimmed = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trimmed is not None:
            trimmed(0)
