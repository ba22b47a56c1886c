"""Overviews of a raster of the run: the whole of it at a part of its pixels, from any thread."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.io.thread_files import ThreadFiles
from sinkmap.grid import Window

__all__ = ["OverviewReader"]


class OverviewReader(ThreadFiles):
    """One overview of a raster that ``RasterWriter`` wrote, or the raster where none is meant.

    Parameters
    ----------
    spec
        The raster, of one file that lies on the grid pixel by pixel.
    width
        The overview taken is the coarsest that still has this many columns.
    """

    def __init__(self, spec: RasterSpec, width: int) -> None:
        super().__init__()
        (self._path,) = spec.paths
        self._spec = spec
        with rasterio.open(self._path, driver="GTiff") as dataset:
            levels = [1, *dataset.overviews(1)]
            wide = [step for step in levels if dataset.width >= step * width]
        self._level = max(len(wide), 1) - 1
        self._step = levels[self._level]

    @property
    def step(self) -> int:
        """Pixels of the grid along one of the overview, a power of two."""
        return int(self._step)

    def read(self, window: Window) -> NDArray[Any]:
        """(rows, cols) of a window in pixels of the overview: classes, or values with NaN."""
        place = RasterWindow(window.col, window.row, window.cols, window.rows)
        stored: NDArray[Any] = self.handle(0, self._overview).read(1, window=place)
        empty = self._spec.nodata
        if stored.dtype.kind == "f" and empty is not None:
            stored[stored == stored.dtype.type(empty)] = np.nan
        return stored

    def _overview(self) -> tuple[Any, ...]:
        level = {"overview_level": self._level - 1} if self._level else {}
        return (rasterio.open(self._path, driver="GTiff", **level),)
