"""Areas of the pixels of a tile in a form that stays in a processor's nearest cache.

A matrix of areas is two megabytes a tile; fetching it costs more than the sums that need it. How
the area changes along a row of pixels hardly depends on the row, so three lines over the columns
and one number a row say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.area import AreaMeasure, pixel_areas
from sinkmap.compiled import compiled
from sinkmap.grid import TILE, Grid, Window

__all__ = ["Areas", "TileAreas", "of_tile", "pixel_area"]

Reals = NDArray[np.float64]
Areas = tuple[Reals, Reals, Reals, Reals, int]


@dataclass(frozen=True, slots=True, eq=False)
class TileAreas:
    """Area of each pixel of tiles side by side, m².

    Pixel (row, col) of tile n has ``rows[n, row] + lines[0, col] + t (lines[1, col] + t lines[2,
    col])`` with ``t = row - middle`` and ``col`` counted through all tiles; ``rows``: (tiles, rows)
    areas along the middle column of each tile, exact; ``lines``: (3, cols); ``tile``: columns of a
    tile. Areas that depend on the row alone (degrees, Mercator) are exact; those of a conformal
    projection are the additive measure's to 1e-12 for tiles of 512 pixels of up to 100 m.
    """

    rows: Reals
    lines: Reals
    middle: int
    tile: int

    @classmethod
    def of(cls, measure: AreaMeasure, grid: Grid, window: Window, tile: int = TILE) -> TileAreas:
        """Areas of a window's pixels, tiles from its left side on, in the measure of the grid."""
        across, down = measure.steps(grid, window)
        rows, lines, middle = _condensed(measure.density, across, down, tile)
        return cls(rows, lines, middle, tile)

    @property
    def parts(self) -> Areas:
        """What :func:`of_tile` takes."""
        return self.rows, self.lines[0], self.lines[1], self.lines[2], self.middle


@compiled
def _condensed(density: Reals, across: Reals, down: Reals, tile: int) -> tuple[Reals, Reals, int]:
    """Rows, lines and middle: a parabola over the rows for each column, exact at three of them."""
    cols, last = across.shape[1], down.shape[1] - 1
    middle = last // 2
    lefts = np.arange(0, cols, tile)
    centres = (lefts + np.minimum(lefts + tile, cols)) // 2
    rows = pixel_areas(density, across[:, centres].copy(), down).T.copy()
    chosen = np.array([0, middle, last])
    known = pixel_areas(density, across, down[:, chosen].copy())
    lines = np.zeros((3, cols))
    for number in range(lefts.size):
        for column in range(lefts[number], min(lefts[number] + tile, cols)):
            first = known[0, column] - rows[number, 0]
            mean = known[1, column] - rows[number, middle]
            end = known[2, column] - rows[number, last]
            lines[0, column] = mean
            if middle == 0:
                lines[1, column] = end - mean
            else:
                above, below = (mean - first) / middle, (end - mean) / (last - middle)
                lines[2, column] = (below - above) / last
                lines[1, column] = above + lines[2, column] * middle
    return rows, lines, middle


@compiled
def of_tile(areas: Areas, number: int, columns: tuple[int, int]) -> Areas:
    """The same of one tile: its own rows (rows,), and the lines over its ``columns``."""
    rows, line0, line1, line2, middle = areas
    inside = slice(columns[0], columns[1])
    return rows[number], line0[inside], line1[inside], line2[inside], middle


@compiled
def pixel_area(areas: Areas, row: Any, column: Any) -> Any:
    """m² of one pixel of a tile, by whole numbers; ``areas``: what :func:`of_tile` gives."""
    rows, line0, line1, line2, middle = areas
    step = float(row - middle)
    return rows[row] + (line0[column] + step * (line1[column] + step * line2[column]))
