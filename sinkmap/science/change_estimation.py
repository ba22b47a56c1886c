"""Change of a class between two years from reference samples, and whether the sample shows it.

Where the same units were interpreted in both years, the error of the difference comes from the
units that changed (paired); two samples of their own add their variances (unpaired). Paired is the
sharper the more the two years are alike; sums by stratum after Cochran (1977), section 5.3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.error_matrix import Label, Strata
from sinkmap.science.estimate import Z_95, Doubt, Estimate
from sinkmap.text import Text

__all__ = ["ChangeEstimate", "PairedCounts", "Shift", "paired_change", "unpaired_change"]


class Shift(StrEnum):
    """What a sample says of the direction of a change."""

    GAIN = "gain"
    LOSS = "loss"
    NOT_SIGNIFICANT = "not_significant"
    CANNOT_TELL = "cannot_tell"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _SHIFT[self]


_SHIFT = {
    Shift.GAIN: Text("显著增加", "significant gain"),
    Shift.LOSS: Text("显著减少", "significant loss"),
    Shift.NOT_SIGNIFICANT: Text(
        "抽样误差范围内，变化不显著", "within the sampling error, not significant"
    ),
    Shift.CANNOT_TELL: Text("无法判定", "cannot tell"),
}


@dataclass(frozen=True, slots=True, eq=False)
class PairedCounts:
    """Units interpreted in two years, by stratum.

    ``counts``: (stratum, 2, 2) whole numbers; ``counts[h, a, b]`` units of stratum h that were
    (a = 1) or were not (a = 0) the class in the first year, and likewise (b) in the second.
    """

    strata: tuple[Label, ...]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        array = np.array(self.counts, dtype=np.int64)
        if array.shape != (len(self.strata), 2, 2) or (array < 0).any():
            raise ValueError(f"paired counts need shape (stratum, 2, 2), have {array.shape}")
        if len(set(self.strata)) != len(self.strata) or not np.array_equal(array, self.counts):
            raise ValueError("paired counts need strata, each once, and whole numbers")
        array.flags.writeable = False
        object.__setattr__(self, "counts", array)

    @classmethod
    def of_units(
        cls, stratum: Sequence[Label], first: Sequence[bool], second: Sequence[bool]
    ) -> PairedCounts:
        """Count units, given by stratum and whether each was the class in either year."""
        strata = tuple(dict.fromkeys(stratum))
        place = {label: k for k, label in enumerate(strata)}
        counts = np.zeros((len(strata), 2, 2), dtype=np.int64)
        for label, a, b in zip(stratum, first, second, strict=True):
            counts[place[label], int(a), int(b)] += 1
        return cls(strata, counts)


@dataclass(frozen=True, slots=True)
class ChangeEstimate:
    """Share of the ground that is the class in each year, and the difference (second - first).

    ``paired``: whether the same units speak for both years. ``unseen_m2``: area of the strata
    without a unit; nothing is told where there is any.
    """

    first: Estimate
    second: Estimate
    change: Estimate
    paired: bool
    unseen_m2: float = 0.0

    @property
    def shift(self) -> Shift:
        """Significant only if the difference is larger than z standard errors."""
        width = self.change.half_width
        if width is None or self.change.value is None:
            return Shift.CANNOT_TELL
        if abs(self.change.value) <= width:
            return Shift.NOT_SIGNIFICANT
        return Shift.GAIN if self.change.value > 0.0 else Shift.LOSS


def paired_change(sample: PairedCounts, strata: Strata, z: float = Z_95) -> ChangeEstimate:
    """Change from units interpreted in both years.

    Parameters
    ----------
    sample
        Counts by stratum.
    strata
        Areas of the strata; a single one is simple random sampling.
    z
        Standard normal quantile of the intervals.

    Raises
    ------
    ValueError
        If units were drawn from a stratum that has no area.
    """
    counts = dict(zip(sample.strata, sample.counts, strict=True))
    none = np.zeros((2, 2), dtype=np.int64)
    rows = np.array([counts.get(one, none) for one in strata.labels])
    drawn = rows.sum(axis=(1, 2))
    area = np.array(strata.m2)
    homeless = [one for one in sample.strata if counts[one].any() and not strata.area_of(one)]
    if homeless:
        raise ValueError(f"units were drawn from strata without area: {homeless}")
    unseen = float(area[drawn == 0].sum())
    if unseen > 0.0:
        untold = Estimate(None, z=z, doubt=Doubt.STRATUM_NOT_SAMPLED)
        return ChangeEstimate(untold, untold, untold, paired=True, unseen_m2=unseen)
    rows, weight = rows[area > 0.0], strata.shares[area > 0.0]
    return ChangeEstimate(
        first=_mean(rows, weight, np.array([[0, 0], [1, 1]]), (0.0, 1.0), z),
        second=_mean(rows, weight, np.array([[0, 1], [0, 1]]), (0.0, 1.0), z),
        change=_mean(rows, weight, np.array([[0, 1], [-1, 0]]), (-1.0, 1.0), z),
        paired=True,
    )


def unpaired_change(first: Estimate, second: Estimate) -> ChangeEstimate:
    """Change between two samples drawn independently; shares or areas, but both the same.

    The bounds of the change are not held to a range, for the unit is not known here.

    Raises
    ------
    ValueError
        If the two intervals are of different confidence.
    """
    if first.z != second.z:
        raise ValueError(f"intervals of different confidence: z {first.z} and {second.z}")
    doubt = first.doubt or second.doubt
    if first.value is None or second.value is None:
        return ChangeEstimate(first, second, Estimate(None, z=first.z, doubt=doubt), paired=False)
    value = second.value - first.value
    if first.se is None or second.se is None or doubt is not None:
        return ChangeEstimate(first, second, Estimate(value, z=first.z, doubt=doubt), paired=False)
    se = math.hypot(first.se, second.se)
    change = Estimate(value, se, value - first.z * se, value + first.z * se, first.z)
    return ChangeEstimate(first, second, change, paired=False)


def _mean(
    rows: NDArray[np.int64],
    weight: NDArray[np.float64],
    score: NDArray[np.int64],
    bounds: tuple[float, float],
    z: float,
) -> Estimate:
    """Stratified mean of a score of each unit; ``rows``: (stratum, 2, 2), ``score``: (2, 2)."""
    n = rows.sum(axis=(1, 2))
    total = (rows * score).sum(axis=(1, 2))
    squares = (rows * score**2).sum(axis=(1, 2))
    value = float(np.sum(weight * total / n))
    if (n == 1).any():
        return Estimate(value, z=z, doubt=Doubt.STRATUM_OF_ONE)
    # n times the sum of squares about the mean: a whole number, so that 0 is 0.
    spread = n * squares - total**2
    if not spread.any():
        return Estimate(value, 0.0, z=z, doubt=Doubt.NO_SPREAD)
    se = math.sqrt(float(np.sum(weight**2 * spread / (n**2 * (n - 1)))))
    low, high = max(bounds[0], value - z * se), min(bounds[1], value + z * se)
    return Estimate(value, se, low, high, z)
