"""Classes that show for one year: set back, counted, and never at the ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sinkmap.science.flicker import settle_series

TREE, RICE, REED, UNSEEN = 1, 2, 3, 255


def settle(*years):
    series = np.array(years, dtype=np.uint8).reshape(len(years), 1, 1)
    found = settle_series(series, np.full((1, 1), 100.0))
    return found.classes.ravel().tolist(), found


@pytest.mark.parametrize(
    ("years", "wanted"),
    [
        ((TREE, RICE, TREE), [TREE, TREE, TREE]),
        ((TREE, RICE, REED), [TREE, RICE, REED]),
        ((TREE, RICE, RICE), [TREE, RICE, RICE]),
        ((TREE, TREE, RICE), [TREE, TREE, RICE]),
        ((TREE, RICE, RICE, TREE), [TREE, RICE, RICE, TREE]),
        ((TREE, RICE, TREE, RICE), [TREE, TREE, TREE, RICE]),
        ((TREE, RICE, TREE, RICE, TREE), [TREE] * 5),
        ((TREE, UNSEEN, TREE), [TREE, UNSEEN, TREE]),
        ((UNSEEN, RICE, TREE), [UNSEEN, RICE, TREE]),
        ((UNSEEN, RICE, UNSEEN), [UNSEEN, RICE, UNSEEN]),
    ],
)
def test_the_rule(years, wanted):
    assert settle(*years)[0] == wanted


def test_what_is_counted():
    _, found = settle(TREE, RICE, TREE, REED)
    assert found.set_back_m2.tolist() == [0.0, 100.0, 0.0, 0.0]
    assert found.unconfirmed_m2 == (0.0, 100.0)
    _, found = settle(UNSEEN, RICE, TREE)
    assert found.unjudged_m2.tolist() == [0.0, 100.0, 0.0]
    assert found.unconfirmed_m2 == (0.0, 100.0)


@settings(deadline=None)
@given(
    series=hnp.arrays(
        np.uint8,
        st.tuples(st.integers(3, 7), st.just(4), st.just(5)),
        elements=st.sampled_from([TREE, RICE, REED, UNSEEN]),
    )
)
def test_a_settled_series_is_settled(series):
    area = np.arange(20.0).reshape(4, 5) + 90.0
    before = series.copy()
    found = settle_series(series, area)
    np.testing.assert_array_equal(series, before)
    again = settle_series(found.classes, area)
    np.testing.assert_array_equal(again.classes, found.classes)
    assert again.set_back_m2.tolist() == [0.0] * len(series)
    np.testing.assert_array_equal(found.classes[[0, -1]], series[[0, -1]])
    np.testing.assert_array_equal(found.classes == UNSEEN, series == UNSEEN)
    changed = (found.classes != series) * area
    np.testing.assert_allclose(found.set_back_m2, changed.sum(axis=(1, 2)))


def test_what_is_refused():
    with pytest.raises(ValueError, match="three years"):
        settle_series(np.zeros((2, 3, 3), dtype=np.uint8), np.ones((3, 3)))
    with pytest.raises(ValueError, match="shapes"):
        settle_series(np.zeros((3, 3, 3), dtype=np.uint8), np.ones((3, 4)))
