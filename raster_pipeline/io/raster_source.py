"""Rasters read by windows of the study's grid, from any thread, without a guess."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
from rasterio.enums import Resampling
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.overlap import Overlap, overlap
from raster_pipeline.io.raster_facts import (
    Lie,
    RasterFacts,
    inspect,
    lie_on,
    open_raster,
    read_as,
)
from raster_pipeline.io.raster_spec import (
    CLASS_RESAMPLING,
    VALUE_RESAMPLING,
    RasterSpec,
    class_nodata,
    empty_value,
)
from raster_pipeline.io.thread_files import ThreadFiles
from sinkmap.grid import Grid, Window

__all__ = ["CLASS_RESAMPLING", "VALUE_RESAMPLING", "RasterSource", "RasterSpec", "class_nodata"]

_TOLERANCE = 0.01
"""Largest error of a warped pixel's place, in source pixels."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    facts: RasterFacts
    crs: str
    lie: Lie


class RasterSource(ThreadFiles):
    """A raster layer as pixels of the study's grid.

    A file on the grid is read as it is; one whose pixels are a whole multiple of the grid's, edge
    on edge, is repeated exactly; any other is resampled as its spec declares. Pixels outside the
    files hold :attr:`nodata`. Every thread has its own open files.

    Parameters
    ----------
    spec
        What to read; passed by ``check_raster`` before.
    grid
        The study's grid.

    Raises
    ------
    ValueError
        If a file is rotated, has no CRS or another geodetic frame, or is off the grid without a
        declared resampling.
    """

    def __init__(self, spec: RasterSpec, grid: Grid) -> None:
        super().__init__()
        self._spec = spec
        self._grid = grid
        self._files = tuple(_placed(path, spec, grid) for path in spec.paths)
        self._nodata = empty_value(spec)

    @property
    def nodata(self) -> float:
        """Value of pixels that were not observed: a code that is no class, or NaN."""
        return self._nodata

    @property
    def dtype(self) -> str:
        """``uint8`` for classes, ``float32`` for values, ``float64`` for precise ones."""
        return self._spec.dtype

    @property
    def code_system(self) -> str:
        """Code system of the classes; empty for values and for classes of our own."""
        return self._spec.code_system

    @property
    def spec(self) -> RasterSpec:
        """What is read."""
        return self._spec

    def read(self, window: Window) -> NDArray[Any]:
        """Pixels of a window of the grid: (rows, cols) of :attr:`dtype`.

        Raises
        ------
        ValueError
            If a class code does not fit uint8: the file changed after it was checked.
        """
        result = self._read(0, window)
        for number in range(1, len(self._files)):
            missing = result == self._nodata if self._spec.is_class else np.isnan(result)
            if not missing.any():
                break
            result[missing] = self._read(number, window)[missing]
        return result

    def _read(self, number: int, window: Window) -> NDArray[Any]:
        file = self._files[number]
        if not file.lie.aligned:
            place = RasterWindow(window.col, window.row, window.cols, window.rows)
            stored = self._handle(number).read(1, window=place)
            return self._decoded(stored, warped=True)
        lie, (height, width) = file.lie, file.facts.shape
        rows = overlap(window.row - lie.row, window.rows, height, lie.factor)
        cols = overlap(window.col - lie.col, window.cols, width, lie.factor)
        shape = (window.rows, window.cols)
        if rows is None or cols is None:
            return np.full(shape, self._nodata, dtype=self.dtype)
        stored = self._stored(number, rows, cols)
        block = self._decoded(stored, warped=False)
        if lie.factor > 1:
            block = block.repeat(lie.factor, axis=0).repeat(lie.factor, axis=1)
        block = np.ascontiguousarray(block[rows.cut, cols.cut])
        if block.shape == shape:
            return block
        result = np.full(shape, self._nodata, dtype=self.dtype)
        result[rows.inside, cols.inside] = block
        return result

    def _stored(self, number: int, rows: Overlap, cols: Overlap) -> NDArray[Any]:
        facts = self._files[number].facts
        first = facts.shape[0] - rows.last if facts.is_south_up else rows.first
        place = RasterWindow(cols.first, first, cols.last - cols.first, rows.last - rows.first)
        stored: NDArray[Any] = self._handle(number).read(1, window=place)
        return stored[::-1] if facts.is_south_up else stored

    def _decoded(self, stored: NDArray[Any], *, warped: bool) -> NDArray[Any]:
        """Stored numbers as classes or values; ``warped`` ones already hold our nodata."""
        spec = self._spec
        empty = self._nodata if warped else spec.nodata
        if not spec.is_class:
            # Scaling in float64; values that are stored as they are need none.
            plain = stored.dtype.kind == "f" and (spec.scale, spec.offset) == (1.0, 0.0)
            values = stored.astype(self.dtype if plain else np.float64)
            if empty is not None and not math.isnan(empty):
                values[stored == stored.dtype.type(empty)] = math.nan
            return values if plain else (values * spec.scale + spec.offset).astype(self.dtype)
        if stored.dtype == np.uint8 and (empty is None or empty == self._nodata):
            return stored
        missing = np.zeros(stored.shape, bool) if empty is None else stored == empty
        if ((stored < 0) | (stored > 255))[~missing].any():
            raise ValueError(f"{spec.paths[0].name}: a class code does not fit 0..255")
        return np.where(missing, self._nodata, stored).astype(np.uint8)

    def _handle(self, number: int) -> Any:
        return self.handle(number, lambda: self._open(self._files[number]))

    def _open(self, file: _File) -> tuple[Any, ...]:
        dataset = open_raster(file.path)
        if file.lie.aligned:
            return (dataset,)
        spec = self._spec
        empty = spec.nodata
        if empty is None:
            empty = self._nodata
        warped = WarpedVRT(
            dataset,
            src_crs=file.crs,
            crs=self._grid.crs,
            transform=Affine(*self._grid.transform),
            height=self._grid.shape[0],
            width=self._grid.shape[1],
            resampling=Resampling[spec.resampling],
            src_nodata=empty,
            nodata=self._nodata,
            dtype=file.facts.dtype if spec.is_class else "float64",
            init_dest_nodata=True,
            tolerance=_TOLERANCE,
        )
        return dataset, warped


def _placed(path: Path, spec: RasterSpec, grid: Grid) -> _File:
    facts = inspect(path)
    stated = facts.crs or spec.assume_crs
    crs = read_as(stated, grid.crs) if stated else None
    if crs is None or not facts.georeferenced:
        raise ValueError(f"{path.name}: no CRS, or one that cannot be brought to the grid's")
    if facts.is_rotated:
        raise ValueError(f"{path.name}: the raster is rotated")
    lie = lie_on(facts, stated, grid)
    if not lie.aligned and not spec.resampling:
        raise ValueError(f"{path.name}: off the grid and no resampling is declared")
    return _File(path, facts, crs, lie)
