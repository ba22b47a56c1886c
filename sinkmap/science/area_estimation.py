"""Accuracy of a map and areas from a reference sample, with standard errors and intervals.

One estimator serves four designs: the ratio estimator by stratum of Stehman (2014), Int. J. Remote
Sens. 35:4923-4939. Where the strata are the map classes it is the estimator of Olofsson et al.
(2014), Remote Sens. Environ. 148:42-57, formula for formula; with a single stratum it is the
binomial one of simple random sampling.

The finite-population correction (1 - n/N) is left out throughout: a sample of hundreds out of
millions of pixels moves no digit, and where a stratum is so small that it would, the error told is
too wide rather than too narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.error_matrix import ErrorMatrix, Label, Strata, StratifiedCounts
from sinkmap.science.estimate import Z_95, Doubt, Estimate, wilson_interval

__all__ = [
    "ClassAccuracy",
    "MapAccuracy",
    "other_strata_accuracy",
    "post_stratified_accuracy",
    "simple_random_accuracy",
    "stratified_accuracy",
]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ClassAccuracy:
    """What a sample tells of one class.

    ``users``: of the ground mapped as the class, the share that is it; ``producers``: of the
    ground that is the class, the share mapped as it; ``share``: of all ground, the share that is
    the class; ``adjusted``: the same in m². ``mapped_m2``: area on the map, ``None`` where the
    design does not know it.
    """

    label: Label
    users: Estimate
    producers: Estimate
    share: Estimate
    adjusted: Estimate
    mapped_m2: float | None


@dataclass(frozen=True, slots=True, eq=False)
class MapAccuracy:
    """Accuracy of a map and adjusted areas of its classes.

    ``shares``: (map class, reference class) estimated share of the ground; without the strata that
    have no sample, so that the sum is less than 1 where ``unseen_m2``, their area, is not 0.
    ``unseen``: their labels. ``units``: sample units in all.
    """

    overall: Estimate
    classes: tuple[ClassAccuracy, ...]
    shares: Floats
    total_m2: float
    unseen: tuple[Label, ...]
    unseen_m2: float
    units: int

    def of(self, label: Label) -> ClassAccuracy:
        """What is told of one class; KeyError if the sample does not know it."""
        for one in self.classes:
            if one.label == label:
                return one
        raise KeyError(label)


def stratified_accuracy(matrix: ErrorMatrix, mapped: Strata, z: float = Z_95) -> MapAccuracy:
    """Estimates from a random sample within each map class (Olofsson et al. 2014, eq. 1-11).

    Parameters
    ----------
    matrix
        Counts of the sample.
    mapped
        Map classes with their areas on the map. A class of the reference that the map does not
        have may be missing here.
    z
        Standard normal quantile of the intervals.

    Raises
    ------
    ValueError
        If units were drawn from a class that has no area on the map.
    """
    classes = matrix.classes + tuple(c for c in mapped.labels if c not in matrix.classes)
    k, known = len(classes), len(matrix.classes)
    counts = np.zeros((k, k, k), dtype=np.int64)
    for i in range(known):
        counts[i, i, :known] = matrix.counts[i]
    strata = Strata(classes, tuple(mapped.area_of(one) for one in classes))
    sample = StratifiedCounts(classes, classes, counts)
    return _accuracy(sample, strata, np.eye(k, dtype=np.bool_), strata, z)


def post_stratified_accuracy(matrix: ErrorMatrix, mapped: Strata, z: float = Z_95) -> MapAccuracy:
    """Estimates from a simple random sample of the whole, weighted by the areas of the map classes.

    The estimator is that of :func:`stratified_accuracy`, its error the one given how many units
    fell into each class (Holt and Smith 1979, J. R. Stat. Soc. A 142:33-46); parameters and errors
    are the same. A map class that no unit fell into leaves the areas untold: join it with another
    before.
    """
    return stratified_accuracy(matrix, mapped, z)


def simple_random_accuracy(matrix: ErrorMatrix, total_m2: float, z: float = Z_95) -> MapAccuracy:
    """Estimates from a simple random (or systematic) sample of ``total_m2`` without map areas.

    Shares are binomial with n - 1 for n (Cochran 1977, eq. 3.8 without the finite-population
    correction). Wider than :func:`post_stratified_accuracy` wherever the map is any good.
    """
    sample = StratifiedCounts(("all",), matrix.classes, matrix.counts[np.newaxis])
    may = np.ones((1, len(matrix.classes)), dtype=np.bool_)
    return _accuracy(sample, Strata(("all",), (total_m2,)), may, None, z)


def other_strata_accuracy(
    sample: StratifiedCounts, strata: Strata, mapped: Strata | None = None, z: float = Z_95
) -> MapAccuracy:
    """Estimates where the strata are not the map classes (Stehman 2014, eq. 2, 25, 28).

    Parameters
    ----------
    sample
        Counts by stratum, map class and reference class.
    strata
        Areas of the strata the sample was drawn from.
    mapped
        Areas of the map classes, to be shown beside; they do not enter the estimate.
    z
        Standard normal quantile of the intervals.

    Raises
    ------
    ValueError
        If units were drawn from a stratum that has no area.
    """
    labels = sample.strata + tuple(one for one in strata.labels if one not in sample.strata)
    k = len(sample.classes)
    counts = np.zeros((len(labels), k, k), dtype=np.int64)
    counts[: len(sample.strata)] = sample.counts
    whole = StratifiedCounts(labels, sample.classes, counts)
    areas = Strata(labels, tuple(strata.area_of(one) for one in labels))
    return _accuracy(whole, areas, np.ones((len(labels), k), dtype=np.bool_), mapped, z)


def _accuracy(
    sample: StratifiedCounts, strata: Strata, may: Mask, mapped: Strata | None, z: float
) -> MapAccuracy:
    """All estimates; ``may``: (stratum, map class) whether a stratum can hold a map class."""
    counts, weight = sample.counts, strata.shares
    drawn = counts.sum(axis=(1, 2))
    homeless = [one for one, n, w in zip(strata.labels, drawn, weight, strict=True) if n and not w]
    if homeless:
        raise ValueError(f"units were drawn from strata without area: {homeless}")
    anywhere = np.ones(len(drawn), dtype=np.bool_)
    right = np.einsum("hii->hi", counts)
    on_map, in_truth = counts.sum(axis=2), counts.sum(axis=1)
    classes = []
    for k, label in enumerate(sample.classes):
        share = _ratio(in_truth[:, k], drawn, drawn, weight, anywhere, z)
        classes.append(
            ClassAccuracy(
                label=label,
                users=_ratio(right[:, k], on_map[:, k], drawn, weight, may[:, k], z),
                producers=_ratio(right[:, k], in_truth[:, k], drawn, weight, anywhere, z),
                share=share,
                adjusted=share.scaled(strata.total_m2),
                mapped_m2=None if mapped is None else mapped.area_of(label),
            )
        )
    unseen = [k for k in range(len(drawn)) if drawn[k] == 0 and weight[k] > 0.0]
    mean = counts / np.maximum(drawn, 1)[:, np.newaxis, np.newaxis]
    return MapAccuracy(
        overall=_ratio(right.sum(axis=1), drawn, drawn, weight, anywhere, z),
        classes=tuple(classes),
        shares=np.einsum("h,hij->ij", weight, mean),
        total_m2=strata.total_m2,
        unseen=tuple(strata.labels[k] for k in unseen),
        unseen_m2=sum(strata.m2[k] for k in unseen),
        units=int(drawn.sum()),
    )


def _ratio(
    hit: Counts, base: Counts, drawn: Counts, weight: Floats, may: Mask, z: float
) -> Estimate:
    """Share of the ground of a base that is a hit, by the combined ratio estimator.

    ``hit, base, drawn``: (stratum,) units that are a hit, that are of the base, and all; every hit
    is of the base. ``may``: (stratum,) whether the stratum can hold any of the base at all.
    """
    bears = may & (weight > 0.0)
    y, x, n, w = hit[bears], base[bears], drawn[bears], weight[bears]
    if (n == 0).any():
        return Estimate(None, z=z, doubt=Doubt.STRATUM_NOT_SAMPLED)
    if not x.any():
        return Estimate(None, z=z, doubt=Doubt.NO_UNITS)
    ground = float(np.sum(w * x / n))
    ratio = float(np.sum(w * y / n)) / ground
    if (n == 1).any():
        return Estimate(ratio, z=z, doubt=Doubt.STRATUM_OF_ONE)
    if _without_spread(y, x, n):
        low, high = wilson_interval(int(y[0]), int(x[0]), z) if n.size == 1 else (None, None)
        return Estimate(ratio, 0.0, low, high, z, Doubt.NO_SPREAD)
    # Residual of a unit: 1 - ratio for a hit, -ratio for the rest of the base, 0 elsewhere.
    mean = (y - ratio * x) / n
    squares = y * (1.0 - ratio) ** 2 + (x - y) * ratio**2
    variance = (squares - n * mean**2) / (n - 1)
    se = math.sqrt(max(0.0, float(np.sum(w**2 * variance / n)))) / ground
    return Estimate(ratio, se, max(0.0, ratio - z * se), min(1.0, ratio + z * se), z)


def _without_spread(y: Counts, x: Counts, n: Counts) -> bool:
    """Whether the residuals do not vary in any stratum, told from the counts without rounding."""
    kinds = (y > 0).astype(int) + (x > y) + (n > x)
    return bool((kinds == 1).all() or not y.any() or np.array_equal(y, x))
