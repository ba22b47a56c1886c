"""Stands of trees: which pixels belong to forest, found block by block as if it were one array.

Definition (GB/T 26424-2010, Forest Law 2019 art. 83, and this project's reading of both): tree
pixels (arbor and bamboo) are closed with a 3 x 3 element; an 8-connected component, with its
gaps under 1 mu filled, is an *outline*; it is a stand if its area is at least 1 mu (2000/3 m²)
and trees cover at least 0.20 of it. Thresholds are in the table ``stand`` and are by area, never
by number of pixels. A gap that touches the edge of the grid or a pixel without data is left open:
nobody saw that it is enclosed. Where one pixel is larger than a gap that may be filled, closing
would invent forest and is left out.

A block is summarised by the components that reach its border and by nothing else; merging joins
them across borders; every other component is judged inside its block. Areas are whole numbers of
a small quantum, so that the result does not depend on the size of the blocks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.grid import Grid
from sinkmap.layer import Block
from sinkmap.parameters import parameter_table
from sinkmap.science.components import Labels, Mask, gap_neighbours, join_pairs, label, measure
from sinkmap.science.tree_mask import TreeClass, tree_mask

__all__ = [
    "HALO",
    "BlockSummary",
    "StandCategory",
    "StandModel",
    "StandRule",
    "apply_stands",
    "summarise_stands",
]

HALO = 2
"""Pixels around a block that closing with a 3 x 3 element needs."""

_DEGREE_M = 111_700.0
_UNITS_IN_PIXEL = 30


class StandCategory(IntEnum):
    """What a pixel is credited to, once, in the order stand > shrub > young > scattered."""

    NONE = 0
    ARBOR = 1
    BAMBOO = 2
    GAP = 3
    SHRUB = 4
    YOUNG = 5
    SCATTERED = 6
    UNSEEN = 255


@dataclass(frozen=True, slots=True)
class StandRule:
    """Thresholds on one grid. Areas in m²; ``quantum`` is the area that sums are counted in."""

    min_area: float
    min_density: float
    max_gap: float
    closing: bool
    quantum: float

    @classmethod
    def on(cls, grid: Grid) -> StandRule:
        """The rule of the parameter table ``stand`` on a grid."""
        table = parameter_table("stand")
        pixel = _nominal_pixel_m2(grid)
        max_gap = table.value("hole_fill_max_area")
        # Four times the nominal pixel leaves room for the scale of any projection in use.
        quantum = 2.0 ** (math.ceil(math.log2(4.0 * pixel)) - _UNITS_IN_PIXEL)
        return cls(
            min_area=table.value("min_stand_area"),
            min_density=table.value("min_canopy_density"),
            max_gap=max_gap,
            closing=pixel < max_gap,
            quantum=quantum,
        )

    def units(self, pixel_area: NDArray[np.float64]) -> NDArray[np.int64]:
        """Pixel areas (y, x) in m² as whole numbers of the quantum."""
        return _whole_numbers(pixel_area, 1.0 / self.quantum)

    def fills(self, area: NDArray[np.int64]) -> Mask:
        """Whether an enclosed gap of this area belongs to the outline around it."""
        return np.asarray(area * self.quantum < self.max_gap)

    def accepts(self, area: NDArray[np.int64], tree_area: NDArray[np.int64]) -> Mask:
        """Whether an outline of this area with this much tree cover is a stand."""
        large = area * self.quantum >= self.min_area
        return np.asarray(large & (tree_area >= self.min_density * area))


@compiled
def _whole_numbers(values: NDArray[np.float64], factor: float) -> NDArray[np.int64]:
    """(y, x) values times a power of two, each rounded to the nearest whole number."""
    result = np.empty(values.shape, dtype=np.int64)
    for y in range(values.shape[0]):
        for x in range(values.shape[1]):
            result[y, x] = np.rint(values[y, x] * factor)
    return result


def _nominal_pixel_m2(grid: Grid) -> float:
    if not grid.is_geographic:
        return grid.resolution**2
    middle = math.radians((grid.north + grid.south) / 2.0)
    return (grid.resolution * _DEGREE_M) ** 2 * max(math.cos(middle), 1e-3)


@dataclass(frozen=True, slots=True, eq=False)
class BlockSummary:
    """What other blocks must know of one block.

    ``row, col``: place of its core on the grid. For each kept component, (n,) arrays: ``units``
    and ``tree_units``, areas in quanta, ``is_gap``, ``is_open`` (touches the grid's edge or unseen
    ground).
    ``pairs``: (m, 2) gap and outline component beside it. ``top, bottom`` (cols,) and ``left,
    right`` (rows,): kept component of each border pixel.
    """

    row: int
    col: int
    units: NDArray[np.int64]
    tree_units: NDArray[np.int64]
    is_gap: Mask
    is_open: Mask
    pairs: Labels
    top: Labels
    bottom: Labels
    left: Labels
    right: Labels


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Components of one block after its enclosed gaps were filled.

    ``mask``: (y, x) tree classes of the core; ``labels``: (y, x) component; ``owner``:
    (component,) the component it was joined to; ``kept``: (component,) place of its owner in the
    summary, or -1. ``units, tree_units, is_gap, is_open``: (component,), areas in quanta,
    filled in for owners. ``pairs``: (n, 2) gap on the border and owner of the outline component
    beside it.
    """

    row: int
    col: int
    mask: NDArray[np.uint8]
    labels: Labels
    owner: Labels
    kept: Labels
    units: NDArray[np.int64]
    tree_units: NDArray[np.int64]
    is_gap: Mask
    is_open: Mask
    pairs: Labels


def close(trees: Mask) -> Mask:
    """Morphological closing of (y, x) with a 3 x 3 square; ground off the array has no trees."""
    rows, cols = trees.shape
    wide = np.zeros((rows + 4, cols + 4), dtype=np.bool_)
    wide[2:-2, 2:-2] = trees
    grown = wide[:-2] | wide[1:-1] | wide[2:]
    grown = grown[:, :-2] | grown[:, 1:-1] | grown[:, 2:]
    kept = grown[:-2] & grown[1:-1] & grown[2:]
    return np.asarray(kept[:, :-2] & kept[:, 1:-1] & kept[:, 2:])


def _pieces(block: Block, rule: StandRule) -> _Pieces:
    values = block.rasters["tree_cover"]
    system = block.systems.get("tree_cover") or "tree_mask"
    mask = tree_mask(values, system, block.nodata.get("tree_cover"))
    trees = (mask == TreeClass.ARBOR) | (mask == TreeClass.BAMBOO)
    core = block.core
    unseen = mask[core] == TreeClass.UNSEEN
    outline = (close(trees) if rule.closing else trees)[core] & ~unseen
    labels, count = label(np.ascontiguousarray(outline))
    units = rule.units(block.pixel_area[core])
    area, tree_area, is_gap, has_unseen = measure(
        labels, count, outline, trees[core], unseen, units
    )
    row, col = block.window.row + (core[0].start or 0), block.window.col + (core[1].start or 0)
    is_open = has_unseen | _on_grid_edge(labels, count, (row, col), block.grid.shape)
    on_border = np.zeros(count, dtype=np.bool_)
    for line in _border(labels):
        on_border[line] = True
    pairs = gap_neighbours(labels, is_gap & ~is_open & rule.fills(area))
    inner = ~on_border[pairs[:, 0]]
    owner = join_pairs(count, pairs[inner])
    outer = np.column_stack((pairs[~inner, 0], owner[pairs[~inner, 1]]))
    return _Pieces(
        row=row,
        col=col,
        mask=mask[core],
        labels=labels,
        owner=owner,
        kept=_kept(owner, on_border, outer),
        units=_sum_by(owner, area),
        tree_units=_sum_by(owner, tree_area),
        is_gap=_all_by(owner, is_gap),
        is_open=is_open,
        pairs=outer,
    )


def _border(labels: Labels) -> tuple[Labels, Labels, Labels, Labels]:
    """Top, bottom, left and right line of an array."""
    return labels[0], labels[-1], labels[:, 0], labels[:, -1]


def _on_grid_edge(
    labels: Labels, count: int, place: tuple[int, int], shape: tuple[int, int]
) -> Mask:
    """(component,) whether a component reaches the edge of the grid."""
    found = np.zeros(count, dtype=np.bool_)
    last_row, last_col = place[0] + labels.shape[0], place[1] + labels.shape[1]
    outermost = (place[0] == 0, last_row == shape[0], place[1] == 0, last_col == shape[1])
    for is_edge, line in zip(outermost, _border(labels), strict=True):
        if is_edge:
            found[line] = True
    return found


def _kept(owner: Labels, on_border: Mask, outer: Labels) -> Labels:
    """(component,) place of each component's owner in the summary, or -1."""
    needed = np.zeros(owner.size, dtype=np.bool_)
    needed[owner[on_border]] = True
    needed[outer[:, 1]] = True
    place = np.where(needed, np.cumsum(needed) - 1, -1)
    return np.asarray(place[owner], dtype=np.int32)


def _sum_by(owner: Labels, values: NDArray[np.int64]) -> NDArray[np.int64]:
    total = np.zeros(owner.size, dtype=np.int64)
    np.add.at(total, owner, values)
    return total


def _all_by(owner: Labels, values: Mask) -> Mask:
    """Whether a property holds for every member of each owner."""
    result = np.ones(owner.size, dtype=np.bool_)
    result[owner[~values]] = False
    return result


def summarise_stands(block: Block) -> BlockSummary:
    """What other blocks must know of this one (raster ``tree_cover``, halo :data:`HALO`)."""
    pieces = _pieces(block, StandRule.on(block.grid))
    owners = np.flatnonzero((pieces.kept >= 0) & (pieces.owner == np.arange(pieces.owner.size)))
    top, bottom, left, right = (pieces.kept[line] for line in _border(pieces.labels))
    return BlockSummary(
        row=pieces.row,
        col=pieces.col,
        units=pieces.units[owners],
        tree_units=pieces.tree_units[owners],
        is_gap=pieces.is_gap[owners],
        is_open=pieces.is_open[owners],
        pairs=pieces.kept[pieces.pairs],
        top=top,
        bottom=bottom,
        left=left,
        right=right,
    )


StandModel = Mapping[tuple[int, int], Mask]
"""Place of a block's core on the grid -> (n,) whether each component of its summary is a stand."""


def apply_stands(block: Block, model: StandModel) -> NDArray[np.uint8]:
    """(y, x) uint8 :class:`StandCategory` of the block's core, once all blocks are merged.

    Raises
    ------
    KeyError
        If the blocks are not those that were summarised.
    """
    rule = StandRule.on(block.grid)
    pieces = _pieces(block, rule)
    here = ~pieces.is_gap & rule.accepts(pieces.units, pieces.tree_units)
    elsewhere = model[(pieces.row, pieces.col)]
    verdict = here[pieces.owner]
    reaches = pieces.kept >= 0
    verdict[reaches] = elsewhere[pieces.kept[reaches]]
    return _CREDIT[verdict[pieces.labels].astype(np.uint8), pieces.mask]


def _credit() -> NDArray[np.uint8]:
    """Lookup table, shape (2, 256): outside or inside a stand, tree class -> category."""
    table = np.full((2, 256), StandCategory.UNSEEN, dtype=np.uint8)
    outside = {
        TreeClass.NONE: StandCategory.NONE,
        TreeClass.ARBOR: StandCategory.SCATTERED,
        TreeClass.BAMBOO: StandCategory.SCATTERED,
        TreeClass.SHRUB: StandCategory.SHRUB,
        TreeClass.YOUNG: StandCategory.YOUNG,
    }
    inside = {TreeClass.ARBOR: StandCategory.ARBOR, TreeClass.BAMBOO: StandCategory.BAMBOO}
    for tree_class, category in outside.items():
        table[0, tree_class] = category
        table[1, tree_class] = inside.get(tree_class, StandCategory.GAP)
    return table


_CREDIT = _credit()
