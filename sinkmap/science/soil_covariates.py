"""What is known of a place without digging: kind of land, height, slope, water nearby.

Coordinates are no covariates: trees that split on them learn where samples lie instead of why
soils differ (Meyer et al. 2019, Ecological Modelling 411:108815); what is left of place is kriged.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sinkmap.classes import Group, groups, members

__all__ = ["LAND_KINDS", "WATER_REACH_M", "cell_of", "land_kinds", "water_distance"]

LAND_KINDS = ("paddy", "dry", "garden", "forest", "grass", "wetland", "other")
"""Kinds of land that soils are told apart by; each is a covariate of 0 and 1."""

WATER_REACH_M = 1000.0
"""Distance to water is told up to here; what lies further is as dry as it gets."""

_CELL_M = 100.0
"""Edge in metres that predictions are made for, near enough: one for each kind of land in it."""


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
    if not water.any():
        return np.full(land_use.shape, WATER_REACH_M, dtype=np.float32)
    away = ndimage.distance_transform_edt(~water) * pixel_m
    return np.asarray(np.minimum(away, WATER_REACH_M), dtype=np.float32)


def cell_of(pixel_m: float) -> int:
    """Pixels along the edge of a cell: the power of two nearest to 100 m, so that tiles hold whole
    cells."""
    return int(2 ** max(0, round(np.log2(_CELL_M / pixel_m))))
