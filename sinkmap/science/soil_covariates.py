"""What is known of a place without digging: kind of land, height, slope, water nearby.

Coordinates are no covariates: trees that split on them learn where samples lie instead of why
soils differ (Meyer et al. 2019, Ecological Modelling 411:108815); what is left of place is kriged.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import Group, groups, members
from sinkmap.compiled import compiled

__all__ = ["LAND_KINDS", "WATER_REACH_M", "cell_of", "land_kinds", "water_distance"]

LAND_KINDS = ("paddy", "dry", "garden", "forest", "grass", "wetland", "other")
"""Kinds of land that soils are told apart by; each is a covariate of 0 and 1."""

WATER_REACH_M = 1000.0
"""Distance to water is told up to here; what lies further is as dry as it gets."""

_CELL_M = 250.0
"""Edge in metres of the cells that predictions are made for, near enough: one for each kind of land
and soil class in it. Below it terrain and distance to water change little on a plain."""

_CELLS_A_SPACING = 4.0
"""Cells along the mean spacing of the samples, where they lie closer than a kilometre: a map says
nothing of detail far below it."""


def _kind(one: Group) -> int:
    if one.id == "cropland_paddy":
        return LAND_KINDS.index("paddy")
    if one.id in members("GARDEN"):
        return LAND_KINDS.index("garden")
    by_category = {"CL": "dry", "FL": "forest", "GL": "grass", "WL": "wetland"}
    return LAND_KINDS.index(by_category.get(one.ipcc, "other"))


@cache
def land_kinds() -> NDArray[np.int64]:
    """Lookup table, shape (256,): position in :data:`LAND_KINDS` of a group index."""
    table = np.full(256, LAND_KINDS.index("other"), dtype=np.int64)
    for one in groups():
        table[one.index] = _kind(one)
    return table


@cache
def _water() -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    for one in groups():
        table[one.index] = one.ipcc == "WL" and not one.soil_pool
    return table


def water_distance(land_use: NDArray[np.uint8], pixel_m: float) -> NDArray[np.float32]:
    """Metres from each pixel's middle to that of the nearest water: (y, x), at most the reach.

    ``land_use``: (y, x) group index; values are right where a margin of the reach lies around.
    """
    water = _water()[land_use]
    away = np.full(land_use.shape, WATER_REACH_M, dtype=np.float32)
    if water.any():
        _fill_distances(_steps_to_water(water), pixel_m, WATER_REACH_M, away)
    return away


@compiled
def _steps_to_water(water: NDArray[np.bool_]) -> NDArray[np.int32]:
    """(y, x) pixels to the nearest water of the same column; the sum of both edges for none."""
    rows, cols = water.shape
    steps = np.empty((rows, cols), dtype=np.int32)
    for col in range(cols):
        steps[0, col] = 0 if water[0, col] else rows + cols
    for row in range(1, rows):
        for col in range(cols):
            steps[row, col] = 0 if water[row, col] else min(steps[row - 1, col] + 1, rows + cols)
    for row in range(rows - 2, -1, -1):
        for col in range(cols):
            steps[row, col] = min(steps[row, col], steps[row + 1, col] + 1)
    return steps


@compiled
def _fill_distances(
    steps: NDArray[np.int32], pixel_m: float, reach_m: float, away: NDArray[np.float32]
) -> None:
    """Write the distance where it is below the reach, from the steps along the columns.

    Exact, row by row, as the lower envelope of parabolas (Meijster, Roerdink and Hesselink 2000,
    Mathematical Morphology and its Applications 18:331-340); columns beyond the reach have none.
    """
    cols = steps.shape[1]
    near = int(reach_m / pixel_m) + 1
    vertex = np.empty(cols, dtype=np.int64)
    begin = np.empty(cols, dtype=np.int64)
    for row in range(steps.shape[0]):
        last = cols
        for k in range(_envelope(steps[row], near, vertex, begin) - 1, -1, -1):
            for col in range(begin[k], last):
                square = (col - vertex[k]) ** 2 + np.int64(steps[row, vertex[k]]) ** 2
                away[row, col] = min(np.sqrt(float(square)) * pixel_m, reach_m)
            last = begin[k]


@compiled
def _envelope(
    steps: NDArray[np.int32], near: int, vertex: NDArray[np.int64], begin: NDArray[np.int64]
) -> int:
    """Number of parabolas that are lowest somewhere in a row: where each stands, and begins."""
    count = 0
    for col in range(steps.size):
        own = np.int64(steps[col])
        if own > near:
            continue
        first = 0
        while count:
            before = vertex[count - 1]
            rise = own * own - np.int64(steps[before]) ** 2 + col * col - before * before
            first = rise // (2 * (col - before)) + 1
            if first > begin[count - 1]:
                break
            count -= 1
        first = first if count else 0
        if first < steps.size:
            vertex[count], begin[count] = col, first
            count += 1
    return count


def cell_of(pixel_m: float, spacing_m: float) -> int:
    """Pixels along the edge of a cell: a power of two, so that tiles hold whole cells.

    The one nearest to 250 m, or to a quarter of the mean spacing of the samples if that is less: a
    map of such samples has no detail below that but the kinds of land and the soil classes.
    """
    edge = min(_CELL_M, spacing_m / _CELLS_A_SPACING)
    return int(2 ** max(0, round(np.log2(edge / pixel_m))))
