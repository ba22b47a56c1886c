"""Codes of a layer: classes of parcels, forms of protection, classes of control units."""

from __future__ import annotations

import difflib

import numpy as np
import pandas as pd

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.classes import (
    CONTROL_UNIT_CLASSES,
    CodeSystem,
    NormalisedCodes,
    code_system,
    control_unit_class,
    protection_forms,
)
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.layer import Given
from sinkmap.study import InputEntry
from sinkmap.text import Text

__all__ = [
    "code_findings",
    "control_unit_classes",
    "declared_system",
    "form_findings",
    "groups_of",
]

_NO_SYSTEM = Kind(
    "CODE-SYSTEM-MISSING",
    Severity.ERROR,
    Text("未声明分类体系", "no code system is declared"),
    Text("声明 code_system", "declare code_system"),
)
_OTHER_SYSTEM = Kind(
    "CODE-SYSTEM-WRONG",
    Severity.ERROR,
    Text("该图层不能用这种分类体系", "this layer cannot have this code system"),
    Text("核对 code_system", "check code_system"),
)
_FORM = Kind(
    "PROTECTION-FORM-UNKNOWN",
    Severity.ERROR,
    Text("未知的保护形式", "unknown forms of protection"),
    Text("改用列出的保护形式", "use the forms listed"),
)
_KIND = Kind(
    "CONTROL-UNIT-CLASS",
    Severity.WARNING,
    Text("管控单元类别与编码不符，以编码为准", "the class differs from the code's; the code wins"),
    Text("核对单元编码与类别", "check code and class of the units"),
)
_UNIT_CODE = Kind(
    "CONTROL-UNIT-CODE",
    Severity.ERROR,
    Text("环境管控单元编码不合规则", "codes that are no control unit's"),
    Text("改正 HJGKDYBM 字段", "correct the field HJGKDYBM"),
)

_KIND_WORDS = (("优先", 1), ("重点", 2), ("一般", 3), ("priority", 1), ("key", 2), ("general", 3))


def declared_system(
    entry: InputEntry, given: Given, place: Place
) -> tuple[CodeSystem | None, list[Finding]]:
    """The code system an entry declares, or why it cannot be used."""
    allowed = ", ".join(given.code_systems)
    if not entry.code_system:
        return None, [place.found(_NO_SYSTEM, wanted=allowed)]
    try:
        system = code_system(entry.code_system)
    except UsageError as error:
        return None, [place.found(_OTHER_SYSTEM, seen=error.findings[0].seen, wanted=allowed)]
    if system.id not in given.code_systems:
        return None, [place.found(_OTHER_SYSTEM, seen=system.id, wanted=allowed)]
    return system, []


def code_findings(
    codes: NormalisedCodes, ids: pd.Series, geometry_m2: pd.Series, place: Place
) -> list[Finding]:
    """Findings of the codes themselves, with the parcels concerned and their area."""
    rows = codes.unknown_rows().to_numpy()
    found = []
    for finding in codes.findings(place.file, place.layer, place.year):
        if finding.severity is not Severity.ERROR:
            found.append(finding)
            continue
        null = finding.code == "CLASS-CODE-NULL"
        concerned = codes.codes.isna().to_numpy() if null else rows & codes.codes.notna().to_numpy()
        found.append(
            Finding(
                finding.code,
                finding.severity,
                finding.message,
                finding.cure,
                finding.file,
                finding.layer,
                finding.year,
                tuple(str(one) for one in ids[concerned].head(20)),
                finding.count,
                finding.seen,
                finding.wanted,
                float(geometry_m2[concerned].sum()),
            )
        )
    return found


def groups_of(codes: NormalisedCodes, system: CodeSystem) -> pd.DataFrame:
    """Columns ``code, group, group_index`` on the codes' index; empty group where unknown."""
    group = codes.codes.map(system.table["group"]).fillna("")
    return pd.DataFrame(
        {
            "code": codes.codes.fillna("").astype("str"),
            "group": group.astype("str"),
            "group_index": system.group_index(codes).astype(np.uint8),
        },
        index=codes.codes.index,
    )


def form_findings(forms: pd.Series, place: Place) -> list[Finding]:
    """``PROTECTION-FORM-UNKNOWN`` for forms that the table of forms does not have."""
    known = [form.form_id for form in protection_forms()]
    wrong = forms[~forms.isin(known)]
    if wrong.empty:
        return []
    values = [str(value) for value in wrong.fillna("(null)").unique()[:6]]
    near = [match for v in values for match in difflib.get_close_matches(v, known, n=1)]
    wanted = ", ".join(near or known)
    return [place.found(_FORM, seen=", ".join(values), wanted=wanted, count=len(wrong))]


def control_unit_classes(
    codes: pd.Series, kinds: pd.Series | None, place: Place
) -> tuple[pd.Series, list[Finding]]:
    """Class of each unit (1, 2, 3; 0 where the code is no unit's), from its code.

    A class that the layer states in words and that differs is ``CONTROL-UNIT-CLASS``.
    """
    found = [_unit_class(code) for code in codes]
    classes = pd.Series(found, index=codes.index, dtype="uint8", name="class")
    bad = codes[classes == 0].astype("str").tolist()
    findings = []
    if bad:
        findings.append(place.found(_UNIT_CODE, features=bad, wanted="ZH + 6 + [1-3] + 4"))
    if kinds is None:
        return classes, findings
    stated = kinds.map(_kind_class)
    differ = (stated > 0) & (classes > 0) & (stated != classes)
    if differ.any():
        pairs = zip(codes[differ].head(6), kinds[differ].head(6), classes[differ], strict=False)
        seen = ", ".join(f"{c} {k} ≠ {CONTROL_UNIT_CLASSES[int(n)].zh}" for c, k, n in pairs)
        findings.append(
            place.found(_KIND, features=codes[differ].head(20), count=int(differ.sum()), seen=seen)
        )
    return classes, findings


def _unit_class(code: object) -> int:
    try:
        return control_unit_class(code if isinstance(code, str) else "")
    except InputRefusedError:
        return 0


def _kind_class(kind: object) -> int:
    text = kind.strip().lower() if isinstance(kind, str) else ""
    if text in ("1", "2", "3"):
        return int(text)
    return next((number for word, number in _KIND_WORDS if word in text), 0)
