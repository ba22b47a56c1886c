"""The benchmark's case at a small size: the two sides have the same result. No clock."""

import numpy as np

from benchmarks.forest_cases import make_case, ours, peer


def test_ours_equals_scikit_learn():
    case = make_case(40, 12, 5, 400, seed=3)
    called = ours(case)
    assert np.array_equal(called, peer(case))
    assert len(np.unique(called)) == 5
