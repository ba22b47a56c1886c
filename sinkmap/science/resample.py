"""Pixels of a scene at the pixels of the study's grid: no blend takes in what was not seen.

A warper that leaves missing pixels out of its kernel still makes a value where one neighbour of
four was seen, and knows nothing of clouds. Here a bilinear value exists only where every source
pixel that has weight in it does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled

__all__ = ["bilinear", "nearest", "pure", "reflectance", "settle"]

Frame = tuple[float, float, float, float]
"""West and north edge of a raster, width and height of a pixel, in CRS units."""


@compiled
def reflectance(
    stored: NDArray[np.generic],
    invalid: NDArray[np.float64],
    scale: float,
    offset: float,
    result: NDArray[np.float32],
) -> None:
    """Stored numbers as reflectance: stored x scale + offset in float64, kept as float32.

    Parameters
    ----------
    stored
        (y, x) numbers as in the file.
    invalid
        (n,) stored numbers that are no measurement.
    scale, offset
        Dimensionless.
    result
        (y, x) written: reflectance, NaN where a number is invalid or not finite.
    """
    # Plain loops over a row at a time: each becomes vector instructions.
    missing = np.float32(np.nan)
    for row in range(stored.shape[0]):
        numbers, line = stored[row], result[row]
        for col in range(line.size):
            value = np.float64(numbers[col]) * scale + offset
            line[col] = np.float32(value) if value - value == 0.0 else missing
        for index in range(invalid.size):
            for col in range(line.size):
                line[col] = missing if numbers[col] == invalid[index] else line[col]


@compiled
def settle(values: NDArray[np.float32], state: NDArray[np.uint8]) -> None:
    """Make reflectance and state agree on what was not seen at all.

    Parameters
    ----------
    values
        (band, y, x) reflectance; made NaN where the state is 0, no data.
    state
        (y, x); made 0 where no band has a value.
    """
    missing = np.float32(np.nan)
    found = np.empty(state.shape[1], dtype=np.bool_)
    for row in range(state.shape[0]):
        found[:] = False
        for band in range(values.shape[0]):
            line = values[band, row]
            for col in range(line.size):
                line[col] = missing if state[row, col] == 0 else line[col]
                found[col] |= line[col] == line[col]
        for col in range(found.size):
            state[row, col] = state[row, col] if found[col] else 0


@compiled
def nearest(
    values: NDArray[np.generic],
    frame: Frame,
    first: tuple[int, int],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    result: NDArray[np.generic],
) -> None:
    """Value of the pixel each point lies in; ``result`` keeps what it holds outside the array.

    Parameters
    ----------
    values
        (rows, cols) of a part of the source.
    frame
        Place of the whole source.
    first
        Row and column of the source at which the part begins. Places are counted from the whole
        raster's corner, so that no rounding depends on the part.
    x, y
        (y, x) coordinates of the points in the source's CRS.
    result
        (y, x) written, of the type of ``values``.
    """
    west, north, width, height = frame
    rows, cols = values.shape
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            col = int(np.floor((x[i, j] - west) / width)) - first[1]
            row = int(np.floor((north - y[i, j]) / height)) - first[0]
            if 0 <= row < rows and 0 <= col < cols:
                result[i, j] = values[row, col]


@compiled
def bilinear(
    values: NDArray[np.float32],
    frame: Frame,
    first: tuple[int, int],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    result: NDArray[np.float32],
) -> None:
    """Bilinear value at each point; NaN where a pixel that has weight in it is NaN or absent.

    Parameters as for :func:`nearest`; sums run in float64.
    """
    west, north, width, height = frame
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            # Whole numbers taken off are exact: no rounding depends on where the part begins.
            across = (x[i, j] - west) / width - 0.5
            down = (north - y[i, j]) / height - 0.5
            result[i, j] = np.float32(_blend(values, down - first[0], across - first[1]))


@compiled
def _blend(values: NDArray[np.float32], down: float, across: float) -> float:
    """Value between four pixels; ``down`` and ``across`` count from the first one's centre."""
    rows, cols = values.shape
    row, col = int(np.floor(down)), int(np.floor(across))
    below, right = down - row, across - col
    total = 0.0
    for corner in range(4):
        r, c = row + corner // 2, col + corner % 2
        weight = (below if corner // 2 else 1.0 - below) * (right if corner % 2 else 1.0 - right)
        if weight > 0.0:
            inside = 0 <= r < rows and 0 <= c < cols
            total += weight * values[r, c] if inside else np.nan
    return total


@compiled
def pure(
    usable: NDArray[np.bool_],
    frame: Frame,
    first: tuple[int, int],
    kernel: Frame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    result: NDArray[np.bool_],
) -> None:
    """Whether every pixel with weight in a bilinear value at a point is usable.

    Parameters
    ----------
    usable
        (rows, cols) of a part of the mask; outside it nothing is usable.
    frame, first
        As for :func:`nearest`.
    kernel
        Place of the pixels that are blended: those of the coarsest band. Each is judged by the
        mask's pixel at its centre.
    x, y
        (y, x) coordinates of the points in the CRS of both.
    result
        (y, x) written.
    """
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = _all_usable(usable, frame, first, kernel, x[i, j], y[i, j])


@compiled
def _all_usable(
    usable: NDArray[np.bool_],
    frame: Frame,
    first: tuple[int, int],
    kernel: Frame,
    x: float,
    y: float,
) -> bool:
    across = (x - kernel[0]) / kernel[2] - 0.5
    down = (kernel[1] - y) / kernel[3] - 0.5
    left, top = np.floor(across), np.floor(down)
    for corner in range(4):
        below, right = corner // 2, corner % 2
        if (right and across == left) or (below and down == top):
            continue
        centre_x = kernel[0] + (left + right + 0.5) * kernel[2]
        centre_y = kernel[1] - (top + below + 0.5) * kernel[3]
        c = int(np.floor((centre_x - frame[0]) / frame[2])) - first[1]
        r = int(np.floor((frame[1] - centre_y) / frame[3])) - first[0]
        inside = 0 <= r < usable.shape[0] and 0 <= c < usable.shape[1]
        if not (inside and usable[r, c]):
            return False
    return True
