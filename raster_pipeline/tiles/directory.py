"""Directories of an archive of tiles, PMTiles version 3, decoded all numbers at once.

Format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md#4-directories
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Directory", "Numbers", "unpacked"]

Numbers = NDArray[np.uint64]

_MOST_BYTES = 256 << 20
"""Of a directory unpacked: twenty million tiles; more is a bomb."""
_GZIP = 31
"""Window bits by which zlib reads gzip streams."""
_WIDEST = 10
"""Bytes of the largest number of 64 bits."""


def unpacked(packed: bytes, most: int = _MOST_BYTES) -> bytes:
    """The content of a gzip stream, of ``most`` bytes at most.

    Raises
    ------
    ValueError
        If it is none, is cut off, or holds more.
    """
    stream = zlib.decompressobj(_GZIP)
    try:
        content = stream.decompress(packed, most)
    except zlib.error as error:
        raise ValueError("no gzip stream") from error
    if not stream.eof:
        raise ValueError("a gzip stream that is cut off or too large")
    return content


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """Entries of a directory, each of the arrays (entry,).

    ``ids``: number of the first tile; ``runs``: tiles of that content, 0 where the entry is a
    directory below; ``lengths`` and ``offsets``: bytes of it, and where they begin.
    """

    ids: Numbers
    runs: Numbers
    lengths: Numbers
    offsets: Numbers

    @classmethod
    def read(cls, packed: bytes) -> Directory:
        """The directory of a gzip stream.

        Raises
        ------
        ValueError
            If it cannot be read.
        """
        values = _numbers(unpacked(packed, _MOST_BYTES))
        count = int(values[0])
        if len(values) != 1 + 4 * count:
            raise ValueError("a directory of another length than it says")
        steps, runs, lengths, places = values[1:].reshape(4, count)
        return cls(np.cumsum(steps, dtype=np.uint64), runs, lengths, _offsets(places, lengths))


def _numbers(content: bytes) -> Numbers:
    """Numbers of seven bits a byte, the lowest first; the eighth bit says that more follow."""
    raw = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(raw < 0x80)
    if not len(ends) or ends[-1] != len(raw) - 1:
        raise ValueError("a directory that ends within a number")
    starts = np.concatenate(([0], ends[:-1] + 1))
    widths = ends - starts + 1
    if widths.max() > _WIDEST:
        raise ValueError("a number of more than 64 bits")
    values = np.zeros(len(ends), dtype=np.uint64)
    for place in range(int(widths.max())):
        long = widths > place
        digits = (raw[starts[long] + place] & 0x7F).astype(np.uint64)
        values[long] |= digits << np.uint64(7 * place)
    return values


def _offsets(places: Numbers, lengths: Numbers) -> Numbers:
    """A place is one more than its offset; 0 follows the entry before."""
    if not len(places):
        return places
    if places[0] == 0:
        raise ValueError("a first entry that follows another")
    before = np.cumsum(lengths, dtype=np.uint64) - lengths
    told = np.maximum.accumulate(np.where(places > 0, np.arange(len(places)), 0))
    found: Numbers = places[told] - np.uint64(1) + before - before[told]
    return found
