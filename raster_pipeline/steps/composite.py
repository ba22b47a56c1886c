"""Composites: one picture of a season on the study's grid, from every clear look at it."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import Progress, map_blocks, silent
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.scene import (
    USABLE,
    Observation,
    OpenFiles,
    Resampling,
    Scene,
    SceneReader,
    Seen,
    observations,
)
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.science.composite import grown, medians, medoids, take, veil

__all__ = ["Composite", "CompositeBlock", "CompositePlan", "compose", "composite_blocks"]

_STACK_BYTES = 256 * 2**20
"""Looks held by one worker; a tile of more is done in strips, with the same results."""
_FEWEST_ROWS = 64


@dataclass(frozen=True, slots=True)
class CompositePlan:
    """How looks become a composite.

    Parameters
    ----------
    bands
        Common names, in the order of the result.
    method
        ``median`` of every band by itself, or ``medoid``, the look closest to it.
    growth
        Pixels of the grid by which clouds and their shadows are grown.
    resampling
        How reflectance off the grid is brought onto it.
    usable
        States that count as a clear look.
    """

    bands: tuple[str, ...]
    method: Literal["median", "medoid"] = "median"
    growth: int = 0
    resampling: Resampling = "bilinear"
    usable: frozenset[Seen] = USABLE

    def __post_init__(self) -> None:
        if not self.bands or len(set(self.bands)) != len(self.bands):
            raise ValueError(f"bands must be named once each: {self.bands}")
        if self.growth < 0:
            raise ValueError(f"clouds cannot grow by {self.growth} pixels")


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


@dataclass(frozen=True, slots=True, eq=False)
class CompositeBlock:
    """One tile of a composite.

    ``values``: (band, y, x) float32 reflectance, NaN where nothing was seen clearly. ``looks``:
    (y, x) uint16.
    """

    tile: Window
    values: NDArray[np.float32]
    looks: NDArray[np.uint16]


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
        maker = _TileMaker(SceneReader(grid, files, resampling=plan.resampling), grid, plan, looked)
        yield from map_blocks(
            maker.make,
            list(grid.tiles()),
            workers=workers,
            progress=progress,
            stage="composite",
        )


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

    As :func:`composite_blocks`; ``path`` and ``looks`` are the two files to be written. They are
    published when both are whole; after an error neither is.
    """
    looked = observations(scenes)
    tags = {
        "bands": " ".join(plan.bands),
        "method": plan.method,
        "dates": " ".join(o.date.isoformat() for o in looked),
    }
    measure = AreaMeasure.of_grid(grid)
    seen_m2 = gap_m2 = 0.0
    with (
        RasterWriter(
            looks, grid, dtype="uint16", nodata=None, overview="nearest", tags=tags
        ) as count,
        RasterWriter(
            path,
            grid,
            dtype="float32",
            nodata=float("nan"),
            overview="average",
            tags=tags,
            bands=plan.bands,
        ) as picture,
    ):
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


class _Scratch(threading.local):
    """One array to a thread, used again: fresh memory costs as much as filling it."""

    def __init__(self) -> None:
        self._kept = np.empty(0, dtype=np.float32)

    def array(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """An array whose contents are whatever was there."""
        wanted = math.prod(shape)
        if self._kept.size < wanted:
            self._kept = np.empty(wanted, dtype=np.float32)
        return self._kept[:wanted].reshape(shape)


@dataclass(frozen=True, slots=True)
class _TileMaker:
    reader: SceneReader
    grid: Grid
    plan: CompositePlan
    looked: Sequence[Observation]
    own: _Scratch = field(default_factory=_Scratch)

    def make(self, tile: Window) -> CompositeBlock:
        """One tile, strip by strip."""
        bands = len(self.plan.bands)
        values = np.empty((bands, tile.rows, tile.cols), dtype=np.float32)
        number = np.empty((tile.rows, tile.cols), dtype=np.uint16)
        row_bytes = len(self.looked) * bands * tile.cols * 4
        rows = max(_FEWEST_ROWS, _STACK_BYTES // row_bytes)
        for row in range(0, tile.rows, rows):
            part = Window(tile.row + row, tile.col, min(rows, tile.rows - row), tile.cols)
            strip = slice(row, row + part.rows)
            stack = self._stack(part)
            middle = np.empty((bands, part.rows, part.cols), dtype=np.float32)
            medians(stack, middle)
            values[:, strip] = middle
            if self.plan.method == "medoid":
                chosen = np.empty_like(middle)
                medoids(stack, middle, chosen)
                values[:, strip] = chosen
            number[strip] = _complete(stack)
        return CompositeBlock(tile, values, number)

    def _stack(self, window: Window) -> NDArray[np.float32]:
        """Clear reflectance (time, band, y, x) of a window, NaN elsewhere."""
        shape = (len(self.looked), len(self.plan.bands), window.rows, window.cols)
        stack = self.own.array(shape)
        for look, observation in zip(stack, self.looked, strict=True):
            self._look(observation, window, look)
        return stack

    def _look(self, observation: Observation, window: Window, look: NDArray[np.float32]) -> None:
        """Fill one observation: of every pixel the first scene that is clear there."""
        bands = self.plan.bands
        wide, core = self.grid.padded(window, self.plan.growth)
        states = [self.reader.state(scene, wide, bands) for scene in observation.scenes]
        free = ~self._near_clouds(states)[core]
        if len(states) == 1:
            (scene,) = observation.scenes
            block = self.reader.read(scene, window, bands, state=states[0][core], out=look)
            veil(look, self._usable(block.state) & free)
            return
        taken = np.zeros(free.shape, dtype=np.uint8)
        look[:] = np.nan
        for scene, state in zip(observation.scenes, states, strict=True):
            block = self.reader.read(scene, window, bands, state=state[core])
            take(block.reflectance, self._usable(block.state) & free, look, taken)

    def _near_clouds(self, states: Sequence[NDArray[np.uint8]]) -> NDArray[np.bool_]:
        """Where clouds and shadows reach to: those that no scene of the observation saw past."""
        clear = np.zeros(states[0].shape, dtype=np.bool_)
        clouds = clear.copy()
        if self.plan.growth:
            for state in states:
                clear |= self._usable(state)
                clouds |= (state == Seen.CLOUD) | (state == Seen.SHADOW)
            clouds = grown(clouds & ~clear, self.plan.growth)
        return clouds

    def _usable(self, state: NDArray[np.uint8]) -> NDArray[np.bool_]:
        table = np.zeros(256, dtype=np.bool_)
        table[list(self.plan.usable)] = True
        return np.asarray(table[state], dtype=np.bool_)


def _complete(stack: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Number of looks that have every band: (y, x)."""
    seen = np.zeros(stack.shape[2:], dtype=np.uint16)
    for look in stack:
        seen += ~np.isnan(look).any(axis=0)
    return seen
