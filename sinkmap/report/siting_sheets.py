"""The map sheets of a siting's report: location, present land use, constraints, image before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sinkmap.report.map_sheet import side_by_side, tallness
from sinkmap.report.mercator import frame_of
from sinkmap.report.review_blocks import Map
from sinkmap.report.siting_map import (
    MappedSites,
    SitingGround,
    constraint_map,
    location_map,
    mapped,
    picture_map,
)
from sinkmap.report.siting_words import ranked
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.siting.result import Siting

__all__ = ["map_sheets"]

_WIDTH, _TALLEST = 0.78, 0.54
"""Shares of the page's width that a sheet may be wide and high, to stay on one page across."""
_DETAIL = (400.0, 250.0)
"""Pixels of a map beside another."""
_DETAILS = 4
"""Sites drawn by themselves, the best scores first."""


def map_sheets(siting: Siting, ground: SitingGround, language: Language) -> tuple[Map, ...]:
    """Every sheet in the order of the report."""
    chosen = ranked(siting, chosen=True)
    numbers = {str(site["site_id"]): int(site["number"]) for site in chosen}
    sites = mapped(siting.sites, numbers, siting.titles)
    sheets = [(location_map(ground, sites, language), Text("项目位置", "Where the sites lie"))]
    if chosen:
        sheets += _close(ground, sites, language)
    return tuple(
        Map(
            svg,
            min(_WIDTH, _TALLEST / tallness(svg)),
            Text(f"图 {n}  {t.zh}", f"Map {n}  {t.en}").say(language),
        )
        for n, (svg, t) in enumerate(sheets, start=1)
    )


def _close(
    ground: SitingGround, sites: MappedSites, language: Language
) -> Iterator[tuple[str, Text]]:
    """Sheets of the chosen sites' ground, then of the best sites one by one."""
    chosen = sites.chosen
    frame = frame_of(chosen.shapes)
    if ground.land_use is not None:
        drawn = picture_map(ground.land_use, ground, sites, frame, language)
        yield drawn, Text("土地利用现状", "Present land use")
    if ground.zones:
        drawn = constraint_map(ground, sites, frame, language)
        yield drawn, Text("与约束条件套合", "Constraints on the ground")
    if ground.image is not None:
        drawn = picture_map(ground.image, ground, sites, frame, language)
        title = ground.image.title
        yield drawn, Text(f"实施前影像：{title.zh}", f"Image before the works: {title.en}")
    if ground.zones:
        yield _details(ground, sites, language)


def _details(ground: SitingGround, sites: MappedSites, language: Language) -> tuple[str, Text]:
    """The sites with the best scores one by one, on one sheet."""
    chosen = sites.chosen
    order = np.argsort(chosen.numbers, kind="stable")[:_DETAILS]
    maps = [
        constraint_map(
            ground, sites, frame_of(chosen.shapes[place : place + 1], 1.0, _DETAIL), language
        )
        for place in order
    ]
    first = Text(f"前 {len(maps)} 个项目与约束条件套合",
                 f"The first {len(maps)} projects and the constraints around them")  # fmt: skip
    return side_by_side(maps), first
