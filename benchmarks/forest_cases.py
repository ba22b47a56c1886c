"""Our walk down a forest against scikit-learn's predict in one thread: equal, and how quick.

``python -m benchmarks.forest_cases`` takes turns in one process and prints the ratio of the
medians of processor time.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from sinkmap.science.forest import Forest


@dataclass(frozen=True, slots=True)
class Case:
    """A grown forest, our form of it, and (feature, pixel) of a tile."""

    grown: RandomForestClassifier
    forest: Forest
    pixels: NDArray[np.float32]


def make_case(size: int, features: int, classes: int, samples: int, seed: int) -> Case:
    """A tile of ``size`` x ``size`` pixels whose classes overlap, as those of land do."""
    draw = np.random.default_rng(seed)
    centres = draw.normal(0.0, 0.25, (classes, features))

    def looks(count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        codes = draw.integers(0, classes, count)
        return (centres[codes] + draw.normal(0, 0.3, (count, features))).astype(np.float32), codes

    rows, codes = looks(samples)
    grown = RandomForestClassifier(100, min_samples_leaf=3, random_state=seed).fit(rows, codes)
    forest = Forest.of([tree.tree_ for tree in grown.estimators_], features)
    return Case(grown, forest, np.ascontiguousarray(looks(size * size)[0].T))


def ours(case: Case) -> NDArray[np.int64]:
    """Class numbers by sinkmap."""
    return case.forest.chosen(case.pixels).astype(np.int64)


def peer(case: Case) -> NDArray[np.int64]:
    """Class numbers by scikit-learn, which wants the pixels in rows."""
    return np.asarray(case.grown.predict(np.ascontiguousarray(case.pixels.T)), dtype=np.int64)


def _seconds(way: Callable[[Case], object], case: Case) -> float:
    begun = time.thread_time()
    way(case)
    return time.thread_time() - begun


if __name__ == "__main__":
    big = make_case(512, 30, 8, 6000, seed=1)
    assert np.array_equal(ours(big), peer(big))
    times = [(_seconds(ours, big), _seconds(peer, big)) for _ in range(5)]
    mine, theirs = (statistics.median(side) for side in zip(*times, strict=True))
    print(f"512 x 512 x 30, 100 trees, {big.forest.nodes.size} nodes")
    print(f"ours {mine:.2f} s, scikit-learn {theirs:.2f} s, ratio {theirs / mine:.1f}")
