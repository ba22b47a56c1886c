"""Reading of the tables of a siting book: rows of texts, and every fault of them as a finding."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sinkmap.errors import Finding, Severity
from sinkmap.parameters import CERTAINTIES
from sinkmap.text import Text

__all__ = ["SitingTable", "unknown_tables"]

_CURE = Text("改正选址表的这一行", "correct this row of the siting table")

_SAID = {
    "SITING-TABLE-UNKNOWN": Text("不认识的选址表", "a siting table that is not known"),
    "SITING-TABLE-UNREADABLE": Text("选址表不是 CSV 文本", "a siting table is no CSV text"),
    "SITING-TABLE-EMPTY": Text("选址表没有内容", "a siting table holds no row"),
    "SITING-COLUMN-MISSING": Text("选址表缺少字段", "a siting table lacks columns"),
    "SITING-TEXT-MISSING": Text("必填项为空", "an entry that is needed is empty"),
    "SITING-NUMBER-BAD": Text("数值不在允许范围内", "a number is not one that is allowed"),
    "SITING-COST-NEGATIVE": Text("造价为负", "a cost is negative"),
    "SITING-RANGE-ORDER": Text(
        "低值、默认值、高值次序颠倒", "low, default and high value are out of order"
    ),
    "SITING-WORD-UNKNOWN": Text("不认识的取值", "a word that the table does not know"),
    "SITING-ID-DOUBLE": Text("同一编号出现两次", "one id stands twice"),
    "SITING-TYPE-UNKNOWN": Text("修复类型未定义", "a type of work that no row defines"),
    "SITING-GROUP-UNKNOWN": Text("未知的地类组或集合", "an unknown class group or set"),
    "SITING-ZONE-UNKNOWN": Text("区域未定义", "a zone that no rule book defines"),
    "SITING-CRITERION-UNKNOWN": Text("准则未定义", "a criterion that no row defines"),
    "SITING-FACTOR-UNKNOWN": Text("子因子未定义", "a sub-factor that no row defines"),
    "SITING-POINTS-ORDER": Text("得分函数的点未按次序排列", "points of a benefit are out of order"),
    "SITING-BENEFIT-RANGE": Text("得分不在 0 至 1 之间", "a benefit lies outside 0 to 1"),
    "SITING-BENEFIT-MISSING": Text(
        "子因子没有得分函数，或准则没有子因子",
        "a sub-factor without points, or a criterion without sub-factors",
    ),
    "SITING-CLASS-FLOOR": Text("最低一级应从 0 起", "the lowest class of scores must start at 0"),
    "SITING-SETTING-MISSING": Text("缺少设定值", "a setting is missing"),
    "SITING-MASK-PLACE": Text(
        "排除条件没有说明位置", "an exclusion does not say where its ground is"
    ),
}
"""Everything that can be wrong with a row, by code of the finding."""


@dataclass(slots=True)
class SitingTable:
    """One table of a siting book being read.

    ``name``: file name without ``.csv``; ``rows``: texts by column, blanks stripped; ``findings``:
    what was wrong so far. The first column names a row.
    """

    name: str
    rows: list[dict[str, str]]
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of_text(cls, name: str, text: str, columns: Sequence[str]) -> SitingTable:
        """Read CSV text; the columns named must be there, others are left out."""
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
        table = cls(name, [])
        missing = [column for column in columns if column not in _names(reader, table)]
        if table.findings:
            return table
        if missing:
            table.fault("SITING-COLUMN-MISSING", {}, ", ".join(missing), ", ".join(columns))
            return table
        for row in _rows(reader, table):
            texts = {column: (row[column] or "").strip() for column in columns}
            if any(texts.values()):
                table.rows.append(texts)
        if not table.rows:
            table.fault("SITING-TABLE-EMPTY", {}, "0", ">= 1")
        for row in table.rows:
            table.need(row, columns[0], "source")
            table.word(row, "certainty", tuple(CERTAINTIES))
        return table

    @property
    def ids(self) -> tuple[str, ...]:
        """Names of the rows."""
        return tuple(next(iter(row.values())) for row in self.rows)

    def fault(self, code: str, row: Mapping[str, str], seen: str, wanted: str) -> None:
        """Note a fault of a row."""
        features = (next(iter(row.values())),) if row else ()
        said = _SAID[code]
        file = f"{self.name}.csv"
        self.findings.append(
            Finding(code, Severity.ERROR, said, _CURE, file, features=features, seen=seen,
                    wanted=wanted)
        )  # fmt: skip

    def need(self, row: Mapping[str, str], *columns: str) -> None:
        """Note the columns of a row that are empty and must not be."""
        empty = [column for column in columns if not row[column]]
        if empty:
            self.fault("SITING-TEXT-MISSING", row, "", ", ".join(empty))

    def number(
        self,
        row: Mapping[str, str],
        column: str,
        allowed: tuple[float, float] = (0.0, math.inf),
        *,
        empty: float | None = None,
        code: str = "SITING-NUMBER-BAD",
    ) -> float:
        """A number or ratio (``2000/3``) within bounds, both allowed; NaN where it is none.

        ``empty``: what an empty cell stands for, if it may be empty. ``code``: of the finding
        that the number is below the bounds.
        """
        text, (low, high) = row[column], allowed
        if not text and empty is not None:
            return empty
        try:
            value = float(Fraction(text)) if "/" in text else float(text)
        except (ValueError, ZeroDivisionError, OverflowError):
            value = math.nan
        if low <= value <= high and math.isfinite(value):
            return value
        below = code if value < low else "SITING-NUMBER-BAD"
        self.fault(below, row, f"{column} = {text}", f"{low:g} - {high:g}")
        return math.nan

    def triple(
        self,
        row: Mapping[str, str],
        columns: tuple[str, str, str],
        allowed: tuple[float, float] = (0.0, math.inf),
        *,
        code: str = "SITING-NUMBER-BAD",
    ) -> tuple[float, float, float]:
        """Low, default and high of a quantity, in order."""
        low, value, high = (self.number(row, column, allowed, code=code) for column in columns)
        # NaN compares false both ways: a number that was refused is not refused again.
        if low > value or value > high or low > high:
            seen = ", ".join(row[column] for column in columns)
            self.fault("SITING-RANGE-ORDER", row, seen, " <= ".join(columns))
        return low, value, high

    def word(self, row: Mapping[str, str], column: str, known: Sequence[str]) -> str:
        """A text that is one of those known."""
        if row[column] not in known:
            self.fault("SITING-WORD-UNKNOWN", row, f"{column} = {row[column]}", ", ".join(known))
        return row[column]

    def names(
        self, row: Mapping[str, str], column: str, known: Sequence[str], code: str
    ) -> tuple[str, ...]:
        """Names joined by ``|`` that are all known; ``*`` is all, ``!`` all but those after it.

        Where nothing is known the table that says so has its own finding.
        """
        text = row[column]
        listed = tuple(part for part in text.removeprefix("!").split("|") if part)
        if listed == ("*",):
            return tuple(known)
        for one in listed:
            if known and one not in known:
                self.fault(code, row, f"{column} = {one}", ", ".join(known))
        if not listed:
            self.fault("SITING-TEXT-MISSING", row, "", column)
        return tuple(one for one in known if (one in listed) != text.startswith("!"))

    def refuse_doubles(self, *columns: str) -> None:
        """Note rows whose first column, or whose columns named, stood before."""
        seen: set[tuple[str, ...]] = set()
        for row in self.rows:
            key = tuple(row[column] for column in columns) or (next(iter(row.values())),)
            if key in seen:
                self.fault("SITING-ID-DOUBLE", row, " ".join(key), "1")
            seen.add(key)


def unknown_tables(given: Iterable[str], known: Sequence[str]) -> tuple[Finding, ...]:
    """Findings of tables that a book does not have."""
    found: list[Finding] = []
    for name in given:
        if name not in known:
            table = SitingTable(name, [])
            table.fault("SITING-TABLE-UNKNOWN", {}, name, ", ".join(known))
            found += table.findings
    return tuple(found)


def _names(reader: csv.DictReader[str], table: SitingTable) -> Sequence[str]:
    """Names of the columns; a text that is no CSV is noted."""
    try:
        return reader.fieldnames or ()
    except csv.Error as error:
        table.fault("SITING-TABLE-UNREADABLE", {}, str(error), "CSV")
        return ()


def _rows(reader: csv.DictReader[str], table: SitingTable) -> Iterator[dict[str, str]]:
    """Rows up to where the text is no CSV any more, which is noted."""
    try:
        yield from reader
    except csv.Error as error:
        table.fault("SITING-TABLE-UNREADABLE", {}, str(error), "CSV")
