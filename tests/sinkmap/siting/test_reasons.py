"""Every site has its sentence, and what is said would change it does."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sinkmap.siting.greedy import greedy
from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.reasons import Cause, ValueWords, reasons
from sinkmap.siting.selection import choose
from sinkmap.text import Text

WAN = 10_000.0
HA = 10_000.0
CARBON = ValueWords(Text("年固碳量", "carbon"), "tCO2/yr")


def small() -> Problem:
    """Each site with a fate of its own."""
    return Problem.of(
        ["lock", "bar", "good", "rival", "full", "dear", "none", "need"],
        [1.0, 99.0, 20.0, 9.0, 8.0, 3.0, -1.0, 0.1],
        np.array([1.0, 1.0, 5.0, 4.0, 1.0, 6.0, 1.0, 2.0]) * WAN,
        np.array([1.0, 1.0, 2.0, 2.0, 3.0, 1.0, 1.0, 1.0]) * HA,
        budget=9.0 * WAN,
        conflicts=[[2, 3]],
        locked_in=[True] + [False] * 7,
        locked_out=[False, True] + [False] * 6,
        quota_group=[0, -1, 0, -1, 0, -1, -1, 1],
        quotas=(Quota("金坛区", 0.0, 4.0 * HA), Quota("溧阳市", 1.0 * HA)),
    )


def test_each_site_has_the_cause_that_decided() -> None:
    table = reasons(small(), choose(small(), gap=0.0), CARBON)
    cause = dict(zip(table["site_id"], table["cause"], strict=True))
    assert cause == {
        "lock": Cause.LOCKED_IN,
        "bar": Cause.LOCKED_OUT,
        "good": Cause.CHOSEN,
        "rival": Cause.CONFLICT,
        "full": Cause.QUOTA_FULL,
        "dear": Cause.BUDGET,
        "none": Cause.NO_VALUE,
        "need": Cause.NEEDED,
    }
    said = table.set_index("site_id")
    assert "与入选地块 good（年固碳量 20.00 tCO2/yr）互斥" in said.loc["rival", "reason_zh"]
    assert "投资 4.00 万元，面积 2.00 公顷" in said.loc["rival", "reason_zh"]
    assert "cost 6.00 x 10,000 yuan, 1.00 ha" in said.loc["dear", "reason_en"]
    assert "金坛区的面积上限已满" in said.loc["full", "reason_zh"]
    assert "溧阳市" in said.loc["need", "reason_zh"]
    for language in ("zh", "en"):
        assert (said[f"reason_{language}"].str.len() > 10).all()
        assert ((said[f"change_{language}"] == "") == said["chosen"]).all()


def random_problem(seed: int, pairs: bool = False) -> Problem:
    rng = np.random.default_rng(seed)
    n = 16
    beside = np.column_stack([np.arange(n - 1), np.arange(1, n)]) if pairs else np.empty((0, 2))
    return Problem.of(
        [f"R{k}" for k in range(n)],
        rng.integers(5, 60, n),
        rng.integers(1, 20, n) * WAN,
        rng.integers(1, 6, n) * HA,
        budget=60.0 * WAN,
        quota_group=rng.integers(0, 2, n),
        quotas=(Quota("a", 2.0 * HA, 14.0 * HA), Quota("b", 2.0 * HA, 14.0 * HA)),
        pairs=beside,
        pair_weight=rng.integers(1, 6, len(beside)),
        compactness=1.0,
    )


def with_site(problem: Problem, place: int, **change: float) -> float:
    """Greatest value of a choice with the site, one number of it changed."""
    columns = {}
    for name, number in change.items():
        column = getattr(problem, name).copy()
        column[place] = number
        columns[name] = column
    return choose(
        replace(problem, locked_in=np.arange(len(problem)) == place, **columns), 0.0
    ).value


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("pairs", [False, True])
def test_solved_anew_the_price_is_where_a_site_comes_in(seed: int, pairs: bool) -> None:
    problem = random_problem(seed, pairs)
    best = choose(problem, gap=0.0)
    table = reasons(problem, best, exact=99)
    refused = table[~table["chosen"]]
    assert set(refused["change_by"]) == {"re-solve"}
    for place, row in refused.iterrows():
        assert isinstance(place, int)
        cost, rise = row["cost_to_enter"], row["value_to_enter"]
        if not math.isnan(cost):
            assert with_site(problem, place, cost=cost) >= best.value
            assert with_site(problem, place, cost=cost + 1.0) < best.value
        raised = with_site(problem, place, value=problem.value[place] + rise)
        assert raised == pytest.approx(best.value)


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
@pytest.mark.parametrize("pairs", [False, True])
def test_by_the_prices_a_site_stays_out_with_less(seed: int, pairs: bool) -> None:
    problem = random_problem(seed, pairs)
    best = choose(problem, gap=0.0)
    table = reasons(problem, best)
    refused = table[~table["chosen"]]
    assert set(refused["change_by"]) == {"duals"}
    assert (refused["value_to_enter"] > 0.0).any()
    for place, row in refused.iterrows():
        assert isinstance(place, int)
        almost = problem.value[place] + 0.999 * row["value_to_enter"]
        if row["value_to_enter"] > 0.0:
            assert with_site(problem, place, value=almost) < best.value
        if 1.001 * row["cost_to_enter"] < problem.cost[place]:
            assert with_site(problem, place, cost=1.001 * row["cost_to_enter"]) < best.value


def test_a_site_beside_chosen_ones_says_its_bonus() -> None:
    problem = random_problem(1, pairs=True)
    best = choose(problem)
    table = reasons(problem, best)
    beside = problem.totals(best.chosen).bonus
    assert beside > 0.0
    assert table["reason_zh"].str.contains("相邻加分").any()


def test_a_site_held_off_by_a_lock_says_which() -> None:
    problem = Problem.of(
        "ab", [1.0, 9.0], [1.0, 1.0], [1.0, 1.0], conflicts=[[0, 1]], locked_in=[True, False]
    )
    table = reasons(problem, choose(problem))
    assert table.loc[1, "cause"] == Cause.CONFLICT
    assert "a" in table.loc[1, "change_en"].split()
    assert math.isnan(table.loc[1, "value_to_enter"])


def test_a_choice_by_rank_gives_no_reasons() -> None:
    with pytest.raises(ValueError, match="rank"):
        reasons(small(), greedy(small()))
