"""Composites: one picture of a season on the study's grid, from every clear look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from raster_pipeline.engine import Progress, map_blocks, silent
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.scene import OpenFiles, Scene, SceneReader, observations
from raster_pipeline.steps.composite_tile import CompositeBlock, CompositePlan, TileMaker
from raster_pipeline.steps.memory import trim
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid

__all__ = ["Composite", "CompositeBlock", "CompositePlan", "compose", "composite_blocks"]

_TRIMMED_EVERY = 4
"""Tiles after which the heap's free pages go back to the system.

GDAL's block cache frees and takes blocks of several sizes among the arrays of the tiles. What is
in use stays the same, but the holes between grow tile by tile, by 1 to 6 MB.
"""


@dataclass(frozen=True, slots=True)
class Composite:
    """A finished composite.

    ``path``: float32 reflectance, one band per name, NaN where nothing was seen clearly.
    ``looks``: uint16 number of clear looks that have every band. ``dates`` of the observations,
    ``scenes`` their ids in order. ``seen_m2`` and ``gap_m2``: area with and without a value in
    every band, over the whole grid, in the grid's additive measure.
    """

    path: Path
    looks: Path
    bands: tuple[str, ...]
    dates: tuple[date, ...]
    scenes: tuple[str, ...]
    seen_m2: float
    gap_m2: float

    @property
    def gap_ha(self) -> float:
        """Area without a value in every band, hectares."""
        return self.gap_m2 / 10_000.0


def composite_blocks(
    scenes: Sequence[Scene],
    grid: Grid,
    plan: CompositePlan,
    *,
    workers: int,
    allow_remote: bool = False,
    progress: Progress = silent,
) -> Iterator[CompositeBlock]:
    """The composite of some scenes by the grid's 512 x 512 tiles, in row-major order.

    Scenes of one sensor and date are one observation. Memory grows with the tile, and with the
    scenes up to a bound, not with the raster. Neither the workers nor the blocks of the files
    change a bit of the result.

    Parameters
    ----------
    scenes
        What ``check_scenes`` kept for the season; in any order.
    grid
        The study's grid.
    plan
        Bands and method.
    workers
        Threads.
    allow_remote
        Whether files on a network may be read.

    Raises
    ------
    ValueError
        If there is no scene, or one lacks a band.
    InputRefusedError
        ``SCENE-TRUNCATED`` if a block cannot be read.
    """
    looked = observations(scenes)
    if not looked:
        raise ValueError("a composite needs at least one scene")
    lacking = [s.id for s in scenes if not set(plan.bands) <= set(s.bands)]
    if lacking:
        raise ValueError(f"scenes without the bands of the composite: {', '.join(lacking)}")
    with OpenFiles(allow_remote=allow_remote) as files:
        maker = TileMaker(SceneReader(grid, files, resampling=plan.resampling), grid, plan, looked)
        blocks = map_blocks(
            maker.make,
            list(grid.tiles()),
            workers=workers,
            progress=progress,
            stage="composite",
        )
        for number, block in enumerate(blocks, start=1):
            if number % _TRIMMED_EVERY == 0:
                trim()
            yield block


def compose(
    scenes: Sequence[Scene],
    grid: Grid,
    path: Path,
    looks: Path,
    plan: CompositePlan,
    *,
    workers: int,
    allow_remote: bool = False,
    progress: Progress = silent,
) -> Composite:
    """Write the composite of some scenes and the number of looks behind every pixel.

    As :func:`composite_blocks`; ``path`` and ``looks`` are the two files to be written. They take
    their names when every tile is done; an error before leaves neither.
    """
    looked = observations(scenes)
    tags = {
        "bands": " ".join(plan.bands),
        "method": plan.method,
        "dates": " ".join(o.date.isoformat() for o in looked),
    }
    measure = AreaMeasure.of_grid(grid)
    seen_m2 = gap_m2 = 0.0
    with _counts(looks, grid, tags) as count, _picture(path, grid, plan, tags) as picture:
        for block in composite_blocks(
            scenes, grid, plan, workers=workers, allow_remote=allow_remote, progress=progress
        ):
            picture.write(block.tile, block.values)
            count.write(block.tile, block.looks)
            pixels = np.broadcast_to(measure.pixels(grid, block.tile), block.looks.shape)
            seen = ~np.isnan(block.values).any(axis=0)
            seen_m2 += float(pixels[seen].sum())
            gap_m2 += float(pixels[~seen].sum())
    return Composite(
        path,
        looks,
        plan.bands,
        tuple(o.date for o in looked),
        tuple(scene.id for o in looked for scene in o.scenes),
        seen_m2,
        gap_m2,
    )


def _picture(path: Path, grid: Grid, plan: CompositePlan, tags: Mapping[str, str]) -> RasterWriter:
    empty = float("nan")
    return RasterWriter(
        path, grid, dtype="float32", nodata=empty, overview="average", tags=tags, bands=plan.bands
    )


def _counts(path: Path, grid: Grid, tags: Mapping[str, str]) -> RasterWriter:
    return RasterWriter(path, grid, dtype="uint16", nodata=None, overview="nearest", tags=tags)
