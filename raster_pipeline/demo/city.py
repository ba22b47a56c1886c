"""The full study: Changzhou's real districts, with three simulated years inside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.carbon_plan import write_carbon_tables
from raster_pipeline.demo.city_borders import carved_zone, districts
from raster_pipeline.demo.city_features import features
from raster_pipeline.demo.city_forest import city_compartments
from raster_pipeline.demo.city_ground import COARSE, GRID
from raster_pipeline.demo.city_lands import (
    city_land_layers,
    city_land_truth,
    write_city_ledgers,
)
from raster_pipeline.demo.city_lines import city_line_tables, city_line_truth
from raster_pipeline.demo.city_overlays import city_overlay_tables, city_overlay_truth
from raster_pipeline.demo.city_parcels import draw_parcels
from raster_pipeline.demo.city_pattern import city_pattern_truth, pattern_tables, write_people
from raster_pipeline.demo.city_projects import project_register
from raster_pipeline.demo.city_rasters import write_coarse, write_fine
from raster_pipeline.demo.city_study import CITY_ISSUED, CITY_TASKS, COUNTY_FILES, city_study
from raster_pipeline.demo.city_truth import city_truth
from raster_pipeline.demo.city_years import YEARS, City, change_years, full_table, update_table
from raster_pipeline.demo.city_zones import (
    control_units,
    farmland_rows,
    protected_areas,
    red_line_table,
    red_lines,
    unit_table,
    zone_frame,
)
from raster_pipeline.demo.english import with_english
from raster_pipeline.demo.plan_tables import write_plan_tables
from raster_pipeline.demo.shaded_relief import write_relief
from raster_pipeline.demo.soil_profiles import (
    class_table,
    plant_soil,
    profile_table,
    soil_truth,
)
from raster_pipeline.demo.study_file import as_toml
from raster_pipeline.io.vector_writer import write_vector

__all__ = ["write_city"]

_PROFILES, _HELD_OUT = 900, 1_000
"""Soil profiles, and places of the truth that are held against the map."""
_SOIL_SCALE = 9_000.0
"""Metres over which the soil's residual is alike."""

Progress = Callable[[str, float], None]


def write_city(folder: Path, progress: Progress) -> None:
    """Write the whole city: layers, rasters, truth and ``study.toml``."""
    progress("parcels", 0.0)
    found = features()
    lines = red_lines(found)
    red = shapely.union_all([shape for _, _, shape in lines])
    city = change_years(draw_parcels(found), red)
    protected = protected_areas(found)
    farmland = farmland_rows(city.kind[:, 0], city.block)
    (folder / "rasters").mkdir()
    progress("layers", 0.40)
    with ThreadPoolExecutor(1) as pool:
        for name, table in {**city_line_tables(found), **city_overlay_tables(found)}.items():
            _put(table, folder / "layers", name)
        layers = pool.submit(_write_layers, city, lines, protected, farmland, folder / "layers")
        for name, table in pattern_tables(found, city).items():
            _put(table, folder / "layers", name)
        write_people(folder)
        lands = city_land_layers(city, found)
        kind, heights = write_coarse(city, folder / "rasters")
        planted = _write_soil(folder / "layers", kind, heights)
        write_relief(folder, heights, kind, COARSE)
        counts = write_fine(
            city, folder / "rasters", lambda share: progress("rasters", 0.4 + 0.5 * share)
        )
        layers.result()
    for name, table in lands.items():
        _put(table, folder / "layers", name)
    write_city_ledgers(folder)
    progress("truth", 0.95)
    truth = city_truth(city, counts, red, protected, farmland) | city_line_truth(found)
    truth |= city_pattern_truth(found, city)
    truth["lands"] = city_land_truth(city, red)
    truth |= city_overlay_truth(found)
    (folder / "truth").mkdir()
    text = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth/truth.json").write_text(text + "\n", encoding="utf-8")
    text = json.dumps(planted, ensure_ascii=False, sort_keys=True)
    (folder / "truth/soil.json").write_text(text + "\n", encoding="utf-8")
    write_carbon_tables(folder, list(COUNTY_FILES), YEARS, ("武进区（模拟）", "溧阳市（模拟）"))
    write_plan_tables(folder, CITY_TASKS, YEARS, CITY_ISSUED)
    _put(project_register(found), folder / "layers", "key_projects")
    (folder / "study.toml").write_text(
        as_toml(with_english(city_study(GRID), {})), encoding="utf-8"
    )
    progress("done", 1.0)


def _write_layers(
    city: City,
    lines: tuple[tuple[str, str, Any], ...],
    protected: gpd.GeoDataFrame,
    farmland: NDArray[np.int64],
    layers: Path,
) -> None:
    _put(unit_table(districts()), layers, "district")
    _put(unit_table(carved_zone()), layers, "district_kfq")
    _put(control_units(lines), layers, "control_unit")
    _put(red_line_table(lines), layers, "eco_redline")
    _put(protected, layers, "protected_area")
    _put(_farmland_table(city, farmland), layers, "permanent_farmland")
    red = shapely.union_all([shape for _, _, shape in lines])
    _put(city_compartments(city, red), layers, "sub_compartments")
    _write_parcels(city, layers / "parcels")


def _write_soil(
    layers: Path, kind: NDArray[np.int16], heights: NDArray[np.float64]
) -> dict[str, Any]:
    """Write profiles and soil classes; what was planted."""
    field = plant_soil(kind, heights, COARSE, _SOIL_SCALE)
    _put(profile_table(field, _PROFILES).drop(columns=["X", "Y"]), layers, "soil_samples")
    whole = shapely.union_all([one.plane for one in districts()])
    _put(class_table(field, whole), layers, "soil_class")
    return soil_truth(field, _PROFILES, _HELD_OUT)


def _put(table: gpd.GeoDataFrame, folder: Path, name: str) -> None:
    write_vector(table, folder / f"{name}.gpkg", table=name)


def _farmland_table(city: City, rows: NDArray[np.int64]) -> gpd.GeoDataFrame:
    columns: Mapping[str, Any] = {
        "YJJBNTTBBH": [f"YN320400{i + 1:08d}" for i in range(len(rows))],
        "YJJBNTMJ": np.round(city.register_m2[rows], 2),
    }
    return zone_frame(dict(columns), city.shape[rows])


def _write_parcels(city: City, folder: Path) -> None:
    """Six county files a full year, six update packages: GeoPackages and one geodatabase."""
    for index, district in enumerate(districts()):
        crs, ending, driver = COUNTY_FILES[district.code]
        for year, table_name in ((2022, "DLTB"), (2023, "DLTBGX"), (2024, "DLTB")):
            make = update_table if table_name == "DLTBGX" else full_table
            path = folder / f"{district.code}_{year}{ending}"
            write_vector(make(city, index, year, crs), path, table=table_name, driver=driver)
