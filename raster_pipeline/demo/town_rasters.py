"""Rasters of the invented town as arrays: tree mask, land cover, soil carbon, heights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.demo.land import CODES, LAND
from raster_pipeline.demo.noise import pixels, smooth
from raster_pipeline.demo.soil import soil_of_neighbours
from raster_pipeline.demo.town_parcels import TownYear
from raster_pipeline.demo.town_plan import GRID
from sinkmap.grid import Grid, Window

__all__ = ["COARSE", "TREE_CASES", "heights", "land_cover", "soil_carbon", "tree_mask"]

COARSE = Grid(GRID.crs, GRID.west, GRID.north, 50.0, (GRID.shape[0] // 5, GRID.shape[1] // 5))
"""Grid of soil carbon and heights: 50 m, its edges on every fifth pixel edge."""

_CASE_FIELD = Window(14, 16, 40, 90)
TREE_CASES = {
    "six_pixels_alone": ((20, 20, 2, 3),),
    "seven_pixels_joined": ((20, 34, 2, 3), (22, 34, 1, 1)),
    "seven_pixels_joined_by_corners": tuple((28 + i, 20 + i, 1, 1) for i in range(7)),
    "ring_with_small_hole": ((20, 48, 5, 1), (20, 52, 5, 1), (20, 49, 1, 3), (24, 49, 1, 3)),
    "single_tree": ((44, 20, 1, 1),),
    "row_of_twelve": ((44, 30, 1, 12),),
    "two_blocks_one_pixel_apart": ((44, 60, 2, 2), (44, 63, 2, 2)),
    "block_of_hundred": ((20, 70, 10, 10),),
}
"""Planted groups of arbor pixels: rectangles as first row, first column, rows, columns.

They stand in ``Window(14, 16, 40, 90)``, which holds no other tree, at least four pixels apart.
"""

_COVER = np.array([land.cover for land in LAND], dtype=np.uint8)
_MASK = np.array([land.mask for land in LAND], dtype=np.uint8)
_TREES = np.array([land.trees for land in LAND], dtype=np.float32)
_SOIL = np.array([np.nan if land.soil is None else land.soil for land in LAND])
_LINES = tuple(CODES[c] for c in ("1003", "1004", "1006", "1107", "1107A"))
_NO_ROWS = tuple(
    CODES[c] for c in ("1101", "1102", "1103", "1104", "1104A", "1104K", "1001", "1003", "1004")
)


def tree_mask(town: TownYear) -> NDArray[np.uint8]:
    """(y, x) values 0 none, 1 arbor, 2 bamboo, 3 shrub, 4 young plantation."""
    kind = town.kind[town.number]
    growth = np.float32(1.0 + 0.004 * (town.year - 2022))
    fine, coarse = pixels(GRID.whole, 201), pixels(GRID.whole, 202, cell=2)
    stands = np.where(_TREES[kind] > 0.5, fine, 0.35 * fine + 0.65 * coarse) < _TREES[kind] * growth
    beside = _beside_lines(kind) & ~np.isin(kind, _NO_ROWS)
    rows = beside & (pixels(GRID.whole, 203, cell=9) < np.float32(0.30) * growth)
    mask = np.where(stands | rows, _MASK[kind], 0).astype(np.uint8)
    mask[_CASE_FIELD.slices] = 0
    for pieces in TREE_CASES.values():
        for row, col, height, width in pieces:
            mask[row : row + height, col : col + width] = 1
    return mask


def _beside_lines(kind: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Pixels that touch a road or a ditch by an edge and are not on it."""
    line = np.isin(kind, _LINES)
    near = np.zeros_like(line)
    near[1:] |= line[:-1]
    near[:-1] |= line[1:]
    near[:, 1:] |= line[:, :-1]
    near[:, :-1] |= line[:, 1:]
    return near & ~line


def land_cover(town: TownYear, mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(y, x) WorldCover classes: parcels and trees as a 10 m product would see them.

    A few in a hundred pixels are mapped wrongly, in clumps, and differently each year.
    """
    cover = _COVER[town.kind[town.number]].copy()
    cover[(mask == 1) | (mask == 2)] = 10
    cover[mask == 3] = 20
    slip = pixels(GRID.whole, 301, cell=2)
    slip_year = pixels(GRID.whole, 302 + town.year, cell=2)
    confused = {10: 20, 20: 10, 30: 40, 40: 30, 50: 60, 60: 50, 80: 90, 90: 30}
    wrong = (slip < 0.03) | (slip_year < 0.008)
    changed = cover.copy()
    for truth, seen in confused.items():
        changed[wrong & (cover == truth)] = seen
    return changed


def soil_carbon(town: TownYear) -> NDArray[np.float32]:
    """(y, x) organic carbon of 0-30 cm on ``COARSE``, t C/ha; -9999 far from any soil."""
    kind = town.kind[town.number[2::5, 2::5]]
    row, col = np.indices(COARSE.shape)
    factor = 0.85 + 0.3 * smooth(col, row, 401, 12.0, 2)
    carbon = np.round(soil_of_neighbours(_SOIL[kind]) * factor, 2)
    return np.where(np.isnan(carbon), -9999.0, carbon).astype(np.float32)


def heights() -> NDArray[np.float32]:
    """(y, x) heights on ``COARSE`` in metres: a plain, and hills in the south-west."""
    row, col = np.indices(COARSE.shape)
    hill = np.clip(1.0 - np.hypot((row - 86) / 24.0, (col - 22) / 33.0), 0.0, None)
    height = 4.0 + 2.0 * smooth(col, row, 501, 15.0, 2) + 160.0 * hill**1.3
    return np.asarray(np.round(height, 1), dtype=np.float32)
