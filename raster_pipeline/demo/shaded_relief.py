"""The demo's own basemap: heights tinted and shaded, water over them. Simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.demo.land import LAND
from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid

__all__ = ["relief_basemap", "shaded_relief", "write_relief"]

_FILE = "basemaps/relief.tif"
_LOW, _HIGH = (226.0, 232.0, 214.0), (201.0, 178.0, 143.0)
_WET = tuple(index for index, land in enumerate(LAND) if land.cover == 80)
"""Kinds of land that WorldCover maps as open water."""
_WATER = (168.0, 199.0, 219.0)
_STEEP = 0.9
"""Tangent the steepest hundredth of the ground is drawn with: heights are exaggerated to that."""
_LIGHT = (-0.5, 0.5, 0.7071)
"""Direction to the light, x, y and up: from the north-west at 45 degrees, the custom of maps."""
_SHADED = (0.72, 0.4)
"""Brightness without light, and what full light adds."""


def write_relief(
    folder: Path, heights: NDArray[np.float64], kind: NDArray[np.int16], grid: Grid
) -> None:
    """Write the picture below a study's folder.

    Parameters
    ----------
    heights
        (y, x) metres on the grid.
    kind
        (y, x) index into ``LAND``.
    """
    colours = shaded_relief(heights, np.isin(kind, _WET))
    bands = ("red", "green", "blue")
    tags = {"SINKMAP_SIMULATED": "模拟"}
    with RasterWriter(
        folder / _FILE,
        grid,
        dtype="uint8",
        nodata=None,
        overview="average",
        tags=tags,
        bands=bands,
    ) as out:
        for tile in grid.tiles():
            out.write(tile, np.ascontiguousarray(colours[:, *tile.slices]))


def shaded_relief(heights: NDArray[np.float64], water: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """(3, y, x) red, green and blue of heights; only their shape counts, not their unit."""
    down, right = np.gradient(heights)
    steep = float(np.percentile(np.hypot(down, right), 99)) or 1.0
    x, y = -right / steep * _STEEP, down / steep * _STEEP
    lit = (x * _LIGHT[0] + y * _LIGHT[1] + _LIGHT[2]) / np.sqrt(1.0 + x * x + y * y)
    shade = _SHADED[0] + _SHADED[1] * np.clip(lit, 0.0, 1.0)
    low, high = np.percentile(heights, (1, 99))
    up = np.clip((heights - low) / max(high - low, 1e-9), 0.0, 1.0)
    found = np.empty((3, *heights.shape), dtype=np.uint8)
    for band, (first, last, wet) in enumerate(zip(_LOW, _HIGH, _WATER, strict=True)):
        ground = (first + (last - first) * up) * shade
        found[band] = np.where(water, wet, np.clip(ground, 0.0, 255.0)).round()
    return found


def relief_basemap() -> dict[str, Any]:
    """Its entry in the plan."""
    return {
        "id": "relief",
        "title": {"zh": "地势水系（模拟）", "en": "Relief and water (simulated)"},
        "path": _FILE,
        "attribution": {
            "zh": "模拟地势，程序生成，不对应真实地形",
            "en": "simulated relief, made by a program, of no real ground",
        },
        "opacity": 0.9,
    }
