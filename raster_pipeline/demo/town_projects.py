"""Key projects of the invented town, on pixel edges: six footprints and one mere place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.plan_tables import Planned, project_table
from raster_pipeline.demo.town_parcels import FILE_CRS, zone_40
from raster_pipeline.demo.town_zones import rectangle
from sinkmap.grid import Window

__all__ = ["PROJECTS", "project_cover", "project_number", "project_tables"]

_FIRST = 2022
_BUREAU = "清溪镇人民政府（模拟）"

PROJECTS = (
    ("河道整治", "清溪河综合整治", "在建", (2022, 2026), 1_800.0, (4.0, 2.0),
     Window(236, 60, 48, 260)),
    ("生态缓冲带", "清溪湖南岸生态缓冲带", "在建", (2023, 2027), 950.0, (12.0, 0.0),
     Window(104, 400, 22, 150)),
    ("退圩还湖", "清溪湖东圩退圩还湖", "拟建", (2026, 2029), 3_200.0, (0.0, 45.0),
     Window(20, 500, 60, 90)),
    ("湿地保护修复", "东塘湿地保护小区扩建", "在建", (2023, 2028), 620.0, (0.0, 18.0),
     Window(140, 430, 50, 80)),
    ("国土绿化与低效林改造", "西山低效林改造", "在建", (2022, 2030), 760.0, (25.0, 0.0),
     Window(350, 20, 90, 140)),
    ("山体修复", "西山采石宕口修复", "已完成", (2021, 2022), 410.0, (3.0, 0.0),
     Window(440, 180, 40, 50)),
)  # fmt: skip
"""Kind, name, state, years of building, budget (万元), planned trees and wetland (ha), pixels."""
_LATER = {1: {2024: {"XMZT": "已完成", "WGNF": 2024}}, 2: {2024: {"XMZT": "在建", "KGNF": 2024}}}
_POINT = (491_300.0, 3_507_700.0)


def project_number(place: int) -> str:
    """Number of the project at a place of :data:`PROJECTS`."""
    return f"QX-{place + 1:02d}"


def project_tables() -> dict[str, gpd.GeoDataFrame]:
    """The register by file stem: footprints, and a project of which only the place is known."""
    planned = [
        Planned(kind, name, _BUREAU, state, *years, budget, *gains, shape, _LATER.get(place, {}))
        for place, (kind, name, state, years, budget, gains, window) in enumerate(PROJECTS)
        for shape in (_moved(rectangle(window)),)
    ]
    mere = Planned(
        "国土绿化与低效林改造", "镇区口袋公园", _BUREAU, "在建", 2024, 2025, 80.0, 0.8, 0.0,
        _moved(shapely.points(*_POINT)), {},
    )  # fmt: skip
    return {
        "ZDXM": project_table(planned, "QX", _FIRST, FILE_CRS),
        "ZDXM_DW": project_table([mere], "QXD", _FIRST, FILE_CRS),
    }


def project_cover(cover: NDArray[Any], share: Callable[[NDArray[np.bool_]], Any]) -> dict[str, Any]:
    """Project number -> land-cover class on its footprint -> what ``share`` says of its pixels.

    ``cover``: (y, x) classes of the town's grid.
    """
    found: dict[str, Any] = {}
    for place, (*_, window) in enumerate(PROJECTS):
        inside = np.zeros(cover.shape, dtype=np.bool_)
        inside[window.slices] = True
        classes = np.unique(cover[inside])
        found[project_number(place)] = {str(c): share(inside & (cover == c)) for c in classes}
    return found


def _moved(shape: Any) -> Any:
    (moved,) = zone_40(np.array([shape], dtype=object))
    return moved
