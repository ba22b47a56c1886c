"""Candidates of types of work on the ground of one year of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import Progress, silent
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from raster_pipeline.steps.site_cut import CutGround, cut_ground, mask_layer
from raster_pipeline.steps.site_layers import SiteLayers
from raster_pipeline.steps.site_masks import MaskGround, Masks, find_masks
from sinkmap.classes import expand
from sinkmap.errors import Finding, Severity
from sinkmap.siting.candidates import (
    EXCLUDED_COLUMNS,
    KEPT,
    SIZE_RULES,
    Candidates,
    GrownSites,
    SiteSizes,
    conflict_pairs,
    grow_sites,
)
from sinkmap.siting.records import RestorationType, Treatment
from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

__all__ = ["SITE_COLUMNS", "SitePlaces", "find_candidates"]

SITE_COLUMNS = (
    "site_id", "type_id", "parcels", "district", "county", "town", "village", "group", "dlbm",
    "ownership", "area_m2", "redline_m2", "eco_space_m2", "cropland_m2", "farmland_m2",
    "forest_land_m2", "protected_m2", "documents", "warnings", "f_bare",
)  # fmt: skip
"""Columns of the candidates before the factors that layers tell; ``f_bare`` is of the parcels, and
all of the site where a type is done in forest of low efficiency alone."""

_ZONE_COLUMNS = {
    "redline_m2": ("Z1", "Z2"),
    "eco_space_m2": ("Z4",),
    "farmland_m2": ("Z3",),
    "protected_m2": ("Z8",),
}
"""Column -> zones whose ground in a site it tells."""

_TOUCHED_M2 = 1.0
"""Ground of a site in a zone from which the zone is said to be touched, m²; less is rounding."""

_MOST_NAMED = 50
"""Parcels named in a site's row; of more the rest is counted."""

Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class SitePlaces:
    """Units by name. ``districts``: ``unit_id``, ``name`` and polygons that share no ground;
    ``levels``: level of a partition -> its units with ``name``."""

    districts: gpd.GeoDataFrame
    levels: Mapping[str, gpd.GeoDataFrame]


def find_candidates(
    layers: SiteLayers,
    book: SitingBook,
    types: Sequence[str],
    places: SitePlaces,
    *,
    switched: Mapping[str, bool] | None = None,
    workers: int = 2,
    progress: Progress = silent,
) -> Candidates:
    """Find the sites of types of work, without their factors.

    Parameters
    ----------
    types
        Ids of the book.
    switched
        Exclusion id -> whether it counts, where the study says so.

    Returns
    -------
    Sites in the order of type and id with :data:`SITE_COLUMNS`.
    """
    switched = switched or {}
    kinds = [book.types[one] for one in sorted(set(types))]
    asked = [
        one
        for one in book.exclusions
        if switched.get(one.id, one.on) and any(one.concerns(kind.id) for kind in kinds)
    ]
    progress("masks", 0.0)
    masks = find_masks(asked, layers)
    units = ZoneLayer.of("unit", places.districts, "unit_id")
    frames, rows, findings = [], [], []
    for number, kind in enumerate(kinds):
        progress(f"candidates {kind.id}", (number + 0.5) / len(kinds))
        found = _of_type(kind, masks, layers, units, workers)
        frames.append(_with_places(found.sites, places, layers))
        rows += found.rows
        if frames[-1].empty:
            findings.append(_none(kind))
    sites = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=layers.grid.crs)
    sites = sites.sort_values(["type_id", "site_id"]).reset_index(drop=True)
    excluded = pd.DataFrame(rows, columns=list(EXCLUDED_COLUMNS))
    return Candidates(
        sites, excluded, conflict_pairs(sites, layers.measure), masks.dropped, tuple(findings)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    sites: gpd.GeoDataFrame
    rows: list[tuple[str, str, int, float, float]]


def _of_type(
    kind: RestorationType, masks: Masks, layers: SiteLayers, units: ZoneLayer, workers: int
) -> _Found:
    parcels = layers.parcels(kind.from_groups)
    own = masks.of_type(kind.id)
    hard = [one for one in own if one.exclusion.treatment is Treatment.EXCLUDE]
    soft = [one for one in own if one.exclusion.treatment is not Treatment.EXCLUDE]
    cut = cut_ground(parcels, kind, hard, units, layers.measure, workers=workers)
    near_m, merged_m2 = layers.book.value("near_distance"), layers.book.value("merged_area")
    sizes = SiteSizes(kind.min_m2, kind.max_m2, kind.min_width_m, near_m, merged_m2)
    grown = grow_sites(kind.id, cut.shapes, list(cut.units), sizes, layers.measure, layers.metres)
    rows = cut.rows(kind.id)
    rows += [
        (kind.id, rule, len(rows) + step, grown.removed[rule], grown.removed[rule])
        for step, rule in enumerate(SIZE_RULES)
    ]
    kept = float(grown.area_m2.sum())
    rows.append((kind.id, KEPT, len(rows), kept, kept))
    table = _of_parcels(kind, grown, cut, parcels, layers)
    zones = _of_zones(grown, soft, parcels, cut, kind, layers, workers)
    frame = table.assign(county="", town="", **zones)[list(SITE_COLUMNS)]
    shapes = gpd.GeoSeries(list(grown.shapes), crs=layers.grid.crs)
    return _Found(gpd.GeoDataFrame(frame, geometry=shapes), rows)


def _of_parcels(
    kind: RestorationType,
    grown: GrownSites,
    cut: CutGround,
    parcels: gpd.GeoDataFrame,
    layers: SiteLayers,
) -> pd.DataFrame:
    """What the parcels of a site say: the largest of each site speaks for it."""
    used = grown.site_of_piece >= 0
    pieces = pd.DataFrame(
        {
            "site": grown.site_of_piece[used],
            "parcel": cut.parcel[used],
            "m2": layers.measure.polygons(cut.shapes[used]) if used.any() else np.empty(0),
        }
    )
    held = pieces.groupby(["site", "parcel"], sort=True)["m2"].sum().reset_index()
    for name in ("bsm", "code", "group", "zldwmc", "ownership"):
        held[name] = parcels[name].to_numpy(dtype=object)[held["parcel"]]
    largest = held.sort_values(["site", "m2", "bsm"], ascending=[True, False, True])
    first = largest.drop_duplicates("site").set_index("site")
    count = len(grown.ids)
    names = held[held["bsm"] != ""].sort_values(["site", "bsm"]).groupby("site")["bsm"]
    table = pd.DataFrame({"site_id": list(grown.ids), "type_id": kind.id}, index=range(count))
    sets = {"cropland_m2": expand("CROP"), "forest_land_m2": frozenset(_FOREST)}
    sums = {
        name: held[held["group"].isin(of)].groupby("site")["m2"].sum().reindex(range(count))
        for name, of in sets.items()
    }
    bare = held[held["group"].isin(_BARE)].groupby("site")["m2"].sum().reindex(range(count))
    poor: pd.Series[float] = bare.fillna(0.0) / np.maximum(grown.area_m2, 1e-9)
    return table.assign(
        parcels=names.agg(_named).reindex(range(count)).fillna(""),
        district=grown.units,
        group=first["group"].reindex(range(count)).fillna(""),
        dlbm=first["code"].reindex(range(count)).fillna(""),
        village=first["zldwmc"].reindex(range(count)).fillna(""),
        ownership=first["ownership"].reindex(range(count)).fillna("").map(_owner),
        area_m2=grown.area_m2,
        **{name: one.fillna(0.0) for name, one in sums.items()},
        f_bare=1.0 if kind.id in layers.low_types else poor.clip(upper=1.0),
    )


_FOREST = ("forest_arbor", "forest_bamboo", "shrub", "woodland_other")
"""Groups of the class 林地 of the third survey (03), swamps left out."""

_BARE = ("bare_soil", "bare_rock", "sand", "built_mine")
"""Groups of ground that bears nothing: bare or mined."""


def _owner(text: str) -> str:
    """Ownership in words: codes of the survey (TD/T 1055, table of QSXZ) begin with 1 or 2 for the
    state and with 3 or 4 for collectives; words stay."""
    if not text[:2].isdigit():
        return text
    return {"1": "国有", "2": "国有", "3": "集体", "4": "集体"}.get(text[0], text)


def _named(codes: pd.Series[str]) -> str:
    once = list(dict.fromkeys(codes))
    rest = len(once) - _MOST_NAMED
    return "|".join([*once[:_MOST_NAMED], *([f"+{rest}"] if rest > 0 else [])])


def _of_zones(
    grown: GrownSites,
    soft: Sequence[MaskGround],
    parcels: gpd.GeoDataFrame,
    cut: CutGround,
    kind: RestorationType,
    layers: SiteLayers,
    workers: int,
) -> dict[str, Any]:
    """Ground of zones in each site, and the exclusions that ask for a paper or warn there."""
    count = len(grown.ids)
    grounds = {
        name: [frame for zone, frame in layers.zones(zones).items() if len(frame)]
        for name, zones in _ZONE_COLUMNS.items()
    }
    drawn = [
        mask_layer(name, np.concatenate([f.geometry.to_numpy() for f in frames]))
        for name, frames in grounds.items()
        if frames
    ]
    drawn += [mask_layer(m.exclusion.id, m.shapes) for m in soft if m.shapes is not None]
    pieces = overlay(grown.shapes, drawn, layers.measure, workers=workers, disjoint=False)
    site, area = pieces["parcel"].to_numpy(), pieces["geometry_m2"].to_numpy()

    def inside(name: str) -> NDArray[np.float64]:
        if name not in pieces:
            return np.zeros(count)
        held = (pieces[name].astype(str) != "").to_numpy()
        return np.asarray(np.bincount(site[held], weights=area[held], minlength=count), float)

    found: dict[str, Any] = {name: inside(name) for name in _ZONE_COLUMNS}
    asked: dict[Treatment, list[list[str]]] = {
        Treatment.DOCUMENT: [[] for _ in range(count)],
        Treatment.WARN: [[] for _ in range(count)],
    }
    for mask in soft:
        if mask.shapes is None:
            rows = mask.rows(parcels, kind.from_groups)[cut.parcel] & (grown.site_of_piece >= 0)
            touched = np.bincount(grown.site_of_piece[rows], minlength=count) > 0
        elif mask.outside:
            touched = grown.area_m2 - inside(mask.exclusion.id) > _TOUCHED_M2
        else:
            touched = inside(mask.exclusion.id) > _TOUCHED_M2
        for row in np.flatnonzero(touched):
            asked[mask.exclusion.treatment][row].append(mask.exclusion.id)
    found["documents"] = ["|".join(one) for one in asked[Treatment.DOCUMENT]]
    found["warnings"] = ["|".join(one) for one in asked[Treatment.WARN]]
    return found


def _with_places(
    sites: gpd.GeoDataFrame, places: SitePlaces, layers: SiteLayers
) -> gpd.GeoDataFrame:
    """Names of the places a site lies in; the village of its parcels where no unit says it."""
    points = shapely.point_on_surface(np.asarray(sites.geometry.to_numpy(), dtype=object))
    names = {}
    for column, levels in _PLACES.items():
        found = np.full(len(sites), "", dtype=object)
        units = next((places.levels[one] for one in levels if one in places.levels), None)
        if units is not None and len(sites):
            tree = shapely.STRtree(units.geometry.to_numpy())
            point, unit = tree.query(points, predicate="intersects")
            found[point[::-1]] = units["name"].to_numpy()[unit[::-1]]
        names[column] = found
    own = sites["village"].to_numpy(dtype=object)
    names["village"] = np.where(names["village"] == "", own, names["village"])
    return sites.assign(**names)


_PLACES = {"county": ("district", "county"), "town": ("town", "street"), "village": ("village",)}
"""Column -> levels of partitions its name is looked for in."""


def _none(kind: RestorationType) -> Finding:
    return Finding(
        "SITING-NO-CANDIDATES",
        Severity.WARNING,
        Text("该类型没有候选地块", "a type of work has no candidates"),
        Text("查看排除统计", "see the table of exclusions for what took the ground"),
        features=(kind.id,),
    )
