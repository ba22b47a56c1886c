"""Accuracy and areas against the printed examples of the papers, and every trap named there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.science.area_estimation import (
    other_strata_accuracy,
    post_stratified_accuracy,
    simple_random_accuracy,
    stratified_accuracy,
)
from sinkmap.science.error_matrix import ErrorMatrix, Strata, StratifiedCounts
from sinkmap.science.estimate import Doubt, Estimate, wilson_interval

HECTARE = 10_000.0

# Olofsson et al. (2014), tables 8 and 9: 30 m pixels.
CLASSES = ("deforestation", "forest_gain", "stable_forest", "stable_nonforest")
MATRIX = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]
DRAWN = (75, 75, 165, 325)
MAPPED = Strata.of_pixels(CLASSES, (200_000, 150_000, 3_200_000, 6_450_000), 900.0)


@pytest.fixture(scope="module")
def olofsson():
    return stratified_accuracy(ErrorMatrix(CLASSES, MATRIX, DRAWN), MAPPED)


def test_O1_overall_accuracy(olofsson):
    assert olofsson.overall.value == pytest.approx(0.946512, abs=5e-7)
    assert olofsson.overall.half_width == pytest.approx(0.018484, abs=5e-7)
    assert olofsson.units == 640
    assert olofsson.unseen_m2 == 0.0


@pytest.mark.parametrize(
    ("label", "users", "producers", "share", "hectares"),
    [
        ("deforestation", (0.88, 0.0740), (0.74866, 0.21331), 0.0235086, (21_157.76, 6_157.63)),
        ("forest_gain", (0.7333, 0.1008), (0.84716, 0.25441), 0.0129846, (11_686.15, 3_755.83)),
        ("stable_forest", (0.9273, 0.0397), (0.93451, 0.03432), 0.3175221, (285_769.93, 15_509.84)),
        (
            "stable_nonforest",
            (0.9631, 0.0205),
            (0.96161, 0.01836),
            0.6459846,
            (581_386.15, 16_281.66),
        ),
    ],
)
def test_O1_each_class(olofsson, label, users, producers, share, hectares):
    one = olofsson.of(label)
    assert (one.users.value, one.users.half_width) == pytest.approx(users, abs=5.1e-5)
    assert (one.producers.value, one.producers.half_width) == pytest.approx(producers, abs=5.1e-6)
    assert one.share.value == pytest.approx(share, abs=5e-8)
    area = (one.adjusted.value / HECTARE, one.adjusted.half_width / HECTARE)
    assert area == pytest.approx(hectares, abs=5.1e-3)
    assert one.adjusted.low == pytest.approx(one.adjusted.value - one.adjusted.half_width)


def test_O1_the_map_alone_is_an_eighth_short(olofsson):
    one = olofsson.of("deforestation")
    assert one.mapped_m2 / HECTARE == pytest.approx(18_000)
    assert one.adjusted.value / one.mapped_m2 == pytest.approx(1.175, abs=5e-4)


def test_O2_matrix_of_olofsson_2013():
    classes = ("deforested", "forested", "not forested")
    matrix = ErrorMatrix(classes, [[97, 0, 3], [3, 279, 18], [2, 1, 97]], (100, 300, 100))
    found = stratified_accuracy(matrix, Strata(classes, (22_353.0, 1_122_543.0, 610_228.0)))
    assert [c.users.value for c in found.classes] == pytest.approx([0.97, 0.93, 0.97])
    wanted = [0.4806, 0.9942, 0.8969]
    assert [c.producers.value for c in found.classes] == pytest.approx(wanted, abs=5e-5)
    wanted = [45_112.4, 1_050_067.3, 659_944.3]
    assert [c.adjusted.value for c in found.classes] == pytest.approx(wanted, abs=0.05)


# Stehman (2014), table 2: ten units in each of four strata that are not the map classes.
STRATUM = [1] * 10 + [2] * 10 + [3] * 10 + [4] * 10
MAP = "AAAAAAABBB" + "ABBBBBBBBB" + "BBCCCCCCBB" + "DDDDDDDDDD"
TRUTH = "AAAAACBABC" + "ABBBBBAABB" + "CCCCCDDBBA" + "DDDDDDDCCB"
STEHMAN = Strata.of_pixels((1, 2, 3, 4), (40_000, 30_000, 20_000, 10_000), 1.0)


def stehman():
    return other_strata_accuracy(StratifiedCounts.of_units(STRATUM, MAP, TRUTH), STEHMAN)


def test_stehman_areas_and_overall_accuracy():
    found = stehman()
    assert found.of("A").share.value == pytest.approx(0.35)
    assert found.of("A").share.se == pytest.approx(0.082, abs=5e-4)
    assert found.of("C").share.value == pytest.approx(0.20)
    assert found.of("C").share.se == pytest.approx(0.064, abs=5e-4)
    assert found.overall.value == pytest.approx(0.63)
    assert found.overall.se == pytest.approx(0.085, abs=5e-4)


def test_stehman_users_and_producers_accuracy_of_B():
    one = stehman().of("B")
    assert (one.users.value, one.users.se) == pytest.approx((0.574, 0.125), abs=5e-4)
    assert (one.producers.value, one.producers.se) == pytest.approx((0.794, 0.117), abs=5e-4)


def test_stehman_error_matrix():
    wanted = [[23, 4, 4, 0], [12, 27, 8, 0], [0, 2, 6, 4], [0, 1, 2, 7]]
    np.testing.assert_allclose(stehman().shares, np.array(wanted) / 100.0, atol=1e-12)


def test_strata_that_are_the_map_classes_are_the_special_case(olofsson):
    counts = np.zeros((4, 4, 4), dtype=int)
    for i, row in enumerate(MATRIX):
        counts[i, i] = row
    found = other_strata_accuracy(StratifiedCounts(CLASSES, CLASSES, counts), MAPPED, MAPPED)
    for one, other in zip(found.classes, olofsson.classes, strict=True):
        assert one.adjusted.se == pytest.approx(other.adjusted.se, rel=1e-12)
        assert one.producers.se == pytest.approx(other.producers.se, rel=1e-12)
        assert one.users.se == pytest.approx(other.users.se, rel=1e-12)


def test_simple_random_sampling_is_binomial():
    matrix = ErrorMatrix(("tree", "other"), [[228, 32], [32, 708]], (260, 740))
    found = simple_random_accuracy(matrix, 4_373e6)
    one = found.of("tree")
    assert one.share.value == pytest.approx(0.26)
    assert one.share.se == pytest.approx(0.0139, abs=5e-5)
    assert one.users.value == pytest.approx(228 / 260)
    assert one.mapped_m2 is None
    units = np.repeat([1.0, 0.0], [260, 740])
    assert one.share.se == pytest.approx(units.std(ddof=1) / np.sqrt(1000), rel=1e-12)


def test_a_good_map_narrows_the_interval():
    """Domain 1.13: 26 % cover, 1000 units, user's accuracies .88 and .95: 0.79 points for 1.39."""
    matrix = ErrorMatrix(("tree", "other"), [[229, 31], [37, 703]], (260, 740))
    mapped = Strata.of_shares(("tree", "other"), (0.26, 0.74), 4_373e6)
    found = post_stratified_accuracy(matrix, mapped).of("tree")
    assert found.share.se == pytest.approx(0.0079, abs=5e-5)
    assert found.share.se < simple_random_accuracy(matrix, 4_373e6).of("tree").share.se


def test_swapped_rows_and_columns_are_refused():
    with pytest.raises(ValueError, match="rows and columns are swapped"):
        ErrorMatrix(CLASSES, np.transpose(MATRIX), DRAWN)
    with pytest.raises(ValueError, match=r"drawn were \[75, 75, 165, 326\]$"):
        ErrorMatrix(CLASSES, MATRIX, (75, 75, 165, 326))


def test_units_that_nobody_interpreted_are_found_out():
    assert ErrorMatrix.of_units([1, 1, 0], [1, 0, 0]).drawn == (1, 2)
    with pytest.raises(ValueError, match="drawn were"):
        ErrorMatrix.of_units([1, 1, 0], [1, 0, 0], drawn={0: 1, 1: 3})


@pytest.mark.parametrize(
    ("m2", "message"),
    [((0.3, 0.7), "proportions"), ((-1.0, 5.0), "negative"), ((0.0, 0.0), "no stratum")],
)
def test_areas_that_are_none_are_refused(m2, message):
    with pytest.raises(ValueError, match=message):
        Strata((1, 2), m2)


@pytest.mark.parametrize("wrong", [[[1, 0], [0, -1]], [[1, 0], [0, 0.5]], [[1, 0]]])
def test_counts_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="counts"):
        ErrorMatrix((1, 2), wrong, (1, 1))


def test_a_class_that_only_the_reference_knows():
    matrix = ErrorMatrix.of_units(["tree"] * 50 + ["other"] * 50, ["tree"] * 45 + ["reed"] * 5
                                  + ["other"] * 48 + ["reed"] * 2)  # fmt: skip
    found = stratified_accuracy(matrix, Strata(("tree", "other"), (3e6, 7e6)))
    reed = found.of("reed")
    assert reed.share.value == pytest.approx(0.3 * 0.1 + 0.7 * 0.04)
    assert reed.share.se > 0.0
    assert reed.mapped_m2 == 0.0
    assert (reed.users.value, reed.users.doubt) == (None, Doubt.NO_UNITS)
    assert reed.producers.value == 0.0
    assert sum(c.adjusted.value for c in found.classes) == pytest.approx(1e7)


def test_a_stratum_without_sample_leaves_areas_untold():
    matrix = ErrorMatrix(("tree", "other"), [[40, 10], [5, 45]], (50, 50))
    found = stratified_accuracy(matrix, Strata(("tree", "other", "reed"), (3e6, 6e6, 1e6)))
    assert (found.unseen, found.unseen_m2) == (("reed",), 1e6)
    for told in (found.overall, found.of("tree").adjusted, found.of("tree").producers):
        assert (told.value, told.low, told.doubt) == (None, None, Doubt.STRATUM_NOT_SAMPLED)
    # What is mapped as tree lies in one stratum that was sampled, so this can be told.
    assert found.of("tree").users.value == pytest.approx(0.8)
    assert found.of("reed").users.doubt is Doubt.STRATUM_NOT_SAMPLED
    assert found.shares.sum() == pytest.approx(0.9)


def test_one_unit_in_a_stratum_has_no_variance():
    matrix = ErrorMatrix(("tree", "other"), [[40, 10], [0, 1]], (50, 1))
    found = stratified_accuracy(matrix, Strata(("tree", "other"), (3e6, 7e6)))
    assert found.of("tree").adjusted.value == pytest.approx(2.4e6)
    assert (found.of("tree").adjusted.se, found.of("tree").adjusted.low) == (None, None)
    assert found.of("tree").adjusted.doubt is Doubt.STRATUM_OF_ONE
    assert found.of("tree").users.doubt is None


def test_a_sample_without_error_is_not_a_map_without_error():
    matrix = ErrorMatrix(("tree", "other"), [[50, 0], [0, 50]], (50, 50))
    found = stratified_accuracy(matrix, Strata(("tree", "other"), (3e6, 7e6)))
    for told in (found.overall, found.of("tree").adjusted, found.of("tree").producers):
        assert (told.se, told.half_width, told.low) == (0.0, None, None)
        assert told.doubt is Doubt.NO_SPREAD
    users = found.of("tree").users
    assert (users.value, users.doubt, users.high) == (1.0, Doubt.NO_SPREAD, 1.0)
    # All of n right: Wilson's lower bound is n / (n + z²).
    assert users.low == pytest.approx(50.0 / (50.0 + 1.96**2))
    assert users.doubt.text.zh


def test_units_from_a_stratum_without_area_are_refused():
    matrix = ErrorMatrix(("tree", "other"), [[4, 1], [1, 4]], (5, 5))
    with pytest.raises(ValueError, match="without area"):
        stratified_accuracy(matrix, Strata(("tree",), (3e6,)))


@pytest.mark.parametrize(
    ("hits", "trials", "wanted"),
    # Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_interval(hits, trials, wanted):
    assert wilson_interval(hits, trials, 1.959964) == pytest.approx(wanted, abs=5e-5)
    with pytest.raises(ValueError):
        wilson_interval(trials + 1, trials)


def test_an_estimate_cannot_be_built_wrong():
    for wrong in ({"value": None}, {"value": 1.0, "se": 0.1, "low": 0.0}, {"value": 1.0}):
        with pytest.raises(ValueError):
            Estimate(**wrong)
    with pytest.raises(ValueError):
        Estimate(0.5, 0.1, 0.3, 0.7).scaled(0.0)


@settings(deadline=None)
@given(
    counts=st.lists(
        st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=3, max_size=3
    ).filter(lambda rows: all(sum(row) >= 2 for row in rows)),
    m2=st.tuples(*[st.floats(10.0, 1e9)] * 3),
    order=st.permutations([0, 1, 2]),
)
def test_areas_add_up_in_any_order_of_classes(counts, m2, order):
    table = np.array(counts)
    found = stratified_accuracy(
        ErrorMatrix((0, 1, 2), table, table.sum(axis=1)), Strata((0, 1, 2), m2)
    )
    assert sum(c.adjusted.value for c in found.classes) == pytest.approx(sum(m2), rel=1e-12)
    turned = table[np.ix_(order, order)]
    other = stratified_accuracy(
        ErrorMatrix(tuple(order), turned, turned.sum(axis=1)), Strata((0, 1, 2), m2)
    )
    for k in (0, 1, 2):
        one, two = found.of(k).adjusted, other.of(k).adjusted
        assert two.value == pytest.approx(one.value, rel=1e-9, abs=1e-9)
        assert (one.se, two.se).count(None) in (0, 2)
        assert two.doubt == one.doubt
        assert 0.0 <= (one.low or 0.0) <= one.value <= (one.high or sum(m2))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("units", [600, 1000])
def test_the_interval_covers_the_truth_in_95_of_100_samples(seed, units):
    """A city with 26 % trees, map classes right to .88 and .95, a proportional sample."""
    rng = np.random.default_rng(seed)
    mapped, right = 0.26, (0.88, 0.95)
    truth = mapped * right[0] + (1.0 - mapped) * (1.0 - right[1])
    drawn = (round(units * mapped), units - round(units * mapped))
    strata = Strata.of_shares(("tree", "other"), (mapped, 1.0 - mapped), 4_373e6)
    trees, others = (rng.binomial(n, p, 2000) for n, p in zip(drawn, right, strict=True))
    # Many samples have the same counts; each kind is estimated once.
    kinds, times = np.unique(np.column_stack((trees, others)), axis=0, return_counts=True)
    covered = 0
    for (a, b), many in zip(kinds.tolist(), times.tolist(), strict=True):
        matrix = ErrorMatrix(("tree", "other"), [[a, drawn[0] - a], [drawn[1] - b, b]], drawn)
        area = stratified_accuracy(matrix, strata).of("tree").adjusted
        covered += many * (area.low <= truth * strata.total_m2 <= area.high)
    assert 0.935 <= covered / 2000 <= 0.965
