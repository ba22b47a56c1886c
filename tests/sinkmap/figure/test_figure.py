"""Figures that cannot be built wrong, ids that invert, verdicts with and without an interval."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.figure import (
    COLUMNS,
    DataState,
    Figure,
    FigureId,
    IntervalReason,
    Status,
    Target,
    Verdict,
    assess,
    figure_columns,
)
from sinkmap.text import Text

RATE = Figure(
    indicator="tree_cover_rate",
    statunit="320400",
    level="city",
    partition="city",
    year=2024,
    profile="js_tree_cover",
    value=26.5,
    numerator=26.5,
    denominator=100.0,
    uom="%",
    status=Status.OK,
    ci_low=26.0,
    ci_high=27.0,
    ci_reason=str(IntervalReason.PARAMETER_RANGE),
    coverage=1.0,
    method=Text("手工", "by hand"),
    data_state=DataState.NATIONAL,
    vintage="2024",
    params_version="0123456789ab",
    sources=("tree_cover@2024",),
)

words = st.text("abcdefghijklmnopqrstuvwxyz_.0123456789@", min_size=1)


@given(words, words, st.integers(1900, 2200), words)
def test_ids_invert(indicator, statunit, year, profile):
    one = FigureId(indicator, statunit, year, profile)
    assert FigureId.parse(str(one)) == one


@pytest.mark.parametrize("text", ["", "a/b/2024", "a/b/20x4/d", "a//2024/d", "a/b/2024/d/e"])
def test_a_bad_id_is_refused(text):
    with pytest.raises(ValueError, match="figure id"):
        FigureId.parse(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "26.0 to 27.0"),
        ({"value": None, "status": Status.CANNOT_TELL}, "between 26.0 and 27.0"),
        (
            {"ci_low": None, "ci_high": None, "ci_reason": "no_reference_samples"},
            "no interval: there are no reference samples",
        ),
        (
            {
                "value": None,
                "ci_low": None,
                "ci_high": None,
                "status": Status.NOT_ESTIMATED,
                "ci_reason": "missing_input",
            },
            "not estimated: an input layer is missing",
        ),
        ({"ci_low": None, "ci_high": None, "ci_reason": ""}, "no interval: no reason stated"),
    ],
)
def test_an_interval_or_what_is_missing_and_why(change, said):
    assert replace(RATE, **change).interval_text(str).en == said


def test_row_and_back():
    assert RATE.id == "tree_cover_rate/320400/2024/js_tree_cover"
    row = RATE.to_row()
    assert tuple(row) == COLUMNS
    assert (row["method"], row["method_zh"]) == ("by hand", "手工")
    assert row["status"] == "ok"
    assert row["data_state"] == "national"
    assert row["sources"] == ["tree_cover@2024"]
    assert Figure.from_row(row) == RATE


def test_columns_are_the_rows_turned_round():
    none = replace(RATE, value=None, ci_low=None, ci_high=None, status=Status.NOT_ESTIMATED)
    table = figure_columns([RATE, none])
    assert tuple(table) == COLUMNS
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    assert rows == [RATE.to_row(), none.to_row()]
    assert figure_columns([]) == {name: [] for name in COLUMNS}


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": None},
        {"value": float("nan")},
        {"numerator": float("inf")},
        {"ci_low": None},
        {"ci_high": None},
        {"ci_low": 28.0},
    ],
)
def test_a_figure_cannot_be_built_wrong(wrong):
    with pytest.raises(ValueError, match="figure tree_cover_rate"):
        replace(RATE, **wrong)


def test_a_figure_without_an_estimate_is_fine():
    none = replace(RATE, value=None, ci_low=None, ci_high=None, status=Status.NOT_ESTIMATED)
    assert Figure.from_row(none.to_row()) == none


TARGET = Target("tree_cover_rate", "js_tree_cover", "320400", 2030, 26.94, "plan")
REGISTER = str(IntervalReason.REGISTER_AREA)
NO_SAMPLES = str(IntervalReason.NO_REFERENCE_SAMPLES)
BARE = {"ci_low": None, "ci_high": None}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Verdict.CANNOT_TELL),
        ({"ci_low": 26.94, "value": 27.0, "ci_high": 27.5}, Verdict.MET),
        ({"ci_high": 26.93}, Verdict.NOT_MET),
        ({**BARE, "ci_reason": NO_SAMPLES, "value": 30.0}, Verdict.NOT_ASSESSED),
        ({**BARE, "ci_reason": REGISTER, "value": 30.0}, Verdict.MET),
        ({**BARE, "ci_reason": REGISTER, "value": 20.0}, Verdict.NOT_MET),
        ({"status": Status.CANNOT_TELL}, Verdict.CANNOT_TELL),
        ({**BARE, "value": None, "status": Status.NOT_ESTIMATED}, Verdict.CANNOT_TELL),
    ],
)
def test_verdicts(change, verdict):
    assert assess(replace(RATE, **change), TARGET) is verdict


def test_a_figure_is_as_good_as_its_weakest_input():
    states = [DataState.NATIONAL, DataState.PROVISIONAL, DataState.PROVINCIAL]
    assert DataState.weakest(states) is DataState.PROVISIONAL
    assert DataState.weakest([DataState.NATIONAL]) is DataState.NATIONAL
    assert DataState.weakest([]) is DataState.UNDECLARED


@pytest.mark.parametrize("kind", [Status, DataState, IntervalReason, Verdict])
def test_every_word_is_said_in_both_languages(kind):
    said = [(one.text.zh, one.text.en) for one in kind]
    assert len(set(said)) == len(said)
