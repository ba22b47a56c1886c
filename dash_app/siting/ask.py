"""What is asked of a siting and what is looked at, as the address tells it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from dash_app.siting.source import SiteSource
from sinkmap.siting.ahp import assess
from sinkmap.siting.question import DistrictQuota, Objective, SitingQuestion
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["QUICK", "SHOWN", "SiteAsk", "SiteTerms", "terms_of"]

SHOWN = ("chosen", "refused", "locked")
"""Which sites the list holds."""
QUICK: dict[str, Any] = {"draws": 0, "portfolios": 0, "frontier": 0, "stability": 0.0}
"""What a question leaves out while it is moved by hand."""
TEN_THOUSAND = 10_000.0
"""Yuan in 万元, the unit of the form."""
_MOST_QUERY = 60_000
_MOST_LOCKS = 1_000
_FIRST = ("AFF", "WET")
"""Types an address without any begins with: trees and wetland, what the plan's targets count."""


@dataclass(frozen=True, slots=True)
class SiteTerms:
    """What a question may name; see :class:`dash_app.siting.source.SiteSource`."""

    year: int
    types: tuple[str, ...]
    criteria: tuple[str, ...]
    districts: tuple[str, ...]
    weights: Mapping[str, float]

    @property
    def first_types(self) -> tuple[str, ...]:
        """Types to begin with."""
        return tuple(t for t in _FIRST if t in self.types) or self.types[:1]


def terms_of(source: SiteSource) -> SiteTerms:
    """What a question to a source may name; 0 weighs a criterion that the matrix does not hold."""
    known = assess(source.book.judgement).by_name
    criteria = tuple(one.id for one in source.book.criteria)
    weights = {name: known.get(name, 0.0) for name in criteria}
    return SiteTerms(
        source.year, tuple(source.book.types), criteria, tuple(source.districts), weights
    )


@dataclass(frozen=True, slots=True)
class SiteAsk:
    """A question, the site looked at, and which sites are listed."""

    question: SitingQuestion
    site: str = ""
    shown: str = SHOWN[0]

    @classmethod
    def of(cls, terms: SiteTerms, asked: Mapping[str, Any]) -> SiteAsk:
        """What the controls and the picked sites say; what is unknown is left out.

        Numbers are taken as they are typed: what is at fault with them the siting says.
        """
        picked = asked["picked"] if isinstance(asked["picked"], dict) else {}
        question = SitingQuestion(
            types=_kinds(terms, asked["types"]),
            year=terms.year,
            objective=_objective(asked["aim"]),
            budget_yuan=_times(asked["budget"], TEN_THOUSAND),
            max_area_m2=_m2(asked["area"]),
            quotas=_quotas(terms, asked["quotas"]),
            weights=_weights(terms, asked["weights"]),
            locked_in=_ids(picked.get("in")),
            locked_out=_ids(picked.get("out")),
            **QUICK,
        )
        shown = asked["shown"]
        site = picked.get("site")
        return cls(
            question,
            site if isinstance(site, str) else "",
            shown if shown in SHOWN else SHOWN[0],
        )

    @classmethod
    def read(cls, terms: SiteTerms, query: object) -> SiteAsk:
        """What a query string tells."""
        text = query if isinstance(query, str) else ""
        pairs = parse_qs(text[:_MOST_QUERY].lstrip("?"), keep_blank_values=True)
        told = {name: values[-1] for name, values in pairs.items()}
        quotas = (row.split(":") for row in told.get("quota", "").split(","))
        weights = (row.split(":") for row in told.get("w", "").split(","))
        asked = {
            "types": told["types"].split(",") if "types" in told else list(terms.first_types),
            "aim": told.get("aim"),
            "budget": told.get("budget"),
            "area": told.get("area"),
            "quotas": {row[0]: row[1:] for row in quotas if len(row) == 3},
            "weights": {row[0]: row[1] for row in weights if len(row) == 2},
            "picked": {
                "site": told.get("site", ""),
                "in": told.get("in", "").split(","),
                "out": told.get("out", "").split(","),
            },
            "shown": told.get("list"),
        }
        return cls.of(terms, asked)

    @property
    def query(self) -> str:
        """All of it as a query string with its question mark; ids and numbers only."""
        asked = self.question
        quotas = (f"{q.district}:{_ha(q.min_m2)}:{_ha(q.max_m2)}" for q in asked.quotas)
        told = {
            "types": ",".join(asked.types),
            "aim": str(asked.objective),
            "budget": _number(_over(asked.budget_yuan, TEN_THOUSAND)),
            "area": _ha(asked.max_area_m2),
            "quota": ",".join(quotas),
            "w": ",".join(f"{name}:{_number(w)}" for name, w in (asked.weights or {}).items()),
            "in": ",".join(asked.locked_in),
            "out": ",".join(asked.locked_out),
            "site": self.site,
            "list": self.shown,
        }
        return "?" + urlencode({k: v for k, v in told.items() if v or k == "types"}, safe=":,")

    def controls(self, terms: SiteTerms) -> dict[str, Any]:
        """What the controls show."""
        asked = self.question
        return {
            "types": list(asked.types),
            "aim": str(asked.objective),
            "budget": _over(asked.budget_yuan, TEN_THOUSAND),
            "area": _hectares(asked.max_area_m2),
            "quotas": {
                q.district: [_hectares(q.min_m2), _hectares(q.max_m2)] for q in asked.quotas
            },
            "weights": dict(terms.weights if asked.weights is None else asked.weights),
            "shown": self.shown,
        }

    def with_budget(self, yuan: float) -> SiteAsk:
        """The same with another budget."""
        return replace(self, question=replace(self.question, budget_yuan=yuan))


def _kinds(terms: SiteTerms, said: object) -> tuple[str, ...]:
    """Known types among those said, in the order of the book."""
    named = set(said) if isinstance(said, list) else set()
    return tuple(one for one in terms.types if one in named)


def _objective(said: object) -> Objective:
    return Objective(str(said)) if said in tuple(Objective) else Objective.SCORE


def _quotas(terms: SiteTerms, said: object) -> tuple[DistrictQuota, ...]:
    rows = said if isinstance(said, dict) else {}
    found = []
    for district in terms.districts:
        bounds = rows.get(district)
        if isinstance(bounds, list) and len(bounds) == 2:
            least, most = (_m2(bound) for bound in bounds)
            if least is not None or most is not None:
                found.append(DistrictQuota(district, least, most))
    return tuple(found)


def _weights(terms: SiteTerms, said: object) -> dict[str, float] | None:
    """Weights by hand; None where they are those of the matrix."""
    rows = said if isinstance(said, dict) else {}
    named = {name: _float(rows.get(name)) for name in terms.criteria}
    found = {name: value for name, value in named.items() if value is not None}
    same = all(math.isclose(found.get(n, 0.0), w, abs_tol=1e-9) for n, w in terms.weights.items())
    extra = any(value for name, value in found.items() if name not in terms.weights)
    return None if not found or (same and not extra) else found


def _ids(said: object) -> tuple[str, ...]:
    rows: Iterable[Any] = said if isinstance(said, list) else ()
    return tuple(sorted({one for one in rows if isinstance(one, str) and one}))[:_MOST_LOCKS]


def _float(said: object) -> float | None:
    try:
        return None if said is None or said == "" else float(said)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _times(said: object, by: float) -> float | None:
    number = _float(said)
    return None if number is None else number * by


def _over(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def _m2(said: object) -> float | None:
    number = _float(said)
    return None if number is None else convert(number, HECTARE, SQUARE_METRE)


def _hectares(m2: float | None) -> float | None:
    return None if m2 is None else convert(m2, SQUARE_METRE, HECTARE)


def _ha(m2: float | None) -> str:
    return _number(_hectares(m2))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
