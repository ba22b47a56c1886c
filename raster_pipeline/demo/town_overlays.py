"""Layers of the invented town that are laid over land use, all on pixel edges.

Plots and panels lie across borders of plan, parcels, lines and villages on purpose. The town's
river plays the Grand Canal, its lake Lake Tai.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from raster_pipeline.demo.town_parcels import (
    COUNTY,
    FILE_CRS,
    TownYear,
    parcel_table,
    zone_40,
)
from raster_pipeline.demo.town_plan import GRID, VILLAGES
from raster_pipeline.demo.town_zones import rectangle
from raster_pipeline.io.csv_table import write_csv
from sinkmap.area import geodesic_area
from sinkmap.grid import Window

__all__ = ["overlay_inputs", "overlay_tables", "write_issued"]

Rows = tuple[tuple[str, Window], ...]

PLAN: Rows = (
    ("07", Window(330, 370, 75, 110)),
    ("0801", Window(330, 480, 75, 105)),
    ("100101", Window(405, 370, 75, 110)),
    ("1401", Window(405, 480, 40, 105)),
    ("16", Window(445, 480, 35, 105)),
    ("0101", Window(0, 0, 240, 330)),
)
"""Planned use: code of any level, and pixels."""

PLOTS: Rows = (
    ("列入名录", Window(400, 360, 20, 40)),
    ("风险管控", Window(335, 470, 12, 20)),
    ("疑似污染地块", Window(430, 490, 20, 20)),
    ("移出名录", Window(350, 500, 10, 12)),
)
GROUNDWATER: Rows = (
    ("保护区", Window(365, 20, 62, 84)),
    ("一级管控区", Window(320, 300, 60, 100)),
    ("一般区", Window(200, 300, 60, 60)),
)
PANELS: Rows = (
    ("东塘渔光互补（模拟）", Window(150, 420, 30, 40)),
    ("北岸农光互补（模拟）", Window(60, 100, 12, 30)),
    ("清溪湖光伏（模拟）", Window(90, 430, 20, 40)),
)
VACATED: Rows = (
    ("老化工厂（模拟）", Window(405, 372, 15, 30)),
    ("纺织厂（模拟）", Window(410, 500, 20, 20)),
    ("砖瓦厂（模拟）", Window(450, 500, 12, 15)),
    ("机修厂（模拟）", Window(340, 490, 10, 12)),
    ("粮站（模拟）", Window(300, 340, 8, 10)),
)
CORRIDORS: Rows = (
    ("通风廊道", Window(0, 355, 500, 30)),
    ("生态廊道", Window(230, 0, 60, 600)),
)
CANAL: Rows = (
    ("建成区", Window(230, 330, 60, 120)),
    ("滨河生态空间", Window(230, 0, 60, 600)),
    ("核心监控区其他区域", Window(180, 0, 160, 600)),
)
TAIHU: Rows = (
    ("一级保护区", Window(0, 380, 130, 220)),
    ("二级保护区", Window(0, 300, 250, 300)),
    ("三级保护区", Window(0, 0, 500, 600)),
)

_STEMS = {
    "planned_use": "GHYDYH",
    "contaminated_plots": "WRDK",
    "groundwater_zones": "DXSFQ",
    "photovoltaics": "GFBQ",
    "vacated_industry": "TTGYYD",
    "open_corridors": "TFSTLD",
    "canal_core_zone": "DYHHXJKQ",
    "taihu_levels": "THBHQ",
}
_ISSUED = {2022: ("sd3", "DLBM"), 2023: ("sd3", "DLBM"), 2024: ("ydyh2023", "YDYHFLDM")}


def overlay_tables() -> dict[str, gpd.GeoDataFrame]:
    """Every layer by file stem, zone-40 coordinates."""

    def table(rows: Rows, column: str, id_field: str = "") -> gpd.GeoDataFrame:
        shapes = np.array([rectangle(window) for _, window in rows], dtype=object)
        columns: dict[str, Any] = {column: [name for name, _ in rows]}
        if id_field:
            columns[id_field] = [f"{COUNTY}{i + 1:04d}" for i in range(len(rows))]
        columns |= {"MJ": np.round(geodesic_area(shapes, GRID.crs), 2), "BZ": "模拟"}
        return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=zone_40(shapes), crs=FILE_CRS)

    return {
        "GHYDYH": table(PLAN, "GHYDDM"),
        "WRDK": table(PLOTS, "GKZT", "DKBM"),
        "DXSFQ": table(GROUNDWATER, "FQLX"),
        "GFBQ": table(PANELS, "XMMC", "XMBH"),
        "TTGYYD": table(VACATED, "QYMC", "DKBM"),
        "TFSTLD": table(CORRIDORS, "LDLX"),
        "DYHHXJKQ": table(CANAL, "FQLX"),
        "THBHQ": table(TAIHU, "BHQJB"),
    }


def overlay_inputs(source: str) -> list[Mapping[str, Any]]:
    """``[[input]]`` of the plan for every layer and for the issued tables."""
    plain = {"vintage": "模拟2022年版", "source": source}
    layers = [
        {"layer": layer, "files": [f"shapefiles/{stem}.shp"], **plain}
        for layer, stem in _STEMS.items()
    ]
    issued = [
        {
            "layer": "issued_areas",
            "year": year,
            "files": [f"tables/issued_{year}.csv"],
            "code_system": system,
            "vintage": f"模拟{year}年度汇总表",
            "source": source,
        }
        for year, (system, _) in _ISSUED.items()
    ]
    return [*layers, *issued]


def write_issued(folder: Path, years: Sequence[TownYear]) -> None:
    """Write the issued tables: hectares with two decimals by village and of the town, cropland at
    the first level too."""
    before: dict[tuple[str, str], float] = {}
    for town in years:
        now = _register(town)
        same = town.year < 2024
        keys = sorted(now)
        columns: dict[str, list[Any]] = {
            "XZQDM": [unit for unit, _ in keys],
            "NF": [town.year] * len(keys),
            _ISSUED[town.year][1]: [code for _, code in keys],
            "年末面积": [f"{now[key] / 1e4:.2f}" for key in keys],
        }
        if before and same:
            columns["年初面积"] = [f"{before.get(key, 0.0) / 1e4:.2f}" for key in keys]
        path = folder / f"tables/issued_{town.year}.csv"
        write_csv(pd.DataFrame(columns), path, encoding="gb18030")
        before = now


def _register(town: TownYear) -> dict[tuple[str, str], float]:
    """(unit, class of this year's codes) -> m² of the register; the town and both levels too."""
    table = parcel_table(town)
    new = town.year >= 2024
    villages = [list(VILLAGES)[v] for v in town.village]
    found: dict[tuple[str, str], float] = {}
    ridge = "2303" if new else "1203"
    codes = table["YDYHFLDM" if new else "DLBM"]
    for unit, code, net, off in zip(villages, codes, table["TBDLMJ"], table["KCMJ"], strict=True):
        for place in (unit, COUNTY):
            found[(place, code)] = found.get((place, code), 0.0) + net
            found[(place, ridge)] = found.get((place, ridge), 0.0) + off
            if code.startswith("01"):  # cropland is the first level that all figures are read by
                found[(place, "01")] = found.get((place, "01"), 0.0) + net
    return found
