"""The raster that tiles are drawn of, its tile set, and addresses to ask for."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.ground import class_raster, grid_of
from benchmarks.tile_colours import class_colours
from raster_pipeline.io.colouring import colouring_of
from raster_pipeline.io.level_reader import LevelReader
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.raster_tiles import RasterTiles
from raster_pipeline.tiles.web_grid import covering

__all__ = ["Address", "addresses", "drawn_tiles", "simulated"]

Address = tuple[int, int, int]
"""Zoom, column, row."""


def simulated(folder: Path, megapixels: float) -> Path:
    """A class raster of the size of a city, made where it is not there yet."""
    path = folder / f"tiles_{megapixels:g}.tif"
    if not path.is_file():
        class_raster(path, grid_of(megapixels), 7)
    return path


def drawn_tiles(raster: Path, files: ThreadFiles) -> RasterTiles:
    """Its tiles in the colours of :func:`class_colours`."""
    return RasterTiles(LevelReader(raster, files), colouring_of(class_colours(255)), raster.name)


def addresses(raster: RasterTiles, zoom: int, count: int, seed: int) -> list[Address]:
    """At most ``count`` tiles of a zoom that show something, no two the same, by chance."""
    chance = random.Random(seed)
    around = [(at.z, at.x, at.y) for at in covering(raster.bounds, zoom)]
    chance.shuffle(around)
    found: list[Address] = []
    for at in around:
        if len(found) == count:
            break
        if raster.entries(*at) is not None:
            found.append(at)
    return found
