"""Memory between stages: what a stage freed goes back to the system before the next begins."""

from __future__ import annotations

import ctypes
import gc
import sys

import pyarrow as pa

__all__ = ["release"]


def release() -> None:
    """Return freed memory to the system.

    Hundreds of thousands of small geometries leave the C library's heap full of holes; on Linux
    ``malloc_trim`` gives the free pages back (two thirds of the resident memory after intake of
    a whole city). Elsewhere only the Arrow pool is emptied.
    """
    gc.collect()
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
