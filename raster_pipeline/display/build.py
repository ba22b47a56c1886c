"""An archive of a whole layer's vector tiles, made in batches of shapes.

Of each batch only the encoded geometry is kept, and of polygons some bytes a vertex that tell where
borders part: memory grows with the tiles' size, not with that of the shapes. Tiles hold their
features in the order of the shapes, whatever the batches were.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pmtiles.tile import zxy_to_tileid

from raster_pipeline.display.pieces import Pieces, cut
from raster_pipeline.display.shape_source import ShapeSource
from raster_pipeline.display.tile_layer import Attributes, Commands, encode_layer
from raster_pipeline.display.zooms import degrees_of, zooms_of
from raster_pipeline.engine import Progress, silent
from raster_pipeline.tiles.archive_writer import write_archive

__all__ = ["TOLERANCE", "Gathered", "ZoomPieces", "build_archive"]

TOLERANCE = 1 / 1024
"""Part of a tile's side by which a border may be off: half a pixel of a screen, a pixel where the
tile is enlarged as far as the next zoom."""
_COMPRESSION = 6
_Whole = NDArray[np.int64]


_CUTTING = 0.6
"""Share of the work that is cutting; the rest is packing."""


def build_archive(
    source: ShapeSource, path: Path, progress: Progress = silent, stage: str = "tiles"
) -> int:
    """Write all tiles of a layer, from the zoom at which its shapes can be told apart.

    Every shape is in every zoom, however small. The finest has every vertex of polygons, the others
    those that can be seen: borders lie within :data:`TOLERANCE`, on both sides alike. Where there
    are many shapes, label points are in the finest zoom alone.

    Returns
    -------
    The number of tiles.
    """
    bounds = source.bounds
    least, most = zooms_of(bounds, source.count)
    zooms = range(least, most + 1)
    labelled = [zoom for zoom in zooms if source.few or zoom == most]
    shapes = {zoom: ZoomPieces.empty() for zoom in zooms}
    labels = {zoom: ZoomPieces.empty() for zoom in labelled}
    for batch in source.batches(source.junctions() if least < most else None):
        for zoom, kept in shapes.items():
            seen = batch.outlines if zoom == most else batch.plainer(TOLERANCE / (1 << zoom))
            kept.add(seen.kind, cut(seen, zoom), batch.first)
        if batch.labels is not None:
            for zoom, kept in labels.items():
                kept.add(batch.labels.kind, cut(batch.labels, zoom, buffer=0.0), batch.first)
        progress(stage, _CUTTING * (batch.first + len(batch.outlines)) / source.count)
    return write_archive(
        path,
        _packed(source, shapes, labels, lambda share: progress(stage, share)),
        kind="mvt",
        bounds=degrees_of(bounds),
        zooms=(least, most),
        metadata=source.metadata(least, most),
    )


def _packed(
    source: ShapeSource,
    shapes: Mapping[int, ZoomPieces],
    labels: Mapping[int, ZoomPieces],
    told: Callable[[float], None],
) -> Iterator[tuple[int, int, int, bytes]]:
    """Tiles of all zooms; what a zoom was collected in is let go as it comes to be packed."""
    for done, zoom in enumerate(shapes, start=1):
        layers = {source.drawn.layer: (shapes[zoom].gathered(), source.attributes)}
        if zoom in labels and source.drawn.label:
            points = labels[zoom].gathered()
            layers[source.drawn.label_layer] = (points, source.label_attributes)
        yield from tiles_of(zoom, layers)
        told(_CUTTING + (1.0 - _CUTTING) * done / len(shapes))


@dataclass(slots=True)
class ZoomPieces:
    """Pieces of one layer and zoom, collected batch by batch."""

    kind: int
    buffers: list[NDArray[np.uint8]]
    columns: list[_Whole]
    rows: list[_Whole]
    shapes: list[_Whole]
    spans: list[_Whole]
    size: int = 0

    @classmethod
    def empty(cls) -> ZoomPieces:
        """Nothing yet."""
        return cls(0, [], [], [], [], [])

    def add(self, kind: int, pieces: Pieces, first: int) -> None:
        """Take a batch in; ``first`` is the row of its first shape."""
        self.kind = kind
        self.buffers.append(pieces.buffer)
        self.columns.append(pieces.column)
        self.rows.append(pieces.row)
        self.shapes.append(pieces.shape + first)
        self.spans.append(pieces.spans + self.size)
        self.size += len(pieces.buffer)

    def gathered(self) -> Gathered:
        """Everything in the order of tiles, within them of shapes."""
        column, row, shape = (
            np.concatenate(one) if one else np.empty(0, dtype=np.int64)
            for one in (self.columns, self.rows, self.shapes)
        )
        spans = np.concatenate(self.spans) if self.spans else np.empty((0, 2), dtype=np.int64)
        buffer = np.concatenate(self.buffers) if self.buffers else np.empty(0, dtype=np.uint8)
        self.buffers.clear()
        order = np.lexsort((shape, column, row))
        column, row = column[order], row[order]
        change = np.flatnonzero((np.diff(column) != 0) | (np.diff(row) != 0)) + 1
        ends = [0, *change.tolist(), len(order)] if len(order) else [0]
        tiles = {(int(column[a]), int(row[a])): (a, b) for a, b in pairwise(ends)}
        return Gathered(Commands(self.kind, buffer, spans[order]), shape[order], tiles)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Pieces of a zoom by tile: ``tiles`` gives the part of ``shapes`` of each."""

    commands: Commands
    shapes: _Whole
    tiles: Mapping[tuple[int, int], tuple[int, int]]

    def layer(self, tile: tuple[int, int], name: str, attributes: Attributes) -> bytes:
        """The layer of one tile; empty if nothing lies there."""
        span = self.tiles.get(tile)
        if span is None:
            return b""
        some = slice(*span)
        commands = Commands(self.commands.kind, self.commands.buffer, self.commands.spans[some])
        return encode_layer(name, self.shapes[some], commands, attributes)


def tiles_of(
    zoom: int, layers: Mapping[str, tuple[Gathered, Attributes]]
) -> Iterator[tuple[int, int, int, bytes]]:
    """Zoom, column, row and gzip stream of every tile, in the order an archive keeps them."""
    places = {tile for pieces, _ in layers.values() for tile in pieces.tiles}
    for column, row in sorted(places, key=lambda tile: zxy_to_tileid(zoom, *tile)):
        parts = [
            pieces.layer((column, row), name, attributes)
            for name, (pieces, attributes) in layers.items()
        ]
        yield zoom, column, row, gzip.compress(b"".join(parts), _COMPRESSION, mtime=0)
