"""Layers of lines and points as later steps see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.check.geometry import without_duplicates
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.vector_layer import LayerRead, feature_ids, place_of
from raster_pipeline.steps.zone_layer import DISTINCT, text_column
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.layer import FieldKind, Form, Given
from sinkmap.length import geodesic_length
from sinkmap.study import InputEntry, Policies
from sinkmap.text import Text

__all__ = ["complete_features"]

_OVERLAP_M = 1.0
"""Metres lines may share before it is told: rounding of coordinates, and no more."""
_OVERLAP = Kind(
    "LINE-OVERLAP",
    Severity.WARNING,
    Text(
        "线要素互相重叠；同一类别的重叠部分只计一次，不同类别各计一次",
        "lines run over each other; once for each class that a stretch is of",
    ),
    Text("核对重叠的线", "check the lines that overlap"),
)


def complete_features(
    read: LayerRead, entry: InputEntry, given: Given, policies: Policies, measure: AreaMeasure
) -> LayerRead:
    """Canonical fields of lines or points, and for lines ``length_m``.

    Texts that are missing are empty, numbers NaN. ``length_m`` is geodesic on CGCS2000. Register
    areas are kept as numbers. ``measure`` says the CRS.
    """
    place = place_of(entry, entry.files[0] if len(entry.files) == 1 else "")
    also = [name for name in DISTINCT if name in read.frame]
    ids = feature_ids(read.frame, given)
    once = without_duplicates(read.frame, ids, policies, place, also=also)
    frame, findings = once.frame, read.findings + once.findings
    made: dict[str, pd.Series] = {}
    for field in given.fields:
        if field.kind in (FieldKind.NUMBER, FieldKind.AREA):
            missing = pd.Series(float("nan"), index=frame.index)
            made[field.name] = frame.get(field.name, missing)
        else:
            made[field.name] = text_column(frame, field.name)
    geometry = frame.geometry.to_numpy()
    if given.form is Form.LINES:
        lengths = geodesic_length(geometry, measure.crs)
        made["length_m"] = pd.Series(lengths, index=frame.index)
        findings += _overlap_findings(geometry, place, allowed=given.may_overlap)
    features = gpd.GeoDataFrame(made, geometry=geometry, crs=frame.crs)
    return replace(read, frame=features, findings=findings, repairs=read.repairs + once.repairs)


def _overlap_findings(geometry: NDArray[Any], place: Place, *, allowed: bool) -> list[Finding]:
    """``LINE-OVERLAP`` with the length that is counted more than once."""
    single = shapely.line_merge(shapely.union_all(geometry))
    more = float(shapely.length(geometry).sum() - shapely.length(single))
    if allowed or more <= _OVERLAP_M:
        return []
    return [place.found(_OVERLAP, seen=f"{more:.1f} m", wanted=f"≤ {_OVERLAP_M:g} m")]
