"""The carbon budget of a unit: what its land takes up in a year against its credit line.

The sink is a credit line (授信额度), not an offset of regulated emissions. gap = credit line -
uptake. The level of early warning follows from the gap as a share of the line, by thresholds of
the parameter table ``carbon_account``; it is firm only if the whole interval of the uptake gives
the same level.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sinkmap.parameters import parameter_table
from sinkmap.text import Text

__all__ = ["BudgetWarning", "WarningLevel", "budget_warning"]


class WarningLevel(StrEnum):
    """How far a unit's uptake falls behind its credit line."""

    WITHIN = "within"
    ATTENTION = "attention"
    WARNING = "warning"
    ALERT = "alert"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _LEVEL[self]


_LEVEL = {
    WarningLevel.WITHIN: Text("未超额", "within the credit line"),
    WarningLevel.ATTENTION: Text("关注", "attention"),
    WarningLevel.WARNING: Text("预警", "warning"),
    WarningLevel.ALERT: Text("警报", "alert"),
}


@dataclass(frozen=True, slots=True)
class BudgetWarning:
    """A level, and whether the whole interval of the uptake gives it; None without an interval."""

    level: WarningLevel
    firm: bool | None

    @property
    def text(self) -> Text:
        """Words for people."""
        words = self.level.text
        if self.firm:
            return words
        if self.firm is None:
            return Text(f"{words.zh}（无区间）", f"{words.en} (no interval)")
        return Text(f"{words.zh}（区间跨越界限）", f"{words.en} (the interval spans levels)")


def budget_warning(
    credit: float, uptake: float, interval: tuple[float, float] | None
) -> BudgetWarning:
    """Judge a year's uptake against a credit line, all in tCO2/yr.

    Raises
    ------
    ValueError
        If the credit line is not positive.
    """
    if credit <= 0.0:
        raise ValueError(f"a credit line is positive: {credit}")
    level = _level(credit, uptake)
    if interval is None:
        return BudgetWarning(level, None)
    firm = {_level(credit, bound) for bound in interval} == {level}
    return BudgetWarning(level, firm)


def _level(credit: float, uptake: float) -> WarningLevel:
    table, behind = parameter_table("carbon_account"), (credit - uptake) / credit
    reached = [
        level
        for level in (WarningLevel.ATTENTION, WarningLevel.WARNING, WarningLevel.ALERT)
        if behind > table.value(f"warning_{level}")
    ]
    return reached[-1] if reached else WarningLevel.WITHIN
