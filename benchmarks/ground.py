"""Simulated ground for benchmarks: a raster of land classes, parcels and zones, from a seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid, Window

__all__ = ["CLASSES", "class_raster", "grid_of", "parcels", "value_raster", "zones"]

Polygons = NDArray[Any]

CLASSES = 12
"""Land classes of a simulated raster, 1 to 12."""
_PATCH = 14
"""Mean edge of a patch of one class, pixels: the size of a small field at 10 m."""
_SPECKLE = 0.015
"""Share of pixels classed by chance. With it a pixel takes 0.14 bytes on the disk, as in the land
cover of the simulated city."""


def grid_of(megapixels: float, columns: int = 10_240) -> Grid:
    """A grid of 10 m pixels in whole tiles of 512, about ``megapixels`` large."""
    rows = max(512, round(megapixels * 1e6 / columns / 512) * 512)
    return Grid("EPSG:4549", 417_280.0, 3_549_600.0, 10.0, (rows, columns))


def class_raster(path: Path, grid: Grid, seed: int, *, changed: float = 0.0) -> Path:
    """Write patches of classes; of the same seed with a share of the patches ``changed``."""
    with RasterWriter(path, grid, dtype="uint8", nodata=0) as writer:
        for window in grid.tiles():
            writer.write(window, _classes(window, grid, seed, changed))
    return path


def value_raster(path: Path, grid: Grid, seed: int) -> Path:
    """Write a smooth float raster with patches of no data (NaN)."""
    with RasterWriter(path, grid, dtype="float32", nodata=float("nan")) as writer:
        for window in grid.tiles():
            classes = _classes(window, grid, seed, 0.0)
            rows, cols = np.mgrid[window.slices]
            values = (40.0 + 12.0 * np.sin(rows / 97.0) * np.cos(cols / 61.0)).astype(np.float32)
            values[classes == CLASSES] = np.nan
            writer.write(window, values)
    return path


def _classes(window: Window, grid: Grid, seed: int, changed: float) -> NDArray[np.uint8]:
    rows, cols = np.mgrid[window.slices]
    bent_rows = rows + (6.0 * np.sin(cols / 19.0) + 3.0 * np.sin(cols / 5.0)).astype(np.int64) + 16
    bent_cols = cols + (6.0 * np.sin(rows / 23.0) + 3.0 * np.sin(rows / 7.0)).astype(np.int64) + 16
    shape = (grid.shape[0] // _PATCH + 4, grid.shape[1] // _PATCH + 4)
    rng = np.random.default_rng(seed)
    patches = rng.integers(1, CLASSES + 1, shape).astype(np.uint8)
    turned = rng.random(shape) < changed
    patches[turned] = patches[turned] % CLASSES + 1
    classes = patches[bent_rows // _PATCH, bent_cols // _PATCH]
    speckle = np.random.default_rng((seed, window.row, window.col))
    wrong = speckle.random(classes.shape) < _SPECKLE
    classes[wrong] = speckle.integers(1, CLASSES + 1, int(wrong.sum()))
    return classes


def parcels(grid: Grid, count: int, seed: int) -> Polygons:
    """About ``count`` polygons of 8 vertices that cover the grid but for its rim.

    Corners of a mesh are displaced and so is the middle of every border; neighbours share their
    borders to the last bit.
    """
    rows, cols = grid.shape
    across = max(1, round((count * cols / rows) ** 0.5))
    down = max(1, round(count / across))
    rng = np.random.default_rng(seed)
    west, south, east, north = grid.bounds
    step = ((east - west) / across, (north - south) / down)
    node = _mesh(rng, west, north, step, (down + 1, across + 1), 0.22)
    level = _mesh(rng, west + step[0] / 2, north, step, (down + 1, across), 0.15)
    upright = _mesh(rng, west, north - step[1] / 2, step, (down, across + 1), 0.15)
    for points in (node, level, upright):
        np.clip(points[..., 0], west, east, out=points[..., 0])
        np.clip(points[..., 1], south, north, out=points[..., 1])
    ring = (
        node[:-1, :-1],
        upright[:, :-1],
        node[1:, :-1],
        level[1:],
        node[1:, 1:],
        upright[:, 1:],
        node[:-1, 1:],
        level[:-1],
    )
    return np.asarray(shapely.polygons(np.stack(ring, axis=2).reshape(-1, 8, 2)))


def _mesh(
    rng: np.random.Generator,
    west: float,
    north: float,
    step: tuple[float, float],
    shape: tuple[int, int],
    jitter: float,
) -> NDArray[np.float64]:
    rows, cols = np.mgrid[: shape[0], : shape[1]].astype(np.float64)
    rows += rng.uniform(-jitter, jitter, shape)
    cols += rng.uniform(-jitter, jitter, shape)
    return np.stack([west + cols * step[0], north - rows * step[1]], axis=-1)


def zones(grid: Grid, count: int, seed: int, *, vertices: int = 400) -> Polygons:
    """``count`` large zones that cover the grid once, their borders wavy: ``vertices`` an edge."""
    cells = parcels(grid, count, seed)
    step = max(grid.bounds[2] - grid.bounds[0], grid.bounds[3] - grid.bounds[1]) / 8.0
    fine = shapely.segmentize(cells, step / vertices)

    def bend(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = xy[:, 0], xy[:, 1]
        return np.column_stack([x + 90.0 * np.sin(y / 310.0), y + 90.0 * np.sin(x / 270.0)])

    return np.asarray(shapely.transform(fine, bend))
