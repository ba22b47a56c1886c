"""Layers of a vector tile: features with ids and attributes, as protocol buffers.

Source: Mapbox Vector Tile Specification 2.1, section 4 and its vector_tile.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.display.commands import put_number
from raster_pipeline.display.tile_geometry import EXTENT
from sinkmap.compiled import compiled

__all__ = ["Attributes", "Commands", "encode_layer"]

Value = str | int | float
_Bytes = NDArray[np.uint8]
_Whole = NDArray[np.int64]

_VERSION = 2
_LAYER, _NAME, _FEATURE, _KEY, _VALUE, _EXTENT, _SAYS_VERSION = 3, 1, 2, 3, 4, 5, 15
_TEXT, _DOUBLE, _WHOLE = 1, 3, 4
_ID, _TAGS, _TYPE, _GEOMETRY = 1 << 3, (2 << 3) | 2, 3 << 3, (4 << 3) | 2
_BYTES_A_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Attributes:
    """Columns of a layer. ``codes``: (shapes, columns) place of each value in ``values`` of its
    column, -1 for none."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]
    values: tuple[Sequence[Value], ...]

    @classmethod
    def of(cls, table: Mapping[str, pd.Series]) -> Attributes:
        """Columns of text or numbers; empty texts and missing numbers are none."""
        codes, values = [], []
        for column in table.values():
            known = column.where(column.notna() & (column != ""))
            places, found = pd.factorize(known, use_na_sentinel=True)
            codes.append(np.asarray(places, dtype=np.int64))
            values.append([_plain(one) for one in found])
        stacked = np.column_stack(codes) if codes else np.empty((0, 0), dtype=np.int64)
        return cls(tuple(table), stacked, tuple(values))


@dataclass(frozen=True, slots=True)
class Commands:
    """Encoded geometry of features. ``spans``: (features, 2) first byte and the one after the
    last of each in ``buffer``; ``kind`` as in ``outlines``."""

    kind: int
    buffer: _Bytes
    spans: _Whole


def encode_layer(name: str, features: _Whole, commands: Commands, attributes: Attributes) -> bytes:
    """One layer of a vector tile; a tile is its layers one after another.

    Parameters
    ----------
    features
        (f,) rows of ``attributes``; a feature's id is its row and one, as 0 is no id to a map.
    commands
        Geometry of the same features.
    """
    used = attributes.codes[features] if attributes.names else np.empty((len(features), 0), int)
    tags = np.full(used.shape, -1, dtype=np.int64)
    parts: list[bytes] = []
    first = 0
    for at, values in enumerate(attributes.values):
        known = used[:, at] >= 0
        found, places = np.unique(used[known, at], return_inverse=True)
        tags[known, at] = places + first
        first += len(found)
        parts += [_field(_VALUE, _value(values[code])) for code in found.tolist()]
    space = commands.spans[:, 1] - commands.spans[:, 0]
    room = int(space.sum()) + len(features) * _BYTES_A_NUMBER * (6 + 2 * used.shape[1])
    buffer = np.empty(room, dtype=np.uint8)
    size = _features(commands.buffer, commands.spans, features + 1, tags, commands.kind, buffer)
    keys = [_field(_KEY, key.encode()) for key in attributes.names]
    body = b"".join(
        [
            _number((_SAYS_VERSION << 3) | 0), _number(_VERSION), _field(_NAME, name.encode()),
            buffer[:size].tobytes(), *keys, *parts,
            _number((_EXTENT << 3) | 0), _number(EXTENT),
        ]
    )  # fmt: skip
    return _field(_LAYER, body)


def _plain(value: object) -> Value:
    if isinstance(value, str):
        return value
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return int(value) if float(value).is_integer() else float(value)
    return str(value)


def _value(value: Value) -> bytes:
    if isinstance(value, str):
        return _field(_TEXT, value.encode())
    if isinstance(value, int):
        return _number(_WHOLE << 3) + _number(value & 0xFFFF_FFFF_FFFF_FFFF)
    return _number((_DOUBLE << 3) | 1) + struct.pack("<d", value)


def _field(number: int, content: bytes) -> bytes:
    return _number((number << 3) | 2) + _number(len(content)) + content


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 128:
        out.append((value & 127) | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


@compiled
def _features(
    commands: _Bytes, starts: _Whole, ids: _Whole, tags: _Whole, kind: int, buffer: _Bytes
) -> int:
    """Write every feature behind the other; the number of bytes."""
    at = 0
    for f in range(len(ids)):
        first, last = starts[f, 0], starts[f, 1]
        size_of_tags = 0
        for column in range(tags.shape[1]):
            if tags[f, column] >= 0:
                size_of_tags += _size(column) + _size(tags[f, column])
        length = 1 + _size(ids[f]) + 2 + 1 + _size(last - first) + last - first
        if size_of_tags:
            length += 1 + _size(size_of_tags) + size_of_tags
        buffer[at] = (_FEATURE << 3) | 2
        at = put_number(buffer, at + 1, length)
        buffer[at] = _ID
        at = put_number(buffer, at + 1, ids[f])
        if size_of_tags:
            buffer[at] = _TAGS
            at = _put_tags(buffer, put_number(buffer, at + 1, size_of_tags), tags[f])
        buffer[at], buffer[at + 1], buffer[at + 2] = _TYPE, kind, _GEOMETRY
        at = put_number(buffer, at + 3, last - first)
        buffer[at : at + last - first] = commands[first:last]
        at += last - first
    return at


@compiled
def _put_tags(buffer: _Bytes, at: int, tags: _Whole) -> int:
    for column in range(len(tags)):
        if tags[column] >= 0:
            at = put_number(buffer, at, column)
            at = put_number(buffer, at, tags[column])
    return at


@compiled
def _size(value: int) -> int:
    size = 1
    while value >= 128:
        value >>= 7
        size += 1
    return size
