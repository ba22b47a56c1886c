"""Connected components of an outline and of its gaps within one block, compiled.

The outline is 8-connected and the ground between is 4-connected: the two fit together, so that a
gap is enclosed by exactly one outer edge. Components are numbered from 0 in the order of their
first pixel, row by row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = [
    "Labels",
    "Mask",
    "distinct_pairs",
    "gap_neighbours",
    "join_pairs",
    "label",
    "measure",
]

Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
Units = NDArray[np.int64]


@compiled
def _root(parent: Labels, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def _unite(parent: Labels, a: int, b: int) -> int:
    """Join two sets; the smaller number stays the root, so the result needs no order."""
    a, b = _root(parent, a), _root(parent, b)
    if a < b:
        parent[b] = a
        return a
    parent[a] = b
    return b


@compiled
def _end_of_run(line: Mask, start: int) -> int:
    """Where the run of equal pixels that begins at ``start`` ends."""
    stop = start + 1
    while stop < line.size and line[stop] == line[start]:
        stop += 1
    return stop


@compiled
def _join_above(
    parent: Labels, run: int, here: bool, above: Mask, runs_above: Labels, first: int, last: int
) -> None:
    """Join a run to the runs of the same kind in columns first..last of the row above."""
    before = -1
    for x in range(first, last):
        if above[x] == here and runs_above[x] != before:
            before = runs_above[x]
            _unite(parent, run, before)


@compiled
def _numbered(parent: Labels) -> tuple[Labels, int]:
    """Final number of each provisional component, and how many there are."""
    number = np.empty_like(parent)
    count = 0
    for node in range(parent.size):
        root = _root(parent, node)
        if root == node:
            number[node] = count
            count += 1
        else:
            number[node] = number[root]
    return number, count


@compiled
def label(outline: Mask) -> tuple[Labels, int]:
    """Number the components of the outline (8-connected) and of the rest (4-connected).

    Parameters
    ----------
    outline
        (y, x) bool.

    Returns
    -------
    (y, x) int32 component of each pixel, and the number of components.
    """
    rows, cols = outline.shape
    labels = np.empty((rows, cols), dtype=np.int32)
    parent = np.empty(rows * cols, dtype=np.int32)
    used = 0
    for y in range(rows):
        start = 0
        while start < cols:
            here = outline[y, start]
            stop = _end_of_run(outline[y], start)
            parent[used] = used
            if y > 0:
                # The outline meets the row above by its corners too.
                first, last = (max(start - 1, 0), min(stop + 1, cols)) if here else (start, stop)
                _join_above(parent, used, here, outline[y - 1], labels[y - 1], first, last)
            labels[y, start:stop] = used
            used += 1
            start = stop
    number, count = _numbered(parent[:used])
    for y in range(rows):
        for x in range(cols):
            labels[y, x] = number[labels[y, x]]
    return labels, count


@compiled
def measure(
    labels: Labels, count: int, outline: Mask, trees: Mask, unseen: Mask, units: Units
) -> tuple[Units, Units, Mask, Mask]:
    """Area, tree area, whether it is a gap, and whether it holds unseen pixels, by component.

    ``outline, trees, unseen``: (y, x) bool; ``units``: (y, x) pixel areas as whole numbers of a
    quantum, so that sums do not depend on their order.
    """
    area = np.zeros(count, dtype=np.int64)
    tree_area = np.zeros(count, dtype=np.int64)
    is_gap = np.ones(count, dtype=np.bool_)
    has_unseen = np.zeros(count, dtype=np.bool_)
    for y in range(labels.shape[0]):
        for x in range(labels.shape[1]):
            one = labels[y, x]
            area[one] += units[y, x]
            tree_area[one] += units[y, x] * trees[y, x]
            is_gap[one] = not outline[y, x]
            has_unseen[one] |= unseen[y, x]
    return area, tree_area, is_gap, has_unseen


def gap_neighbours(labels: Labels, wanted: Mask) -> Labels:
    """Pairs (gap, outline component that shares an edge with it) of every wanted gap: (n, 2).

    ``wanted``: (component,) bool, true for gaps only. An edge is enough: whatever touches a gap by
    a corner is joined to a component that shares an edge with it.
    """
    pairs = np.empty((2 * labels.size, 2), dtype=np.int32)  # pages never written cost nothing
    count = _wanted_edges(labels, wanted, pairs)
    return distinct_pairs(pairs[:count])


@compiled
def _wanted_edges(labels: Labels, wanted: Mask, pairs: Labels) -> int:
    """Enter (wanted component, the other one) of each pixel edge between two; how many there are.

    ``pairs``: (2 x pixels, 2) to fill.
    """
    rows, cols = labels.shape
    count = 0
    for y in range(rows):
        for x in range(cols):
            here = labels[y, x]
            if x + 1 < cols and labels[y, x + 1] != here:
                count += _enter_edge(here, labels[y, x + 1], wanted, pairs[count])
            if y + 1 < rows and labels[y + 1, x] != here:
                count += _enter_edge(here, labels[y + 1, x], wanted, pairs[count])
    return count


@compiled
def _enter_edge(here: int, there: int, wanted: Mask, pair: Labels) -> int:
    """Write an edge between two components down, if it is wanted; 1 if it is, else 0.

    One side at most is wanted: where a gap met a gap, the two would be one.
    """
    if wanted[here]:
        pair[0], pair[1] = here, there
        return 1
    if wanted[there]:
        pair[0], pair[1] = there, here
        return 1
    return 0


def distinct_pairs(pairs: Labels) -> Labels:
    """Each of (n, 2) pairs of numbers >= 0 once, in order."""
    keys = np.unique((pairs[:, 0].astype(np.int64) << 32) | pairs[:, 1])
    return np.column_stack((keys >> 32, keys & 0xFFFFFFFF)).astype(np.int32)


@compiled
def join_pairs(count: int, pairs: Labels) -> Labels:
    """Root (smallest member) of each of ``count`` nodes once the (n, 2) pairs are joined."""
    parent = np.arange(count).astype(np.int32)
    for k in range(pairs.shape[0]):
        _unite(parent, pairs[k, 0], pairs[k, 1])
    for node in range(count):
        parent[node] = _root(parent, node)
    return parent
