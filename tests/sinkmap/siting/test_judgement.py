"""Matrices of comparisons: read from what bureaus write, every fault named at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.errors import InputRefusedError, Severity
from sinkmap.siting.judgement import Judgement, check_judgement, ratio_words, read_judgement


def codes(matrix: list[list[float]], names: str = "abc") -> list[str]:
    judgement = Judgement(tuple(names), np.array(matrix, dtype=float))
    return [one.code for one in check_judgement(judgement)]


def refused(text: str) -> list[str]:
    with pytest.raises(InputRefusedError) as caught:
        read_judgement(text)
    return [one.code for one in caught.value.findings]


@pytest.mark.parametrize(
    ("matrix", "wanted"),
    [
        ([[1, 2, 3], [1 / 2, 1, 2]], ["AHP-NOT-SQUARE"]),
        ([[1, 2], [1 / 2, 1]], ["AHP-NOT-SQUARE"]),
        ([[1, 0, 3], [1, 1, 2], [1 / 3, 1 / 2, 1]], ["AHP-NOT-POSITIVE"]),
        ([[1, -2, 3], [-1 / 2, 1, 2], [1 / 3, 1 / 2, 1]], ["AHP-NOT-POSITIVE"] * 2),
        ([[1, np.nan, 3], [2, 1, 2], [1 / 3, 1 / 2, 1]], ["AHP-NOT-POSITIVE"]),
        ([[1, 2, 3], [2, 1, 2], [1 / 3, 1 / 2, 1]], ["AHP-NOT-RECIPROCAL"]),
        ([[2, 2, 3], [1 / 2, 1, 2], [1 / 3, 1 / 2, 1]], ["AHP-DIAGONAL"]),
    ],
)
def test_every_bad_matrix_has_its_name(matrix: list[list[float]], wanted: list[str]) -> None:
    assert codes(matrix) == wanted


def test_all_faults_of_a_matrix_are_told_at_once() -> None:
    found = codes([[3, 2, 5], [2, 1, -4], [1 / 5, 1, 1]])
    assert found == ["AHP-DIAGONAL", "AHP-NOT-RECIPROCAL", "AHP-NOT-POSITIVE"]


def test_the_pair_and_the_value_that_would_mend_it_are_named() -> None:
    judgement = Judgement(("S", "D"), np.array([[1.0, 5.0], [0.5, 1.0]]))
    (finding,) = check_judgement(judgement)
    assert finding.features == ("S", "D")
    assert (finding.seen, finding.wanted) == ("5, 1/2", "5, 1/5")


def test_a_reciprocal_within_a_millionth_is_one() -> None:
    assert codes([[1, 3.0, 1], [1 / 3 + 1e-7, 1, 1], [1, 1, 1]]) == []
    assert codes([[1, 3.0, 1], [1 / 3 + 1e-6, 1, 1], [1, 1, 1]]) == ["AHP-NOT-RECIPROCAL"]


def test_names_stand_once_and_there_are_fifteen_at_most() -> None:
    assert codes([[1, 1], [1, 1]], "aa") == ["AHP-NAMES"]
    assert codes(np.ones((16, 16)).tolist(), "abcdefghijklmnop") == ["AHP-TOO-LARGE"]
    assert [one.code for one in check_judgement(Judgement((), np.ones((0, 0))))] == ["AHP-EMPTY"]


def test_a_value_off_the_scale_is_a_warning() -> None:
    judgement = Judgement.of_upper("ab", [12.0])
    found = check_judgement(judgement)
    assert {one.code for one in found} == {"AHP-OFF-SCALE"}
    assert {one.severity for one in found} == {Severity.WARNING}


def test_ratios_blanks_and_full_width_digits_are_read() -> None:
    text = "\ufeff准则,a,b,c\na,1,３,5\nb,,,3\nc,１/５, 1 / 3,1\n"
    found = read_judgement(text)
    assert found.names == ("a", "b", "c")
    assert found.matrix == pytest.approx(
        np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]), rel=1e-15
    )


def test_rows_may_stand_in_another_order_than_columns() -> None:
    found = read_judgement("x,a,b\nb,1/4,1\na,1,4\n")
    assert found.matrix.tolist() == [[1.0, 4.0], [0.25, 1.0]]


def test_a_bad_number_does_not_blame_rows_in_another_order() -> None:
    assert refused("x,a,b,c\nc,1/5,often,1\nb,0.33,1,2\na,1,3,5\n") == ["AHP-NUMBER-BAD"]


@pytest.mark.parametrize("rounded", ["0.33", "0.333", "0.3333"])
def test_a_rounded_decimal_is_the_reciprocal_it_stands_for(rounded: str) -> None:
    found = read_judgement(f"x,a,b\na,1,3\nb,{rounded},1\n")
    assert found.matrix[1, 0] == 1 / 3


def test_a_wrong_decimal_is_not_taken_for_rounding() -> None:
    assert refused("x,a,b\na,1,3\nb,0.3,1\n") == ["AHP-NOT-RECIPROCAL"]


def test_every_fault_of_a_text_is_told_at_once() -> None:
    found = refused("x,a,b,c\na,1,often,-3\nb,1/0,2,1\nd,1,1\n")
    assert found == [
        "AHP-NAMES",
        "AHP-NOT-SQUARE",
        "AHP-NUMBER-BAD",
        "AHP-NUMBER-BAD",
        "AHP-NOT-POSITIVE",
        "AHP-DIAGONAL",
    ]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1e999", "AHP-NOT-POSITIVE"),
        ("-inf", "AHP-NOT-POSITIVE"),
        ("1e-999", "AHP-NOT-POSITIVE"),
        ("nan", "AHP-NUMBER-BAD"),
    ],
)
def test_numbers_that_are_none_are_refused(cell: str, code: str) -> None:
    assert code in refused(f"x,a,b\na,1,{cell}\nb,1,1\n")


def test_a_text_that_is_no_csv() -> None:
    assert refused("x,a\n" + "a" * 200_000) == ["AHP-UNREADABLE"]


def test_a_text_without_rows_or_without_a_pair_is_refused() -> None:
    assert "AHP-EMPTY" in refused("")
    assert refused("x,a,b\na,1,\nb,,1\n") == ["AHP-NOT-POSITIVE"] * 2


comparisons = st.sampled_from([*(1 / k for k in range(2, 10)), *map(float, range(1, 10))])


@given(st.lists(comparisons, min_size=6, max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back(upper: list[float]) -> None:
    judgement = Judgement.of_upper("SDNP", upper)
    again = read_judgement(judgement.to_text())
    assert again.names == judgement.names
    assert np.array_equal(again.matrix, judgement.matrix)


@given(st.floats(1e-3, 1e3))
def test_a_comparison_in_words_is_the_comparison(value: float) -> None:
    words = ratio_words(value)
    top, _, bottom = words.partition("/")
    assert float(top) / float(bottom or 1) == pytest.approx(value, rel=1e-11)
