"""Shapes cut into the tiles they lie in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.display.outlines import Outlines
from raster_pipeline.display.tile_geometry import encode_geometry

__all__ = ["BUFFER", "Pieces", "cut", "cut_one"]

BUFFER = 1 / 64
"""Part of a tile's side by which shapes reach beyond it, so that borders of tiles are not drawn."""

_Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Encoded parts of shapes by tile.

    ``column``, ``row``: (p,) tile. ``shape``: (p,) position of the shape. ``spans``: (p, 2) first
    byte of each in ``buffer``, and the one after its last.
    """

    column: _Whole
    row: _Whole
    shape: _Whole
    buffer: NDArray[np.uint8]
    spans: _Whole


def cut(outlines: Outlines, zoom: int, buffer: float = BUFFER) -> Pieces:
    """Cut all shapes for all tiles of a zoom; order is by shape."""
    side = 1 << zoom
    box = outlines.bounds * side
    there = np.flatnonzero(~np.isnan(box[:, 0]))
    low = np.clip(np.floor(box[there, :2] - buffer), 0, side - 1).astype(np.int64)
    high = np.clip(np.floor(box[there, 2:] + buffer), 0, side - 1).astype(np.int64)
    wide, tall = (high - low + 1).T
    each = wide * tall
    owner = np.repeat(np.arange(len(there)), each)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(each) - each, each)
    column, row = low[owner, 0] + rank % wide[owner], low[owner, 1] + rank // wide[owner]
    return _pieces(outlines, there[owner], column, row, zoom, buffer)


def cut_one(outlines: Outlines, zoom: int, column: int, row: int, buffer: float = BUFFER) -> Pieces:
    """Cut the shapes of one tile; order is by shape."""
    box = outlines.bounds * (1 << zoom)
    met = (box[:, 2] >= column - buffer) & (box[:, 0] <= column + 1 + buffer)
    met &= (box[:, 3] >= row - buffer) & (box[:, 1] <= row + 1 + buffer)
    shape = np.flatnonzero(met)
    columns, rows = np.full(len(shape), column), np.full(len(shape), row)
    return _pieces(outlines, shape, columns, rows, zoom, buffer)


def _pieces(
    outlines: Outlines, shape: _Whole, column: _Whole, row: _Whole, zoom: int, buffer: float
) -> Pieces:
    encoded, starts = encode_geometry(outlines, shape, column, row, zoom, buffer)
    spans = np.column_stack([starts[:-1], starts[1:]])
    held = spans[:, 1] > spans[:, 0]
    return Pieces(column[held], row[held], shape[held], encoded, spans[held])
