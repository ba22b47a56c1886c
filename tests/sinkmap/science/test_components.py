"""Components and their neighbours against scipy's labels and a plain search."""

import numpy as np
import pytest
from scipy import ndimage

from sinkmap.science.components import distinct_pairs, gap_neighbours, label


def outline(seed: int, trees: float) -> np.ndarray:
    rough = ndimage.gaussian_filter(np.random.default_rng(seed).random((61, 83)), seed % 3)
    return np.asarray(rough > np.quantile(rough, 1.0 - trees))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("trees", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_components_are_scipys_in_the_order_of_their_first_pixel(seed: int, trees: float) -> None:
    mask = outline(seed, trees)
    found, count = label(mask)
    wood, n = ndimage.label(mask, np.ones((3, 3)))
    rest, m = ndimage.label(~mask)
    assert count == n + m
    both = np.where(mask, wood, -rest)
    assert len(np.unique(np.column_stack((found.ravel(), both.ravel())), axis=0)) == count
    _, first = np.unique(found, return_index=True)
    assert (np.diff(first) > 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_neighbours_of_gaps_are_those_across_an_edge(seed: int) -> None:
    mask = outline(seed, 0.6)
    labels, count = label(mask)
    wanted = np.zeros(count, dtype=bool)
    wanted[labels[~mask]] = True
    wanted &= np.random.default_rng(seed).random(count) < 0.7
    expected = set()
    for y, x in np.ndindex(labels.shape):
        for v, u in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            inside = 0 <= v < labels.shape[0] and 0 <= u < labels.shape[1]
            if wanted[labels[y, x]] and inside and labels[v, u] != labels[y, x]:
                expected.add((int(labels[y, x]), int(labels[v, u])))
    found = gap_neighbours(labels, wanted)
    assert [tuple(pair) for pair in found.tolist()] == sorted(expected)
    assert gap_neighbours(labels, np.zeros(count, dtype=bool)).shape == (0, 2)


def test_pairs_are_told_apart_to_the_largest_number() -> None:
    most = np.iinfo(np.int32).max
    pairs = np.array([[most, 0], [0, most], [most, 0], [most, most]], dtype=np.int32)
    assert distinct_pairs(pairs).tolist() == [[0, most], [most, 0], [most, most]]
