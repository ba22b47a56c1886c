"""Strict reading of a plan's tables: every key is asked for, every fault is kept, none is fatal."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["Reader"]

_E = TypeVar("_E", bound=StrEnum)

_MESSAGES = {
    "STUDY-KEY": Text("方案中有未知的键", "the plan holds an unknown key"),
    "STUDY-MISSING": Text("方案缺少必填的键", "the plan lacks a required key"),
    "STUDY-TYPE": Text("方案中的值类型不对", "a value of the plan has the wrong type"),
    "STUDY-VALUE": Text("方案中的值不允许", "a value of the plan is not allowed"),
    "STUDY-DOUBLE": Text("方案中同一项声明了两次", "the plan declares the same thing twice"),
}
_CURE = Text("请修改方案文件中的这一项", "correct this entry of the plan file")


class Reader:
    """Reads one table of a plan; call :meth:`finish` on the outermost table at the end.

    Parameters
    ----------
    table
        The mapping to read.
    file
        Plan file, for the findings.
    where
        Dotted place of the table in the plan.
    """

    def __init__(self, table: Mapping[str, Any], file: str, where: str) -> None:
        self._table = table
        self._file = file
        self._where = where
        self._asked: set[str] = set()
        self._children: list[Reader] = []
        self._findings: list[Finding] = []

    @staticmethod
    def finding(code: str, file: str, where: str, seen: str, wanted: str) -> Finding:
        """A finding about one place of a plan."""
        return Finding(
            code, Severity.ERROR, _MESSAGES[code], _CURE, file, where, seen=seen, wanted=wanted
        )

    @property
    def faulty(self) -> bool:
        """Whether a fault was found in this table."""
        return bool(self._findings)

    def fault(self, code: str, key: str, seen: str, wanted: str) -> None:
        """Keep a fault of this table."""
        where = f"{self._where}.{key}" if self._where else key
        self._findings.append(self.finding(code, self._file, where, seen, wanted))

    def finish(self) -> list[Finding]:
        """All faults of this table and the tables below it, unknown keys included."""
        for key in sorted(set(self._table) - self._asked):
            near = difflib.get_close_matches(key, self._asked, n=1)
            wanted = f"{near[0]}?" if near else ", ".join(sorted(self._asked))
            self.fault("STUDY-KEY", key, key, wanted)
        found = list(self._findings)
        for child in self._children:
            found.extend(child.finish())
        return found

    def names(self) -> list[str]:
        """Keys of a table whose keys are the user's own."""
        return list(self._table)

    def has(self, key: str) -> bool:
        """Whether the table states a key."""
        return key in self._table

    def _get(self, key: str, kind: type | tuple[type, ...], wanted: str, required: bool) -> Any:
        self._asked.add(key)
        value = self._table.get(key)
        if value is None:
            if required:
                self.fault("STUDY-MISSING", key, "", wanted)
            return None
        numeric = kind in (int, (int, float))
        if not isinstance(value, kind) or (numeric and isinstance(value, bool)):
            self.fault("STUDY-TYPE", key, repr(value), wanted)
            return None
        # TOML knows nan and inf, which no bound would catch.
        if isinstance(value, float) and not math.isfinite(value):
            self.fault("STUDY-VALUE", key, repr(value), wanted)
            return None
        return value

    def table(self, key: str, *, required: bool = False) -> Reader:
        """The reader of a table below this one; empty if it is absent."""
        value = self._get(key, Mapping, "a table", required)
        where = f"{self._where}.{key}" if self._where else key
        child = Reader(value if value is not None else {}, self._file, where)
        if value is not None or required:
            self._children.append(child)
        return child

    def rows(self, key: str, *, required: bool = False) -> list[Reader]:
        """The readers of an array of tables."""
        value = self._get(key, list, "an array of tables", required) or []
        found, where = [], f"{self._where}.{key}" if self._where else key
        for number, row in enumerate(value, start=1):
            if not isinstance(row, Mapping):
                self.fault("STUDY-TYPE", key, repr(row), "an array of tables")
                continue
            found.append(Reader(row, self._file, f"{where}[{number}]"))
        self._children.extend(found)
        return found

    def text(
        self, key: str, *, pattern: re.Pattern[str] | None = None, required: bool = False
    ) -> str:
        """A text; empty if absent."""
        value = self._get(key, str, "a text", required)
        if value is None:
            return ""
        if pattern is not None and not pattern.fullmatch(value):
            self.fault("STUDY-VALUE", key, value, pattern.pattern)
        return str(value)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; empty if absent."""
        value = self._get(key, list, "a list of texts", required) or []
        if not all(isinstance(item, str) for item in value):
            self.fault("STUDY-TYPE", key, repr(value), "a list of texts")
            return ()
        if required and not value and key in self._table:
            self.fault("STUDY-VALUE", key, "[]", "at least one text")
        return tuple(value)

    def text_map(self, key: str) -> dict[str, str]:
        """A table of texts whose keys are the user's own."""
        value = self._get(key, Mapping, "a table of texts", False) or {}
        if not all(isinstance(item, str) for item in value.values()):
            self.fault("STUDY-TYPE", key, repr(value), "a table of texts")
            return {}
        return dict(value)

    def words(self, key: str) -> Text:
        """A text in both languages; a single text stands for both."""
        self._asked.add(key)
        value = self._table.get(key)
        if isinstance(value, str) and value.strip():
            return Text(value, value)
        if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
            zh, en = value["zh"], value["en"]
            if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip():
                return Text(zh, en)
        code = "STUDY-MISSING" if value is None else "STUDY-TYPE"
        self.fault(code, key, "" if value is None else repr(value), '{ zh = "…", en = "…" }')
        return Text("—", "—")

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._get(key, bool, "true or false", False)
        return default if value is None else bool(value)

    def integer(self, key: str, *, bounds: tuple[int, int], required: bool = False) -> int | None:
        """A whole number within bounds; None if absent."""
        value = self._get(key, int, "a whole number", required)
        if value is not None and not bounds[0] <= value <= bounds[1]:
            self.fault("STUDY-VALUE", key, str(value), f"{bounds[0]}..{bounds[1]}")
        return None if value is None else int(value)

    def integers(
        self,
        key: str,
        *,
        bounds: tuple[int, int] | None = None,
        length: int | None = None,
        optional: bool = False,
    ) -> tuple[int, ...]:
        """A list of whole numbers."""
        value = self._get(key, list, "a list of whole numbers", not optional) or []
        whole = all(isinstance(item, int) and not isinstance(item, bool) for item in value)
        if not whole:
            self.fault("STUDY-TYPE", key, repr(value), "a list of whole numbers")
            return ()
        if value and length is not None and len(value) != length:
            self.fault("STUDY-VALUE", key, repr(value), f"{length} numbers")
            return ()
        if bounds is not None and not all(bounds[0] <= item <= bounds[1] for item in value):
            self.fault("STUDY-VALUE", key, repr(value), f"{bounds[0]}..{bounds[1]}")
        if not value and not optional and key in self._table:
            self.fault("STUDY-VALUE", key, "[]", "at least one number")
        return tuple(value)

    def years(
        self, key: str, *, bounds: tuple[int, int], optional: bool = False
    ) -> tuple[int, ...]:
        """A list of years in rising order; none may be named twice."""
        given = self.integers(key, bounds=bounds, optional=optional)
        for double in sorted({year for year in given if given.count(year) > 1}):
            self.fault("STUDY-DOUBLE", key, str(double), "one of each")
        return tuple(sorted(set(given)))

    def number(
        self,
        key: str,
        default: float = 0.0,
        *,
        low: float | None = None,
        high: float | None = None,
        required: bool = False,
    ) -> float:
        """A number within bounds; the default if absent."""
        value = self._get(key, (int, float), "a number", required)
        if value is None:
            return default
        if (low is not None and value < low) or (high is not None and value > high):
            self.fault("STUDY-VALUE", key, str(value), f"{low}..{high}")
        return float(value)

    def optional_number(self, key: str) -> float | None:
        """A number, or None if absent."""
        value = self._get(key, (int, float), "a number", False)
        return None if value is None else float(value)

    def numbers(self, key: str, *, length: int) -> tuple[float, ...]:
        """A list of exactly ``length`` numbers."""
        value = self._get(key, list, f"{length} numbers", True) or []
        fine = all(
            isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v)
            for v in value
        )
        if not fine or len(value) != length:
            if key in self._table:
                self.fault("STUDY-VALUE", key, repr(value), f"{length} numbers")
            return ()
        return tuple(float(v) for v in value)

    def choice(self, key: str, kinds: type[_E], default: _E) -> _E:
        """One of an enumeration's values; the default if absent."""
        value = self._get(key, str, "a text", False)
        if value is None:
            return default
        if value not in {str(kind) for kind in kinds}:
            self.fault("STUDY-VALUE", key, value, " | ".join(kinds))
            return default
        return kinds(value)
