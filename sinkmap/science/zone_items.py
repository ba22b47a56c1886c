"""Items of indicators of zones: hectares of crossed zones, and of land inside zones."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sinkmap.classes import group_at, groups, planned_classes
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Measure, RasterAccount
from sinkmap.science.crossed_zones import BAR, NONE
from sinkmap.text import Text

__all__ = [
    "LAND_KINDS",
    "TOTAL",
    "kind_areas",
    "kind_items",
    "planned_areas",
    "planned_items",
    "zone_extents",
]

TOTAL = "total"
"""Item that all others of an indicator add up to."""

_SENSITIVE = "sensitive"
_NO_PLAN = Text("无规划用途", "no use planned")

LAND_KINDS: Mapping[str, Text] = {
    "cropland": Text("耕地", "cropland"),
    "garden": Text("园地", "garden land"),
    "woodland": Text("林地", "woodland"),
    "grassland": Text("草地", "grassland"),
    "wetland": Text("湿地", "wetland"),
    "water": Text("河湖水面", "rivers, lakes, reservoirs and ditches"),
    "pond": Text("坑塘", "ponds"),
    "built": Text("建设用地", "built-up land"),
    "farm": Text("农业设施与农村道路", "farm facilities and rural roads"),
    "other": Text("其他土地", "other land"),
}
"""Kinds of land that areas inside zones are told by, coarser than groups."""

_WATER = frozenset({"river", "lake", "reservoir", "ditch"})
_SETS = {"CROP": "cropland", "GARDEN": "garden", "POND": "pond", "BUILT": "built", "FAC": "farm"}


def planned_items(zones: Mapping[str, Text]) -> dict[str, Text]:
    """Items of zones under planned use: all, under sensitive use, and each zone by each class."""
    classes = {one.id: one.title for one in planned_classes()} | {NONE: _NO_PLAN}
    items = {
        TOTAL: Text("合计", "total"),
        _SENSITIVE: Text("其中规划敏感用途", "of it, planned for sensitive use"),
    }
    for zone, name in zones.items():
        for kind, title in classes.items():
            words = Text(f"{name.zh}·{title.zh}", f"{name.en}: {title.en}")
            items[f"{zone}_{kind}"] = words
    return items


def planned_areas(
    extents: Mapping[str, float], counted: Collection[str], method: Text
) -> tuple[Measure, ...]:
    """Measures of :func:`planned_items` of crossed zones of which only some count.

    ``counted``: zones that the profile counts. Total and sensitive use are always told, zones by
    class where there are any.
    """
    sensitive = {one.id for one in planned_classes() if one.sensitive}
    areas: dict[str, float] = {TOTAL: 0.0, _SENSITIVE: 0.0}
    for name, m2 in extents.items():
        zone, _, kind = name.partition(BAR)
        if zone in counted:
            areas[TOTAL] += m2
            areas[_SENSITIVE] += m2 if kind in sensitive else 0.0
            areas[f"{zone}_{kind}"] = m2
    return zone_extents(areas, 1.0, method, IntervalReason.NO_UNCERTAINTY_GIVEN)


def kind_items(zones: Mapping[str, Text]) -> dict[str, Text]:
    """Items of land inside zones: all, and each zone by each kind of land."""
    items = {TOTAL: Text("合计", "total")}
    for zone, name in zones.items():
        for kind, title in LAND_KINDS.items():
            items[f"{zone}_{kind}"] = Text(f"{name.zh}·{title.zh}", f"{name.en}: {title.en}")
    return items


def kind_areas(inside: RasterAccount, method: Text) -> tuple[Measure, ...]:
    """Measures of :func:`kind_items` of the groups of a map inside zones.

    ``total`` is always told, zones by kind of land where there are any.
    """
    kinds = _kinds()
    areas: dict[str, float] = {TOTAL: 0.0}
    for (zone, index), m2 in sorted(inside.classes.items()):
        one = group_at(index)
        item = f"{zone}_{kinds[one.id] if one else 'other'}"
        areas[item] = areas.get(item, 0.0) + m2
        areas[TOTAL] += m2
    return zone_extents(areas, inside.coverage, method, IntervalReason.NO_REFERENCE_SAMPLES)


def zone_extents(
    areas: Mapping[str, float], coverage: float, method: Text, reason: IntervalReason
) -> tuple[Measure, ...]:
    """Hectares of each item: item -> m²."""
    return tuple(
        Measure.extent(m2, coverage, method, reason, item=item) for item, m2 in areas.items()
    )


def _kinds() -> dict[str, str]:
    """Group -> kind of land."""
    found = {}
    for one in groups():
        by_set = next((kind for name, kind in _SETS.items() if name in one.sets), "")
        by_ipcc = {"FL": "woodland", "GL": "grassland"}.get(one.ipcc, "")
        wet = "wetland" if one.ipcc == "WL" and one.id != "ice" else ""
        found[one.id] = by_set or ("water" if one.id in _WATER else by_ipcc or wet or "other")
    return found | {"ridge": "other"}  # a deduction of cropland parcels, never drawn
