"""Median composites against xarray with dask, on the same files: equal, and how quick.

Every scene is a GeoTIFF of uint16 numbers with 512 x 512 deflate blocks, and a mask file of the
same blocks. The ground is smooth with some noise, as real reflectance is; clouds come in patches.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.scene import BAND_NAMES, GeoTiffScene, OpenFiles, Scene, open_geotiff
from raster_pipeline.steps.composite import CompositePlan, composite_blocks
from sinkmap.grid import Grid

import dask  # isort: skip
import rasterio  # isort: skip
import rioxarray  # isort: skip
import xarray  # isort: skip
from rasterio.windows import Window  # isort: skip
from scipy.ndimage import zoom  # isort: skip

CLEAR = (4, 5)
"""Mask values that mean a clear pixel."""
_CODES = np.array([4, 5, 8, 9, 3], dtype=np.uint8)
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Case:
    """Files of one case and what they hold."""

    grid: Grid
    images: tuple[Path, ...]
    masks: tuple[Path, ...]
    bands: tuple[str, ...]

    def scenes(self) -> list[Scene]:
        with OpenFiles() as files:
            return [
                open_geotiff(
                    GeoTiffScene(
                        image,
                        date(2023, 4, 1) + timedelta(days=5 * number),
                        {name: k + 1 for k, name in enumerate(self.bands)},
                        mask=mask,
                        clear=CLEAR,
                    ),
                    files,
                )
                for number, (image, mask) in enumerate(zip(self.images, self.masks, strict=True))
            ]


def make_scenes(folder: Path, size: int, scenes: int, bands: int, seed: int) -> Case:
    """Write ``scenes`` files of ``bands`` bands and ``size`` x ``size`` pixels, and their masks."""
    draw = np.random.default_rng(seed)
    grid = Grid("EPSG:4549", 490_000.0, 3_520_000.0, 10.0, (size, size))
    ground = _smooth(draw, size, 40) * 3000 + 300
    images, masks = [], []
    for number in range(scenes):
        season = 1.0 + 0.4 * np.sin(number / scenes * 2 * np.pi)
        image = np.empty((bands, size, size), dtype=np.uint16)
        for band in range(bands):
            noise = draw.integers(-40, 41, (size, size))
            image[band] = np.clip(ground * season * (0.5 + 0.2 * band) + noise, 1, 65_000)
        cloud = _smooth(draw, size, 6)
        mask = _CODES[np.digitize(cloud, [0.35, 0.6, 0.75, 0.9])]
        # A haze that never lifts: a gap in every composite.
        mask[: size // 20, : size // 20] = 9
        if number % 4 == 0:
            # The swath ends: no data, in the image and in the mask.
            image[:, :, : size // 8], mask[:, : size // 8] = 0, 0
        images.append(_write(folder / f"scene_{number:03d}.tif", image, grid))
        masks.append(_write(folder / f"mask_{number:03d}.tif", mask[np.newaxis], grid))
    return Case(grid, tuple(images), tuple(masks), BAND_NAMES[:bands])


def ours(case: Case, workers: int = 2) -> NDArray[np.float32]:
    """The composite by sinkmap, held in memory as (band, y, x)."""
    result = np.empty((len(case.bands), *case.grid.shape), dtype=np.float32)
    plan = CompositePlan(case.bands)
    for block in composite_blocks(case.scenes(), case.grid, plan, workers=workers):
        result[(slice(None), *block.tile.slices)] = block.values
    return result


def streamed(case: Case, workers: int = 2) -> int:
    """The composite by sinkmap with nothing kept, to measure memory; pixels that have a value."""
    plan = CompositePlan(case.bands)
    blocks = composite_blocks(case.scenes(), case.grid, plan, workers=workers)
    return sum(int((~np.isnan(block.values).any(axis=0)).sum()) for block in blocks)


def peer(case: Case, workers: int = 2) -> NDArray[np.float32]:
    """The composite by xarray and dask as its documentation has it: (band, y, x)."""
    chunks = {"band": 1, "y": _BLOCK, "x": _BLOCK}
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


def read_only(case: Case, workers: int = 2) -> int:
    """Read the same blocks and do nothing with them; the number of bytes."""
    tiles = list(case.grid.tiles(_BLOCK))

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


def _smooth(draw: np.random.Generator, size: int, cells: int) -> NDArray[np.float64]:
    """A field between 0 and 1 without sharp edges."""
    coarse = draw.random((cells, cells))
    return np.clip(zoom(coarse, size / cells, order=1, grid_mode=True, mode="nearest"), 0, 1)


def _write(path: Path, values: NDArray[np.generic], grid: Grid) -> Path:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=grid.shape[1],
        height=grid.shape[0],
        count=values.shape[0],
        dtype=values.dtype.name,
        crs=grid.crs,
        transform=rasterio.Affine(*grid.transform),
        nodata=0 if values.dtype == np.uint16 else None,
        tiled=True,
        blockxsize=_BLOCK,
        blockysize=_BLOCK,
        interleave="band",
        compress="deflate",
        predictor=2,
    ) as out:
        out.write(values)
    return path
