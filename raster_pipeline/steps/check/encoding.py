"""Whether texts came through: the character set used, mojibake, class names that are known."""

from __future__ import annotations

import pandas as pd

from raster_pipeline.io.encoding import TextEncoding
from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.classes import code_system
from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["class_name_findings", "encoding_findings"]

_CURE = Text(
    "如不正确，请用 encoding 声明字符编码", "declare encoding in the plan if this is wrong"
)
_DETECTED = Kind(
    "ENCODING-DETECTED",
    Severity.NOTE,
    Text("字符编码由内容判定", "the character set was found from the content"),
    _CURE,
)
_REFUTED = Kind(
    "ENCODING-CPG-WRONG",
    Severity.WARNING,
    Text("文件声明的字符编码与内容不符，已按内容判定", "the file names a wrong character set"),
    _CURE,
)
_MOJIBAKE = Kind(
    "ENCODING-MOJIBAKE",
    Severity.ERROR,
    Text("文字是乱码：曾被按错误编码读入", "texts are garbled: they were once read wrongly"),
    Text("从源数据以正确编码重新导出", "export from the source with the right character set"),
)
_NAMES = Kind(
    "CLASS-NAME-UNKNOWN",
    Severity.WARNING,
    Text("地类名称多不在编码表中", "class names that the code system does not have"),
    Text("核对字符编码与 code_system", "check the character set and code_system"),
)
_DISAGREE = Kind(
    "CLASS-NAME-DISAGREES",
    Severity.WARNING,
    Text("地类名称与地类编码不符", "class names that disagree with the class codes"),
    Text("核对 code_system 或改正地类名称", "check code_system or correct the names"),
)
_LEAST_KNOWN = 0.95
_MOST_GARBLED = 0.3


def encoding_findings(found: TextEncoding, texts: pd.DataFrame, place: Place) -> list[Finding]:
    """How the character set was found, and whether the texts look garbled all the same."""
    findings = []
    if found.how == "detected":
        findings.append(place.found(_DETECTED, seen=found.name))
    if found.refuted:
        findings.append(place.found(_REFUTED, seen=found.refuted, wanted=found.name))
    garbled = [name for name in texts.columns if _is_garbled(texts[name])]
    if garbled:
        seen = [str(texts[name].dropna().iloc[0]) for name in garbled]
        findings.append(place.found(_MOJIBAKE, seen=", ".join(seen[:3]), count=len(garbled)))
    return findings


def _is_garbled(texts: pd.Series) -> bool:
    """Whether most letters stand between À and ÿ: two-byte characters that were read singly."""
    joined = "".join(str(text) for text in texts.dropna().unique()[:200])
    foreign = [c for c in joined if ord(c) > 0x7F]
    upper = sum("\u00a1" <= c <= "\u00ff" for c in foreign)
    return len(foreign) >= 4 and upper / len(joined) > _MOST_GARBLED and upper / len(foreign) > 0.9


def class_name_findings(
    names: pd.Series, codes: pd.Series, system: str, place: Place
) -> list[Finding]:
    """Class names against the code system: unknown names, or names of another code.

    ``names`` and ``codes`` (normalised) on one index; rows without a name are left out.
    """
    rows = pd.DataFrame({"name": names, "code": codes}).dropna()
    if rows.empty:
        return []
    counts = rows.value_counts().reset_index(name="n")
    table = code_system(system).table["name_zh"]
    known = counts["name"].isin(set(table))
    total = int(counts["n"].sum())
    if counts.loc[known, "n"].sum() / total < _LEAST_KNOWN:
        seen = ", ".join(counts.loc[~known, "name"].astype(str)[:6])
        count = int(counts.loc[~known, "n"].sum())
        return [place.found(_NAMES, seen=seen, wanted=system, count=count)]
    wrong = counts[known & (counts["code"].map(table) != counts["name"])]
    if wrong.empty:
        return []
    pairs = zip(wrong["code"].head(6), wrong["name"].head(6), strict=True)
    seen = ", ".join(f"{code} {name}" for code, name in pairs)
    return [place.found(_DISAGREE, seen=seen, wanted=system, count=int(wrong["n"].sum()))]
