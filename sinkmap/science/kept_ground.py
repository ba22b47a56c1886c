"""What lies on ground a plan keeps for something: built land in corridors, panels on farmland."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from sinkmap.classes import members, planned_class
from sinkmap.science.crossed_zones import BAR, NONE, ZONE, crossed, without
from sinkmap.text import Text

__all__ = [
    "BUILT_SETS",
    "CORRIDORS",
    "OPEN",
    "corridor_ground",
    "greening_candidates",
    "is_new",
    "new_buildings",
    "panels_on_land",
    "under_plan",
]

OPEN = "open"
"""Class of ground in a corridor on which nothing is built."""

CORRIDORS: Mapping[str, Text] = {
    "ventilation": Text("通风廊道", "ventilation corridors"),
    "ecological": Text("生态廊道", "ecological corridors"),
}
"""Kinds of corridors."""

BUILT_SETS: Mapping[str, frozenset[str]] = {
    "construction": members("BUILT"),
    "built": members("BUILT") - {"park", "vacant"},
}
"""Groups that count as built, by profile."""

_UNCLEAN = ("suspected", "listed", "controlled", "remediating")
"""States of a contaminated plot before it is cleared."""

_GREEN = ("cropland", "garden", "woodland", "grassland", "wetland", "green", "water")
_UNDECIDED = ("reserved", "other", NONE)


def under_plan(
    ground: gpd.GeoDataFrame, zones: str, planned_use: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Zones by the first-level class of use planned for them: ``zone|class``, ``zone|none``."""
    return crossed(ground, zones, planned_use.assign(use=_uses(planned_use)), "use")


def panels_on_land(panels: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ground of panels by the group of the parcels under them; ``none`` where no parcel is.

    Returns
    -------
    GeoDataFrame
        ``zone`` (the group's id) and geometry.
    """
    found = crossed(panels, "", parcels, "group")
    return gpd.GeoDataFrame(found.assign(**{ZONE: found["by"]})[[ZONE, "geometry"]])


def corridor_ground(corridors: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ground of corridors by kind: ``kind|group`` where it is built, ``kind|open`` elsewhere."""
    built = parcels[parcels["group"].isin(members("BUILT"))]
    return crossed(corridors, "kind", built, "group", rest=OPEN)


def new_buildings(now: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Built ground in corridors whose group was another in the year before.

    Parameters
    ----------
    now, before
        As :func:`corridor_ground` gives them for the two years. Ground that was in no corridor of
        the kind before is left out, as nobody knows what stood there.

    Returns
    -------
    GeoDataFrame
        ``zone`` (``kind|group now>group before``) and geometry.
    """
    names: list[str] = []
    parts: list[Any] = []
    for kind, rows in now[now["by"] != OPEN].groupby("of", sort=True):
        then = before[before["of"] == kind]
        pieces = crossed(gpd.GeoDataFrame(rows), "by", then, "by", rest="")
        pieces = pieces[pieces["of"] != pieces["by"]]
        names += [f"{kind}{BAR}{n}>{w}" for n, w in zip(pieces["of"], pieces["by"], strict=True)]
        parts += list(pieces.geometry)
    return gpd.GeoDataFrame({ZONE: names}, geometry=gpd.GeoSeries(parts, crs=now.crs))


def is_new(kind: str, counted: frozenset[str]) -> bool:
    """Whether the class ``now>before`` of a zone turned into what counts as built."""
    now, _, before = kind.partition(">")
    return now in counted and before not in counted


def greening_candidates(
    vacated: gpd.GeoDataFrame, planned_use: gpd.GeoDataFrame, plots: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Vacated industrial land by what stands in the way of making it green.

    ``unclean``: in a contaminated plot that is not cleared; of the rest, by the use planned:
    ``green`` (green space, farmland, woodland, grassland, wetland, water), ``undecided``
    (reserved, other, or no plan), ``building`` (any other use). Each m² is of one of them.

    Returns
    -------
    GeoDataFrame
        ``zone`` and geometry, one row for each that occurs.
    """
    unclean = plots[plots["state"].isin(_UNCLEAN)]
    inside = crossed(vacated, "", unclean, "", rest="")
    clean = without(vacated.dissolve().reset_index(drop=True), unclean)
    uses = under_plan(clean, "", planned_use)
    purpose = [_purpose(use) for use in uses["by"]]
    rows = pd.concat(
        [inside.assign(**{ZONE: "unclean"}), uses.assign(**{ZONE: purpose})], ignore_index=True
    )
    frame = gpd.GeoDataFrame(rows[[ZONE, "geometry"]], crs=vacated.crs)
    return gpd.GeoDataFrame(frame.dissolve(ZONE).reset_index())


def _uses(planned_use: gpd.GeoDataFrame) -> list[str]:
    found = (planned_class(str(code)) for code in planned_use["code"])
    return [one.id if one else NONE for one in found]


def _purpose(use: str) -> str:
    if use in _UNDECIDED:
        return "undecided"
    return "green" if use in _GREEN else "building"
