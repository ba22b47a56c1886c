"""Median composites against xarray with dask, on the same files: equal, and how quick."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.scenes import BLOCK, CLEAR, SceneFiles
from raster_pipeline.steps.composite import CompositePlan, composite_blocks

import dask  # isort: skip
import rasterio  # isort: skip
import rioxarray  # isort: skip
import xarray  # isort: skip
from rasterio.windows import Window  # isort: skip


def ours(case: SceneFiles, workers: int = 2) -> NDArray[np.float32]:
    """The composite by sinkmap, held in memory as (band, y, x)."""
    result = np.empty((len(case.bands), *case.grid.shape), dtype=np.float32)
    plan = CompositePlan(case.bands)
    for block in composite_blocks(case.scenes(), case.grid, plan, workers=workers):
        result[(slice(None), *block.tile.slices)] = block.values
    return result


def peer(case: SceneFiles, workers: int = 2) -> NDArray[np.float32]:
    """The composite by xarray and dask as its documentation has it: (band, y, x)."""
    chunks = {"band": 1, "y": BLOCK, "x": BLOCK}
    with dask.config.set(scheduler="threads", num_workers=workers):
        looks = [
            _masked(image, mask, chunks)
            for image, mask in zip(case.images, case.masks, strict=True)
        ]
        stack = xarray.concat(looks, dim="time", join="exact").chunk(time=-1)
        return np.asarray(stack.median("time", skipna=True).values)


def _masked(image: Path, mask: Path, chunks: dict[str, int]) -> xarray.DataArray:
    values = rioxarray.open_rasterio(image, chunks=chunks, masked=True)
    codes = rioxarray.open_rasterio(mask, chunks=chunks).squeeze("band", drop=True)
    return values.where(codes.isin(CLEAR))


def read_only(case: SceneFiles, workers: int = 2) -> int:
    """Read the same blocks and do nothing with them; the number of bytes."""
    tiles = list(case.grid.tiles(BLOCK))

    def read(part: Sequence[object]) -> int:
        paths = [*case.images, *case.masks]
        opened = [rasterio.open(path) for path in paths]
        total = 0
        for tile in part:
            place = Window(tile.col, tile.row, tile.cols, tile.rows)
            total += sum(data.read(window=place).nbytes for data in opened)
        for data in opened:
            data.close()
        return total

    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(read, [tiles[k::workers] for k in range(workers)]))


def equal(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    """Whether two composites are the same to the last bit, gaps included."""
    return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True)
