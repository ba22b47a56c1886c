"""The choice of sites against scipy.optimize.milp and against ranking: time, value and proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from scipy import optimize, sparse, spatial

from benchmarks.case import Case, Side
from sinkmap.siting.greedy import greedy
from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.reasons import reasons
from sinkmap.siting.selection import Selection, choose

HA = 10_000.0
DISTRICTS = 6
QUOTA = (0.02, 0.12)
"""Least and most share of a district's candidates by area."""
BUDGET = 0.08
"""Share of what all candidates cost."""
UNIT_COSTS = (15e3, 60e3, 90e3, 180e3)
"""Yuan a hectare of four types of work."""
NEIGHBOURS = 4

GAP, MOST_SECONDS = 0.001, 10.0
"""Wanted of all candidates with a budget and quotas."""
GAP_BESIDE, MOST_SECONDS_BESIDE = 0.01, 60.0
"""Wanted where neighbours count."""
MOST_SECONDS_AGAIN = 2.0
"""Wanted after one weight was moved."""


@cache
def scores(count: int) -> np.ndarray:
    """(6, count) standardised criteria."""
    return np.random.default_rng(3).beta(4.0, 3.0, (6, count))


@cache
def problem(count: int, beside: bool = False, moved: float = 1.0) -> Problem:
    """Simulated candidates valued by score x hectares; one weight of six ``moved`` by a factor.

    ``beside``: neighbours are worth a bonus when both are chosen.
    """
    rng = np.random.default_rng(2)
    area = np.exp(rng.normal(np.log(0.8 * HA), 1.0, count))
    weights = np.array([moved, 1.0, 1.0, 1.0, 1.0, 1.0]) / (5.0 + moved)
    value = weights @ scores(count) * area / HA
    cost = area / HA * rng.choice(UNIT_COSTS, count) * rng.uniform(0.6, 1.6, count)
    district = rng.integers(0, DISTRICTS, count)
    total = np.bincount(district, weights=area)
    least, most = QUOTA
    plain = Problem.of(
        [f"S{place:06}" for place in range(count)],
        value,
        cost,
        area,
        quota_group=district,
        quotas=tuple(Quota(f"D{k}", least * m2, most * m2) for k, m2 in enumerate(total)),
        budget=BUDGET * float(cost.sum()),
    )
    if not beside:
        return plain
    places = rng.uniform(0.0, 1.0, (count, 2))
    _, near = spatial.KDTree(places).query(places, NEIGHBOURS + 1)
    ends = np.column_stack([np.repeat(np.arange(count), NEIGHBOURS), near[:, 1:].ravel()])
    pairs = np.unique(np.sort(ends, axis=1), axis=0)
    border = rng.uniform(10.0, 120.0, len(pairs))
    bonus = 0.1 * float(value.mean()) / float(border.mean())
    return replace(plain, pairs=pairs, pair_weight=border, compactness=bonus)


def peer(given: Problem, gap: float, seconds: float) -> np.ndarray | None:
    """(n,) choice by scipy.optimize.milp, the program written down plainly; None without one."""
    n, k = len(given), len(given.pairs)
    rows = [
        given.cost,
        *(given.area_m2 * (given.quota_group == q) for q in range(len(given.quotas))),
    ]
    low = [-np.inf, *(quota.min_m2 for quota in given.quotas)]
    high = [given.budget, *(quota.max_m2 for quota in given.quotas)]
    limits = sparse.hstack([sparse.csr_matrix(np.array(rows)), sparse.csr_matrix((len(rows), k))])
    held = [optimize.LinearConstraint(limits, low, high)]
    for end in (0, 1):
        site = sparse.csr_matrix((np.ones(k), (np.arange(k), given.pairs[:, end])), (k, n))
        held.append(optimize.LinearConstraint(sparse.hstack([-site, sparse.eye(k)]), -np.inf, 0.0))
    found = optimize.milp(
        -np.concatenate([given.value, given.bonus]),
        constraints=held if k else held[:1],
        integrality=np.concatenate([np.ones(n), np.zeros(k)]),
        bounds=optimize.Bounds(0.0, 1.0),
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )
    return None if found.x is None else found.x[:n] > 0.5


@dataclass(frozen=True)
class Proof:
    """What a choice came to: gap in percent, wanted at most, and by how much ranking was beaten."""

    name: str
    found: Selection
    wanted: float

    def words(self) -> str:
        """One line."""
        met = "met " if self.found.gap <= self.wanted else "MISSED"
        ahead = self.found.ahead_of_greedy or 0.0
        return (
            f"{met} {self.name}: gap {self.found.gap:.4%}, wanted at most {self.wanted:.1%}; "
            f"value {self.found.value:.2f}, {ahead:.2f} ({ahead / self.found.value:.2%}) ahead of "
            f"ranking; proof: {self.found.proof}; {self.found.solver}"
        )

    def to_json(self) -> dict[str, Any]:
        """The same as JSON."""
        names = ("value", "bound", "gap", "greedy_value", "solver")
        numbers = {name: getattr(self.found, name) for name in names}
        return {"name": self.name, "wanted": self.wanted, "proof": str(self.found.proof), **numbers}


def proofs(count: int, beside: int) -> Iterator[Proof]:
    """The proof of each program that is timed."""
    plain, near = choose(problem(count)), choose(problem(beside, True), GAP_BESIDE, 60.0)
    yield Proof(f"{count} candidates", plain, GAP)
    yield Proof(f"{beside} with neighbours", near, GAP_BESIDE)
    moved = choose(problem(beside, True, 1.3), GAP_BESIDE, 60.0, near)
    yield Proof(f"{beside} with neighbours, one weight moved", moved, GAP_BESIDE)


def cases(count: int, beside: int) -> Iterator[Case]:
    """Ours first; the peer has the time that ours is allowed, ranking proves nothing."""
    plain, near = problem(count), problem(beside, True)
    yield Case(
        f"{count} candidates, budget and {DISTRICTS} quotas, gap {GAP:.1%}",
        [
            Side("sinkmap, proven", lambda: choose(plain)),
            Side("scipy.optimize.milp", lambda: peer(plain, GAP, 6 * MOST_SECONDS), runs=1),
            Side("rank by value per yuan", lambda: greedy(plain)),
        ],
        most=MOST_SECONDS,
    )
    chosen = choose(plain)
    yield Case(f"a reason for each of {count}", [Side("sinkmap", lambda: reasons(plain, chosen))])
    yield Case(
        f"{beside} candidates, {len(near.pairs)} pairs of neighbours, gap {GAP_BESIDE:.0%}",
        [
            Side("sinkmap, proven", lambda: choose(near, GAP_BESIDE, 60.0)),
            Side("scipy.optimize.milp", lambda: peer(near, GAP_BESIDE, 60.0), runs=1),
            Side("rank by value per yuan", lambda: greedy(near)),
        ],
        most=MOST_SECONDS_BESIDE,
    )
    some = problem(beside)
    for name, given, gap in (("", some, GAP), (" with neighbours", near, GAP_BESIDE)):
        before, moved = choose(given, gap, 60.0), problem(beside, given is near, 1.3)
        yield Case(
            f"{beside} candidates{name}, one weight moved",
            [
                Side("sinkmap, again", lambda m=moved, g=gap, b=before: choose(m, g, 60.0, b)),
                Side("sinkmap, anew", lambda m=moved, g=gap: choose(m, g, 60.0)),
            ],
            most=MOST_SECONDS_AGAIN,
        )
