"""Overviews of a raster: each level half the size of the one before, made block by block.

The COG driver takes overviews that lie beside its source as they are. Those it makes itself pass
through the block cache of the process, which grows with the raster until it is full.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
from rasterio.transform import Affine
from rasterio.windows import Window as RasterWindow

from sinkmap.compiled import compiled

__all__ = ["OverviewRule", "halved", "uncached", "write_overviews"]

OverviewRule = Literal["mode", "nearest", "average"]
"""Pixel of a level from the 2 x 2 below it: most frequent, north-western, mean of those seen."""


def uncached() -> rasterio.Env:
    """Settings under which uncompressed GeoTIFFs are read past the block cache of the process."""
    return rasterio.Env(GTIFF_DIRECT_IO=True)


def write_overviews(path: Path, rule: OverviewRule, block: int) -> None:
    """Write the overviews of a scratch file, down to the level that one block holds.

    Level 1 of ``a.tif`` is ``a.tif.ovr``, level 2 ``a.tif.ovr.ovr``, and so on: each file is the
    overview of the one whose name it lengthens, which is how GDAL finds them.

    Parameters
    ----------
    path
        A tiled, uncompressed GeoTIFF.
    rule
        How four pixels become one; every level is made of the one before.
    block
        Side of the blocks written, pixels.
    """
    with uncached():
        level: Path | None = path
        while level is not None:
            level = _write_next(level, rule, block)


def halved(values: NDArray[Any], rule: OverviewRule, nodata: float | None) -> NDArray[Any]:
    """A block at half the size.

    A last row or column that stands alone counts as if it stood there twice. Missing pixels are
    left out unless all four are missing; ``nearest`` takes them as they come. Of classes equally
    frequent the first in reading order wins. Means of whole numbers are rounded half to even.

    Parameters
    ----------
    values
        (y, x).
    rule
        How four pixels become one.
    nodata
        Value of missing pixels; NaN is always missing.

    Returns
    -------
    (ceil(y / 2), ceil(x / 2)) of the same type.
    """
    if rule == "nearest":
        return np.ascontiguousarray(values[::2, ::2])
    rows, cols = values.shape
    if rows % 2 or cols % 2:
        values = np.pad(values, ((0, rows % 2), (0, cols % 2)), mode="edge")
    seen = _seen(values, nodata)
    half = np.empty((values.shape[0] // 2, values.shape[1] // 2), dtype=values.dtype)
    if rule == "mode":
        _fill_modes(values, seen, half)
    else:
        _fill_means(values, seen, values.dtype.kind != "f", half)
    return half


def _write_next(path: Path, rule: OverviewRule, block: int) -> Path | None:
    """The file of the next level; None if one block holds this one."""
    with rasterio.open(path, driver="GTiff") as finer:
        if max(finer.shape) <= block:
            return None
        level = path.with_name(f"{path.name}.ovr")
        _write_level(finer, level, rule, block)
    return level


def _write_level(finer: Any, path: Path, rule: OverviewRule, block: int) -> None:
    height, width = (-(-side // 2) for side in finer.shape)
    a, b, west, d, e, north = tuple(finer.transform)[:6]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=width,
        height=height,
        count=finer.count,
        dtype=finer.dtypes[0],
        crs=finer.crs,
        transform=Affine(2 * a, 2 * b, west, 2 * d, 2 * e, north),
        nodata=finer.nodata,
        tiled=True,
        blockxsize=block,
        blockysize=block,
        BIGTIFF="IF_SAFER",
    ) as level:
        for row, col in itertools.product(range(0, height, block), range(0, width, block)):
            rows, cols = min(block, height - row), min(block, width - col)
            below = RasterWindow(
                2 * col,
                2 * row,
                min(2 * cols, finer.width - 2 * col),
                min(2 * rows, finer.height - 2 * row),
            )
            bands = [halved(band, rule, finer.nodata) for band in finer.read(window=below)]
            level.write(np.stack(bands), window=RasterWindow(col, row, cols, rows))


def _seen(values: NDArray[Any], nodata: float | None) -> NDArray[np.bool_]:
    if values.dtype.kind == "f":
        seen: NDArray[np.bool_] = ~np.isnan(values)
    else:
        seen = np.ones(values.shape, dtype=bool)
    if nodata is not None and not np.isnan(nodata):
        seen &= values != values.dtype.type(nodata)
    return seen


@compiled
def _fill_modes(values: NDArray[Any], seen: NDArray[np.bool_], half: NDArray[Any]) -> None:
    for row in range(half.shape[0]):
        for col in range(half.shape[1]):
            half[row, col] = _mode(values, seen, 2 * row, 2 * col)


@compiled
def _mode(values: NDArray[Any], seen: NDArray[np.bool_], y: int, x: int) -> Any:
    """Of 2 x 2 pixels the value two or more share, else the first seen, the last if none was."""
    a, b, c, d = values[y, x], values[y, x + 1], values[y + 1, x], values[y + 1, x + 1]
    if seen[y, x] and (a in (b, c, d)):
        return a
    if seen[y, x + 1] and (b in (c, d)):
        return b
    if seen[y + 1, x] and c == d:
        return c
    if seen[y, x]:
        return a
    if seen[y, x + 1]:
        return b
    return c if seen[y + 1, x] else d


@compiled
def _fill_means(
    values: NDArray[Any], seen: NDArray[np.bool_], whole: bool, half: NDArray[Any]
) -> None:
    """Mean of what was seen, whole numbers rounded half to even; the first where nothing was."""
    for row in range(half.shape[0]):
        for col in range(half.shape[1]):
            total, count = 0.0, 0
            for k in range(4):
                y, x = 2 * row + k // 2, 2 * col + k % 2
                total += values[y, x] if seen[y, x] else 0.0
                count += seen[y, x]
            if count == 0:
                half[row, col] = values[2 * row, 2 * col]
            else:
                half[row, col] = np.rint(total / count) if whole else total / count
