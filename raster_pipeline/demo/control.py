"""A small study of its own: two surveys with encroachments planted in them, and survey noise."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from raster_pipeline.demo.control_parcels import (
    COUNTY,
    cover_classes,
    farmland_table,
    on_ground,
    parcel_table,
)
from raster_pipeline.demo.control_plan import CELL, CELLS, GRID, RECORDS, YEARS, ZONES, ZoneBox
from raster_pipeline.demo.control_truth import control_truth
from raster_pipeline.demo.study_file import as_toml
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.vector_writer import write_vector
from sinkmap.area import geodesic_area

__all__ = ["write_control"]

Progress = Callable[[str, float], None]

_SOURCE = "模拟数据，程序生成，不对应任何真实地块 / simulated"
_FORMS = {
    "Z1": "nr", "": "nr", "Z4": "eco_space", "Z7": "water_source",
}  # fmt: skip
_STEMS = {
    "eco_redline": "STBHHX",
    "protected_area": "ZRBHD",
    "permanent_farmland": "YJJBNTTB",
    "sub_compartments": "LDXB",
    "canal_core_zone": "DYHHXJKQ",
    "taihu_levels": "THBHQ",
    "urban_boundary": "CZKFBJ",
    "control_unit": "HJGKDY",
    "approvals": "YDPZ",
    "temporary_land": "LSYD",
    "facility_farm": "SSNYDBA",
}


def write_control(folder: Path, progress: Progress) -> None:
    """Write the whole study: parcels, zones, records, land cover, truth and ``study.toml``."""
    progress("parcels", 0.0)
    for year, later in zip(YEARS, (False, True), strict=True):
        write_vector(parcel_table(year, later=later), folder / f"layers/DLTB_{year}.gpkg")
        _write_cover(folder / f"rasters/land_cover_{year}.tif", later=later)
    tables = {
        **{layer: _zone_table(layer) for layer in dict.fromkeys(z.layer for z in ZONES)},
        "permanent_farmland": farmland_table(),
        "control_unit": _control_units(),
        **{layer: _record_table(layer) for layer in dict.fromkeys(r.layer for r in RECORDS)},
    }
    for layer, table in tables.items():
        write_vector(table, folder / f"layers/{_STEMS[layer]}.gpkg")
    write_vector(_halves(), folder / "layers/XZC.gpkg")
    (folder / "truth").mkdir()
    text = json.dumps(control_truth(), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth/truth.json").write_text(text + "\n", encoding="utf-8")
    (folder / "study.toml").write_text(as_toml(_study()), encoding="utf-8")
    progress("done", 1.0)


def _zone_table(layer: str) -> gpd.GeoDataFrame:
    rows = [zone for zone in ZONES if zone.layer == layer]
    shapes = np.array([on_ground(zone.box) for zone in rows], dtype=object)
    area = np.round(geodesic_area(shapes, GRID.crs), 2)
    names = [zone.name for zone in rows]
    fields: Mapping[str, Mapping[str, Any]] = {
        "eco_redline": {
            "HXBM": [f"HX{COUNTY}{k + 1:03d}" for k in range(len(rows))],
            "MC": names,
            "HXLX": "水源涵养",
            "QYMJ": area,
        },
        "protected_area": {"FORM": [_form(zone) for zone in rows], "MC": names, "MJ": area},
        "sub_compartments": {"YSSZ": "马尾松", "LIN_ZHONG": names, "MIAN_JI": area},
        "canal_core_zone": {"FQLX": names, "MJ": area},
        "taihu_levels": {"BHQJB": names, "MJ": area},
        "urban_boundary": {"GHFQMC": names, "MJ": area},
    }
    columns = {**fields[layer], "BZ": "模拟"}
    return gpd.GeoDataFrame(
        pd.DataFrame(columns, index=range(len(rows))), geometry=list(shapes), crs=GRID.crs
    )


def _form(zone: ZoneBox) -> str:
    if zone.zone == "Z8":
        return "imp_wetland" if zone.kind == "important" else "npk_wetland"
    return _FORMS.get(zone.zone, "")


def _record_table(layer: str) -> gpd.GeoDataFrame:
    rows = [record for record in RECORDS if record.layer == layer]
    columns = {
        "PZWH": [record.number for record in rows],
        "HDLX": [record.activity for record in rows],
        "PZJG": "模拟机关",
        "PZRQ": [record.since for record in rows],
        "YXQZ": [record.until for record in rows],
        "BZ": "模拟",
    }
    shapes = [on_ground(record.box) for record in rows]
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=GRID.crs)


def _side(first: int, last: int) -> Any:
    return on_ground((first * CELL, 0.0, last * CELL, CELLS * CELL))


def _control_units() -> gpd.GeoDataFrame:
    columns = {
        "HJGKDYBM": [f"ZH{COUNTY}10001", f"ZH{COUNTY}30001"],
        "HJGKDYMC": ["西部优先保护单元（模拟）", "东部一般管控单元（模拟）"],
        "REMARKS": ["优先保护单元", "一般管控单元"],
    }
    return gpd.GeoDataFrame(columns, geometry=[_side(0, 12), _side(12, CELLS)], crs=GRID.crs)


def _halves() -> gpd.GeoDataFrame:
    columns = {"DM": [f"{COUNTY}001001", f"{COUNTY}001002"], "MC": ["西村（模拟）", "东村（模拟）"]}
    return gpd.GeoDataFrame(columns, geometry=[_side(0, 15), _side(15, CELLS)], crs=GRID.crs)


def _write_cover(path: Path, *, later: bool) -> None:
    cover = cover_classes(later=later)
    tags = {"SINKMAP_SIMULATED": "模拟"}
    with RasterWriter(path, GRID, dtype="uint8", nodata=0, tags=tags) as out:
        for tile in GRID.tiles():
            out.write(tile, cover[tile.slices])


def _study() -> dict[str, Any]:
    fixed = {"vintage": "模拟2022年版", "source": _SOURCE}
    yearly = [
        {
            "layer": layer,
            "year": year,
            "files": [f"{file}_{year}.{kind}"],
            "code_system": system,
            "vintage": f"模拟{year}年度",
            "data_state": "national",
            "source": _SOURCE,
        }
        for year in YEARS
        for layer, file, kind, system in (
            ("parcels", "layers/DLTB", "gpkg", "sd3"),
            ("land_cover", "rasters/land_cover", "tif", "worldcover"),
        )
    ]
    return {
        "study": {
            "id": "control-demo",
            "title": {"zh": "管控演示区（模拟数据）", "en": "Control window (simulated data)"},
            "simulated": True,
            "years": list(YEARS),
            "city": {
                "code": COUNTY,
                "name": {"zh": "管控演示区（模拟）", "en": "Control window (simulated)"},
            },
            "language": "zh",
        },
        "grid": {
            "crs": GRID.crs,
            "resolution": GRID.resolution,
            "origin": [GRID.west, GRID.north],
            "shape": list(GRID.shape),
        },
        "partition": [
            {
                "id": "village",
                "level": "village",
                "title": {"zh": "村", "en": "Villages"},
                "file": "layers/XZC.gpkg",
                "code": "DM",
                "name": "MC",
            }
        ],
        "policies": {"cover_change": "all"},
        "input": [
            *yearly,
            *(
                {"layer": layer, "files": [f"layers/{stem}.gpkg"], **fixed}
                for layer, stem in _STEMS.items()
            ),
        ],
    }
