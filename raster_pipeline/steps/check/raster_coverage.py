"""How much of a study area a raster covers, and how large its pixels are against the units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.raster_facts import RasterFacts, inspect
from raster_pipeline.io.raster_scan import RasterCensus
from raster_pipeline.io.raster_spec import RasterSpec
from sinkmap.area import geodesic_area
from sinkmap.grid import Grid, parse_crs

__all__ = ["covered_share", "grid_pixel_area", "pixel_area", "spec_pixel_m2", "unit_areas"]

_SAMPLES = 300
"""Sampling points along each axis; the share is good to about a thousandth."""


def covered_share(
    census: RasterCensus, facts: RasterFacts, crs: str, grid: Grid, units: Sequence[Any]
) -> float:
    """Share of the units (of the grid if there are none) with observed pixels, 0 to 1.

    Sampled at points of a lattice over the units, each taking the share of observed pixels in
    the census cell it falls in. ``crs`` is the CRS the raster is read in; ``units`` are polygons
    in the grid's CRS.
    """
    x, y = _points(grid, units)
    if not parse_crs(crs).equals(parse_crs(grid.crs)):
        move = pyproj.Transformer.from_crs(parse_crs(grid.crs), parse_crs(crs), always_xy=True)
        x, y = move.transform(x, y)
    a, _, west, _, e, first = facts.transform
    col, row = np.floor((x - west) / a), np.floor((y - first) / e)
    inside = (col >= 0) & (col < facts.shape[1]) & (row >= 0) & (row < facts.shape[0])
    cell_row = row[inside].astype(np.int64) // census.cell
    cell_col = col[inside].astype(np.int64) // census.cell
    return float(census.shares[cell_row, cell_col].sum() / len(x))


def _points(grid: Grid, units: Sequence[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    polygons = np.asarray(units, dtype=object)
    west, south, east, north = shapely.total_bounds(polygons) if len(polygons) else grid.bounds
    steps = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    x, y = np.meshgrid(west + steps * (east - west), north - steps * (north - south))
    x, y = x.ravel(), y.ravel()
    if not len(polygons):
        return x, y
    city = shapely.union_all(polygons)
    shapely.prepare(city)
    inside = shapely.contains_xy(city, x, y)
    return x[inside], y[inside]


def pixel_area(facts: RasterFacts, crs: str) -> float:
    """Area on the ellipsoid of a pixel in the middle of a raster read in ``crs``, m²."""
    west, south, east, north = facts.bounds
    wide, high = facts.pixel
    return _box_area((west + east) / 2, (south + north) / 2, wide, high, crs)


def spec_pixel_m2(spec: RasterSpec) -> float:
    """Area on the ellipsoid of the largest pixel of a layer's files, m²."""
    facts = [inspect(path) for path in spec.paths]
    return max(pixel_area(found, found.crs or spec.assume_crs) for found in facts)


def grid_pixel_area(grid: Grid) -> float:
    """Area on the ellipsoid of a pixel in the middle of a grid, m²."""
    west, south, east, north = grid.bounds
    edge = grid.resolution
    return _box_area((west + east) / 2, (south + north) / 2, edge, edge, grid.crs)


def _box_area(x: float, y: float, wide: float, high: float, crs: str) -> float:
    box = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    return float(geodesic_area([box], crs)[0])


def unit_areas(grid: Grid, units: Sequence[Any]) -> list[float]:
    """Area on the ellipsoid of each unit, polygons in the grid's CRS, m²."""
    return [float(value) for value in geodesic_area(units, grid.crs)] if len(units) else []
