"""Where borders part: the vertices that must stay when the borders of a layer are made plainer.

Neighbours that share a border have the same vertices along it. Left alone by the polygons on both
sides, a stretch between two junctions may be made plainer on both alike, so that no gap opens.
A vertex is no junction if it has the same two neighbours wherever it is met.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.display.outlines import Outlines
from sinkmap.compiled import compiled

__all__ = ["Junctions"]

_Keys = NDArray[np.uint64]
_Whole = NDArray[np.int64]

_FIRST_ROOM = 1 << 16
_FULL = 0.6
"""Share of a table in use at which it is doubled: beyond it, looking up takes ever longer."""
_LOW, _HALF = np.uint64(0xFFFF_FFFF), np.uint64(32)
_NONE, _ONE = np.uint64(0), np.uint64(1)
_MIX_1, _MIX_2 = np.uint64(0xBF58_476D_1CE4_E5B9), np.uint64(0x94D0_49BB_1331_11EB)
_STEP = np.uint64(0x9E37_79B9_7F4A_7C15)
"""Constants of SplitMix64 (Steele, Lea and Flood 2014)."""
_PARTED = np.uint64(1)
"""In the lower half of an entry, where else the sum of a vertex's two neighbours stands: it is a
junction."""


class Junctions:
    """All vertices of a layer's rings, each with what it was met between; 13 to 27 bytes a vertex.

    Vertices are told apart by 32 bits of a hash. Two that share them are taken for junctions, one
    in a thousand of 10 million: they stay where they could go.
    """

    def __init__(self) -> None:
        self._table = np.zeros(_FIRST_ROOM, dtype=np.uint64)
        self._held = 0

    @classmethod
    def of(cls, parts: Iterable[Outlines]) -> Junctions:
        """Of a layer in batches of polygons, on whatever CRS."""
        found = cls()
        for part in parts:
            found._add(part)
        return found

    def at(self, part: Outlines) -> NDArray[np.bool_]:
        """(vertices,) whether each vertex of a part that was counted in is a junction."""
        found = np.zeros(len(part.world), dtype=np.bool_)
        _look_up(_hashed(_bits(part.world)), self._table, found)
        return found

    def _add(self, part: Outlines) -> None:
        keys = _hashed(_bits(part.world))
        while self._held + len(keys) > _FULL * len(self._table):
            # None of a batch may be new, but few batches are spared by finding out.
            larger = np.zeros(2 * len(self._table), dtype=np.uint64)
            _move(self._table, larger)
            self._table = larger
        self._held += _enter(keys, part.lines, self._table)


def _bits(xy: NDArray[np.float64]) -> _Keys:
    """(n, 2) coordinates as whole numbers; there are no negative zeros among them."""
    return np.ascontiguousarray(xy + 0.0).view(np.uint64)


@compiled
def _mixed(key: np.uint64) -> np.uint64:
    key = (key ^ (key >> np.uint64(30))) * _MIX_1
    key = (key ^ (key >> np.uint64(27))) * _MIX_2
    return key ^ (key >> np.uint64(31))


@compiled
def _hashed(bits: _Keys) -> _Keys:
    keys = np.empty(len(bits), dtype=np.uint64)
    for i in range(len(bits)):
        keys[i] = _mixed(_mixed(bits[i, 0] + _STEP) + bits[i, 1])
    return keys


@compiled
def _slot(own: np.uint64, table: _Keys) -> int:
    """Where the entry of a vertex is, or would be: its upper half is the vertex's own."""
    last = np.uint64(len(table) - 1)
    at = own & last
    while table[at] != _NONE and (table[at] >> _HALF) != own:
        at = (at + _ONE) & last
    return int(at)


@compiled
def _enter(keys: _Keys, lines: _Whole, table: _Keys) -> int:
    """Count rings in; how many vertices were new."""
    fresh = 0
    for line in range(len(lines) - 1):
        first, count = lines[line], lines[line + 1] - lines[line] - 1  # the last is the first
        for i in range(count):
            key = keys[first + i]
            before = keys[first + (i - 1 if i > 0 else count - 1)]
            after = keys[first + (i + 1 if i + 1 < count else 0)]
            between = (before + after) & _LOW
            # What repeats a vertex or turns back on itself stays as it is.
            if key in (before, after) or before == after or between <= _PARTED:
                between = _PARTED
            own = key >> _HALF
            at = _slot(own, table)
            if table[at] == _NONE:
                table[at] = (own << _HALF) | between
                fresh += 1
            elif (table[at] & _LOW) != between:
                table[at] = (own << _HALF) | _PARTED
    return fresh


@compiled
def _look_up(keys: _Keys, table: _Keys, found: NDArray[np.bool_]) -> None:
    for i in range(len(keys)):
        found[i] = (table[_slot(keys[i] >> _HALF, table)] & _LOW) == _PARTED


@compiled
def _move(table: _Keys, larger: _Keys) -> None:
    for i in range(len(table)):
        if table[i] != _NONE:
            larger[_slot(table[i] >> _HALF, larger)] = table[i]
