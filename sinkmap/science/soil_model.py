"""A model of soil organic carbon density in space, chosen by spatial cross-validation.

Samples side by side are alike, so methods are judged on blocks of ground they have not seen
(Roberts et al. 2017, Ecography 40:913-929). The error so found is that at about a block's distance
from the samples: blocks should be about as large as the gaps between samples that the map fills.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.science.conformal import Band, Margins, margins_of
from sinkmap.science.soil_methods import (
    LEAST_OF_CLASS,
    ClassMean,
    Fitted,
    Forested,
    InverseDistance,
    KrigedForest,
    SoilMethod,
)
from sinkmap.science.soil_points import Places, SoilPoints, deal_folds, point_findings
from sinkmap.science.soil_score import SoilScore, chosen, score
from sinkmap.text import Text

__all__ = [
    "SoilMethod",
    "SoilModel",
    "SoilPoints",
    "SoilPrediction",
    "SoilScore",
    "choose_soil_model",
]

_MOST_FOLDS = 20
_FORESTS = frozenset({SoilMethod.QUANTILE_FOREST, SoilMethod.FOREST_KRIGING})


@dataclass(frozen=True, slots=True, eq=False)
class SoilPrediction:
    """(n,) float64 tC/ha: ``value`` and its 90 % interval ``low`` to ``high``; NaN for none.

    The interval is that of a new sample's density at the place.
    """

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SoilModel:
    """The chosen method, fitted to all samples.

    Parameters
    ----------
    method, reason
        What was taken, and why in words.
    scores
        One for each method that could be tried, the simplest first.
    findings
        Notes and warnings: methods that could not be tried, classes without a mean of their own.
    settings
        What the method was set to or found, with seed, folds and block size: plain values.
    depth
        Top and bottom in cm of the density it tells.
    samples_sha256
        Digest of the samples.
    """

    method: SoilMethod
    reason: Text
    scores: tuple[SoilScore, ...]
    findings: tuple[Finding, ...]
    settings: Mapping[str, int | float | str]
    depth: tuple[float, float]
    samples_sha256: str
    _fitted: Fitted
    _margins: Margins
    _covariates: int

    def predict(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        covariates: NDArray[np.float64],
        soil_class: NDArray[np.int16],
    ) -> SoilPrediction:
        """Density at places; the same from any thread and in any block, and no threads started.

        Parameters
        ----------
        x, y
            (n,) m on the grid's CRS.
        covariates
            (n, p) in the order of the samples. A missing one takes its median among the samples;
            where more than half are missing a forest gives NaN.
        soil_class
            (n,) class, -1 unknown.

        Returns
        -------
        (n,) values with low <= value <= high, NaN at places that are not finite.

        Raises
        ------
        ValueError
            If lengths differ or the number of covariates is another.
        """
        places = Places(x, y, np.asarray(soil_class), covariates)
        if covariates.shape[1] != self._covariates:
            raise ValueError(f"{covariates.shape[1]} covariates, wanted {self._covariates}")
        known = np.isfinite(x) & np.isfinite(y)
        if self.method in _FORESTS:
            known &= 2 * places.known.sum(axis=1) >= self._covariates
        band = self._fitted.band(places.taken(known))
        bounds = (band.value, *self._margins.widened(band))
        out = [np.full(len(places), np.nan) for _ in bounds]
        for array, found in zip(out, bounds, strict=True):
            array[known] = found
        return SoilPrediction(*out)


def choose_soil_model(
    points: SoilPoints,
    *,
    seed: int,
    block_m: float,
    folds: int = 5,
    methods: Sequence[SoilMethod] = tuple(SoilMethod),
) -> SoilModel:
    """Judge every method on blocks it has not seen, and fit the best on all samples.

    Parameters
    ----------
    points
        Samples; their order changes nothing, nor do coordinates that are all moved alike.
    seed
        Of folds, trees and shuffles.
    block_m
        Edge in m of the squares that are held out whole.
    folds
        Parts the squares are dealt into, 2 to 20.
    methods
        Those to try, at least one.

    Raises
    ------
    InputRefusedError
        ``SOIL-MODEL-SAMPLES`` or ``SOIL-MODEL-BLOCKS``; ``SOIL-MODEL-FEATURES`` if only forests
        are to be tried and there is nothing for them to see.
    ValueError
        If no method is named, or folds or block size make no sense.
    """
    if not 2 <= folds <= _MOST_FOLDS or not methods:
        raise ValueError(f"2 to {_MOST_FOLDS} folds and a method: {folds}, {list(methods)}")
    findings = [*point_findings(points, folds=folds, block_m=block_m)]
    if refused := [one for one in findings if one.severity is Severity.ERROR]:
        raise InputRefusedError(refused)
    points = points.ordered()
    blocks = points.blocks(block_m)
    fold_of = deal_folds(blocks, folds, seed)
    whole = _fitted(points, fold_of, set(methods), seed)
    found = _limits(points, whole, methods)
    findings += found
    whole = {method: one for method, one in whole.items() if _stands(one)}
    if not whole:
        raise InputRefusedError(found)
    bands = _held_out(points, fold_of, set(whole), seed)
    taken, lowest = chosen(bands, points.density, blocks)
    scores = [score(m, bands[m], points.density, fold_of, blocks) for m in SoilMethod if m in bands]
    return SoilModel(
        method=taken,
        reason=_reason(taken, lowest),
        scores=tuple(scores),
        findings=tuple(findings),
        settings={**whole[taken].settings, "seed": seed, "folds": folds, "block_m": block_m},
        depth=points.depth,
        samples_sha256=points.digest(),
        _fitted=whole[taken],
        _margins=margins_of(bands[taken], points.density),
        _covariates=len(points.covariate_names),
    )


def _fitted(
    points: SoilPoints, folds: NDArray[np.int64], methods: Iterable[SoilMethod], seed: int
) -> dict[SoilMethod, Fitted]:
    """Each method fitted to the samples; forests only where they have something to see."""
    wanted = set(methods)
    fitted: dict[SoilMethod, Fitted] = {}
    if SoilMethod.CLASS_MEAN in wanted:
        fitted[SoilMethod.CLASS_MEAN] = ClassMean.fit(points)
    if SoilMethod.INVERSE_DISTANCE in wanted:
        fitted[SoilMethod.INVERSE_DISTANCE] = InverseDistance.fit(points, folds)
    if wanted & _FORESTS and _has_features(points):
        forested, residuals = Forested.fit(points, seed=seed)
        if SoilMethod.QUANTILE_FOREST in wanted:
            fitted[SoilMethod.QUANTILE_FOREST] = forested
        if SoilMethod.FOREST_KRIGING in wanted:
            kriged = KrigedForest.fit(points, forested, residuals, seed=seed)
            fitted[SoilMethod.FOREST_KRIGING] = kriged
    return fitted


def _has_features(points: SoilPoints) -> bool:
    return bool(points.covariate_names) or bool(ClassMean.fit(points).means)


def _stands(one: Fitted) -> bool:
    """Whether a method is what it is called: kriging without a variogram is a forest alone."""
    return not isinstance(one, KrigedForest) or one.kriging is not None


def _held_out(
    points: SoilPoints, folds: NDArray[np.int64], methods: set[SoilMethod], seed: int
) -> dict[SoilMethod, Band]:
    """What each method says of every sample when its fold is held out."""
    bands = {method: Band.empty(len(points)) for method in methods}
    for fold in np.unique(folds):
        held = folds == fold
        for method, one in _fitted(points.taken(~held), folds[~held], methods, seed).items():
            bands[method].put(held, one.band(points.taken(held).places))
    return bands


def _reason(taken: SoilMethod, lowest: SoilMethod) -> Text:
    if taken is lowest:
        return Text("空间交叉验证误差最小", "lowest error in spatial cross-validation")
    return Text(
        f"比误差最小的{lowest.label.zh}简单，且误差之差在一个标准误之内",
        f"simpler than {lowest.label.en} and within one standard error of it",
    )


def _limits(
    points: SoilPoints, fitted: Mapping[SoilMethod, Fitted], methods: Sequence[SoilMethod]
) -> list[Finding]:
    """What the samples did not allow."""
    found = []
    if set(methods) & _FORESTS and not _FORESTS & set(fitted):
        weight = Severity.WARNING if fitted else Severity.ERROR
        message = Text("没有协变量也没有土类，不能建森林", "no covariate or class for a forest")
        cure = Text("提供协变量栅格", "supply covariate rasters")
        found.append(Finding("SOIL-MODEL-FEATURES", weight, message, cure))
    kriged = fitted.get(SoilMethod.FOREST_KRIGING)
    if isinstance(kriged, KrigedForest) and kriged.refused is not None:
        found.append(_without_variogram(kriged.refused, alone=len(fitted) == 1))
    means = fitted.get(SoilMethod.CLASS_MEAN)
    if isinstance(means, ClassMean) and means.fallen:
        message = Text(
            "土类样点太少，用总平均", "soil classes with few samples take the overall mean"
        )
        cure = Text("补充样点或合并土类", "supply samples or merge classes")
        found.append(
            Finding(
                "SOIL-MODEL-CLASS",
                Severity.NOTE,
                message,
                cure,
                features=tuple(str(code) for code in means.fallen),
                wanted=f">= {LEAST_OF_CLASS}",
            )
        )
    return found


def _without_variogram(why: Text, *, alone: bool) -> Finding:
    weight = Severity.ERROR if alone else Severity.NOTE
    message = Text(
        f"残差不支持变异函数，不作克里金：{why.zh}",
        f"the residuals support no variogram and are not kriged: {why.en}",
    )
    cure = Text("无需处理；样点更多更密时可再试", "none needed; more and denser samples may")
    return Finding("SOIL-MODEL-VARIOGRAM", weight, message, cure)
