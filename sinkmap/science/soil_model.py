"""Models of soil organic carbon density in space, chosen by spatial cross-validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding
from sinkmap.science.soil_points import SoilPoints

__all__ = [
    "SoilMethod",
    "SoilModel",
    "SoilPrediction",
    "SoilScore",
    "choose_soil_model",
]


class SoilMethod(StrEnum):
    """Methods, the simplest first."""

    CLASS_MEAN = "class_mean"
    INVERSE_DISTANCE = "inverse_distance"
    QUANTILE_FOREST = "quantile_forest"
    FOREST_KRIGING = "forest_kriging"


@dataclass(frozen=True, slots=True, eq=False)
class SoilPrediction:
    """(n,) float64 tC/ha: ``value`` and its 90 % interval ``low`` to ``high``; NaN for none."""

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SoilScore:
    """What spatial cross-validation found of one method.

    ``rmse, mae, bias, width`` in tC/ha (bias: predicted less measured; width: mean width of the
    90 % interval), ``efficiency`` the model efficiency (R², 1 is perfect, 0 no better than the
    mean; None if all samples are equal), ``coverage`` the share of held-out samples inside the
    interval.
    """

    method: SoilMethod
    rmse: float
    mae: float
    bias: float
    efficiency: float | None
    coverage: float
    width: float


@dataclass(frozen=True, slots=True, eq=False)
class SoilModel:
    """The chosen model.

    ``findings``: notes and warnings: methods that could not be tried, classes that fell back.
    """

    method: SoilMethod
    scores: tuple[SoilScore, ...]
    findings: tuple[Finding, ...]

    def predict(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        covariates: NDArray[np.float64],
        soil_class: NDArray[np.int16],
    ) -> SoilPrediction:
        """Density at (n,) places, covariates (n, p); from any thread, block by block."""
        raise NotImplementedError


def choose_soil_model(
    points: SoilPoints,
    *,
    seed: int,
    block_m: float,
    folds: int = 5,
    methods: Sequence[SoilMethod] = tuple(SoilMethod),
) -> SoilModel:
    """Judge every method on blocks it has not seen, and fit the best on all samples."""
    raise NotImplementedError
