"""Our areas by class held against the issued totals (下发汇总表、面积平衡表)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from raster_pipeline.steps.figures import YearAccounts
from raster_pipeline.steps.parcels import ParcelAccount
from raster_pipeline.steps.table_rows import STATUNIT
from sinkmap.classes import code_system
from sinkmap.indicator import Rows
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["ISSUED", "ISSUED_AREAS", "issued_comparisons"]

ISSUED = "issued"
"""Name of the comparison in the reconciliation table."""

ISSUED_AREAS = Rows("issued_areas")
"""The issued table, which every run takes in where the study has it."""

_ROUNDING_M2 = 100.0
"""Issued tables are in hectares with two decimals; below one unit of the last nothing is told."""

Comparison = tuple[str, int, str, tuple[str, float], tuple[str, float], float | None]


def issued_comparisons(
    accounts: Sequence[YearAccounts],
    balance: pd.DataFrame,
    tolerance: float,
) -> Iterator[Comparison]:
    """Every issued area beside ours: unit, year, class, ours, issued, tolerance.

    Opening and closing areas are register areas on both sides and held to the tolerance, but for
    the rounding of the issued table. Decrease and increase of ours are measured on the ground, and
    only where a class is a group of ours: they are shown, and held to nothing. An opening area is
    compared only where the year before has the same code system.
    """
    surveyed = [one for one in accounts if one.parcels is not None]
    for place, account in enumerate(surveyed):
        rows = account.tables.get(ISSUED_AREAS.table)
        if rows is None or account.parcels is None:
            continue
        before = surveyed[place - 1].parcels if place else None
        flows = balance[balance["year_to"] == account.year]
        for row in rows.to_dict("records"):
            for item in _compared(row, account.parcels, before, flows):
                name, ours, theirs, held = item
                subject = f"{row['code']} {name}"
                allowed = max(tolerance, _ROUNDING_M2 / max(ours, theirs, 1.0))
                yield (
                    str(row[STATUNIT]),
                    account.year,
                    subject,
                    ("computed", ours),
                    ("issued", theirs),
                    allowed if held else None,
                )


def _compared(
    row: Mapping[Any, Any],
    now: ParcelAccount,
    before: ParcelAccount | None,
    flows: pd.DataFrame,
) -> Iterator[tuple[str, float, float, bool]]:
    """Name, ours and issued in m², and whether they must agree, of each number of a row."""
    unit, code = str(row[STATUNIT]), str(row["code"])
    codes = _codes(now.code_system, code)
    stated = {
        name: convert(float(row[f"{name}_ha"]), HECTARE, SQUARE_METRE)
        for name in ("closing", "opening", "decrease", "increase")
        if pd.notna(row[f"{name}_ha"])
    }
    if "closing" in stated:
        yield "closing", _area(now, unit, codes), stated["closing"], True
    if "opening" in stated and before is not None and before.code_system == now.code_system:
        yield "opening", _area(before, unit, codes), stated["opening"], True
    group = _whole_group(now.code_system, codes)
    here = flows[(flows["statunit"] == unit) & (flows["group"] == group)]
    for name in ("decrease", "increase"):
        if name in stated and group:
            yield name, float(here[f"{name}_m2"].sum()), stated[name], False


def _codes(system: str, code: str) -> frozenset[str]:
    """Codes an issued class stands for: itself, or all of the first level it names."""
    table = code_system(system).table
    if code in table.index:
        return frozenset({code})
    return frozenset(str(one) for one in table.index[table["l1"] == code])


def _whole_group(system: str, codes: frozenset[str]) -> str:
    """The group whose codes these are, all of them; empty where there is none."""
    groups = code_system(system).table["group"]
    met = set(groups[groups.index.isin(list(codes))])
    if len(met) != 1:
        return ""
    (group,) = met
    return str(group) if set(groups.index[groups == group]) == codes else ""


def _area(account: ParcelAccount, unit: str, codes: frozenset[str]) -> float:
    rows = account.by_unit.get(unit)
    if rows is None:
        return 0.0
    return float(rows.loc[rows["code"].isin(list(codes)), "area_m2"].sum())
