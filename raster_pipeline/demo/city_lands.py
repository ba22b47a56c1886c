"""Farmland, lines and wetland of the simulated city that have a class, a list or a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import Feature, blob
from raster_pipeline.demo.city_years import City
from raster_pipeline.demo.city_zones import zone_frame
from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.noise import uniform
from sinkmap.area import plane_area

__all__ = ["city_land_inputs", "city_land_layers", "city_land_truth", "write_city_ledgers"]

_CROPLAND = ("0101", "0102", "0103")
_SHARE = 0.004
"""Share of cropland parcels that are contaminated."""
_TOWNS = ((487_000.0, 3_519_000.0), (459_000.0, 3_513_000.0), (449_000.0, 3_477_000.0))
_SOM = ((2019, 24.6, 5.1, 0, 20), (2023, 25.2, 4.9, 0, 20))
_SOURCE = "模拟数据，程序生成，不对应任何真实地块"
_LAYERS = ("urban_boundary", "farmland_soil", "wetland_survey2")


def _soil_rows(city: City) -> NDArray[np.int64]:
    cropland = np.isin(city.kind[:, 0], [CODES[code] for code in _CROPLAND])
    return np.flatnonzero(cropland & (uniform(np.arange(len(cropland)), seed=961) < _SHARE))


def _soil(city: City) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Rows of contaminated parcels, whether under strict control, whether in safe use."""
    rows = _soil_rows(city)
    return rows, uniform(rows, seed=962) < 0.2, uniform(rows, seed=963) < 0.93


def _urban() -> NDArray[Any]:
    return np.array(
        [blob(place, (3_400.0, 2_700.0), 0.0, 971 + n) for n, place in enumerate(_TOWNS)],
        dtype=object,
    )


def city_land_layers(city: City, found: tuple[Feature, ...]) -> dict[str, gpd.GeoDataFrame]:
    """Vector layers by id, zone 40."""
    rows, strict, safe = _soil(city)
    soil = {
        "DKBM": [f"DK3204{n + 1:06d}" for n in range(len(rows))],
        "TRLB": np.where(strict, "严格管控类", "安全利用类"),
        "SFAQLY": np.where(safe, "是", "否"),
    }
    city_ground = shapely.union_all([district.plane for district in districts()])
    lakes = [one for one in found if one.wide and shapely.intersects(one.shape, city_ground)]
    survey = {
        "SDMC": [f"{lake.name}（模拟）" for lake in lakes],
        "SDLX": ["人工湿地" if "水库" in lake.name else "自然湿地" for lake in lakes],
    }
    waters = np.array([shapely.intersection(lake.shape, city_ground) for lake in lakes])
    urban = {"GHFQMC": ["城镇集中建设区"] * len(_TOWNS)}
    return {
        "urban_boundary": zone_frame(urban, _urban()),
        "farmland_soil": zone_frame(soil, city.shape[rows]),
        "wetland_survey2": zone_frame(survey, waters),
    }


def city_land_truth(city: City, red: Any) -> dict[str, Any]:
    """Register m² of contaminated cropland by district in 2022, and where lines overlap (plane)."""
    rows, strict, safe = _soil(city)
    overlap = shapely.intersection(shapely.union_all(_urban()), red)
    soil: dict[str, Any] = {}
    for index, district in enumerate(districts()):
        for name, kind in (("strict", strict), ("safe", ~strict)):
            mine = kind & (city.district[rows] == index)
            soil.setdefault(district.code, {})[name] = {
                "plots": int(mine.sum()),
                "whole_m2": float(city.register_m2[rows[mine]].sum()),
                "safe_m2": float(city.register_m2[rows[mine & safe]].sum()),
            }
    return {"safe_use": soil, "redline_urban_m2": float(plane_area([overlap])[0])}


def write_city_ledgers(folder: Path) -> None:
    """Means of organic matter by district; one district changed the depth it samples."""
    rows = [
        (
            unit.code,
            year,
            round(som + 0.3 * n, 1),
            sd,
            60,
            top,
            30 if (n, year) == (2, 2023) else bottom,
        )
        for n, unit in enumerate(districts())
        for year, som, sd, top, bottom in _SOM
    ]
    columns = ["统计单元", "采样年份", "有机质", "标准差", "样点数", "上界", "下界"]
    table = pd.DataFrame(rows, columns=columns).assign(方法="NY/T 1121.6-2006")
    (folder / "tables").mkdir(exist_ok=True)
    table.to_csv(folder / "tables/organic_matter.csv", index=False, encoding="utf-8-sig")


def city_land_inputs() -> list[Mapping[str, Any]]:
    """Entries of ``study.toml``."""
    about = {"vintage": "模拟2022年版", "source": _SOURCE}
    shapes = [
        {"layer": name, "files": [f"layers/{name}.gpkg"], "table": name, **about}
        for name in _LAYERS
    ]
    return [*shapes, {"layer": "organic_matter", "files": ["tables/organic_matter.csv"], **about}]
