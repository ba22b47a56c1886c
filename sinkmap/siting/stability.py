"""Which sites stay chosen when weights, costs and gains move."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.errors import InputRefusedError
from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection, choose

__all__ = ["Drawn", "Triangle", "WeightStability", "draw_shares", "weight_stability"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_TOP = 0.1
"""Share of the open area that is the best tenth."""
_LEAST_M2 = 1e-6
"""Area below which a site's value per m² is taken as if it had so much."""
_RUN = (
    "weight",
    "factor",
    "chosen",
    "stay",
    "stay_share",
    "top_decile_share",
    "value_kept",
    "gap",
)


@dataclass(frozen=True, slots=True, eq=False)
class Triangle:
    """(n,) least, most likely and greatest value of each site: a triangular distribution.

    Raises
    ------
    ValueError
        If they fall anywhere, or one of them is no number.
    """

    low: Floats
    default: Floats
    high: Floats

    def __post_init__(self) -> None:
        if not bool(((self.low <= self.default) & (self.default <= self.high)).all()):
            raise ValueError("low, default and high must not fall")


@dataclass(frozen=True, slots=True, eq=False)
class WeightStability:
    """How the choice holds when one weight at a time is moved.

    ``share``: (n,) share of all runs, the unmoved one among them, in which a site is chosen.
    ``runs``: one row a run: ``weight``, ``factor`` (1.2 is 20 % more), ``chosen``, ``stay`` (sites
    of the unmoved choice still chosen), ``stay_share`` (of the unmoved choice's area),
    ``top_decile_share`` (of the area of the best tenth of all open sites by value per m², that
    which stays in the best tenth), ``value_kept`` (value of the unmoved choice under the moved
    weights, as a share of the best there), ``gap``.
    """

    share: Floats
    runs: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Share of draws in which each site is chosen.

    ``share``: (n,) of the draws that have a choice; ``draws``: number drawn; ``infeasible``: draws
    in which no choice held; ``value``, ``cost``: (draws,) of the choice in each draw, NaN without
    one; ``gap``: (draws,) proven.
    """

    share: Floats
    draws: int
    infeasible: int
    value: Floats
    cost: Floats
    gap: Floats


def weight_stability(
    problem_of_weights: Callable[[Mapping[str, float]], Problem],
    weights: Mapping[str, float],
    best: Selection | None = None,
    change: float = 0.2,
    gap: float = 0.001,
    seconds: float = 10.0,
) -> WeightStability:
    """Move each weight up and down by ``change``, the others scaled so that they sum as before.

    Parameters
    ----------
    problem_of_weights
        The same sites and limits valued by other weights.
    best
        The choice under the unmoved weights, if it is known.
    """
    if not 0.0 < change < 1.0:
        raise ValueError(f"a weight moves by a share of 0 to 1, not {change}")
    base = problem_of_weights(weights)
    unmoved = best or choose(base, gap, seconds)
    top = _top_decile(base)
    counts = unmoved.chosen.astype(np.int64)
    rows = []
    for name in weights:
        for factor in (1.0 - change, 1.0 + change):
            moved = problem_of_weights(_moved(weights, name, factor))
            found = choose(moved, gap, seconds)
            counts += found.chosen
            stay = found.chosen & unmoved.chosen
            rows.append(
                {
                    "weight": name,
                    "factor": factor,
                    "chosen": int(found.chosen.sum()),
                    "stay": int(stay.sum()),
                    "stay_share": _share(base.area_m2, stay, unmoved.chosen),
                    "top_decile_share": _share(base.area_m2, top & _top_decile(moved), top),
                    "value_kept": _kept(moved.totals(unmoved.chosen).value, found.value),
                    "gap": found.gap,
                }
            )
    return WeightStability(counts / (1 + len(rows)), pd.DataFrame(rows, columns=list(_RUN)))


def _moved(weights: Mapping[str, float], name: str, factor: float) -> dict[str, float]:
    """One weight times a factor, the others scaled so that the sum stays."""
    total = sum(weights.values())
    others = total - weights[name]
    moved = min(weights[name] * factor, total)
    scale = (total - moved) / others if others else 1.0
    return {key: moved if key == name else weight * scale for key, weight in weights.items()}


def _top_decile(problem: Problem) -> Bools:
    """(n,) open sites of the greatest value per m² that make up a tenth of the open area."""
    sites = np.flatnonzero(problem.open)
    rate = problem.value[sites] / np.maximum(problem.area_m2[sites], _LEAST_M2)
    order = sites[np.lexsort((sites, -rate))]
    before = np.cumsum(problem.area_m2[order]) - problem.area_m2[order]
    top = np.zeros(len(problem), dtype=bool)
    top[order[before < _TOP * problem.area_m2[order].sum()]] = True
    return top


def _share(area: Floats, part: Bools, whole: Bools) -> float:
    total = float(area[whole].sum())
    return float(area[part].sum()) / total if total else math.nan


def _kept(value: float, best: float) -> float:
    return value / best if best else math.nan


def draw_shares(
    problem: Problem,
    cost: Triangle,
    value: Triangle,
    draws: int,
    seed: int,
    together: Ints | None = None,
    gap: float = 0.005,
    seconds: float = 10.0,
) -> Drawn:
    """Draw costs and values, choose anew in each draw, and count.

    Parameters
    ----------
    cost, value
        In yuan and in the problem's value, of the same n sites.
    draws, seed
        The same seed gives the same bytes.
    together
        (n,) label; sites of one label are drawn at the same quantile, as the unit cost of a type
        is too high for all its sites at once. None draws each site by itself.
    """
    if draws < 1:
        raise ValueError(f"draw at least once, not {draws}")
    labels = np.arange(len(problem)) if together is None else together
    counts = np.zeros(len(problem), dtype=np.int64)
    sums = np.full((3, draws), math.nan)
    for draw in range(draws):
        # A generator of its own: a draw is the same however many there are.
        rng = np.random.default_rng([seed, draw])
        drawn = replace(problem, cost=_drawn(cost, labels, rng), value=_drawn(value, labels, rng))
        try:
            # No start: a draw must not lean on the one before.
            found = choose(drawn, gap, seconds)
        except InputRefusedError:
            continue
        counts += found.chosen
        sums[:, draw] = found.value, found.cost, found.gap
    infeasible = int(np.isnan(sums[0]).sum())
    share = counts / max(draws - infeasible, 1)
    return Drawn(share, draws, infeasible, sums[0], sums[1], sums[2])


def _drawn(triangle: Triangle, labels: Ints, rng: np.random.Generator) -> Floats:
    """(n,) one draw: the inverse of the triangular distribution at the quantile of each label."""
    names, place = np.unique(labels, return_inverse=True)
    quantile = rng.random(len(names))[place]
    low, mode, high = triangle.low, triangle.default, triangle.high
    span = high - low
    left = quantile * span < mode - low
    rising = low + np.sqrt(quantile * span * (mode - low))
    falling = high - np.sqrt((1.0 - quantile) * span * (high - mode))
    drawn: Floats = np.where(left, rising, falling)
    return drawn
