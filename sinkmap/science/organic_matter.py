"""Organic matter of two vintages of samples: what may be compared, and the change with its range.

Contents of different depths are not of one soil: topsoil of 0-20 cm holds more than 0-30 cm. Nor
are those of different methods. Where either is not stated, nothing is compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from scipy import stats

__all__ = ["SampleMean", "compared", "vintages"]

_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class SampleMean:
    """Mean content of a vintage in g/kg; ``sd`` in g/kg, depths in cm, NaN where not stated."""

    year: int
    som: float
    sd: float
    samples: float
    top: float
    bottom: float
    method: str

    def is_comparable(self, other: SampleMean) -> bool:
        """Whether both state the same depth and method."""
        depth = (self.top, self.bottom) == (other.top, other.bottom)
        return depth and bool(self.method) and self.method == other.method

    @property
    def variance(self) -> float:
        """Variance of the mean, (g/kg)²; NaN where it cannot be had."""
        return self.sd**2 / self.samples if self.samples >= 2 else math.nan


def vintages(rows: pd.DataFrame, year: int) -> list[SampleMean]:
    """Vintages up to a year, oldest first; of two rows of one vintage the last stands.

    ``rows``: ``vintage`` and ``som``; ``sd``, ``samples``, ``top``, ``bottom`` and ``method``
    where they are stated.
    """
    found = {
        int(row["vintage"]): SampleMean(
            year=int(row["vintage"]),
            som=float(row["som"]),
            sd=_number(row.get("sd")),
            samples=_number(row.get("samples")),
            top=_number(row.get("top")),
            bottom=_number(row.get("bottom")),
            method="" if pd.isna(row.get("method")) else str(row.get("method")).strip(),
        )
        for row in rows.to_dict("records")
        if row["vintage"] <= year
    }
    return [found[key] for key in sorted(found)]


def compared(before: SampleMean, now: SampleMean) -> tuple[float, tuple[float, float] | None]:
    """Change in g/kg and its 95 % interval (Welch 1947); no interval without deviations."""
    change = now.som - before.som
    parts = (before.variance, now.variance)
    whole = sum(parts)
    if not math.isfinite(whole):
        return change, None
    if whole == 0.0:
        return change, (change, change)
    freedom = whole**2 / sum(
        part**2 / (one.samples - 1) for part, one in zip(parts, (before, now), strict=True)
    )
    reach = float(stats.t.ppf(0.5 + _CONFIDENCE / 2.0, freedom)) * math.sqrt(whole)
    return change, (change - reach, change + reach)


def _number(value: float | None) -> float:
    return math.nan if value is None or pd.isna(value) else float(value)
