"""What may be told of sensitive land: sums of a district and above, of enough plots.

A figure below district level, or of a cell with too few plots, would point at single holders; it
is refused by a named finding. Other cells are kept back by the run where the refused one could be
had by taking sums apart (:mod:`raster_pipeline.steps.disclosure`).
"""

from __future__ import annotations

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.figure import IntervalReason
from sinkmap.parameters import parameter_table
from sinkmap.text import Text

__all__ = [
    "RELEASE_LEVELS",
    "WITHHELD",
    "least_plots",
    "refuse_release",
    "release_refusal",
    "withheld_because",
]

RELEASE_LEVELS = frozenset({"city", "district", "county"})
"""Levels of units whose sums may be released."""

_LEVEL = Text("低于区县级，不予公布", "below district level: not released")
_FEW = Text("地块过少，不予公布", "too few plots: not released")
_APART = Text(
    "可由其他合计推出不予公布的数值，一并不公布",
    "kept back, as a refused value could be had from it",
)
_CURE = Text("改用区县级及以上的合计", "use the sums of a district or above")

WITHHELD = {
    IntervalReason.WITHHELD_LEVEL: ("RELEASE-LEVEL", _LEVEL),
    IntervalReason.WITHHELD_FEW: ("RELEASE-FEW", _FEW),
    IntervalReason.WITHHELD_COMPLEMENT: ("RELEASE-COMPLEMENT", _APART),
}
"""Why a figure is withheld -> code and words of the finding."""


def least_plots() -> int:
    """Plots a cell must hold for its sum to be released; a cell of none tells of nobody."""
    return int(parameter_table("release").value("min_cell_count"))


def withheld_because(level: str, plots: int | None) -> IntervalReason | None:
    """Why a sum may not be told, or None. ``plots``: of the cell, None if nobody counted."""
    if level not in RELEASE_LEVELS:
        return IntervalReason.WITHHELD_LEVEL
    if plots is None or 0 < plots < least_plots():
        return IntervalReason.WITHHELD_FEW
    return None


def release_refusal(reason: IntervalReason, figure: str = "") -> Finding:
    """The finding a release is refused by; ``figure`` is the id of what was asked for."""
    code, message = WITHHELD[reason]
    return Finding(code, Severity.ERROR, message, _CURE, seen=figure, wanted=f"≥ {least_plots()}")


def refuse_release(reason: str, figure: str) -> None:
    """Refuse a figure that is withheld.

    Raises
    ------
    UsageError
        ``RELEASE-LEVEL``, ``RELEASE-FEW`` or ``RELEASE-COMPLEMENT``.
    """
    if reason in WITHHELD:
        raise UsageError(release_refusal(IntervalReason(reason), figure))
