"""Multi-band rasters of the run, such as composites, read by windows of the grid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.raster_facts import inspect, lie_on, open_raster
from raster_pipeline.io.thread_files import ThreadFiles
from sinkmap.grid import Grid, Window

__all__ = ["BandReader"]


class BandReader(ThreadFiles):
    """A raster with named bands that lies on the grid pixel by pixel, read from any thread.

    Every thread has its own open file.

    Parameters
    ----------
    path
        GeoTIFF as ``RasterWriter`` writes it.
    grid
        The study's grid.

    Raises
    ------
    ValueError
        If the file is not exactly the grid, or a band has no name of its own.
    InputRefusedError
        ``RASTER-UNREADABLE`` if it is no GeoTIFF.
    """

    def __init__(self, path: Path, grid: Grid) -> None:
        super().__init__()
        self._path = path
        facts = inspect(path)
        lie = lie_on(facts, facts.crs, grid) if facts.crs and not facts.is_rotated else None
        placed = lie is not None and lie.aligned and (lie.factor, lie.row, lie.col) == (1, 0, 0)
        if not placed or facts.shape != grid.shape or facts.is_south_up:
            raise ValueError(f"{path.name}: does not lie on the grid pixel by pixel")
        with open_raster(path) as dataset:
            self._bands = tuple(name or "" for name in dataset.descriptions)
        if not all(self._bands) or len(set(self._bands)) != len(self._bands):
            raise ValueError(f"{path.name}: bands must be named once each: {self._bands}")
        self._nodata = facts.nodata

    @property
    def bands(self) -> tuple[str, ...]:
        """Names of the bands, in order."""
        return self._bands

    def read(self, window: Window) -> NDArray[np.float32]:
        """(band, y, x) float32 of a window; NaN where the file has no data."""
        place = RasterWindow(window.col, window.row, window.cols, window.rows)
        stored = self.handle(0, lambda: (open_raster(self._path),)).read(window=place)
        values: NDArray[np.float32] = stored.astype(np.float32)
        if self._nodata is not None and not np.isnan(self._nodata):
            values[stored == stored.dtype.type(self._nodata)] = np.nan
        return values
