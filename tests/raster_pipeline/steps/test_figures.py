"""Figures from accounts: years compared, and shares of uncertainty on their way to the run."""

from dataclasses import replace

import pytest

from raster_pipeline.steps.figures import YearAccounts, evaluate
from raster_pipeline.steps.origin import Provenance
from sinkmap.carbon import Carbon
from sinkmap.chapter import Chapter
from sinkmap.figure import DataState, IntervalReason, Status
from sinkmap.indicator import Indicator, Measure, Profile, RasterAccount, Transition
from sinkmap.policies import Policies
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

WORD = Text("词", "word")
UNIT = StatUnit("1", "1", WORD, "city", "city")
CHANGE = Transition("land_use")
SHARES = {"a": 0.75, "interaction": 0.25}


def changed(account, profile):
    moved = account.raster(CHANGE).area_of((1, 2)) / (account.year - account.previous_year)
    bounds = (moved - 1.0, moved + account.carbon.seed)
    reason = IntervalReason.PARAMETER_RANGE
    return Measure(moved, moved, None, 1.0, "m", reason, bounds, shares=SHARES)


PROFILE = Profile("default", WORD, WORD, "reference")
INDICATOR = Indicator(
    "one",
    WORD,
    Chapter.LAND,
    "m2",
    (-1e9, 1e9),
    WORD,
    WORD,
    (CHANGE,),
    (PROFILE,),
    "reference",
    changed,
)


def accounts(year, earlier=None):
    then = Provenance((f"parcels@{earlier}",), (f"{earlier}",), (DataState.PROVISIONAL,))
    return YearAccounts(
        year,
        {"1": 300.0},
        {"1": {CHANGE: RasterAccount({(1, 2): 200.0, (1, 1): 100.0}, 0.0)} if earlier else {}},
        None,
        frozenset(),
        {"land_use": Provenance((f"parcels@{year}",), (f"{year}",), (DataState.NATIONAL,))},
        earlier={"land_use": (earlier, then)} if earlier else {},
        year_before=None if earlier is None else year - 1,
    )


def figure_of(year_accounts):
    (found,) = evaluate(
        {"one": INDICATOR},
        {},
        [UNIT],
        year_accounts,
        policies=replace(Policies(), pixels_min=0.0),
        carbon=Carbon(seed=3),
        params_version="v",
    )
    return found


def test_an_indicator_of_a_pair_says_so():
    assert INDICATOR.years == "pair"


def test_the_first_year_has_nothing_to_compare_with():
    figure, shares = figure_of(accounts(2022))
    assert (figure.status, figure.value) == (Status.NOT_ESTIMATED, None)
    assert figure.ci_reason == IntervalReason.NO_EARLIER_YEAR
    assert not shares


@pytest.mark.parametrize(("earlier", "value"), [(2023, 200.0), (2022, 100.0)])
def test_the_year_compared_with_is_the_last_that_has_the_layer(earlier, value):
    figure, shares = figure_of(accounts(2024, earlier))
    assert figure.value == value
    assert figure.ci_high == value + 3.0
    assert shares == SHARES
    assert figure.sources == (f"parcels@{earlier}", "parcels@2024")
    assert figure.data_state is DataState.PROVISIONAL


def test_a_layer_the_year_lacks_is_missing_not_uncompared():
    figure, _ = figure_of(replace(accounts(2022), provenance={}))
    assert figure.ci_reason == IntervalReason.MISSING_INPUT
