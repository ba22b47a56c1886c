"""Lines and zones of the simulated city: red line, protected areas, control units, farmland.

Protected areas overlap each other and the red line, as they do around the real lakes.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import District, control_cells, districts
from raster_pipeline.demo.city_features import SNAP, Feature, blob
from raster_pipeline.demo.city_ground import CRS_BORDERS, GRID, field
from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.noise import uniform
from sinkmap.area import AreaMeasure, plane_area

__all__ = [
    "control_units",
    "farmland_rows",
    "protected_areas",
    "red_line_table",
    "red_lines",
    "unit_table",
    "zone_frame",
]

_PRIORITY_SHARE = 0.30
_KEY_FIELD = 0.12


def unit_table(units: tuple[District, ...]) -> gpd.GeoDataFrame:
    """Districts with codes and names, longitude and latitude on CGCS2000."""
    columns = {
        "XZQDM": [u.code for u in units],
        "XZQMC": [u.name for u in units],
        "NAME_EN": [u.name_en for u in units],
    }
    return gpd.GeoDataFrame(
        pd.DataFrame(columns), geometry=[u.border for u in units], crs=CRS_BORDERS
    )


def _measure() -> AreaMeasure:
    return AreaMeasure.of_grid(GRID)


def _clipped(shape: Any) -> Any:
    city = shapely.union_all([d.plane for d in districts()])
    return shapely.intersection(shapely.make_valid(shape), city, grid_size=SNAP)


def red_lines(found: tuple[Feature, ...]) -> tuple[tuple[str, str, Any], ...]:
    """Red-line areas that do not overlap: name, kind and polygon."""
    lake = {f.name: f.shape for f in found if f.wide}
    store = shapely.union_all([lake["天目湖（沙河水库）"], lake["大溪水库"]])
    raw = (
        ("滆湖重要湿地", "生物多样性维护", _part(lake["滆湖"], 0.0, 0.46)),
        ("长荡湖重要湿地", "生物多样性维护", _part(lake["长荡湖"], 0.42, 1.0)),
        ("天目湖水源涵养区", "水源涵养", shapely.buffer(store, 420.0, quad_segs=4)),
        ("溧阳南山水源涵养区", "水源涵养", blob((448_000, 3_454_000), (10_200, 4_600), 0.0, 901)),
        ("茅山生物多样性维护区", "水源涵养", blob((435_300, 3_517_000), (2_300, 10_500), 0.0, 902)),
        ("瓦屋山水源涵养区", "水源涵养", blob((432_000, 3_499_000), (3_300, 5_300), 0.0, 903)),
        ("长江魏村饮用水水源保护区", "生物多样性维护", _part(lake["长江"], 0.35, 0.60)),
        ("太湖竺山湖重要湿地", "生物多样性维护", _part(lake["太湖竺山湖"], 0.0, 0.55)),
    )
    kept: list[tuple[str, str, Any]] = []
    for name, kind, shape in raw:
        piece = _clipped(shape)
        for _, _, other in kept:
            piece = shapely.difference(piece, other, grid_size=SNAP)
        kept.append((name, kind, piece))
    return tuple(kept)


def _part(shape: Any, low: float, high: float) -> Any:
    """The part of a shape between two shares of its height, from the south."""
    west, south, east, north = shape.bounds
    height = north - south
    return shapely.clip_by_rect(
        shape, west - 1, south + low * height, east + 1, south + high * height
    )


def red_line_table(lines: tuple[tuple[str, str, Any], ...]) -> gpd.GeoDataFrame:
    """The red line in zone-40 coordinates; area in km²."""
    shapes = np.array([shape for _, _, shape in lines], dtype=object)
    columns = {
        "XJXZQHDM": "320400",
        "HXBM": [f"HX3204{i + 1:04d}" for i in range(len(lines))],
        "MC": [f"{name}（模拟）" for name, _, _ in lines],
        "HXLX": [kind for _, kind, _ in lines],
        "QYMJ": np.round(_measure().polygons(shapes) / 1e6, 6),
    }
    return zone_frame(columns, shapes)


def zone_frame(columns: dict[str, Any], shapes: NDArray[Any]) -> gpd.GeoDataFrame:
    """A table in EPSG:4528: the easting carries the zone number 40."""
    moved = shapely.transform(shapes, lambda xy: xy + np.array([40_000_000.0, 0.0]))
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=moved, crs="EPSG:4528")


def protected_areas(found: tuple[Feature, ...]) -> gpd.GeoDataFrame:
    """Protected areas of several forms, EPSG:4490; area in hectares."""
    lake = {f.name: f.shape for f in found if f.wide}
    sand = shapely.buffer(lake["天目湖（沙河水库）"], 250.0, quad_segs=4)
    rows = [
        ("npk_wetland", "武进滆湖省级湿地公园", _part(lake["滆湖"], 0.40, 0.65)),
        ("npk_wetland", "溧阳长荡湖国家湿地公园", _part(lake["长荡湖"], 0.17, 0.46)),
        ("npk_wetland", "金坛长荡湖国家湿地公园", _part(lake["长荡湖"], 0.52, 0.80)),
        ("npk_wetland", "天目湖国家湿地公园", sand),
        ("npk_other", "溧阳天目湖风景名胜区", blob((446_500, 3_465_500), (3_800, 4_600), 0.0, 911)),
        ("npk_other", "茅山森林公园", blob((435_500, 3_515_000), (2_000, 6_500), 0.0, 912)),
        ("imp_wetland", "滆湖省级重要湿地", _part(lake["滆湖"], 0.10, 0.48)),
        ("fish_reserve", "滆湖国家级水产种质资源保护区", _part(lake["滆湖"], 0.30, 0.55)),
        ("fish_reserve", "长荡湖国家级水产种质资源保护区", _part(lake["长荡湖"], 0.45, 0.72)),
        ("water_source", "天目湖饮用水水源保护区", _part(sand, 0.25, 1.0)),
        ("water_source", "长江饮用水水源保护区", _part(lake["长江"], 0.30, 0.62)),
        ("nr", "瓦屋山自然保护区", blob((432_200, 3_498_000), (1_900, 2_900), 0.0, 913)),
        ("eco_space", "新孟河清水通道维护区", blob((482_300, 3_528_000), (900, 18_000), -2.0, 914)),
    ]
    for number in range(24):
        place = (
            424_000.0 + 90_000.0 * float(uniform(number, seed=921)),
            3_456_000.0 + 84_000.0 * float(uniform(number, seed=922)),
        )
        size = 500.0 + 700.0 * float(uniform(number, seed=923))
        name = f"第{number + 1:02d}湿地保护小区"
        rows.append(("wetland_plot", name, blob(place, (size, size * 0.7), 10.0, 930 + number)))
    shapes = np.array([_clipped(shape) for _, _, shape in rows], dtype=object)
    live = ~shapely.is_empty(shapes)
    columns = {
        "FORM": [form for form, _, _ in rows],
        "MC": [f"{name}（模拟）" for _, name, _ in rows],
        "MJ": np.round(_measure().polygons(shapes) / 1e4, 4),
        "GBWH": [_number(form, name) for form, name, _ in rows],
        "JZDS": [12 if _number(form, name) else 0 for form, name, _ in rows],
    }
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=GRID.crs)
    return frame[live].reset_index(drop=True).to_crs(CRS_BORDERS)


def _number(form: str, name: str) -> str:
    """Publication number of a plot; the last three are not published and do not count."""
    published = form == "wetland_plot" and name < "第22"
    return "常政发〔2023〕19号（模拟）" if published else ""


def control_units(lines: tuple[tuple[str, str, Any], ...]) -> gpd.GeoDataFrame:
    """Control units that tile the city exactly, longitude and latitude on CGCS2000."""
    red = shapely.union_all([shape for _, _, shape in lines])
    names = {unit.code: unit.name for unit in districts()}
    cells = control_cells()
    planes = np.array([cell.plane for cell in cells], dtype=object)
    share = plane_area(shapely.intersection(planes, red)) / plane_area(planes)
    serial: dict[tuple[str, str], int] = {}
    keys = []
    for cell, part in zip(cells, share.tolist(), strict=True):
        key = (cell.district, _level(cell.plane, part))
        serial[key] = serial.get(key, 0) + 1
        keys.append((*key, serial[key]))
    words = {"1": "优先保护单元", "2": "重点管控单元", "3": "一般管控单元"}
    columns = {
        "HJGKDYBM": [f"ZH{code}{level}{n:04d}" for code, level, n in keys],
        "HJGKDYMC": [f"{names[code]}{words[level]}{n:02d}（模拟）" for code, level, n in keys],
        "COUNTY": [names[code] for code, _, _ in keys],
        "AREA": np.round(_measure().polygons(planes), 2),
        "REMARKS": [words[level] for _, level, _ in keys],
    }
    borders = [cell.border for cell in cells]
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=borders, crs=CRS_BORDERS)


def _level(plane: Any, share: float) -> str:
    if share > _PRIORITY_SHARE:
        return "1"
    centre = plane.centroid
    town = float(field("town", np.array([centre.x]), np.array([centre.y]), 611)[0])
    return "2" if town > _KEY_FIELD else "3"


def farmland_rows(kind: NDArray[np.int16], block: NDArray[np.int32]) -> NDArray[np.int64]:
    """Rows of the parcels of permanent farmland: whole blocks of paddy, fewer of dry land."""
    draw = 0.6 * uniform(block, seed=951) + 0.4 * uniform(np.arange(len(kind)), seed=952)
    paddy = (kind == CODES["0101"]) & (draw < 0.74)
    dry = np.isin(kind, [CODES["0102"], CODES["0103"]]) & (draw < 0.52)
    return np.flatnonzero(paddy | dry)
