"""Tables of the carbon side: the compensation register and management practice by unit."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from raster_pipeline.io.plan_tables import read_plan_table
from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.agreement import Agreement, parse_agreements
from sinkmap.carbon import Carbon, PracticeShare
from sinkmap.classes import group_ids
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.parameters import PoolTable, own_pools, soc_practices
from sinkmap.statunit import Partition
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["read_carbon"]

_E = Severity.ERROR
_COLUMN = Kind(
    "CARBON-COLUMN",
    _E,
    Text("表格缺少一列", "a table lacks a column"),
    Text("补上所列的列", "add the column that is named"),
)
_VALUE = Kind(
    "CARBON-VALUE",
    _E,
    Text("表格中的值不允许", "a value of a table is not allowed"),
    Text("改正该行的值", "correct the value in this row"),
)
_DOUBLE = Kind(
    "CARBON-DOUBLE",
    _E,
    Text("表格中同一项出现两次", "a table states the same thing twice"),
    Text("每项只保留一行", "keep one row of each"),
)
_SHARES = Kind(
    "CARBON-SHARES",
    _E,
    Text("各管理措施占比之和超过 1", "shares of practice add up to more than 1"),
    Text("占比按耕地面积计，合计不超过 1", "shares are of the cropland, together at most 1"),
)
_UNIT = Kind(
    "CARBON-UNIT",
    _E,
    Text("不存在的统计单元", "a statistical unit that does not exist"),
    Text("改用方案分区中的单元编号", "use the id of a unit of the plan's partitions"),
)

_YEAR = re.compile(r"(19|20|21)\d\d")
_EXCESS = 1e-6
"""Sum of shares above 1 that is rounding."""

_PRACTICE_COLUMNS = {
    "statunit": ("统计单元",),
    "year": ("年度",),
    "practice": ("管理措施",),
    "share": ("占比",),
}


def read_carbon(
    study: Study, paths: Mapping[str, Path], partitions: Sequence[Partition]
) -> tuple[Carbon, list[Finding]]:
    """Read the tables a plan's ``[carbon]`` names.

    Parameters
    ----------
    paths
        File as the plan writes it -> where it is, for those that may be read.
    partitions
        Those that could be read; nothing is said of units while one is missing.

    Returns
    -------
    What the plan says with the rows, and every fault of the tables and of the units named.
    """
    carbon, units = study.carbon, list[str]()
    if len(partitions) > len(study.partitions):
        units = [unit for partition in partitions for unit in partition.members]
    findings = [
        Place("study.toml", "carbon.budget").found(_UNIT, seen=name, wanted=_nearest(name, units))
        for name in dict.fromkeys(one.statunit for one in carbon.budgets)
        if units and name not in units
    ]
    paid, found = _agreements(carbon.agreements_file, paths)
    findings += found
    pools, found = _pools(carbon, paths)
    findings += found
    rows = _Rows(carbon.practice_file, units)
    done = tuple(map(rows.practice, rows.read(paths)))
    rows.refuse_doubles(f"{one.statunit} {one.year} {one.practice}" for one in done)
    rows.refuse_excess(done)
    read = replace(carbon, agreements=paid, practices=done, pools=pools)
    return read, findings + rows.findings


def _pools(carbon: Carbon, paths: Mapping[str, Path]) -> tuple[PoolTable, list[Finding]]:
    """The study's own densities; the shipped ones where it names none, or where they are faulty."""
    if carbon.pools_file not in paths:
        return carbon.pools, []
    try:
        frame = read_plan_table(paths[carbon.pools_file], carbon.pools_file)
        return own_pools(frame, carbon.pools_file, group_ids()), []
    except InputRefusedError as error:
        return carbon.pools, list(error.findings)


def _agreements(
    file: str, paths: Mapping[str, Path]
) -> tuple[tuple[Agreement, ...], list[Finding]]:
    if file not in paths:
        return (), []
    try:
        frame = read_plan_table(paths[file], file)
        rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy().tolist()]
        return parse_agreements(list(frame.columns), rows, file), []
    except InputRefusedError as error:
        return (), list(error.findings)


class _Rows:
    """Rows of one table under reading; faults are gathered, none is fatal."""

    def __init__(self, file: str, units: Collection[str]) -> None:
        self.findings: list[Finding] = []
        self._place = Place(file, "carbon")
        self._units = units

    def read(self, paths: Mapping[str, Path]) -> list[tuple[int, dict[str, str]]]:
        """Line number and cells by canonical column; none if the table cannot be read."""
        path = paths.get(self._place.file)
        if path is None:
            return []
        try:
            frame = read_plan_table(path, self._place.file)
        except InputRefusedError as error:
            self.findings += error.findings
            return []
        named = {
            name: next((known for known in (name, *others) if known in frame), "")
            for name, others in _PRACTICE_COLUMNS.items()
        }
        lacking = [name for name, found in named.items() if not found]
        for name in lacking:
            seen = ", ".join(map(str, frame.columns))
            self.findings.append(self._place.found(_COLUMN, seen=seen, wanted=name))
        return [] if lacking else _cells(frame, named)

    def practice(self, row: tuple[int, dict[str, str]]) -> PracticeShare:
        """One share of practice; faults are kept."""
        line, cells = row
        name = cells["practice"]
        if name not in soc_practices():
            self._fault(line, "practice", name, _nearest(name, soc_practices()))
        return PracticeShare(
            self._unit(line, cells),
            self._year(line, cells),
            name,
            self._share(line, cells),
        )

    def refuse_doubles(self, names: Iterable[str]) -> None:
        """Keep a fault for each name that occurs twice."""
        for name, count in Counter(names).items():
            if count > 1:
                self.findings.append(self._place.found(_DOUBLE, seen=name, count=count))

    def refuse_excess(self, rows: Iterable[PracticeShare]) -> None:
        """Keep a fault for each unit and year whose shares exceed the whole."""
        sums: dict[tuple[str, int], float] = defaultdict(float)
        for one in rows:
            sums[(one.statunit, one.year)] += one.share
        for (unit, year), total in sums.items():
            if total > 1.0 + _EXCESS:
                place = replace(self._place, year=year)
                found = place.found(_SHARES, features=(unit,), seen=f"{total:g}", wanted="<= 1")
                self.findings.append(found)

    def _fault(self, line: int, column: str, seen: str, wanted: str, kind: Kind = _VALUE) -> None:
        where = f"line {line}, {column}"
        self.findings.append(self._place.found(kind, features=(where,), seen=seen, wanted=wanted))

    def _unit(self, line: int, cells: Mapping[str, str]) -> str:
        name = cells["statunit"]
        if not name:
            self._fault(line, "statunit", name, "a unit")
        elif self._units and name not in self._units:
            self._fault(line, "statunit", name, _nearest(name, self._units), _UNIT)
        return name

    def _year(self, line: int, cells: Mapping[str, str]) -> int:
        if _YEAR.fullmatch(cells["year"]):
            return int(cells["year"])
        self._fault(line, "year", cells["year"], "a year")
        return 0

    def _share(self, line: int, cells: Mapping[str, str]) -> float:
        try:
            value = float(cells["share"])
        except ValueError:
            value = float("nan")
        if 0.0 <= value <= 1.0:
            return value
        self._fault(line, "share", cells["share"], "0..1")
        return 0.0


def _cells(frame: pd.DataFrame, named: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
    rows = frame[list(named.values())].itertuples(index=False, name=None)
    return [
        (line, {name: cell or "" for name, cell in zip(named, row, strict=True)})
        for line, row in enumerate(rows, start=2)
    ]


def _nearest(name: str, known: Collection[str]) -> str:
    listed = list(known)
    return ", ".join(difflib.get_close_matches(name, listed, n=1) or listed[:20])
