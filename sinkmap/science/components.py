"""Connected components of an outline and of its gaps within one block, compiled.

The outline is 8-connected and the ground between is 4-connected: the two fit together, so that a
gap is enclosed by exactly one outer edge. Components are numbered from 0 in the order of their
first pixel, row by row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = ["Labels", "Mask", "gap_neighbours", "join_pairs", "label", "measure"]

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
def _joined(outline: Mask, labels: Labels, parent: Labels, y: int, x: int) -> int:
    """Component of the pixels already seen around (y, x), joined; -1 if there is none."""
    here = outline[y, x]
    found = -1
    if x > 0 and outline[y, x - 1] == here:
        found = int(labels[y, x - 1])
    if y == 0:
        return found
    if outline[y - 1, x] == here:
        above = int(labels[y - 1, x])
        return above if found < 0 or found == above else _unite(parent, found, above)
    if not here:
        return found
    # Corners matter only where the pixel above does not join them already.
    if found < 0 and x > 0 and outline[y - 1, x - 1]:
        found = int(labels[y - 1, x - 1])
    if x + 1 < outline.shape[1] and outline[y - 1, x + 1]:
        corner = int(labels[y - 1, x + 1])
        found = corner if found < 0 else _unite(parent, found, corner)
    return found


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
        for x in range(cols):
            found = _joined(outline, labels, parent, y, x)
            if found < 0:
                found = used
                parent[used] = used
                used += 1
            labels[y, x] = found
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
    found = []
    for a, b in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        y, x = np.nonzero(a != b)
        left, right = a[y, x], b[y, x]
        found += [np.column_stack((left, right)), np.column_stack((right, left))]
    pairs = np.concatenate(found)
    pairs = pairs[wanted[pairs[:, 0]]]
    return np.asarray(np.unique(pairs, axis=0), dtype=np.int32)


@compiled
def join_pairs(count: int, pairs: Labels) -> Labels:
    """Root (smallest member) of each of ``count`` nodes once the (n, 2) pairs are joined."""
    parent = np.arange(count).astype(np.int32)
    for k in range(pairs.shape[0]):
        _unite(parent, pairs[k, 0], pairs[k, 1])
    for node in range(count):
        parent[node] = _root(parent, node)
    return parent
