"""Counter-based noise: a value is a function of its place and a seed, never of a draw before it.

So a pixel has the same value whatever block, thread or order it is computed in.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.grid import Window

__all__ = ["hashed", "pixels", "smooth", "uniform"]

_SCALE = np.float64(2.0**-32)


def hashed(*keys: Any, seed: int) -> NDArray[np.uint32]:
    """Mix whole-number arrays (broadcast against each other) and a seed to 32 random bits.

    The mixing function is Wellons' ``lowbias32`` (C. Wellons, Prospecting for Hash Functions,
    2018), applied once for each key.
    """
    state = np.asarray(seed & 0xFFFFFFFF, dtype=np.uint32)
    for key in keys:
        state = _mix(state ^ np.asarray(key).astype(np.int64).astype(np.uint32))
    return np.asarray(state)


def _mix(state: NDArray[np.uint32]) -> NDArray[np.uint32]:
    with np.errstate(over="ignore"):
        mixed = state + np.uint32(0x9E3779B9)
        mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x7FEB352D)
        mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0x846CA68B)
        return np.asarray(mixed ^ (mixed >> np.uint32(16)))


def uniform(*keys: Any, seed: int) -> NDArray[np.float64]:
    """Values in [0, 1) that depend on the keys and the seed only."""
    return hashed(*keys, seed=seed) * _SCALE


def pixels(window: Window, seed: int, *, cell: int = 1) -> NDArray[np.float32]:
    """(y, x) values in [0, 1) of a window, equal within cells of ``cell`` x ``cell`` pixels."""
    rows = np.arange(window.row, window.row + window.rows) // cell
    cols = np.arange(window.col, window.col + window.cols) // cell
    row_bits = hashed(rows, seed=seed)[:, None]
    mixed = _mix(row_bits ^ hashed(cols, seed=seed + 1)[None, :])
    return (mixed >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)


def smooth(x: Any, y: Any, seed: int, scale: float, octaves: int = 1) -> NDArray[np.float64]:
    """Value noise in [0, 1): random lattice values joined smoothly.

    Parameters
    ----------
    x, y
        Places, in the units of ``scale``; broadcast against each other.
    seed
        Which field.
    scale
        Lattice spacing of the first octave; each further octave halves spacing and weight.
    """
    total: Any = 0.0
    weight_sum = 0.0
    for octave in range(octaves):
        weight = 0.5**octave
        total = total + weight * _lattice(x, y, seed + 101 * octave, scale * weight)
        weight_sum += weight
    return np.asarray(total / weight_sum)


def _lattice(x: Any, y: Any, seed: int, scale: float) -> NDArray[np.float64]:
    u, v = np.asarray(x, dtype=np.float64) / scale, np.asarray(y, dtype=np.float64) / scale
    i, j = np.floor(u), np.floor(v)
    a, b = u - i, v - j
    a, b = a * a * (3.0 - 2.0 * a), b * b * (3.0 - 2.0 * b)
    corner = [uniform(i + di, j + dj, seed=seed) for dj in (0, 1) for di in (0, 1)]
    low = corner[0] * (1.0 - a) + corner[1] * a
    high = corner[2] * (1.0 - a) + corner[3] * a
    return np.asarray(low * (1.0 - b) + high * b)
