"""How many sample units, how many of them in each stratum, and which pixels they are.

Sample size and allocation after Olofsson et al. (2014), Remote Sens. Environ. 148:42-57, sections
5.1.1 and 5.1.2, and Cochran (1977), chapter 5.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.error_matrix import Label, Strata

__all__ = [
    "LEAST_UNITS",
    "allocate_neyman",
    "allocate_proportionally",
    "draw_ranks",
    "expected_se",
    "required_units",
]

LEAST_UNITS = 2
"""Units that a stratum needs for a variance."""

Floats = NDArray[np.float64]


def required_units(strata: Strata, users: Sequence[float], overall_se: float) -> float:
    """Sample size for a standard error of the overall accuracy (Olofsson et al. 2014, eq. 13).

    Parameters
    ----------
    strata
        Map classes with their areas.
    users
        (stratum,) user's accuracy expected of each, 0 to 1.
    overall_se
        Standard error wanted, such as 0.01.

    Returns
    -------
    The number before rounding up.
    """
    if not 0.0 < overall_se < 1.0:
        raise ValueError(f"the standard error wanted must lie between 0 and 1: {overall_se}")
    return float((strata.shares @ _spread(strata, users)) / overall_se) ** 2


def expected_se(strata: Strata, users: Sequence[float], units: Sequence[int]) -> float:
    """Standard error of the overall accuracy that an allocation leads to expect.

    The square root of the sum of W² U (1 - U) / n (Olofsson et al. 2014, eq. 5 with the expected
    user's accuracies and n for n - 1, as in their table 5).

    Parameters
    ----------
    strata, users
        As for :func:`required_units`.
    units
        (stratum,) sample units; a stratum without any must have no area.
    """
    drawn = np.array(units, dtype=np.float64)
    spread = strata.shares * _spread(strata, users)
    if ((drawn <= 0.0) & (strata.shares > 0.0)).any():
        raise ValueError(f"strata without units: {list(units)}")
    return float(np.sqrt(np.sum(spread**2 / np.maximum(drawn, 1.0))))


def _spread(strata: Strata, users: Sequence[float]) -> Floats:
    """Standard deviation of right or wrong in each stratum."""
    expected = np.array(users, dtype=np.float64)
    if expected.shape != (len(strata.labels),) or not ((expected >= 0) & (expected <= 1)).all():
        raise ValueError(f"each stratum needs a user's accuracy between 0 and 1: {list(users)}")
    return np.asarray(np.sqrt(expected * (1.0 - expected)))


def allocate_proportionally(
    units: int, strata: Strata, pixels: Sequence[int], minimum: int = LEAST_UNITS
) -> tuple[int, ...]:
    """Units of each stratum in proportion to its area, but at least ``minimum`` in rare ones.

    Olofsson et al. (2014) advise 50 to 100 for a rare class. A stratum with fewer pixels than that
    gives all it has. What the minimum takes is taken from the others in proportion.

    Parameters
    ----------
    units
        Sample size.
    strata
        Strata with their areas; one without area gets no unit.
    pixels
        (stratum,) pixels to draw from.
    minimum
        Least units of a stratum, 2 or more.

    Raises
    ------
    ValueError
        If a stratum has a single pixel, the minima alone need more than ``units``, or there are
        fewer pixels than units.
    """
    return _allocate(units, strata, pixels, strata.shares, minimum)


def allocate_neyman(
    units: int,
    strata: Strata,
    pixels: Sequence[int],
    users: Sequence[float],
    minimum: int = LEAST_UNITS,
) -> tuple[int, ...]:
    """Units of each stratum so that the overall accuracy has the least variance for its size.

    In proportion to area times the spread of right and wrong (Cochran 1977, eq. 5.26), but at
    least ``minimum``. Parameters and errors as for :func:`required_units` and
    :func:`allocate_proportionally`.
    """
    weight = strata.shares * _spread(strata, users)
    # Nothing is expected to vary anywhere: no stratum is worth more than its area.
    return _allocate(units, strata, pixels, weight if weight.any() else strata.shares, minimum)


def _allocate(
    units: int, strata: Strata, pixels: Sequence[int], weight: Floats, minimum: int
) -> tuple[int, ...]:
    if minimum < LEAST_UNITS:
        raise ValueError(f"a stratum needs at least {LEAST_UNITS} units for a variance: {minimum}")
    if len(pixels) != len(weight):
        raise ValueError("each stratum needs its number of pixels")
    most = np.where(np.array(strata.m2) > 0.0, np.array(pixels, dtype=np.int64), 0)
    single = [
        one
        for one, area, n in zip(strata.labels, strata.m2, most, strict=True)
        if area > 0.0 and n < LEAST_UNITS
    ]
    if single:
        raise ValueError(f"strata with fewer than two pixels: {single}; join them with others")
    least = np.minimum(minimum, most)
    if least.sum() > units:
        raise ValueError(f"{units} units do not reach for the minima, which need {least.sum()}")
    if most.sum() < units:
        raise ValueError(f"{units} units wanted of {most.sum()} pixels")
    return _within_bounds(units, weight, least, most)


def _within_bounds(
    units: int, weight: Floats, least: NDArray[np.int64], most: NDArray[np.int64]
) -> tuple[int, ...]:
    """Whole numbers in proportion to the weights, between bounds, that add up to ``units``.

    The factor of proportion is the one at which the bounded sizes add up; it is found by halving.
    """

    def sizes(factor: float) -> Floats:
        return np.clip(factor * weight, least, most)

    low, high = 0.0, 1.0
    while sizes(high).sum() < units and high < 1e30:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if sizes(middle).sum() < units else (low, middle)
    exact = sizes(high)
    whole = np.floor(exact + 1e-9).astype(np.int64)
    # Largest remainders first; strata without weight come last, by size.
    order = sorted(range(len(whole)), key=lambda k: (whole[k] - exact[k], -most[k], k))
    left = units - int(whole.sum())
    while left > 0:
        for k in order:
            step = int(left > 0 and whole[k] < most[k])
            whole[k] += step
            left -= step
    return tuple(int(n) for n in whole)


def draw_ranks(
    strata: Sequence[Label], pixels: Sequence[int], units: Sequence[int], seed: int
) -> tuple[NDArray[np.int64], ...]:
    """Draw a simple random sample, without repeats, within each stratum.

    Each stratum has a stream of its own from the seed and its label: its draw depends neither on
    the other strata nor on their order, and the first units of a longer draw are the shorter draw,
    so that a sample can be topped up.

    Parameters
    ----------
    strata, pixels, units
        (stratum,) label, pixels there are, units wanted.
    seed
        Not negative. The same seed draws the same pixels on every machine: only the raw bits of
        PCG64 are used, which numpy promises to keep.

    Returns
    -------
    For each stratum (units,) int64 ranks from 0 to pixels - 1, in the order drawn; a rank counts
    the pixels of the stratum in any order that the caller keeps to, such as row by row.

    Raises
    ------
    ValueError
        If a stratum is asked for more units than it has pixels, or stands twice.
    """
    if len(set(map(str, strata))) != len(strata):
        raise ValueError("each stratum needs a label of its own")
    drawn = []
    for label, most, wanted in zip(strata, pixels, units, strict=True):
        if not 0 <= wanted <= most:
            raise ValueError(f"stratum {label}: {wanted} units wanted of {most} pixels")
        stream = np.random.PCG64(np.random.SeedSequence([seed, *str(label).encode("utf-8")]))
        drawn.append(_without_repeats(stream, int(most), int(wanted)))
    return tuple(drawn)


def _without_repeats(stream: np.random.PCG64, most: int, wanted: int) -> NDArray[np.int64]:
    """The first ``wanted`` of a random order of 0 to most - 1 (Fisher and Yates, kept sparse)."""
    moved: dict[int, int] = {}
    ranks = np.empty(wanted, dtype=np.int64)
    for k in range(wanted):
        span = most - k
        # 2^64 is no multiple of the span: bits above the last whole multiple would favour some.
        limit = (1 << 64) - (1 << 64) % span
        value = int(stream.random_raw())
        while value >= limit:
            value = int(stream.random_raw())
        j = k + value % span
        ranks[k] = moved.get(j, j)
        moved[j] = moved.get(k, k)
    return ranks
