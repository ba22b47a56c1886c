"""Class of an environmental control unit, read from its code.

A code is ``ZH``, the six digits of the county, one digit of the class and a serial of four digits
(``ZH32041120093``). Codes that begin with ``YS`` name element zones (air, water, soil) and carry
no class of the unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast

from sinkmap.classes.normalise import clean_code
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["CONTROL_UNIT_CLASSES", "ControlUnitClass", "control_unit_class"]

ControlUnitClass = Literal[1, 2, 3]

CONTROL_UNIT_CLASSES: Mapping[int, Text] = MappingProxyType(
    {
        1: Text("优先保护单元", "priority protection unit"),
        2: Text("重点管控单元", "key control unit"),
        3: Text("一般管控单元", "general control unit"),
    }
)

_UNIT = re.compile(r"^ZH\d{6}[123]\d{4}$", re.ASCII)
_WANTED = "ZH + 6 + [1-3] + 4"


def control_unit_class(code: str) -> ControlUnitClass:
    """Class of a control unit: 1 priority protection, 2 key control, 3 general control.

    Raises
    ------
    InputRefusedError
        ``CONTROL-UNIT-ELEMENT-CODE`` for a code of an element zone, ``CONTROL-UNIT-CODE-BAD`` for
        anything else that is not a unit's code.
    """
    clean, _ = clean_code(code)
    if clean.startswith("YS"):
        raise InputRefusedError(
            Finding(
                code="CONTROL-UNIT-ELEMENT-CODE",
                severity=Severity.ERROR,
                message=Text(
                    "这是环境要素分区编码，不是环境管控单元",
                    "this is the code of an element zone, not of a control unit",
                ),
                cure=Text("提供环境管控单元图层", "supply the layer of control units"),
                seen=code,
                wanted=_WANTED,
            )
        )
    if not _UNIT.match(clean):
        raise InputRefusedError(
            Finding(
                code="CONTROL-UNIT-CODE-BAD",
                severity=Severity.ERROR,
                message=Text("环境管控单元编码不合规则", "not a control unit's code"),
                cure=Text("改正 HJGKDYBM 字段", "correct the field HJGKDYBM"),
                seen=code,
                wanted=_WANTED,
            )
        )
    return cast(ControlUnitClass, int(clean[8]))
