"""Tiles drawn straight from a raster on its own grid, no copy in Web Mercator between.

Every pixel shows the pixel of the raster at its centre, or that of the overview whose pixels come
closest to the tile's. Nothing is averaged: a class on the map is a class of the raster.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.colouring import Colouring
from raster_pipeline.io.level_reader import LevelReader
from raster_pipeline.io.palette_png import png_of
from raster_pipeline.tiles.tile_set import Degrees
from raster_pipeline.tiles.warp import TilePlaces, Warp, sampled_classes, sampled_values
from raster_pipeline.tiles.web_grid import MOST_ZOOM, TileAddress

__all__ = ["RasterTiles"]

_DRAWING = "tiles/1"
"""To be raised when the same raster is drawn otherwise: browsers keep tiles for a year."""
_COARSER = 1.2
"""An overview is taken as long as its pixels are at most this much larger than the tile's."""
_REDUCED = 1.5
"""From so many pixels of the raster along one of a tile on an overview is taken in any case, as
GDAL's warper does: the most frequent of four stands for them better than one by chance."""
_BEYOND = 2
"""Zooms drawn beyond the first whose pixels are smaller than the raster's, so that on a map that
enlarges the last one the edges of pixels lie right to a quarter of them."""
_EFFORT = 4
"""Of zlib for a tile drawn while someone waits."""


class RasterTiles:
    """A :class:`~raster_pipeline.tiles.tile_set.TileSet` of a raster; for any thread.

    Parameters
    ----------
    levels
        The raster.
    colouring
        Its colours; pixels of its nodata value are clear all the same.
    content
        Hash of the raster's file; the version follows from it and the colours.
    zooms
        Coarsest and finest zoom; by default from the one at which the raster is as small as an
        icon to one at which a pixel of it is some pixels large.
    effort
        Of the compression, 1 (quick) to 9 (small).
    """

    def __init__(
        self,
        levels: LevelReader,
        colouring: Colouring,
        content: str,
        *,
        zooms: tuple[int, int] | None = None,
        effort: int = _EFFORT,
    ) -> None:
        self._levels = levels
        self._colouring = colouring
        self._effort = effort
        self._warp = Warp(levels.grid)
        self._zooms = zooms or self._usual_zooms()
        self._table: NDArray[np.uint8] | None = None
        if levels.dtype == "uint8":
            self._table = colouring.entries(np.arange(256, dtype=np.uint8))
            if levels.nodata is not None:
                self._table[int(levels.nodata)] = 0
        self._version = _version(content, colouring, self._table)

    @property
    def kind(self) -> Literal["png"]:
        """Pictures."""
        return "png"

    @property
    def version(self) -> str:
        """Name of raster, colours and way of drawing."""
        return self._version

    @property
    def bounds(self) -> Degrees:
        """West, south, east, north of the raster in degrees."""
        return self._warp.bounds

    @property
    def min_zoom(self) -> int:
        """Coarsest zoom."""
        return self._zooms[0]

    @property
    def max_zoom(self) -> int:
        """Finest zoom."""
        return self._zooms[1]

    @property
    def native_zoom(self) -> int:
        """First zoom whose pixels are no larger than the raster's."""
        return self._warp.native_zoom

    @property
    def layer(self) -> str:
        """Pictures have no layers."""
        return ""

    @property
    def gzipped(self) -> bool:
        """PNG is packed already."""
        return False

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A palette PNG; None outside the zooms, and where every pixel would be clear.

        Raises
        ------
        rasterio.errors.RasterioIOError
            If the file cannot be read any more.
        """
        drawn = self.entries(z, x, y)
        return None if drawn is None else png_of(drawn, self._colouring.palette, self._effort)

    def entries(self, z: int, x: int, y: int) -> NDArray[np.uint8] | None:
        """(256, 256) entries of the palette, 0 clear; None where :meth:`tile` gives none."""
        if not self.min_zoom <= z <= self.max_zoom or not TileAddress.is_tile(z, x, y):
            return None
        places = self._warp.places(TileAddress(z, x, y))
        if places is None:
            return None
        drawn = self._drawn(places)
        return drawn if drawn is not None and drawn.any() else None

    def _drawn(self, places: TilePlaces) -> NDArray[np.uint8] | None:
        levels, shape = self._levels, self._levels.grid.shape
        level = self._level(places.step)
        step = levels.steps[level]
        window = places.window(shape, step)
        if window is None:
            return None
        block = levels.read(level, window)
        if self._table is not None:
            return sampled_classes(block, window, places, shape, step, self._table)
        values = sampled_values(block, window, places, shape, step)
        if levels.nodata is not None:
            values[values == values.dtype.type(levels.nodata)] = np.nan
        return self._colouring.entries(values)

    def _level(self, wanted: float) -> int:
        """The coarsest level that is fine enough for ``wanted`` pixels of the raster a pixel."""
        steps = self._levels.steps
        least = 1 if wanted >= _REDUCED and len(steps) > 1 else 0
        return max(k for k, step in enumerate(steps) if k <= least or step <= wanted * _COARSER)

    def _usual_zooms(self) -> tuple[int, int]:
        first = self._warp.coarsest_zoom
        return first, max(first, min(MOST_ZOOM, self.native_zoom + _BEYOND))


def _version(content: str, colouring: Colouring, table: NDArray[np.uint8] | None) -> str:
    found = hashlib.blake2b(f"{_DRAWING} {content} {colouring.name}".encode(), digest_size=8)
    found.update(colouring.palette.tobytes())
    found.update(b"" if table is None else table.tobytes())
    return found.hexdigest()
