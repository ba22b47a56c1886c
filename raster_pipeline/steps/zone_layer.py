"""Layers of zones: red line, control units, protected areas, farmland, and any further one."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from raster_pipeline.steps.check.areas import area_unit, register_findings
from raster_pipeline.steps.check.codes import control_unit_classes, form_findings
from raster_pipeline.steps.check.fields import id_findings
from raster_pipeline.steps.check.geometry import without_duplicates
from raster_pipeline.steps.check.level_codes import level_codes
from raster_pipeline.steps.check.overlaps import overlap_findings
from raster_pipeline.steps.check.place import Place
from raster_pipeline.steps.check.protected_plots import plot_findings
from raster_pipeline.steps.check.soil import densities_found
from raster_pipeline.steps.check.soil_classes import ipcc_soil_classes
from raster_pipeline.steps.vector_layer import LayerRead, feature_ids, place_of
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding
from sinkmap.layer import FieldKind, Given
from sinkmap.study import InputEntry, Policies
from sinkmap.uom import SQUARE_METRE, convert, uom

__all__ = ["DISTINCT", "complete_zones", "text_column"]

DISTINCT = ("form", "number", "version", "criterion")
"""Columns by which features of the same ground are different things, where a layer has them."""


def complete_zones(
    read: LayerRead, entry: InputEntry, given: Given, policies: Policies, measure: AreaMeasure
) -> LayerRead:
    """Zones as later steps see them: canonical texts, register areas in m², ``geometry_m2``.

    Texts that are missing are empty; a number and a register area ``<field>_m2`` are then NaN.
    Control units get their ``class`` (uint8) from the code.
    """
    place = place_of(entry, entry.files[0] if len(entry.files) == 1 else "")
    frame, findings, repairs = read.frame, list(read.findings), list(read.repairs)
    also = [name for name in DISTINCT if name in frame]
    once = without_duplicates(frame, feature_ids(frame, given), policies, place, also=also)
    frame, findings, repairs = once.frame, findings + once.findings, repairs + once.repairs
    ids = feature_ids(frame, given)
    made = _texts_and_numbers(frame, given)
    geometry_m2 = frame["geometry_m2"].to_numpy()
    for field in (f for f in given.fields if f.kind is FieldKind.AREA):
        register, faults = _register(frame, field.name, entry, place)
        made[f"{field.name}_m2"] = register
        findings += faults
        if field.name == given.area_field:
            stated = register.notna().to_numpy()
            findings += register_findings(
                register.to_numpy()[stated],
                geometry_m2[stated],
                ids[stated],
                policies.area_tolerance,
                place,
            )
    if given.id == "control_unit" and "code" in frame:
        findings += id_findings(frame["code"], place)
        kinds = frame.get("kind")
        made["class"], faults = control_unit_classes(frame["code"], kinds, place)
        findings += faults
    if given.id == "soil_class" and "soil_class" in frame:
        ipcc, faults = ipcc_soil_classes(frame["soil_class"], frame["geometry_m2"], place)
        made["ipcc_value"] = pd.Series(ipcc, index=frame.index)
        findings += faults
    if given.id == "soil_parcels":
        findings += densities_found(frame, place)
    if given.code_field in frame:
        codes, m2 = frame[given.code_field], frame["geometry_m2"]
        made[given.code_field], faults = level_codes(codes, ids, m2, entry, given, place)
        findings += faults
    geometry = frame.geometry.to_numpy()
    findings += overlap_findings(
        geometry,
        ids.to_numpy(),
        measure,
        policies.overlap_tolerance_m2,
        place,
        by_nature=given.may_overlap,
    )
    zones = gpd.GeoDataFrame({**made, "geometry_m2": geometry_m2}, geometry=geometry, crs=frame.crs)
    if given.id == "protected_area" and "form" in frame:
        findings += form_findings(frame["form"], place) + plot_findings(zones, place)
    return LayerRead(zones, findings, repairs, read.files)


def _texts_and_numbers(frame: gpd.GeoDataFrame, given: Given) -> dict[str, pd.Series]:
    """Every field but areas: texts empty, numbers NaN where the files say nothing."""
    made: dict[str, pd.Series] = {}
    for field in given.fields:
        if field.kind is FieldKind.NUMBER:
            missing = pd.Series(float("nan"), index=frame.index)
            made[field.name] = frame.get(field.name, missing)
        elif field.kind is not FieldKind.AREA:
            made[field.name] = text_column(frame, field.name)
    return made


def _register(
    frame: gpd.GeoDataFrame, column: str, entry: InputEntry, place: Place
) -> tuple[pd.Series, list[Finding]]:
    """An area field in m²; NaN where the files have none."""
    if column not in frame:
        return pd.Series(float("nan"), index=frame.index, name=column), []
    geometry_m2 = frame["geometry_m2"].to_numpy()
    unit, findings = area_unit(frame[column], geometry_m2, entry.area_unit, place)
    return frame[column] * convert(1.0, uom(unit), SQUARE_METRE), findings


def text_column(frame: pd.DataFrame, column: str) -> pd.Series:
    """A column of texts, empty where the files say nothing."""
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[column].fillna("").astype("str").str.strip()
