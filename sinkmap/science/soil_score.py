"""How well methods told samples of blocks they had not seen, and which of them is taken.

The one with the lowest error is taken unless a simpler one is within one standard error of it
(Breiman et al. 1984, Classification and Regression Trees, 3.4.3), the standard error being that of
the difference, which both methods' errors on the same ground share (Yates et al. 2023, Ecological
Monographs 93:e1557), with blocks as the units that vary.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.conformal import Band, margins_of
from sinkmap.science.soil_methods import SoilMethod

__all__ = ["SOIL_MODEL_COLUMNS", "SoilScore", "chosen", "score"]

SOIL_MODEL_COLUMNS = (
    "year",
    "method",
    "chosen",
    "samples",
    "rmse",
    "rmse_error",
    "mae",
    "bias",
    "efficiency",
    "coverage",
    "width",
)
"""One row for each method tried for a soil map, from spatial cross-validation, errors in tC/ha;
``coverage`` is the share of held-out samples in the 90 % interval, ``width`` its mean width."""


@dataclass(frozen=True, slots=True)
class SoilScore:
    """What spatial cross-validation found of one method.

    ``rmse, mae, bias, width`` in tC/ha (bias: predicted less measured; width: mean width of the
    90 % interval); ``rmse_error`` the standard error of the rmse, blocks as units; ``efficiency``
    the model efficiency (R²: 1 is perfect, 0 no better than the mean of all; None if all samples
    are equal; Janssen and Heuberger 1995, Ecological Modelling 83:55-66); ``coverage`` the share of
    held-out samples inside the interval, whose margins came from the other folds.
    """

    method: SoilMethod
    rmse: float
    rmse_error: float
    mae: float
    bias: float
    efficiency: float | None
    coverage: float
    width: float


def score(
    method: SoilMethod,
    band: Band,
    truth: NDArray[np.float64],
    folds: NDArray[np.int64],
    blocks: NDArray[np.int64],
) -> SoilScore:
    """The score of what a method said of (n,) samples when they were held out.

    ``truth`` in tC/ha; ``folds, blocks``: those that each sample lies in.
    """
    errors = band.value - truth
    low, high = np.empty(len(truth)), np.empty(len(truth))
    for fold in np.unique(folds):
        held = folds == fold
        margins = margins_of(band.taken(~held), truth[~held])
        low[held], high[held] = margins.widened(band.taken(held))
    squares = float((errors**2).sum())
    total = float(((truth - truth.mean()) ** 2).sum())
    rmse = math.sqrt(squares / len(truth))
    _, spread = _mean_by_block(errors**2, blocks)
    return SoilScore(
        method=method,
        rmse=rmse,
        rmse_error=spread / (2.0 * rmse) if rmse > 0.0 else 0.0,
        mae=float(np.abs(errors).mean()),
        bias=float(errors.mean()),
        efficiency=1.0 - squares / total if total > 0.0 else None,
        coverage=float(((low <= truth) & (truth <= high)).mean()),
        width=float((high - low).mean()),
    )


def chosen(
    bands: Mapping[SoilMethod, Band], truth: NDArray[np.float64], blocks: NDArray[np.int64]
) -> tuple[SoilMethod, SoilMethod]:
    """The method that is taken, and the one with the lowest error."""
    squares = {method: (band.value - truth) ** 2 for method, band in bands.items()}
    order = [method for method in SoilMethod if method in squares]
    lowest = min(order, key=lambda method: float(squares[method].sum()))
    for method in order[: order.index(lowest)]:
        worse, spread = _mean_by_block(squares[method] - squares[lowest], blocks)
        if worse <= spread:
            return method, lowest
    return lowest, lowest


def _mean_by_block(values: NDArray[np.float64], blocks: NDArray[np.int64]) -> tuple[float, float]:
    """Mean of (n,) values and its standard error, with the blocks as clusters of a ratio mean.

    Cochran (1977), Sampling Techniques, 6.3, without the correction for a finite population.
    """
    mean = float(values.mean())
    off = np.bincount(blocks, weights=values - mean)
    count = np.count_nonzero(np.bincount(blocks))
    if count < 2:
        return mean, math.inf
    return mean, math.sqrt(float((off**2).sum()) * count / (count - 1)) / len(values)
