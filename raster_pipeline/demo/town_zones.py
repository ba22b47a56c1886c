"""Lines and zones of the invented town, all on pixel edges: units, red line, protection, farmland.

Protected areas overlap each other on purpose, as they do around every lake of the region: adding
them up gives more than the land they cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.noise import uniform
from raster_pipeline.demo.town_parcels import COUNTY, FILE_CRS, TownYear, zone_40
from raster_pipeline.demo.town_plan import CONTROL_UNITS, GRID, VILLAGES, ZONE
from sinkmap.area import geodesic_area
from sinkmap.grid import Window

__all__ = [
    "PROTECTED",
    "RED_LINE",
    "UNPUBLISHED",
    "control_unit_table",
    "farmland_frame",
    "farmland_rows",
    "farmland_table",
    "protected_table",
    "rectangle",
    "red_line_table",
    "unit_tables",
    "zone_frame",
]

RED_LINE = {
    "清溪湖水体生态保护红线": ("生物多样性维护", Window(6, 402, 96, 168)),
    "西山水源涵养生态保护红线": ("水源涵养", Window(360, 10, 110, 150)),
    "清溪河口湿地生态保护红线": ("生物多样性维护", Window(102, 430, 14, 60)),
}
"""Red-line areas: name to kind and pixels; they do not overlap each other."""

PROTECTED = (
    ("npk_wetland", "清溪湖省级湿地公园", Window(10, 420, 100, 120)),
    ("fish_reserve", "清溪湖水产种质资源保护区", Window(30, 380, 70, 110)),
    ("imp_wetland", "清溪湖省级重要湿地", Window(0, 410, 118, 100)),
    ("water_source", "西山水库饮用水水源保护区", Window(365, 20, 62, 84)),
    ("nr", "西山自然保护区", Window(350, 60, 100, 120)),
    ("wetland_plot", "清溪河湿地保护小区", Window(240, 100, 40, 120)),
    ("wetland_plot", "东塘湿地保护小区", Window(150, 440, 30, 60)),
    ("eco_space", "清溪河清水通道维护区", Window(230, 0, 60, 600)),
    ("small_wetland", "北岸小微湿地", Window(20, 200, 40, 40)),
    ("wetland_plot", "南塘湿地保护小区", Window(190, 500, 30, 60)),
)
"""Protected areas: form, name and pixels."""

UNPUBLISHED = frozenset({"南塘湿地保护小区"})
"""Plots without publication number and boundary points: they protect nothing yet."""


def rectangle(window: Window) -> Any:
    """The outline of a window in the grid's CRS."""
    return shapely.normalize(shapely.box(*GRID.window_bounds(window)))


def zone_frame(columns: dict[str, Any], shapes: Iterable[Any]) -> gpd.GeoDataFrame:
    """A table in zone 40 of shapes in the grid's CRS."""
    array = np.array(list(shapes), dtype=object)
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=zone_40(array), crs=FILE_CRS)


def _area(shapes: Iterable[Any]) -> NDArray[np.float64]:
    return np.round(geodesic_area(np.array(list(shapes), dtype=object), GRID.crs), 2)


def unit_tables() -> dict[str, gpd.GeoDataFrame]:
    """Villages, and villages with the development zone carved out, by file stem."""
    shapes = {code: rectangle(window) for code, (_, window) in VILLAGES.items()}
    names = {code: name for code, (name, _) in VILLAGES.items()}
    zone_code, zone_name, zone_window = ZONE
    zone = rectangle(zone_window)
    carved = {
        code: shapely.normalize(shapely.difference(s, zone)) if s.contains(zone) else s
        for code, s in shapes.items()
    }
    tables = {}
    for stem, units in (("CJDCQ", shapes), ("CJDCQ_KFQ", {**carved, zone_code: zone})):
        columns = {
            "ZLDWDM": list(units),
            "ZLDWMC": [names.get(code, zone_name) for code in units],
            "DCMJ": _area(units.values()),
            "BZ": "模拟",
        }
        tables[stem] = zone_frame(columns, units.values())
    return tables


def control_unit_table() -> gpd.GeoDataFrame:
    """Control units that cover the town once."""
    words = {"1": "优先保护单元", "2": "重点管控单元", "3": "一般管控单元"}
    shapes = [rectangle(window) for _, window in CONTROL_UNITS.values()]
    columns = {
        "HJGKDYBM": list(CONTROL_UNITS),
        "HJGKDYMC": [name for name, _ in CONTROL_UNITS.values()],
        "PROVINCE": "江苏省",
        "CITY": "模拟市",
        "COUNTY": "模拟县",
        "AREA": _area(shapes),
        "REMARKS": [words[code[8]] for code in CONTROL_UNITS],
    }
    return zone_frame(columns, shapes)


def red_line_table(lines: Mapping[str, tuple[str, Window]] = RED_LINE) -> gpd.GeoDataFrame:
    """Ecological red lines; the area field is in km², as such exports often have it."""
    shapes = [rectangle(window) for _, window in lines.values()]
    columns = {
        "BSM": [f"{COUNTY}9999{i + 1:08d}" for i in range(len(shapes))],
        "XJXZQHDM": COUNTY,
        "HXBM": [f"HX{COUNTY}{i + 1:03d}" for i in range(len(shapes))],
        "MC": list(lines),
        "HXLX": [kind for kind, _ in lines.values()],
        "QYMJ": np.round(_area(shapes) / 1e6, 6),
        "BZ": "模拟",
    }
    return zone_frame(columns, shapes)


def protected_table() -> gpd.GeoDataFrame:
    """Protected areas of several forms that overlap each other; area in hectares."""
    shapes = [rectangle(window) for _, _, window in PROTECTED]
    columns = {
        "FORM": [form for form, _, _ in PROTECTED],
        "MC": [name for _, name, _ in PROTECTED],
        "MJ": np.round(_area(shapes) / 1e4, 4),
        "GBWH": ["" if name in UNPUBLISHED else _number(form) for form, name, _ in PROTECTED],
        "JZDS": [0 if name in UNPUBLISHED else 4 for _, name, _ in PROTECTED],
        "BZ": "模拟",
    }
    return zone_frame(columns, shapes)


def _number(form: str) -> str:
    return "清政发〔2021〕7号（模拟）" if form in ("wetland_plot", "small_wetland") else ""


def farmland_rows(town: TownYear) -> NDArray[np.int64]:
    """Rows of the parcels of permanent farmland: most paddy and part of the dry land of 2022."""
    draw = uniform(town.serial, seed=71)
    paddy = (town.kind == CODES["0101"]) & (draw < 0.82)
    dry = np.isin(town.kind, [CODES["0102"], CODES["0103"]]) & (draw < 0.45)
    return np.flatnonzero(paddy | dry)


def farmland_table(town: TownYear, base: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Permanent farmland: parcels of the base of 2022 under a number of its own."""
    return farmland_frame(base, farmland_rows(town))


def farmland_frame(base: gpd.GeoDataFrame, rows: NDArray[np.int64]) -> gpd.GeoDataFrame:
    """Rows of the parcel table as permanent farmland."""
    chosen = base.iloc[rows]
    columns = {
        "YJJBNTTBBH": [f"YN{COUNTY}{i + 1:06d}" for i in range(len(chosen))],
        "DLBM": chosen["DLBM"].to_numpy(),
        "ZLDWDM": chosen["ZLDWDM"].to_numpy(),
        "YJJBNTMJ": chosen["TBDLMJ"].to_numpy(),
        "BZ": "模拟",
    }
    return gpd.GeoDataFrame(
        pd.DataFrame(columns), geometry=chosen.geometry.to_numpy(), crs=FILE_CRS
    )
