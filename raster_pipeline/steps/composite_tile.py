"""One tile of a composite: every look at it, joined, cleared of clouds, and brought to one."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.scene import USABLE, Observation, Resampling, SceneReader, Seen
from sinkmap.grid import Grid, Window
from sinkmap.science.composite import grown, medians, medoids, take, veil

__all__ = ["CompositeBlock", "CompositePlan", "TileMaker"]

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


@dataclass(frozen=True, slots=True, eq=False)
class CompositeBlock:
    """One tile of a composite.

    ``values``: (band, y, x) float32 reflectance, NaN where nothing was seen clearly. ``looks``:
    (y, x) uint16.
    """

    tile: Window
    values: NDArray[np.float32]
    looks: NDArray[np.uint16]


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
class TileMaker:
    """Makes the tiles of one composite, from any thread: the looks by date, what reads them."""

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
