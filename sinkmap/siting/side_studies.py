"""What surrounds a choice: near-best choices, draws, moved weights, the frontier of budgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.siting.frontier import frontier
from sinkmap.siting.points import wetland_points
from sinkmap.siting.portfolios import Portfolios, near_best
from sinkmap.siting.prepared import Prepared
from sinkmap.siting.problem import Problem
from sinkmap.siting.question import Objective, SitingQuestion
from sinkmap.siting.selection import Selection
from sinkmap.siting.stability import Triangle, draw_shares, weight_stability
from sinkmap.siting.worth import known_values, site_values

__all__ = [
    "budget_frontier",
    "near_choices",
    "portfolio_table",
    "shares_of_draws",
    "under_moved_weights",
]

Floats = NDArray[np.float64]

_FRONTIER_COLUMNS = (
    "budget", "value", "cost", "area_m2", "carbon", "tree_points", "wetland_points", "sites", "gap",
)  # fmt: skip
_PORTFOLIO_COLUMNS = ("portfolio", "value", "cost", "area_m2", "sites")
_STABILITY_COLUMNS = (
    "criterion", "change", "kept_share", "top_decile_share", "value_kept", "gap",
)  # fmt: skip
_FRONTIER_TO = 2.0
"""Times the budget asked for that the frontier reaches."""
_DRAW_GAP = 0.005
"""Gap proven in each draw and each moved weight, where the question asks for less."""


def shares_of_draws(prepared: Prepared, question: SitingQuestion, problem: Problem) -> Floats:
    """(n,) share of draws of cost and gain in which each site is chosen."""
    if question.draws == 0:
        return np.full(len(problem), np.nan)
    sites = prepared.sites
    cost = Triangle(*(sites[f"cost{level}"].to_numpy(float) for level in ("_low", "", "_high")))
    value = Triangle(problem.value, problem.value, problem.value)
    if question.objective is not Objective.SCORE:
        levels = (known_values(prepared, question.objective, one) for one in ("_low", "", "_high"))
        value = Triangle(*levels)
    kinds = pd.factorize(sites["type_id"], sort=True)[0].astype(np.int64)
    gap = max(question.gap, _DRAW_GAP)
    drawn = draw_shares(
        problem, cost, value, question.draws, question.seed, kinds, gap, question.seconds
    )
    return drawn.share


def under_moved_weights(
    prepared: Prepared,
    question: SitingQuestion,
    problem: Problem,
    weights: Mapping[str, float],
    best: Selection,
) -> tuple[pd.DataFrame, Floats]:
    """The choice under moved weights, and the share of moves each site stays chosen in."""
    if question.objective is not Objective.SCORE or question.stability == 0.0:
        nothing = pd.DataFrame(columns=list(_STABILITY_COLUMNS))
        return nothing, np.full(len(problem), np.nan)

    def under(moved: Mapping[str, float]) -> Problem:
        scores = prepared.criteria.scored(moved)
        return replace(problem, value=site_values(prepared, question.objective, scores))

    used = {name: weight for name, weight in weights.items() if weight > 0.0}
    gap = max(question.gap, _DRAW_GAP)
    found = weight_stability(under, used, best, question.stability, gap, question.seconds)
    table = found.runs.rename(columns={"weight": "criterion", "stay_share": "kept_share"})
    table = table.assign(change=table["factor"] - 1.0)
    return pd.DataFrame(table[list(_STABILITY_COLUMNS)]), found.share


def portfolio_table(problem: Problem, near: Portfolios | None) -> pd.DataFrame:
    """The best choice and the near-best ones, one row each."""
    ids = np.asarray(problem.site_ids, dtype=object)
    rows = [
        (number, one.value, one.cost, one.area_m2, "|".join(ids[one.chosen]))
        for number, one in enumerate(near.choices if near is not None else ())
    ]
    return pd.DataFrame(rows, columns=list(_PORTFOLIO_COLUMNS))


def budget_frontier(
    prepared: Prepared, question: SitingQuestion, problem: Problem, best: Selection
) -> pd.DataFrame:
    """What each budget buys, up to twice the budget asked for, or to all that can be had."""
    if question.frontier == 0:
        return pd.DataFrame(columns=list(_FRONTIER_COLUMNS))
    most = best.cost if question.budget_yuan is None else _FRONTIER_TO * question.budget_yuan
    budgets = most * np.arange(1, question.frontier + 1) / question.frontier
    names = ("carbon", "tree_points", "new_protected_m2", "new_wetland_m2")
    measures = {name: np.nan_to_num(prepared.sites[name].to_numpy(float)) for name in names}
    measures["sites"] = np.ones(len(problem))
    gap = max(question.gap, _DRAW_GAP)
    points = frontier(problem, budgets.tolist(), measures, gap, question.seconds)
    rows = [
        {
            "budget": one.budget,
            "value": one.selection.value,
            "cost": one.selection.cost,
            "area_m2": one.selection.area_m2,
            "gap": one.selection.gap,
            **one.measures,
            "wetland_points": float(
                wetland_points(
                    np.array(one.measures["new_protected_m2"]),
                    np.array(one.measures["new_wetland_m2"]),
                    prepared.rates,
                )
            ),
        }
        for one in points
        if one.selection is not None
    ]
    return pd.DataFrame(rows, columns=list(_FRONTIER_COLUMNS))


def near_choices(problem: Problem, best: Selection, question: SitingQuestion) -> Portfolios | None:
    """Near-best choices, None where the question asks for none."""
    if question.portfolios == 0:
        return None
    return near_best(problem, best, question.portfolios, question.within, question.seconds)
