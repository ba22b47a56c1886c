"""All tiles of a raster, drawn ahead of time into an archive."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from raster_pipeline.tiles.archive_writer import Tile, write_archive
from raster_pipeline.tiles.raster_tiles import RasterTiles
from raster_pipeline.tiles.web_grid import TileAddress, covering

__all__ = ["prerender"]

_AT_ONCE = 256
"""Tiles that wait for their turn to be written."""


def prerender(
    raster: RasterTiles,
    out: Path,
    min_zoom: int | None = None,
    max_zoom: int | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Write a raster's tiles into a PMTiles archive, which appears whole or not at all.

    Tiles with nothing on them are left out. The same raster gives the same bytes.

    Parameters
    ----------
    raster
        What is drawn.
    out
        The archive; one that is there is replaced.
    min_zoom, max_zoom
        Zooms drawn; by default from the raster's coarsest to its native one.
    progress
        Is told the share that is done, 0 to 1.

    Returns
    -------
    The number of tiles.

    Raises
    ------
    ValueError
        If the raster does not draw these zooms.
    OSError
        If the disk does not take it.
    """
    first = raster.min_zoom if min_zoom is None else min_zoom
    last = max(first, raster.native_zoom) if max_zoom is None else max_zoom
    if not raster.min_zoom <= first <= last <= raster.max_zoom:
        raise ValueError(
            f"zooms {first} to {last}: the raster has {raster.min_zoom} to {raster.max_zoom}"
        )
    wanted = [one for z in range(first, last + 1) for one in covering(raster.bounds, z)]
    return write_archive(
        out,
        _drawn(raster, wanted, progress),
        kind="png",
        bounds=raster.bounds,
        zooms=(first, last),
        metadata={"version": raster.version},
    )


def _drawn(
    raster: RasterTiles, wanted: list[TileAddress], progress: Callable[[float], None]
) -> Iterator[Tile]:
    def draw(at: TileAddress) -> Tile | None:
        content = raster.tile(at.z, at.x, at.y)
        return None if content is None else (at.z, at.x, at.y, content)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for begin in range(0, len(wanted), _AT_ONCE):
            batch = wanted[begin : begin + _AT_ONCE]
            yield from filter(None, pool.map(draw, batch))
            progress((begin + len(batch)) / len(wanted))
