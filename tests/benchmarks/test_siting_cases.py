"""The benchmark of siting at a small size: both solvers come to the same value. No clock."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.siting_cases import GAP_BESIDE, Proof, cases, peer, problem, proofs
from sinkmap.siting.selection import choose


@pytest.mark.parametrize("beside", [False, True])
def test_both_solvers_come_to_the_same_value(beside: bool) -> None:
    given = problem(80, beside)
    if beside:
        # With few sites a district, quotas and neighbours together take the solvers long.
        given = replace(given, quotas=(), quota_group=np.full(len(given), -1))
    ours = choose(given, gap=0.0, seconds=60.0)
    theirs = peer(given, 0.0, 60.0)
    assert theirs is not None
    assert given.breaches(theirs) == ()
    assert ours.value == pytest.approx(given.totals(theirs).value, rel=1e-6)
    assert ours.ahead_of_greedy is None or ours.ahead_of_greedy >= 0.0


def test_a_moved_weight_is_another_problem_of_the_same_sites() -> None:
    still, moved = problem(120), problem(120, moved=1.3)
    assert still.site_ids == moved.site_ids
    assert (still.value != moved.value).all()
    assert (still.cost == moved.cost).all()


def test_what_is_printed_holds_the_proof() -> None:
    first, *others = proofs(1_000, 1_000)
    assert "met " in first.words()
    assert first.to_json()["gap"] <= first.wanted
    assert all(isinstance(other, Proof) and other.wanted == GAP_BESIDE for other in others)
    assert [case.most for case in cases(1_000, 1_000)] == [10.0, 0.0, 60.0, 2.0, 2.0]
