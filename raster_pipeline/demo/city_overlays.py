"""Layers of the simulated city that are laid over land use: plan, plots, panels, corridors, zones.

Canal and lake are the drawn ones with the widths of the rules; everything else is invented, in
rectangles around the centres of two districts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import Feature
from raster_pipeline.demo.city_ground import CRS_BORDERS, GRID
from sinkmap.area import plane_area

__all__ = ["CITY_OVERLAYS", "city_overlay_tables", "city_overlay_truth"]

_RIVERSIDE_M, _CORE_M = 1_000.0, 2_000.0
_FIRST_M, _SECOND_M = 5_000.0, 15_000.0
"""Metres around canal and lake; the second level of the lake is invented."""
_GRAIN_M = 0.01
"""Vertices lie on whole centimetres: thinner slivers would cross themselves in degrees."""

_Boxes = tuple[tuple[str, tuple[float, float, float, float]], ...]

_PLAN: _Boxes = (
    ("07", (0, 0, 3000, 2000)),
    ("0804", (3000, 0, 4000, 2000)),
    ("1001", (0, 2000, 3000, 4000)),
    ("1401", (3000, 2000, 4000, 4000)),
    ("16", (0, 4000, 3000, 5000)),  # in two, so that every corner is a corner of both neighbours
    ("16", (3000, 4000, 4000, 5000)),
)
_PLOTS: _Boxes = (
    ("列入名录", (200, 1900, 600, 2200)),
    ("风险管控", (2800, 300, 3200, 600)),
    ("移出名录", (3200, 2500, 3400, 2700)),
    ("疑似污染地块", (900, 3900, 1200, 4100)),
)
_GROUNDWATER: _Boxes = (
    ("保护区", (-2000, -2000, -500, -500)),
    ("一级管控区", (0, 1500, 2000, 2500)),
    ("一般区", (4000, 0, 6000, 5000)),
)
_VACATED: _Boxes = (
    ("老化工厂（模拟）", (300, 2000, 700, 2400)),
    ("印染厂（模拟）", (3100, 2100, 3500, 2600)),
    ("轧钢厂（模拟）", (1000, 4200, 1600, 4500)),
)
_PANELS: _Boxes = (
    ("渔光互补（模拟）", (-6000, -3000, -5000, -2200)),
    ("农光互补（模拟）", (-9000, -5000, -8200, -4600)),
)
_CORRIDORS: _Boxes = (
    ("通风廊道", (-6000, 5200, 9000, 5700)),
    ("生态廊道", (4200, -8000, 4600, 8000)),
)

_BOXES: Mapping[str, tuple[str, _Boxes]] = {
    "planned_use": ("GHYDDM", _PLAN),
    "contaminated_plots": ("GKZT", _PLOTS),
    "groundwater_zones": ("FQLX", _GROUNDWATER),
    "vacated_industry": ("QYMC", _VACATED),
    "photovoltaics": ("XMMC", _PANELS),
    "open_corridors": ("LDLX", _CORRIDORS),
}
CITY_OVERLAYS = (*_BOXES, "canal_core_zone", "taihu_levels")
"""Given layers of this file, each the name of its file too."""

_WUJIN = "320412"


def city_overlay_tables(found: tuple[Feature, ...]) -> dict[str, gpd.GeoDataFrame]:
    """Every layer by name, EPSG:4490."""
    canal, taihu = _canal(found), _taihu(found)
    return {
        **{name: _boxes(column, rows) for name, (column, rows) in _BOXES.items()},
        "canal_core_zone": _frame({"FQLX": list(canal)}, list(canal.values())),
        "taihu_levels": _frame({"BHQJB": list(taihu)}, list(taihu.values())),
    }


def city_overlay_truth(found: tuple[Feature, ...]) -> dict[str, dict[str, float]]:
    """Areas of the canal's and the lake's zones as drawn, m² in the plane of the grid."""
    drawn = {"canal_m2": _canal(found), "taihu_m2": _taihu(found)}
    return {
        name: {zone: float(plane_area([shape])[0]) for zone, shape in zones.items()}
        for name, zones in drawn.items()
    }


def _canal(found: tuple[Feature, ...]) -> dict[str, Any]:
    """Rings of 1 km and from there to 2 km around the canal, within the city."""
    near, far = _rings(found, "京杭运河", _RIVERSIDE_M, _CORE_M)
    return {"滨河生态空间": near, "核心监控区其他区域": far}


def _taihu(found: tuple[Feature, ...]) -> dict[str, Any]:
    """Two rings around the lake, and the rest of the city."""
    near, far = _rings(found, "太湖竺山湖", _FIRST_M, _SECOND_M)
    rest = shapely.difference(_city(), shapely.union(near, far), grid_size=_GRAIN_M)
    return {"一级保护区": near, "二级保护区": far, "三级保护区": rest}


def _rings(found: tuple[Feature, ...], name: str, inner: float, outer: float) -> tuple[Any, Any]:
    water = shapely.union_all([one.shape for one in found if one.name == name])
    near, far = (
        shapely.intersection(
            shapely.buffer(water, metres, quad_segs=4), _city(), grid_size=_GRAIN_M
        )
        for metres in (inner, outer)
    )
    return near, shapely.difference(far, near, grid_size=_GRAIN_M)


def _city() -> Any:
    return shapely.union_all([district.plane for district in districts()])


def _boxes(column: str, rows: _Boxes) -> gpd.GeoDataFrame:
    """Rectangles whose coordinates count from the middle of 武进, in metres."""
    wujin = next(district.plane for district in districts() if district.code == _WUJIN)
    middle = shapely.centroid(wujin)
    x, y = round(middle.x, -2), round(middle.y, -2)
    shapes = [shapely.box(x + w, y + s, x + e, y + n) for _, (w, s, e, n) in rows]
    columns: dict[str, Any] = {
        "DKBM": [f"{_WUJIN}{number + 1:04d}" for number in range(len(rows))],
        column: [name for name, _ in rows],
        "BZ": ["模拟"] * len(rows),
    }
    return _frame(columns, shapes)


def _frame(columns: Mapping[str, list[Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(pd.DataFrame(dict(columns)), geometry=shapes, crs=GRID.crs)
    return frame.to_crs(CRS_BORDERS)
