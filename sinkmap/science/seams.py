"""Where the blocks of a grid meet: pairs of components on both sides of every border."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.components import Labels, distinct_pairs

__all__ = ["Bordered", "seams"]


class Bordered(Protocol):
    """A block's summary: place of its core on the grid and the component of each border pixel.

    ``top, bottom``: (cols,); ``left, right``: (rows,).
    """

    @property
    def row(self) -> int:
        """First row of the core."""

    @property
    def col(self) -> int:
        """First column of the core."""

    @property
    def top(self) -> Labels:
        """Components of the first row."""

    @property
    def bottom(self) -> Labels:
        """Components of the last row."""

    @property
    def left(self) -> Labels:
        """Components of the first column."""

    @property
    def right(self) -> Labels:
        """Components of the last column."""


def seams(summaries: Sequence[Bordered], start: NDArray[np.int64]) -> tuple[Labels, Labels]:
    """Pairs of components that meet across a border by an edge, and by a corner: (n, 2) each.

    Parameters
    ----------
    summaries
        One for each block; the blocks cover the grid in rows and columns. Their order is free.
    start
        (block,) number that each summary's first component gets among all.
    """
    offset = {(s.row, s.col): int(a) for s, a in zip(summaries, start, strict=True)}

    def lines(
        along: Callable[[Bordered], int],
        before: Callable[[Bordered], Labels],
        after: Callable[[Bordered], Labels],
    ) -> list[tuple[Labels, Labels]]:
        """Full lines of components on both sides of every seam."""
        strips: dict[int, list[Bordered]] = {}
        for summary in sorted(summaries, key=lambda s: (s.row, s.col)):
            strips.setdefault(along(summary), []).append(summary)

        def line(strip: list[Bordered], side: Callable[[Bordered], Labels]) -> Labels:
            return np.concatenate([side(s) + offset[(s.row, s.col)] for s in strip])

        order = [strips[key] for key in sorted(strips)]
        return [(line(a, before), line(b, after)) for a, b in pairwise(order)]

    across = lines(lambda s: s.row, lambda s: s.bottom, lambda s: s.top)
    down = lines(lambda s: s.col, lambda s: s.right, lambda s: s.left)
    none = np.empty((0, 2), dtype=np.int32)
    straight, corner = [none], [none]
    for a, b in across + down:
        straight.append(np.column_stack((a, b)))
        corner += [np.column_stack((a[:-1], b[1:])), np.column_stack((a[1:], b[:-1]))]
    return distinct_pairs(np.concatenate(straight)), distinct_pairs(np.concatenate(corner))
