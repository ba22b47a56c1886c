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
from sinkmap.grid import Grid, Window

__all__ = ["TileAreas", "pixel_area"]

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TileAreas:
    """Area of each pixel of a window, m².

    Pixel (row, col) has ``rows[row] + lines[0, col] + t (lines[1, col] + t lines[2, col])`` with
    ``t = row - middle``; ``rows``: (rows,) areas along the middle column, exact; ``lines``: (3,
    cols). Areas that depend on the row alone (degrees, Mercator) are exact; those of a conformal
    projection are the additive measure's to 1e-12 for tiles of 512 pixels of up to 100 m.
    """

    rows: Reals
    lines: Reals
    middle: int

    @classmethod
    def of(cls, measure: AreaMeasure, grid: Grid, window: Window) -> TileAreas:
        """Areas of a window's pixels in the measure of the grid's CRS."""
        across, down = measure.steps(grid, window)
        rows, lines, middle = _condensed(measure.density, across, down)
        return cls(rows, lines, middle)

    @property
    def parts(self) -> tuple[Reals, Reals, Reals, Reals, int]:
        """What :func:`pixel_area` takes."""
        return self.rows, self.lines[0], self.lines[1], self.lines[2], self.middle


@compiled
def _condensed(density: Reals, across: Reals, down: Reals) -> tuple[Reals, Reals, int]:
    """Rows, lines and middle: a parabola over the rows for each column, exact at three of them."""
    last = down.shape[1] - 1
    middle, centre = last // 2, across.shape[1] // 2
    rows = pixel_areas(density, across[:, centre : centre + 1].copy(), down)[:, 0].copy()
    chosen = np.array([0, middle, last])
    known = pixel_areas(density, across, down[:, chosen].copy())
    lines = np.zeros((3, across.shape[1]))
    for column in range(across.shape[1]):
        first, mean, end = known[:, column] - rows[chosen]
        lines[0, column] = mean
        if middle == 0:
            lines[1, column] = end - mean
        else:
            above, below = (mean - first) / middle, (end - mean) / (last - middle)
            lines[2, column] = (below - above) / last
            lines[1, column] = above + lines[2, column] * middle
    return rows, lines, middle


@compiled
def pixel_area(areas: tuple[Reals, Reals, Reals, Reals, int], row: Any, column: Any) -> Any:
    """m² of one pixel, by whole numbers; ``areas``: :attr:`TileAreas.parts`."""
    rows, line0, line1, line2, middle = areas
    step = float(row - middle)
    return rows[row] + (line0[column] + step * (line1[column] + step * line2[column]))
