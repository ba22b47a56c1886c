"""A window of a raster as a picture in the raster's own CRS, as paper needs it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.colouring import colouring_of
from raster_pipeline.io.overview_reader import OverviewReader
from raster_pipeline.io.palette_png import png_of
from raster_pipeline.io.raster_spec import RasterSpec
from sinkmap.grid import Grid, Window

__all__ = ["WindowPicture", "window_picture"]

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class WindowPicture:
    """A palette PNG; ``bounds``: west, south, east, north of its outer edges on the grid's CRS;
    ``colours``: class -> ``#rrggbb``, for the classes that occur; ``step``: pixels of the grid
    along one of the picture."""

    png: bytes
    bounds: Bounds
    colours: Mapping[int, str]
    step: int


def window_picture(
    spec: RasterSpec,
    grid: Grid,
    bounds: Bounds,
    metres: float,
    paint: Callable[[NDArray[Any]], tuple[NDArray[np.uint8], Mapping[int, str]]],
) -> WindowPicture | None:
    """Draw the part of a raster in a rectangle, each pixel once.

    Parameters
    ----------
    spec, grid
        A raster of the run, and its grid.
    bounds
        West, south, east, north on the grid's CRS; the picture ends on edges of pixels beyond it.
    metres
        Ground of the smallest thing the paper can show: the coarsest overview is read whose pixels
        are no larger.
    paint
        Pixels to classes, and the colour of each class; a class without one is clear.

    Returns
    -------
    None if the rectangle misses the grid.
    """
    width = math.ceil(grid.shape[1] * grid.resolution / max(metres, grid.resolution))
    with OverviewReader(spec, width) as overview:
        step = overview.step
        edge = grid.resolution * step
        rows, cols = (-(-side // step) for side in grid.shape)
        coarse = Grid(grid.crs, grid.west, grid.north, edge, (rows, cols))
        window = coarse.window_of(bounds)
        if window is None:
            return None
        pixels, colours = paint(overview.read(window))
    colouring = colouring_of(colours)
    seen = set(np.flatnonzero(np.bincount(pixels.ravel(), minlength=256)).tolist())
    shown = {value: colour for value, colour in colours.items() if value in seen}
    return WindowPicture(
        png_of(colouring.entries(pixels), colouring.palette), _outer(coarse, window), shown, step
    )


def _outer(coarse: Grid, window: Window) -> Bounds:
    return coarse.window_bounds(window)
