"""The engine: map a function over blocks in a bounded pool of threads, results in block order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, Protocol, TypeVar

from numpy.typing import NDArray

from sinkmap.grid import Window

__all__ = ["PixelReader", "Progress", "map_blocks", "silent"]

_R = TypeVar("_R")
_T = TypeVar("_T")

Progress = Callable[[str, float], None]
"""Told the name of a stage and the share of it that is done, 0 to 1."""


def silent(stage: str, share: float) -> None:
    """Progress that nobody watches."""


class PixelReader(Protocol):
    """A raster of the run: any window of the study grid, from any thread."""

    @property
    def nodata(self) -> float | None:
        """Value of pixels without data; None if every pixel holds data."""
        ...

    @property
    def code_system(self) -> str:
        """Code system of its classes; empty for values."""
        ...

    def read(self, window: Window) -> NDArray[Any]:
        """(rows, cols) array of a window: uint8 classes or float32 values with NaN as no data."""
        ...


def map_blocks(
    function: Callable[[_T], _R],
    blocks: Sequence[_T],
    *,
    workers: int,
    progress: Progress = silent,
    stage: str = "",
) -> Iterator[_R]:
    """Yield ``function(block)`` for every block, in order, at most ``2 x workers`` ahead.

    Memory therefore does not grow with the number of blocks, and results do not depend on the
    number of workers. An exception of a block ends the iteration; blocks not yet begun are dropped.
    """
    waiting: deque[Future[_R]] = deque()
    upcoming = iter(blocks)
    done = 0
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        while True:
            ahead = islice(upcoming, 2 * workers - len(waiting))
            waiting.extend([pool.submit(function, block) for block in ahead])
            if not waiting:
                return
            yield waiting.popleft().result()
            done += 1
            progress(stage, done / len(blocks))
    finally:
        pool.shutdown(cancel_futures=True)
