"""The workspace of a run in progress: where steps find each other's layers, by id and year."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd

from layers import zone_fields
from raster_pipeline.engine import PixelReader, Progress, silent
from raster_pipeline.io.burned import BurnedReader
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.tables import read_frame, read_undecoded
from raster_pipeline.steps.zone_pieces import zones_of
from sinkmap.grid import Grid
from sinkmap.parameters import PoolTable, shipped_pools

__all__ = ["Workspace"]

_WORDS = frozenset({"dlmc", "zldwdm", "zldwmc", "ownership", "statement"})
"""Texts of parcels that no step of the run reads; two years of them would fill the memory."""
LayerYear = tuple[str, int]


@dataclass(eq=False)
class Workspace:
    """Layers of a run in progress.

    ``vectors``: (layer, year) -> GeoParquet on the grid's CRS; ``rasters``: (layer, year) -> how
    to read it on the grid; both grow as layers are derived. ``folder`` is where derived layers
    are written; ``pools``: carbon densities in force. Layers may be derived from several threads
    at once.
    """

    grid: Grid
    years: tuple[int, ...]
    folder: Path
    vectors: dict[LayerYear, Path]
    rasters: dict[LayerYear, RasterSpec]
    workers: int = 2
    progress: Progress = silent
    pools: PoolTable = field(default_factory=shipped_pools)
    _sources: dict[LayerYear, RasterSource] = field(default_factory=dict)
    _frames: dict[str, tuple[Path, gpd.GeoDataFrame]] = field(default_factory=dict)
    _zones: dict[str, tuple[Path, dict[str, Any]]] = field(default_factory=dict)
    _opening: threading.Lock = field(default_factory=threading.Lock)
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close_files()
        self._sources.clear()
        self.forget()

    def has(self, layer: str, year: int) -> bool:
        """Whether a layer exists in a year."""
        return (layer, year) in self.vectors or (layer, year) in self.rasters

    def available(self, year: int) -> set[str]:
        """Ids of the layers that exist in a year."""
        return {layer for layer, y in (*self.vectors, *self.rasters) if y == year}

    def raster(self, layer: str, year: int) -> RasterSource:
        """The open reader of a raster layer; KeyError if it does not exist."""
        key = (layer, year)
        with self._opening:
            if key not in self._sources:
                self._sources[key] = RasterSource(self.rasters[key], self.grid)
            return self._sources[key]

    def frame(self, layer: str, year: int) -> gpd.GeoDataFrame:
        """A vector layer on the grid's CRS; KeyError if it does not exist. Do not change it.

        The last year of each layer is kept. Parcels come without the texts that only describe
        them.
        """
        path = self.vectors[(layer, year)]
        with self._reading:
            kept = self._frames.get(layer)
            if kept is not None and kept[0] == path:
                return kept[1]
            self._frames.pop(layer, None)
            frame = read_frame(path, without=_WORDS if layer == "parcels" else ())
            self._frames[layer] = (path, frame)
            return frame

    def zones(self, layer: str, year: int) -> dict[str, Any]:
        """Zones of a layer of shapes, see :func:`~raster_pipeline.steps.zone_pieces.zones_of`.

        The last year of each layer is kept; its frame is let go, which is as large.
        """
        path = self.vectors[(layer, year)]
        known = self._zones.get(layer)
        if known is None or known[0] != path:
            known = (path, zones_of(self.frame(layer, year), zone_fields()[layer]))
            self._zones[layer] = known
            with self._reading:
                self._frames.pop(layer, None)
        return known[1]

    def close_files(self) -> None:
        """Close the files of all rasters, when no thread reads; they open again when asked for.

        Every thread of every pass has files of its own, each with room for a tile or two; over a
        run of many passes they would add up to a third of its memory.
        """
        for source in self._sources.values():
            source.close()

    def forget(self) -> None:
        """Let go of all that was kept of vector layers; what is asked for again is read again."""
        self._frames.clear()
        self._zones.clear()

    def undecoded(self, layer: str, columns: Collection[str], year: int) -> pd.DataFrame:
        """Some columns of a vector layer, ``geometry`` as WKB; the frame kept of it is let go."""
        self._frames.pop(layer, None)
        return read_undecoded(self.vectors[(layer, year)], columns)

    def burned(self, layer: str, column: str, year: int) -> PixelReader:
        """A vector layer's column of uint8 or of numbers as pixels."""
        frame = self.frame(layer, year)
        values = frame[column].to_numpy()
        values = values.astype(np.float32) if values.dtype.kind == "f" else values
        return BurnedReader(frame.geometry.to_numpy(), values, self.grid)
