"""The table of carbon densities in force in a run: the shipped one, or the study's own."""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import pandas as pd

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.parameters._tables import (
    CERTAINTIES,
    parameter_table,
    read_csv,
    weakest,
)
from sinkmap.parameters.carbon_pools import POOLS, carbon_pools, lint_carbon_pools
from sinkmap.text import Text

__all__ = ["BIOMASS", "OWN_COLUMNS", "GroupPools", "PoolTable", "own_pools", "shipped_pools"]

BIOMASS = POOLS[:3]
"""Pools that every group has; what a change from or to ground without a soil pool counts."""

SOIL_COLUMN = "soil_0_30"
OWN_COLUMNS = ("group", *BIOMASS, SOIL_COLUMN, "low", "high", "source", "certainty")
"""Columns of a study's own table, tC/ha; ``low, high`` are of the total. ``total`` and ``vintage``
may be given as well; an empty soil cell leaves the pool out of the accounts."""

_NUMBERS = (*BIOMASS, SOIL_COLUMN, "low", "high", "total")
_CURE = Text("改正方案所列碳密度表", "correct the study's table of carbon densities")


@dataclass(frozen=True, slots=True)
class GroupPools:
    """Densities of one group in tC/ha; ``soil`` None where no soil pool is accounted.

    ``low, high``: 95 % range of the total; every pool shares it in proportion.
    """

    group: str
    above: float
    below: float
    dead: float
    soil: float | None
    low: float
    high: float
    certainty: str

    def of(self, pool: str) -> float:
        """Density of one pool, 0 where it lies outside the accounts."""
        found: float | None = getattr(self, pool)
        return 0.0 if found is None else found

    @property
    def biomass(self) -> float:
        """Above, below and dead together."""
        return math.fsum(self.of(pool) for pool in BIOMASS)

    @property
    def total(self) -> float:
        """All pools in the accounts."""
        return math.fsum(self.of(pool) for pool in POOLS)

    def share(self, *pools: str) -> float:
        """Part of the total these pools hold; 0 where there is nothing."""
        return math.fsum(self.of(pool) for pool in pools) / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class PoolTable:
    """Densities by group id. ``source``: ``carbon_pools`` or the study's file."""

    source: str
    version: str
    rows: Mapping[str, GroupPools]

    def of(self, group: str) -> GroupPools:
        """One group; KeyError where the table lacks it."""
        return self.rows[group]

    def frame(self) -> pd.DataFrame:
        """One row a group: group, pools, total, range and certainty, in the table's order."""
        records = [
            {
                "group": row.group,
                **{pool: getattr(row, pool) for pool in POOLS},
                "total": row.total,
                "low": row.low,
                "high": row.high,
                "certainty": row.certainty,
                "source": self.source,
            }
            for row in self.rows.values()
        ]
        return pd.DataFrame.from_records(records)


@cache
def shipped_pools() -> PoolTable:
    """The table ``carbon_pools`` of this package."""
    letters: dict[str, list[str]] = {}
    for row in read_csv("carbon_pools").to_dict("records"):
        letters.setdefault(row["group"], []).append(row["certainty"])
    certainty = {group: weakest(found) for group, found in letters.items()}
    return PoolTable(
        "carbon_pools", parameter_table("carbon_pools").version, _rows(carbon_pools(), certainty)
    )


def own_pools(given: pd.DataFrame, file: str, groups: Iterable[str]) -> PoolTable:
    """A study's own table, checked.

    Parameters
    ----------
    given
        Texts, columns :data:`OWN_COLUMNS`.
    file
        Name for findings.
    groups
        Every group that must have a row.

    Raises
    ------
    InputRefusedError
        Every fault at once: ``POOLS-OWN-COLUMN``, ``POOLS-DEPTH``, ``POOLS-NUMBER``,
        ``POOLS-GROUP-MISSING``, ``POOLS-GROUP-UNKNOWN``, ``POOLS-GROUP-DOUBLE``,
        ``POOLS-VINTAGE-MIXED``, ``POOLS-CERTAINTY`` and those of :func:`lint_carbon_pools`.
    """
    table = given.rename(columns={name: str(name).strip().lower() for name in given.columns})
    _refuse(_column_findings(table), file)
    numbers, bad = _numbers(table)
    _refuse([*bad, *_group_findings(table, set(groups)), *_word_findings(table)], file)
    frame = numbers.rename(columns={SOIL_COLUMN: "soil"})
    frame.index = pd.Index(table["group"].str.strip(), name="group")
    if "total" not in frame.columns:
        frame["total"] = frame[list(POOLS)].sum(axis=1)
    _refuse([*lint_carbon_pools(frame), *_depth_findings(frame)], file)
    certainty = dict(zip(frame.index, table["certainty"].str.strip().str.upper(), strict=True))
    content = table.sort_values("group").to_csv(index=False, columns=sorted(table.columns))
    version = hashlib.sha256(content.encode()).hexdigest()[:12]
    return PoolTable(file, version, _rows(frame, certainty))


def _rows(frame: pd.DataFrame, certainty: Mapping[str, str]) -> Mapping[str, GroupPools]:
    found = {}
    for name, row in frame.iterrows():
        group = str(name)
        density = {str(k): float(v) for k, v in row.items()}
        soil = None if math.isnan(density["soil"]) else density["soil"]
        total = math.fsum(density[pool] for pool in POOLS if not math.isnan(density[pool]))
        low, high = (total if math.isnan(density[k]) else density[k] for k in ("low", "high"))
        found[group] = GroupPools(
            group,
            above=density["above"],
            below=density["below"],
            dead=density["dead"],
            soil=soil,
            # The printed total may be rounded; a range that ends on it still holds the sum.
            low=min(low, total),
            high=max(high, total),
            certainty=certainty[group],
        )
    return MappingProxyType(found)


def _column_findings(table: pd.DataFrame) -> list[Finding]:
    columns = set(table.columns)
    missing = [name for name in OWN_COLUMNS if name not in columns]
    deep = [name for name in columns if name.startswith("soil") and name != SOIL_COLUMN]
    if deep:
        message = Text("土壤碳库不是 0-30 厘米", "the soil pool is not of 0-30 cm")
        return [_finding("POOLS-DEPTH", message, seen=", ".join(sorted(deep)), wanted=SOIL_COLUMN)]
    if missing:
        message = Text("碳密度表缺列", "the table of carbon densities lacks columns")
        seen = ", ".join(sorted(columns))
        return [_finding("POOLS-OWN-COLUMN", message, seen=seen, wanted=", ".join(missing))]
    return []


def _numbers(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Cells as numbers, empty ones NaN, and findings for those that are none."""
    found: dict[str, list[float]] = {}
    wrong: list[Finding] = []
    message = Text("碳密度不是数字", "a carbon density is no number")
    for column in (name for name in _NUMBERS if name in table.columns):
        cells = found.setdefault(column, [])
        for group, cell in zip(table["group"], table[column].str.strip(), strict=True):
            number = _number(cell)
            if number is None or (math.isnan(number) and column in ("low", "high")):
                seen = f"{column}={cell!r}"
                wrong.append(_finding("POOLS-NUMBER", message, group, seen=seen, wanted="tC/ha"))
            cells.append(math.nan if number is None else number)
    return pd.DataFrame(found), wrong


def _number(cell: str) -> float | None:
    """A finite number, NaN for an empty cell or NA, None for anything else."""
    if cell.upper() in ("", "NA"):
        return math.nan
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _group_findings(table: pd.DataFrame, wanted: set[str]) -> list[Finding]:
    names = [str(name).strip() for name in table["group"]]
    twice = sorted({name for name in names if names.count(name) > 1})
    places = (
        ("POOLS-GROUP-MISSING", Text("碳密度表缺地类", "the table lacks land classes"),
         sorted(wanted - set(names))),
        ("POOLS-GROUP-UNKNOWN", Text("碳密度表有未知地类", "the table holds unknown land classes"),
         sorted(set(names) - wanted)),
        ("POOLS-GROUP-DOUBLE", Text("碳密度表中同一地类有多行", "a land class has several rows"),
         twice),
    )  # fmt: skip
    return [
        _finding(code, message, *groups, seen=", ".join(groups))
        for code, message, groups in places
        if groups
    ]


def _word_findings(table: pd.DataFrame) -> list[Finding]:
    """Certainty letters, sources, and one vintage for all rows."""
    found = []
    letters = table["certainty"].str.strip().str.upper()
    bad = table.loc[~letters.isin(list(CERTAINTIES)) | (table["source"].str.strip() == ""), "group"]
    if len(bad):
        message = Text("缺少出处或可信度等级", "a row lacks its source or certainty")
        wanted = "source, " + " | ".join(CERTAINTIES)
        found.append(_finding("POOLS-CERTAINTY", message, *bad.astype(str), wanted=wanted))
    if "vintage" in table.columns:
        vintages = sorted(set(table["vintage"].str.strip()))
        if len(vintages) > 1:
            message = Text("碳密度表混用不同版本", "the table mixes vintages")
            found.append(
                _finding("POOLS-VINTAGE-MIXED", message, seen=", ".join(vintages), wanted="1")
            )
    return found


def _depth_findings(frame: pd.DataFrame) -> list[Finding]:
    """A table whose soils are all about twice ours speaks of 0-100 cm."""
    ours, limit = carbon_pools()["soil"], parameter_table("pool_lint").get("depth_100_to_30_ratio")
    both = frame["soil"].dropna().index.intersection(ours[ours > 0.0].dropna().index)
    ratio = statistics.median(frame.loc[both, "soil"] / ours[both]) if len(both) else 1.0
    if limit.low is None or ratio < limit.low:
        return []
    message = Text("土壤碳密度像是 0-100 厘米的数值", "soil densities look like those of 0-100 cm")
    seen = f"{ratio:.2f} x {SOIL_COLUMN}"
    return [_finding("POOLS-DEPTH", message, seen=seen, wanted=f"< {limit.low:g} x")]


def _refuse(findings: Iterable[Finding], file: str) -> None:
    found = [replace(finding, file=file) for finding in findings]
    if found:
        raise InputRefusedError(found)


def _finding(code: str, message: Text, *groups: str, seen: str = "", wanted: str = "") -> Finding:
    return Finding(
        code,
        Severity.ERROR,
        message,
        _CURE,
        features=tuple(groups[:20]),
        count=len(groups),
        seen=seen,
        wanted=wanted,
    )
