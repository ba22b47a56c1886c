"""The samples nearest to a place, and their mean weighted by inverse distance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = ["NEAREST", "inverse_distance", "merged", "nearest"]

NEAREST = 24
"""Samples that a place looks at. Kriging weights hardly pass the nearest two or three in each
direction, the screen effect (Webster and Oliver 2007, Geostatistics for Environmental Scientists,
8.4); they advise 16 to 25."""


def merged(
    x: NDArray[np.float64], y: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """(m,) x, y and mean value of places, each once: samples at one place count as one."""
    where, number = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    count = np.bincount(number)
    total = np.bincount(number, weights=values)
    columns = np.ascontiguousarray(where.T)
    return columns[0], columns[1], total / count


@compiled
def nearest(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    east: float,
    north: float,
    index: NDArray[np.int64],
    square: NDArray[np.float64],
) -> None:
    """Fill ``index`` with the samples nearest to a place, ``square`` with squared distances in m².

    Rising by distance, of equally far ones the first; as many as ``index`` has room for, which is
    at most the number of samples.
    """
    found = 0
    for k in range(x.size):
        far = (x[k] - east) ** 2 + (y[k] - north) ** 2
        if found == index.size and far >= square[found - 1]:
            continue
        at = found if found < index.size else found - 1
        while at > 0 and square[at - 1] > far:
            index[at], square[at] = index[at - 1], square[at - 1]
            at -= 1
        index[at], square[at] = k, far
        found = min(found + 1, index.size)


def inverse_distance(
    samples: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    power: float,
) -> NDArray[np.float64]:
    """Mean of the nearest samples, each weighted by 1 / distance to a power (Shepard 1968).

    Parameters
    ----------
    samples
        (m,) x, y and value of at least one sample, each place once (:func:`merged`).
    x, y
        (n,) finite coordinates in m.

    Returns
    -------
    (n,) values; at a sample its own.
    """
    means = np.empty(len(x))
    _weigh_by_distance(*samples, x, y, power, min(NEAREST, len(samples[0])), means)
    return means


@compiled
def _weigh_by_distance(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    values: NDArray[np.float64],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    power: float,
    count: int,
    means: NDArray[np.float64],
) -> None:
    index = np.empty(count, dtype=np.int64)
    square = np.empty(count)
    for place in range(east.size):
        nearest(x, y, east[place], north[place], index, square)
        if square[0] == 0.0:
            means[place] = values[index[0]]
            continue
        total, weight = 0.0, 0.0
        for k in range(count):
            # Distances relative to the nearest: no power of a metre can overflow.
            share = (square[0] / square[k]) ** (0.5 * power)
            total += share * values[index[k]]
            weight += share
        means[place] = total / weight
