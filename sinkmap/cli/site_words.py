"""What ``sinkmap site`` is asked with, read from the words on the command line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.siting.question import DistrictQuota
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["SiteWords", "names_of", "square_metres"]

_MONEY = re.compile(
    r"(-?[\d,]*\.?\d+(?:e\d+)?)\s*(亿|万|)\s*(?:元|圆|yuan|cny|rmb)?", re.IGNORECASE
)
_UNITS = {"": 1.0, "万": 1e4, "亿": 1e8}
_SUM_TOLERANCE = 0.005
"""How far weights given with two decimals may be from a sum of 1."""
_CHARACTER_SETS = ("utf-8-sig", "gb18030")
_SAID = {
    "SITING-MONEY": (
        Text("金额写法不对", "an amount of money is written wrongly"),
        Text("写成 5000万、1.2亿 或 50000000（元）", "write 5000万, 1.2亿 or 50000000 (yuan)"),
    ),
    "SITING-QUOTA": (
        Text("区县配额写法不对", "a quota of a district is written wrongly"),
        Text("写成 区县=下限:上限，单位公顷，可空一边",
             "write DISTRICT=least:most in hectares; one side may be empty"),
    ),
    "SITING-WEIGHTS": (
        Text("权重写法不对", "weights are written wrongly"),
        Text("写成 S=0.4,D=0.3,…，各准则一次", "write S=0.4,D=0.3,..., each criterion once"),
    ),
    "SITING-WEIGHT-SUM": (
        Text("权重之和不为 1", "the weights do not sum to 1"),
        Text("调整权重，使其和为 1", "change the weights so that they sum to 1"),
    ),
    "SITING-WEIGHT-TWICE": (
        Text("权重与判断矩阵只能给一种", "weights and a judgement matrix were both given"),
        Text("去掉 --weights 或 --judgement", "leave out --weights or --judgement"),
    ),
    "SITING-FILE": (
        Text("判断矩阵文件读不出", "the file of the judgement matrix cannot be read"),
        Text("给出 UTF-8 或 GBK 的 CSV 文件", "name a CSV file in UTF-8 or GBK"),
    ),
}  # fmt: skip


def names_of(text: str) -> tuple[str, ...]:
    """Names with commas between, blanks and repeats left out; the Chinese comma is one too."""
    return tuple(dict.fromkeys(_parts(text)))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,，、]", text) if part.strip()]


@dataclass(slots=True)
class SiteWords:
    """Reads every option and keeps what is wrong, so that all of it is told at once.

    ``districts``: id -> name of the units that quotas may name.
    """

    districts: Mapping[str, Text] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)

    def money(self, text: str) -> float | None:
        """Yuan; None for nothing."""
        if not text.strip():
            return None
        found = _MONEY.fullmatch(text.strip())
        if found is None:
            self._fault("SITING-MONEY", text)
            return None
        return float(found[1].replace(",", "")) * _UNITS[found[2]]

    def quotas(self, texts: Sequence[str]) -> tuple[DistrictQuota, ...]:
        """Quotas of districts, in m²; a district by its id or its name."""
        found = (self._quota(text) for text in texts)
        return tuple(one for one in found if one is not None)

    def _quota(self, text: str) -> DistrictQuota | None:
        name, equals, bounds = text.partition("=")
        least, colon, most = bounds.replace("：", ":").partition(":")
        known = next((one for one, title in self.districts.items()
                      if name.strip() in (one, title.zh, title.en)), name.strip())  # fmt: skip
        try:
            pair = [_square_metres(one) for one in (least, most)]
        except ValueError:
            pair = []
        if not (equals and colon and name.strip() and pair and any(b is not None for b in pair)):
            self._fault("SITING-QUOTA", text, "320481=10:50")
            return None
        return DistrictQuota(known, *pair)

    def weights(self, text: str) -> Mapping[str, float] | None:
        """Criterion -> weight, summing to 1; None for nothing."""
        if not text.strip():
            return None
        found: dict[str, float] = {}
        for part in _parts(text):
            name, equals, value = part.partition("=")
            number = _number(value)
            if not equals or number is None or name.strip() in found:
                self._fault("SITING-WEIGHTS", part, "S=0.4,D=0.3,N=0.3")
                return None
            found[name.strip()] = number
        total = math.fsum(found.values())
        if abs(total - 1.0) > _SUM_TOLERANCE:
            self._fault("SITING-WEIGHT-SUM", f"{total:g}", "1")
        return found

    def matrix(self, path: Path | None, weights: str) -> str:
        """Text of the file of a judgement matrix; empty for none."""
        if path is None:
            return ""
        if weights.strip():
            self._fault("SITING-WEIGHT-TWICE", f"--weights {weights} --judgement {path.name}")
            return ""
        try:
            raw = path.read_bytes()
        except OSError as error:
            self._fault("SITING-FILE", str(error.strerror or error), file=path.name)
            return ""
        text = _decoded(raw)
        if not text.strip():
            # No text is how a question says that the matrix of the book holds.
            self._fault("SITING-FILE", "no text", file=path.name)
            return ""
        return text

    def refuse(self) -> None:
        """Raise what was found.

        Raises
        ------
        UsageError
            Every fault of the options.
        """
        if self.faults:
            raise UsageError(self.faults)

    def _fault(self, code: str, seen: str, wanted: str = "", file: str = "") -> None:
        message, cure = _SAID[code]
        self.faults.append(
            Finding(code, Severity.ERROR, message, cure, file=file, seen=seen, wanted=wanted)
        )


def _decoded(raw: bytes) -> str:
    """Text in the first character set that it is whole in; empty if there is none."""
    for charset in _CHARACTER_SETS:
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return ""


def _square_metres(hectares: str) -> float | None:
    """m² of hectares in words; None for nothing. ValueError for no number."""
    if not hectares.strip():
        return None
    found = float(hectares)
    if not math.isfinite(found):
        raise ValueError(hectares)
    return convert(found, HECTARE, SQUARE_METRE)


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def square_metres(hectares: float | None) -> float | None:
    """m² of hectares; None for none."""
    return None if hectares is None else convert(hectares, HECTARE, SQUARE_METRE)
