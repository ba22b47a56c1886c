"""Encroachment between two years: change patches, cut by every zone, held against every rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import Progress, silent
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from raster_pipeline.steps.patch_table import PatchBook, by_patch, wholly_cleared
from sinkmap.area import AreaMeasure
from sinkmap.classes import group
from sinkmap.control import (
    NO_RULE,
    Cleared,
    Evidence,
    Judged,
    RuleBook,
    ZoneKinds,
    clear_approved,
    combine_evidence,
    judge_patches,
    zone_frames,
    zones_unseen,
)
from sinkmap.errors import Finding
from sinkmap.parameters import parameter_table
from sinkmap.science.change_rule import ChangeRule, ChangeVerdict, kind_of_group
from sinkmap.science.survey_change import judge_polygons
from sinkmap.science.survey_turns import SurveyYear, survey_turns

__all__ = [
    "AREA_COLUMNS",
    "HIT_COLUMNS",
    "IGNORED_COLUMNS",
    "ControlInputs",
    "Encroachment",
    "find_encroachment",
]

AREA_COLUMNS = ("patch_id", "zone_id", "area_m2", "exclusive_m2")
HIT_COLUMNS = ("patch_id", "zone_id", "rule_id", "severity", "basis", "note", "area_m2")
IGNORED_COLUMNS = ("reason", "patches", "area_m2")

Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class ControlInputs:
    """What control is asked about, all on the measure's CRS.

    ``survey``: parcels of both years, None where a year has none; ``scenes``: kept change of land
    cover with ``class_from`` and ``class_to``, None where it was not judged; ``layers``: given
    layers of the later year by id; ``records``: layers of approvals; ``places``: level of a
    partition -> its units with ``name``; ``issued``: as :func:`sinkmap.control.issued_patches`
    gives it, None without.
    """

    years: tuple[int, int]
    survey: tuple[SurveyYear, SurveyYear] | None
    scenes: gpd.GeoDataFrame | None
    layers: Mapping[str, gpd.GeoDataFrame]
    records: Mapping[str, gpd.GeoDataFrame]
    places: Mapping[str, gpd.GeoDataFrame]
    measure: AreaMeasure
    crs: Any
    issued: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Encroachment:
    """What was found.

    ``patches``: the columns of a :class:`PatchBook` and geometry, gravest first; improvements are
    in it, ground on which no rule is met is not, unless a superior issued it and waits for an
    answer. ``areas``: :data:`AREA_COLUMNS`; the exclusive credit of a patch sums to its area.
    ``hits``: :data:`HIT_COLUMNS`, the law of every rule met, its severity before demotion and the
    ground it is met on. ``approved``: what records took. ``ignored``: :data:`IGNORED_COLUMNS`,
    everything that changed and is no patch, by reason. ``unseen``: zones nothing can be said of,
    and the layers they need.
    """

    patches: gpd.GeoDataFrame
    areas: pd.DataFrame
    hits: pd.DataFrame
    approved: pd.DataFrame
    ignored: pd.DataFrame
    unseen: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]


def find_encroachment(
    asked: ControlInputs, book: RuleBook, *, workers: int = 2, progress: Progress = silent
) -> Encroachment:
    """Find and judge every change patch between two years.

    Parameters
    ----------
    book
        Rule book; what is in force on the last day of the later year is judged by.

    Raises
    ------
    ValueError
        If there is neither a survey of both years nor judged land cover.
    """
    if asked.survey is None and asked.scenes is None:
        raise ValueError("there is nothing that shows change")
    rules = book.in_force(_survey_day(asked.years[1]))
    progress("changes", 0.0)
    survey, tally = _survey_patches(asked, workers)
    progress("changes", 0.6)
    combined = combine_evidence(survey, _scene_patches(asked), asked.measure)
    patches = _with_issued(combined.patches, asked.issued)
    days = (_survey_day(asked.years[0]), _survey_day(asked.years[1]))
    known = [str(one.number) for one in rules.activities if one.applicable]
    cleared = clear_approved(patches, asked.records, days, asked.measure, known)
    progress("zones", 0.8)
    judged = _judged(cleared.patches, asked, rules, workers)
    ignored = [(verdict.name.lower(), *pair) for verdict, pair in tally.items()]
    ignored.append(("scenes_rest", combined.let_go, combined.let_go_m2))
    ignored.append(("approval_rest", cleared.rests, cleared.rest_m2))
    thin = judged.slivers
    ignored += [
        (f"zone_sliver:{zone}", count, m2)
        for zone, count, m2 in zip(thin["zone_id"], thin["patches"], thin["area_m2"], strict=True)
    ]
    return _result(asked, rules, patches, cleared, judged, ignored)


def _with_issued(patches: gpd.GeoDataFrame, issued: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Own patches and those issued, each with the superior's number or none.

    An issued patch is a case of its own, whatever else lies on its ground.
    """
    plain = patches.assign(external_no="", batch="", deadline="")
    if issued is None or issued.empty:
        return plain
    return gpd.GeoDataFrame(pd.concat([plain, issued], ignore_index=True), crs=patches.crs)


def _survey_day(year: int) -> date:
    """The yearly survey shows the land on the last day of its year."""
    return date(year, 12, 31)


def _survey_patches(
    asked: ControlInputs, workers: int
) -> tuple[gpd.GeoDataFrame, dict[ChangeVerdict, tuple[int, float]]]:
    """Patches the survey shows; pieces and area of what each rule of size ignored."""
    if asked.survey is None:
        columns = ["before", "after", "after_may_be", "dlbm_t0", "dlbm_t1"]
        return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=asked.crs), {}
    turns = survey_turns(*asked.survey, asked.crs, workers=workers)
    rule = ChangeRule.of_survey(parameter_table("change").value("survey_image_px_m"))
    kinds = [kind_of_group(group(name)) for name in turns["after"]]
    pieces = judge_polygons(turns.geometry.to_numpy(), kinds, rule, asked.measure)
    kept = pieces.verdict == ChangeVerdict.KEPT
    found = turns.iloc[pieces.owner[kept]].reset_index(drop=True)
    shapes = gpd.GeoSeries(shapely.normalize(pieces.geometry[kept]), crs=asked.crs)
    let_go = (ChangeVerdict.TOLERANCE, ChangeVerdict.SLIVER, ChangeVerdict.SMALL)
    ignored = {
        verdict: (
            int((pieces.verdict == verdict).sum()),
            float(pieces.m2[pieces.verdict == verdict].sum()),
        )
        for verdict in let_go
    }
    return gpd.GeoDataFrame(found.assign(geometry=shapes), crs=asked.crs), ignored


def _scene_patches(asked: ControlInputs) -> gpd.GeoDataFrame | None:
    if asked.scenes is None:
        return None
    frame = asked.scenes
    told = frame[(frame["class_from"] != "") & (frame["class_to"] != "")]
    table = pd.DataFrame({"before": told["class_from"], "after": told["class_to"]})
    table = table.assign(after_may_be="", dlbm_t0="", dlbm_t1="")
    return gpd.GeoDataFrame(table, geometry=told.geometry, crs=asked.crs).reset_index(drop=True)


def _judged(
    patches: gpd.GeoDataFrame, asked: ControlInputs, rules: RuleBook, workers: int
) -> Judged:
    frames = zone_frames(asked.layers, rules, asked.crs)
    outside = {zone.complement_of: zone.id for zone in rules.zones if zone.complement_of}
    layers, kinds = [], []
    for zone, frame in frames.items():
        labels = tuple(str(row) for row in range(len(frame)))
        shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
        layers.append(ZoneLayer(zone, labels, shapes))
        named = dict(zip(labels, frame["kind"].astype(str), strict=True))
        kinds.append(ZoneKinds(zone, named, outside.get(zone, "")))
    shapes = np.asarray(patches.geometry.to_numpy(), dtype=object)
    # Zones are disjoint but for the rounding of their borders, which is shared out.
    pieces = overlay(shapes, layers, asked.measure, workers=workers, disjoint=False)
    whole = asked.measure.polygons(shapes) if len(shapes) else np.empty(0)
    owner = pieces["parcel"].to_numpy()
    table = pieces.assign(patch=owner, area_m2=pieces["share"].to_numpy() * whole[owner])
    return judge_patches(patches, table, kinds, rules)


def _result(
    asked: ControlInputs,
    rules: RuleBook,
    before_cut: gpd.GeoDataFrame,
    cleared: Cleared,
    judged: Judged,
    ignored: list[tuple[Any, ...]],
) -> Encroachment:
    """Tables by patch id; patches that meet no rule go to what is ignored."""
    book = PatchBook(asked.years, asked.measure, asked.crs, asked.places)
    frame = book.table(cleared.patches, judged)
    met = (frame["rule_ids"] != "").to_numpy()
    kept = met | (frame["evidence"] == str(Evidence.ISSUED)).to_numpy()
    ignored.append(("no_rule", int((~kept).sum()), float(frame["area_m2"][~kept].sum())))
    approved = cleared.approved
    taken = float(approved["area_m2"].sum())
    ignored.append(("approved", int(approved["patch_before"].nunique()), taken))
    ids = frame["patch_id"].to_numpy(dtype=object)
    whole_ids = book.ids(before_cut)
    approved = approved.assign(patch_id=[whole_ids[row] for row in approved["patch_before"]])
    approved = approved.drop(columns="patch_before").sort_values(["patch_id", "number"])
    listed, areas = frame[kept], by_patch(judged.areas, ids, kept, AREA_COLUMNS)
    answered = book.table(*wholly_cleared(before_cut, cleared))
    if len(answered):
        listed = pd.concat([listed, answered])
        areas = pd.concat([areas, _on_no_rule(answered)], ignore_index=True)
    listed = listed.sort_values(["severity", "patch_id"], ascending=[False, True])
    return Encroachment(
        gpd.GeoDataFrame(listed.reset_index(drop=True), crs=asked.crs),
        areas,
        by_patch(judged.hits, ids, met, HIT_COLUMNS),
        approved.reset_index(drop=True),
        pd.DataFrame(ignored, columns=list(IGNORED_COLUMNS)),
        zones_unseen(tuple(asked.layers), rules),
        cleared.findings,
    )


def _on_no_rule(patches: gpd.GeoDataFrame) -> pd.DataFrame:
    """Credit of patches whose ground meets no rule."""
    rows = patches[["patch_id", "area_m2"]].assign(zone_id=NO_RULE)
    return pd.DataFrame(rows.assign(exclusive_m2=rows["area_m2"])[list(AREA_COLUMNS)])
