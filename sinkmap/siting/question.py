"""What a siting is asked: types of work, aim, money, ground, weights, locks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["DistrictQuota", "Objective", "SitingQuestion", "check_question"]


class Objective(StrEnum):
    """What the choice makes most of.

    ``score`` is score x hectares, ``carbon`` tCO2 a year, the points are percentage points of the
    city's rates.
    """

    SCORE = "score"
    CARBON = "carbon"
    TREE_POINTS = "tree_points"
    WETLAND_POINTS = "wetland_points"

    @property
    def text(self) -> Text:
        """Name of the aim."""
        return _OBJECTIVES[self]

    @property
    def uom(self) -> Text:
        """Unit of the value."""
        return _UOMS.get(self, _POINTS)


_SEEDS = 2**63 - 1
"""Greatest seed: what JSON readers and the generator both hold."""

_UOMS = {
    Objective.SCORE: Text("得分·公顷", "score·ha"),
    Objective.CARBON: Text("吨CO₂/年", "t CO₂/yr"),
}
_POINTS = Text("百分点", "pp")
_OBJECTIVES = {
    Objective.SCORE: Text("适宜性得分 × 面积", "score x hectares"),
    Objective.CARBON: Text("年固碳量", "carbon gain a year"),
    Objective.TREE_POINTS: Text("林木覆盖率百分点", "points of tree cover rate"),
    Objective.WETLAND_POINTS: Text("湿地保护率百分点", "points of wetland protection rate"),
}


@dataclass(frozen=True, slots=True)
class DistrictQuota:
    """Least and most ground of a district in m²; ``None`` is no bound."""

    district: str
    min_m2: float | None = None
    max_m2: float | None = None


@dataclass(frozen=True, slots=True)
class SitingQuestion:
    """One question; the same question on the same run has the same answer.

    Parameters
    ----------
    types
        Ids of restoration types of the siting book.
    year
        Year of the run whose ground is used.
    budget_yuan, max_area_m2
        Bounds of all chosen sites together; ``None`` is no bound.
    quotas
        Ground of districts (``district`` of the candidates: id of the unit).
    weights
        Criterion id -> weight by hand; ``None``: those of the judgement matrix.
    judgement
        Text of the study's own judgement matrix (CSV); empty: the matrix of the book.
    locked_in, locked_out
        Ids of sites that must and must not be chosen.
    compactness
        Worth of two neighbouring sites both chosen, in the unit of the objective: the whole of it
        where they touch, none where they are 200 m apart. 0: neighbours do not count.
    draws, seed
        Monte-Carlo draws of cost and gain, and where they start.
    gap, seconds
        Relative gap to prove, and the time after which the best known choice is taken.
    portfolios, within
        Number of near-best choices, and how far below the best value they may lie (share).
    frontier
        Number of budgets the frontier is drawn through; 0 leaves it out.
    stability
        Share each weight is moved up and down by; 0 leaves it out.
    """

    types: tuple[str, ...]
    year: int
    objective: Objective = Objective.SCORE
    budget_yuan: float | None = None
    max_area_m2: float | None = None
    quotas: tuple[DistrictQuota, ...] = ()
    weights: Mapping[str, float] | None = None
    judgement: str = ""
    locked_in: tuple[str, ...] = ()
    locked_out: tuple[str, ...] = ()
    compactness: float = 0.0
    draws: int = 200
    seed: int = 1
    gap: float = 0.001
    seconds: float = 10.0
    portfolios: int = 3
    within: float = 0.02
    frontier: int = 8
    stability: float = 0.2

    def __post_init__(self) -> None:
        object.__setattr__(self, "types", tuple(dict.fromkeys(self.types)))
        object.__setattr__(self, "objective", Objective(self.objective))
        for name in ("quotas", "locked_in", "locked_out"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.weights is not None:
            object.__setattr__(self, "weights", MappingProxyType(dict(self.weights)))

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return found | {
            "types": list(self.types),
            "objective": self.objective.value,
            "quotas": [[one.district, one.min_m2, one.max_m2] for one in self.quotas],
            "weights": None if self.weights is None else dict(self.weights),
            "locked_in": list(self.locked_in),
            "locked_out": list(self.locked_out),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> SitingQuestion:
        """The question of :meth:`to_json`; what is left out has its default.

        Raises
        ------
        InputRefusedError
            ``SITING-QUESTION`` if a name is unknown, missing or its value of another kind.
        """
        known = {one.name for one in fields(cls)}
        strange = sorted(set(document) - known)
        missing = sorted({"types", "year"} - set(document))
        if strange or missing:
            raise InputRefusedError(_unreadable(", ".join(strange or missing)))
        try:
            rows = (DistrictQuota(*row) for row in document.get("quotas", ()))
            return cls(**(dict(document) | {"quotas": tuple(rows)}))
        except (TypeError, ValueError) as fault:
            raise InputRefusedError(_unreadable(str(fault))) from fault


@dataclass(slots=True)
class _Faults:
    """Findings of one question."""

    found: list[Finding] = field(default_factory=list)

    def add(self, code: str, message: Text, cure: Text, seen: object, wanted: str = "") -> None:
        self.found.append(
            Finding(code, Severity.ERROR, message, cure, seen=str(seen), wanted=wanted)
        )


def check_question(
    question: SitingQuestion,
    *,
    types: Iterable[str],
    years: Iterable[int],
    districts: Iterable[str],
) -> tuple[Finding, ...]:
    """Everything at fault with a question, all at once.

    Parameters
    ----------
    types, years, districts
        What the book, the run and the study know.
    """
    faults = _Faults()
    known_types, known_years = sorted(types), sorted(years)
    _check_names(question, faults, known_types, sorted(districts))
    if question.year not in known_years:
        faults.add(
            "YEAR-MISSING",
            Text("运行结果不含该年度", "the run does not hold this year"),
            Text("请改用所列的年度", "name one of the years listed"),
            question.year,
            ", ".join(map(str, known_years)),
        )
    _check_numbers(question, faults)
    return tuple(faults.found)


def _check_names(
    question: SitingQuestion, faults: _Faults, types: list[str], districts: list[str]
) -> None:
    strange = [one for one in question.types if one not in types]
    if strange or not question.types:
        faults.add(
            "SITING-TYPE",
            Text("修复类型不在类型表中", "the type of work is not in the table of types"),
            Text("请改用所列的类型", "name types of the list"),
            ", ".join(strange),
            ", ".join(types),
        )
    _check_quotas(question, faults)
    away = [one.district for one in question.quotas if one.district not in districts]
    if away:
        faults.add(
            "SITING-DISTRICT",
            Text("配额所指的区县不在方案中", "a quota names a district the study does not hold"),
            Text("请改用所列的区县", "name districts of the list"),
            ", ".join(away),
            ", ".join(districts),
        )
    both = sorted(set(question.locked_in) & set(question.locked_out))
    if both:
        faults.add(
            "SITING-LOCKS",
            Text("同一地块既要选又不得选", "a site is both locked in and locked out"),
            Text("去掉其中一个锁定", "take one of the locks away"),
            ", ".join(both),
        )


def _check_quotas(question: SitingQuestion, faults: _Faults) -> None:
    counts = Counter(one.district for one in question.quotas)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        faults.add(
            "SITING-QUOTA-TWICE",
            Text("同一区县有多条配额", "a district has more than one quota"),
            Text("每个区县只写一条配额", "write one quota for each district"),
            ", ".join(twice),
        )
    for one in question.quotas:
        least, most = one.min_m2, one.max_m2
        # NaN compares false: it is told as no number.
        if least is not None and most is not None and most < least < math.inf:
            low, high = (convert(m2, SQUARE_METRE, HECTARE) for m2 in (least, most))
            faults.add(
                "SITING-QUOTA-CROSSED",
                Text("最低面积大于最高面积", "the least area is greater than the most"),
                Text("改正其中之一", "correct one of them"),
                f"{one.district}: {low:g} > {high:g} ha",
            )


def _check_numbers(question: SitingQuestion, faults: _Faults) -> None:
    for name, value, least, most in _numbers(question):
        if value is not None and not (math.isfinite(value) and least <= value <= most):
            faults.add(
                "SITING-NUMBER",
                Text("选址参数超出范围", "a number of the question is out of range"),
                Text("改为范围内的数", "give a number within the range"),
                f"{name} = {value}",
                f"{least} - {most}",
            )


def _numbers(question: SitingQuestion) -> Iterable[tuple[str, float | None, float, float]]:
    """Name, value, least and most of every number."""
    yield "budget_yuan", question.budget_yuan, 0.0, math.inf
    yield "max_area_m2", question.max_area_m2, 0.0, math.inf
    for quota in question.quotas:
        yield f"{quota.district} min_m2", quota.min_m2, 0.0, math.inf
        yield f"{quota.district} max_m2", quota.max_m2, 0.0, math.inf
    yield "compactness", question.compactness, 0.0, math.inf
    yield "draws", question.draws, 0, 100_000
    yield "seed", question.seed, 0, _SEEDS
    yield "gap", question.gap, 0.0, 0.5
    yield "seconds", question.seconds, 0.1, 3600.0
    yield "portfolios", question.portfolios, 0, 50
    yield "within", question.within, 0.0, 1.0
    yield "frontier", question.frontier, 0, 50
    yield "stability", question.stability, 0.0, 0.9


def _unreadable(seen: str) -> Finding:
    return Finding(
        "SITING-QUESTION",
        Severity.ERROR,
        Text("选址条件读不出", "the question of a siting cannot be read"),
        Text("按说明书的字段填写", "write its fields as documented"),
        seen=seen,
    )
