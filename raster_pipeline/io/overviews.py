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

__all__ = ["OverviewRule", "halved", "uncached", "write_overviews"]

OverviewRule = Literal["mode", "nearest", "average"]
"""Pixel of a level from the 2 x 2 below it: most frequent, north-western, mean of those seen."""

_UNITS = ((0, 0), (0, 1), (1, 0), (1, 1))


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
    four = [values[row::2, col::2] for row, col in _UNITS]
    seen = [_seen(quarter, nodata) for quarter in four]
    return _mode(four, seen) if rule == "mode" else _average(four, seen)


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


def _mode(four: list[NDArray[Any]], seen: list[NDArray[np.bool_]]) -> NDArray[Any]:
    """The value two or more share, else the first that was seen."""
    a, b, c, d = four
    pairs = [
        seen[0] & ((a == b) | (a == c) | (a == d)),
        seen[1] & ((b == c) | (b == d)),
        seen[2] & (c == d),
    ]
    return np.select([*pairs, *seen[:3]], [a, b, c, a, b, c], d)


def _average(four: list[NDArray[Any]], seen: list[NDArray[np.bool_]]) -> NDArray[Any]:
    total = np.zeros(four[0].shape)
    count = np.zeros(four[0].shape, dtype=np.uint8)
    for values, there in zip(four, seen, strict=True):
        np.add(total, values, out=total, where=there)
        count += there
    np.divide(total, count, out=total, where=count > 0)
    if four[0].dtype.kind != "f":
        np.rint(total, out=total)
    # Where nothing was seen all four are missing, and the first says how.
    return np.where(count > 0, total, four[0]).astype(four[0].dtype)
