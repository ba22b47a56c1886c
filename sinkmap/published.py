"""Totals published elsewhere, held beside the computed ones: shown, never used to choose by."""

from __future__ import annotations

from dataclasses import dataclass

from sinkmap.plan import Reader
from sinkmap.uom import HECTARE, convert, uom

__all__ = ["PublishedTotal", "parse_published"]

_UNITS = ("ha", "m2", "km2", "mu", "10k_mu")


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """An area published for a unit and year, of no stated profile.

    ``indicator`` is the one it is to be held against; ``value`` in ``uom``.
    """

    indicator: str
    statunit: str
    year: int
    value: float
    uom: str
    source: str

    @property
    def in_hectares(self) -> float:
        """The value in hectares."""
        return convert(self.value, uom(self.uom), HECTARE)


def parse_published(row: Reader, years: tuple[int, int]) -> PublishedTotal:
    """One ``[[published]]`` of a plan; faults go to the reader. ``years``: first and last."""
    unit = row.text("uom") or "ha"
    if unit not in _UNITS:
        row.fault("STUDY-VALUE", "uom", unit, ", ".join(_UNITS))
        unit = "ha"
    return PublishedTotal(
        row.text("indicator", required=True),
        row.text("statunit", required=True),
        row.integer("year", bounds=years, required=True) or 0,
        row.number("value", low=0.0, required=True),
        unit,
        row.text("source", required=True),
    )
