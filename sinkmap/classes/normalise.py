"""Cleaning of class codes as they come out of shapefiles and spreadsheets.

Codes are text. What a round trip through a spreadsheet did to them is repaired only where one
reading is possible, and every repair is counted; nothing is dropped and nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["REPAIRS", "NormalisedCodes", "clean_code"]

REPAIRS: Mapping[str, Text] = {
    "nfkc": Text("全角字符转半角", "full-width characters made ASCII"),
    "strip": Text("去除首尾空白", "blanks around the code removed"),
    "upper": Text("小写转大写", "lower case made upper case"),
    "zero_pad": Text("补回丢失的前导零", "lost leading zero put back"),
}

_FLOAT_LIKE = re.compile(r"^\d+[.,]\d*$")
_BLANKS = " \t\r\n\x00\u200b\ufeff"
_MOST_LISTED = 12


def clean_code(
    raw: str, four_digit_codes: frozenset[str] = frozenset()
) -> tuple[str, tuple[str, ...]]:
    """Clean one code and name the repairs made, in order.

    The leading zero of a three-digit number is put back where that makes one of
    ``four_digit_codes``; give them only for a system whose numbers all have four digits.
    """
    repairs: list[str] = []
    code = unicodedata.normalize("NFKC", raw)
    if code != raw:
        repairs.append("nfkc")
    stripped = code.strip(_BLANKS)
    if stripped != code:
        repairs.append("strip")
    upper = stripped.upper()
    if upper != stripped:
        repairs.append("upper")
    if len(upper) == 3 and upper.isdigit() and "0" + upper in four_digit_codes:
        upper = "0" + upper
        repairs.append("zero_pad")
    return upper, tuple(repairs)


@dataclass(frozen=True, slots=True, eq=False)
class NormalisedCodes:
    """Codes of one layer after cleaning.

    Parameters
    ----------
    system
        Id of the code system they were read with.
    codes
        The cleaned codes, same index and length as given, text or ``None``.
    repairs
        Rows touched by each repair (:data:`REPAIRS`); repairs never made are left out.
    unknown
        Code -> rows, of codes the system does not know (those that look like floats included).
    float_like
        Code -> rows, of codes such as ``301.0``: the column was read as a number.
    nulls
        Rows with no code at all.
    hints
        Unknown code -> what it would be in the other systems, in plain words.
    """

    system: str
    codes: pd.Series
    repairs: Mapping[str, int]
    unknown: Mapping[str, int]
    float_like: Mapping[str, int]
    nulls: int
    hints: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether every row has a code the system knows."""
        return not self.unknown and self.nulls == 0

    def unknown_rows(self) -> pd.Series:
        """Boolean series on the codes' index: rows with no code or an unknown one."""
        return self.codes.isna() | self.codes.isin(list(self.unknown))

    def findings(
        self, file: str = "", layer: str = "", year: int | None = None
    ) -> tuple[Finding, ...]:
        """What a person must know of these codes: errors first, repairs as one note."""
        found: list[Finding] = []
        plain = {code: n for code, n in self.unknown.items() if code not in self.float_like}
        where = (file, layer, year)
        if self.float_like:
            found.append(self._refusal(_FLOAT, self.float_like, where))
        if plain:
            found.append(self._refusal(_UNKNOWN, plain, where))
        if self.nulls:
            found.append(self._refusal(_NULL, {"": self.nulls}, where))
        if self.repairs:
            found.append(self._repair_note(where))
        return tuple(found)

    def _refusal(
        self,
        kind: tuple[str, Text, Text],
        counts: Mapping[str, int],
        where: tuple[str, str, int | None],
    ) -> Finding:
        code, message, cure = kind
        listed = [f"{value} × {n}" for value, n in counts.items() if value][:_MOST_LISTED]
        hints = [self.hints[value] for value in counts if value in self.hints][:_MOST_LISTED]
        return Finding(
            code=code,
            severity=Severity.ERROR,
            message=message.format(system=self.system),
            cure=cure,
            file=where[0],
            layer=where[1],
            year=where[2],
            count=sum(counts.values()),
            seen=", ".join(listed) + (", …" if len(counts) > _MOST_LISTED else ""),
            wanted="; ".join(hints),
        )

    def _repair_note(self, where: tuple[str, str, int | None]) -> Finding:
        zh = "，".join(f"{REPAIRS[name].zh} {n}" for name, n in self.repairs.items())
        en = ", ".join(f"{REPAIRS[name].en}: {n}" for name, n in self.repairs.items())
        return Finding(
            code="CLASS-CODE-REPAIRED",
            severity=Severity.NOTE,
            message=Text(f"地类编码已规范化：{zh}", f"class codes were cleaned: {en}"),
            cure=Text("如有误读，请改正源数据", "correct the source data if this misreads it"),
            file=where[0],
            layer=where[1],
            year=where[2],
            count=sum(self.repairs.values()),
        )


_UNKNOWN = (
    "CLASS-CODE-UNKNOWN",
    Text("地类编码不在 {system} 中", "class codes that {system} does not have"),
    Text(
        "核对该图层声明的 code_system，或改正编码",
        "check the layer's code_system in study.toml, or correct the codes",
    ),
)
_FLOAT = (
    "CLASS-CODE-FLOAT",
    Text("地类编码被存成小数（{system}）", "class codes were stored as decimal numbers ({system})"),
    Text(
        "地类编码必须是文本：以文本字段重新导出该图层",
        "codes must be text: export the layer again with a text field",
    ),
)
_NULL = (
    "CLASS-CODE-NULL",
    Text("有图斑没有地类编码（{system}）", "parcels without a class code ({system})"),
    Text("补填地类编码", "fill in the class code"),
)


def _as_text(value: object) -> str | None:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float | np.floating) and np.isnan(value):
        return None
    return str(value)


def looks_like_float(code: str) -> bool:
    """Whether a code is written as a decimal number, such as ``301.0``."""
    return bool(_FLOAT_LIKE.match(code))


def distinct_codes(codes: pd.Series) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], list[str]]:
    """Position of each row in the list of distinct codes as text (-1 for none), and that list."""
    positions, values = pd.factorize(codes, use_na_sentinel=True)
    texts = [_as_text(value) for value in values]
    assert all(text is not None for text in texts)
    return np.asarray(positions, dtype=np.intp), [text or "" for text in texts]
