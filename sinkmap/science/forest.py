"""A random forest as one flat array of nodes, and the walk down its trees.

scikit-learn grows the trees; the walk is ours because it must not start threads inside a block,
and to be quicker: many pixels go down one tree side by side, so that its nodes stay in the cache
and no step waits for the one before. A leaf leads to itself, hence no branch to guess wrongly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = ["Forest"]

_TOGETHER = 4096
"""Pixels that go down a tree side by side; measured, 1024 and 16384 are slower."""

_NODE = np.dtype(
    [("feature", "<u4"), ("threshold", "<f4"), ("child", "<u4"), ("leaf", "<u4")], align=True
)
"""A pixel whose ``feature`` is above ``threshold`` goes to ``child`` + 1, else to ``child``."""


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees of one forest, one after the other, each level by level.

    Parameters
    ----------
    roots
        (tree,) uint32 number of each tree's first node.
    nodes
        (node,) records ``feature``, ``threshold``, ``child`` and ``leaf``, the row in ``shares``.
        A leaf is its own child and its threshold is infinite.
    shares
        (leaf, class) float64 share of each class among the samples of the leaf.
    features
        Number of features of a pixel.
    """

    roots: NDArray[np.uint32]
    nodes: NDArray[np.void]
    shares: NDArray[np.float64]
    features: int

    @classmethod
    def of(cls, trees: Sequence[Any], features: int) -> Self:
        """The forest of grown scikit-learn trees (``tree_`` of each estimator)."""
        roots: list[int] = []
        nodes: list[NDArray[np.void]] = []
        shares: list[NDArray[np.float64]] = []
        first_node = first_leaf = 0
        for tree in trees:
            laid, held = _laid_out(tree, first_node, first_leaf)
            roots.append(first_node)
            nodes.append(laid)
            shares.append(held)
            first_node, first_leaf = first_node + len(laid), first_leaf + len(held)
        return cls(
            np.array(roots, dtype=np.uint32),
            np.concatenate(nodes),
            np.ascontiguousarray(np.concatenate(shares), dtype=np.float64),
            features,
        )

    def chosen(self, features: NDArray[np.float32]) -> NDArray[np.int16]:
        """Number of the class with the largest mean share; of equal ones the first.

        Parameters
        ----------
        features
            (feature, pixel) float32.

        Returns
        -------
        (pixel,) class number, -1 where a feature is not finite.

        Raises
        ------
        ValueError
            If the number of features is another.
        """
        if features.ndim != 2 or features.shape[0] != self.features:
            raise ValueError(f"features of shape {features.shape}, wanted ({self.features}, n)")
        chosen = np.empty(features.shape[1], dtype=np.int16)
        columns = np.ascontiguousarray(features, dtype=np.float32)
        _choose(columns, self.roots, self.nodes, self.shares, chosen)
        return chosen

    def leaves(self, features: NDArray[np.float32]) -> NDArray[np.int32]:
        """Where each pixel ends in each tree: (pixel, tree) rows of :attr:`shares`.

        -1 where a feature is not finite. Parameters and errors as :meth:`chosen`.
        """
        if features.ndim != 2 or features.shape[0] != self.features:
            raise ValueError(f"features of shape {features.shape}, wanted ({self.features}, n)")
        found = np.full((features.shape[1], self.roots.size), -1, dtype=np.int32)
        columns = np.ascontiguousarray(features, dtype=np.float32)
        _find_leaves(columns, self.roots, self.nodes, found)
        return found

    def digest(self) -> str:
        """SHA-256 of all trees."""
        found = hashlib.sha256(f"{self.features} {self.shares.shape}".encode())
        for array in (self.roots.astype("<u4"), self.nodes, self.shares.astype("<f8")):
            found.update(array.tobytes())
        return found.hexdigest()


def _laid_out(
    tree: Any, first_node: int, first_leaf: int
) -> tuple[NDArray[np.void], NDArray[np.float64]]:
    """Nodes of one tree, siblings side by side, and the shares of its leaves."""
    left, right = tree.children_left, tree.children_right
    levels = [np.zeros(1, dtype=np.int64)]
    while levels[-1].size:
        inner = levels[-1][left[levels[-1]] >= 0]
        levels.append(np.stack([left[inner], right[inner]], axis=1).ravel())
    order = np.concatenate(levels)
    number = np.empty(order.size, dtype=np.int64)
    number[order] = np.arange(order.size)
    leaf = left[order] < 0
    laid = np.zeros(order.size, dtype=_NODE)
    laid["feature"] = np.where(leaf, 0, tree.feature[order])
    laid["threshold"] = np.where(leaf, np.inf, _rounded_down(tree.threshold[order]))
    laid["child"] = first_node + np.where(leaf, np.arange(order.size), number[left[order]])
    laid["leaf"][leaf] = first_leaf + np.arange(leaf.sum())
    return laid, tree.value[order[leaf], 0, :]


def _rounded_down(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest float32 that is not above: every float32 lies on the same side of both."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near)


@compiled
def _gather(
    features: NDArray[np.float32], first: int, rows: NDArray[np.float32], place: NDArray[np.int64]
) -> tuple[int, int]:
    """Fill ``rows`` with pixels from ``first`` on that lack nothing: their number, where to go on.

    ``place``: where each row comes from; written.
    """
    last = min(first + rows.shape[0], features.shape[1])
    found = 0
    for pixel in range(first, last):
        whole = True
        for k in range(features.shape[0]):
            whole = whole and np.isfinite(features[k, pixel])
        place[found] = pixel
        found += 1 if whole else 0
    for k in range(features.shape[0]):
        for row in range(found):
            rows[row, k] = features[k, place[row]]
    return found, last


@compiled
def _descend(
    rows: NDArray[np.float32],
    nodes: NDArray[np.void],
    at: NDArray[np.uint32],
    moving: NDArray[np.uint32],
) -> None:
    """Move every row from the node it is ``at`` to its leaf, a level at a time."""
    count = at.size
    for row in range(count):
        moving[row] = row
    while count:
        still = 0
        for k in range(count):
            row = moving[k]
            node = nodes[at[row]]
            step = np.uint32(rows[row, node.feature] > node.threshold)
            following = np.uint32(node.child + step)
            moving[still] = row
            still += 1 if following != at[row] else 0
            at[row] = following
        count = still


@compiled
def _add_shares(
    nodes: NDArray[np.void],
    shares: NDArray[np.float64],
    at: NDArray[np.uint32],
    total: NDArray[np.float64],
) -> None:
    """Add the shares of the leaf that every row is ``at`` to its total."""
    for row in range(at.size):
        leaf = nodes[at[row]].leaf
        for c in range(shares.shape[1]):
            total[row, c] += shares[leaf, c]


@compiled
def _choose(
    features: NDArray[np.float32],
    roots: NDArray[np.uint32],
    nodes: NDArray[np.void],
    shares: NDArray[np.float64],
    chosen: NDArray[np.int16],
) -> None:
    """Sum the shares tree by tree, as scikit-learn does in one thread, and take the largest."""
    rows = np.empty((_TOGETHER, features.shape[0]), dtype=np.float32)
    place = np.empty(_TOGETHER, dtype=np.int64)
    at = np.empty(_TOGETHER, dtype=np.uint32)
    moving = np.empty(_TOGETHER, dtype=np.uint32)
    total = np.empty((_TOGETHER, shares.shape[1]), dtype=np.float64)
    chosen[:] = -1
    pixel = 0
    while pixel < features.shape[1]:
        count, pixel = _gather(features, pixel, rows, place)
        total[:count] = 0.0
        for root in roots:
            at[:count] = root
            _descend(rows, nodes, at[:count], moving)
            _add_shares(nodes, shares, at[:count], total)
        for row in range(count):
            chosen[place[row]] = _largest(total[row], roots.size)


@compiled
def _find_leaves(
    features: NDArray[np.float32],
    roots: NDArray[np.uint32],
    nodes: NDArray[np.void],
    found: NDArray[np.int32],
) -> None:
    """Write the leaf of every pixel without a gap in every tree."""
    rows = np.empty((_TOGETHER, features.shape[0]), dtype=np.float32)
    place = np.empty(_TOGETHER, dtype=np.int64)
    at = np.empty(_TOGETHER, dtype=np.uint32)
    moving = np.empty(_TOGETHER, dtype=np.uint32)
    pixel = 0
    while pixel < features.shape[1]:
        count, pixel = _gather(features, pixel, rows, place)
        for tree in range(roots.size):
            at[:count] = roots[tree]
            _descend(rows, nodes, at[:count], moving)
            for row in range(count):
                found[place[row], tree] = nodes[at[row]].leaf


@compiled
def _largest(total: NDArray[np.float64], trees: int) -> int:
    """Place of the largest mean; divided first, for that can make two of them equal."""
    best = 0
    for c in range(1, total.size):
        if total[c] / trees > total[best] / trees:
            best = c
    return best
