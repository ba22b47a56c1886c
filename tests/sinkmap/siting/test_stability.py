"""What stays chosen when weights, costs and values move; draws are repeatable to the byte."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.selection import choose
from sinkmap.siting.stability import Triangle, draw_shares, weight_stability

N = 40
RNG = np.random.default_rng(8)
SCORES = RNG.uniform(0.0, 1.0, (3, N))
AREA = RNG.integers(2_000, 20_000, N).astype(float)
COST = np.round(AREA * RNG.uniform(3.0, 9.0, N))
NAMES = ("S", "N", "X")


def weighed(weights: Mapping[str, float]) -> Problem:
    score = np.array([weights[name] for name in NAMES]) @ SCORES
    ids = [f"W{k}" for k in range(N)]
    return Problem.of(ids, score * AREA / 1e4, COST, AREA, budget=0.3 * float(COST.sum()))


WEIGHTS = {"S": 0.5, "N": 0.3, "X": 0.2}


def test_each_weight_is_moved_both_ways_and_the_sum_stays() -> None:
    seen: list[dict[str, float]] = []

    def spied(weights: Mapping[str, float]) -> Problem:
        seen.append(dict(weights))
        return weighed(weights)

    found = weight_stability(spied, WEIGHTS)
    assert [sum(weights.values()) for weights in seen] == pytest.approx([1.0] * 7)
    assert seen[2] == pytest.approx({"S": 0.6, "N": 0.24, "X": 0.16})
    assert list(zip(found.runs["weight"], found.runs["factor"], strict=True)) == [
        (name, factor) for name in NAMES for factor in (0.8, 1.2)
    ]
    best = choose(weighed(WEIGHTS))
    assert (found.share[best.chosen] >= 1 / 7).all()
    assert found.share.max() == 1.0
    for column in ("stay_share", "top_decile_share"):
        assert found.runs[column].between(0.5, 1.0).all()
    assert found.runs["value_kept"].between(0.9, 1.0).all()


def test_a_weight_that_is_all_there_is_changes_nothing() -> None:
    found = weight_stability(weighed, {"S": 1.0, "N": 0.0, "X": 0.0})
    alone = found.runs[(found.runs["weight"] == "S") & (found.runs["factor"] == 1.2)]
    assert alone["stay_share"].tolist() == [1.0]


def triangle(middle: np.ndarray, low: float, high: float) -> Triangle:
    return Triangle(middle * low, middle, middle * high)


def test_draws_are_repeatable_to_the_byte_and_do_not_depend_on_their_number() -> None:
    problem = weighed(WEIGHTS)
    cost, value = triangle(problem.cost, 0.5, 2.0), triangle(problem.value, 0.6, 1.5)
    first, again = (draw_shares(problem, cost, value, 12, 7) for _ in range(2))
    assert first.share.tobytes() == again.share.tobytes()
    assert first.value.tobytes() == again.value.tobytes()
    assert first.value[:5].tobytes() == draw_shares(problem, cost, value, 5, 7).value.tobytes()
    assert first.share.tobytes() != draw_shares(problem, cost, value, 12, 8).share.tobytes()
    assert (first.draws, first.infeasible) == (12, 0)
    assert ((first.share >= 0.0) & (first.share <= 1.0)).all()
    assert (first.cost <= problem.budget).all()
    assert (first.gap <= 0.005).all()


def test_a_triangle_without_width_is_the_choice_itself() -> None:
    problem = weighed(WEIGHTS)
    still = draw_shares(
        problem,
        triangle(problem.cost, 1.0, 1.0),
        triangle(problem.value, 1.0, 1.0),
        3,
        1,
        gap=0.001,
    )
    assert np.array_equal(still.share, choose(problem).chosen.astype(float))


def test_draws_follow_the_triangle_and_labels_are_drawn_together() -> None:
    many = Problem.of(
        [str(k) for k in range(4_000)], np.ones(4_000), np.ones(4_000), np.ones(4_000)
    )
    one = np.ones(4_000)
    spread = Triangle(one * 0.0, one * 1.0, one * 4.0)
    fixed = Triangle(one, one, one)
    # Nothing binds, so that every site is taken and the value is the sum of what was drawn.
    apart = draw_shares(many, fixed, spread, 2, 3).value / 4_000
    assert apart == pytest.approx([5.0 / 3.0] * 2, abs=0.05)
    together = (
        draw_shares(many, fixed, spread, 200, 3, np.zeros(4_000, dtype=np.int64)).value / 4_000
    )
    assert together.std() > 0.5
    assert np.mean(together < 1.0) == pytest.approx(0.25, abs=0.08)


def test_draws_without_a_choice_are_counted_and_not_shared() -> None:
    problem = replace(
        weighed(WEIGHTS),
        quota_group=np.zeros(N),
        quotas=(Quota("all", 0.28 * float(AREA.sum())),),
    )
    found = draw_shares(
        problem,
        triangle(problem.cost, 0.5, 2.5),
        triangle(problem.value, 1.0, 1.0),
        20,
        2,
        np.zeros(N, dtype=np.int64),
    )
    assert 0 < found.infeasible < 20
    assert np.isnan(found.value).sum() == found.infeasible
    assert found.share.max() == 1.0


def test_a_triangle_that_falls_is_refused() -> None:
    with pytest.raises(ValueError, match="fall"):
        Triangle(np.ones(1), np.zeros(1), np.ones(1))
