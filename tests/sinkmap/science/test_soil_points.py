"""Samples, their blocks and folds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.science.soil_points import SoilPoints, deal_folds, point_findings
from tests.sinkmap.science.soil_fields import simulated

POINTS = simulated(1, 60)


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": np.zeros(3)},
        {"density": np.full(60, -1.0)},
        {"density": np.full(60, np.nan)},
        {"y": np.full(60, np.inf)},
        {"soil_class": np.zeros(60)},
        {"soil_class": np.full(60, -2)},
        {"covariates": np.zeros((60, 2))},
        {"covariate_names": ("a", "a", "b", "c", "d")},
        {"depth": (30.0, 30.0)},
    ],
)
def test_samples_that_are_none(wrong):
    with pytest.raises(ValueError):
        replace(POINTS, **wrong)


def test_the_order_of_samples_leaves_no_trace():
    shuffled = POINTS.taken(np.random.default_rng(4).permutation(60))
    assert shuffled.digest() == POINTS.digest()
    np.testing.assert_array_equal(shuffled.ordered().density, POINTS.ordered().density)
    assert replace(POINTS, depth=(0.0, 20.0)).digest() != POINTS.digest()


def test_blocks_are_squares_from_the_southwest_sample():
    x, y = np.array([100.0, 1099.0, 1100.0, 100.0]), np.array([5.0, 5.0, 5.0, 1005.0])
    names: tuple[str, ...] = ()
    four = SoilPoints(x, y, np.ones(4), np.zeros(4, int), np.zeros((4, 0)), names, (0, 30))
    assert four.blocks(1000.0).tolist() == [0, 0, 1, 2]
    with pytest.raises(ValueError, match="edge"):
        four.blocks(0.0)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(0, 15), min_size=1, max_size=200), st.integers(2, 6), st.integers(0, 99)
)
def test_a_block_is_in_one_fold_and_folds_are_even(drawn, folds, seed):
    _, blocks = np.unique(drawn, return_inverse=True)
    dealt = deal_folds(blocks, folds, seed)
    assert all(len(set(dealt[blocks == block])) == 1 for block in blocks)
    counts = np.bincount(dealt, minlength=folds)
    # The fullest fold was emptiest when it took its last block.
    assert counts.max() - counts.min() <= np.bincount(blocks).max()
    np.testing.assert_array_equal(dealt, deal_folds(blocks, folds, seed))


def test_every_reason_to_refuse_is_told_at_once():
    found = point_findings(POINTS.taken(np.arange(12)), folds=5, block_m=1e6)
    assert [one.code for one in found] == ["SOIL-MODEL-SAMPLES", "SOIL-MODEL-BLOCKS"]
    assert [one.seen for one in found] == ["12", "1 x 1e+06 m"]
    none = POINTS.taken(np.arange(0))
    assert len(point_findings(none, folds=5, block_m=1000.0)) == 2


def test_gaps_of_covariates_are_told():
    gappy = POINTS.covariates.copy()
    gappy[:12, 1] = np.nan
    (found,) = point_findings(replace(POINTS, covariates=gappy), folds=5, block_m=10_000.0)
    assert (found.code, found.seen) == ("SOIL-MODEL-GAPS", "clay 20%")
