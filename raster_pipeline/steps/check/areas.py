"""Register areas: their unit, their arithmetic, and how far they are from the geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.text import Text
from sinkmap.uom import SQUARE_METRE, convert, uom

__all__ = [
    "UNITS",
    "RegisterAreas",
    "area_unit",
    "gross_findings",
    "register_areas",
    "register_findings",
    "ridge_findings",
]

UNITS = ("m2", "ha", "km2", "mu")
"""Units a register area may be written in."""

_UNIT = Kind(
    "AREA-UNIT-DETECTED",
    Severity.NOTE,
    Text("面积字段的单位由与图形面积之比判定", "the unit of the area field was found by its ratio"),
    Text("如不正确，请声明 area_unit", "declare area_unit if this is wrong"),
)
_UNIT_OTHER = Kind(
    "AREA-UNIT-DISAGREES",
    Severity.WARNING,
    Text("声明的面积单位与图形面积不符", "the declared area unit disagrees with the geometry"),
    Text("核对 area_unit", "check area_unit"),
)
_UNIT_UNCLEAR = Kind(
    "AREA-UNIT-UNCLEAR",
    Severity.ERROR,
    Text("面积字段的单位无法判定", "the unit of the area field cannot be told"),
    Text("声明 area_unit，或核对面积字段", "declare area_unit, or check the area field"),
)
_UNIT_MIXED = Kind(
    "AREA-UNIT-MIXED",
    Severity.WARNING,
    Text("面积字段混用多种单位", "the area field is written in several units"),
    Text(
        "统一各文件的面积单位，或拆为多个 [[input]] 分别声明 area_unit",
        "write all files in one unit, or make them inputs of their own with their area_unit",
    ),
)
_ABSENT = Kind(
    "AREA-REGISTER-ABSENT",
    Severity.NOTE,
    Text("没有登记面积，采用图形面积", "there is no register area; the geometry's is used"),
    Text("如有登记面积，请在 fields 中指明字段", "name the field under fields if there is one"),
)
_NOT_POSITIVE = Kind(
    "AREA-NOT-POSITIVE",
    Severity.ERROR,
    Text("图斑面积缺失或不大于零", "register areas that are missing or not above zero"),
    Text("改正面积字段", "correct the area field"),
)
_ARITHMETIC = Kind(
    "AREA-ARITHMETIC",
    Severity.ERROR,
    Text("图斑地类面积 ≠ 图斑面积 − 扣除地类面积", "TBDLMJ is not TBMJ − KCMJ"),
    Text("重新计算面积字段", "compute the area fields again"),
)
_RIDGE = Kind(
    "AREA-RIDGE-ARITHMETIC",
    Severity.ERROR,
    Text("扣除地类面积 ≠ 图斑面积 × 扣除地类系数", "KCMJ is not TBMJ × KCXS"),
    Text("重新计算面积字段", "compute the area fields again"),
)
_RIDGE_RANGE = Kind(
    "AREA-RIDGE-RANGE",
    Severity.ERROR,
    Text(
        "扣除地类系数不在 0 与 1 之间，或扣除地类面积大于图斑面积",
        "deductions that are negative or larger than the parcel",
    ),
    Text("改正 KCXS、KCMJ", "correct KCXS and KCMJ"),
)
_RIDGE_CLASS = Kind(
    "AREA-RIDGE-CLASS",
    Severity.WARNING,
    Text("非耕地图斑扣除了田坎", "field ridges are taken off parcels that are no cropland"),
    Text("核对 KCXS、KCMJ 与地类编码", "check KCXS, KCMJ and the class codes"),
)
_GROSS = Kind(
    "AREA-REGISTER-GROSS",
    Severity.ERROR,
    Text(
        "登记面积与图形面积相差一倍以上",
        "register areas are more than twice, or less than half, the geometry's",
    ),
    Text(
        '改正面积字段，或改用 parcel_area = "geometry"',
        'correct the area field, or use parcel_area = "geometry"',
    ),
)
_TOTAL = Kind(
    "AREA-REGISTER-TOTAL",
    Severity.ERROR,
    Text("登记总面积与图形总面积相差超限", "register and geometry differ as a whole"),
    Text(
        '核对面积单位与面积字段，或改用 parcel_area = "geometry"',
        'check unit and area field, or use parcel_area = "geometry"',
    ),
)
_REGISTER = Kind(
    "AREA-REGISTER",
    Severity.WARNING,
    Text("登记面积与图形面积相差超限", "register areas differ from the geometry's"),
    Text("核对这些图斑的面积字段", "check the area field of these parcels"),
)

_CENT = 0.0051
_LEAST_M2 = 1.0
_UNIT_BAND = 1.2
_GROSS_FACTOR = 2.0
_GROSS_M2 = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class RegisterAreas:
    """Areas of parcels in m², (n,) each: TBMJ, KCMJ and TBDLMJ."""

    register_m2: NDArray[np.float64]
    ridge_m2: NDArray[np.float64]
    class_m2: NDArray[np.float64]


def area_unit(
    register: pd.Series, geometry_m2: NDArray[np.float64], declared: str, place: Place
) -> tuple[str, list[Finding]]:
    """Unit of a register area, by the median of its ratio to the geometry's area.

    Returns
    -------
    The declared unit, else the one within a fifth of the ratio, else ``m2``; and the findings.
    """
    values = register.to_numpy(dtype=np.float64)
    usable = (values > 0) & (geometry_m2 > 0)
    if not usable.any():
        return declared or "m2", []
    ratios = values[usable] / geometry_m2[usable]
    ratio = float(np.median(ratios))
    fits = [unit for unit in UNITS if _is_in(unit, ratio)]
    seen = f"{register.name}: {ratio:.6g}"
    if declared:
        if fits and fits[0] != declared:
            return declared, [place.found(_UNIT_OTHER, seen=seen, wanted=fits[0])]
        return declared, _mixed(ratios, declared, place)
    if not fits:
        mixed = _mixed(ratios, "", place)
        return "m2", mixed or [place.found(_UNIT_UNCLEAR, seen=seen, wanted=" | ".join(UNITS))]
    found = place.found(_UNIT, seen=f"{seen} → {fits[0]}")
    return fits[0], [found, *_mixed(ratios, fits[0], place)]


def _is_in(unit: str, ratio: Any) -> Any:
    """Whether a ratio of register to geometry is that of an area written in a unit."""
    return np.abs(np.log(ratio * convert(1.0, uom(unit), SQUARE_METRE))) < np.log(_UNIT_BAND)


def _mixed(ratios: NDArray[np.float64], chosen: str, place: Place) -> list[Finding]:
    """``AREA-UNIT-MIXED`` where areas are those of other units than the one chosen.

    It is an error where no unit could be chosen.
    """
    counts = {unit: int(np.count_nonzero(_is_in(unit, ratios))) for unit in UNITS}
    others = {unit: count for unit, count in counts.items() if count and unit != chosen}
    if not others or (not chosen and len(others) < 2):
        return []
    seen = ", ".join(f"{unit}: {count}" for unit, count in counts.items() if count)
    severity = Severity.WARNING if chosen else Severity.ERROR
    wanted = chosen or " | ".join(others)
    count = sum(others.values())
    return [place.found(_UNIT_MIXED, count=count, seen=seen, wanted=wanted, severity=severity)]


def register_areas(
    frame: pd.DataFrame,
    geometry_m2: NDArray[np.float64],
    ids: pd.Series,
    declared: str,
    place: Place,
) -> tuple[RegisterAreas, list[Finding]]:
    """TBMJ, KCMJ and TBDLMJ in m², checked against each other and the geometry.

    ``frame`` holds ``tbmj, kcxs, kcmj, tbdlmj`` where the files have them. Where only the
    coefficient is given KCMJ = TBMJ x KCXS, and where TBDLMJ is not given it is TBMJ - KCMJ
    (TD/T 1055-2019), rounded to the cent.
    """
    total = _total(frame)
    if total is None or total.isna().all():
        zero = np.zeros(len(frame))
        return RegisterAreas(geometry_m2, zero, geometry_m2), [place.found(_ABSENT)]
    unit, findings = area_unit(total, geometry_m2, declared, place)
    size = convert(1.0, uom(unit), SQUARE_METRE)
    cent = _CENT * size
    register = total.to_numpy(dtype=np.float64) * size
    bad = ~(register > 0)
    if bad.any():
        findings.append(_listed(_NOT_POSITIVE, bad, ids, place))
        register = np.where(bad, geometry_m2, register)
    coefficient = _numbers(frame, "kcxs", len(register))
    expected = np.round(register * np.nan_to_num(coefficient), 2)
    given = _numbers(frame, "kcmj", len(register)) * size
    ridge = np.where(np.isnan(given), expected, given)
    wrong = ~np.isnan(given) & ~np.isnan(coefficient) & (np.abs(ridge - expected) > 2 * cent)
    if wrong.any():
        findings.append(_listed(_RIDGE, wrong, ids, place, ridge - expected))
    odd = ~((coefficient >= 0) & (coefficient < 1)) & ~np.isnan(coefficient)
    odd |= (ridge < 0) | (ridge > register + 2 * cent)
    if odd.any():
        findings.append(_listed(_RIDGE_RANGE, odd, ids, place, ridge))
    stated = _numbers(frame, "tbdlmj", len(register)) * size
    rest = np.round(register - ridge, 2)
    wrong = ~np.isnan(stated) & (np.abs(stated - rest) > 2 * cent)
    if wrong.any():
        findings.append(_listed(_ARITHMETIC, wrong, ids, place, stated - rest))
    class_m2 = np.where(np.isnan(stated), rest, stated)
    return RegisterAreas(register, ridge, class_m2), findings


def register_findings(
    register: NDArray[np.float64],
    geometry_m2: NDArray[np.float64],
    ids: pd.Series,
    tolerance: float,
    place: Place,
) -> list[Finding]:
    """``AREA-REGISTER``: features beyond the tolerance (relative, and more than 1 m²)."""
    apart = register - geometry_m2
    wrong = np.abs(apart) > np.maximum(_LEAST_M2, tolerance * geometry_m2)
    if not wrong.any():
        return []
    worst = np.argsort(-np.abs(np.where(wrong, apart, 0.0)))[: min(20, int(wrong.sum()))]
    return [
        place.found(
            _REGISTER,
            features=ids.iloc[worst],
            count=int(wrong.sum()),
            seen=f"Σ register − geometry = {apart.sum():.2f} m²",
            wanted=f"± {tolerance:.3%}",
            area_m2=float(np.abs(apart[wrong]).sum()),
        )
    ]


def _total(frame: pd.DataFrame) -> pd.Series | None:
    """TBMJ, or TBDLMJ + KCMJ where the files have no TBMJ."""
    if "tbmj" in frame or "tbdlmj" not in frame:
        return frame.get("tbmj")
    if "kcmj" not in frame:
        return frame["tbdlmj"]
    return (frame["tbdlmj"] + frame["kcmj"].fillna(0.0)).rename("tbdlmj + kcmj")


def gross_findings(
    register: NDArray[np.float64],
    geometry_m2: NDArray[np.float64],
    ids: pd.Series,
    tolerance: float,
    place: Place,
) -> list[Finding]:
    """What no tolerance of a parcel excuses: ``AREA-REGISTER-GROSS``, a slip of the point or
    another unit in some of the rows; ``AREA-REGISTER-TOTAL``, a layer off by more than the
    tolerance (relative) as a whole.
    """
    total, whole = float(register.sum()), float(geometry_m2.sum())
    findings = []
    if abs(total - whole) > tolerance * whole:
        seen, wanted = f"{total:.2f} m² ({total / whole:.4%})", f"{whole:.2f} m² ± {tolerance:.3%}"
        area = abs(total - whole)
        findings.append(place.found(_TOTAL, seen=seen, wanted=wanted, area_m2=area))
    apart = register - geometry_m2
    larger, smaller = np.maximum(register, geometry_m2), np.minimum(register, geometry_m2)
    wrong = (larger > _GROSS_FACTOR * smaller) & (np.abs(apart) > _GROSS_M2)
    if wrong.any():
        findings.append(_listed(_GROSS, wrong, ids, place, apart))
    return findings


def ridge_findings(
    ridge_m2: NDArray[np.float64], groups: pd.Series, ids: pd.Series, place: Place
) -> list[Finding]:
    """``AREA-RIDGE-CLASS``: 田坎 belong to cropland only (TD/T 1055-2019)."""
    wrong = (ridge_m2 > 0) & ~groups.str.startswith("cropland").to_numpy()
    return [_listed(_RIDGE_CLASS, wrong, ids, place, ridge_m2)] if wrong.any() else []


def _numbers(frame: pd.DataFrame, name: str, length: int) -> NDArray[np.float64]:
    if name not in frame:
        return np.full(length, np.nan)
    return np.asarray(frame[name].to_numpy(dtype=np.float64))


def _listed(
    kind: Kind,
    rows: NDArray[np.bool_],
    ids: pd.Series,
    place: Place,
    apart: NDArray[np.float64] | None = None,
) -> Finding:
    total = None if apart is None else float(np.abs(apart[rows]).sum())
    return place.found(kind, features=ids[rows].head(20), count=int(rows.sum()), area_m2=total)
