"""The pixel of a raster under a point."""

from __future__ import annotations

import math

from raster_pipeline.place.run_layers import RunLayers
from sinkmap.grid import Window

__all__ = ["pixel_at"]


def pixel_at(layers: RunLayers, layer: str, year: int, x: float, y: float) -> float | None:
    """Value of the pixel a point of the grid's CRS lies in; None without raster or data."""
    grid = layers.opened.study.grid
    row = math.floor((grid.north - y) / grid.resolution)
    col = math.floor((x - grid.west) / grid.resolution)
    inside = 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]
    source = layers.raster(layer, year) if inside else None
    if source is None:
        return None
    value = float(source.read(Window(row, col, 1, 1))[0, 0])
    return None if math.isnan(value) or value == source.nodata else value
