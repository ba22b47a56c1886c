"""Layers of the invented town that are laid over land use, all on pixel edges, and their truth.

Plots and panels lie across borders of plan, parcels, lines and villages on purpose. The town's
river plays the Grand Canal, its lake Lake Tai.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.demo.land import LAND
from raster_pipeline.demo.town_parcels import (
    COUNTY,
    FILE_CRS,
    TownYear,
    parcel_table,
    zone_40,
)
from raster_pipeline.demo.town_plan import GRID, VILLAGES
from raster_pipeline.demo.town_zones import RED_LINE, farmland_rows, rectangle
from raster_pipeline.io.csv_table import write_csv
from sinkmap.area import geodesic_area
from sinkmap.grid import Window

__all__ = ["overlay_inputs", "overlay_tables", "write_overlays"]

Json = dict[str, Any]
_Rows = tuple[tuple[str, Window], ...]

_PLAN: _Rows = (
    ("07", Window(330, 370, 75, 110)),
    ("0801", Window(330, 480, 75, 105)),
    ("100101", Window(405, 370, 75, 110)),
    ("1401", Window(405, 480, 40, 105)),
    ("16", Window(445, 480, 35, 105)),
    ("0101", Window(0, 0, 240, 330)),
)
"""Planned use: code of any level, and pixels."""

_PLOTS: _Rows = (
    ("列入名录", Window(400, 360, 20, 40)),
    ("风险管控", Window(335, 470, 12, 20)),
    ("疑似污染地块", Window(430, 490, 20, 20)),
    ("移出名录", Window(350, 500, 10, 12)),
)
_GROUNDWATER: _Rows = (
    ("保护区", Window(365, 20, 62, 84)),
    ("一级管控区", Window(320, 300, 60, 100)),
    ("一般区", Window(200, 300, 60, 60)),
)
_PANELS: _Rows = (
    ("东塘渔光互补（模拟）", Window(150, 420, 30, 40)),
    ("北岸农光互补（模拟）", Window(60, 100, 12, 30)),
    ("清溪湖光伏（模拟）", Window(90, 430, 20, 40)),
)
_VACATED: _Rows = (
    ("老化工厂（模拟）", Window(405, 372, 15, 30)),
    ("纺织厂（模拟）", Window(410, 500, 20, 20)),
    ("砖瓦厂（模拟）", Window(450, 500, 12, 15)),
    ("机修厂（模拟）", Window(340, 490, 10, 12)),
    ("粮站（模拟）", Window(300, 340, 8, 10)),
)
_CORRIDORS: _Rows = (
    ("通风廊道", Window(0, 355, 500, 30)),
    ("生态廊道", Window(230, 0, 60, 600)),
)
_CANAL: _Rows = (
    ("建成区", Window(230, 330, 60, 120)),
    ("滨河生态空间", Window(230, 0, 60, 600)),
    ("核心监控区其他区域", Window(180, 0, 160, 600)),
)
_TAIHU: _Rows = (
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

_USES = {
    "07": "residential",
    "08": "public",
    "10": "industry",
    "14": "green",
    "16": "reserved",
    "01": "cropland",
    "": "none",
}
_STATES = {"列入": "listed", "风险": "controlled", "疑似": "suspected", "移出": "cleared"}
_POND = ("1104", "1104A", "1104K")
_CROP = ("0101", "0102", "0103")
_BUILT = (
    "05H1", "0508", "0601", "0602", "0701", "0702", "08H1", "08H2", "08H2A", "0809", "09",
    "1001", "1003", "1004", "1005", "1008", "1109",
)  # fmt: skip
_CONSTRUCTION = (*_BUILT, "0810", "0810A", "1201")


def overlay_tables() -> dict[str, gpd.GeoDataFrame]:
    """Every layer by file stem, zone-40 coordinates."""

    def table(rows: _Rows, column: str, id_field: str = "") -> gpd.GeoDataFrame:
        shapes = np.array([rectangle(window) for _, window in rows], dtype=object)
        columns: dict[str, Any] = {column: [name for name, _ in rows]}
        if id_field:
            columns[id_field] = [f"{COUNTY}{i + 1:04d}" for i in range(len(rows))]
        columns |= {"MJ": np.round(geodesic_area(shapes, GRID.crs), 2), "BZ": "模拟"}
        return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=zone_40(shapes), crs=FILE_CRS)

    return {
        "GHYDYH": table(_PLAN, "GHYDDM"),
        "WRDK": table(_PLOTS, "GKZT", "DKBM"),
        "DXSFQ": table(_GROUNDWATER, "FQLX"),
        "GFBQ": table(_PANELS, "XMMC", "XMBH"),
        "TTGYYD": table(_VACATED, "QYMC", "DKBM"),
        "TFSTLD": table(_CORRIDORS, "LDLX"),
        "DYHHXJKQ": table(_CANAL, "FQLX"),
        "THBHQ": table(_TAIHU, "BHQJB"),
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


def write_overlays(folder: Path, years: Sequence[TownYear], pixel_m2: NDArray[np.float64]) -> None:
    """Write the issued tables, and the truth of the layers as ``truth/overlays.json``."""
    text = json.dumps(_truth(years, pixel_m2), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth/overlays.json").write_text(text + "\n", encoding="utf-8")
    _write_issued(folder, years)


def _write_issued(folder: Path, years: Sequence[TownYear]) -> None:
    """Issued tables: hectares with two decimals of every village, the town, and the first level."""
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


def _truth(years: Sequence[TownYear], pixel_m2: NDArray[np.float64]) -> dict[str, dict[str, Json]]:
    """Year -> figure -> unit (the town and its villages) -> item -> m², counted from pixels."""
    first, found = years[0], {}
    use, state = _names(_PLAN), _names(_PLOTS)
    masks = _Masks(pixel_m2)
    redline = np.any([_inside(w) for _, w in RED_LINE.values()], axis=0)
    farmland = np.isin(first.number, farmland_rows(first))
    panels = _any(_PANELS)
    unclean = (state != "") & (state != "移出名录")
    vacated = _any(_VACATED)
    green, open_plan = np.isin(use, ("1401", "0101")), np.isin(use, ("16", ""))
    before: NDArray[np.bool_] | None = None
    for town in years:
        codes = np.array([land.code for land in LAND])[town.kind[town.number]]
        built, made = np.isin(codes, _BUILT), np.isin(codes, _CONSTRUCTION)
        kinds = {"ventilation": _inside(_CORRIDORS[0][1]), "ecological": _inside(_CORRIDORS[1][1])}
        found[str(town.year)] = {
            "contaminated_use": masks.crossed(_PLOTS, _STATES, use),
            "groundwater_use": masks.crossed(
                _GROUNDWATER,
                {"保护": "protection", "一级": "control_first", "一般": "general"},
                use,
            ),
            "photovoltaics": masks.units(
                {
                    "pond": panels & np.isin(codes, _POND),
                    "cropland": panels & np.isin(codes, _CROP),
                    "total": panels,
                    "redline": panels & redline,
                    "farmland": panels & farmland,
                }
            ),
            "vacated": masks.units(
                {
                    "unclean": vacated & unclean,
                    "green": vacated & ~unclean & green,
                    "undecided": vacated & ~unclean & open_plan,
                    "building": vacated & ~unclean & ~green & ~open_plan,
                }
            ),
            "corridor_area": masks.units(kinds),
            "corridor_built": masks.units({k: m & built for k, m in kinds.items()}),
            "corridor_construction": masks.units({k: m & made for k, m in kinds.items()}),
            "canal": masks.units(_ordered(_CANAL, ("built_up", "riverside", "other"))),
            "taihu": masks.units(_ordered(_TAIHU, ("first", "second", "third"))),
        }
        if before is not None:
            new = built & ~before
            found[str(town.year)]["corridor_new"] = masks.units(
                {k: m & new for k, m in kinds.items()}
            )
        before = built
    return found


class _Masks:
    """m² of masks in the town and its villages."""

    def __init__(self, pixel_m2: NDArray[np.float64]) -> None:
        self._m2 = pixel_m2
        villages = {code: _inside(window) for code, (_, window) in VILLAGES.items()}
        self._units = {COUNTY: np.ones(GRID.shape, dtype=np.bool_), **villages}

    def units(self, masks: Mapping[str, NDArray[np.bool_]]) -> Json:
        return {
            unit: {item: float(self._m2[inside & mask].sum()) for item, mask in masks.items()}
            for unit, inside in self._units.items()
        }

    def crossed(self, rows: _Rows, names: Mapping[str, str], use: NDArray[Any]) -> Json:
        planned = {item: np.char.startswith(use, code) for code, item in _USES.items() if code}
        planned["none"] = use == ""
        return self.units(
            {
                f"{names[name[:2]]}_{item}": _inside(window) & mask
                for name, window in rows
                for item, mask in planned.items()
            }
        )


def _inside(window: Window) -> NDArray[np.bool_]:
    mask = np.zeros(GRID.shape, dtype=np.bool_)
    mask[window.slices] = True
    return mask


def _any(rows: _Rows) -> NDArray[np.bool_]:
    return np.asarray(np.any([_inside(window) for _, window in rows], axis=0))


def _names(rows: _Rows) -> NDArray[Any]:
    """(y, x) name of the row a pixel is in; rows do not overlap."""
    names = np.full(GRID.shape, "", dtype="U12")
    for name, window in rows:
        names[window.slices] = name
    return names


def _ordered(rows: _Rows, items: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """Ground of each row less that of the rows before it."""
    left, found = np.ones(GRID.shape, dtype=np.bool_), {}
    for item, (_, window) in zip(items, rows, strict=True):
        found[item] = left & _inside(window)
        left = left & ~_inside(window)
    return found
