"""Parcels of a year: codes, register areas, overlaps; and a year made from an update package."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from raster_pipeline.steps.check.areas import (
    gross_findings,
    register_areas,
    register_findings,
    ridge_findings,
)
from raster_pipeline.steps.check.codes import code_findings, declared_system, groups_of
from raster_pipeline.steps.check.encoding import class_name_findings
from raster_pipeline.steps.check.fields import id_findings
from raster_pipeline.steps.check.geometry import without_duplicates
from raster_pipeline.steps.check.overlaps import overlap_findings
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.vector_layer import LayerRead, place_of
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.layer import Given
from sinkmap.parameters import soc_practices
from sinkmap.study import InputEntry, ParcelArea, Policies
from sinkmap.text import Text

__all__ = ["PARCEL_COLUMNS", "complete_parcels", "parcel_overlaps", "updated_parcels"]

PARCEL_COLUMNS = (
    "bsm",
    "code",
    "group",
    "group_index",
    "class_m2",
    "ridge_m2",
    "register_m2",
    "geometry_m2",
    "zldwdm",
    "zldwmc",
    "practice",
    "ownership",
    "geometry",
)
"""Columns of parcels after intake; areas in m², ``group_index`` uint8, the others text."""

_UNKNOWN_ID = Kind(
    "UPDATE-ID-UNKNOWN",
    Severity.ERROR,
    Text("更新包引用了不存在的变更前图斑", "an update package replaces parcels that do not exist"),
    Text("核对 BGQTBBSM 与上一年图斑", "check BGQTBBSM against the parcels of the year before"),
)
_NO_ID = Kind(
    "UPDATE-ID-MISSING",
    Severity.ERROR,
    Text("更新图斑未写明变更前图斑", "new parcels that name no parcel they replace"),
    Text("补填 BGQTBBSM", "fill in BGQTBBSM"),
)
_AREA = Kind(
    "UPDATE-AREA",
    Severity.ERROR,
    Text("更新前后图斑面积不等", "new parcels do not have the area of those they replace"),
    Text("核对更新包是否完整", "check whether the update package is complete"),
)
_PRACTICE = Kind(
    "PRACTICE-UNKNOWN",
    Severity.ERROR,
    Text("未知的耕地管理措施", "a practice on cropland that is not known"),
    Text("改用列出的名称之一", "use one of the names listed"),
)
_SEPARATORS = r"[,，;；、\s]+"


def complete_parcels(
    read: LayerRead, entry: InputEntry, given: Given, policies: Policies, measure: AreaMeasure
) -> LayerRead:
    """Parcels as every later step sees them (:data:`PARCEL_COLUMNS`, and ``bgqbsm`` of updates).

    Overlaps are left to :func:`parcel_overlaps`, which an updated year needs as a whole.
    """
    place = place_of(entry, entry.files[0] if len(entry.files) == 1 else "")
    findings, repairs, frame = list(read.findings), list(read.repairs), read.frame
    system, faults = declared_system(entry, given, place)
    findings += faults
    if system is None or not {"bsm", "dlbm"} <= set(frame.columns) or frame.empty:
        return LayerRead(_empty(frame), findings, repairs, read.files)
    once = without_duplicates(frame, frame["bsm"], policies, place, also=("dlbm",))
    frame = once.frame
    findings += id_findings(frame["bsm"], place)
    findings, repairs = findings + once.findings, repairs + once.repairs
    codes = system.normalise(frame["dlbm"])
    findings += code_findings(codes, frame["bsm"], frame["geometry_m2"], place)
    classes = groups_of(codes, system)
    if "dlmc" in frame:
        findings += class_name_findings(frame["dlmc"], codes.codes, system.id, place)
    geometry_m2 = frame["geometry_m2"].to_numpy()
    areas, faults = register_areas(frame, geometry_m2, frame["bsm"], entry.area_unit, place)
    findings += faults
    findings += register_findings(
        areas.register_m2, geometry_m2, frame["bsm"], policies.area_tolerance, place
    )
    if policies.parcel_area is ParcelArea.REGISTER:
        findings += gross_findings(
            areas.register_m2, geometry_m2, frame["bsm"], policies.area_tolerance, place
        )
    findings += ridge_findings(areas.ridge_m2, classes["group"], frame["bsm"], place)
    made = {
        "bsm": _text(frame, "bsm"),
        "code": classes["code"],
        "group": classes["group"],
        "group_index": classes["group_index"],
        "class_m2": areas.class_m2,
        "ridge_m2": areas.ridge_m2,
        "register_m2": areas.register_m2,
        "geometry_m2": geometry_m2,
        "zldwdm": _text(frame, "zldwdm"),
        "zldwmc": _text(frame, "zldwmc"),
        "practice": _text(frame, "practice"),
        "ownership": _text(frame, "ownership"),
    }
    findings += _practice_findings(made["practice"], frame["bsm"], place)
    if "bgqbsm" in frame:
        made["bgqbsm"] = _text(frame, "bgqbsm")
    parcels = gpd.GeoDataFrame(made, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    return LayerRead(parcels, findings, repairs, read.files)


def _practice_findings(practice: pd.Series, ids: pd.Series, place: Place) -> list[Finding]:
    wrong = ~practice.isin(["", *soc_practices()])
    if not wrong.any():
        return []
    seen = ", ".join(practice[wrong].unique()[:5])
    features, count = ids[wrong].head(20), int(wrong.sum())
    wanted = ", ".join(soc_practices())
    return [place.found(_PRACTICE, features=features, count=count, seen=seen, wanted=wanted)]


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[column].fillna("").astype("str")


def _empty(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    columns = {name: pd.Series([], dtype="float64") for name in PARCEL_COLUMNS[:-1]}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=frame.crs))


def parcel_overlaps(
    parcels: gpd.GeoDataFrame, policies: Policies, measure: AreaMeasure, place: Place
) -> list[Finding]:
    """Parcels of a whole year that lie over each other."""
    return overlap_findings(
        parcels.geometry.to_numpy(),
        parcels["bsm"].to_numpy(),
        measure,
        policies.overlap_tolerance_m2,
        place,
    )


def updated_parcels(
    before: gpd.GeoDataFrame, update: gpd.GeoDataFrame, policies: Policies, place: Place
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The year before without the parcels an update package replaces, and the package's own.

    Both frames as :func:`complete_parcels` gives them. What is replaced must exist and have the
    area of what replaces it.
    """
    named = update["bgqbsm"].str.split(_SEPARATORS, regex=True).explode().str.strip()
    replaced = pd.Index(named[named.notna() & (named != "")].unique(), dtype=object)
    unnamed = update.loc[update["bgqbsm"].str.strip() == "", "bsm"]
    old_ids = pd.Index(before["bsm"], dtype=object)  # looked up row by row, not text by text
    unknown = replaced[~replaced.isin(old_ids)]
    findings = []
    if len(unnamed):
        findings.append(place.found(_NO_ID, features=unnamed.head(20), count=len(unnamed)))
    if len(unknown):
        findings.append(place.found(_UNKNOWN_ID, features=unknown[:20], count=len(unknown)))
    goes = old_ids.isin(replaced)
    old_m2, new_m2 = before.loc[goes, "geometry_m2"].sum(), update["geometry_m2"].sum()
    if abs(old_m2 - new_m2) > max(policies.overlap_tolerance_m2, 1e-6 * old_m2):
        findings.append(
            place.found(
                _AREA,
                seen=f"{new_m2:.2f} m²",
                wanted=f"{old_m2:.2f} m²",
                area_m2=float(abs(old_m2 - new_m2)),
            )
        )
    parts = [before[~goes], update[list(PARCEL_COLUMNS)]]
    after = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=before.crs)
    after["group_index"] = after["group_index"].astype(np.uint8)
    return after, findings + id_findings(after["bsm"], place)
