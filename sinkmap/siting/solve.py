"""One question answered: weights, scores, the proven choice, and everything said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting._absence import no_site, nothing, refuse_unscored, unscored
from sinkmap.siting._highs import Basis
from sinkmap.siting.ahp import Weighing, hand_weights, weigh
from sinkmap.siting.judgement import Judgement, read_judgement
from sinkmap.siting.points import shared_points
from sinkmap.siting.portfolios import Portfolios
from sinkmap.siting.prepared import Prepared
from sinkmap.siting.problem import Problem, Quota
from sinkmap.siting.question import Objective, SitingQuestion, check_question
from sinkmap.siting.reasons import ValueWords, reasons
from sinkmap.siting.result import Choice, Dropped, Siting, SitingMoves
from sinkmap.siting.score import Scores
from sinkmap.siting.selection import Selection, choose
from sinkmap.siting.side_studies import (
    budget_frontier,
    near_choices,
    portfolio_table,
    shares_of_draws,
    under_moved_weights,
)
from sinkmap.siting.titles import siting_titles
from sinkmap.siting.worth import site_values
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["Corner", "problem_of", "solve", "weights_of"]

_EXACT = 20
"""Refused sites, those nearest to being chosen, whose price of entry is solved for anew."""
_LEVELS = ("_low", "", "_high")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Weights:
    """Criterion -> weight, and the weighing they come from; None where they are by hand."""

    by_id: Mapping[str, float]
    weighing: Weighing | None
    judgement: Judgement | None


@dataclass(slots=True)
class Corner:
    """Where the relaxation of the last question ended, for one that moves questions by hand.

    The next question about the same candidates and limits starts there: it is answered many times
    quicker and, but for ties, the same.
    """

    basis: Basis | None = None


def solve(
    prepared: Prepared,
    question: SitingQuestion,
    *,
    exact: int = _EXACT,
    corner: Corner | None = None,
) -> Siting:
    """Answer a question about candidates.

    Parameters
    ----------
    exact
        Refused sites whose price of entry is solved for anew.
    corner
        Of the question before; it is moved on. Left out where files are written: these follow from
        the question alone.

    Raises
    ------
    InputRefusedError
        Everything at fault with the question, its matrix or weights; ``SITING-INFEASIBLE`` with
        the limits at fault; ``SITING-NOTHING``, ``SITING-NO-SCORE``.
    CannotFinishError
        ``SITING-UNSOLVED`` if the time does not suffice for any choice.
    """
    _refuse(prepared, question)
    weights = weights_of(prepared, question)
    scores = prepared.criteria.scored(weights.by_id)
    by_score = question.objective is Objective.SCORE
    if by_score:
        refuse_unscored(scores)
    problem = problem_of(prepared, question, scores)
    known = None if corner is None else corner.basis
    best = choose(problem, question.gap, question.seconds, corner=known)
    if corner is not None:
        corner.basis = best.basis
    near = near_choices(problem, best, question)
    selection = _selection(prepared, question, problem, best, near, exact)
    stability, share = under_moved_weights(prepared, question, problem, weights.by_id, best)
    shared = _points_together(prepared, best)
    sites = prepared.sites.join(scores.table).assign(value=problem.value, **shared)
    return Siting(
        siting="",
        parent=prepared.run,
        year=prepared.year,
        question=question,
        book=prepared.book.version,
        sites=sites,
        selection=selection.assign(stability=share),
        conflicts=prepared.candidates.conflicts,
        excluded=prepared.candidates.excluded,
        portfolios=portfolio_table(problem, near),
        frontier=budget_frontier(prepared, question, problem, best),
        stability=stability,
        choice=_choice(best),
        moves=_moves(prepared, sites[best.chosen]),
        weights=weights.by_id,
        judgement=_judgement(weights),
        weights_used=scores.weights_used,
        dropped=(*prepared.candidates.dropped, *(Dropped(*one) for one in scores.dropped)),
        findings=(
            *prepared.findings,
            *(weights.weighing.findings if weights.weighing else ()),
            *(unscored(sites) if by_score else ()),
            *_methane_unknown(sites[best.chosen]),
        ),
        titles=siting_titles(prepared.book, prepared.districts),
        simulated=prepared.simulated,
    )


def weights_of(prepared: Prepared, question: SitingQuestion) -> _Weights:
    """Weights by hand, of the question's own matrix, or of the book's."""
    ids = [one.id for one in prepared.book.criteria]
    if question.weights is not None:
        return _Weights(hand_weights(question.weights, ids), None, None)
    own = question.judgement
    judgement = read_judgement(own) if own else prepared.book.judgement
    weighing = weigh(judgement)
    named = dict(zip(weighing.names, (float(w) for w in weighing.weights), strict=True))
    return _Weights(hand_weights(named, ids), weighing, judgement)


def problem_of(prepared: Prepared, question: SitingQuestion, scores: Scores) -> Problem:
    """The program of a question: what each site is worth, costs and takes of the limits."""
    sites = prepared.sites
    ids = sites["site_id"].to_numpy(dtype=object)
    place = {quota.district: number for number, quota in enumerate(question.quotas)}
    return Problem(
        site_ids=tuple(ids),
        value=site_values(prepared, question.objective, scores),
        cost=sites["cost"].to_numpy(dtype=np.float64),
        area_m2=sites["area_m2"].to_numpy(dtype=np.float64),
        quota_group=sites["district"].map(place).fillna(-1).to_numpy(dtype=np.int64),
        conflicts=prepared.conflicts,
        locked_in=np.isin(ids, question.locked_in),
        locked_out=np.isin(ids, question.locked_out),
        pairs=prepared.near if question.compactness else np.empty((0, 2), dtype=np.int64),
        pair_weight=prepared.near_weight if question.compactness else np.empty(0),
        compactness=question.compactness,
        budget=question.budget_yuan,
        max_area=question.max_area_m2,
        quotas=tuple(
            Quota(prepared.districts[one.district], one.min_m2 or 0.0, one.max_m2)
            for one in question.quotas
        ),
    )


def _refuse(prepared: Prepared, question: SitingQuestion) -> None:
    found = list(
        check_question(
            question,
            types=prepared.book.types,
            years=(prepared.year,),
            districts=prepared.districts,
        )
    )
    known = set(prepared.sites["site_id"])
    lost = [one for one in (*question.locked_in, *question.locked_out) if one not in known]
    if lost:
        found.append(no_site(lost))
    if not known and not found:
        found += nothing(prepared, question.types)
    if found:
        raise InputRefusedError(found)


def _selection(
    prepared: Prepared,
    question: SitingQuestion,
    problem: Problem,
    best: Selection,
    near: Portfolios | None,
    exact: int,
) -> pd.DataFrame:
    words = ValueWords(question.objective.text, question.objective.uom)
    said = reasons(problem, best, words, exact=exact)
    nan = np.full(len(problem), np.nan)
    held = (
        nan if near is None else np.sum([one.chosen for one in near.choices], axis=0, dtype=float)
    )
    table = said.assign(
        share_draws=shares_of_draws(prepared, question, problem),
        portfolios=held,
        no_regret=best.chosen if near is None else near.no_regret,
    )
    return pd.DataFrame(table)


def _choice(best: Selection) -> Choice:
    return Choice(
        int(best.chosen.sum()),
        best.value,
        best.cost,
        best.area_m2,
        best.bound,
        best.gap,
        str(best.status),
        best.solver,
        best.greedy_value,
    )


def _points_together(prepared: Prepared, best: Selection) -> dict[str, Floats]:
    """Points of wetland protection by column: of chosen sites their part of what all bring, of the
    others what each would bring by itself."""
    found = {}
    held = prepared.sites[best.chosen]
    for level in _LEVELS:
        points = prepared.sites[f"wetland_points{level}"].to_numpy(dtype=np.float64).copy()
        protected = held[f"new_protected_m2{level}"].to_numpy(dtype=np.float64)
        wetland = held[f"new_wetland_m2{level}"].to_numpy(dtype=np.float64)
        points[best.chosen] = shared_points(protected, wetland, prepared.rates)
        found[f"wetland_points{level}"] = points
    return found


def _moves(prepared: Prepared, held: pd.DataFrame) -> SitingMoves:
    """``held``: the chosen sites."""

    def sums(name: str) -> tuple[float, float, float]:
        columns = (held[f"{name}{level}"] for level in _LEVELS)
        low, default, high = (float(one.sum(min_count=len(held))) for one in columns)
        return low, default, high

    return SitingMoves(
        sums("cost"),
        sums("carbon"),
        float(held["ch4_kg"].sum()),
        float(held["soil_loss_t"].sum()),
        sums("tree_points"),
        sums("wetland_points"),
        *prepared.figures,
    )


def _methane_unknown(held: pd.DataFrame) -> tuple[Finding, ...]:
    """Chosen sites whose methane no rate tells: their sum leaves them out."""
    unknown = held[held["ch4_kg"].isna()]
    if unknown.empty:
        return ()
    hectares = convert(float(unknown["area_m2"].sum()), SQUARE_METRE, HECTARE)
    return (
        Finding(
            "SITING-METHANE-UNKNOWN",
            Severity.WARNING,
            Text(
                "部分入选地块的甲烷没有排放因子，合计未计入",
                "no rate tells the methane of some chosen sites; the sum leaves them out",
            ),
            Text("甲烷合计按下限理解，或另行核算", "read the sum as a least, or account apart"),
            features=tuple(sorted(set(unknown["type_id"].astype(str)))),
            count=len(unknown),
            seen=f"{hectares:.2f} ha",
        ),
    )


def _judgement(weights: _Weights) -> dict[str, Any]:
    if weights.weighing is None or weights.judgement is None:
        return {}
    found, fault = weights.weighing, weights.weighing.at_fault
    return {
        "names": list(found.names),
        "matrix": weights.judgement.matrix.tolist(),
        "weights": [float(one) for one in found.weights],
        "lambda_max": found.lambda_max,
        "ci": found.ci,
        "cr": found.cr,
        "ri": found.ri,
        "ri_source": found.ri_source.text.to_json(),
        "at_fault": None if fault is None else fault.text.to_json(),
    }
