"""Scenes to compose: files of bands and masks, for the benchmarks of composites.

Every scene is a GeoTIFF of uint16 numbers with 512 x 512 deflate blocks, and a mask file of the
same blocks. The ground is smooth with some noise, as real reflectance is; clouds come in patches.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import zoom

from raster_pipeline.io.scene import BAND_NAMES, GeoTiffScene, OpenFiles, Scene, open_geotiff
from sinkmap.grid import Grid

import rasterio  # isort: skip

__all__ = ["BLOCK", "CLEAR", "SceneFiles", "link_scenes", "make_scenes", "scene_files"]

CLEAR = (4, 5)
"""Mask values that mean a clear pixel."""
_CODES = np.array([4, 5, 8, 9, 3], dtype=np.uint8)
BLOCK = 512
"""Side of a block of the files, pixels."""


@dataclass(frozen=True, slots=True)
class SceneFiles:
    """Files of some scenes and what they hold."""

    grid: Grid
    images: tuple[Path, ...]
    masks: tuple[Path, ...]
    bands: tuple[str, ...]

    def scenes(self) -> list[Scene]:
        """The scenes, five days apart."""
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


def scene_files(folder: Path, size: int, scenes: int, bands: int) -> SceneFiles:
    """Where the files of ``size`` x ``size`` pixels lie, or will."""
    return SceneFiles(
        Grid("EPSG:4549", 490_000.0, 3_520_000.0, 10.0, (size, size)),
        tuple(folder / f"scene_{number:03d}.tif" for number in range(scenes)),
        tuple(folder / f"mask_{number:03d}.tif" for number in range(scenes)),
        BAND_NAMES[:bands],
    )


def make_scenes(folder: Path, size: int, scenes: int, bands: int, seed: int) -> SceneFiles:
    """Write ``scenes`` files of ``bands`` bands and ``size`` x ``size`` pixels, and their masks."""
    draw = np.random.default_rng(seed)
    files = scene_files(folder, size, scenes, bands)
    ground = _smooth(draw, size, 40) * 3000 + 300
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
        _write(files.images[number], image, files.grid)
        _write(files.masks[number], mask[np.newaxis], files.grid)
    return files


def link_scenes(files: SceneFiles, made: int) -> None:
    """Make all files that follow the first ``made`` scenes links to those, in turn.

    To whatever opens them they are files of their own, at no cost of disk or time.
    """
    for kind in (files.images, files.masks):
        for number, path in enumerate(kind[made:]):
            path.hardlink_to(kind[number % made])


def _smooth(draw: np.random.Generator, size: int, cells: int) -> NDArray[np.float64]:
    """A field between 0 and 1 without sharp edges."""
    coarse = draw.random((cells, cells))
    return np.clip(zoom(coarse, size / cells, order=1, grid_mode=True, mode="nearest"), 0, 1)


def _write(path: Path, values: NDArray[np.generic], grid: Grid) -> None:
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
        blockxsize=BLOCK,
        blockysize=BLOCK,
        interleave="band",
        compress="deflate",
        predictor=2,
    ) as out:
        out.write(values)
