"""Whether the run reconciles, in one line and the places where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dash_app.view import words
from sinkmap.report.numbers import NumberFormat, show
from sinkmap.run import RunResults
from sinkmap.text import Language

__all__ = ["ReconciliationStatus", "reconciliation_status"]

_MOST_LISTED = 8
_SQUARE_METRES = NumberFormat(None, 1, signed=True)


@dataclass(frozen=True, slots=True)
class ReconciliationStatus:
    """``title`` is the chip, ``notes`` what stands behind it."""

    is_closed: bool
    title: str
    notes: tuple[str, ...]


def reconciliation_status(results: RunResults, language: Language) -> ReconciliationStatus:
    """Read the run's reconciliation table. Rows without a tolerance are reported, not judged."""
    table = results.reconciliation
    judged = table[table["tolerance"].notna()]
    failed = judged[[not _is_true(ok) for ok in judged["ok"].tolist()]]
    if failed.empty:
        worst = pd.to_numeric(judged["relative"]).abs().max() if len(judged) else 0.0
        good = (
            words.RECONCILIATION_NOTE.say(language),
            words.WORST.say(language).format(f"{worst:.1e}"),
        )
        return ReconciliationStatus(True, words.RECONCILED.say(language).format(len(judged)), good)
    rows = failed.head(_MOST_LISTED).to_dict("records")
    notes = tuple(_place(results, row, language) for row in rows)
    if len(failed) > _MOST_LISTED:
        notes += (words.MORE_ROWS.say(language).format(len(failed) - _MOST_LISTED),)
    title = words.NOT_RECONCILED.say(language).format(len(failed))
    return ReconciliationStatus(False, title, notes)


def _is_true(ok: Any) -> bool:
    return not pd.isna(ok) and bool(ok)


def _place(results: RunResults, row: dict[Any, Any], language: Language) -> str:
    unit = results.units.get(str(row["statunit"]))
    name = unit.name.say(language) if unit else str(row["statunit"])
    where = " ".join(part for part in (name, _year(row["year"]), str(row["subject"] or "")) if part)
    difference = None if pd.isna(row["difference_m2"]) else float(row["difference_m2"])
    return words.ROW_FAILED.say(language).format(
        where, row["left"], row["right"], show(difference, _SQUARE_METRES)
    )


def _year(value: Any) -> str:
    return "" if pd.isna(value) else str(int(value))
