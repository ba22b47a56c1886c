"""减污降碳协同: what is known of each control unit, side by side, each quantity classed by itself.

Quantities are never added up with each other, units are not ranked, and what a unit's policy texts
say is not weighed. A class says how much there is (low, middle, high), not how good that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from sinkmap.classes import control_unit_class
from sinkmap.errors import InputRefusedError
from sinkmap.figure import Status
from sinkmap.parameters import parameter_table, weakest
from sinkmap.reason import IntervalReason
from sinkmap.statunit import StatUnit
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "OUTSIDE_UNITS",
    "SYNERGY_COLUMNS",
    "Amount",
    "Band",
    "BoundsKind",
    "Lacking",
    "Quantity",
    "SynergyUnit",
    "reason_text",
    "synergy_table",
]

SYNERGY_COLUMNS = (
    "statunit",
    "code",
    "name_zh",
    "name_en",
    "unit_class",
    "area_ha",
    "year",
    "item",
    "title_zh",
    "title_en",
    "value",
    "uom",
    "status",
    "reason",
    "classed",
    "classed_uom",
    "band",
    "middle_from",
    "high_from",
    "bounds_kind",
    "bounds_certainty",
    "bounds_source",
    "source",
)
"""One row for each control unit and quantity: :func:`synergy_table`."""

OUTSIDE_UNITS = ""
"""Unit id of what lies in no control unit: it is shown, so that rows sum to the whole."""
_OUTSIDE = Text("单元之外", "outside the units")
_PARAMETERS = "synergy"


class Band(StrEnum):
    """Class of a quantity in a unit."""

    NEGATIVE = "negative"
    NONE = "none"
    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _BANDS[self]


_BANDS = {
    Band.NEGATIVE: Text("负值", "negative"),
    Band.NONE: Text("无", "none"),
    Band.LOW: Text("低", "low"),
    Band.MIDDLE: Text("中", "middle"),
    Band.HIGH: Text("高", "high"),
}


class BoundsKind(StrEnum):
    """Where the bounds of a quantity's classes come from."""

    DECLARED = "declared"
    QUANTILE = "quantile"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _BOUNDS[self]


_BOUNDS = {
    BoundsKind.DECLARED: Text("参数表界值", "bounds of the parameter table"),
    BoundsKind.QUANTILE: Text(
        "分位数分级（仅在本表各单元之间比较）", "quantiles: a comparison of the units listed only"
    ),
}


class Lacking(StrEnum):
    """Why a unit has no value of a quantity, where no figure says it."""

    NO_FIGURE = "no_figure"
    NO_CONTROL_RUN = "no_control_run"
    NO_TABLE = "no_table"
    NO_ROW = "no_row"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _LACKING[self]


_LACKING = {
    Lacking.NO_FIGURE: Text("运行结果中没有该指标值", "the run holds no such figure"),
    Lacking.NO_CONTROL_RUN: Text("尚未做该时段的管控分析", "control was not run for these years"),
    Lacking.NO_TABLE: Text("方案没有该年度的污染物表", "the study has no pollutants of the year"),
    Lacking.NO_ROW: Text(
        "污染物表中没有该单元", "the table of pollutants says nothing of the unit"
    ),
}


def reason_text(reason: str) -> Text:
    """Words for the ``reason`` of a row, whether a figure's or a :class:`Lacking`."""
    return Lacking(reason).text if reason in set(Lacking) else IntervalReason(reason).text


@dataclass(frozen=True, slots=True)
class SynergyUnit:
    """A control unit with its area in m² of the additive measure."""

    unit: StatUnit
    area_m2: float

    @property
    def unit_class(self) -> int:
        """1 priority protection, 2 key control, 3 general control; 0 if the code is no such."""
        try:
            return control_unit_class(self.unit.code)
        except InputRefusedError:
            return 0


@dataclass(frozen=True, slots=True)
class Amount:
    """What is known of a quantity in one unit; without ``value``, ``reason`` says why.

    ``source``: figure ids, the child run's table or the bureau's file, to walk the number back.
    """

    value: float | None
    source: str
    status: Status = Status.OK
    reason: str = ""

    @classmethod
    def lacking(cls, why: Lacking) -> Amount:
        """Nothing is known."""
        return cls(None, "", Status.NOT_ESTIMATED, str(why))


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity in every unit.

    ``bounds``: stem of its bounds in ``parameters/synergy.csv``; empty classes by quantiles.
    ``per_area``: classed by hectare of the unit, as totals must be; a share is classed as it is.
    ``amounts``: unit id -> what is known, :data:`OUTSIDE_UNITS` for what lies in no unit.
    """

    id: str
    title: Text
    uom: str
    amounts: Mapping[str, Amount]
    bounds: str = ""
    per_area: bool = True


@dataclass(frozen=True, slots=True)
class _Bounds:
    middle: float
    high: float
    kind: BoundsKind
    certainty: str
    source: str

    def band(self, value: float) -> Band:
        if value < 0.0:
            return Band.NEGATIVE
        if value == 0.0:
            return Band.NONE
        if value < self.middle:
            return Band.LOW
        return Band.MIDDLE if value < self.high else Band.HIGH


def synergy_table(
    units: Sequence[SynergyUnit], year: int, quantities: Iterable[Quantity]
) -> pd.DataFrame:
    """Every quantity of every unit, in the order of the units.

    Returns
    -------
    Rows of :data:`SYNERGY_COLUMNS`. ``classed`` is what the class is of, in ``classed_uom``:
    the value by hectare of the unit, or the share itself. ``middle_from`` and ``high_from`` are the
    bounds the class was told by; without ``bounds_kind`` nothing was classed.
    """
    listed = list(quantities)
    bounds = {one.id: _bounds_of(one, units) for one in listed}
    rows = [_row(unit, year, one, bounds[one.id]) for unit in units for one in listed]
    rows += [_outside(year, one) for one in listed if OUTSIDE_UNITS in one.amounts]
    table = pd.DataFrame(rows, columns=list(SYNERGY_COLUMNS))
    numbers = ["area_ha", "value", "classed", "middle_from", "high_from"]
    return table.astype(dict.fromkeys(numbers, "float64"))


def _row(
    unit: SynergyUnit, year: int, quantity: Quantity, bounds: _Bounds | None
) -> dict[str, Any]:
    amount = quantity.amounts.get(unit.unit.id, Amount.lacking(Lacking.NO_ROW))
    classed = _classed(quantity, amount, unit)
    row = {
        "statunit": unit.unit.id,
        "code": unit.unit.code,
        "name_zh": unit.unit.name.zh,
        "name_en": unit.unit.name.en,
        "unit_class": unit.unit_class,
        "area_ha": convert(unit.area_m2, SQUARE_METRE, HECTARE),
        **_said(year, quantity, amount),
        "classed": classed,
        "classed_uom": f"{quantity.uom}/ha" if quantity.per_area else quantity.uom,
        "band": "",
        "bounds_kind": "",
        "bounds_certainty": "",
        "bounds_source": "",
    }
    if bounds is not None and classed is not None:
        row |= {
            "band": str(bounds.band(classed)),
            "middle_from": bounds.middle,
            "high_from": bounds.high,
            "bounds_kind": str(bounds.kind),
            "bounds_certainty": bounds.certainty,
            "bounds_source": bounds.source,
        }
    return row


def _outside(year: int, quantity: Quantity) -> dict[str, Any]:
    blank = ("code", "classed_uom", "band", "bounds_kind", "bounds_certainty", "bounds_source")
    return {
        "statunit": OUTSIDE_UNITS,
        "name_zh": _OUTSIDE.zh,
        "name_en": _OUTSIDE.en,
        "unit_class": 0,
        **_said(year, quantity, quantity.amounts[OUTSIDE_UNITS]),
        **dict.fromkeys(blank, ""),
    }


def _said(year: int, quantity: Quantity, amount: Amount) -> dict[str, Any]:
    return {
        "year": year,
        "item": quantity.id,
        "title_zh": quantity.title.zh,
        "title_en": quantity.title.en,
        "value": amount.value,
        "uom": quantity.uom,
        "status": str(amount.status),
        "reason": amount.reason,
        "source": amount.source,
    }


def _classed(quantity: Quantity, amount: Amount, unit: SynergyUnit) -> float | None:
    if amount.value is None or not quantity.per_area:
        return amount.value
    if unit.area_m2 <= 0.0:
        return None
    return amount.value / convert(unit.area_m2, SQUARE_METRE, HECTARE)


def _bounds_of(quantity: Quantity, units: Sequence[SynergyUnit]) -> _Bounds | None:
    """Declared bounds, else thirds of the units; None where too few units differ."""
    table = parameter_table(_PARAMETERS)
    stem = quantity.bounds or str(BoundsKind.QUANTILE)
    pair = [table.get(f"{stem}_{name}") for name in (Band.MIDDLE, Band.HIGH)]
    certainty, source = weakest(one.certainty for one in pair), pair[0].source
    if quantity.bounds:
        middle, high = (one.value for one in pair)
        return _Bounds(middle, high, BoundsKind.DECLARED, certainty, source)
    known = (quantity.amounts.get(unit.unit.id) for unit in units)
    found = [
        value
        for unit, amount in zip(units, known, strict=True)
        if amount is not None and (value := _classed(quantity, amount, unit)) is not None
    ]
    if len(set(found)) < table.value("quantile_units_min"):
        return None
    middle, high = (float(np.quantile(found, one.value)) for one in pair)
    return _Bounds(middle, high, BoundsKind.QUANTILE, certainty, source)
