"""A quantile regression forest: the mean and any quantile of what is like a place.

Meinshausen (2006), Journal of Machine Learning Research 7:983-999: a sample weighs at a place by
the share of trees in which both end in one leaf, each leaf's weight split among its samples; the
quantiles are those of the weighted samples. scikit-learn grows the trees; walk and weights are
ours, because they must not start threads inside a block and give each place the same answer
whatever block it comes in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.science.forest import Forest

__all__ = ["SETTINGS", "QuantileForest"]

SETTINGS: Mapping[str, int | float] = MappingProxyType(
    {"n_estimators": 300, "min_samples_leaf": 5, "max_features": 1 / 3}
)
"""Leaves of 5 and a third of the features at each split are Breiman's for regression (2001, Machine
Learning 45:5-32)."""

_TOGETHER = 4096
"""Places whose leaves are held at once: 5 MB for 300 trees."""

_ROUNDING = 1e-9
"""Weights that add up to this much less than a quantile have reached it."""


@dataclass(frozen=True, slots=True, eq=False)
class QuantileForest:
    """A grown forest and the samples in its leaves.

    Parameters
    ----------
    forest
        The trees; the one share of a leaf is its mean.
    values
        (n,) float64 values of the samples, rising.
    start, members
        Samples of leaf k are ``members[start[k]:start[k + 1]]``, places in ``values``.
    """

    forest: Forest
    values: NDArray[np.float64]
    start: NDArray[np.int64]
    members: NDArray[np.int32]

    @classmethod
    def grow(
        cls, features: NDArray[np.float32], values: NDArray[np.float64], *, seed: int
    ) -> tuple[Self, NDArray[np.float64]]:
        """The forest, and (n,) what the trees that did not see a sample say of it (out of bag).

        Parameters
        ----------
        features
            (n, p) float32, all finite.
        values
            (n,) what is to be predicted.
        """
        from sklearn.ensemble import RandomForestRegressor

        grown = RandomForestRegressor(**SETTINGS, random_state=seed, oob_score=True, n_jobs=1)
        grown.fit(features, values)
        forest = Forest.of([one.tree_ for one in grown.estimators_], features.shape[1])
        leaves = forest.leaves(np.ascontiguousarray(features.T))
        order = np.argsort(values, kind="stable")
        by_leaf = leaves[order].ravel()
        rank = np.repeat(np.arange(len(values)), leaves.shape[1])
        counts = np.bincount(by_leaf, minlength=len(forest.shares))
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        members = rank[np.argsort(by_leaf, kind="stable")].astype(np.int32)
        return cls(forest, values[order], start, members), grown.oob_prediction_

    def predict(
        self, features: NDArray[np.float32], levels: Sequence[float]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and quantiles at each place.

        Parameters
        ----------
        features
            (place, p) float32.
        levels
            Rising, above 0 and below 1.

        Returns
        -------
        (place,) means and (level, place) quantiles, NaN where a feature is not finite.
        """
        quantiles = np.full((len(levels), len(features)), np.nan)
        wanted = np.asarray(levels, dtype=np.float64) - _ROUNDING
        mean = np.full(len(features), np.nan)
        for part, leaves in self._leaves(features):
            _average(leaves, self.forest.shares[:, 0], mean[part])
            _weigh(leaves, self.start, self.members, self.values, wanted, quantiles[:, part])
        return mean, quantiles

    def means(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """(place,) means of :meth:`predict`, much faster than with quantiles."""
        mean = np.full(len(features), np.nan)
        for part, leaves in self._leaves(features):
            _average(leaves, self.forest.shares[:, 0], mean[part])
        return mean

    def _leaves(self, features: NDArray[np.float32]) -> Iterator[tuple[slice, NDArray[np.int32]]]:
        """Some places at a time, and the leaves (place, tree) they end in."""
        for first in range(0, len(features), _TOGETHER):
            part = slice(first, first + _TOGETHER)
            yield part, self.forest.leaves(np.ascontiguousarray(features[part].T))


@compiled
def _average(
    leaves: NDArray[np.int32], means: NDArray[np.float64], mean: NDArray[np.float64]
) -> None:
    """Mean of the leaves of each place; left as it is where a place has none."""
    trees = leaves.shape[1]
    for place in range(leaves.shape[0]):
        if leaves[place, 0] < 0:
            continue
        total = 0.0
        for tree in range(trees):
            total += means[leaves[place, tree]]
        mean[place] = total / trees


@compiled
def _weigh(
    leaves: NDArray[np.int32],
    start: NDArray[np.int64],
    members: NDArray[np.int32],
    values: NDArray[np.float64],
    levels: NDArray[np.float64],
    quantiles: NDArray[np.float64],
) -> None:
    """The smallest value up to which the weights reach each level."""
    weights = np.empty(values.size)
    trees = leaves.shape[1]
    for place in range(leaves.shape[0]):
        if leaves[place, 0] < 0:
            continue
        weights[:] = 0.0
        for tree in range(trees):
            leaf = leaves[place, tree]
            share = 1.0 / (trees * (start[leaf + 1] - start[leaf]))
            for k in range(start[leaf], start[leaf + 1]):
                weights[members[k]] += share
        reached = 0.0
        level = 0
        for rank in range(values.size):
            reached += weights[rank]
            while level < levels.size and reached >= levels[level]:
                quantiles[level, place] = values[rank]
                level += 1
