"""Farmland, lines and wetland of the invented town that have a version, a class or a list.

All on pixel edges like the other zones: a red line and permanent farmland redrawn in 2024, an
urban boundary that runs into both, plots of soil classes, the second wetland survey, and tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.noise import uniform
from raster_pipeline.demo.town_parcels import COUNTY, TownYear
from raster_pipeline.demo.town_zones import (
    RED_LINE,
    farmland_frame,
    farmland_rows,
    rectangle,
    red_line_table,
    zone_frame,
)
from sinkmap.grid import Window

__all__ = [
    "LAND_TABLES",
    "RED_LINE_2024",
    "SOIL_PLOTS",
    "URBAN",
    "WETLAND_SURVEY",
    "farmland_rows_2024",
    "land_inputs",
    "land_published",
    "land_tables",
    "write_land_tables",
]

RED_LINE_2024 = {
    **RED_LINE,
    "清溪湖水体生态保护红线": ("生物多样性维护", Window(6, 402, 96, 160)),
    "西山水源涵养生态保护红线": ("水源涵养", Window(360, 10, 110, 156)),
}
"""The red line of 2024: 768 pixels of the lake's shore out, 660 of the hills in."""

URBAN = (Window(322, 370, 158, 215), Window(340, 150, 30, 20))
"""Urban development boundary; the second part runs into the red line and into farmland."""

SOIL_PLOTS = tuple(
    (
        "严格管控类" if number % 3 == 0 else "安全利用类",
        "否" if number % 4 == 1 else "是",
        Window(16 + 30 * (number % 6), 60 + 60 * (number // 6), 12, 20),
    )
    for number in range(24)
) + tuple(("优先保护类", "", Window(200, 20 + 40 * number, 20, 30)) for number in range(6))
"""Plots by soil class: class, state of safe use and pixels; they do not overlap."""

WETLAND_SURVEY = (
    ("自然湿地", "清溪湖湿地", Window(0, 396, 118, 190)),
    ("自然湿地", "清溪河湿地", Window(240, 0, 44, 352)),
    ("人工湿地", "东塘养殖湿地", Window(130, 400, 105, 200)),
)
"""Second wetland survey: kind, name and pixels."""

_SAFE_USE = {
    2022: {"safe": (31.4, 28.0, 16), "strict": (15.2, 12.6, 8)},
    2023: {"safe": (31.4, 29.1, 16), "strict": (15.2, 13.0, 8)},
    2024: {"safe": (31.4, 29.8, 16), "strict": (15.2, 13.9, 3)},
}
"""Ledger of the town: year -> class -> hectares, hectares in safe use, plots (few in 2024)."""

_SOM = (
    (COUNTY, 2019, 24.10, 4.2, 96, 0, 20, "NY/T 1121.6-2006"),
    (COUNTY, 2023, 25.35, 4.0, 104, 0, 20, "NY/T 1121.6-2006"),
    ("320499100201", 2019, 23.4, 3.8, 30, 0, 20, "NY/T 1121.6-2006"),
    ("320499100201", 2023, 24.0, 3.7, 32, 0, 30, "NY/T 1121.6-2006"),
    ("320499100202", 2023, 26.2, 4.4, 28, 0, 20, "NY/T 1121.6-2006"),
)
"""Organic matter: the town comparable, one village of two depths, one of a single vintage."""

LAND_TABLES = ("tables/safe_use.csv", "tables/organic_matter.csv")

_SOURCE = "模拟数据，程序生成，不对应任何真实地块"


def farmland_rows_2024(town: TownYear) -> NDArray[np.int64]:
    """Rows of the parcels of 2022 that are permanent farmland in 2024: some out, some in."""
    before = farmland_rows(town)
    draw = uniform(town.serial, seed=73)
    dry = np.isin(town.kind, [CODES["0102"], CODES["0103"]])
    added = np.setdiff1d(np.flatnonzero(dry & (draw > 0.97)), before)
    return np.union1d(before[draw[before] > 0.01], added)


def land_tables(town: TownYear, base: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Vector layers by file stem; ``town`` and ``base`` are the parcels of 2022."""
    kinds, states, windows = zip(*SOIL_PLOTS, strict=True)
    soil = {
        "DKBM": [f"DK{number + 1:04d}" for number in range(len(kinds))],
        "TRLB": list(kinds),
        "SFAQLY": list(states),
        "BZ": "模拟",
    }
    survey = {
        "SDMC": [f"{name}（模拟）" for _, name, _ in WETLAND_SURVEY],
        "SDLX": [kind for kind, _, _ in WETLAND_SURVEY],
    }
    urban = {"GHFQDM": ["1", "2"], "GHFQMC": ["城镇集中建设区", "城镇弹性发展区"], "BZ": "模拟"}
    return {
        "STBHHX_2024": red_line_table(RED_LINE_2024),
        "YJJBNTTB_2024": farmland_frame(base, farmland_rows_2024(town)),
        "CZKFBJ": zone_frame(urban, map(rectangle, URBAN)),
        "NYDTRLB": zone_frame(soil, map(rectangle, windows)),
        "SD2": zone_frame(survey, (rectangle(window) for _, _, window in WETLAND_SURVEY)),
    }


def write_land_tables(folder: Path) -> None:
    """Write the ledger of safe use and the means of organic matter, UTF-8 with a mark."""
    ledger = [
        (COUNTY, year, kind, *values)
        for year, classes in _SAFE_USE.items()
        for kind, values in classes.items()
    ]
    ledger += [("320499100201", 2024, kind, 20.0, 19.0, 9) for kind in ("safe", "strict")]
    _write(
        folder / LAND_TABLES[0],
        ("统计单元", "年份", "类别", "面积公顷", "安全利用面积公顷", "地块数"),
        ledger,
    )
    _write(
        folder / LAND_TABLES[1],
        ("统计单元", "采样年份", "有机质", "标准差", "样点数", "上界", "下界", "方法"),
        _SOM,
    )


def _write(path: Path, heads: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    path.parent.mkdir(exist_ok=True)
    table = pd.DataFrame(list(rows), columns=list(heads))
    table.to_csv(path, index=False, encoding="utf-8-sig")


def land_inputs() -> list[Mapping[str, Any]]:
    """Entries of ``study.toml``; red line and farmland have two versions."""
    files = (
        ("eco_redline", (2022, 2023), "STBHHX", 2022),
        ("eco_redline", (2024,), "STBHHX_2024", 2024),
        ("permanent_farmland", (2022, 2023), "YJJBNTTB", 2022),
        ("permanent_farmland", (2024,), "YJJBNTTB_2024", 2024),
        ("urban_boundary", (), "CZKFBJ", 2022),
        ("farmland_soil", (), "NYDTRLB", 2021),
        ("wetland_survey2", (), "SD2", 2013),
    )
    shapes = [
        {
            "layer": layer,
            **({"years": list(years)} if years else {}),
            "files": [f"shapefiles/{stem}.shp"],
            "vintage": f"模拟{vintage}年版",
            "source": _SOURCE,
        }
        for layer, years, stem, vintage in files
    ]
    tables = [
        {"layer": layer, "files": [name], "vintage": "模拟台账", "source": _SOURCE}
        for layer, name in zip(("safe_use", "organic_matter"), LAND_TABLES, strict=True)
    ]
    return [*shapes, *tables]


def land_published() -> list[Mapping[str, Any]]:
    """A published total of wetland that no profile meets."""
    return [
        {
            "indicator": "wetland_area",
            "statunit": COUNTY,
            "year": 2022,
            "value": 350.0,
            "uom": "ha",
            "source": "模拟公布数",
        }
    ]
