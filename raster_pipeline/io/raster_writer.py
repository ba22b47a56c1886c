"""Rasters on the study's grid, written block by block and published as cloud-optimised GeoTIFF."""

from __future__ import annotations

import tempfile
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
import rasterio.shutil
from rasterio.transform import Affine
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.overviews import OverviewRule, uncached, write_overviews
from sinkmap.grid import Grid, Window

__all__ = ["RasterWriter"]

_BLOCK = 512
_LEVEL = "4"
"""Of deflate: half the work of level 6, and files a seventh larger."""
_READ_BACK = 32 << 20
"""Bytes of pixels read back from one opening: closing frees the blocks GDAL keeps of a file."""


class RasterWriter:
    """One band on the grid, or several with names, written by windows in any order, any thread.

    Blocks go to an uncompressed scratch file beside the target. When the ``with`` block ends well
    the scratch file is copied once into a cloud-optimised GeoTIFF (deflate, 512 x 512 blocks,
    overviews), which takes its final name by one rename. When it ends by an exception nothing is
    left behind and an older file of that name stays as it was. The bytes depend on the pixels,
    the grid and the tags only, never on the order of the writes. Memory of the copy grows with
    the number of bands, not with the raster.

    Parameters
    ----------
    path
        Target file.
    grid
        The grid; the file gets its CRS, origin and shape.
    dtype
        numpy name of the pixel type.
    nodata
        Value of pixels that were not observed; None if every value is a measurement. Pixels no
        block was written to hold it (0 if there is none).
    overview
        How overviews are made: ``mode`` or ``nearest`` for classes, ``average`` for measurements.
    tags
        Text stored with the file.
    bands
        Names of the bands; none for one band without a name.
    """

    def __init__(
        self,
        path: Path,
        grid: Grid,
        *,
        dtype: str,
        nodata: float | int | None,
        overview: OverviewRule = "mode",
        tags: Mapping[str, str] | None = None,
        bands: Sequence[str] = (),
    ) -> None:
        self._path = path
        self._grid = grid
        self._dtype = np.dtype(dtype)
        self._nodata = nodata
        self._overview = overview
        self._tags = dict(sorted((tags or {}).items()))
        self._bands = tuple(bands)
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._scratch: Any = None
        self._written: dict[Window, int] = {}

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(
            prefix=f".{self._path.name}.", dir=self._path.parent
        )
        try:
            self._scratch = rasterio.open(
                self._scratch_path,
                "w",
                driver="GTiff",
                width=self._grid.shape[1],
                height=self._grid.shape[0],
                count=max(len(self._bands), 1),
                dtype=self._dtype.name,
                crs=self._grid.crs,
                transform=Affine(*self._grid.transform),
                nodata=self._nodata,
                tiled=True,
                blockxsize=_BLOCK,
                blockysize=_BLOCK,
                BIGTIFF="IF_SAFER",
            )
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def write(self, window: Window, block: NDArray[Any]) -> None:
        """Write one block.

        Parameters
        ----------
        window
            Where the block lies on the grid.
        block
            (y, x) values of the window's shape and the file's type; (band, y, x) where the bands
            have names.

        Raises
        ------
        ValueError
            If the shape or the type differs: a silent cast could change a class code.
        """
        named = (len(self._bands),) if self._bands else ()
        if block.shape != (*named, window.rows, window.cols):
            raise ValueError(f"block of shape {block.shape} for window {window}")
        if block.dtype != self._dtype:
            raise ValueError(f"block of type {block.dtype} for a file of {self._dtype}")
        place = RasterWindow(window.col, window.row, window.cols, window.rows)
        check = zlib.crc32(np.ascontiguousarray(block).data)
        with self._lock:
            self._written[window] = check
            self._scratch.write(block, self._indexes, window=place)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._folder is not None
        try:
            if kind is None:
                self._scratch.update_tags(**self._tags)
                for number, name in enumerate(self._bands, start=1):
                    self._scratch.set_band_description(number, name)
            self._scratch.close()
            if kind is None:
                self._publish(Path(self._folder.name) / "cog.tif")
        finally:
            self._scratch = None
            self._folder.cleanup()

    @property
    def _indexes(self) -> int | list[int]:
        """Bands as rasterio takes them: a number for (y, x) arrays, a list for (band, y, x)."""
        return list(range(1, len(self._bands) + 1)) if self._bands else 1

    @property
    def _scratch_path(self) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / "blocks.tif"

    def _publish(self, finished: Path) -> None:
        write_overviews(self._scratch_path, self._overview, _BLOCK)
        with uncached():
            rasterio.shutil.copy(
                self._scratch_path,
                finished,
                driver="COG",
                COMPRESS="DEFLATE",
                LEVEL=_LEVEL,
                # Measurements differ pixel by pixel; float64 holds the few values of a table.
                PREDICTOR="YES" if self._dtype == np.float32 else "NO",
                BLOCKSIZE=str(_BLOCK),
                OVERVIEWS="FORCE_USE_EXISTING",
                NUM_THREADS="ALL_CPUS",
                BIGTIFF="IF_SAFER",
            )
        self._read_back(finished)
        finished.replace(self._path)

    def _read_back(self, finished: Path) -> None:
        """Every block once more: on a full disk the driver may drop one and close without a word.

        Raises
        ------
        OSError
            If a block is not what was written.
        """
        for windows in self._portions():
            with rasterio.open(finished, driver="GTiff") as dataset:
                lost = [window for window in windows if self._lost(dataset, window)]
            if lost:
                raise OSError(f"{self._path.name}: {lost[0]} does not read back as written")

    def _lost(self, dataset: Any, window: Window) -> bool:
        place = RasterWindow(window.col, window.row, window.cols, window.rows)
        found = zlib.crc32(dataset.read(self._indexes, window=place).data)
        return found != self._written[window]

    def _portions(self) -> Iterator[list[Window]]:
        """The windows written, by portions of about ``_READ_BACK`` bytes."""
        pixel = self._dtype.itemsize * max(len(self._bands), 1)
        portion: list[Window] = []
        size = 0
        for window in self._written:
            portion.append(window)
            size += window.rows * window.cols * pixel
            if size >= _READ_BACK:
                yield portion
                portion, size = [], 0
        if portion:
            yield portion
