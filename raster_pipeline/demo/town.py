"""The small study: the invented town 清溪镇 with three years of survey, lines and rasters."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.carbon_plan import carbon_table, write_carbon_tables
from raster_pipeline.demo.english import with_english
from raster_pipeline.demo.plan_tables import plan_inputs, targets, write_plan_tables
from raster_pipeline.demo.pollutant_table import pollutant_input, write_pollutants
from raster_pipeline.demo.shaded_relief import relief_basemap, write_relief
from raster_pipeline.demo.soil_profiles import (
    class_table,
    plant_soil,
    profile_table,
    soil_truth,
)
from raster_pipeline.demo.study_file import as_toml
from raster_pipeline.demo.town_forest import compartment_table
from raster_pipeline.demo.town_lands import (
    land_inputs,
    land_published,
    land_tables,
    write_land_tables,
)
from raster_pipeline.demo.town_lines import line_tables, line_truth
from raster_pipeline.demo.town_names import TOWN_NAMES
from raster_pipeline.demo.town_overlay_truth import write_overlay_truth
from raster_pipeline.demo.town_overlays import overlay_inputs, overlay_tables, write_issued
from raster_pipeline.demo.town_parcels import (
    COUNTY,
    YEARS,
    TownYear,
    parcel_table,
    town_years,
    update_table,
)
from raster_pipeline.demo.town_pattern import pattern_inputs, pattern_tables, write_people
from raster_pipeline.demo.town_plan import CONTROL_UNITS, GRID, VILLAGES, draw_plan
from raster_pipeline.demo.town_projects import project_tables
from raster_pipeline.demo.town_rasters import COARSE, heights, land_cover, soil_carbon, tree_mask
from raster_pipeline.demo.town_truth import pixel_area, town_truth
from raster_pipeline.demo.town_zones import (
    control_unit_table,
    farmland_table,
    protected_table,
    red_line_table,
    unit_tables,
)
from raster_pipeline.io.csv_table import write_csv
from raster_pipeline.io.overviews import OverviewRule
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.vector_writer import write_vector
from sinkmap.grid import Grid

__all__ = ["WITHOUT_CPG", "town_tables", "write_town", "write_town_shapefiles"]

WITHOUT_CPG = frozenset({"DLTB_2022", "DLTBGX_2023", "STBHHX", "HJGKDY"})
"""Shapefiles whose table names no character set, as older desktop software leaves them."""

_PROFILES, _HELD_OUT = 260, 400
"""Soil profiles, and places of the truth that are held against the map."""
_TAGS = {"SINKMAP_SIMULATED": "模拟"}
_SOIL_SCALE = 1_500.0
"""Metres over which the soil's residual is alike."""

SOURCE = "模拟数据，程序生成，不对应任何真实地块"

_TASKS = {
    "北岸村": ("北岸村委会（模拟）", (5.0, 30.0)),
    "东塘村": ("东塘村委会（模拟）", (4.0, 60.0)),
    "西山村": ("西山村委会（模拟）", (31.0, 50.0)),
    "320499100001@village_kfq": ("清溪社区居委会（模拟）", (12.0, 2.0)),
    "清溪开发区": ("清溪开发区管委会（模拟）", (16.0, 2.0)),
}
"""Unit as the task list names it -> who answers, and the tasks of the first year in percent."""
_ISSUED = (
    ("wetland_protection_rate", "law", COUNTY, 2022, "上报", 54.2),
    ("wetland_protection_rate", "law", COUNTY, 2022, "核定", 53.4),
    ("tree_cover_rate", "js_tree_cover", "北岸村", 2022, "上报", 5.1),
)
_PROJECTS = {
    "key_projects": "shapefiles/ZDXM.shp",
    "key_project_points": "shapefiles/ZDXM_DW.shp",
}

Progress = Callable[[str, float], None]


def town_tables(years: tuple[TownYear, ...]) -> dict[str, gpd.GeoDataFrame]:
    """Every vector layer of the town by file stem, zone-40 coordinates (EPSG:4528)."""
    base, update, last = years
    base_table = parcel_table(base)
    return {
        **unit_tables(),
        "HJGKDY": control_unit_table(),
        "STBHHX": red_line_table(),
        "ZRBHD": protected_table(),
        "YJJBNTTB": farmland_table(base, base_table),
        **land_tables(base, base_table),
        **project_tables(),
        "LDXB": compartment_table(base),
        **overlay_tables(),
        "DLTB_2022": base_table,
        "DLTBGX_2023": update_table(update),
        "DLTB_2024": parcel_table(last),
        **line_tables(),
        **pattern_tables(),
    }


def write_town_shapefiles(folder: Path, years: tuple[TownYear, ...] | None = None) -> None:
    """Write the vector layers as GBK shapefiles, some with and some without ``.cpg``."""
    for stem, table in town_tables(years or town_years(draw_plan())).items():
        path = folder / f"{stem}.shp"
        cpg = stem not in WITHOUT_CPG
        write_vector(table, path, driver="ESRI Shapefile", encoding="GBK", cpg=cpg)


def write_town(folder: Path, progress: Progress) -> None:
    """Write the whole small study: shapefiles, rasters, truth and ``study.toml``."""
    progress("parcels", 0.0)
    years = town_years(draw_plan())
    write_town_shapefiles(folder / "shapefiles", years)
    write_people(folder)
    progress("rasters", 0.4)
    rasters = [(town, tree_mask(town)) for town in years]
    drawn = [(town, mask, land_cover(town, mask)) for town, mask in rasters]
    for town, mask, cover in drawn:
        _write(folder / f"rasters/tree_cover_{town.year}.tif", mask, GRID, 255)
        _write(folder / f"rasters/land_cover_{town.year}.tif", cover, GRID, 0)
    soil = soil_carbon(years[0])
    _write(folder / "rasters/soil_carbon.tif", soil, COARSE, -9999.0)
    _write(folder / "rasters/dem.tif", heights(), COARSE, -9999.0)
    kind = years[0].kind[years[0].number[2::5, 2::5]]
    write_relief(folder, heights().astype(np.float64), kind, COARSE)
    planted = _write_soil(folder, years[0])
    progress("truth", 0.8)
    whole = {**town_truth(drawn, soil), **line_truth(rasters)}
    truth = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth").mkdir()
    (folder / "truth/truth.json").write_text(truth + "\n", encoding="utf-8")
    write_issued(folder, years)
    write_overlay_truth(folder, years, pixel_area(GRID))
    write_land_tables(folder)
    text = json.dumps(planted, ensure_ascii=False, sort_keys=True)
    (folder / "truth/soil.json").write_text(text + "\n", encoding="utf-8")
    write_carbon_tables(folder, list(VILLAGES), YEARS, ("清溪镇（模拟）", "上游村（模拟）"))
    write_plan_tables(folder, _TASKS, YEARS, _ISSUED)
    write_pollutants(folder, list(CONTROL_UNITS), YEARS)
    plan = as_toml(with_english(_study(), TOWN_NAMES))
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    progress("done", 1.0)


def _write_soil(folder: Path, town: TownYear) -> dict[str, Any]:
    """Write profiles as a laboratory's table in GBK and soil classes; what was planted."""
    kind = town.kind[town.number[2::5, 2::5]]
    field = plant_soil(kind, heights().astype(np.float64), COARSE, _SOIL_SCALE)
    table = profile_table(field, _PROFILES)
    places = table.geometry.to_crs("EPSG:4490")
    columns = table.drop(columns=["geometry", "X", "Y"])
    columns = columns.assign(JD=places.x.round(8), WD=places.y.round(8))
    write_csv(columns, folder / "samples/soil_samples.csv", encoding="gb18030")
    classes = class_table(field, shapely.box(*GRID.bounds))
    write_vector(classes, folder / "samples/soil_class.gpkg", table="soil_class")
    return soil_truth(field, _PROFILES, _HELD_OUT)


def _write(path: Path, values: NDArray[Any], grid: Grid, nodata: float) -> None:
    rule: OverviewRule = "average" if values.dtype.kind == "f" else "mode"
    with RasterWriter(
        path, grid, dtype=values.dtype.name, nodata=nodata, overview=rule, tags=_TAGS
    ) as out:
        for tile in grid.tiles():
            out.write(tile, values[tile.slices])


def _study() -> dict[str, Any]:
    return {
        "study": {
            "id": "qingxi-demo",
            "title": {"zh": "清溪镇（模拟数据）", "en": "Qingxi town (simulated data)"},
            "simulated": True,
            "years": list(YEARS),
            "city": {"code": COUNTY, "name": {"zh": "清溪镇（模拟）", "en": "Qingxi (simulated)"}},
            "language": "zh",
        },
        "grid": {
            "crs": GRID.crs,
            "resolution": GRID.resolution,
            "origin": [GRID.west, GRID.north],
            "shape": list(GRID.shape),
        },
        "partition": _partitions(),
        "input": [
            *_survey(),
            *_lines(),
            *pattern_inputs(SOURCE),
            *land_inputs(),
            *overlay_inputs(SOURCE),
            *_rasters(),
            *plan_inputs(YEARS, _PROJECTS),
            pollutant_input(),
        ],
        "target": targets(COUNTY, (2022, 13.8, 38.0), "模拟目标"),
        "published": land_published(),
        "reported": [_reported("reported", 20.1), _reported("confirmed", 19.9)],
        "basemap": [relief_basemap()],
        "carbon": carbon_table({COUNTY: 2_500.0}, YEARS),
    }


def _partitions() -> list[Mapping[str, Any]]:
    def units(name: str, title: dict[str, str], stem: str, fields: tuple[str, str]) -> Any:
        level = "control_unit" if name == "control_unit" else "village"
        file, (code, label) = f"shapefiles/{stem}.shp", fields
        unit = {"id": name, "level": level, "title": title}
        return {**unit, "file": file, "code": code, "name": label}

    village = ("ZLDWDM", "ZLDWMC")
    apart = {"zh": "村（开发区单列）", "en": "Villages, zone apart"}
    return [
        units("village", {"zh": "村（社区）", "en": "Villages"}, "CJDCQ", village),
        units("village_kfq", apart, "CJDCQ_KFQ", village),
        units(
            "control_unit",
            {"zh": "环境管控单元", "en": "Control units"},
            "HJGKDY",
            ("HJGKDYBM", "HJGKDYMC"),
        ),
    ]


def _survey() -> list[Mapping[str, Any]]:
    rows = (
        ("parcels", 2022, "DLTB_2022", "sd3", "模拟2022年度国土变更调查"),
        ("parcels_update", 2023, "DLTBGX_2023", "sd3", "模拟2023年度国土变更调查增量包"),
        ("parcels", 2024, "DLTB_2024", "ydyh2023", "模拟2024年度国土变更调查"),
    )
    return [
        {
            "layer": layer,
            "year": year,
            "files": [f"shapefiles/{stem}.shp"],
            "code_system": system,
            "data_state": "national" if year < 2024 else "provincial",
            "vintage": vintage,
            "source": SOURCE,
        }
        for layer, year, stem, system, vintage in rows
    ]


def _lines() -> list[Mapping[str, Any]]:
    stems = {
        "control_unit": "HJGKDY",
        "protected_area": "ZRBHD",
        "named_water": "HLSY",
        "water_axis": "HDZXX",
        "sub_compartments": "LDXB",
    }
    about = {"vintage": "模拟2022年版", "source": SOURCE}
    return [
        {"layer": layer, "files": [f"shapefiles/{stem}.shp"], **about}
        for layer, stem in stems.items()
    ] + [
        {
            "layer": "shoreline",
            "year": year,
            "files": [f"shapefiles/CJAX_{year}.shp"],
            "vintage": f"模拟{year}年岸线",
            "source": SOURCE,
        }
        for year in YEARS
    ]


def _rasters() -> list[Mapping[str, Any]]:
    yearly = [
        {
            "layer": layer,
            "year": year,
            "files": [f"rasters/{layer}_{year}.tif"],
            "code_system": system,
            "vintage": f"模拟{year}年夏季影像",
            "source": SOURCE,
        }
        for layer, system in (("land_cover", "worldcover"), ("tree_cover", "tree_mask"))
        for year in YEARS
    ]
    fixed = {"vintage": "模拟2022年", "source": SOURCE}
    soil = {"layer": "soil_carbon", "files": ["rasters/soil_carbon.tif"], "resampling": "nearest"}
    dem = {"layer": "dem", "files": ["rasters/dem.tif"], "resampling": "bilinear", "unit": "m"}
    return [
        *yearly,
        {**soil, "unit": "tC/ha", "depth_cm": [0, 30], **fixed},
        {**dem, **fixed},
        {
            "layer": "soil_samples",
            "files": ["samples/soil_samples.csv"],
            "kind": "SOM",
            "unit": "g/kg",
            "depth_cm": [0, 30],
            "assume_crs": "EPSG:4490",
            **fixed,
        },
        {"layer": "soil_class", "files": ["samples/soil_class.gpkg"], **fixed},
    ]


def _reported(kind: str, value: float) -> Mapping[str, Any]:
    return {
        "indicator": "tree_cover_rate",
        "profile": "js_tree_cover",
        "statunit": COUNTY,
        "year": 2023,
        "kind": kind,
        "value": value,
        "source": "模拟上报值" if kind == "reported" else "模拟核定值",
    }
