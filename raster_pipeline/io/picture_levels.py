"""A georeferenced picture at every one of its sizes: colours and what is clear, from any thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.raster_facts import RasterFacts
from raster_pipeline.io.thread_files import ThreadFiles
from sinkmap.grid import Grid, Window

__all__ = ["PictureLevels"]

_COLOURS = ("red", "green", "blue")


class PictureLevels:
    """The levels of a GeoTIFF of colours: 0 is the picture, each further one an overview.

    Parameters
    ----------
    path, version
        The file, and a name of its content: of another content handles are opened anew.
    facts
        Its header. Pixels are bytes: one band of grey or with a palette, three of colours, or
        these and one that says what is clear.
    grid
        Where its pixels lie.
    files
        Keeps the files open: each thread its own, and of each level its own.
    """

    def __init__(
        self, path: Path, version: str, facts: RasterFacts, grid: Grid, files: ThreadFiles
    ) -> None:
        self._path = path
        self._version = version
        self._files = files
        self.grid = grid
        self.steps = (1, *facts.overviews)
        """Pixels of the picture along one of each level."""
        self._bands = colour_bands(facts)
        self._palette = self._read_palette() if facts.colours[0] == "palette" else None

    def read(self, level: int, window: Window) -> NDArray[np.uint8]:
        """(4, rows, cols) red, green, blue and opacity of a window in pixels of a level.

        Raises
        ------
        OSError
            If the file cannot be read any more.
        """
        place = RasterWindow(window.col, window.row, window.cols, window.rows)
        key = (self._path, self._version, level)
        dataset = self._files.handle(key, lambda: self._open(level))
        try:
            bands: NDArray[Any] = dataset.read(list(self._bands), window=place)
            seen = dataset.dataset_mask(window=place)
        except RasterioError as error:
            raise OSError(f"{self._path.name}: {error}") from error
        found = np.empty((4, *bands.shape[1:]), dtype=np.uint8)
        found[:3] = bands if self._palette is None else self._palette[bands[0]].transpose(2, 0, 1)
        found[3] = seen
        return found

    def _read_palette(self) -> NDArray[np.uint8]:
        """(256, 3) colours of the entries; black where the file names none."""
        with rasterio.open(self._path, driver="GTiff") as dataset:
            named = dataset.colormap(1)
        colours = np.zeros((256, 3), dtype=np.uint8)
        for entry, colour in named.items():
            colours[entry] = colour[:3]
        return colours

    def _open(self, level: int) -> tuple[Any, ...]:
        chosen = {"overview_level": level - 1} if level else {}
        return (rasterio.open(self._path, driver="GTiff", **chosen),)


def colour_bands(facts: RasterFacts) -> tuple[int, int, int]:
    """Numbers of the bands of red, green and blue; one band is all three.

    Bands that no colour is named of are taken in their order.
    """
    if facts.bands < len(_COLOURS):
        return (1, 1, 1)
    named = [facts.colours.index(one) + 1 for one in _COLOURS if one in facts.colours]
    return (named[0], named[1], named[2]) if len(named) == len(_COLOURS) else (1, 2, 3)
