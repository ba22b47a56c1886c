"""Scenes read by windows of the study's grid: surface reflectance and what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.overlap import Overlap, overlap
from raster_pipeline.io.raster_facts import Lie, RasterFacts, lie_on, read_as
from raster_pipeline.io.scene.files import OpenFiles, frame_of
from raster_pipeline.io.scene.findings import refused
from raster_pipeline.io.scene.placement import coordinates
from raster_pipeline.io.scene.scene import BandFile, BandSource, MaskSource, Scene
from raster_pipeline.io.scene.seen import USABLE, Seen
from sinkmap.grid import Grid, Window
from sinkmap.science.resample import bilinear, nearest, pure, reflectance, settle

__all__ = ["Resampling", "SceneBlock", "SceneReader"]

Resampling = Literal["bilinear", "nearest"]

_Points = tuple[NDArray[np.float64], NDArray[np.float64]]
_Rows = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class SceneBlock:
    """What a scene shows of a window.

    ``reflectance``: (band, y, x) float32, NaN where not observed. ``state``: (y, x) uint8 of
    :class:`Seen`.
    """

    reflectance: NDArray[np.float32]
    state: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Place:
    facts: RasterFacts
    crs: str
    lie: Lie


class SceneReader:
    """Reads windows of a grid from scenes, from any thread.

    A band whose pixels lie on the grid, or are a whole multiple of the grid's, is taken as it is.
    Any other is resampled: reflectance as declared, the mask always by the nearest pixel. A
    bilinear value exists only where all pixels in it were observed; where one of them is cloud,
    shadow or a defect, the state is ``MIXED``.

    Parameters
    ----------
    grid
        The study's grid.
    files
        Open files, shared by the readers of a run; whoever made them closes them.
    resampling
        How reflectance off the grid is brought onto it.
    """

    def __init__(
        self, grid: Grid, files: OpenFiles, *, resampling: Resampling = "bilinear"
    ) -> None:
        self._grid = grid
        self._files = files
        self._blends = resampling == "bilinear"
        self._places: dict[str, _Place] = {}

    def read(
        self,
        scene: Scene,
        window: Window,
        bands: Sequence[str],
        *,
        state: NDArray[np.uint8] | None = None,
        out: NDArray[np.float32] | None = None,
    ) -> SceneBlock:
        """Reflectance and state of a window.

        Parameters
        ----------
        scene
            Passed by ``check_scenes`` before.
        window
            Part of the grid.
        bands
            Names of bands the scene has.
        state
            What :meth:`state` gave for the window, where it was asked already.
        out
            Array to be filled with the reflectance; a new one if there is none.

        Raises
        ------
        InputRefusedError
            If a file cannot be read, or not be brought onto the grid.
        """
        shape = (len(bands), window.rows, window.cols)
        values = np.empty(shape, dtype=np.float32) if out is None else out
        for file, wanted in _by_file(scene, bands):
            self._read_file(file, wanted, window, values)
        state = self.state(scene, window, bands) if state is None else state.copy()
        settle(values, state)
        return SceneBlock(values, state)

    def state(self, scene: Scene, window: Window, bands: Sequence[str]) -> NDArray[np.uint8]:
        """What the masks say of a window: (y, x) of :class:`Seen`; clear where there is none."""
        shape = (window.rows, window.cols)
        if not scene.masks:
            return np.full(shape, Seen.CLEAR, dtype=np.uint8)
        result = np.full(shape, Seen.NO_DATA, dtype=np.uint8)
        place = self._place(scene.masks[0].file)
        files = [scene.bands[name].file for name in bands]
        off_grid = [f for f in map(self._place, files) if not f.lie.aligned]
        if place.lie.aligned and not off_grid:
            self._aligned_state(scene.masks, place, window, result)
        else:
            kernels = [p.facts for p in (*off_grid, place)] if self._blends else []
            self._warped_state(scene.masks, place, kernels, window, result)
        return result

    def _aligned_state(
        self, masks: tuple[MaskSource, ...], place: _Place, window: Window, out: NDArray[np.uint8]
    ) -> None:
        part = _covered(place, window)
        if part is None:
            return
        rows, cols = part
        stored = self._masked(masks, place, (rows.first, rows.last), (cols.first, cols.last))
        out[rows.inside, cols.inside] = _repeated(stored, place.lie)[rows.cut, cols.cut]

    def _warped_state(
        self,
        masks: tuple[MaskSource, ...],
        place: _Place,
        kernels: list[RasterFacts],
        window: Window,
        out: NDArray[np.uint8],
    ) -> None:
        x, y = coordinates(self._grid, window, place.crs)
        coarsest = max(kernels or [place.facts], key=lambda facts: facts.pixel)
        part = _around((x, y), place.facts, coarsest.pixel)
        if part is None:
            return
        stored = self._masked(masks, place, *part)
        frame, first = frame_of(place.facts), (part[0][0], part[1][0])
        nearest(stored, frame, first, x, y, out)
        if kernels:
            unmixed = np.zeros(out.shape, dtype=np.bool_)
            usable = np.isin(stored, list(USABLE))
            pure(usable, frame, first, frame_of(coarsest), x, y, unmixed)
            out[np.isin(out, list(USABLE)) & ~unmixed] = Seen.MIXED

    def _masked(
        self, masks: tuple[MaskSource, ...], place: _Place, rows: _Rows, cols: _Rows
    ) -> NDArray[np.uint8]:
        first, *others = masks
        state: NDArray[np.uint8]
        state = first.states[self._files.read(first.file, (first.index,), rows, cols)[0]]
        for other in others:
            facts = self._files.facts(other.file)
            if (facts.shape, facts.transform) != (place.facts.shape, place.facts.transform):
                raise refused("SCENE-UNREADABLE", other.file.name, str(facts.shape))
            more = other.states[self._files.read(other.file, (other.index,), rows, cols)[0]]
            state[(more == Seen.DEFECTIVE) & (state != Seen.NO_DATA)] = Seen.DEFECTIVE
        return state

    def _read_file(
        self,
        file: BandFile,
        wanted: list[tuple[int, BandSource]],
        window: Window,
        values: NDArray[np.float32],
    ) -> None:
        """Fill the bands of one file: pairs of place in ``values`` and source."""
        place = self._place(file)
        indexes = tuple(source.index for _, source in wanted)
        if place.lie.aligned:
            part = _covered(place, window)
            if part is not None:
                rows, cols = (part[0].first, part[0].last), (part[1].first, part[1].last)
                for stored, (number, source) in zip(
                    self._files.read(file, indexes, rows, cols), wanted, strict=True
                ):
                    _put(stored, source, place.lie, part, values[number])
                return
        else:
            x, y = coordinates(self._grid, window, place.crs)
            around = _around((x, y), place.facts, place.facts.pixel)
            if around is not None:
                frame, first = frame_of(place.facts), (around[0][0], around[1][0])
                sample = bilinear if self._blends else nearest
                for stored, (number, source) in zip(
                    self._files.read(file, indexes, *around), wanted, strict=True
                ):
                    values[number].fill(np.nan)
                    sample(_decoded(stored, source), frame, first, x, y, values[number])
                return
        for number, _ in wanted:
            values[number].fill(np.nan)

    def _place(self, file: BandFile) -> _Place:
        if file.path not in self._places:
            facts = self._files.facts(file)
            crs = read_as(facts.crs, self._grid.crs) if facts.crs else None
            if crs is None or not facts.georeferenced:
                raise refused("SCENE-CRS-MISSING", file.name, facts.crs[:60], self._grid.crs)
            if facts.is_rotated or facts.is_south_up:
                raise refused("SCENE-ROTATED", file.name, str(facts.transform))
            self._places[file.path] = _Place(facts, crs, lie_on(facts, facts.crs, self._grid))
        return self._places[file.path]


def _by_file(
    scene: Scene, bands: Sequence[str]
) -> list[tuple[BandFile, list[tuple[int, BandSource]]]]:
    """Bands gathered by the file that holds them, so that no block is unpacked twice."""
    found: dict[BandFile, list[tuple[int, BandSource]]] = {}
    for number, name in enumerate(bands):
        source = scene.bands[name]
        found.setdefault(source.file, []).append((number, source))
    return list(found.items())


def _put(
    stored: NDArray[Any],
    source: BandSource,
    lie: Lie,
    part: tuple[Overlap, Overlap],
    values: NDArray[np.float32],
) -> None:
    """Stored numbers of a file on the grid as reflectance in their place, NaN around them."""
    if lie.factor == 1 and stored.shape == values.shape:
        _decoded(stored, source, values)
        return
    rows, cols = part
    values.fill(np.nan)
    values[rows.inside, cols.inside] = _repeated(_decoded(stored, source), lie)[rows.cut, cols.cut]


def _decoded(
    stored: NDArray[Any], source: BandSource, out: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    result = np.empty(stored.shape, dtype=np.float32) if out is None else out
    invalid = np.array(source.invalid, dtype=np.float64)
    reflectance(stored, invalid, source.scale, source.offset, result)
    return result


def _repeated(block: NDArray[Any], lie: Lie) -> NDArray[Any]:
    if lie.factor == 1:
        return block
    return block.repeat(lie.factor, axis=0).repeat(lie.factor, axis=1)


def _covered(place: _Place, window: Window) -> tuple[Overlap, Overlap] | None:
    lie, (height, width) = place.lie, place.facts.shape
    rows = overlap(window.row - lie.row, window.rows, height, lie.factor)
    cols = overlap(window.col - lie.col, window.cols, width, lie.factor)
    return None if rows is None or cols is None else (rows, cols)


def _around(
    points: _Points, facts: RasterFacts, reach: tuple[float, float]
) -> tuple[_Rows, _Rows] | None:
    """Rows and columns of a raster within ``reach`` (CRS units) of some points; None if none."""
    x, y = points
    west, _, _, north = facts.bounds
    width, height = facts.pixel
    edges = np.array(
        [x.min() - reach[0], x.max() + reach[0], y.max() + reach[1], y.min() - reach[1]]
    )
    if not np.isfinite(edges).all():
        return None
    cols = (int((edges[0] - west) // width), int((edges[1] - west) // width) + 1)
    rows = (int((north - edges[2]) // height), int((north - edges[3]) // height) + 1)
    rows = (max(rows[0], 0), min(rows[1], facts.shape[0]))
    cols = (max(cols[0], 0), min(cols[1], facts.shape[1]))
    return (rows, cols) if rows[0] < rows[1] and cols[0] < cols[1] else None
