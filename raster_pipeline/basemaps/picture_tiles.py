"""Tiles drawn straight from a georeferenced picture on its own grid."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from pyproj.exceptions import ProjError

from raster_pipeline.basemaps.findings import about, basemap_finding
from raster_pipeline.basemaps.stored_tiles import touches
from raster_pipeline.io.palette_png import photo_png
from raster_pipeline.io.picture_levels import PictureLevels
from raster_pipeline.io.raster_facts import RasterFacts, inspect, read_as
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.tile_set import Degrees
from raster_pipeline.tiles.warp import Warp, sampled_classes
from raster_pipeline.tiles.web_grid import MOST_ZOOM, TILE_PIXELS, TileAddress
from sinkmap.basemap import BasemapEntry
from sinkmap.errors import Finding, InputRefusedError
from sinkmap.grid import Grid

__all__ = ["PictureTiles", "examined_picture"]

_COARSER = 1.2
"""An overview is taken as long as its pixels are at most this much larger than the tile's."""
_BEYOND = 1
"""Zooms drawn beyond the first whose pixels are smaller than the picture's; the map enlarges."""
_MOST_STEP = 16.0
"""Pixels of the coarsest level along one of a tile: 4096 x 4096 are read for one tile."""
_EFFORT = 4
_SQUARE = 1e-6
"""Share by which width and height of a pixel may differ."""
_THEMSELVES = np.arange(256, dtype=np.uint8)
_CHINA = "EPSG:4490"


class PictureTiles:
    """The tiles of a picture, for any thread. Each pixel shows that of the nearest overview."""

    steady = True
    tile_size = TILE_PIXELS

    def __init__(self, levels: PictureLevels, version: str) -> None:
        self._levels = levels
        self._warp = Warp(levels.grid)
        self.version = version
        self.bounds: Degrees = self._warp.bounds
        self.min_zoom = max(self._warp.coarsest_zoom, self._first_quick())
        self.max_zoom = max(self.min_zoom, min(MOST_ZOOM, self._warp.native_zoom + _BEYOND))

    @property
    def is_cut(self) -> bool:
        """Whether there are zooms it is not drawn at, for want of overviews."""
        return len(self._levels.steps) == 1 and self.min_zoom > self._warp.coarsest_zoom

    def tile(self, z: int, x: int, y: int) -> tuple[str, bytes] | None:
        """Media type and content of a tile; None where every pixel is clear.

        Raises
        ------
        OSError
            If the file cannot be read any more.
        """
        if not self.min_zoom <= z <= self.max_zoom or not TileAddress.is_tile(z, x, y):
            return None
        places = self._warp.places(TileAddress(z, x, y))
        if places is None:
            return None
        shape, steps = self._levels.grid.shape, self._levels.steps
        level = max(k for k, s in enumerate(steps) if k == 0 or s <= places.step * _COARSER)
        window = places.window(shape, steps[level])
        if window is None:
            return None
        bands = self._levels.read(level, window)
        drawn = np.stack(
            [
                sampled_classes(band, window, places, shape, steps[level], _THEMSELVES)
                for band in bands
            ],
            axis=-1,
        )
        if not drawn[..., 3].any():
            return None
        shown = drawn[..., :3] if drawn[..., 3].all() and drawn[..., 3].min() == 255 else drawn
        return "image/png", photo_png(shown, _EFFORT)

    def _first_quick(self) -> int:
        """First zoom at which no more than 4096 x 4096 pixels are read for a tile."""
        coarsest = self._levels.steps[-1]
        quick = (z for z in range(MOST_ZOOM) if self._warp.pixel(z) / coarsest <= _MOST_STEP)
        return next(quick, MOST_ZOOM)


def examined_picture(
    path: Path, entry: BasemapEntry, version: str, area: Degrees, files: ThreadFiles
) -> tuple[PictureTiles | None, list[Finding]]:
    """The tiles of a picture if it can be drawn, and what was found about it.

    ``area``: what the study covers, in degrees.
    """
    try:
        facts = inspect(path)
    except InputRefusedError as error:
        return None, [about(one, entry) for one in error.findings]
    grid, wrong = _placed(facts, entry)
    if grid is None:
        return None, wrong
    tiles = PictureTiles(PictureLevels(path, version, facts, grid, files), version)
    if not touches(tiles.bounds, area):
        seen, wanted = (" ".join(f"{one:.2f}°" for one in box) for box in (tiles.bounds, area))
        return None, [basemap_finding("BASEMAP-ELSEWHERE", entry, seen, wanted)]
    slow = basemap_finding("BASEMAP-NO-OVERVIEWS", entry, f"{facts.shape[1]}×{facts.shape[0]}")
    return tiles, [slow] if tiles.is_cut else []


def _placed(facts: RasterFacts, entry: BasemapEntry) -> tuple[Grid | None, list[Finding]]:
    """Where the pixels of a picture lie; what keeps it from being drawn."""
    if facts.dtype != "uint8":
        return None, [basemap_finding("BASEMAP-BANDS", entry, facts.dtype, "uint8")]
    across, down = facts.pixel
    squares = math.isclose(across, down, rel_tol=_SQUARE)
    if not facts.crs or facts.is_rotated or facts.is_south_up or not squares:
        seen = facts.crs or "—"
        numbers = " ".join(f"{one:g}" for one in facts.transform)
        return None, [basemap_finding("BASEMAP-PLACE", entry, f"{seen}: {numbers}")]
    read = read_as(facts.crs, _CHINA)
    if read is None:
        return None, [basemap_finding("BASEMAP-FRAME", entry, facts.crs, _CHINA)]
    grid = Grid(facts.crs, facts.transform[2], facts.transform[5], across, facts.shape)
    try:
        finite = all(map(math.isfinite, Warp(grid).bounds))
    except ProjError:  # it lies where its CRS does not reach
        finite = False
    if not finite:
        seen = " ".join(f"{one:g}" for one in facts.bounds)
        return None, [basemap_finding("BASEMAP-PLACE", entry, f"{facts.crs}: {seen}")]
    return grid, []
