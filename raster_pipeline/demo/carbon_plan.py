"""The carbon side of a simulated plan: its table, a register of agreements, practice by unit."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["carbon_table", "write_carbon_tables"]

_SOURCE = "模拟数据"
_AGREEMENTS, _PRACTICE = "carbon/agreements.csv", "carbon/practice.csv"
_HEADS = {
    _AGREEMENTS: (
        "number", "payer", "receiver", "basis", "signed", "begins", "ends",
        "amount_10k_cny", "state",
    ),
    _PRACTICE: ("statunit", "year", "practice", "share"),
}  # fmt: skip
_SHARES = {
    "straw_returned": (0.62, 0.66, 0.70),
    "straw_and_manure": (0.14, 0.16, 0.18),
    "straw_removed": (0.24, 0.18, 0.12),
}
"""Share of cropland under each practice in three years: straw is returned more and more."""

_STEP = 0.02
"""Difference of the share of straw returned from one unit to the next, at most two steps."""


def carbon_table(lines: Mapping[str, float], years: Sequence[int]) -> dict[str, Any]:
    """``[carbon]`` of the plan.

    Parameters
    ----------
    lines
        Unit id -> credit line in tCO2 a year.
    """
    return {
        "climate_zone": "warm_temperate_moist",
        "ipcc_vintage": "2019",
        "soil_class": "HAC",
        "lake_burial": False,
        "price": {
            "value": 95.0,
            "low": 70.0,
            "high": 110.0,
            "source": f"元/吨二氧化碳，{_SOURCE}",
            "discount_percent": 5.0,
        },
        "budget": [
            {"statunit": unit, "year": year, "credit_line_tco2": line, "source": _SOURCE}
            for unit, line in lines.items()
            for year in years
        ],
        "agreements": _AGREEMENTS,
        "practice": _PRACTICE,
    }


def write_carbon_tables(
    folder: Path, units: Sequence[str], years: Sequence[int], parties: tuple[str, str]
) -> None:
    """Write the tables the plan names into its folder.

    Parameters
    ----------
    units
        Units whose practice is stated, each a little different.
    parties
        Who pays and who is paid in the one agreement.
    """
    number, basis = "模拟-2022-01", "水源涵养与湿地保护（模拟）"
    days = ("2022-06-30", "2022-07-01", "2025-06-30")
    agreement = (number, *parties, basis, *days, "1500", "in_force")
    practice = []
    for place, unit in enumerate(units):
        less = _STEP * (place % 3)
        for column, year in enumerate(years):
            for name, shares in _SHARES.items():
                sign = {"straw_returned": -1.0, "straw_removed": 1.0}.get(name, 0.0)
                practice.append((unit, year, name, f"{shares[column] + sign * less:.2f}"))
    _write(folder / _AGREEMENTS, [agreement])
    _write(folder / _PRACTICE, practice)


def _write(path: Path, rows: Sequence[tuple[object, ...]]) -> None:
    path.parent.mkdir(exist_ok=True)
    head = _HEADS[path.relative_to(path.parents[1]).as_posix()]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *rows])
