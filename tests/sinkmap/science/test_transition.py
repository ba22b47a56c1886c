"""Transition matrices: sums, unseen ground, blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sinkmap.science.transition import TransitionMatrix, transition_matrix

CLASSES = (7, 1, 3)


def rasters(shape):
    values = st.sampled_from([*CLASSES, 255])
    return hnp.arrays(np.uint8, (2, *shape), elements=values)


def test_a_matrix_by_hand():
    first = np.array([[1, 1, 3], [3, 255, 7]], dtype=np.uint8)
    second = np.array([[1, 3, 3], [255, 7, 7]], dtype=np.uint8)
    found = transition_matrix(first, second, np.full((2, 3), 100.0), (1, 3, 7))
    assert found.m2.tolist() == [[100, 100, 0], [0, 100, 0], [0, 0, 100]]
    assert found.lost_sight.tolist() == [0, 100, 0]
    assert found.came_in_sight.tolist() == [0, 0, 100]
    assert (found.changed_m2, found.unseen_m2) == (100.0, 0.0)


@settings(deadline=None)
@given(pair=rasters((6, 8)), seed=st.integers(0, 99))
def test_rows_and_columns_are_the_areas_of_the_years(pair, seed):
    area = np.random.default_rng(seed).uniform(90.0, 110.0, (6, 8))
    found = transition_matrix(*pair, area, CLASSES)
    for k, one in enumerate(CLASSES):
        assert found.first[k] == pytest.approx(area[pair[0] == one].sum())
        assert found.second[k] == pytest.approx(area[pair[1] == one].sum())
    assert found.changed_m2 == pytest.approx(
        area[(pair[0] != pair[1]) & (pair != 255).all(axis=0)].sum()
    )
    whole = found.m2.sum() + found.lost_sight.sum() + found.came_in_sight.sum() + found.unseen_m2
    assert whole == pytest.approx(area.sum())
    turned = transition_matrix(pair[1], pair[0], area, CLASSES)
    np.testing.assert_array_equal(turned.m2, found.m2.T)
    parts = [
        transition_matrix(*pair[:, :, s], area[:, s], CLASSES) for s in (slice(3), slice(3, 8))
    ]
    np.testing.assert_allclose(TransitionMatrix.total(parts).m2, found.m2)


def test_what_is_refused():
    one = np.array([[1]], dtype=np.uint8)
    area = np.array([[1.0]])
    with pytest.raises(ValueError, match=r"not listed: \[1\]"):
        transition_matrix(one, one, area, (3, 7))
    with pytest.raises(ValueError, match="shapes"):
        transition_matrix(one, one, np.ones((1, 2)), (1,))
    with pytest.raises(ValueError, match="unseen"):
        transition_matrix(one, one, area, (1, 255))
    with pytest.raises(ValueError, match="same classes"):
        TransitionMatrix.total([])
