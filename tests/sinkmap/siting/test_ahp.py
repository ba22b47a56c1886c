"""Weights of comparisons: published vectors, closed forms of three criteria, the one at fault."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.errors import InputRefusedError
from sinkmap.siting.ahp import RandomIndex, assess, hand_weights, weigh
from sinkmap.siting.judgement import Judgement
from sinkmap.siting.siting_book import SitingBook

THREE = Judgement(("a", "b", "c"), np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]))
CIRCULAR = Judgement(("a", "b", "c"), np.array([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1.0]]))
DRINKS = ("coffee", "wine", "tea", "beer", "sodas", "milk", "water")


def test_h1_three_criteria() -> None:
    found = weigh(THREE)
    assert found.weights == pytest.approx([0.6370, 0.2583, 0.1047], abs=5e-5)
    assert found.lambda_max == pytest.approx(3.0385, abs=5e-5)
    assert found.ci == pytest.approx(0.0193, abs=5e-5)
    assert found.cr == pytest.approx(0.0332, abs=5e-5)
    assert found.accepted


def test_h2_circular_comparisons_are_refused() -> None:
    found = assess(CIRCULAR)
    assert found.weights == pytest.approx([1 / 3, 1 / 3, 1 / 3], abs=1e-12)
    assert found.lambda_max == pytest.approx(10.1111, abs=5e-5)
    assert found.cr == pytest.approx(6.13, abs=5e-3)
    assert not found.accepted
    with pytest.raises(InputRefusedError) as caught:
        weigh(CIRCULAR)
    (finding,) = caught.value.findings
    assert finding.code == "AHP-INCONSISTENT"
    assert finding.features == ("a", "b")
    assert "6.1303" in finding.message.en


@pytest.mark.parametrize("n", [1, 2])
def test_h3_one_or_two_criteria_are_consistent_by_definition(n: int) -> None:
    judgement = Judgement.of_upper([f"k{i}" for i in range(n)], [7.0] * (n * (n - 1) // 2))
    found = weigh(judgement)
    assert (found.ci, found.cr, found.at_fault) == (0.0, 0.0, None)
    assert found.weights == pytest.approx([1.0] if n == 1 else [7 / 8, 1 / 8])


def test_the_default_matrix_to_the_printed_digits() -> None:
    found = weigh(SitingBook.default().judgement)
    assert found.names == ("S", "D", "N", "P", "C", "X")
    printed = [0.3327, 0.1947, 0.1947, 0.1072, 0.1072, 0.0636]
    assert np.round(found.weights, 4).tolist() == printed
    assert round(found.lambda_max, 4) == 6.0368
    assert round(found.ci, 4) == 0.0074
    assert round(found.cr, 4) == 0.0059


def test_saatys_drinks() -> None:
    """Drinks of the United States: Saaty 2008, Int. J. Services Sciences 1(1):83-98, table 2."""
    upper = [9, 5, 2, 1, 1, 1 / 2, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 3, 1 / 4, 1 / 3, 1 / 9]
    upper += [1 / 2, 1, 1 / 3, 2, 1 / 2, 1 / 3]
    found = weigh(Judgement.of_upper(DRINKS, upper))
    assert np.round(found.weights, 3).tolist() == [
        0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327,
    ]  # fmt: skip
    assert round(found.cr, 3) == 0.022


def test_both_series_of_the_random_index_agree_up_to_ten() -> None:
    for n in range(1, 11):
        assert RandomIndex.SAATY.of(n) == RandomIndex.TEXTBOOK.of(n)
    assert (RandomIndex.SAATY.of(12), RandomIndex.TEXTBOOK.of(12)) == (1.48, 1.54)
    assert len({one.text.zh for one in RandomIndex}) == len(RandomIndex)


def test_cr_is_of_the_series_asked_for() -> None:
    judgement = Judgement.of_upper([f"k{i}" for i in range(12)], [2.0] * 66)
    by_saaty, by_textbook = assess(judgement), assess(judgement, RandomIndex.TEXTBOOK)
    assert by_saaty.ci == by_textbook.ci
    assert by_saaty.cr / by_textbook.cr == pytest.approx(1.54 / 1.48)


def test_the_comparison_at_fault_is_named_with_what_mends_it() -> None:
    # Weights 4 : 2 : 1 : 1, but d is said to be eight times as important as a.
    judgement = Judgement.of_upper("abcd", [2, 4, 1 / 8, 2, 2, 1])
    with pytest.raises(InputRefusedError) as caught:
        weigh(judgement)
    (finding,) = caught.value.findings
    fault = assess(judgement).at_fault
    assert fault is not None
    assert (fault.first, fault.second, fault.given) == ("a", "d", 1 / 8)
    assert fault.implied == pytest.approx(4.0)
    assert (fault.mend, fault.mended_cr) == (4.0, pytest.approx(0.0, abs=1e-9))
    assert "a / d = 4" in finding.wanted
    assert "1/8" in finding.message.zh
    assert "1/8" in finding.message.en
    assert weigh(judgement.with_comparison(0, 3, fault.mend)).cr == pytest.approx(0.0, abs=1e-9)


def test_weights_are_refused_for_a_matrix_that_is_none() -> None:
    with pytest.raises(InputRefusedError, match="AHP-DIAGONAL"):
        assess(Judgement(("a",), np.array([[2.0]])))


def test_of_three_criteria_the_sentence_says_that_any_can_be_mended() -> None:
    fault = assess(Judgement.of_upper("abc", [2, 1 / 5, 2])).at_fault
    assert fault is not None
    # Of three equals the one that can be mended on the scale 1/9 to 9.
    assert (fault.first, fault.second, fault.mend) == ("a", "c", 4.0)
    assert "three" in fault.text.en
    assert "任一" in fault.text.zh


ratios = st.lists(st.floats(0.2, 5.0), min_size=4, max_size=8)


@given(ratios)
@settings(max_examples=30, deadline=None)
def test_consistent_comparisons_give_back_their_weights(parts: list[float]) -> None:
    weights = np.array(parts) / sum(parts)
    names = tuple(f"k{i}" for i in range(len(parts)))
    found = assess(Judgement(names, weights[:, None] / weights[None, :]))
    assert found.weights == pytest.approx(weights)
    assert found.cr == pytest.approx(0.0, abs=1e-9)
    assert found.at_fault is None


@given(ratios, st.data())
@settings(max_examples=30, deadline=None)
def test_one_spoilt_comparison_is_found_and_its_true_value_implied(
    parts: list[float], data: st.DataObject
) -> None:
    """All others are consistent, so what they imply is the ratio of the weights behind them."""
    n = len(parts)
    i = data.draw(st.integers(0, n - 2))
    j = data.draw(st.integers(i + 1, n - 1))
    weights = np.array([round(part) or 1 for part in parts], dtype=float)
    true = Judgement(tuple(f"k{k}" for k in range(n)), weights[:, None] / weights[None, :])
    ratio = weights[i] / weights[j]
    if ratio not in [1 / k for k in range(1, 10)] + list(range(1, 10)):
        return
    fault = assess(true.with_comparison(i, j, ratio * 7.0)).at_fault
    assert fault is not None
    assert (fault.first, fault.second) == (f"k{i}", f"k{j}")
    assert fault.implied == pytest.approx(ratio)
    assert fault.mend == pytest.approx(ratio)


@given(st.lists(st.sampled_from([1 / 9, 1 / 4, 1 / 2, 1, 3, 5, 8]), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_three_criteria_have_a_closed_form(upper: list[float]) -> None:
    """Of three, the eigenvector is the geometric mean of the rows, lambda = 1 + t + 1/t."""
    a, b, c = upper
    found = assess(Judgement.of_upper("xyz", upper))
    means = np.array([(a * b) ** (1 / 3), (c / a) ** (1 / 3), (1 / b / c) ** (1 / 3)])
    t = (a * c / b) ** (1 / 3)
    assert found.weights == pytest.approx(means / means.sum())
    assert found.lambda_max == pytest.approx(1 + t + 1 / t)


@given(st.permutations(range(6)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_criteria_does_not_matter(order: list[int]) -> None:
    given_ = SitingBook.default().judgement
    names = tuple(given_.names[k] for k in order)
    moved = weigh(Judgement(names, given_.matrix[np.ix_(order, order)]))
    assert moved.by_name == pytest.approx(weigh(given_).by_name)


def test_weights_by_hand_are_scaled_and_what_is_left_out_weighs_nothing() -> None:
    assert hand_weights({"S": 3, "C": 1}, ("S", "D", "C")) == {"S": 0.75, "D": 0.0, "C": 0.25}


def test_every_bad_weight_is_told_at_once() -> None:
    with pytest.raises(InputRefusedError) as caught:
        hand_weights({"S": -1.0, "Q": float("nan")}, ("S", "D"))
    assert [one.code for one in caught.value.findings] == [
        "SITING-WEIGHT-UNKNOWN",
        "SITING-WEIGHT-BAD",
    ]
    with pytest.raises(InputRefusedError, match="SITING-WEIGHT-ZERO"):
        hand_weights({"S": 0.0}, ("S", "D"))
