"""Covariates of soil carbon: of samples, and of the cells of a tile that are predicted."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader
from raster_pipeline.io.burned import BurnedReader
from raster_pipeline.steps.seasons import pixel_metres
from raster_pipeline.steps.workspace import Workspace
from sinkmap.grid import Grid, Window
from sinkmap.science.land_features import SLOPE_HALO, terrain_features
from sinkmap.science.soil_covariates import (
    LAND_KINDS,
    WATER_REACH_M,
    land_kinds,
    water_distance,
)
from sinkmap.science.soil_points import UNKNOWN_CLASS
from sinkmap.science.soil_stock import bears_soil

__all__ = ["CellPlaces", "SoilGround", "cells_of", "ground_of"]

_MOST_CLASSES = 255
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SoilGround:
    """Layers of a year that tell of soils. ``classes``: names of the soil classes, by code - 1."""

    grid: Grid
    land_use: PixelReader
    heights: PixelReader | None
    soil_class: PixelReader | None
    classes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the covariates."""
        terrain = ("height", "slope") if self.heights is not None else ()
        return (*(f"land_{kind}" for kind in LAND_KINDS), "water_distance", *terrain)

    def water_and_terrain(self, window: Window) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """(y, x) group of land use and (term, y, x) distance to water, height, slope."""
        edges = pixel_metres(self.grid)
        pixel = min(edges)
        wide, core = self.grid.padded(window, int(np.ceil(WATER_REACH_M / pixel)))
        land_use = self.land_use.read(wide)
        terms = [water_distance(land_use, pixel)[core][None]]
        if self.heights is not None:
            edge, inner = self.grid.padded(window, SLOPE_HALO)
            terms.append(terrain_features(self.heights.read(edge), *edges)[:, *inner])
        return land_use[core], np.concatenate(terms)

    def codes(self, window: Window) -> NDArray[np.int16]:
        """(y, x) soil class, -1 where none is known."""
        if self.soil_class is None:
            return np.full((window.rows, window.cols), UNKNOWN_CLASS, dtype=np.int16)
        return self.soil_class.read(window).astype(np.int16) - np.int16(1)

    def at(self, x: float, y: float) -> tuple[Floats, int]:
        """(p,) covariates and soil class of the pixel under a point on the grid."""
        row = min(int((self.grid.north - y) / self.grid.resolution), self.grid.shape[0] - 1)
        col = min(int((x - self.grid.west) / self.grid.resolution), self.grid.shape[1] - 1)
        pixel = Window(row, col, 1, 1)
        land_use, terms = self.water_and_terrain(pixel)
        kind = np.eye(len(LAND_KINDS))[land_kinds()[land_use[0, 0]]]
        return np.concatenate([kind, terms[:, 0, 0]]), int(self.codes(pixel)[0, 0])


def ground_of(workspace: Workspace, year: int) -> SoilGround:
    """The layers of a year, soil classes burned from their polygons if there are any."""
    heights = workspace.raster("dem", year) if workspace.has("dem", year) else None
    names: tuple[str, ...] = ()
    burned = None
    if workspace.has("soil_class", year):
        frame = workspace.frame("soil_class", year)
        names, codes = _coded(frame)
        burned = BurnedReader(frame.geometry.to_numpy(), codes, workspace.grid)
    land_use = workspace.raster("land_use", year)
    return SoilGround(workspace.grid, land_use, heights, burned, names)


def _coded(frame: gpd.GeoDataFrame) -> tuple[tuple[str, ...], NDArray[np.uint8]]:
    """Names of the soil classes in order, and the code of each polygon; the rarest have none."""
    named = frame["soil_class"].fillna("").astype(str)
    area = frame["geometry_m2"].groupby(named).sum().drop("", errors="ignore")
    kept = sorted(area.sort_values(ascending=False, kind="stable").index[:_MOST_CLASSES])
    number = {name: code for code, name in enumerate(kept, start=1)}
    return tuple(kept), named.map(lambda name: number.get(name, 0)).to_numpy(dtype=np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class CellPlaces:
    """Places of a tile that are predicted: each kind of land and soil class of each cell.

    ``x, y``: (n,) middle of its pixels; ``covariates``: (n, p) their means; ``soil_class``: (n,);
    ``place``: (rows, cols) number of the place of each pixel, -1 without soil.
    """

    x: Floats
    y: Floats
    covariates: Floats
    soil_class: NDArray[np.int16]
    place: NDArray[np.int64]


def cells_of(ground: SoilGround, tile: Window, size: int) -> CellPlaces:
    """The places of a tile; ``size``: pixels along a cell, on a whole one of which it begins."""
    grid = ground.grid
    land_use, terms = ground.water_and_terrain(tile)
    codes = ground.codes(tile)
    kind = land_kinds()[land_use]
    row, col = (np.asarray(axis) for axis in np.indices(land_use.shape))
    cell = (row // size) * (tile.cols // size + 1) + col // size
    bearing = bears_soil()[land_use]
    key = ((cell * len(LAND_KINDS) + kind) * (_MOST_CLASSES + 1) + codes + 1)[bearing]
    occurs = np.bincount(key) > 0
    number = (np.cumsum(occurs) - 1)[key]
    place = np.full(land_use.shape, -1, dtype=np.int64)
    place[bearing] = number
    rest, code = np.divmod(np.flatnonzero(occurs), _MOST_CLASSES + 1)
    kinds = np.eye(len(LAND_KINDS))[rest % len(LAND_KINDS)]
    means = [_means(term[bearing], number, len(rest)) for term in terms]
    x = grid.west + (tile.col + 0.5 + _means(col[bearing], number, len(rest))) * grid.resolution
    y = grid.north - (tile.row + 0.5 + _means(row[bearing], number, len(rest))) * grid.resolution
    covariates = np.column_stack([kinds, *means])
    return CellPlaces(x, y, covariates, (code - 1).astype(np.int16), place)


def _means(values: NDArray[np.generic], number: NDArray[np.int64], count: int) -> Floats:
    """(count,) mean of the finite values of each place, NaN where there is none."""
    told = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(told)
    pixels = np.bincount(number[finite], minlength=count)
    sums = np.bincount(number[finite], told[finite], minlength=count)
    mean = np.full(count, np.nan)
    mean[pixels > 0] = sums[pixels > 0] / pixels[pixels > 0]
    return mean
