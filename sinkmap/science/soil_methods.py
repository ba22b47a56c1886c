"""Ways to tell soil organic carbon between samples: class mean, inverse distance, forest, kriging.

Each is fitted to samples and gives a :class:`~sinkmap.science.conformal.Band`. Forests see the
covariates and the soil class, not the coordinates: what is near is left to the kriging of their
out-of-bag residuals (Hengl et al. 2015, PLOS ONE 10:e0125814).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.conformal import SIDES, Band
from sinkmap.science.kriging import Kriging
from sinkmap.science.near_samples import inverse_distance, merged
from sinkmap.science.quantile_forest import SETTINGS, QuantileForest
from sinkmap.science.soil_points import UNKNOWN_CLASS, Places, SoilPoints
from sinkmap.science.variogram import Variogram, fit_variogram
from sinkmap.text import Text

__all__ = [
    "LEAST_OF_CLASS",
    "ClassMean",
    "Fitted",
    "Forested",
    "InverseDistance",
    "KrigedForest",
    "SoilMethod",
]

LEAST_OF_CLASS = 5
"""Samples a class needs for a mean of its own; a reading of this project: of 4 the mean's error is
half the spread of the class."""

_POWERS = (1.0, 2.0, 3.0)
_USUAL_POWER = 2.0
_LEAST_SCALE = 1e-9
"""tC/ha; keeps errors of nothing from being divided by nothing."""

_Setting = int | float | str


class SoilMethod(StrEnum):
    """Methods, the simplest first."""

    CLASS_MEAN = "class_mean"
    INVERSE_DISTANCE = "inverse_distance"
    QUANTILE_FOREST = "quantile_forest"
    FOREST_KRIGING = "forest_kriging"

    @property
    def label(self) -> Text:
        """Its name for people."""
        return _LABELS[self]


_LABELS = {
    SoilMethod.CLASS_MEAN: Text("土类平均", "mean of the soil class"),
    SoilMethod.INVERSE_DISTANCE: Text("反距离加权", "inverse distance"),
    SoilMethod.QUANTILE_FOREST: Text("分位数回归森林", "quantile regression forest"),
    SoilMethod.FOREST_KRIGING: Text("森林加残差克里金", "forest and kriged residuals"),
}


class Fitted(Protocol):
    """A method fitted to samples."""

    @property
    def settings(self) -> Mapping[str, _Setting]:
        """What was set or found, for the record of the run."""

    def band(self, places: Places) -> Band:
        """Density in tC/ha at (n,) places."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassMean:
    """Mean of the samples of each class, of all samples for a class with too few."""

    means: Mapping[int, float]
    overall: float
    fallen: tuple[int, ...]

    @classmethod
    def fit(cls, points: SoilPoints) -> Self:
        """Means of the samples; ``fallen`` are their classes with fewer than 5."""
        codes, counts = np.unique(points.soil_class, return_counts=True)
        known = codes != UNKNOWN_CLASS
        means = {
            int(code): float(points.density[points.soil_class == code].mean())
            for code in codes[known & (counts >= LEAST_OF_CLASS)]
        }
        fallen = tuple(int(code) for code in codes[known & (counts < LEAST_OF_CLASS)])
        return cls(means, float(points.density.mean()), fallen)

    @property
    def settings(self) -> Mapping[str, _Setting]:
        """The fewest samples of a class with a mean of its own."""
        return {"least_of_class": LEAST_OF_CLASS}

    def band(self, places: Places) -> Band:
        """The mean of each place's class."""
        value = np.full(len(places), self.overall)
        for code, mean in self.means.items():
            value[places.soil_class == code] = mean
        return Band.bare(value)


@dataclass(frozen=True, slots=True, eq=False)
class InverseDistance:
    """Mean of the nearest samples by 1 / distance to a power."""

    samples: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
    power: float

    @classmethod
    def fit(cls, points: SoilPoints, folds: NDArray[np.int64]) -> Self:
        """The power of 1, 2 and 3 with the least squared error on folds held out; 2 of one fold.

        ``folds``: (n,) fold of each sample.
        """
        present = np.unique(folds)
        if present.size < 2:
            return cls(merged(points.x, points.y, points.density), _USUAL_POWER)
        errors = dict.fromkeys(_POWERS, 0.0)
        for fold in present:
            held = folds == fold
            learned = merged(points.x[~held], points.y[~held], points.density[~held])
            for power in _POWERS:
                said = inverse_distance(learned, points.x[held], points.y[held], power)
                errors[power] += float(((said - points.density[held]) ** 2).sum())
        best = min(_POWERS, key=lambda power: (errors[power], abs(power - _USUAL_POWER)))
        return cls(merged(points.x, points.y, points.density), best)

    @property
    def settings(self) -> Mapping[str, _Setting]:
        """The power."""
        return {"power": self.power}

    def band(self, places: Places) -> Band:
        """The weighted mean at each place."""
        return Band.bare(inverse_distance(self.samples, places.x, places.y, self.power))


@dataclass(frozen=True, slots=True, eq=False)
class Forested:
    """A quantile regression forest on covariates and soil class.

    A covariate that is missing at a place takes its median among the samples. ``medians``: (p,).
    ``classes``: those with a feature of their own.
    """

    forest: QuantileForest
    medians: NDArray[np.float64]
    classes: tuple[int, ...]

    @classmethod
    def fit(cls, points: SoilPoints, *, seed: int) -> tuple[Self, NDArray[np.float64]]:
        """The forest, and (n,) the out-of-bag residuals of the samples in tC/ha."""
        medians = _medians(points.places)
        classes = tuple(sorted(ClassMean.fit(points).means))
        features = _features(points.places, medians, classes)
        forest, seen = QuantileForest.grow(features, points.density, seed=seed)
        return cls(forest, medians, classes), points.density - seen

    @property
    def settings(self) -> Mapping[str, _Setting]:
        """How the trees were grown."""
        return dict(SETTINGS)

    def band(self, places: Places) -> Band:
        """Mean and quantiles of the forest."""
        features = _features(places, self.medians, self.classes)
        value, (low, high) = self.forest.predict(features, SIDES)
        return Band(value, low, high, np.ones(len(places)))

    def means(self, places: Places) -> NDArray[np.float64]:
        """The forest's mean alone."""
        return self.forest.means(_features(places, self.medians, self.classes))


def _medians(places: Places) -> NDArray[np.float64]:
    """(p,) median of each covariate where it is known, 0 for one that no sample has."""
    columns = zip(places.covariates.T, places.known.T, strict=True)
    return np.array([float(np.median(c[known])) if known.any() else 0.0 for c, known in columns])


def _features(
    places: Places, medians: NDArray[np.float64], classes: tuple[int, ...]
) -> NDArray[np.float32]:
    """(n, p + classes) covariates without gaps, and 1 in the column of a place's class."""
    covariates = np.where(places.known, places.covariates, medians)
    of_class = places.soil_class[:, np.newaxis] == np.array(classes, dtype=np.int16)
    return np.concatenate([covariates, of_class], axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class KrigedForest:
    """A forest and its kriged residuals; the intervals have the width of the kriging error.

    ``kriging`` is None where the residuals support no variogram: then the forest stands alone, and
    ``spread`` in tC/ha is the root mean square of its residuals.
    """

    forested: Forested
    kriging: Kriging | None
    spread: float
    refused: Text | None = None

    @classmethod
    def fit(
        cls, points: SoilPoints, forested: Forested, residuals: NDArray[np.float64], *, seed: int
    ) -> Self:
        """Add the kriging of a forest's residuals, where they support a variogram."""
        spread = float(np.sqrt((residuals**2).mean()))
        found = fit_variogram(points.x, points.y, residuals, seed=seed)
        if isinstance(found, Variogram):
            return cls(forested, Kriging.of(points.x, points.y, residuals, found), spread)
        return cls(forested, None, spread, found)

    @property
    def settings(self) -> Mapping[str, _Setting]:
        """The forest's, and the variogram."""
        if self.kriging is None:
            return self.forested.settings
        model = self.kriging.variogram
        return {
            **self.forested.settings,
            "variogram": "exponential",
            "nugget": model.nugget,
            "sill": model.sill,
            "distance_m": model.distance,
        }

    def band(self, places: Places) -> Band:
        """Forest mean and kriged residual, with the kriging error as scale."""
        value = self.forested.means(places)
        if self.kriging is None:
            return Band.bare(value, np.full(len(places), max(self.spread, _LEAST_SCALE)))
        residual, variance = self.kriging.predict(places.x, places.y)
        scale = np.maximum(np.sqrt(variance), _LEAST_SCALE)
        return Band.bare(np.maximum(value + residual, 0.0), scale)
