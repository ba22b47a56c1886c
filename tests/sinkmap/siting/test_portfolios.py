"""Near-best choices differ and are near; the frontier never falls."""

from dataclasses import replace

import numpy as np
import pytest

from sinkmap.siting.frontier import frontier
from sinkmap.siting.portfolios import near_best
from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.selection import Status, choose


def plain(n: int = 60, seed: int = 4) -> Problem:
    rng = np.random.default_rng(seed)
    area = rng.integers(1_000, 30_000, n).astype(float)
    return Problem.of(
        [f"P{k}" for k in range(n)],
        np.round(area / 1e4 * rng.uniform(0.5, 0.9, n), 3),
        np.round(area * rng.uniform(4.0, 9.0, n)),
        area,
        budget=0.3 * 6.0 * float(area.sum()),
        quota_group=rng.integers(0, 2, n),
        quotas=(Quota("a", 20_000.0), Quota("b", 20_000.0)),
    )


@pytest.mark.parametrize("within", [0.01, 0.05])
def test_portfolios_differ_and_lie_within_the_share(within: float) -> None:
    problem = plain()
    best = choose(problem, gap=0.0)
    found = near_best(problem, best, 4, within)
    assert len(found.choices) == 5
    assert len({choice.chosen.tobytes() for choice in found.choices}) == 5
    for choice in found.choices[1:]:
        assert choice.value >= (1.0 - within) * best.value
        assert choice.value == problem.totals(choice.chosen).value
        assert problem.breaches(choice.chosen) == ()
        assert choice.status is Status.NEAR_BEST
        assert choice.gap == pytest.approx((best.bound - choice.value) / choice.value)
    shared = np.all([choice.chosen for choice in found.choices], axis=0)
    assert np.array_equal(found.no_regret, shared)
    assert (found.no_regret | ~found.proven).all()


def test_a_proven_site_is_in_every_choice_within_the_share() -> None:
    problem = plain(14)
    best = choose(problem, gap=0.0)
    found = near_best(problem, best, 2, 0.02)
    assert found.proven.any()
    for place in np.flatnonzero(found.proven):
        without = replace(problem, locked_out=np.arange(14) == place)
        assert choose(without, gap=0.0).value < 0.98 * best.value


def test_every_choice_within_the_share_is_found_and_then_no_more() -> None:
    # Of three alike one fits; the fourth is worth half.
    problem = Problem.of("abcd", [2.0, 2.0, 2.0, 1.0], [3.0] * 4, [1.0] * 4, budget=3.0)
    found = near_best(problem, choose(problem), 9, 0.1)
    assert sorted(int(choice.chosen.argmax()) for choice in found.choices) == [0, 1, 2]
    assert found.exhausted
    assert not found.no_regret.any()
    assert len(near_best(problem, choose(problem), 9, 0.5).choices) == 4


def test_the_frontier_never_falls_and_says_what_is_too_little() -> None:
    problem = plain()
    budgets = [1.0, *np.linspace(0.05, 1.2, 9) * float(problem.cost.sum())]
    points = frontier(problem, [*budgets[::-1], budgets[3]], {"ha": problem.area_m2 / 1e4})
    assert [point.budget for point in points] == sorted(budgets)
    assert points[0].selection is None
    assert points[0].findings[0].code == "SITING-BUDGET-LOW"
    known = [point for point in points if point.selection is not None]
    values = [point.selection.value for point in known]
    assert values == sorted(values)
    assert values[-1] == pytest.approx(problem.value.sum())
    for point in known:
        assert point.selection.cost <= point.budget
        assert point.measures["ha"] == pytest.approx(point.selection.area_m2 / 1e4)


def test_a_share_is_no_percentage() -> None:
    problem = plain()
    with pytest.raises(ValueError, match="share"):
        near_best(problem, choose(problem), 1, 5.0)
