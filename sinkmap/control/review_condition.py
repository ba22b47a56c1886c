"""When a rule of the review holds: clauses about the zone's kind and the proposal.

``kind=first;use=industry|mining;industry=C25|C26|unknown;activity=8;major=yes``: clauses joined
by ``;``, all of which must hold. ``=`` asks for one of the values, ``!=`` for none. An industry
is asked for by the beginning of its code; ``unknown`` is one that was not stated, and ``none``
an activity that was not claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sinkmap.control.review_terms import Proposal, Use

__all__ = ["ReviewCondition"]

_KEYS = ("kind", "use", "industry", "activity", "major")
_INDUSTRY = re.compile(r"[A-T]\d{0,4}|unknown")
_ACTIVITY = re.compile(r"[1-9]|10|none")


@dataclass(frozen=True, slots=True)
class _Clause:
    key: str
    values: tuple[str, ...]
    excluded: bool

    def holds(self, kind: str, proposal: Proposal) -> bool:
        if self.key == "industry":
            met = any(_is_industry(proposal.industry, value) for value in self.values)
        else:
            facts = {
                "kind": kind,
                "use": str(proposal.use),
                "activity": str(proposal.activity or "none"),
                "major": "yes" if proposal.major else "no",
            }
            met = facts[self.key] in self.values
        return met != self.excluded


def _is_industry(code: str, asked: str) -> bool:
    return not code if asked == "unknown" else code.startswith(asked)


@dataclass(frozen=True, slots=True)
class ReviewCondition:
    """All clauses of a rule of the review; none holds always."""

    clauses: tuple[_Clause, ...] = ()

    @classmethod
    def of_text(cls, text: str) -> ReviewCondition:
        """Read a condition.

        Raises
        ------
        ValueError
            With the clause that has no sign, an unknown key, or a value its key does not know.
        """
        parts = [part.strip() for part in text.split(";") if part.strip()]
        return cls(tuple(_clause(part) for part in parts))

    def holds(self, kind: str, proposal: Proposal) -> bool:
        """Whether every clause holds for a kind of zone and a proposal."""
        return all(clause.holds(kind, proposal) for clause in self.clauses)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of zone it names."""
        return frozenset(v for c in self.clauses if c.key == "kind" for v in c.values)


def _clause(text: str) -> _Clause:
    excluded = "!=" in text
    key, sign, said = text.partition("!=" if excluded else "=")
    key, values = key.strip(), tuple(v.strip() for v in said.split("|") if v.strip())
    known: dict[str, Callable[[str], object]] = {
        "kind": bool,
        "use": lambda value: value in set(Use),
        "industry": _INDUSTRY.fullmatch,
        "activity": _ACTIVITY.fullmatch,
        "major": lambda value: value in ("yes", "no"),
    }
    if not sign or key not in _KEYS or not values or not all(known[key](v) for v in values):
        raise ValueError(text)
    return _Clause(key, values, excluded)
