"""Verdicts on change between two class rasters, found block by block as if it were one array.

Tolerance first: per kind of change, what no square of (tolerance + 1) pixels fits into is a shifted
boundary, not change (erosion takes the tolerance off the width, growing back stays inside). What is
left falls into patches, 8-connected and of one kind, judged by shape and area
(:class:`~sinkmap.science.change_rule.ChangeRule`). A patch that reaches the border of its block is
judged once all blocks are merged. Running the filter over what it kept changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.grid import Grid
from sinkmap.science.area_quantum import AreaQuantum
from sinkmap.science.change_rule import ChangeKind, ChangeRule, ChangeVerdict
from sinkmap.science.components import Labels, Mask, join_pairs, label
from sinkmap.science.seams import seams

__all__ = [
    "ChangeBlock",
    "PatchModel",
    "PatchSummary",
    "apply_patches",
    "halo_of",
    "merge_patches",
    "summarise_patches",
]

Kinds = NDArray[np.uint8]
Sizes = NDArray[np.int64]


def halo_of(rule: ChangeRule) -> int:
    """Pixels around a block that its verdicts depend on: the tolerance, and one for edges."""
    return int(rule.tolerance) + 1


@dataclass(frozen=True, slots=True, eq=False)
class ChangeBlock:
    """One block of change.

    ``kinds``: (y, x) :class:`ChangeKind` with a halo of :func:`halo_of` pixels, less only at the
    grid's edge; ``pixel_area``: (y, x) m²; ``core``: slices without the halo; ``row, col``: place
    of the core on the grid.
    """

    kinds: Kinds
    pixel_area: NDArray[np.float64]
    core: tuple[slice, slice]
    row: int
    col: int


@dataclass(frozen=True, slots=True, eq=False)
class PatchSummary:
    """What other blocks must know of one block.

    (n,) arrays of the patches that reach its border, the first of which stands for no change:
    ``kind``, ``pixels``, ``edges`` (pixel sides on the outline) and ``units`` (area in quanta).
    ``top, bottom`` (cols,) and ``left, right`` (rows,): patch of each border pixel.
    """

    row: int
    col: int
    kind: Kinds
    pixels: Sizes
    edges: Sizes
    units: Sizes
    top: Labels
    bottom: Labels
    left: Labels
    right: Labels


PatchModel = Mapping[tuple[int, int], Kinds]
"""Place of a block's core on the grid -> (n,) verdict on each patch of its summary."""


@dataclass(frozen=True, slots=True, eq=False)
class _Patches:
    """Patches of one block: ``labels`` (y, x), 0 for no change; sizes (patch,); ``kept`` (patch,)
    place in the summary, or -1."""

    labels: Labels
    kind: Kinds
    pixels: Sizes
    edges: Sizes
    units: Sizes
    kept: Labels


def opened(mask: Mask, tolerance: int) -> Mask:
    """Union of all squares of ``tolerance + 1`` pixels that fit into a (y, x) mask."""
    size = tolerance + 1
    if min(mask.shape) < size:
        return np.zeros_like(mask)
    rows, cols = mask.shape[0] - tolerance, mask.shape[1] - tolerance
    kept = np.logical_and.reduce([mask[k : k + rows] for k in range(size)])
    kept = np.logical_and.reduce([kept[:, k : k + cols] for k in range(size)])
    kept = np.pad(kept, tolerance)
    kept = np.logical_or.reduce([kept[k : k + mask.shape[0]] for k in range(size)])
    return np.asarray(np.logical_or.reduce([kept[:, k : k + mask.shape[1]] for k in range(size)]))


def _wide(kinds: Kinds, tolerance: int) -> Kinds:
    """Change wider than the tolerance, (y, x) kinds; all else is no change."""
    result = np.zeros_like(kinds)
    for kind in _kinds_in(kinds):
        result[opened(kinds == kind, tolerance)] = kind
    return result


def _kinds_in(kinds: Kinds) -> list[int]:
    found = np.flatnonzero(np.bincount(kinds.ravel(), minlength=256)).tolist()
    return [one for one in found if one not in (ChangeKind.NONE, ChangeKind.UNSEEN)]


def _outline(kinds: Kinds) -> NDArray[np.uint8]:
    """(y, x) sides of each pixel, 0 to 4, with another kind or nothing beyond."""
    wide = np.pad(kinds, 1)
    inner = wide[1:-1, 1:-1]
    sides = (wide[:-2, 1:-1], wide[2:, 1:-1], wide[1:-1, :-2], wide[1:-1, 2:])
    return np.asarray(np.sum([side != inner for side in sides], axis=0), dtype=np.uint8)


def _labelled(kinds: Kinds) -> tuple[Labels, Kinds]:
    """Patches numbered from 1, kind by kind, and the kind of each; 0 is no change."""
    labels = np.zeros(kinds.shape, dtype=np.int32)
    kind_of = [int(ChangeKind.NONE)]
    for kind in _kinds_in(kinds):
        here = kinds == kind
        found, count = label(np.ascontiguousarray(here))
        inside = np.zeros(count, dtype=np.bool_)
        inside[found[here]] = True
        number = np.where(inside, np.cumsum(inside) - 1 + len(kind_of), 0)
        labels += number[found].astype(np.int32)
        kind_of += [kind] * int(inside.sum())
    return labels, np.array(kind_of, dtype=np.uint8)


def _patches(block: ChangeBlock, rule: ChangeRule, quantum: AreaQuantum) -> _Patches:
    wide = _wide(block.kinds, int(rule.tolerance))
    edges = _outline(wide)[block.core]
    labels, kind = _labelled(wide[block.core])
    on_border = np.zeros(kind.size, dtype=np.bool_)
    on_border[0] = True
    for line in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        on_border[line] = True
    return _Patches(
        labels=labels,
        kind=kind,
        pixels=np.bincount(labels.ravel(), minlength=kind.size),
        edges=_sum_in_block(labels, edges, kind.size),
        units=_sum_in_block(labels, quantum.units(block.pixel_area[block.core]), kind.size),
        kept=np.where(on_border, np.cumsum(on_border) - 1, -1).astype(np.int32),
    )


def _sum_in_block(labels: Labels, values: NDArray[np.integer], size: int) -> Sizes:
    """Sums by patch; the floats of bincount are exact, for a block has fewer than 2^53 quanta."""
    return np.bincount(labels.ravel(), values.ravel(), minlength=size).astype(np.int64)


def _sum_by(owner: Labels, values: Sizes) -> Sizes:
    total = np.zeros(owner.size, dtype=np.int64)
    np.add.at(total, owner, values)
    return total


def _judge(
    rule: ChangeRule, quantum: AreaQuantum, kind: Kinds, sizes: tuple[Sizes, Sizes, Sizes]
) -> Kinds:
    """Verdicts; ``sizes``: pixels, edges and units of each patch."""
    pixels, edges, units = sizes
    m2 = np.asarray(units * quantum.m2, dtype=np.float64)
    return rule.judge(kind, m2, pixels.astype(np.float64), edges.astype(np.float64))


def summarise_patches(block: ChangeBlock, grid: Grid, rule: ChangeRule) -> PatchSummary:
    """What other blocks must know of this one."""
    found = _patches(block, rule, AreaQuantum.on(grid))
    kept = found.kept >= 0
    lines = (found.labels[0], found.labels[-1], found.labels[:, 0], found.labels[:, -1])
    top, bottom, left, right = (found.kept[line] for line in lines)
    return PatchSummary(
        row=block.row,
        col=block.col,
        kind=found.kind[kept],
        pixels=found.pixels[kept],
        edges=found.edges[kept],
        units=found.units[kept],
        top=top,
        bottom=bottom,
        left=left,
        right=right,
    )


def merge_patches(grid: Grid, summaries: Sequence[PatchSummary], rule: ChangeRule) -> PatchModel:
    """Judge every patch that reaches a border of its block.

    ``summaries``: one for each tile; the tiles cover the grid in rows and columns, in any order.
    """
    if not summaries:
        return {}
    start = np.concatenate(([0], np.cumsum([one.kind.size for one in summaries])))
    kind = np.concatenate([one.kind for one in summaries])
    pairs = np.concatenate(seams(summaries, start[:-1]))
    alike = (kind[pairs[:, 0]] == kind[pairs[:, 1]]) & (kind[pairs[:, 0]] != ChangeKind.NONE)
    whole = join_pairs(kind.size, pairs[alike])
    pixels, edges, units = (
        _sum_by(whole, np.concatenate(parts))
        for parts in (
            [one.pixels for one in summaries],
            [one.edges for one in summaries],
            [one.units for one in summaries],
        )
    )
    verdict = _judge(rule, AreaQuantum.on(grid), kind, (pixels, edges, units))[whole]
    return {
        (one.row, one.col): verdict[a:b]
        for one, a, b in zip(summaries, start[:-1], start[1:], strict=True)
    }


def apply_patches(
    block: ChangeBlock, grid: Grid, rule: ChangeRule, model: PatchModel
) -> NDArray[np.uint8]:
    """(y, x) :class:`ChangeVerdict` of the block's core, once all blocks are merged.

    Raises
    ------
    KeyError
        If the blocks are not those that were summarised.
    """
    quantum = AreaQuantum.on(grid)
    found = _patches(block, rule, quantum)
    verdict = _judge(rule, quantum, found.kind, (found.pixels, found.edges, found.units))
    reaches = found.kept >= 0
    verdict[reaches] = model[(block.row, block.col)][found.kept[reaches]]
    verdict[0] = ChangeVerdict.TOLERANCE
    core = block.kinds[block.core]
    result = verdict[found.labels]
    result[core == ChangeKind.NONE] = ChangeVerdict.NONE
    result[core == ChangeKind.UNSEEN] = ChangeVerdict.UNSEEN
    return result
