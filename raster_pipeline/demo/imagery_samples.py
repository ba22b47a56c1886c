"""Samples of the imagery study: what a classifier learns from, and what judges it.

The reference sample is a simple random sample of the window's pixels, the same ones every year.
Training samples are chosen by class and spread over blocks; none lies within 50 m of a reference
point, and none on ground that changes. Labels are the planted classes, without a mistake.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.imagery_ground import CORE, GRID, YEARS, Ground
from raster_pipeline.demo.imagery_land import COVERS
from raster_pipeline.demo.noise import uniform

__all__ = ["POINTS", "reference_table", "training_table"]

POINTS = 700
"""Reference points."""
_LEARNT = {10: 150, 20: 70, 30: 50, 40: 110, 50: 80, 60: 40, 80: 70, 90: 40}
"""Training points by class."""
_PATCHES = 5
"""Training polygons of every class: squares of three by three pixels within one field."""
_BLOCK = 64
"""Pixels of the blocks that training samples are spread over."""
_APART, _PATCH_APART = 6.0, 7.5
"""Pixels from a training point, and from the middle of a square, to any reference point."""

_Places = NDArray[np.intp]


def reference_table(ground: Ground, year: int) -> gpd.GeoDataFrame:
    """Reference points of a year: ``point`` (1 … 700, the same place every year) and ``code``."""
    places = _reference()
    code = COVERS[ground.kinds(year)].ravel()[places]
    columns = {"point": np.arange(1, POINTS + 1), "code": code.astype(np.int32)}
    return gpd.GeoDataFrame(columns, geometry=_points(places), crs=GRID.crs)


def training_table(ground: Ground) -> gpd.GeoDataFrame:
    """Training points and squares, true in every year: ``sample`` (from 1) and ``code``."""
    covers = [COVERS[ground.kinds(year)] for year in YEARS]
    cover = np.where(np.ptp(covers, axis=0) == 0, covers[0], 0)
    judged = np.ones(GRID.shape, dtype=np.bool_)
    judged.ravel()[_reference()] = False
    apart = ndimage.distance_transform_edt(judged)
    field = ground.field[CORE]
    single = ndimage.minimum_filter(field, 3) == ndimage.maximum_filter(field, 3)
    middles = np.where(single & (apart >= _PATCH_APART), cover, 0)
    middles[[0, -1]], middles[:, [0, -1]] = 0, 0
    squares = np.concatenate([_spread(middles, code, _PATCHES, 7_202) for code in _LEARNT])
    taken = np.zeros(GRID.shape, dtype=np.bool_)
    taken.ravel()[squares] = True
    free = np.where((apart >= _APART) & ~ndimage.binary_dilation(taken, np.ones((3, 3))), cover, 0)
    points = np.concatenate(
        [_spread(free, code, number, 7_203) for code, number in _LEARNT.items()]
    )
    code = cover.ravel()[np.concatenate([points, squares])].astype(np.int32)
    columns = {"sample": np.arange(1, len(code) + 1), "code": code}
    shapes = np.concatenate([_points(points), _squares(squares)])
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=GRID.crs)


def _reference() -> _Places:
    """Pixels of the reference sample, as positions in the flattened window."""
    luck = uniform(np.arange(GRID.shape[0] * GRID.shape[1]), seed=7_201)
    return np.argsort(luck, kind="stable")[:POINTS]


def _spread(cover: NDArray[np.uint8], code: int, number: int, seed: int) -> _Places:
    """Pixels of a class, one from every block before there is a second from any."""
    places = np.flatnonzero(cover == code)
    row, col = np.unravel_index(places, cover.shape)
    block = (row // _BLOCK) * 1_000 + col // _BLOCK
    luck = uniform(places, code, seed=seed)
    order = np.lexsort((luck, block))
    places, block, luck = places[order], block[order], luck[order]
    _, first, size = np.unique(block, return_index=True, return_counts=True)
    turn = np.arange(len(places)) - np.repeat(first, size)
    return places[np.lexsort((luck, turn))][:number]


def _middles(places: _Places) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    row, col = np.unravel_index(places, GRID.shape)
    east = GRID.west + (col + 0.5) * GRID.resolution
    north = GRID.north - (row + 0.5) * GRID.resolution
    return east.astype(np.float64), north.astype(np.float64)


def _points(places: _Places) -> NDArray[np.object_]:
    return np.asarray(shapely.points(*_middles(places)))


def _squares(places: _Places) -> NDArray[np.object_]:
    east, north = _middles(places)
    half = 1.5 * GRID.resolution
    return np.asarray(shapely.box(east - half, north - half, east + half, north + half))
