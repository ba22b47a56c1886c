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
from sinkmap.errors import Finding, Severity
from sinkmap.parameters import parameter_table
from sinkmap.text import Text

__all__ = ["RECORD_LAYERS", "Cleared", "clear_approved"]

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


def _valid(
    layer: str,
    records: gpd.GeoDataFrame,
    days: tuple[date, date],
    patches: Shapes,
    activities: Sequence[str],
    findings: list[Finding],
) -> gpd.GeoDataFrame:
    """Records that may clear ground, in the order of their numbers; the others are told."""
    table = records.reset_index(drop=True)
    number = _texts(table, "number")
    spans = [
        _span(a, b) for a, b in zip(_texts(table, "since"), _texts(table, "until"), strict=True)
    ]
    missing = (number == "").to_numpy()
    bad = np.array([span is None for span in spans], dtype=bool) & ~missing
    late = np.array([span is not None and not _reaches(layer, span, days) for span in spans])
    shapes = np.asarray(table.geometry.to_numpy(), dtype=object)
    # A record of another time is told only where it would have cleared something.
    meets = np.zeros(len(table), dtype=bool)
    meets[np.unique(shapely.STRtree(patches).query(shapes, predicate="intersects")[0])] = True
    late &= ~missing
    strange = np.zeros(len(table), dtype=bool)
    if activities:
        kinds = _texts(table, "activity")
        strange = ((kinds != "") & ~kinds.isin(list(activities))).to_numpy()
    labels = number.where(~missing, [f"row {k + 1}" for k in range(len(table))])
    for code, rows in (
        ("APPROVAL-NUMBER-MISSING", missing),
        ("APPROVAL-DATE-BAD", bad),
        ("APPROVAL-OUTSIDE-DATES", late & meets),
        ("APPROVAL-ACTIVITY-UNKNOWN", strange),
    ):
        if rows.any():
            message, cure = _SAID[code]
            wanted = f"{days[0]} - {days[1]}" if code == "APPROVAL-OUTSIDE-DATES" else ""
            features = tuple(sorted(str(one) for one in labels[rows]))
            findings.append(
                Finding(code, Severity.WARNING, message, cure, layer=layer, features=features,
                        wanted=wanted)
            )  # fmt: skip
    good = table[~(missing | bad | late)].assign(number=number[~(missing | bad | late)])
    by_shape = shapely.to_wkb(np.asarray(good.geometry.to_numpy(), dtype=object), hex=True)
    order = good.assign(_shape=by_shape).sort_values(["number", "_shape"]).index
    return gpd.GeoDataFrame(good.loc[order]).reset_index(drop=True)


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
        return _day(since), _day(until)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    plain = text.strip().replace("/", "-").replace(".", "-")
    if not plain:
        return None
    if len(plain) == 8 and plain.isdigit():
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    return date.fromisoformat(plain[:10])


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
