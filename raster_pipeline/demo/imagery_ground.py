"""The ground of the imagery study: fields, rows of trees, ponds, lake, wood and town, by year.

Everything lies on pixel edges. The ground is drawn a little beyond the study's window, since the
scenes of UTM zones lie askew to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.imagery_land import NAMES
from raster_pipeline.demo.noise import smooth, uniform
from sinkmap.grid import Grid, Window

__all__ = ["CORE", "GRID", "HALVES", "MARGIN", "YEARS", "Ground", "draw_ground"]

YEARS = (2022, 2023, 2024)

GRID = Grid("EPSG:4549", 496_800.0, 3_494_400.0, 10.0, (512, 640))
"""The study's window, across the meridian of 120 degrees east: UTM zones 50 and 51 meet in it."""
MARGIN = 40
"""Pixels by which the ground reaches beyond the window on every side."""
CORE = (slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN))
"""The window in arrays of the ground."""

HALVES = {
    "320498001": ("西片", "West", Window(0, 0, 512, 320)),
    "320498002": ("东片", "East", Window(0, 320, 512, 320)),
}
"""Code of a half: its names and pixels; together they cover the window once."""

_Mask = NDArray[np.bool_]
_Shares = Mapping[str, float]

_FARM = {
    "rice_wheat": 0.62,
    "dry_crop": 0.11,
    "orchard": 0.07,
    "poplar": 0.05,
    "camphor": 0.02,
    "pond": 0.03,
    "estate": 0.07,
    "lawn": 0.02,
    "bare": 0.01,
}
_HILL = {
    "broadleaf": 0.50,
    "bamboo": 0.22,
    "poplar": 0.05,
    "tea": 0.12,
    "orchard": 0.05,
    "lawn": 0.04,
    "bare": 0.02,
}
_FISHERY = {
    "pond": 0.86,
    "rice_wheat": 0.05,
    "poplar": 0.03,
    "reed": 0.03,
    "estate": 0.03,
}
_TOWN = {
    "estate": 0.50,
    "factory": 0.21,
    "lawn": 0.12,
    "camphor": 0.09,
    "poplar": 0.03,
    "bare": 0.05,
}
_WILD = ("lake", "reed", "broadleaf", "bamboo", "tea")
"""Kinds that no road or ditch is drawn through."""

_CHANGES = (
    (2023, "rice_wheat", "young_trees", 9),
    (2023, "orchard", "bare", 3),
    (2023, "poplar", "estate", 4),
    (2024, "rice_wheat", "young_trees", 7),
    (2024, "poplar", "factory", 4),
    (2024, "broadleaf", "bare", 1),
    (2024, "bare", "estate", 2),
)
"""Year, kind before, kind after, number of fields: all that changes."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Fields and what is on them.

    ``field``: (y, x) number of the field of every pixel, window and margin. ``kind``: year ->
    (field,) index into ``KINDS``.
    """

    field: NDArray[np.int32]
    kind: Mapping[int, NDArray[np.int8]]

    def kinds(self, year: int) -> NDArray[np.int8]:
        """(y, x) kinds of the window in a year."""
        return np.asarray(self.kind[year][self.field[CORE]])


class _Sketch:
    """The ground while it is drawn: kind of every pixel, and what pixel belongs together."""

    def __init__(self) -> None:
        rows, cols = (size + 2 * MARGIN for size in GRID.shape)
        self.row, self.col = (axis - MARGIN for axis in np.indices((rows, cols), dtype=np.int64))
        self.kind = np.zeros((rows, cols), dtype=np.int8)
        self.thing = np.zeros((rows, cols), dtype=np.int64)
        self._sheet = 0

    def fields(self, where: _Mask, shares: _Shares, cell: tuple[int, int], seed: int) -> None:
        """Fill an area with rectangular fields whose kinds follow the shares."""
        r = self.row // cell[0]
        c = (self.col + 3 * (r % 4)) // cell[1]
        limits = np.cumsum(list(shares.values()))
        choice = np.searchsorted(limits, uniform(r, c, seed=seed), side="right")
        names = np.array([NAMES[name] for name in shares], dtype=np.int8)
        self._put(where, names[np.minimum(choice, len(names) - 1)], r * 1_000 + c)

    def one(self, where: _Mask, name: str, piece: Any = 0) -> None:
        """Fill an area with one kind; pixels of equal ``piece`` stay together."""
        self._put(where, np.int8(NAMES[name]), piece)

    def is_any(self, names: tuple[str, ...]) -> _Mask:
        """Pixels of some kinds."""
        return np.isin(self.kind, [NAMES[name] for name in names])

    def ellipse(self, centre: tuple[int, int], radii: tuple[int, int], seed: int) -> Any:
        """Distance from a centre, 1 at the rim of a wobbling ellipse."""
        wobble = smooth(self.col, self.row, seed, 60.0, 2) - 0.5
        r, c = (self.row - centre[0]) / radii[0], (self.col - centre[1]) / radii[1]
        return np.hypot(r, c) + 0.4 * wobble

    def _put(self, where: _Mask, kind: Any, piece: Any) -> None:
        self._sheet += 1
        shape = self.kind.shape
        number = np.asarray(self._sheet * 10_000_000 + np.asarray(piece), dtype=np.int64)
        self.kind[where] = np.broadcast_to(kind, shape)[where]
        self.thing[where] = np.broadcast_to(number, shape)[where]


def draw_ground() -> Ground:
    """Draw the ground and let it change from year to year."""
    sketch = _Sketch()
    everywhere = np.ones(sketch.kind.shape, dtype=np.bool_)
    sketch.fields(everywhere, _FARM, (11, 16), seed=7_001)
    sketch.fields(sketch.ellipse((420, 540), (120, 150), 7_002) < 1.0, _HILL, (24, 26), seed=7_003)
    town = sketch.ellipse((110, 490), (115, 145), 7_004) < 1.0
    sketch.fields(town, _TOWN, (12, 13), seed=7_005)
    lake = sketch.ellipse((340, 50), (150, 100), 7_006)
    sketch.fields(lake < 1.75, _FISHERY, (8, 14), seed=7_007)
    _lines(sketch, town)
    _shore(sketch, lake)
    _canal(sketch)
    names, number = np.unique(sketch.thing, return_inverse=True)
    field: NDArray[np.int32] = number.reshape(sketch.thing.shape).astype(np.int32)
    first = np.zeros(len(names), dtype=np.int8)
    first[field] = sketch.kind
    return Ground(field, _years(field, first))


def _lines(sketch: _Sketch, town: _Mask) -> None:
    """Roads and ditches along the fields, many with a row of trees one pixel wide."""
    plain = ~sketch.is_any(_WILD)
    for axis, (along, across, step) in enumerate(
        ((sketch.row // 44, sketch.col, 32), (sketch.col // 48, sketch.row, 33))
    ):
        number, place = across // step, across % step
        segment = number * 1_000 + along
        luck = uniform(number, along, axis, seed=7_011)
        road = (luck < 0.55) | town
        sketch.one(plain & (place == 0) & road, "road", segment)
        sketch.one(plain & (place == 0) & ~road, "channel", segment)
        planted = uniform(number, along, axis, seed=7_012) < 0.5
        evergreen = uniform(number, along, axis, seed=7_013) < np.where(town, 0.75, 0.3)
        beside = plain & (place == 1) & planted & ~sketch.is_any(("road", "channel"))
        sketch.one(beside & evergreen, "row_camphor", segment)
        sketch.one(beside & ~evergreen, "row_poplar", segment)


def _shore(sketch: _Sketch, lake: NDArray[np.float64]) -> None:
    """The lake, its belt of reed, and a dyke with trees around it."""
    piece = (sketch.row // 30) * 1_000 + sketch.col // 30
    reeds = smooth(sketch.col, sketch.row, 7_021, 50.0, 2) > 0.34
    sketch.one((lake < 1.24) & reeds, "reed", piece)
    sketch.one((lake < 1.24) & (lake >= 1.22), "road", piece)
    inner = lake < 1.22
    rim = inner & ~ndimage.binary_erosion(inner, border_value=1)
    sketch.one(rim & reeds, "row_poplar", piece)
    sketch.one(lake < np.where(reeds, 1.0, 1.205), "lake", 0)


def _canal(sketch: _Sketch) -> None:
    """A canal from west to east with trees on both banks."""
    bed = 232 + 16 * np.sin(sketch.col / 70.0) + 7 * np.sin(sketch.col / 26.0)
    away = np.abs(sketch.row - np.round(bed))
    dry = ~sketch.is_any(("lake",))
    piece = sketch.col // 40
    sketch.one(dry & (away == 4), "row_poplar", piece + 1_000 * (sketch.row > bed))
    sketch.one(dry & (away < 4), "channel", piece)


def _years(field: NDArray[np.int32], first: NDArray[np.int8]) -> Mapping[int, NDArray[np.int8]]:
    """Kinds by year: fields wholly inside the window, of 60 pixels and more, change as listed."""
    size = np.bincount(field.ravel(), minlength=len(first))
    inside = np.bincount(field[CORE].ravel(), minlength=len(first)) == size
    luck = uniform(np.arange(len(first)), seed=7_031)
    kinds = {YEARS[0]: first}
    touched = np.zeros(len(first), dtype=np.bool_)
    for year in YEARS[1:]:
        kind = kinds[year - 1].copy()
        for when, before, after, number in _CHANGES:
            able = inside & (size >= 60) & (size <= 400) & ~touched & (kind == NAMES[before])
            chosen = np.flatnonzero(able)[np.argsort(luck[able], kind="stable")][:number]
            if when == year:
                kind[chosen] = NAMES[after]
                touched[chosen] = True
        kinds[year] = kind
    return kinds
