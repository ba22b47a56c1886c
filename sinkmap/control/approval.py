"""Records that allow a change: what lies in their own polygon is no encroachment.

A record clears its own ground and no more; what it leaves of a patch stays a patch. A record
without a number, or whose dates do not reach the time of the change, clears nothing and is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.area import AreaMeasure
from sinkmap.classes import expand
from sinkmap.day import day_of
from sinkmap.errors import Finding, Severity
from sinkmap.parameters import parameter_table
from sinkmap.text import Text

__all__ = ["RECORD_LAYERS", "Cleared", "clear_approved", "record_faults"]

RECORD_LAYERS: Mapping[str, str] = {
    "approvals": "ANY",
    "approved_not_supplied": "BUILT|BARE",
    "temporary_land": "BUILT|FAC|BARE",
    "facility_farm": "FAC",
}
"""Given layer of records -> class groups and sets it lets ground turn into."""

_TEMPORARY = "temporary_land"

_SAID = {
    "APPROVAL-NUMBER-MISSING": (
        Text("批准记录没有文号，未采用", "a record of approval without a number, not used"),
        Text("补填批准文号或备案号", "fill in the number of the approval"),
    ),
    "APPROVAL-OUTSIDE-DATES": (
        Text(
            "批准记录的有效期不含变化时段，未采用",
            "a record whose dates do not reach the change, not used",
        ),
        Text("核对批准日期和有效期", "check the dates of the record"),
    ),
    "APPROVAL-DATE-BAD": (
        Text("批准记录的日期无法读出，未采用", "a record whose dates cannot be read, not used"),
        Text("日期写成 2024-05-31", "write the date as 2024-05-31"),
    ),
    "APPROVAL-DATES-REVERSED": (
        Text("批准记录的有效期先止后起，未采用", "a record that ends before it begins, not used"),
        Text("核对批准日期和有效期", "check the dates of the record"),
    ),
    "APPROVAL-ACTIVITY-UNKNOWN": (
        Text("不是十类有限人为活动之一", "none of the ten limited activities"),
        Text("填写 1 至 10 的活动类型", "state the kind of activity, 1 to 10"),
    ),
}

Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Cleared:
    """Patches without the ground that was approved.

    ``patches``: the rows that are left, with ``approval_no`` (numbers that took part of them,
    joined by ``|``) and ``patch_before``, the row they had; ``approved``: ``patch_before``,
    ``layer``, ``number``, ``activity``, ``body``, ``area_m2`` of every cut; ``rest_m2``, ``rests``:
    remains too small to be a patch.
    """

    patches: gpd.GeoDataFrame
    approved: pd.DataFrame
    rest_m2: float
    rests: int
    findings: tuple[Finding, ...]


def clear_approved(
    patches: gpd.GeoDataFrame,
    records: Mapping[str, gpd.GeoDataFrame],
    days: tuple[date, date],
    measure: AreaMeasure,
    activities: Sequence[str] = (),
) -> Cleared:
    """Cut the ground of records out of patches.

    Parameters
    ----------
    patches
        Patches with ``after``, on the measure's CRS.
    records
        Layer of :data:`RECORD_LAYERS` -> polygons with ``number``, ``activity``, ``body``,
        ``since``, ``until`` as texts; a text that is empty says nothing.
    days
        Survey days of the two years. A record counts if it was in force on a day after the first
        and not after the second; temporary land must still be in force on the second.
    activities
        Numbers of the limited activities; others are told. Empty asks nothing.
    """
    findings: list[Finding] = []
    left = np.asarray(patches.geometry.to_numpy(), dtype=object).copy()
    numbers: list[list[str]] = [[] for _ in range(len(left))]
    rows: list[tuple[Any, ...]] = []
    for layer, clears in RECORD_LAYERS.items():
        if layer not in records or records[layer].empty:
            continue
        valid = _valid(layer, records[layer], days, left, activities, findings)
        turned = patches["after"].isin(expand(clears)).to_numpy()
        rows += _cut(layer, valid, left, turned, numbers, measure)
    area = measure.polygons(left) if len(left) else np.empty(0)
    least = parameter_table("change").value("overlay_sliver_m2")
    touched = np.array([bool(one) for one in numbers], dtype=bool)
    kept = ~touched | (area >= least)
    table = patches.assign(
        approval_no=["|".join(sorted(set(one))) for one in numbers],
        patch_before=np.arange(len(left)),
    )
    table = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(left, index=table.index, crs=table.crs))
    columns = ["patch_before", "layer", "number", "activity", "body", "area_m2"]
    return Cleared(
        gpd.GeoDataFrame(table[kept]).reset_index(drop=True),
        pd.DataFrame(rows, columns=columns),
        float(area[~kept].sum()),
        int((~kept & (area > 0.0)).sum()),
        tuple(findings),
    )


def record_faults(
    layer: str,
    records: pd.DataFrame,
    activities: Sequence[str] = (),
    pairs: Sequence[tuple[date, date]] = (),
) -> tuple[Finding, ...]:
    """What keeps records from clearing any ground, told before anything is compared.

    Parameters
    ----------
    records, activities
        As for :func:`clear_approved`; no geometry is needed.
    pairs
        Survey days of every two years that can be compared; a record that reaches none of them is
        ``APPROVAL-OUTSIDE-DATES``. Empty asks nothing.
    """
    book = _Book.of(layer, records, activities)
    used = [any(_reaches(layer, span, days) for days in pairs) for span in book.spans]
    late = book.usable & ~np.array(used, dtype=bool)
    if not pairs or not late.any():
        return book.faults
    wanted = f"{min(days[0] for days in pairs)} - {max(days[1] for days in pairs)}"
    return (*book.faults, _told("APPROVAL-OUTSIDE-DATES", layer, book.labels[late], wanted))


@dataclass(frozen=True, slots=True, eq=False)
class _Book:
    """The records of a layer read: their days, which of them can be used, what is wrong.

    ``spans``: (record,) first and last day; ``usable``: (record,); ``labels``: (record,) number,
    or the row where there is none.
    """

    table: pd.DataFrame
    spans: tuple[tuple[date | None, date | None], ...]
    usable: NDArray[np.bool_]
    labels: pd.Series[str]
    faults: tuple[Finding, ...]

    @classmethod
    def of(cls, layer: str, records: pd.DataFrame, activities: Sequence[str]) -> _Book:
        table = records.reset_index(drop=True)
        number = _texts(table, "number")
        read = [
            _span(a, b) for a, b in zip(_texts(table, "since"), _texts(table, "until"), strict=True)
        ]
        missing = (number == "").to_numpy()
        bad = np.array([span is None for span in read], dtype=bool)
        spans = tuple(span or (None, None) for span in read)
        reversed_ = np.array([bool(a and b and b < a) for a, b in spans], dtype=bool)
        strange = np.zeros(len(table), dtype=bool)
        if activities:
            kinds = _texts(table, "activity")
            strange = ((kinds != "") & ~kinds.isin(list(activities))).to_numpy()
        labels = pd.Series([text or f"row {k}" for k, text in enumerate(number, start=1)])
        kinds_of_fault = (
            ("APPROVAL-NUMBER-MISSING", missing),
            ("APPROVAL-DATE-BAD", bad & ~missing),
            ("APPROVAL-DATES-REVERSED", reversed_ & ~missing),
            ("APPROVAL-ACTIVITY-UNKNOWN", strange),
        )
        faults = tuple(
            _told(code, layer, labels[rows]) for code, rows in kinds_of_fault if rows.any()
        )
        return cls(table.assign(number=number), spans, ~(missing | bad | reversed_), labels, faults)


def _told(code: str, layer: str, labels: pd.Series[str], wanted: str = "") -> Finding:
    message, cure = _SAID[code]
    features = tuple(sorted(map(str, labels)))
    return Finding(code, Severity.WARNING, message, cure, layer=layer, features=features,
                   wanted=wanted)  # fmt: skip


def _valid(
    layer: str,
    records: gpd.GeoDataFrame,
    days: tuple[date, date],
    patches: Shapes,
    activities: Sequence[str],
    findings: list[Finding],
) -> gpd.GeoDataFrame:
    """Records that may clear ground, in the order of their numbers; the others are told."""
    book = _Book.of(layer, records, activities)
    findings += book.faults
    shapes = np.asarray(book.table["geometry"].to_numpy(), dtype=object)
    in_time = np.array([_reaches(layer, span, days) for span in book.spans], dtype=bool)
    # A record of another time is told only where it would have cleared something.
    meets = np.zeros(len(shapes), dtype=bool)
    meets[np.unique(shapely.STRtree(patches).query(shapes, predicate="intersects")[0])] = True
    late = book.usable & ~in_time
    if (late & meets).any():
        labels, wanted = book.labels[late & meets], f"{days[0]} - {days[1]}"
        findings.append(_told("APPROVAL-OUTSIDE-DATES", layer, labels, wanted))
    good = book.table[book.usable & in_time]
    by_shape = shapely.to_wkb(np.asarray(good["geometry"].to_numpy(), dtype=object), hex=True)
    order = good.assign(_shape=by_shape).sort_values(["number", "_shape"]).index
    return gpd.GeoDataFrame(good.loc[order], crs=records.crs).reset_index(drop=True)


def _reaches(layer: str, span: tuple[date | None, date | None], days: tuple[date, date]) -> bool:
    since, until = span
    if since is not None and since > days[1]:
        return False
    if until is None:
        return True
    return until >= days[1] if layer == _TEMPORARY else until > days[0]


def _span(since: str, until: str) -> tuple[date | None, date | None] | None:
    """Both days of a record; None if one of them cannot be read."""
    try:
        return day_of(since), day_of(until)
    except ValueError:
        return None


def _cut(
    layer: str,
    records: gpd.GeoDataFrame,
    left: Shapes,
    turned: NDArray[np.bool_],
    numbers: list[list[str]],
    measure: AreaMeasure,
) -> list[tuple[Any, ...]]:
    """Take the ground of the records out of ``left``; rows of ``approved``."""
    shapes = np.asarray(records.geometry.to_numpy(), dtype=object)
    record, patch = shapely.STRtree(left).query(shapes, predicate="intersects")
    order = np.lexsort((record, patch))
    rows: list[tuple[Any, ...]] = []
    for one, row in zip(record[order].tolist(), patch[order].tolist(), strict=True):
        if not turned[row]:
            continue
        before = float(measure.polygons(left[[row]])[0])
        rest = _areal(shapely.difference(left[row], shapes[one]))
        taken = before - float(measure.polygons([rest])[0])
        if taken <= 0.0:
            continue
        left[row] = rest
        said = records.iloc[one]
        numbers[row].append(str(said["number"]))
        texts = [
            str(said[name]) if name in records.columns else "" for name in ("activity", "body")
        ]
        rows.append((row, layer, str(said["number"]), *texts, taken))
    return rows


def _texts(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    if column not in frame.columns:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[column].fillna("").astype(str).str.strip()


def _areal(shape: Any) -> Any:
    """The polygons of a shape: cutting leaves points and lines behind, which have no area."""
    parts = shapely.get_parts(shape)
    if any(part.geom_type == "GeometryCollection" for part in parts):
        parts = shapely.get_parts(parts)
    return shapely.MultiPolygon(list(parts[shapely.get_dimensions(parts) == 2]))
