"""Reading of the tables of a rule book: rows of texts, and every fault of them as a finding."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["BookTable", "overlapping_days"]

_CURE = Text("改正规则表的这一行", "correct this row of the rule table")

_SAID = {
    "RULE-COLUMN-MISSING": Text("规则表缺少字段", "a rule table lacks columns"),
    "RULE-COLUMN-DOUBLE": Text("规则表字段重名", "a rule table has columns of one name"),
    "RULE-TABLE-BROKEN": Text(
        "规则表不是完整的 CSV（引号未闭合或行列不齐）",
        "a rule table is no sound CSV: a quote that is not closed, or cells beyond the columns",
    ),
    "RULE-TEXT-MISSING": Text("必填项为空", "an entry that is needed is empty"),
    "RULE-DATE-BAD": Text("日期不是年-月-日", "a day is no year-month-day"),
    "RULE-DATES-REVERSED": Text("施行期先止后起", "a time of force ends before it begins"),
    "RULE-NUMBER-BAD": Text("数值不在允许范围内", "a number is not one that is allowed"),
    "RULE-WORD-UNKNOWN": Text("不认识的取值", "a word that the table does not know"),
    "RULE-ID-DOUBLE": Text("同一编号同时有效两次", "one id is in force twice at a time"),
    "RULE-ZONE-UNKNOWN": Text("区域未定义", "a zone that no row defines"),
    "RULE-FIELD-WORDS": Text("字段与取值个数不一致", "fields and words that do not pair"),
    "RULE-BUFFER-UNKNOWN": Text("缓冲区未定义", "a buffer that no row defines"),
    "RULE-CLASS-UNKNOWN": Text("未知的地类组或集合", "an unknown class group or set"),
    "RULE-CONDITION-BAD": Text("条件无法理解", "a condition that cannot be understood"),
    "RULE-PRECEDENCE-CYCLE": Text("区域先后次序成环", "the precedence of zones runs in a circle"),
}
"""Everything that can be wrong with a row, by code of the finding."""

_BEYOND = "\n"
"""Key of cells beyond the last column."""


@dataclass(slots=True)
class BookTable:
    """One table of a rule book being read.

    ``name``: file name without ``.csv``; ``rows``: texts by column, blanks stripped; ``findings``:
    what was wrong so far.
    """

    name: str
    rows: list[dict[str, str]]
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of_text(cls, name: str, text: str, columns: Sequence[str]) -> BookTable:
        """Read CSV text; the columns named must be there, others are left out."""
        plain = text.removeprefix("\ufeff")
        reader = csv.DictReader(io.StringIO(plain), restkey=_BEYOND, strict=True)
        table = cls(name, [])
        try:
            names = list(reader.fieldnames or ())
            rows = list(reader)
        except csv.Error as error:
            table.fault("RULE-TABLE-BROKEN", {}, str(error), "CSV")
            return table
        missing = [column for column in columns if column not in names]
        double = [column for column in columns if names.count(column) > 1]
        if missing:
            table.fault("RULE-COLUMN-MISSING", {}, ", ".join(missing), ", ".join(columns))
        if double:
            table.fault("RULE-COLUMN-DOUBLE", {}, ", ".join(double), "1")
        if table.findings:
            return table
        for row in rows:
            beyond = row.pop(_BEYOND, None)
            if any(value or "" for value in row.values()):
                table.rows.append({column: (row[column] or "").strip() for column in columns})
                if any(beyond or ()):
                    table.fault("RULE-TABLE-BROKEN", table.rows[-1], ", ".join(beyond), "")
        return table

    def fault(self, code: str, row: Mapping[str, str], seen: str, wanted: str) -> None:
        """Note a fault of a row; its first column names the row."""
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
            self.fault("RULE-TEXT-MISSING", row, "", ", ".join(empty))

    def days(self, row: Mapping[str, str]) -> tuple[date | None, date | None]:
        """First and last day of force; None is without bound."""
        since, until = self._day(row, "since"), self._day(row, "until")
        if since and until and until < since:
            self.fault("RULE-DATES-REVERSED", row, f"{since} > {until}", "since <= until")
        return since, until

    def _day(self, row: Mapping[str, str], column: str) -> date | None:
        text = row.get(column, "")
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fault("RULE-DATE-BAD", row, text, "2026-03-15")
            return None

    def pair_words(self, row: Mapping[str, str]) -> None:
        """Note fields that have no words, words without a field, and pairs that do not match."""
        fields, words = row["field"].split("+"), row["words"].split("+")
        if (
            bool(row["field"]) != bool(row["words"])
            or len(fields) != len(words)
            or not all("".join(part.split("|")).strip() or not row["words"] for part in words)
        ):
            self.fault("RULE-FIELD-WORDS", row, f"{row['field']} : {row['words']}", "a+b : x|y+z")

    def number(self, row: Mapping[str, str], column: str, allowed: tuple[float, float]) -> float:
        """A number within bounds, both allowed."""
        low, high = allowed
        try:
            value = float(row[column])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.fault("RULE-NUMBER-BAD", row, f"{column} = {row[column]}", f"{low:g} - {high:g}")
            return low
        return value

    def word(self, row: Mapping[str, str], column: str, known: Sequence[str]) -> str:
        """A text that is one of those known."""
        if row[column] not in known:
            self.fault("RULE-WORD-UNKNOWN", row, f"{column} = {row[column]}", ", ".join(known))
        return row[column]

    def refuse_doubles(self) -> None:
        """Note ids (first column) that are in force twice on one day."""
        seen: dict[str, list[tuple[str, str]]] = {}
        for row in self.rows:
            span = (row.get("since", ""), row.get("until", ""))
            name = next(iter(row.values()))
            if any(overlapping_days(span, other) for other in seen.get(name, ())):
                self.fault("RULE-ID-DOUBLE", row, name, "1")
            seen.setdefault(name, []).append(span)


def overlapping_days(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two times of force, ISO days or empty, share a day."""
    first, last = "0000", "9999"
    return (one[0] or first) <= (other[1] or last) and (other[0] or first) <= (one[1] or last)
