"""A raster of a run at every one of its sizes: as it is, and its overviews, from any thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.raster_facts import inspect
from raster_pipeline.io.thread_files import ThreadFiles
from sinkmap.grid import Grid, Window

__all__ = ["LevelReader"]


class LevelReader:
    """The levels of a raster that ``RasterWriter`` wrote: 0 is the raster, each further one half.

    Parameters
    ----------
    path
        A GeoTIFF of square pixels, north up.
    files
        Keeps the files open: each thread its own, and of each level its own.

    Raises
    ------
    ValueError
        If it has no CRS, is rotated or runs south to north, or its pixels are no squares.
    """

    def __init__(self, path: Path, files: ThreadFiles) -> None:
        facts = inspect(path)
        across, down = facts.pixel
        if not facts.crs or facts.is_rotated or facts.is_south_up:
            raise ValueError(f"{path.name}: no CRS, or not north up")
        if abs(across - down) > 1e-9 * across:
            raise ValueError(f"{path.name}: pixels that are no squares")
        self._path = path
        self._files = files
        self.grid = Grid(facts.crs, facts.transform[2], facts.transform[5], across, facts.shape)
        self.nodata = facts.nodata
        self.dtype = facts.dtype
        self.steps = (1, *facts.overviews)
        """Pixels of the raster along one of each level."""

    def shape(self, level: int) -> tuple[int, int]:
        """Rows and columns of a level."""
        step = self.steps[level]
        return -(-self.grid.shape[0] // step), -(-self.grid.shape[1] // step)

    def read(self, level: int, window: Window) -> NDArray[Any]:
        """(rows, cols) of a window in pixels of a level, as they are stored."""
        place = RasterWindow(window.col, window.row, window.cols, window.rows)
        dataset = self._files.handle((self._path, level), lambda: self._open(level))
        found: NDArray[Any] = dataset.read(1, window=place)
        return found

    def _open(self, level: int) -> tuple[Any, ...]:
        chosen = {"overview_level": level - 1} if level else {}
        return (rasterio.open(self._path, driver="GTiff", **chosen),)
