"""One picture of a season from many: the median of every band, or the most typical look.

Median and medoid of clear observations: Flood (2013), "Seasonal composite Landsat TM/ETM+ images
using the medoid", Remote Sensing 5(12), 6481-6500.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = ["grown", "medians", "medoids", "take", "veil"]


@compiled
def take(
    values: NDArray[np.float32],
    clear: NDArray[np.bool_],
    look: NDArray[np.float32],
    taken: NDArray[np.uint8],
) -> None:
    """Add one scene to an observation made of several: what is there already stays.

    A scene that has every band goes before one that lacks some, else the first one wins.

    Parameters
    ----------
    values
        (band, y, x) reflectance of the scene, NaN where not observed.
    clear
        (y, x) whether the scene saw the ground.
    look
        (band, y, x) the observation, written.
    taken
        (y, x) 0 where the observation has nothing yet, 1 some bands, 2 all; written.
    """
    for y in range(clear.shape[0]):
        for x in range(clear.shape[1]):
            worth = _worth(values, y, x) if clear[y, x] else 0
            if worth > taken[y, x]:
                taken[y, x] = worth
                look[:, y, x] = values[:, y, x]


@compiled
def _worth(values: NDArray[np.float32], y: int, x: int) -> int:
    """2 if a pixel has all bands, 1 if some, 0 if none."""
    found = 0
    for band in range(values.shape[0]):
        found += 1 if values[band, y, x] == values[band, y, x] else 0
    return 2 if found == values.shape[0] else min(found, 1)


@compiled
def veil(look: NDArray[np.float32], clear: NDArray[np.bool_]) -> None:
    """Make the values of an observation (band, y, x) NaN where it is not ``clear`` (y, x)."""
    missing = np.float32(np.nan)
    for band in range(look.shape[0]):
        for y in range(clear.shape[0]):
            line = look[band, y]
            for x in range(line.size):
                line[x] = line[x] if clear[y, x] else missing


@compiled
def _exchange(lower: NDArray[np.float32], upper: NDArray[np.float32]) -> None:
    for col in range(lower.size):
        a, b = lower[col], upper[col]
        lower[col] = a if a < b else b
        upper[col] = b if a < b else a


@compiled
def _sort_rows(rows: NDArray[np.float32]) -> None:
    """Sort every column at once by Batcher's odd-even merge: the same exchanges for all pixels."""
    merged = 1
    while merged < rows.shape[0]:
        step = merged
        while step >= 1:
            _exchange_rows(rows, merged, step)
            step //= 2
        merged *= 2


@compiled
def _exchange_rows(rows: NDArray[np.float32], merged: int, step: int) -> None:
    """One layer of the network: rows ``step`` apart within the ``2 x merged`` being merged."""
    count = rows.shape[0]
    for first in range(step % merged, count - step, 2 * step):
        for row in range(first, min(first + step, count - step)):
            if row // (2 * merged) == (row + step) // (2 * merged):
                _exchange(rows[row], rows[row + step])


@compiled
def _load(
    looks: NDArray[np.float32],
    band: int,
    y: int,
    rows: NDArray[np.float32],
    counts: NDArray[np.int32],
) -> None:
    """One line of a band: (time, x) into ``rows``, gaps as infinity, and how many are no gap."""
    counts[:] = 0
    for time in range(looks.shape[0]):
        line = looks[time, band, y]
        for col in range(line.size):
            seen = line[col] == line[col]
            counts[col] += 1 if seen else 0
            rows[time, col] = line[col] if seen else np.float32(np.inf)


@compiled
def _middle(rows: NDArray[np.float32], counts: NDArray[np.int32], out: NDArray[np.float32]) -> None:
    for col in range(out.size):
        half, odd = counts[col] // 2, counts[col] % 2
        if odd:
            out[col] = rows[half, col]
        elif half:
            out[col] = (rows[half - 1, col] + rows[half, col]) / np.float32(2.0)
        else:
            out[col] = np.float32(np.nan)


@compiled
def medians(looks: NDArray[np.float32], result: NDArray[np.float32]) -> None:
    """Median of the observed values of every pixel and band.

    Even counts average the two in the middle in float32, as numpy's ``nanmedian`` does: the
    results are equal to the last bit.

    Parameters
    ----------
    looks
        (time, band, y, x) reflectance, NaN where not observed.
    result
        (band, y, x) written; NaN where nothing was observed.
    """
    times, bands, height, width = looks.shape
    rows = np.empty((times, width), dtype=np.float32)
    counts = np.empty(width, dtype=np.int32)
    for band in range(bands):
        for y in range(height):
            _load(looks, band, y, rows, counts)
            _sort_rows(rows)
            _middle(rows, counts, result[band, y])


@compiled
def medoids(
    looks: NDArray[np.float32], middle: NDArray[np.float32], result: NDArray[np.float32]
) -> None:
    """The look closest to the median in all bands: a spectrum that was really seen.

    The distance is euclidean, in float64 over the bands in order; of equally close looks the
    earliest is taken. Looks that lack a band are left out.

    Parameters
    ----------
    looks
        (time, band, y, x) reflectance by rising date, NaN where not observed.
    middle
        (band, y, x) medians of the looks.
    result
        (band, y, x) written; NaN where no look has every band.
    """
    for y in range(looks.shape[2]):
        for x in range(looks.shape[3]):
            best = _closest(looks, middle, y, x)
            for band in range(looks.shape[1]):
                result[band, y, x] = looks[best, band, y, x] if best >= 0 else np.float32(np.nan)


@compiled
def _closest(looks: NDArray[np.float32], middle: NDArray[np.float32], y: int, x: int) -> int:
    """Number of the first look with the least distance; -1 if none has every band."""
    best, least = -1, np.inf
    for time in range(looks.shape[0]):
        apart = 0.0
        for band in range(looks.shape[1]):
            step = np.float64(looks[time, band, y, x]) - np.float64(middle[band, y, x])
            apart += step * step
        # A distance that lacks a band is NaN and less than nothing.
        if apart < least:
            best, least = time, apart
    return best


@compiled
def grown(mask: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """A mask and all pixels within ``reach`` rows and columns of it (a square): (y, x)."""
    height, width = mask.shape
    across = np.zeros((height, width), dtype=np.bool_)
    result = np.zeros((height, width), dtype=np.bool_)
    for y in range(height):
        for x in range(width):
            if mask[y, x]:
                across[y, max(x - reach, 0) : x + reach + 1] = True
    for y in range(height):
        for near in range(max(y - reach, 0), min(y + reach + 1, height)):
            for x in range(width):
                result[y, x] = result[y, x] or across[near, x]
    return result
