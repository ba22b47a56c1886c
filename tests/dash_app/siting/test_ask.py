"""What is asked of a siting, as the address and the controls tell it."""

import math

import pytest

from dash_app.siting.ask import SiteAsk, terms_of
from sinkmap.siting.question import DistrictQuota, Objective

EVERYTHING = (
    "?types=WET,AFF&aim=carbon&budget=1234.5&area=60&quota=320412:2.5:,320402::9"
    "&w=S:0.5,D:0.25&in=AFF-0003&out=WET-0001,WET-0004&site=AFF-0003&list=refused"
)


@pytest.fixture
def terms(sites):
    return terms_of(sites)


def test_an_address_tells_the_whole_question(terms):
    ask = SiteAsk.read(terms, EVERYTHING)
    asked = ask.question
    assert asked.types == ("AFF", "WET")
    assert asked.objective is Objective.CARBON
    assert asked.budget_yuan == 12_345_000.0
    assert asked.max_area_m2 == 600_000.0
    assert asked.quotas == (
        DistrictQuota("320402", None, 90_000.0),
        DistrictQuota("320412", 25_000.0, None),
    )
    assert dict(asked.weights) == {"S": 0.5, "D": 0.25}
    assert (asked.locked_in, asked.locked_out) == (("AFF-0003",), ("WET-0001", "WET-0004"))
    assert (ask.site, ask.shown) == ("AFF-0003", "refused")
    assert SiteAsk.read(terms, ask.query) == ask


def test_controls_give_back_the_question_they_show(terms):
    ask = SiteAsk.read(terms, EVERYTHING)
    picked = {"site": ask.site, "in": ["AFF-0003"], "out": ["WET-0004", "WET-0001"]}
    assert SiteAsk.of(terms, {**ask.controls(terms), "picked": picked}) == ask


def test_nothing_asked_is_trees_and_wetland_by_the_matrix(terms):
    ask = SiteAsk.read(terms, None)
    assert ask.question.types == ("AFF", "WET")
    assert ask.question.weights is None
    assert ask.question.budget_yuan is None
    assert ask.controls(terms)["weights"]["S"] == pytest.approx(0.3327, abs=1e-4)
    assert ask.controls(terms)["weights"]["W"] == 0.0


def test_weights_of_the_matrix_are_no_weights_by_hand(terms):
    own = SiteAsk.read(terms, None).controls(terms)
    asked = {**own, "picked": {}}
    assert SiteAsk.of(terms, asked).question.weights is None
    moved = {**asked, "weights": {**own["weights"], "W": 0.2}}
    assert SiteAsk.of(terms, moved).question.weights["W"] == 0.2


@pytest.mark.parametrize(
    "query",
    [
        "?types=XYZ&aim=x&list=x",
        "?quota=a:b:c,,:,320402:x:y&w=S:,Z:1&budget=x",
        "?types=" + "A" * 90_000,
        "?in=,,&out=,",
        "%%%&&=",
    ],
)
def test_what_is_unknown_is_left_out(terms, query):
    ask = SiteAsk.read(terms, query)
    assert set(ask.question.types) <= set(terms.types)
    assert ask.question.quotas == ()
    assert ask.question.weights is None
    assert ask.question.budget_yuan is None
    assert ask.question.locked_in == ()
    assert SiteAsk.read(terms, ask.query) == ask


def test_numbers_are_passed_on_as_they_are_typed(terms):
    """What is wrong with them is a finding of the siting, not a silent change of the question."""
    assert SiteAsk.read(terms, "?budget=-5").question.budget_yuan == -50_000.0
    assert math.isinf(SiteAsk.read(terms, "?budget=inf").question.budget_yuan)
