"""Which sites stay chosen when weights, costs and gains move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection

__all__ = ["Drawn", "Triangle", "WeightStability", "draw_shares", "weight_stability"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Triangle:
    """(n,) least, most likely and greatest value of each site: a triangular distribution."""

    low: Floats
    default: Floats
    high: Floats


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
    raise NotImplementedError


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
    raise NotImplementedError
