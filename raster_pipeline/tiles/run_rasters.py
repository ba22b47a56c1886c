"""The rasters of a run as tile sets, drawn when they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from layers import derived_layers
from raster_pipeline.io.colouring import Colouring, ValueRamp, colouring_of, stepped_colouring
from raster_pipeline.io.level_reader import LevelReader
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.raster_tiles import RasterTiles
from sinkmap.grid import Window
from sinkmap.layer import Derived, Form, Sensitivity
from sinkmap.run import RunManifest

__all__ = ["RunRasters", "colouring_for"]

_OPEN = 24
"""Files a thread keeps open: some rasters at two or three zooms."""
_PALE = "#f4f1e8"
"""Lowest values of a raster without a legend; the highest have the layer's colour."""
_RANGE = (2.0, 98.0)
"""Percentiles of the coarsest overview that such a ramp spans."""


class RunRasters:
    """The derived rasters of a published run; any thread may ask. A context that closes files.

    Parameters
    ----------
    folder
        The run's folder.
    manifest
        Its manifest, which names the rasters with their hashes.
    """

    def __init__(self, folder: Path, manifest: RunManifest) -> None:
        self._folder = folder
        self._files = ThreadFiles(_OPEN)
        self._lock = threading.Lock()
        self._made: dict[tuple[str, int], RasterTiles] = {}
        self._derived = derived_layers()
        hashes = {record.file: record.sha256 for record in manifest.outputs}
        self._hashes = {
            (layer.id, year): hashes[file]
            for layer in self._derived.values()
            for year in manifest.years
            if layer.form.is_raster
            and layer.sensitivity is not Sensitivity.AGGREGATE
            and (file := _file(layer.id, year)) in hashes
        }

    @property
    def rasters(self) -> tuple[tuple[str, int], ...]:
        """Layer and year of every raster there is, but for those of which only sums are shown."""
        return tuple(self._hashes)

    def raster(self, layer: str, year: int) -> RasterTiles | None:
        """The tiles of a layer's year; None if the run has no such raster."""
        key = (layer, year)
        if key not in self._hashes:
            return None
        with self._lock:
            if key not in self._made:
                self._made[key] = self._open(layer, year)
            return self._made[key]

    def vector(self, layer: str, year: int) -> None:
        """None: there are rasters only."""

    def close(self) -> None:
        """Close every file; call it when no thread asks any more."""
        self._files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self, layer: str, year: int) -> RasterTiles:
        levels = LevelReader(self._folder / _file(layer, year), self._files)
        colouring = colouring_for(self._derived[layer], levels)
        return RasterTiles(levels, colouring, self._hashes[(layer, year)])


def colouring_for(layer: Derived, levels: LevelReader) -> Colouring:
    """The colours a layer declares, as its legend shows them.

    A class has its colour, a value that of the step it has reached. Values of a layer without a
    legend are drawn along a ramp to the layer's colour, classes all in it.
    """
    legend = {int(entry.value): entry.colour for entry in layer.legend}
    if layer.form is Form.CLASS_RASTER:
        return colouring_of(legend or _one_colour(layer.colour))
    return stepped_colouring(legend) if legend else colouring_of(_ramp(layer.colour, levels))


def _one_colour(colour: str) -> Mapping[int, str]:
    return dict.fromkeys(range(256), colour)


def _ramp(colour: str, levels: LevelReader) -> ValueRamp:
    coarsest = len(levels.steps) - 1
    values = levels.read(coarsest, Window(0, 0, *levels.shape(coarsest))).astype(np.float64)
    seen = values[~np.isnan(values)]
    if levels.nodata is not None:
        seen = seen[seen != levels.nodata]
    low, high = np.percentile(seen, _RANGE) if len(seen) else (0.0, 1.0)
    return ValueRamp(float(low), float(high if high > low else low + 1.0), (_PALE, colour))


def _file(layer: str, year: int) -> str:
    return f"layers/{layer}_{year}.tif"
