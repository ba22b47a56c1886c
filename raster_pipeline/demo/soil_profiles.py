"""Simulated soil profiles, and the field of carbon they were drawn from.

The truth is a density of 0-30 cm on a coarse grid: that of the land class, changed by the soil
class, by water nearby and by height, times a residual that is alike among neighbours and a little
that is not. A profile is that density at the middle of a pixel with the error of a laboratory,
split into horizons. Nothing here calls the science that the map is made by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import ndimage, special

from raster_pipeline.demo.land import LAND
from raster_pipeline.demo.noise import smooth, uniform
from sinkmap.grid import Grid

__all__ = ["SoilField", "class_table", "plant_soil", "profile_table", "soil_truth"]

_SOIL = np.array([np.nan if land.soil is None else land.soil for land in LAND])
_WATER = np.array([land.code.startswith("11") and land.code != "1109" for land in LAND])
CLASSES = ("水稻土", "黄棕壤", "潮土")
_CLASS_FACTOR = np.array([1.0, 0.86, 0.92])
_HILL_M, _FLUVIAL = 25.0, 0.60
"""Height above which soils are yellow-brown, and the noise above which they are fluvo-aquic."""
_WET_GAIN, _WET_REACH = 0.16, 400.0
"""More carbon beside water, falling off over so many metres."""
_HEIGHT_GAIN, _HEIGHT_FULL = 0.20, 150.0
"""More carbon on hills, at its full from so many metres on."""
_RESIDUAL, _LOCAL, _LABORATORY = 0.55, 0.05, 0.02
"""Width of the smooth residual, and standard deviations of the local one and of the laboratory, of
the logarithm of the density."""
_LATTICE = 10
"""Pixels of the coarse grid along a square of one soil class."""
_HORIZONS = ((0, 20), (20, 40), (40, 70), (70, 100))
_FALL = (1.0, 0.62, 0.38, 0.26)
"""Carbon content of each horizon against the first."""
_DENSITY = (1.22, 1.36, 1.44, 1.48)
"""g/cm³ of each horizon."""
_COARSE = (2.0, 3.0, 4.0, 5.0)
"""% of the volume."""
_UNMEASURED, _TO_40, _TO_20 = 0.12, 0.10, 0.03
"""Shares of profiles without bulk density, and dug to 40 and to 20 cm only."""
_MATTER = 1.724
_YEAR = 2022


@dataclass(frozen=True, slots=True, eq=False)
class SoilField:
    """``density``: (y, x) tC/ha of 0-30 cm, NaN without soil; ``soil_class``: (y, x) of CLASSES."""

    grid: Grid
    kind: NDArray[np.int16]
    density: NDArray[np.float64]
    soil_class: NDArray[np.int8]


def plant_soil(
    kind: NDArray[np.int16], heights: NDArray[np.float64], grid: Grid, scale: float
) -> SoilField:
    """The true field.

    Parameters
    ----------
    kind, heights
        (y, x) index into ``LAND``, negative outside the city, and metres, on ``grid``.
    scale
        Metres over which the residual is alike.
    """
    row, col = np.indices(grid.shape)
    x = grid.west + (col + 0.5) * grid.resolution
    y = grid.north - (row + 0.5) * grid.resolution
    inside = kind >= 0
    away = ndimage.distance_transform_edt(~(inside & _WATER[kind])) * grid.resolution
    classes = _classes(heights, grid, scale)
    local = special.ndtri(np.clip(uniform(row, col, seed=8_102), 1e-6, 1.0 - 1e-6))
    residual = _RESIDUAL * (smooth(x, y, 8_101, scale, 2) - 0.5) + _LOCAL * local
    density = (
        np.where(inside, _SOIL[kind], np.nan)
        * _CLASS_FACTOR[classes]
        * (1.0 + _WET_GAIN * np.exp(-away / _WET_REACH))
        * (1.0 + _HEIGHT_GAIN * np.clip(heights / _HEIGHT_FULL, 0.0, 1.0))
        * np.exp(residual)
    )
    return SoilField(grid, kind, density, classes)


def _classes(heights: NDArray[np.float64], grid: Grid, scale: float) -> NDArray[np.int8]:
    """(y, x) soil class, the same all over each square of the lattice."""
    rows, cols = (np.arange(n) // _LATTICE for n in grid.shape)
    squares = rows[:, None] * (cols[-1] + 1) + cols[None, :]
    count = int(squares.max()) + 1
    height = ndimage.mean(heights, squares, np.arange(count))
    across, down = np.arange(count) % (cols[-1] + 1), np.arange(count) // (cols[-1] + 1)
    side = _LATTICE * grid.resolution
    fluvial = smooth(across * side, down * side, 8_103, 2.0 * scale, 2) > _FLUVIAL
    chosen = np.where(height > _HILL_M, 1, np.where(fluvial, 2, 0)).astype(np.int8)
    return np.asarray(chosen[squares])


def class_table(field: SoilField, city: Any) -> gpd.GeoDataFrame:
    """Soil classes as one polygon each, cut by the city's; field ``TRLX``."""
    grid = field.grid
    side = _LATTICE * grid.resolution
    sample = field.soil_class[::_LATTICE, ::_LATTICE]
    names, shapes = [], []
    for number, name in enumerate(CLASSES):
        row, col = np.nonzero(sample == number)
        west, north = grid.west + col * side, grid.north - row * side
        squares = shapely.box(west, north - side, west + side, north)
        shape = shapely.intersection(shapely.union_all(squares), city)
        if not shape.is_empty:
            names.append(name)
            shapes.append(shape)
    return gpd.GeoDataFrame({"TRLX": names}, geometry=shapes, crs=grid.crs)


def _drawn(
    field: SoilField, number: int, after: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of pixels with soil, drawn at random; those after the first so many."""
    row, col = np.nonzero(np.isfinite(field.density))
    order = np.argsort(uniform(row, col, seed=8_201), kind="stable")[after : after + number]
    return row[order], col[order]


def _middles(field: SoilField, row: Any, col: Any) -> tuple[Any, Any]:
    grid = field.grid
    return grid.west + (col + 0.5) * grid.resolution, grid.north - (row + 0.5) * grid.resolution


def profile_table(field: SoilField, number: int) -> gpd.GeoDataFrame:
    """Horizons of so many profiles: organic matter in g/kg, bulk density, fragments, year."""
    row, col = _drawn(field, number)
    x, y = _middles(field, row, col)
    error = special.ndtri(np.clip(uniform(row, col, seed=8_202), 1e-6, 1.0 - 1e-6))
    density = field.density[row, col] * np.exp(_LABORATORY * error)
    luck, depth = uniform(row, col, seed=8_203), uniform(row, col, seed=8_204)
    parts = []
    for number_of, (top, bottom) in enumerate(_HORIZONS):
        dug = (depth >= _TO_20) | (bottom <= 20)
        dug &= (depth >= _TO_20 + _TO_40) | (bottom <= 40)
        content = _topsoil(density) * _FALL[number_of]
        part = {
            "PMBH": [f"PM{n + 1:04d}" for n in range(len(row))],
            "TOP": top,
            "BOTTOM": bottom,
            "SOM": np.round(content * _MATTER, 2),
            "RZ": np.where(luck < _UNMEASURED, np.nan, _DENSITY[number_of]),
            "CF": _COARSE[number_of],
            "CYNF": _YEAR,
            "TRLX": [CLASSES[n] for n in field.soil_class[row, col]],
            "TDLY": [LAND[k].name for k in field.kind[row, col]],
            "X": np.round(x, 2),
            "Y": np.round(y, 2),
        }
        parts.append(pd.DataFrame(part)[dug])
    table = pd.concat(parts).sort_values(["PMBH", "TOP"], ignore_index=True)
    points = gpd.points_from_xy(table["X"], table["Y"], crs=field.grid.crs)
    return gpd.GeoDataFrame(table, geometry=points)


def _topsoil(density: NDArray[np.float64]) -> NDArray[np.float64]:
    """g/kg of carbon in the first horizon, so that 0-30 cm hold ``density`` tC/ha.

    The second horizon gives its upper ten centimetres.
    """
    fine = [d * (1.0 - c / 100.0) for d, c in zip(_DENSITY, _COARSE, strict=True)]
    return density / (0.1 * (fine[0] * 20.0 + fine[1] * 10.0 * _FALL[1]))


def soil_truth(field: SoilField, number: int, held_out: int) -> dict[str, Any]:
    """Mean of the field and its values at places other than the profiles: x, y, tC/ha."""
    row, col = _drawn(field, held_out, after=number)
    x, y = _middles(field, row, col)
    places = zip(x.tolist(), y.tolist(), field.density[row, col].tolist(), strict=True)
    return {
        "simulated": True,
        "crs": field.grid.crs,
        "depth_cm": [0, 30],
        "mean_tc_ha": float(np.nanmean(field.density)),
        "held_out": [[round(a, 2), round(b, 2), round(v, 4)] for a, b, v in places],
    }
