"""Strict reading of one row of a given table: every fault is kept, none is fatal."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["RowReader", "doubles", "plain_text"]

_YEAR = re.compile(r"(19|20|21)\d\d(\.0+)?")
_MESSAGES = {
    "ROW-EMPTY": Text("表格中有必填项空白", "a cell that must be filled in is empty"),
    "ROW-VALUE": Text("表格中的值不允许", "a value of a table is not allowed"),
    "ROW-DOUBLE": Text("表格中同一项出现两次", "a table states the same thing twice"),
}
_CURE = Text("改正所列的行", "correct the row that is named")


class _Told(Protocol):
    @property
    def text(self) -> Text: ...


_E = TypeVar("_E", bound=StrEnum)


def plain_text(value: Any) -> str:
    """A cell as stripped text: nothing and NaN are empty, 2024.0 is 2024."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


@dataclass(slots=True)
class RowReader:
    """One row under its canonical names. ``name`` says which row it is in findings."""

    cells: Mapping[str, Any]
    layer: str
    name: str
    file: str = ""
    findings: list[Finding] = field(default_factory=list)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text; empty where the cell is."""
        found = plain_text(self.cells.get(key))
        if required and not found:
            self.fault("ROW-EMPTY", key, "", key)
        return found

    def year(self, key: str, *, required: bool = False) -> int | None:
        """A year, or None where the cell is empty."""
        found = self.text(key, required=required)
        if not found or _YEAR.fullmatch(found):
            return int(float(found)) if found else None
        self.fault("ROW-VALUE", key, found, "2024")
        return None

    def number(
        self, key: str, *, required: bool = False, low: float = -math.inf, high: float = math.inf
    ) -> float | None:
        """A number within bounds, or None where the cell is empty."""
        found = self.text(key, required=required).replace(",", "")
        if not found:
            return None
        try:
            value = float(found)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and low <= value <= high:
            return value
        self.fault("ROW-VALUE", key, found, f"{low:g}..{high:g}")
        return None

    def choice(self, key: str, words: Mapping[str, Sequence[str]], otherwise: str) -> str:
        """One of several ids, written as the id or any of its words; else the default, and a
        fault where the cell is not empty."""
        found = self.text(key)
        known = {w.casefold(): one for one, said in words.items() for w in (one, *said)}
        if found.casefold() in known:
            return known[found.casefold()]
        if found:
            self.fault("ROW-VALUE", key, found, " | ".join(words))
        return otherwise

    def state(self, key: str, kinds: type[_E], default: _E) -> _E:
        """One of an enumeration whose members have words for people."""
        words = {str(kind): (_words(kind).zh, _words(kind).en) for kind in kinds}
        return kinds(self.choice(key, words, str(default)))

    def fault(self, code: str, key: str, seen: str, wanted: str) -> None:
        """Keep one fault of this row."""
        where = f"{self.name}: {key}" if self.name else key
        self.findings.append(
            Finding(
                code,
                Severity.ERROR,
                _MESSAGES[code],
                _CURE,
                file=self.file,
                layer=self.layer,
                features=(where,),
                seen=seen,
                wanted=wanted,
            )
        )


def _words(kind: Any) -> Text:
    told: _Told = kind
    return told.text


def doubles(names: Iterable[str], layer: str, file: str = "") -> list[Finding]:
    """A finding for each name that stands twice."""
    listed = list(names)
    return [
        Finding(
            "ROW-DOUBLE",
            Severity.ERROR,
            _MESSAGES["ROW-DOUBLE"],
            _CURE,
            file=file,
            layer=layer,
            features=(name,),
            seen=name,
            wanted="1",
        )
        for name in sorted({name for name in listed if name and listed.count(name) > 1})
    ]
