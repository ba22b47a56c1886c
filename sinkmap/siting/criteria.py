"""What sites are scored by: criteria, their factors and benefits, classes and settings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sinkmap.text import Text

__all__ = ["Benefit", "Combine", "Criterion", "ScoreClass", "Setting", "SubFactor"]

Floats = NDArray[np.float64]


class Combine(StrEnum):
    """How sub-factors make a criterion: weighted mean, the greatest, or the sum up to 1."""

    MEAN = "mean"
    MAX = "max"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A piecewise-linear function from a raw value to a benefit in 0..1, flat outside its points.

    Parameters
    ----------
    x, y
        Points in order of x. Two points of one x are a step; at the step the first counts.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __call__(self, values: Floats) -> Floats:
        """Benefit of raw values of any shape; NaN stays NaN."""
        places = np.array(self.x, dtype=np.float64)
        # A step's second point moves up by the least float, so that "up to 1 km" holds at 1 km.
        later = np.flatnonzero(places[1:] == places[:-1]) + 1
        places[later] = np.nextafter(places[later], math.inf)
        found: Floats = np.interp(values, places, np.array(self.y, dtype=np.float64))
        return found


@dataclass(frozen=True, slots=True)
class SubFactor:
    """A factor of a criterion: its raw values are the column ``f_<id>`` of the candidates.

    Parameters
    ----------
    id, criterion, title, unit
        Name, criterion it belongs to, words and the unit of its raw values.
    weight
        Weight among the factors of its criterion, or the most it adds to a sum.
    benefits
        Type id -> benefit; only types it is used for.
    instead_of
        Factors that are not used in rows where this one is known.
    """

    id: str
    criterion: str
    title: Text
    unit: str
    weight: float
    benefits: Mapping[str, Benefit]
    instead_of: tuple[str, ...]
    source: str
    certainty: str

    @property
    def column(self) -> str:
        """Column of the candidates that holds its raw values."""
        return f"f_{self.id}"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of the score with its sub-factors, in the order of the table."""

    id: str
    title: Text
    combine: Combine
    factors: tuple[SubFactor, ...] = field(default=())

    def factors_of(self, type_id: str) -> tuple[SubFactor, ...]:
        """Sub-factors that a type uses."""
        return tuple(one for one in self.factors if type_id in one.benefits)


@dataclass(frozen=True, slots=True)
class ScoreClass:
    """A class of scores: those from ``from_score`` up to the next class's."""

    id: str
    title: Text
    from_score: float


@dataclass(frozen=True, slots=True)
class Setting:
    """A number of the book with its range; ``low`` and ``high`` are None where none is stated."""

    id: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    certainty: str
