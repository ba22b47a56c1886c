"""A land cover classifier: trained on samples, judged on blocks of ground it has not seen.

Random forest: Breiman (2001), Machine Learning 45:5-32. Blocks: samples side by side are alike, so
a split that ignores where they lie tells an accuracy the map does not have (Roberts et al. 2017,
Ecography 40:913-929).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedGroupKFold

from sinkmap.errors import InputRefusedError
from sinkmap.science.error_matrix import ErrorMatrix
from sinkmap.science.forest import Forest
from sinkmap.science.model_card import ModelCard
from sinkmap.science.training_set import LeftOut, TrainingSet, training_findings

__all__ = [
    "LandClassifier",
    "LeftOut",
    "ModelCard",
    "OutOfFold",
    "TrainingSet",
    "cross_validate",
    "train",
]

_SETTINGS: Mapping[str, int | float | str] = MappingProxyType(
    {"n_estimators": 100, "min_samples_leaf": 3, "max_features": "sqrt"}
)
"""More trees move no second digit of the accuracy; leaves of 3 halve the nodes to walk."""

_MOST_FOLDS = 20


@dataclass(frozen=True, slots=True, eq=False)
class LandClassifier:
    """A trained classifier.

    ``names``: features it wants, in order. ``classes``: codes it can give, rising.
    """

    names: tuple[str, ...]
    classes: tuple[int, ...]
    forest: Forest

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Class of every pixel; the same from any thread, which it starts none of.

        Parameters
        ----------
        features
            (feature, y, x) float32 in the order of :attr:`names`.

        Returns
        -------
        (y, x) class codes, 0 where a feature is NaN or infinite.

        Raises
        ------
        ValueError
            If the number of features is another.
        """
        if features.ndim != 3:
            raise ValueError(f"features are (feature, y, x), not of shape {features.shape}")
        chosen = self.forest.chosen(features.reshape(features.shape[0], -1))
        codes = np.array([*self.classes, 0], dtype=np.uint8)
        return codes[chosen].reshape(features.shape[1:])


@dataclass(frozen=True, slots=True, eq=False)
class OutOfFold:
    """What samples were called when they were held out.

    ``codes``: (sample,) uint8, 0 for one with a gap. ``folds``: (sample,) int16 number of the fold
    that held it out, -1 for one with a gap.
    """

    codes: NDArray[np.uint8]
    folds: NDArray[np.int16]


def train(
    training: TrainingSet, *, seed: int, folds: int = 5, workers: int = 1
) -> tuple[LandClassifier, ModelCard]:
    """Learn from all samples; the card's accuracy is that of forests that held blocks out.

    Parameters
    ----------
    training
        Samples; their order changes nothing.
    seed
        Of the trees and the split.
    folds
        Parts the blocks are dealt into, 2 to 20.
    workers
        Threads; they change nothing.

    Raises
    ------
    InputRefusedError
        ``TRAINING-CLASSES``, ``TRAINING-SAMPLES``, ``TRAINING-BLOCKS``, ``TRAINING-FOLDS``,
        ``TRAINING-CODE`` or ``TRAINING-GAPS``, every one that holds.
    """
    held_out = cross_validate(training, seed=seed, folds=folds, workers=workers)
    order = training.order()
    grown = _grow(training, order, seed, workers)
    classifier = _classifier(training, grown)
    codes, blocks = training.codes[order], training.blocks[order]
    matrix = ErrorMatrix.of_units(held_out.codes[order].tolist(), codes.tolist())
    return classifier, ModelCard(
        samples={code: int((codes == code).sum()) for code in classifier.classes},
        blocks={code: len(np.unique(blocks[codes == code])) for code in classifier.classes},
        unusable=len(training.codes) - order.size,
        left_out=training.left_out,
        features=training.names,
        importance=tuple(float(share) for share in grown.feature_importances_),
        matrix=matrix,
        folds=tuple(int((held_out.folds == k).sum()) for k in range(folds)),
        block_m=training.block_m,
        settings={"kind": "random forest", **_SETTINGS, "seed": seed},
        versions={"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        training_sha256=training.digest(),
        model_sha256=classifier.forest.digest(),
    )


def cross_validate(
    training: TrainingSet, *, seed: int, folds: int = 5, workers: int = 1
) -> OutOfFold:
    """Call every sample by a forest that learned from none of its block.

    Blocks are dealt into folds so that each has about its share of every class. Parameters and
    errors as :func:`train`.
    """
    if not 2 <= folds <= _MOST_FOLDS:
        raise ValueError(f"folds must be 2 to {_MOST_FOLDS}: {folds}")
    if refused := training_findings(training, folds):
        raise InputRefusedError(refused)
    order = training.order()
    called = OutOfFold(
        np.zeros(len(training.codes), dtype=np.uint8),
        np.full(len(training.codes), -1, dtype=np.int16),
    )
    deal = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    parts = deal.split(order, training.codes[order], training.blocks[order])
    for fold, (learned, held) in enumerate(parts):
        grown = _grow(training, order[learned], seed, workers)
        pixels = np.ascontiguousarray(training.features[order[held]].T)[:, np.newaxis]
        called.codes[order[held]] = _classifier(training, grown).predict(pixels)[0]
        called.folds[order[held]] = fold
    return called


def _grow(
    training: TrainingSet, places: NDArray[np.int64], seed: int, workers: int
) -> RandomForestClassifier:
    weights = None if training.weights is None else training.weights[places]
    forest = RandomForestClassifier(**_SETTINGS, random_state=seed, n_jobs=workers)
    return forest.fit(training.features[places], training.codes[places], sample_weight=weights)


def _classifier(training: TrainingSet, grown: RandomForestClassifier) -> LandClassifier:
    trees = [one.tree_ for one in grown.estimators_]
    forest = Forest.of(trees, len(training.names))
    return LandClassifier(training.names, tuple(int(code) for code in grown.classes_), forest)
