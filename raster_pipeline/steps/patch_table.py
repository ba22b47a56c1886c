"""Change patches as control's tables hold them: where each lies, and what was found of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.area import AreaMeasure
from sinkmap.control import JOIN, Cleared, Evidence, Judged

__all__ = ["PATCH_COLUMNS", "PatchBook", "by_patch", "wholly_cleared"]

PATCH_COLUMNS = (
    "patch_id",
    "t0",
    "t1",
    "zone_ids",
    "rule_ids",
    "severity",
    "severity_of_rules",
    "before",
    "after",
    "after_may_be",
    "dlbm_t0",
    "dlbm_t1",
    "area_m2",
    "area_in_zone_m2",
    "evidence",
    "county",
    "town",
    "village",
    "lon",
    "lat",
    "approval_no",
    "top_zone",
    "external_no",
    "batch",
    "deadline",
)

_PLACES = {"county": ("district", "county"), "town": ("town", "street"), "village": ("village",)}
"""Column of a patch -> levels of partitions its name is looked for in."""

Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class PatchBook:
    """What names patches: the two years, the measure with its CRS, and places.

    ``places``: level of a partition -> its units with ``name``.
    """

    years: tuple[int, int]
    measure: AreaMeasure
    crs: Any
    places: Mapping[str, gpd.GeoDataFrame]

    def table(self, patches: gpd.GeoDataFrame, judged: Judged) -> gpd.GeoDataFrame:
        """Every patch with all of :data:`PATCH_COLUMNS`, in the order given."""
        shapes = np.asarray(patches.geometry.to_numpy(), dtype=object)
        points = shapely.point_on_surface(shapes)
        on_earth = gpd.GeoSeries(points, crs=self.crs).to_crs("EPSG:4490")
        top = judged.areas.merge(
            judged.patches.reset_index(names="patch")[["patch", "top_zone"]], on="patch"
        )
        held = top[top["zone_id"] == top["top_zone"]].set_index("patch")["area_m2"]
        table = pd.DataFrame(patches.drop(columns="geometry")).join(judged.patches)
        table = table.assign(
            patch_id=self.ids(patches),
            t0=self.years[0],
            t1=self.years[1],
            area_m2=self.measure.polygons(shapes) if len(shapes) else np.empty(0),
            area_in_zone_m2=held.reindex(range(len(table))).fillna(0.0).to_numpy(),
            lon=on_earth.x.to_numpy(),
            lat=on_earth.y.to_numpy(),
            **_named_places(points, self.places),
        )
        geometry = gpd.GeoSeries(shapes, crs=self.crs)
        return gpd.GeoDataFrame(table[list(PATCH_COLUMNS)], geometry=geometry)

    def ids(self, patches: gpd.GeoDataFrame) -> list[str]:
        """An id for each patch that follows from the ground and the turn alone."""
        shapes = shapely.to_wkb(shapely.normalize(np.asarray(patches.geometry.to_numpy(), object)))
        found = []
        words = ["before", "after", "evidence", "external_no", "batch"]
        for shape, row in zip(shapes, patches[words].itertuples(index=False), strict=True):
            digest = hashlib.sha256(" ".join(map(str, row)).encode() + bytes(shape))
            found.append(f"P{self.years[0]}-{self.years[1]}-{digest.hexdigest()[:12]}")
        return found


def wholly_cleared(
    before_cut: gpd.GeoDataFrame, cleared: Cleared
) -> tuple[gpd.GeoDataFrame, Judged]:
    """Patches a superior issued of which records took everything, as they were issued.

    No rule is met on them, but the superior waits for an answer: the numbers in ``approval_no``.
    """
    is_issued = before_cut["evidence"] == str(Evidence.ISSUED)
    gone = ~before_cut.index.isin(cleared.patches["patch_before"])
    lost = before_cut[is_issued & gone]
    numbers = cleared.approved.groupby("patch_before")["number"].agg(
        lambda texts: JOIN.join(sorted(set(texts)))
    )
    said = lost.assign(approval_no=numbers.reindex(lost.index).fillna("")).reset_index(drop=True)
    rows = range(len(said))
    blank = {"zone_ids": "", "rule_ids": "", "severity": 0, "severity_of_rules": 0, "top_zone": ""}
    nothing = pd.DataFrame({"patch": [], "zone_id": [], "area_m2": []})
    judged = Judged(pd.DataFrame(blank, index=rows), nothing, nothing, nothing)
    return gpd.GeoDataFrame(said, crs=before_cut.crs), judged


def by_patch(
    table: pd.DataFrame, ids: NDArray[Any], met: NDArray[np.bool_], columns: Sequence[str]
) -> pd.DataFrame:
    """Rows of the patches asked for, under the patch's id."""
    patch = table["patch"].to_numpy(dtype=np.int64)
    named = table.assign(patch_id=ids[patch])[met[patch]]
    order = [name for name in ("patch_id", "zone_id", "rule_id") if name in columns]
    return pd.DataFrame(named.sort_values(order)[list(columns)]).reset_index(drop=True)


def _named_places(points: Shapes, places: Mapping[str, gpd.GeoDataFrame]) -> dict[str, list[str]]:
    """County, town and village of each point; empty where no partition says it."""
    found = {}
    for column, levels in _PLACES.items():
        names = np.full(len(points), "", dtype=object)
        frame = next((places[level] for level in levels if level in places), None)
        if frame is not None:
            tree = shapely.STRtree(frame.geometry.to_numpy())
            point, unit = tree.query(points, predicate="intersects")
            names[point[::-1]] = frame["name"].to_numpy()[unit[::-1]]
        found[column] = names.tolist()
    return found
