"""How numbers and names of a siting are told: one place for units, factors and titles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sinkmap.classes import group, group_ids
from sinkmap.report.numbers import COUNT, HECTARES, NumberFormat, show
from sinkmap.report.table import Cell, Column, Value
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert, uom

if TYPE_CHECKING:
    from sinkmap.siting.result import Siting

__all__ = [
    "CH4",
    "CO2",
    "MONEY",
    "MU",
    "PP",
    "SCORE",
    "SHARE",
    "SOIL",
    "VALUE",
    "area",
    "cells",
    "counted",
    "groups_title",
    "ha_of",
    "joined",
    "money",
    "mu_of",
    "number",
    "percent",
    "plain",
    "range_words",
    "titled",
    "value_uom",
]

MONEY = NumberFormat(Text("万元", "10,000 CNY"), 2)
MU = NumberFormat(Text("亩", "mu"), 2)
CO2 = NumberFormat(Text("吨CO₂/年", "t CO₂/yr"), 2)
CH4 = NumberFormat(Text("千克CH₄/年", "kg CH₄/yr"), 1)
SOIL = NumberFormat(Text("吨碳", "t C"), 2)
PP = NumberFormat(Text("百分点", "pp"), 5)
SHARE = NumberFormat(Text("%", "%"), 1)
SCORE = NumberFormat(None, 3)
VALUE = NumberFormat(None, 4)
_UOMS = {
    "score·ha": Text("得分·公顷", "score·ha"),
    "tCO2/yr": Text("吨CO₂/年", "t CO₂/yr"),
    "pp": Text("百分点", "pp"),
}
_TEN_THOUSAND = 10_000.0
_PERCENT = 100.0
_YES, _NO = Text("是", "yes"), Text("否", "no")


def value_uom(siting: Siting) -> Text:
    """Unit of the objective's value."""
    uom = siting.question.objective.uom
    return _UOMS.get(uom, Text.of(uom))


def number(value: Any) -> float | None:
    """A plain float, None for what is missing or no number."""
    if value is None:
        return None
    found = float(value)
    return found if math.isfinite(found) else None


def ha_of(m2: Any) -> float | None:
    """m² in hectares."""
    found = number(m2)
    return None if found is None else convert(found, SQUARE_METRE, HECTARE)


def mu_of(m2: Any) -> float | None:
    """m² in mu (亩)."""
    found = number(m2)
    return None if found is None else convert(found, SQUARE_METRE, uom("mu"))


def money(yuan: Any) -> float | None:
    """Yuan in 万元."""
    found = number(yuan)
    return None if found is None else found / _TEN_THOUSAND


def percent(share: Any) -> float | None:
    """A share of 1 in percent."""
    found = number(share)
    return None if found is None else found * _PERCENT


def area(name: str, title: Text, *, width: int = 11) -> Column:
    """A column of hectares."""
    return Column(name, title, HECTARES, width=width)


def counted(name: str, title: Text) -> Column:
    """A column of counts."""
    return Column(name, title, COUNT, width=9)


def titled(titles: Mapping[str, Text], kind: str, name: Any) -> Text | None:
    """Title of a type, district, exclusion or criterion; its id where none is known."""
    known = "" if name is None else str(name)
    return titles.get(f"{kind}:{known}", Text.of(known)) if known else None


def joined(texts: Sequence[Text], zh: str = "；", en: str = "; ") -> Text | None:
    """Texts in one line; None for none."""
    if not texts:
        return None
    return Text(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


def groups_title(names: Any) -> Text | None:
    """Titles of class groups joined by a bar."""
    known = set(group_ids())
    parts = [part for part in str(names or "").split("|") if part]
    return joined([group(p).title if p in known else Text.of(p) for p in parts], "、", ", ")


def range_words(low: Any, high: Any, shown_as: NumberFormat) -> Text | None:
    """The range of a number as words; None where there is none."""
    bounds = number(low), number(high)
    if bounds[0] is None or bounds[1] is None:
        return None
    first, last = (show(bound, shown_as) for bound in bounds)
    return Text(f"{first} 至 {last}", f"{first} to {last}")


def cells(*values: Any) -> tuple[Cell, ...]:
    """A row's cells: plain numbers and words, None for what is missing."""
    return tuple(Cell(plain(one)) for one in values)


def plain(value: Any) -> Value:
    """A value of a frame as a cell holds it."""
    if value is None or isinstance(value, Text | str):
        return value
    if isinstance(value, bool | np.bool_):
        return _YES if value else _NO
    if isinstance(value, int | np.integer):
        return int(value)
    return number(value)
