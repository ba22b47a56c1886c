"""Classes of a tile as keys of a histogram.

Bytes are their own keys. Pairs of bytes, and wider numbers, are renumbered 0, 1, 2 …, so that a
histogram has as many places as there are classes and a pair is summed exactly like a class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.science.zone_edges import Integers

__all__ = ["PAIR", "TileKeys"]

PAIR = 2**16
"""A pair of classes is the code left x PAIR + right."""
_FEW = 64
"""Classes so few that looking at every one costs less than finding out which occur."""

Keys = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class TileKeys:
    """Classes of tiles side by side: (rows, cols) key of each pixel's class, and each key's code.

    ``present``: keys that may occur, all there are to look at in a sum.
    """

    keys: Keys
    codes: NDArray[np.uint32]
    present: Integers

    @property
    def parts(self) -> tuple[Keys, NDArray[np.uint32], Integers]:
        """Keys, codes and the keys that may occur."""
        return self.keys, self.codes, self.present

    @classmethod
    def of(cls, *classes: NDArray[Any]) -> TileKeys:
        """Keys of one class array, or of a pair of the same shape; codes 0 to 65535 each.

        Raises
        ------
        ValueError
            If an array is not of whole numbers or a code lies outside 0 to 65535.
        """
        for array in classes:
            if array.dtype.kind not in "ui":
                raise ValueError(f"classes are whole numbers, not {array.dtype}")
        if all(array.dtype == np.uint8 for array in classes):
            if len(classes) == 1:
                top = int(classes[0].max())
                few = np.arange(top + 1) if top < _FEW else _present(classes[0])
                return cls(classes[0], np.arange(256, dtype=np.uint32), few)
            keys, found = _pair_keys(*classes)
            codes = (found >> 8) * PAIR + (found & 255)
            return cls(keys, codes.astype(np.uint32), np.arange(len(found)))
        low, high = min(a.min() for a in classes), max(a.max() for a in classes)
        if low < 0 or high >= PAIR:
            raise ValueError(f"class codes lie in 0 to {PAIR - 1}: {low} to {high}")
        joined = classes[0].astype(np.int64)
        for array in classes[1:]:
            joined = joined * PAIR + array
        codes, inverse = np.unique(joined, return_inverse=True)
        keys = inverse.reshape(joined.shape).astype(np.uint32)
        return cls(keys, codes.astype(np.uint32), np.arange(len(codes)))


@compiled
def _present(classes: NDArray[np.uint8]) -> Integers:
    """Values that occur, ascending."""
    seen = np.zeros(256, dtype=np.bool_)
    for row in range(classes.shape[0]):
        for column in range(classes.shape[1]):
            seen[classes[row, column]] = True
    return np.flatnonzero(seen)


@compiled
def _pair_keys(
    left: NDArray[np.uint8], right: NDArray[np.uint8]
) -> tuple[NDArray[np.uint16], Integers]:
    number = np.full(65536, -1, dtype=np.int32)
    codes = np.empty(65536, dtype=np.int64)
    keys = np.empty(left.shape, dtype=np.uint16)
    count = 0
    for row in range(left.shape[0]):
        for column in range(left.shape[1]):
            code = np.int64(left[row, column]) << 8 | np.int64(right[row, column])
            if number[code] < 0:
                number[code] = count
                codes[count] = code
                count += 1
            keys[row, column] = number[code]
    return keys, codes[:count].copy()
