"""Sample size, allocation and draws."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sinkmap.science.error_matrix import Strata
from sinkmap.science.sampling_design import (
    allocate_neyman,
    allocate_proportionally,
    draw_ranks,
    required_units,
)

# Olofsson et al. (2014), table 5: mapped shares and user's accuracies expected.
OLOFSSON = Strata.of_shares((1, 2, 3, 4), (0.020, 0.015, 0.320, 0.645), 9e9)
PIXELS = (200_000, 150_000, 3_200_000, 6_450_000)
USERS = (0.70, 0.60, 0.90, 0.95)


def test_sample_size_of_the_paper():
    units = required_units(OLOFSSON, USERS, 0.01)
    assert units == pytest.approx(640.54, abs=5e-3)
    assert math.ceil(units) == 641


def test_proportional_allocation_of_the_paper():
    assert allocate_proportionally(641, OLOFSSON, PIXELS) == (13, 10, 205, 413)


def test_rare_classes_get_their_minimum():
    # The paper's Alloc1 rounds 75, 75, 163, 328 to fives; here the sum is kept.
    assert allocate_proportionally(641, OLOFSSON, PIXELS, minimum=75) == (75, 75, 163, 328)


def test_neyman_allocation_has_the_least_variance():
    best = allocate_neyman(641, OLOFSSON, PIXELS, USERS)
    spread = OLOFSSON.shares * np.sqrt([u * (1 - u) for u in USERS])

    def variance(sizes):
        return float(np.sum(spread**2 / np.array(sizes)))

    assert sum(best) == 641
    for a in range(4):
        for b in range(4):
            other = list(best)
            other[a] += 1
            other[b] -= 1
            assert variance(other) >= variance(best) - 1e-12
    assert variance(best) <= variance(allocate_proportionally(641, OLOFSSON, PIXELS))
    assert math.sqrt(variance(best)) == pytest.approx(0.01, abs=1e-5)


def test_sure_classes_still_get_two_units():
    sizes = allocate_neyman(100, OLOFSSON, PIXELS, (1.0, 0.6, 1.0, 0.95))
    assert sizes[0] == sizes[2] == 2
    assert sum(sizes) == 100
    assert sum(allocate_neyman(100, OLOFSSON, PIXELS, (1.0, 1.0, 1.0, 1.0))) == 100


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.floats(1.0, 1e8), st.integers(2, 100_000), st.floats(0.0, 1.0)),
        min_size=1,
        max_size=8,
    ),
    share=st.floats(0.0, 1.0),
    minimum=st.integers(2, 60),
)
def test_allocations_add_up_within_their_bounds(rows, share, minimum):
    m2, pixels, users = zip(*rows, strict=True)
    strata = Strata(tuple(range(len(rows))), tuple(10.0 + one for one in m2))
    least = [min(minimum, n) for n in pixels]
    units = round(sum(least) + share * (min(sum(pixels), 5000 + sum(least)) - sum(least)))
    for sizes in (
        allocate_proportionally(units, strata, pixels, minimum),
        allocate_neyman(units, strata, pixels, users, minimum),
    ):
        assert sum(sizes) == units
        assert all(a <= n <= b for a, n, b in zip(least, sizes, pixels, strict=True))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((7, (9, 9, 9, 9), 2), "minima"),
        ((50, (9, 9, 9, 9), 2), "wanted of 36 pixels"),
        ((20, (1, 9, 9, 9), 2), "fewer than two pixels"),
        ((20, (9, 9, 9, 9), 1), "at least 2"),
        ((20, (9, 9, 9), 2), "number of pixels"),
    ],
)
def test_allocations_that_cannot_be_are_refused(arguments, message):
    units, pixels, minimum = arguments
    with pytest.raises(ValueError, match=message):
        allocate_proportionally(units, OLOFSSON, pixels, minimum)


def test_expectations_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="accuracy"):
        required_units(OLOFSSON, (70.0, 60.0, 90.0, 95.0), 0.01)
    with pytest.raises(ValueError, match="standard error"):
        required_units(OLOFSSON, USERS, 0.0)


@settings(max_examples=100, deadline=None)
@given(most=st.integers(1, 500), data=st.data(), seed=st.integers(0, 2**63))
def test_draws_are_distinct_and_can_be_topped_up(most, data, seed):
    wanted = data.draw(st.integers(0, most))
    (ranks,) = draw_ranks(["tree"], [most], [wanted], seed)
    assert len(set(ranks.tolist())) == wanted
    assert all(0 <= rank < most for rank in ranks)
    (longer,) = draw_ranks(["tree"], [most], [most], seed)
    np.testing.assert_array_equal(longer[:wanted], ranks)
    assert sorted(longer.tolist()) == list(range(most))


def test_a_draw_is_its_own_whatever_else_is_drawn():
    tree, other = draw_ranks(["tree", "other"], [10**8, 10**9], [50, 60], 2030)
    again, _ = draw_ranks(["other", "reed"], [10**9, 77], [60, 7], 2030)
    np.testing.assert_array_equal(again, other)
    (changed,) = draw_ranks(["tree"], [10**8], [50], 2031)
    assert set(changed.tolist()) != set(tree.tolist())


def test_a_draw_stays_what_it_was():
    """Pinned: a sample that was interpreted must never be drawn anew by an update."""
    (ranks,) = draw_ranks(["tree"], [1_000_000], [5], 2024)
    assert ranks.tolist() == [651862, 308991, 120667, 691686, 34151]


def test_every_pixel_has_the_same_chance():
    hits = np.zeros(20)
    for seed in range(3000):
        (ranks,) = draw_ranks(["x"], [20], [5], seed)
        hits[ranks] += 1
    assert stats.chisquare(hits).pvalue > 0.001


def test_draws_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="units wanted"):
        draw_ranks(["tree"], [5], [6], 1)
    with pytest.raises(ValueError, match="label"):
        draw_ranks(["1", 1], [5, 5], [2, 2], 1)
