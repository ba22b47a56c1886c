"""Elements of the space pattern 一江三湖五山五廊 and what lies in them.

An element is all features of one kind and name. It is called by its kind and its place among the
names of that kind (``lake_2``); a zone's text is that id and the name.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

import geopandas as gpd
import shapely

from sinkmap.classes import group_at
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Measure, UnitAccount, Within
from sinkmap.text import Text

__all__ = [
    "ELEMENT_ITEMS",
    "KINDS",
    "WHOLE_PATTERN",
    "element_areas",
    "element_name",
    "element_shares",
    "elements",
    "item_of",
    "pattern_zones",
    "total_m2",
]

KINDS: Mapping[str, Text] = {
    "river": Text("江河", "river"),
    "lake": Text("湖泊", "lake"),
    "mountain": Text("山体", "mountain"),
    "corridor": Text("廊道", "corridor"),
}
"""Kinds of pattern elements: 江, 湖, 山, 廊."""
MOST = 9
"""Elements of one kind a pattern may have."""
_PIXELS = Text("要素内土地利用像元面积", "pixel areas of land use in the element")
WHOLE_PATTERN = "all"
"""Item of all elements together, each m² once."""

ELEMENT_ITEMS: Mapping[str, Text] = {
    WHOLE_PATTERN: Text("全部要素", "all elements"),
    **{
        f"{kind}_{number}": Text(f"{title.zh}{number}", f"{title.en} {number}")
        for kind, title in KINDS.items()
        for number in range(1, MOST + 1)
    },
}
"""Items of indicators by element."""


def pattern_zones(elements_: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One zone for each element, and ``all`` for their union.

    Parameters
    ----------
    elements_
        Polygons with ``kind`` and ``name``.

    Returns
    -------
    GeoDataFrame
        ``zone`` (``lake_2 滆湖``), ``kind`` and polygons, overlapping as the elements do.

    Raises
    ------
    InputRefusedError
        ``PATTERN-TOO-MANY`` for more than nine elements of one kind.
    """
    rows: list[tuple[str, str, Any]] = []
    for kind in KINDS:
        same = elements_[elements_["kind"] == kind]
        names = sorted(set(same["name"].fillna("").astype(str)))
        if len(names) > MOST:
            raise InputRefusedError(_too_many(kind, len(names)))
        for number, name in enumerate(names, 1):
            shapes = same.geometry.to_numpy()[(same["name"].fillna("").astype(str) == name)]
            rows.append((f"{kind}_{number} {name}".strip(), kind, shapely.union_all(shapes)))
    whole = shapely.union_all([shape for _, _, shape in rows])
    rows.insert(0, (WHOLE_PATTERN, "", whole))
    return gpd.GeoDataFrame(
        {"zone": [zone for zone, _, _ in rows], "kind": [kind for _, kind, _ in rows]},
        geometry=gpd.GeoSeries([shape for _, _, shape in rows], crs=elements_.crs),
        crs=elements_.crs,
    )


def item_of(zone: str) -> str:
    """Item of a zone: its id without the name."""
    return zone.split(" ", 1)[0]


def _said(zone: str, method: Text) -> Text:
    """A method with the element's name before it."""
    name = zone.split(" ", 1)[1] if " " in zone else ""
    return Text(f"{name}：{method.zh}", f"{name}: {method.en}") if name else method


def element_name(item: str, method: Text) -> str:
    """Name of the element a figure's method begins with; empty where it has none."""
    name, _, _ = method.zh.partition("：")
    named = item in ELEMENT_ITEMS and item != WHOLE_PATTERN and method.en.startswith(f"{name}: ")
    return name if named else ""


def elements(areas: Mapping[str, float], method: Text) -> Iterator[tuple[str, str, Text]]:
    """Zone, item and method of the elements a unit has, in the order of the items."""
    order = list(ELEMENT_ITEMS)
    for zone in sorted(areas, key=lambda one: order.index(item_of(one))):
        if areas[zone] > 0.0:
            yield zone, item_of(zone), _said(zone, method)


def element_shares(
    account: UnitAccount, tally: Within
) -> dict[str, tuple[dict[str, float], float]]:
    """Zone -> m² by group (class set raster ``land_use``), and coverage of the zone."""
    found = account.raster(tally)
    shares: dict[str, tuple[dict[str, float], float]] = {}
    for (zone, value), m2 in found.classes.items():
        one = group_at(int(value))
        if one is not None:
            shares.setdefault(zone, ({}, 0.0))[0][one.id] = m2
    return {
        zone: (by_group, total_m2(by_group) / (total_m2(by_group) + found.unseen_by.get(zone, 0.0)))
        for zone, (by_group, _) in shares.items()
    }


def element_areas(account: UnitAccount, tally: Within, counted: Container[str]) -> list[Measure]:
    """Hectares of the counted groups in each element the unit has, by pixels of ``land_use``."""
    found = element_shares(account, tally)
    whole = {zone: total_m2(by_group) for zone, (by_group, _) in found.items()}
    measures = []
    for zone, item, method in elements(whole, _PIXELS):
        by_group, coverage = found[zone]
        m2 = sum(m2 for group, m2 in by_group.items() if group in counted)
        reason = IntervalReason.PIXELS_ONLY
        measures.append(Measure.extent(m2, coverage, method, reason, item=item))
    return measures


def total_m2(areas: Mapping[str, float]) -> float:
    """Σ of areas, m²."""
    return float(sum(areas.values()))


def _too_many(kind: str, count: int) -> Finding:
    return Finding(
        "PATTERN-TOO-MANY",
        Severity.ERROR,
        Text("同一类格局要素过多", "too many elements of one kind in the pattern"),
        Text("把同一要素的各部分写成同一名称", "give the parts of one element the same name"),
        layer="pattern_element",
        seen=f"{kind}: {count}",
        wanted=f"<= {MOST}",
    )
