"""A tile set of a layer without an archive: read when its first tile is asked for."""

from __future__ import annotations

import threading
from functools import lru_cache
from itertools import pairwise

import numpy as np

from raster_pipeline.display.encoder import HeldLayer, encode_tile
from raster_pipeline.display.outlines import Outlines
from raster_pipeline.display.shape_source import ShapeSource
from raster_pipeline.display.zooms import degrees_of, zooms_of
from raster_pipeline.tiles.tile_set import Degrees, TileKind

__all__ = ["LiveTiles"]

_TILES_KEPT = 256
_MOST_ZOOM = 31


class LiveTiles:
    """A :class:`~raster_pipeline.tiles.tile_set.TileSet` of shapes held in memory.

    Any thread may ask; the first one to ask reads the shapes while the others wait.
    """

    kind: TileKind = "mvt"
    gzipped = False

    def __init__(self, source: ShapeSource, version: str) -> None:
        self._source = source
        self._version = version
        self._world = source.bounds
        self._zooms = zooms_of(self._world, source.count)
        self._reading = threading.Lock()
        self._layers: tuple[HeldLayer, ...] | None = None
        self._encoded = lru_cache(_TILES_KEPT)(self._encode)

    @property
    def version(self) -> str:
        """Name of the content."""
        return self._version

    @property
    def bounds(self) -> Degrees:
        """West, south, east, north in degrees."""
        return degrees_of(self._world)

    @property
    def min_zoom(self) -> int:
        """Zoom of the coarsest tiles."""
        return self._zooms[0]

    @property
    def max_zoom(self) -> int:
        """Zoom of the finest tiles."""
        return self._zooms[1]

    @property
    def layer(self) -> str:
        """Name of the layer of shapes inside the tiles."""
        return self._source.drawn.layer

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """An encoded tile; None where nothing lies."""
        if not self.min_zoom <= z <= min(self.max_zoom, _MOST_ZOOM):
            return None
        if not (0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        return self._encoded(z, x, y)

    def _encode(self, z: int, x: int, y: int) -> bytes | None:
        with self._reading:
            if self._layers is None:
                self._layers = _held(self._source)
        return encode_tile(self._layers, z, x, y)


def _held(source: ShapeSource) -> tuple[HeldLayer, ...]:
    batches = list(source.batches())
    shapes = _joined([batch.outlines for batch in batches])
    held = [HeldLayer(source.drawn.layer, shapes, source.attributes)] if batches else []
    points = [batch.labels for batch in batches if batch.labels is not None]
    if points:
        label = source.drawn.label_layer
        held.append(HeldLayer(label, _joined(points), source.label_attributes, buffer=0.0))
    return tuple(held)


def _joined(parts: list[Outlines]) -> Outlines:
    """Shapes of one table that were read in batches."""
    if len(parts) == 1:
        return parts[0]
    vertices = np.cumsum([0, *(len(one.world) for one in parts)])
    lines = np.cumsum([0, *(len(one.outer) for one in parts)])
    return Outlines(
        parts[0].kind,
        np.concatenate([one.world for one in parts]),
        _chained([one.lines for one in parts], vertices),
        np.concatenate([one.outer for one in parts]),
        _chained([one.shapes for one in parts], lines),
        np.concatenate([one.bounds for one in parts]),
    )


def _chained(
    firsts: list[np.ndarray[tuple[int], np.dtype[np.int64]]],
    before: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    moved = [one[:-1] + shift for one, (shift, _) in zip(firsts, pairwise(before), strict=True)]
    return np.concatenate([*moved, before[-1:]])
