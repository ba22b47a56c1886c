"""The choice equals brute force on every small instance, and its proof is what it says."""

import math
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sinkmap.errors import CannotFinishError, InputRefusedError
from sinkmap.siting._highs import relax
from sinkmap.siting._linear import Linear
from sinkmap.siting._program import program_of
from sinkmap.siting.adjacency import cliques
from sinkmap.siting.greedy import greedy
from sinkmap.siting.infeasible import at_fault
from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.selection import Proof, Selection, Status, choose

MOST_SITES = 18


def every_mask(n: int) -> np.ndarray:
    """(2**n, n) all choices, as 0 and 1."""
    return (np.arange(2**n)[:, None] >> np.arange(n)) & 1


def brute_force(p: Problem) -> float | None:
    """Greatest value over all choices, counted out; None if none holds. Whole numbers only."""
    masks = every_mask(len(p))
    values = masks @ p.value
    for (one, other), weight in zip(p.pairs, p.pair_weight, strict=True):
        values = values + p.compactness * weight * masks[:, one] * masks[:, other]
    costs, areas = masks @ p.cost, masks @ p.area_m2
    holds = np.ones(len(masks), dtype=bool)
    if p.budget is not None:
        holds &= costs <= p.budget
    if p.max_area is not None:
        holds &= areas <= p.max_area
    if p.min_area is not None:
        holds &= areas >= p.min_area
    for place, quota in enumerate(p.quotas):
        inside = masks @ np.where(p.quota_group == place, p.area_m2, 0.0)
        holds &= inside >= quota.min_m2
        if quota.max_m2 is not None:
            holds &= inside <= quota.max_m2
    for one, other in p.conflicts:
        holds &= masks[:, one] + masks[:, other] < 2
    holds &= (masks[:, p.locked_in] == 1).all(axis=1)
    holds &= (masks[:, p.locked_out] == 0).all(axis=1)
    return float(values[holds].max()) if holds.any() else None


@st.composite
def problems(draw: st.DrawFn, most: int = MOST_SITES) -> Problem:
    """Whole numbers, every kind of limit there or not, values below 0 and ties included."""
    n = draw(st.integers(1, most))

    def each(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=n, max_size=n))

    def maybe(low: int, high: int) -> int | None:
        return draw(st.none() | st.integers(low, high))

    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])
    some = st.lists(ends, max_size=2 * n) if n > 1 else st.just([])
    pairs = draw(some)
    cost, area = each(0, 9), each(0, 9)
    groups = draw(st.integers(0, 3))
    quotas = []
    for name in range(groups):
        least = draw(st.integers(0, 12))
        most_m2 = maybe(least, least + 12)
        quotas.append(Quota(str(name), float(least), None if most_m2 is None else float(most_m2)))
    locks = np.array(each(0, 9))
    conflicts = np.array(draw(some), dtype=np.int64).reshape(-1, 2)
    locked_in = locks == 0
    locked_in[conflicts[locked_in[conflicts].all(axis=1), 0]] = False
    max_area = maybe(0, 5 * n)
    return Problem.of(
        [f"s{k}" for k in range(n)],
        each(-4, 12),
        cost,
        area,
        quota_group=each(-1, groups - 1),
        conflicts=conflicts,
        locked_in=locked_in,
        locked_out=locks == 1,
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        pair_weight=draw(st.lists(st.integers(0, 5), min_size=len(pairs), max_size=len(pairs))),
        compactness=float(draw(st.integers(0, 2))),
        budget=maybe(0, 5 * n),
        max_area=max_area,
        min_area=maybe(0, 2 * n if max_area is None else max_area),
        quotas=tuple(quotas),
    )


def needs_no_solver(p: Problem) -> bool:
    """Whether no site may be chosen, or none is within the budget: a finding, whatever else."""
    cost = p.cost[p.open]
    return not len(cost) or (p.budget is not None and p.budget < cost.min())


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_choice_is_the_best_there_is(p: Problem) -> None:
    wanted = brute_force(p)
    if wanted is None or needs_no_solver(p):
        with pytest.raises(InputRefusedError) as refusal:
            choose(p, gap=0.0)
        codes = {found.code for found in refusal.value.findings}
        assert (
            codes <= {"SITING-BUDGET-LOW", "SITING-NO-SITE"}
            if needs_no_solver(p)
            else {"SITING-INFEASIBLE"}
        )
        return
    found = choose(p, gap=0.0)
    assert found.value == wanted
    assert p.breaches(found.chosen) == ()
    assert not (found.chosen & p.locked_out).any()
    assert (found.gap, found.status) == (0.0, Status.OPTIMAL)
    assert found.bound >= wanted
    assert found.ahead_of_greedy is None or found.ahead_of_greedy >= 0.0


@settings(max_examples=60, deadline=None)
@given(problems(12), st.floats(0.001, 0.5))
def test_the_bound_holds_whatever_the_gap(p: Problem, gap: float) -> None:
    wanted = brute_force(p)
    if wanted is None or needs_no_solver(p):
        return
    found = choose(p, gap=gap)
    assert found.value <= wanted <= found.bound + 1e-9 * abs(found.bound)
    if found.status is not Status.GAP_OPEN:
        assert wanted - found.value <= gap * abs(found.value) + 1e-9


@settings(max_examples=60, deadline=None)
@given(problems(10), st.lists(st.floats(-3.0, 3.0), min_size=80, max_size=80))
def test_any_prices_prove_a_bound(p: Problem, some: list[float]) -> None:
    """Weak duality: also prices that no solver gave."""
    wanted = brute_force(p)
    program = program_of(p)
    duals = np.resize(np.array(some), len(program.linear.row_low))
    if wanted is not None:
        bound = program.linear.bound(duals).value * program.unit
        assert bound >= wanted - 1e-9 * max(abs(bound), 1.0)
        settled = program.linear.bound(program.settled(duals)).value * program.unit
        assert wanted - 1e-9 * max(abs(bound), 1.0) <= settled <= bound + 1e-9 * abs(bound)


@settings(max_examples=60, deadline=None)
@given(problems(12))
def test_a_limit_at_fault_that_gives_what_is_said_lets_all_hold(p: Problem) -> None:
    if brute_force(p) is not None or needs_no_solver(p):
        return
    faults = at_fault(p)
    assert any(fault.together > 0.0 for fault in faults)
    for fault in faults:
        if fault.alone is not None:
            assert brute_force(giving(p, fault.limit, fault.alone)) is not None
            if fault.alone > 1.0:
                assert brute_force(giving(p, fault.limit, fault.alone - 1.0)) is None
    for fault in faults:
        p = giving(p, fault.limit, fault.together)
    assert brute_force(p) is not None


def giving(p: Problem, limit: str, amount: float) -> Problem:
    """The problem with one limit looser by so much."""
    kind, _, place = limit.partition(":")
    if kind in ("budget", "max_area"):
        return replace(p, **{kind: getattr(p, kind) + amount})
    if kind == "min_area":
        return replace(p, min_area=max((p.min_area or 0.0) - amount, 0.0))
    quotas = list(p.quotas)
    quota = quotas[int(place)]
    if kind == "quota_min":
        quotas[int(place)] = replace(quota, min_m2=max(quota.min_m2 - amount, 0.0))
    else:
        quotas[int(place)] = replace(quota, max_m2=(quota.max_m2 or 0.0) + amount)
    return replace(p, quotas=tuple(quotas))


def town(n: int = 400, seed: int = 1) -> Problem:
    """Sites of a town of three districts, with a budget, quotas and neighbours in a row."""
    rng = np.random.default_rng(seed)
    area = rng.integers(1_000, 30_000, n).astype(float)
    value = np.round(area / 1e4 * rng.uniform(0.2, 0.9, n), 4)
    cost = np.round(area * rng.uniform(2.0, 9.0, n))
    group = rng.integers(0, 3, n)
    total = np.bincount(group, weights=area)
    quotas = tuple(Quota(f"区{k}", 0.05 * m2, 0.3 * m2) for k, m2 in enumerate(total))
    beside = np.column_stack([np.arange(n - 1), np.arange(1, n)])
    return Problem.of(
        [f"T{k:04}" for k in range(n)],
        value,
        cost,
        area,
        quota_group=group,
        quotas=quotas,
        budget=0.2 * float(cost.sum()),
        conflicts=beside[::7],
        pairs=beside,
        pair_weight=rng.uniform(5.0, 60.0, n - 1),
        compactness=0.002,
    )


@pytest.fixture(scope="module")
def planned() -> tuple[Problem, Selection]:
    problem = town()
    return problem, choose(problem)


def test_a_town_is_chosen_with_its_proof(planned: tuple[Problem, Selection]) -> None:
    problem, found = planned
    assert problem.breaches(found.chosen) == ()
    assert found.status is Status.WITHIN_GAP
    assert found.gap <= 0.001
    assert found.value <= found.bound
    assert found.ahead_of_greedy is not None
    assert found.ahead_of_greedy > 0.0
    assert "HiGHS" in found.solver


def test_prices_and_worth_sum_up_to_the_bound(planned: tuple[Problem, Selection]) -> None:
    """Bound = what the limits are worth + every positive worth, told site by site."""
    problem, found = planned
    prices = found.prices
    assert prices is not None
    limits = prices.budget * problem.budget
    for place, quota in enumerate(problem.quotas):
        limits += prices.quota_max[place] * quota.max_m2 - prices.quota_min[place] * quota.min_m2
    # One exclusion is one group of two here: each of its sites bears the same price.
    limits += prices.conflict[problem.conflicts[:, 0]].sum()
    worth = np.maximum(prices.worth, 0.0).sum()
    shared = prices.bonus.sum() - problem.bonus.sum()
    assert limits + worth == pytest.approx(prices.bound, rel=1e-6)
    assert abs(shared) <= 1e-6 * prices.bound


@pytest.mark.parametrize("change", ["value", "cost"])
def test_a_barred_site_is_never_chosen(change: str) -> None:
    problem = town(60)
    column = getattr(problem, change).copy()
    column[7] = 1e9 if change == "value" else 0.0
    barred = np.arange(60) == 7
    better = replace(problem, **{change: column})
    assert choose(better).chosen[7]
    assert not choose(replace(better, locked_out=barred)).chosen[7]


def test_the_search_tree_proves_what_prices_cannot() -> None:
    # Two of three sites fit, the relaxation takes two and a half.
    problem = Problem.of("abc", [10.0, 9.0, 8.0], [2.0, 2.0, 2.0], [1.0] * 3, budget=5.0)
    found = choose(problem, gap=0.0)
    assert (found.value, found.proof) == (19.0, Proof.BRANCHING)
    assert found.prices is not None
    assert found.prices.bound == pytest.approx(23.0)


def test_an_earlier_choice_is_never_lost(planned: tuple[Problem, Selection]) -> None:
    problem, found = planned
    exact = choose(problem, gap=0.0002, start=found)
    assert exact.value >= found.value
    again = choose(problem, start=exact)
    assert np.array_equal(again.chosen, exact.chosen)


def test_a_known_corner_changes_the_time_and_not_the_choice() -> None:
    before = choose(town(seed=4))
    rng = np.random.default_rng(4)
    for _ in range(4):
        problem = town(seed=4)
        moved = replace(problem, value=problem.value * rng.uniform(0.7, 1.3, len(problem)))
        plain, quick = choose(moved), choose(moved, corner=before.basis)
        assert np.array_equal(plain.chosen, quick.chosen)
        assert quick.bound == pytest.approx(plain.bound, rel=1e-9)
        before = quick


def test_the_same_bytes_from_any_thread(planned: tuple[Problem, Selection]) -> None:
    problem, found = planned
    with ThreadPoolExecutor(3) as pool:
        others = list(pool.map(choose, [problem] * 3))
    for other in others:
        assert other.chosen.tobytes() == found.chosen.tobytes()
        assert (other.value, other.bound, other.solver) == (found.value, found.bound, found.solver)


@pytest.mark.parametrize("threads", ["1", "4"])
def test_the_same_bytes_in_any_process_and_nothing_on_standard_output(
    threads: str, planned: tuple[Problem, Selection]
) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from test_choose import town, choose;"
        "found = choose(town()); sys.stderr.write(found.chosen.tobytes().hex() + found.bound.hex())"
    )
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent)],
        env={**os.environ, **dict.fromkeys(names, threads)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    found = planned[1]
    assert done.stderr == found.chosen.tobytes().hex() + found.bound.hex()


def test_an_interrupt_ends_the_solver_and_is_passed_on() -> None:
    """In a process of its own: the interrupt comes while the solver runs."""
    script = (
        "import os, signal, sys, threading, time; sys.path.insert(0, sys.argv[1]);"
        "import numpy as np; from dataclasses import replace; from test_choose import town;"
        "from sinkmap.siting._highs import relax; from sinkmap.siting._program import program_of;"
        # A process that was started in the background would inherit that interrupts are ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "linear = program_of(town(8_000)).linear; pause = 0.3;"
        "stop = lambda: os.kill(os.getpid(), signal.SIGINT);"
        "threading.Timer(pause, stop).start()\n"
        "try:\n"
        "    while True: relax(linear, 60.0)\n"
        "except KeyboardInterrupt: sys.stderr.write('interrupted')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "interrupted")


def test_an_interrupt_while_the_solver_is_started_leaves_no_thread_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thread that still solves while Python ends would bring the process down."""
    start = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        raise KeyboardInterrupt

    before = set(threading.enumerate())
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        relax(program_of(town(8_000)).linear, 60.0)
    assert set(threading.enumerate()) == before


def test_no_choice_in_the_time_is_said() -> None:
    rng = np.random.default_rng(3)
    n = 3_000
    area = rng.uniform(1.0, 2.0, n)
    hard = Problem.of(
        [str(k) for k in range(n)],
        rng.uniform(1.0, 2.0, n),
        rng.uniform(1.0, 2.0, n),
        area,
        budget=float(n) / 3.0,
        quota_group=np.zeros(n),
        quotas=(Quota("all", 0.2000 * float(area.sum()), 0.2001 * float(area.sum())),),
    )
    with pytest.raises(CannotFinishError) as stopped:
        choose(hard, seconds=0.0)
    assert stopped.value.findings[0].code == "SITING-UNSOLVED"


def test_groups_of_exclusions_hold_every_pair_and_nothing_else() -> None:
    rng = np.random.default_rng(2)
    pairs = rng.integers(0, 30, (80, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    wanted = {tuple(sorted(pair)) for pair in pairs.tolist()}
    found = cliques(pairs)
    held = {(a, b) for group in found for a in group for b in group if a < b}
    assert held == wanted
    assert len(found) < len(wanted)
    assert cliques(np.array([[0, 1], [2, 1], [0, 2]])) == [[0, 1, 2]]


def test_rank_takes_by_value_per_yuan_and_fills_quotas_first() -> None:
    problem = Problem.of(
        "abcd",
        [10.0, 6.0, 5.0, 1.0],
        [4.0, 2.0, 2.0, 3.0],
        [1.0] * 4,
        budget=6.0,
        quota_group=[-1, -1, -1, 0],
        quotas=(Quota("d", 1.0),),
    )
    found = greedy(problem)
    assert found.chosen.tolist() == [False, True, False, True]
    assert (found.status, found.value, found.gap) == (Status.RANKED, 7.0, math.inf)
    assert choose(problem).ahead_of_greedy == 0.0
    assert greedy(replace(problem, min_area=4.0)).status is Status.BREACHED


def test_many_columns_in_few_rows_have_the_same_bound_by_an_interior_point() -> None:
    linear = program_of(replace(town(2_000), compactness=0.0)).linear
    copies = 30
    many = Linear(
        np.tile(linear.objective, copies),
        sparse.csc_matrix(sparse.hstack([linear.matrix] * copies)),
        *(
            np.where(np.isfinite(row), row * copies, row)
            for row in (linear.row_low, linear.row_high)
        ),
        np.tile(linear.low, copies),
        np.tile(linear.high, copies),
        np.tile(linear.whole, copies),
    )
    few, all_of_them = relax(linear, 10.0), relax(many, 30.0)
    assert all_of_them.basis is None
    assert few.basis is not None
    one = linear.bound(few.duals).value
    assert many.bound(all_of_them.duals).value == pytest.approx(copies * one, rel=1e-6)
