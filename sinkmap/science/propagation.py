"""Uncertainty carried from inputs to a result by Monte Carlo, with the share each source has.

IPCC 2006 Vol 1 ch. 3, approach 2. Draws are a Latin hypercube (McKay et al. 1979, Technometrics
21:239-245): the same 0.5/n, 1.5/n ... quantiles for every input, in an order of its own. That
order follows from the seed and the source's name alone, so another input or another order of the
inputs changes no draw. One source has the same draws wherever it is used with one seed: errors of
one table value go the same way in all units, those of different sources are independent.

A range is honoured as two half-normals that meet at the median (after Wallis 2014, Statistical
Science 29:106-112): 2.5 and 97.5 % of the draws are the bounds as stated, and the mean is the
stated value, so that a sum of many lopsided inputs stays centred on the sum of their values.
Where the value lies within a fifth of the range from a bound no such pair has its mean there;
then half of the draws are that bound, and the mean lies between it and the other.
What cannot be negative is never drawn negative: draws of a range from 0 or above end at 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sinkmap.science.latin_hypercube import (
    frozen,
    order_of,
    scores_drawn,
    scores_of,
    stacked_scores,
)

__all__ = ["INTERACTION", "Formula", "Propagated", "Uncertain", "propagate", "propagate_linear"]

Formula: TypeAlias = Callable[[Mapping[str, NDArray[np.float64]]], NDArray[np.float64]]
"""source -> (n,) values, to (n,) results; elementwise in n."""

INTERACTION = "interaction"
"""Key of the share that belongs to no single source."""

_TAIL = 0.025
"""Probability beyond each bound of a 95 % range."""

_REACH = float(ndtri(1.0 - _TAIL))
"""Standard deviations from the median to a bound of a 95 % range."""

_HALF_MEAN = 1.0 / math.sqrt(2.0 * math.pi)
"""Mean of max(z, 0) for a standard normal z."""

_NODES = 33
"""Points at which the effect of one input alone is evaluated; odd, so that the median is one."""

_ROUNDING = 1e-12
"""Share of a variance that is rounding."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One input: its stated value (the mean) and the bounds of its 95 % range.

    A bound that is None is the value itself; without both the input is exact.

    Raises
    ------
    ValueError
        If a number is not finite or the range does not hold the value.
    """

    source: str
    value: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        low, high = self.bounds
        if not all(math.isfinite(number) for number in (self.value, low, high)):
            raise ValueError(f"{self.source} holds a number that is not finite")
        if not low <= self.value <= high:
            raise ValueError(f"{self.source}: {self.value} lies outside {low} to {high}")

    @property
    def bounds(self) -> tuple[float, float]:
        """Both bounds, the value in place of a missing one."""
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high

    @property
    def exact(self) -> bool:
        """Whether it has no range."""
        low, high = self.bounds
        return not low < high


@dataclass(frozen=True, slots=True)
class Propagated:
    """A result: ``value`` at the stated values, 2.5 and 97.5 % of the draws, shares of sources.

    ``shares``: source -> share of the variance it makes alone, the others at their stated values;
    what they make together stands under :data:`INTERACTION`. They sum to 1; sources without
    effect are left out, and there are none where nothing varies. The interval is widened to the
    value where one-sided ranges leave it outside.
    """

    value: float
    low: float
    high: float
    shares: Mapping[str, float]


def propagate(
    formula: Formula, inputs: Sequence[Uncertain], *, seed: int, draws: int = 4000
) -> Propagated:
    """Carry the ranges of inputs through any elementwise formula.

    The shares are those of the expansion of the formula around the stated values (one input at
    a time, then the rest; Rabitz & Alis 1999, J. Math. Chem. 25:197-233). For sums and products
    they are the first-order Sobol indices.

    Parameters
    ----------
    formula
        Takes source -> (n,) values and gives (n,) results; called with n of 1, ``draws`` and more.
    inputs
        Each source once.
    seed
        Of the study.

    Raises
    ------
    ValueError
        If a source is named twice, or the formula gives numbers that are not finite.
    """
    known = _ordered(inputs)
    vary = [one for one in known if not one.exact]
    stated = {one.source: np.full(1, one.value, np.float64) for one in known}
    value = float(_evaluate(formula, stated, 1)[0])
    if not vary:
        return Propagated(value, value, value, {})
    drawn = {
        one.source: np.full(draws, one.value, np.float64) if one.exact else _drawn(one, seed, draws)
        for one in known
    }
    results = _evaluate(formula, drawn, draws)
    alone = _alone(formula, known, vary, value, draws)
    ranks = np.stack([order_of(one.source, seed, draws) for one in vary])
    rest = results - value - np.take_along_axis(alone, ranks, axis=1).sum(axis=0)
    variances = {one.source: float(v) for one, v in zip(vary, alone.var(axis=1), strict=True)}
    return _summary(value, results, {**variances, INTERACTION: float(rest.var())})


def propagate_linear(
    coefficients: Mapping[str, float],
    inputs: Sequence[Uncertain],
    *,
    seed: int,
    draws: int = 4000,
    constant: float = 0.0,
) -> Propagated:
    """Carry the ranges of inputs through ``constant + sum of coefficient x input``, fast.

    The same draws as :func:`propagate`; shares are exact.

    Parameters
    ----------
    coefficients
        source -> coefficient; an input that is not named has none.

    Raises
    ------
    ValueError
        If a source is named twice, or a coefficient has no input.
    """
    known = _ordered(inputs)
    if strange := set(coefficients) - {one.source for one in known}:
        raise ValueError(f"coefficients without an input: {sorted(strange)}")
    weighted = tuple((coefficients.get(one.source, 0.0), one) for one in known)
    return _linear(weighted, seed, draws, constant)


@lru_cache(maxsize=64)  # a third of what is asked for one unit was asked for it before
def _linear(
    weighted: tuple[tuple[float, Uncertain], ...], seed: int, draws: int, constant: float
) -> Propagated:
    value = constant + math.fsum(weight * one.value for weight, one in weighted)
    vary = [(weight, one) for weight, one in weighted if weight != 0.0 and not one.exact]
    if not vary:
        return Propagated(value, value, value, {})
    shapes = np.array([_shape(one) for _, one in vary])
    weights = np.array([weight for weight, _ in vary])
    middle, below, above = shapes.T
    level = value + float(weights @ (middle - [one.value for _, one in vary]))
    halves = np.concatenate([weights * (below + above), weights * (above - below)]) / 2.0
    sources = tuple(one.source for _, one in vary)
    # Not BLAS: its sums depend on the number of threads.
    results = level + np.einsum("i,ij->j", halves, stacked_scores(sources, seed, draws))
    variance = weights**2 * ((below**2 + above**2) / 2.0 - ((above - below) * _HALF_MEAN) ** 2)
    shares = dict(zip(sources, variance.tolist(), strict=True))
    for weight, one in (pair for pair in vary if _stops(pair[1], draws)):
        lifted, spread = _stopped(one, seed, draws)
        results += weight * lifted
        shares[one.source] = weight**2 * spread
    if constant >= 0.0 and all(w >= 0.0 and one.bounds[0] >= 0.0 for w, one in weighted):
        results = np.maximum(results, 0.0)  # a sum of such draws, but for its rounding
    return _summary(value, results, shares)


def _ordered(inputs: Sequence[Uncertain]) -> list[Uncertain]:
    """Inputs by name, so that no sum depends on the order they were given in."""
    known = sorted(inputs, key=lambda one: one.source)
    names = [one.source for one in known]
    twice = {a for a, b in pairwise(names) if a == b} | {n for n in names if n == INTERACTION}
    if twice:
        raise ValueError(f"sources named twice: {sorted(twice)}")
    return known


@lru_cache(maxsize=512)
def _shape(one: Uncertain) -> tuple[float, float, float]:
    """Median and the standard deviations below and above it, so that the mean is the value."""
    low, high = one.bounds
    lean = _HALF_MEAN / _REACH
    middle = (one.value - lean * (low + high)) / (1.0 - 2.0 * lean)
    middle = min(max(middle, low), high)
    return middle, (middle - low) / _REACH, (high - middle) / _REACH


def _quantile(one: Uncertain, standard: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of an input at standard normal scores; not below zero where its range is not."""
    middle, below, above = _shape(one)
    drawn: NDArray[np.float64] = middle + np.where(standard < 0.0, below, above) * standard
    return np.maximum(drawn, 0.0) if one.bounds[0] >= 0.0 else drawn


@lru_cache(maxsize=512)
def _stops(one: Uncertain, draws: int) -> bool:
    """Whether some draws of an input would lie below zero and end there."""
    middle, below, _ = _shape(one)
    return one.bounds[0] >= 0.0 and middle + below * float(scores_of(draws)[0]) < 0.0


@lru_cache(maxsize=512)
def _drawn(one: Uncertain, seed: int, draws: int) -> NDArray[np.float64]:
    """(draws,) values of an input: most are rows of a table, the same in every unit."""
    return frozen(_quantile(one, scores_drawn(one.source, seed, draws)))


@lru_cache(maxsize=512)
def _stopped(one: Uncertain, seed: int, draws: int) -> tuple[NDArray[np.float64], float]:
    """(draws,) what ending at zero adds to each draw of an input, and the variance then."""
    middle, below, above = _shape(one)
    scores, drawn = scores_drawn(one.source, seed, draws), _drawn(one, seed, draws)
    free = middle + np.where(scores < 0.0, below, above) * scores
    return frozen(drawn - free), float(drawn.var())


@lru_cache(maxsize=512)
def _at_nodes(one: Uncertain, draws: int) -> NDArray[np.float64]:
    """(_NODES,) values of an input at the nodes."""
    return frozen(_quantile(one, _between(draws)[0]))


@lru_cache(maxsize=16)
def _between(
    draws: int,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """(_NODES,) scores at the nodes; (draws,) the node left of each rising score, and how far it
    lies towards the next one."""
    scores = scores_of(draws)
    nodes = np.linspace(scores[0], scores[-1], _NODES)
    left = np.clip(np.searchsorted(nodes, scores, side="right") - 1, 0, _NODES - 2)
    return nodes, left, (scores - nodes[left]) / (nodes[left + 1] - nodes[left])


def _evaluate(
    formula: Formula, values: Mapping[str, NDArray[np.float64]], n: int
) -> NDArray[np.float64]:
    results = np.broadcast_to(np.asarray(formula(values), dtype=np.float64), (n,))
    if not np.isfinite(results).all():
        raise ValueError("the formula gives numbers that are not finite")
    return results


def _alone(
    formula: Formula,
    known: Sequence[Uncertain],
    vary: Sequence[Uncertain],
    value: float,
    draws: int,
) -> NDArray[np.float64]:
    """(vary, draws) effect of each input alone, by rising score; interpolated between nodes."""
    points = {one.source: np.full((len(vary), _NODES), one.value, np.float64) for one in known}
    for row, one in enumerate(vary):
        points[one.source][row] = _at_nodes(one, draws)
    flat = {source: array.ravel() for source, array in points.items()}
    effect = _evaluate(formula, flat, len(vary) * _NODES).reshape(len(vary), _NODES) - value
    _, left, part = _between(draws)
    between: NDArray[np.float64] = effect[:, left] * (1.0 - part) + effect[:, left + 1] * part
    return between


def _tails(results: NDArray[np.float64]) -> tuple[float, float]:
    """The quantiles that leave 2.5 % on each side (Hazen's, as ``numpy.quantile`` has them)."""
    last = results.size - 1
    places = [min(max(p * results.size - 0.5, 0.0), last) for p in (_TAIL, 1.0 - _TAIL)]
    near = [(int(place), min(int(place) + 1, last)) for place in places]
    rising = np.partition(results, sorted({k for pair in near for k in pair}))
    found = []
    for place, (a, b) in zip(places, near, strict=True):
        step, part = rising[b] - rising[a], place - a
        found.append(rising[a] + step * part if part < 0.5 else rising[b] - step * (1.0 - part))
    return float(found[0]), float(found[1])


def _summary(
    value: float, results: NDArray[np.float64], variances: Mapping[str, float]
) -> Propagated:
    low, high = _tails(results)
    whole = math.fsum(variances.values())
    kept = {name: v for name, v in variances.items() if v > _ROUNDING * whole}
    whole = math.fsum(kept.values())
    shares = {name: v / whole for name, v in kept.items()}
    return Propagated(value, min(low, value), max(high, value), shares)
