"""Conditions of rules that hide in the text of a law: what must hold beside zone and classes.

A condition is a text such as ``kind=first;industry=chemical|unknown``: clauses joined by ``;``,
all of which must hold. ``kind`` is the kind of the zone, ``industry`` what is known of the
industry (``unknown`` where nothing is), ``turn`` the pair ``before>after`` of class groups.
``=`` asks for one of the values, ``!=`` for none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sinkmap.classes import group_ids

__all__ = ["INDUSTRIES", "UNKNOWN", "Clause", "Condition"]

UNKNOWN = "unknown"
"""Industry of ground of which nobody said it."""

INDUSTRIES = ("chemical", "tailings", "other", UNKNOWN)
"""What the rules ask of an industry."""

_KEYS = ("kind", "industry", "turn")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: a key, its values, and whether they are ruled out."""

    key: str
    values: tuple[str, ...]
    excluded: bool = False

    def holds(self, facts: Mapping[str, str]) -> bool:
        """Whether it holds of the facts (key -> value)."""
        return (facts.get(self.key, "") in self.values) != self.excluded


@dataclass(frozen=True, slots=True)
class Condition:
    """All clauses of a rule; none holds always."""

    clauses: tuple[Clause, ...] = ()

    @classmethod
    def of_text(cls, text: str) -> Condition:
        """Read a condition.

        Raises
        ------
        ValueError
            If a clause has no sign, an unknown key, or a value that its key does not know.
        """
        parts = [part.strip() for part in text.split(";") if part.strip()]
        return cls(tuple(_clause(part) for part in parts))

    def holds(self, kind: str, industry: str, before: str, after: str) -> bool:
        """Whether every clause holds for a zone's kind, an industry and a turn of groups."""
        facts = {"kind": kind, "industry": industry, "turn": f"{before}>{after}"}
        return all(clause.holds(facts) for clause in self.clauses)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of zone it names."""
        return frozenset(
            v for clause in self.clauses if clause.key == "kind" for v in clause.values
        )


def _clause(text: str) -> Clause:
    excluded = "!=" in text
    key, sign, values = text.partition("!=" if excluded else "=")
    clause = Clause(key.strip(), tuple(v.strip() for v in values.split("|") if v.strip()), excluded)
    if not sign or clause.key not in _KEYS or not clause.values:
        raise ValueError(text)
    if clause.key == "industry" and not set(clause.values) <= set(INDUSTRIES):
        raise ValueError(text)
    groups = set(group_ids())
    if clause.key == "turn" and not all(
        len(pair := value.split(">")) == 2 and set(pair) <= groups for value in clause.values
    ):
        raise ValueError(text)
    return clause
