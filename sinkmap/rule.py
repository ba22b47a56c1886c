"""Control rules: zone x from-class x to-class -> severity and legal basis. Data, not code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from sinkmap.classes import expand
from sinkmap.text import Text

__all__ = ["ANY_ZONE", "Rule", "RuleSeverity"]

ANY_ZONE = "ANY"
"""Zone of a rule that holds everywhere."""


class RuleSeverity(IntEnum):
    """What a change under a rule means; the greatest of all rules met counts."""

    IMPROVEMENT = -1
    NONE = 0
    NOTE = 1
    WATCH = 2
    NEEDS_APPROVAL = 3
    PROHIBITED = 4

    @property
    def text(self) -> Text:
        """Words for people."""
        return _WORDS[self]


_WORDS = {
    RuleSeverity.IMPROVEMENT: Text("改善", "improvement"),
    RuleSeverity.NONE: Text("无影响", "none"),
    RuleSeverity.NOTE: Text("记录", "note"),
    RuleSeverity.WATCH: Text("关注", "watch"),
    RuleSeverity.NEEDS_APPROVAL: Text("须批准或核实", "needs approval or verification"),
    RuleSeverity.PROHIBITED: Text("禁止（有批准记录者除外）", "prohibited unless approved"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of control.

    Parameters
    ----------
    id
        Stable id (``R10``).
    zone
        Zone the rule holds in, or ``ANY``.
    before, after
        Class groups and sets joined by ``|`` (``CROP|GARDEN|aqua_pond``), or ``ANY``.
    severity
        What such a change means.
    basis
        Law or document the rule rests on.
    condition
        Condition that must hold as well (:class:`sinkmap.control.Condition`); empty if none.
    since, until
        First and last day of force; None is without bound.
    note
        What to look for, in the words of the office.

    Raises
    ------
    SinkmapError
        If a group or set is unknown.
    ValueError
        If id, zone or basis is empty.
    """

    id: str
    zone: str
    before: str
    after: str
    severity: RuleSeverity
    basis: str
    condition: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not (self.id and self.zone and self.basis):
            raise ValueError(f"a rule needs id, zone and legal basis: {self}")
        expand(self.before)
        expand(self.after)

    def applies(self, zone: str, before: str, after: str) -> bool:
        """Whether the rule holds for a change of class group in a zone, condition aside."""
        here = self.zone in (ANY_ZONE, zone)
        return here and before in expand(self.before) and after in expand(self.after)
