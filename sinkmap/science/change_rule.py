"""Which change between two vintages counts, and which is the noise of two surveys laid together.

A patch of change passes, in this order: survey tolerance (what is no wider than the boundaries of
two vintages may differ), slivers, smallest patch of its kind. Each pixel or piece of change gets
one verdict, so that what counts and what each rule ignored add up to all change. Thresholds:
table ``change``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import Group
from sinkmap.grid import Grid
from sinkmap.parameters import parameter_table
from sinkmap.science.area_quantum import nominal_pixel_m2
from sinkmap.text import Text

__all__ = [
    "ChangeKind",
    "ChangeRule",
    "ChangeTally",
    "ChangeVerdict",
    "change_kinds",
    "kind_of_group",
]

Floats = NDArray[np.float64]

_FARM = frozenset({"CL", "FL", "GL"})
_BUILT = frozenset({"BUILT", "FAC"})


class ChangeKind(IntEnum):
    """What ground turned into, as far as the smallest patch depends on it."""

    NONE = 0
    BUILT = 1
    FARM = 2
    OTHER = 3
    DESERT = 4
    UNSEEN = 255


class ChangeVerdict(IntEnum):
    """What a pixel or piece of change is taken for."""

    NONE = 0
    KEPT = 1
    TOLERANCE = 2
    SLIVER = 3
    SMALL = 4
    UNSEEN = 255

    @property
    def text(self) -> Text:
        """Words for people."""
        return _VERDICT[self]


_VERDICT = {
    ChangeVerdict.NONE: Text("无变化", "no change"),
    ChangeVerdict.KEPT: Text("变化", "change"),
    ChangeVerdict.TOLERANCE: Text("边界误差以内", "within the survey tolerance"),
    ChangeVerdict.SLIVER: Text("碎图斑", "sliver"),
    ChangeVerdict.SMALL: Text("小于最小上图面积", "under the smallest patch"),
    ChangeVerdict.UNSEEN: Text("无数据", "no data"),
}


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """Thresholds of change.

    Parameters
    ----------
    tolerance
        Width up to which a strip is no change, in lengths of ``pixel_m``.
    pixel_m
        Side of a pixel of the grid, or of the images a survey was drawn from, in m.
    min_m2
        Smallest patch of each kind.
    sliver_width
        Least width, twice the area over the perimeter, in lengths of ``pixel_m``.
    sliver_compactness, sliver_max_m2
        A patch less compact than this and smaller than this is a sliver.
    """

    tolerance: float
    pixel_m: float
    min_m2: Mapping[ChangeKind, float]
    sliver_width: float
    sliver_compactness: float
    sliver_max_m2: float

    @classmethod
    def of_scenes(cls, grid: Grid) -> ChangeRule:
        """The rule for change told from scenes, on their grid."""
        table = parameter_table("change")
        pixel_m = math.sqrt(nominal_pixel_m2(grid))
        fine = pixel_m <= table.value("scene_fine_resolution")
        pixels = table.value("scene_min_px_fine" if fine else "scene_min_px_coarse")
        least = pixels * pixel_m**2
        built = max(least, table.value("scene_min_built"))
        other = max(least, table.value("scene_min_other"))
        minima = dict.fromkeys(_KINDS, other) | {ChangeKind.BUILT: built}
        # Whole pixels: a strip is 1, 2, 3 wide, and half a pixel is no tolerance.
        return cls._with(math.floor(_tolerance(pixel_m) + 1e-9), pixel_m, minima)

    @classmethod
    def of_survey(cls, pixel_m: float) -> ChangeRule:
        """The rule for polygons of two survey vintages, drawn from images of this resolution."""
        if not pixel_m > 0.0:
            raise ValueError(f"the resolution of the images must be positive: {pixel_m}")
        table = parameter_table("change")
        minima = {kind: table.value(f"survey_min_{kind.name.lower()}") for kind in _KINDS}
        return cls._with(_tolerance(pixel_m), pixel_m, minima)

    @classmethod
    def _with(
        cls, tolerance: float, pixel_m: float, minima: Mapping[ChangeKind, float]
    ) -> ChangeRule:
        table = parameter_table("change")
        return cls(
            tolerance=tolerance,
            pixel_m=pixel_m,
            min_m2=minima,
            sliver_width=table.value("sliver_width_px"),
            sliver_compactness=table.value("sliver_compactness"),
            sliver_max_m2=table.value("sliver_max_area"),
        )

    def judge(
        self, kind: NDArray[Any], m2: Floats, size: Floats, perimeter: Floats
    ) -> NDArray[np.uint8]:
        """Verdict on each patch that is wider than the tolerance.

        Parameters
        ----------
        kind
            (patch,) :class:`ChangeKind`.
        m2
            (patch,) area.
        size, perimeter
            (patch,) area and perimeter on the plane, in units of ``pixel_m`` and its square.
        """
        thin = 2.0 * size < self.sliver_width * perimeter
        ragged = 4.0 * math.pi * size < self.sliver_compactness * perimeter**2
        minima = np.zeros(256)
        for one, least in self.min_m2.items():
            minima[one] = least
        return np.select(
            [thin | (ragged & (m2 < self.sliver_max_m2)), m2 < minima[kind]],
            [np.uint8(ChangeVerdict.SLIVER), np.uint8(ChangeVerdict.SMALL)],
            np.uint8(ChangeVerdict.KEPT),
        )


_KINDS = (ChangeKind.BUILT, ChangeKind.FARM, ChangeKind.OTHER, ChangeKind.DESERT)


def _tolerance(pixel_m: float) -> float:
    """The larger of the two tolerances, in pixels."""
    table = parameter_table("change")
    pixels, metres = table.value("boundary_tolerance_px"), table.value("boundary_tolerance_m")
    return max(pixels, metres / pixel_m)


def kind_of_group(group: Group) -> ChangeKind:
    """Kind of change into a group: the survey's minimum areas differ by it."""
    if _BUILT & group.sets:
        return ChangeKind.BUILT
    return ChangeKind.FARM if group.ipcc in _FARM else ChangeKind.OTHER


def change_kinds(
    first: NDArray[Any], second: NDArray[Any], kind_of: Mapping[int, ChangeKind], unseen: int = 255
) -> NDArray[np.uint8]:
    """(y, x) kind of change of each pixel, by its class in the second year.

    Parameters
    ----------
    first, second
        (y, x) uint8 classes of the two years.
    kind_of
        Kind of every class of the second year that differs from the first.
    unseen
        Value without data; a pixel unseen in either year is unseen.

    Raises
    ------
    ValueError
        If ground turned into a class without a kind.
    """
    table = np.full(256, ChangeKind.NONE, dtype=np.uint8)
    for one, kind in kind_of.items():
        if kind not in _KINDS:
            raise ValueError(f"class {one} cannot be of kind {kind.name}")
        table[one] = kind
    blind = (first == unseen) | (second == unseen)
    changed = (first != second) & ~blind
    kinds = np.where(changed, table[second], np.uint8(ChangeKind.NONE))
    if (changed & (kinds == ChangeKind.NONE)).any():
        strange = np.unique(second[changed & (kinds == ChangeKind.NONE)]).tolist()
        raise ValueError(f"classes without a kind of change: {strange}")
    kinds[blind] = ChangeKind.UNSEEN
    return kinds


@dataclass(frozen=True, slots=True)
class ChangeTally:
    """Areas in m² of change that counts, of what each rule ignored, and of unseen ground."""

    kept_m2: float
    ignored_m2: Mapping[ChangeVerdict, float]
    unseen_m2: float

    @property
    def all_m2(self) -> float:
        """All change seen, kept or ignored."""
        return self.kept_m2 + sum(self.ignored_m2.values())

    def __add__(self, other: ChangeTally) -> ChangeTally:
        """The tally of both; blocks are added in their order."""
        return ChangeTally(
            self.kept_m2 + other.kept_m2,
            {rule: m2 + other.ignored_m2[rule] for rule, m2 in self.ignored_m2.items()},
            self.unseen_m2 + other.unseen_m2,
        )

    @classmethod
    def of(cls, verdict: NDArray[Any], m2: Floats) -> ChangeTally:
        """Tally of pixels, (y, x), or pieces, (piece,): verdict and area of each."""
        sums = np.bincount(verdict.ravel(), weights=m2.ravel(), minlength=256)
        ignored = (ChangeVerdict.TOLERANCE, ChangeVerdict.SLIVER, ChangeVerdict.SMALL)
        return cls(
            kept_m2=float(sums[ChangeVerdict.KEPT]),
            ignored_m2={rule: float(sums[rule]) for rule in ignored},
            unseen_m2=float(sums[ChangeVerdict.UNSEEN]),
        )
