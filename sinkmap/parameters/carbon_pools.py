"""Carbon densities of the four pools by group, and the checks a table of them must pass.

Soil is 0-30 cm. A missing soil pool (NaN) means it lies outside the accounting boundary: any
change from or to such a group counts biomass only.
"""

from __future__ import annotations

import math
from functools import cache

import pandas as pd

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.parameters._tables import parameter_table, read_csv
from sinkmap.text import Text

__all__ = ["POOLS", "WOODY_GROUPS", "carbon_pools", "check_carbon_pools", "lint_carbon_pools"]

POOLS = ("above", "below", "dead", "soil")

# Groups whose below-ground biomass is bounded by root-to-shoot ratios of trees and shrubs.
WOODY_GROUPS = frozenset(
    {
        "forest",
        "forest_arbor",
        "forest_bamboo",
        "shrub",
        "woodland_other",
        "swamp_forest",
        "swamp_shrub",
    }
)

_CURE = Text("改正碳密度表中的该行", "correct this row of the table of carbon densities")


@cache
def _pools() -> pd.DataFrame:
    # Reading through the parameter table checks ranges and certainty of every row first.
    values = {row.id: row for row in parameter_table("carbon_pools")}
    table: dict[str, dict[str, float]] = {}
    for row in read_csv("carbon_pools").to_dict("records"):
        parameter = values[row["id"]]
        entry = table.setdefault(row["group"], {})
        entry[row["pool"]] = parameter.value
        if row["pool"] == "total":
            entry["low"] = math.nan if parameter.low is None else parameter.low
            entry["high"] = math.nan if parameter.high is None else parameter.high
    frame = pd.DataFrame.from_dict(table, orient="index", columns=[*POOLS, "total", "low", "high"])
    frame.index.name = "group"
    return frame


def carbon_pools() -> pd.DataFrame:
    """Carbon densities in tC/ha, soil 0-30 cm.

    Returns
    -------
    pandas.DataFrame
        Index ``group`` in the order of the groups; columns ``above, below, dead, soil, total,
        low, high`` (float64). ``soil`` is NaN where no soil pool is accounted; ``low`` and
        ``high`` refer to the total.
    """
    return _pools().copy()


def lint_carbon_pools(table: pd.DataFrame) -> tuple[Finding, ...]:
    """Findings on a table of carbon densities shaped like :func:`carbon_pools`.

    A user's table may lack ``total, low, high``. Checked: no negative or missing biomass, roots
    of woody groups in 0.15-0.60 of the shoots, total equals the sum, low <= total <= high, and no
    row of the copied table in ``carbon_pools_rejected.csv``, whose roots outweigh its stems.
    """
    missing = [pool for pool in POOLS if pool not in table.columns]
    if missing:
        return (
            _finding(
                "POOLS-COLUMN-MISSING",
                Text("碳密度表缺列", "the table of carbon densities lacks columns"),
                "*",
                seen=", ".join(str(c) for c in table.columns),
                wanted=", ".join(missing),
            ),
        )
    found: list[Finding] = []
    for group, row in table.iterrows():
        densities = {str(name): float(value) for name, value in row.items()}
        found += _lint_row(str(group), densities)
    return tuple(found)


def check_carbon_pools(table: pd.DataFrame) -> None:
    """Raise ``InputRefusedError`` with every finding of :func:`lint_carbon_pools`, if any."""
    found = lint_carbon_pools(table)
    if found:
        raise InputRefusedError(found)


def _lint_row(group: str, row: dict[str, float]) -> list[Finding]:
    found: list[Finding] = []
    bad = [p for p in POOLS if row[p] < 0 or (math.isnan(row[p]) and p != "soil")]
    if bad:
        seen = ", ".join(f"{p}={row[p]:g}" for p in bad)
        message = Text("碳密度为负或缺失", "a carbon density is negative or missing")
        return [_finding("POOLS-NEGATIVE", message, group, seen=seen, wanted=">= 0")]
    ratio = parameter_table("pool_lint").get("woody_root_shoot_ratio")
    assert ratio.low is not None
    assert ratio.high is not None
    roots, shoots = row["below"], row["above"]
    if group in WOODY_GROUPS and not ratio.low * shoots <= roots <= ratio.high * shoots:
        found.append(
            _finding(
                "POOLS-ROOT-SHOOT",
                Text("木本地类的地下与地上生物量之比不合理", "roots to shoots out of range"),
                group,
                seen=f"{roots:g} / {shoots:g}",
                wanted=f"{ratio.low:g}-{ratio.high:g}",
            )
        )
    found += _lint_total(group, row)
    copied = _copied_row(row)
    if copied:
        found.append(
            _finding(
                "POOLS-COPIED-TABLE",
                Text(
                    "该行取自文献中辗转抄用的碳密度表，地下生物量不合物理",
                    "this row is of a table copied from paper to paper; its roots are impossible",
                ),
                group,
                seen=copied,
            )
        )
    return found


def _lint_total(group: str, row: dict[str, float]) -> list[Finding]:
    total = row.get("total", math.nan)
    if math.isnan(total):
        return []
    found: list[Finding] = []
    parts = sum(row[pool] for pool in POOLS if not math.isnan(row[pool]))
    if abs(parts - total) > parameter_table("pool_lint").value("sum_tolerance"):
        message = Text("合计不等于各碳库之和", "the total is not the sum of the pools")
        found.append(
            _finding("POOLS-TOTAL", message, group, seen=f"{total:g}", wanted=f"{parts:g}")
        )
    low, high = row.get("low", math.nan), row.get("high", math.nan)
    if total < low or total > high:
        message = Text("合计超出给定范围", "the total lies outside its range")
        found.append(
            _finding("POOLS-RANGE", message, group, seen=f"{total:g}", wanted=f"{low:g}-{high:g}")
        )
    return found


@cache
def _rejected() -> dict[str, tuple[float, float]]:
    rows = read_csv("carbon_pools_rejected").to_dict("records")
    return {row["id"]: (float(row["above"]), float(row["below"])) for row in rows}


def _copied_row(row: dict[str, float]) -> str:
    for id_, (above, below) in _rejected().items():
        # Soil is often replaced by a local value; shoots and roots together give the table away.
        if math.isclose(row["above"], above, abs_tol=0.051) and math.isclose(
            row["below"], below, abs_tol=0.051
        ):
            return id_
    return ""


def _finding(code: str, message: Text, group: str, *, seen: str, wanted: str = "") -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message=message,
        cure=_CURE,
        features=(group,),
        seen=seen,
        wanted=wanted,
    )
