"""Space pattern, built-up area, parks, streets and people of the invented town.

Areas lie on pixel edges but for the second part of one park, which is 8 m from the first: the two
are one park of exactly 5,000 m². One park has exactly 400 m².
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from raster_pipeline.demo.town_parcels import COUNTY, FILE_CRS, YEARS, zone_40
from raster_pipeline.demo.town_plan import GRID
from raster_pipeline.demo.town_zones import rectangle
from sinkmap.grid import Window

__all__ = ["BUILT_UP", "ELEMENTS", "PARKS", "PEOPLE", "pattern_inputs", "pattern_tables",
           "write_people"]  # fmt: skip

ELEMENTS = (
    ("江河", "清溪河", Window(248, 0, 30, 600)),
    ("湖泊", "清溪湖", Window(0, 400, 118, 190)),
    ("湖泊", "西山水库", Window(365, 20, 62, 84)),
    ("山体", "西山", Window(330, 0, 170, 250)),
    ("廊道", "清溪河生态廊道", Window(235, 0, 55, 600)),
    ("廊道", "湖镇生态廊道", Window(110, 335, 225, 32)),
)
"""Elements of the pattern: kind, name and pixels; corridors run over river and hills."""
BUILT_UP = Window(325, 365, 160, 225)
_GAP = 8.0
PARKS: tuple[tuple[str, str, float, tuple[float, float, float, float]], ...] = (
    ("G11", "清溪公园", 12_000.0, (490, 380, 12, 10)),
    ("G12", "东门社区公园", 4_900.0, (560, 340, 7, 7)),
    ("G14", "西街口袋公园", 400.0, (375, 460, 2, 2)),
    ("G12", "南苑公园（一期）", 2_500.0, (540, 450, 5, 5)),
    ("G12", "南苑公园（二期）", 2_500.0, (545 + _GAP / 10.0, 450, 5, 5)),
    ("G14", "车站绿地", 300.0, (430, 345, 3, 1)),
    ("G3", "清溪广场", 6_400.0, (450, 400, 8, 8)),
    ("G2", "公路防护绿地", 20_000.0, (365, 330, 100, 2)),
)
"""Green space: kind, name, register m², and column, row, columns and rows in pixels."""
PEOPLE = {COUNTY: (21_000, 3_400, 31_500), "320499100001": (20_500, 3_400, 24_800)}
"""Unit -> registered and temporary population of the urban area, permanent population."""
_STREETS = ((range(336, 480, 24), (370, 585)), (range(390, 585, 26), (330, 480)))
_TABLE = "tables/population.csv"


def park_shape(place: tuple[float, float, float, float]) -> Any:
    """The outline of a green space in the grid's CRS."""
    col, row, cols, rows = place
    west, north = GRID.west + col * 10.0, GRID.north - row * 10.0
    return shapely.normalize(shapely.box(west, north - rows * 10.0, west + cols * 10.0, north))


def _frame(columns: Mapping[str, Any], shapes: Iterable[Any]) -> gpd.GeoDataFrame:
    array = np.array(list(shapes), dtype=object)
    table = pd.DataFrame({**columns, "BZ": "模拟"})
    return gpd.GeoDataFrame(table, geometry=zone_40(array), crs=FILE_CRS)


def _streets() -> list[Any]:
    rows, (first, last) = _STREETS[0]
    cols, (top, bottom) = _STREETS[1]

    def at(col: float, row: float) -> tuple[float, float]:
        return GRID.west + col * 10.0, GRID.north - row * 10.0

    across = [shapely.LineString([at(first, r + 1), at(last, r + 1)]) for r in rows]
    return across + [shapely.LineString([at(c + 1, top), at(c + 1, bottom)]) for c in cols]


def pattern_tables() -> dict[str, gpd.GeoDataFrame]:
    """Layers of this module by file stem, zone-40 coordinates."""
    streets = _streets()
    return {
        "STGJ": _frame(
            {"LX": [kind for kind, _, _ in ELEMENTS], "MC": [name for _, name, _ in ELEMENTS]},
            (rectangle(window) for _, _, window in ELEMENTS),
        ),
        "JCQ": _frame({"MC": ["清溪镇建成区"]}, [rectangle(BUILT_UP)]),
        "GYLD": _frame(
            {
                "LX": [kind for kind, _, _, _ in PARKS],
                "MC": [name for _, name, _, _ in PARKS],
                "MJ": [area for _, _, area, _ in PARKS],
            },
            (park_shape(place) for _, _, _, place in PARKS),
        ),
        "DLZX": _frame({"MC": [f"第{n + 1}街" for n in range(len(streets))]}, streets),
    }


def write_people(folder: Path) -> None:
    """The table of people, as a statistics office exports it: GB 18030."""
    path = folder / _TABLE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(("行政区", "年份", "城区人口", "城区暂住人口", "常住人口"))
        for year in YEARS:
            for unit, people in PEOPLE.items():
                grown = [round(n * (1.0 + 0.01 * (year - YEARS[0]))) for n in people]
                out.writerow((unit, year, *grown))


def pattern_inputs(source: str) -> list[Mapping[str, Any]]:
    """``[[input]]`` of this module's layers."""
    files = {
        "pattern_element": "shapefiles/STGJ.shp",
        "built_up_area": "shapefiles/JCQ.shp",
        "parks": "shapefiles/GYLD.shp",
        "street": "shapefiles/DLZX.shp",
        "population": _TABLE,
    }
    return [
        {"layer": layer, "files": [file], "vintage": "模拟2022年版", "source": source}
        for layer, file in files.items()
    ]
