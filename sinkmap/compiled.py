"""The one door to numba: a typed decorator for array kernels that release the GIL."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

__all__ = ["compiled"]

_P = ParamSpec("_P")
_R = TypeVar("_R")


def compiled(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Compile an array kernel: no GIL, cached on disk, IEEE arithmetic in the order written."""
    return cast("Callable[_P, _R]", numba.njit(cache=True, nogil=True, fastmath=False)(function))
