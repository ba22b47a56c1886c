"""Joining the block summaries of stands across the borders of the blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sinkmap.grid import Grid
from sinkmap.science.components import Labels, Mask, distinct_pairs, join_pairs
from sinkmap.science.stands import BlockSummary, StandModel, StandRule

__all__ = ["merge_stands"]


def merge_stands(grid: Grid, summaries: Sequence[BlockSummary]) -> StandModel:
    """Judge every component that reaches a border of its block.

    Parameters
    ----------
    grid
        The grid whose tiles were summarised.
    summaries
        One for each tile; the tiles cover the grid in rows and columns. Their order is free.
    """
    if not summaries:
        return {}
    rule = StandRule.on(grid)
    counts = [summary.units.size for summary in summaries]
    start = np.concatenate(([0], np.cumsum(counts)))
    is_gap = np.concatenate([summary.is_gap for summary in summaries])
    straight, corner = _seams(summaries, start)
    alike = is_gap[straight[:, 0]] == is_gap[straight[:, 1]]
    trees = ~is_gap[corner[:, 0]] & ~is_gap[corner[:, 1]]
    whole = join_pairs(is_gap.size, np.concatenate((straight[alike], corner[trees])))
    area = _sum_by(whole, np.concatenate([s.units for s in summaries]))
    tree_area = _sum_by(whole, np.concatenate([s.tree_units for s in summaries]))
    is_open = np.zeros(is_gap.size, dtype=np.bool_)
    is_open[whole[np.concatenate([s.is_open for s in summaries])]] = True
    filled = (is_gap & ~is_open & rule.fills(area))[whole]
    beside = np.concatenate((_gap_first(straight[~alike], is_gap), _inner_pairs(summaries, start)))
    outline = join_pairs(is_gap.size, whole[beside[filled[beside[:, 0]]]])[whole]
    is_root = whole == np.arange(whole.size)
    counted = is_root & (~is_gap | filled)
    stand = rule.accepts(
        _sum_by(outline[counted], area[counted], is_gap.size),
        _sum_by(outline[counted], tree_area[counted], is_gap.size),
    )
    verdict = stand[outline] & (~is_gap | filled)
    return {
        (summary.row, summary.col): verdict[a:b]
        for summary, a, b in zip(summaries, start[:-1], start[1:], strict=True)
    }


def _sum_by(owner: Labels, values: NDArray[np.int64], size: int | None = None) -> NDArray[np.int64]:
    total = np.zeros(owner.size if size is None else size, dtype=np.int64)
    np.add.at(total, owner, values)
    return total


def _inner_pairs(summaries: Sequence[BlockSummary], start: NDArray[np.int64]) -> Labels:
    pairs = [s.pairs + offset for s, offset in zip(summaries, start[:-1], strict=True)]
    return np.concatenate(pairs).astype(np.int32)


def _gap_first(pairs: Labels, is_gap: Mask) -> Labels:
    return np.where(is_gap[pairs[:, :1]], pairs, pairs[:, ::-1])


def _seams(summaries: Sequence[BlockSummary], start: NDArray[np.int64]) -> tuple[Labels, Labels]:
    """Pairs of components that meet across a border by an edge, and by a corner: (n, 2) each."""
    offset = {(s.row, s.col): int(a) for s, a in zip(summaries, start[:-1], strict=True)}

    def lines(
        along: Callable[[BlockSummary], int],
        before: Callable[[BlockSummary], Labels],
        after: Callable[[BlockSummary], Labels],
    ) -> list[tuple[Labels, Labels]]:
        """Full lines of components on both sides of every seam."""
        strips: dict[int, list[BlockSummary]] = {}
        for summary in sorted(summaries, key=lambda s: (s.row, s.col)):
            strips.setdefault(along(summary), []).append(summary)

        def line(strip: list[BlockSummary], side: Callable[[BlockSummary], Labels]) -> Labels:
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
