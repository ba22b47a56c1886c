"""A small study of its own: ground with good sites for restoration, and decoys, planted in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.land import CODES, LAND
from raster_pipeline.demo.siting_plan import (
    BORDER,
    CELL,
    CELLS,
    GRID,
    HILL,
    PLANTED,
    RIVER,
    WOOD,
    YEAR,
    ZONES,
    Box,
)
from raster_pipeline.demo.siting_truth import on_ground, siting_truth
from raster_pipeline.demo.study_file import as_toml
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.vector_writer import write_vector
from sinkmap.area import geodesic_area

__all__ = ["write_siting"]

COUNTY = "320497"
"""County code of the invented ground; no such county exists."""

Progress = Callable[[str, float], None]

_SOURCE = "模拟数据，程序生成，不对应任何真实地块 / simulated"
_CLIMB = 12.0
"""Metres the hill climbs over a pixel of ten."""


def write_siting(folder: Path, progress: Progress) -> None:
    """Write the whole study: parcels, masks, land cover, heights, truth and ``study.toml``."""
    progress("parcels", 0.0)
    write_vector(_parcels(), folder / f"layers/DLTB_{YEAR}.gpkg")
    for layer in _layers():
        rows = [zone for zone in ZONES if zone.layer == layer]
        table = pd.DataFrame([zone.fields | {"BZ": "模拟"} for zone in rows])
        shapes = [on_ground(zone.box) for zone in rows]
        frame = gpd.GeoDataFrame(table, geometry=shapes, crs=GRID.crs)
        write_vector(frame, folder / f"layers/{layer}.gpkg")
    write_vector(_districts(), folder / "layers/XZQ.gpkg")
    _write_raster(folder / f"rasters/land_cover_{YEAR}.tif", _cover(), "uint8", 0)
    _write_raster(folder / f"rasters/tree_cover_{YEAR}.tif", _trees(), "uint8", 255)
    _write_raster(folder / "rasters/dem.tif", _heights(), "float32", -9999.0)
    (folder / "truth").mkdir()
    text = json.dumps(siting_truth(), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth/siting.json").write_text(text + "\n", encoding="utf-8")
    (folder / "study.toml").write_text(as_toml(_study()), encoding="utf-8")
    progress("done", 1.0)


def _layers() -> list[str]:
    return list(dict.fromkeys(zone.layer for zone in ZONES))


def _class_of_cell(column: int, row: int) -> str:
    middle = ((column + 0.5) * CELL, (row + 0.5) * CELL)
    if _holds(RIVER, middle):
        return "1101"
    return "0301" if _holds(WOOD, middle) else "0101"


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] < box[2] and box[1] <= point[1] < box[3]


def _parcels() -> gpd.GeoDataFrame:
    """Cells less what is planted in them, and the planted ground."""
    cells = [(column, row) for row in range(CELLS) for column in range(CELLS)]
    drawn = np.array([on_ground(one.box) for one in PLANTED], dtype=object)
    taken = shapely.union_all(drawn)
    shapes, codes = [], []
    for column, row in cells:
        x, y = column * CELL, row * CELL
        left = shapely.difference(on_ground((x, y, x + CELL, y + CELL)), taken)
        if not left.is_empty:
            shapes.append(left)
            codes.append(_class_of_cell(column, row))
    shapes += drawn.tolist()
    codes += [one.code for one in PLANTED]
    area = np.round(geodesic_area(np.array(shapes, dtype=object), GRID.crs), 2)
    columns = {
        "BSM": [f"{COUNTY}2110{k + 1:08d}" for k in range(len(codes))],
        "DLBM": codes,
        "DLMC": [LAND[CODES[code]].name for code in codes],
        "ZLDWDM": f"{COUNTY}1000010000000",
        "ZLDWMC": "模拟村",
        "QSXZ": "30",
        "TBMJ": area,
        "SJNF": np.int32(YEAR),
        "BZ": "模拟",
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=GRID.crs)


def _districts() -> gpd.GeoDataFrame:
    side = CELL * CELLS
    columns = {"DM": [f"{COUNTY}01", f"{COUNTY}02"], "MC": ["西区（模拟）", "东区（模拟）"]}
    halves = [on_ground((0.0, 0.0, BORDER, side)), on_ground((BORDER, 0.0, side, side))]
    return gpd.GeoDataFrame(columns, geometry=halves, crs=GRID.crs)


def _window(box: Box) -> tuple[slice, slice]:
    west, south, east, north = (round(v / GRID.resolution) for v in box)
    rows = GRID.shape[0]
    return slice(rows - north, rows - south), slice(west, east)


def _codes() -> NDArray[np.int64]:
    """(y, x) index of the class of each pixel."""
    codes = np.full(GRID.shape, CODES["0101"], dtype=np.int64)
    codes[_window(WOOD)] = CODES["0301"]
    codes[_window(RIVER)] = CODES["1101"]
    for one in PLANTED:
        codes[_window(one.box)] = CODES[one.code]
    return codes


def _cover() -> NDArray[np.uint8]:
    return np.array([land.cover for land in LAND], dtype=np.uint8)[_codes()]


def _trees() -> NDArray[np.uint8]:
    """The tree mask: a stand of trees where the wood is, none elsewhere."""
    trees = np.zeros(GRID.shape, dtype=np.uint8)
    trees[_window(WOOD)] = 1
    return trees


def _heights() -> NDArray[np.float32]:
    heights = np.full(GRID.shape, 4.0, dtype=np.float32)
    hill = heights[_window(HILL)]
    hill += _CLIMB * np.arange(hill.shape[1], dtype=np.float32)
    return heights


def _write_raster(path: Path, values: NDArray[Any], dtype: str, nodata: float) -> None:
    tags = {"SINKMAP_SIMULATED": "模拟"}
    with RasterWriter(path, GRID, dtype=dtype, nodata=nodata, tags=tags) as out:
        for tile in GRID.tiles():
            out.write(tile, values[tile.slices])


def _study() -> dict[str, Any]:
    return {
        "study": {
            "id": "siting-demo",
            "title": {"zh": "选址演示区（模拟数据）", "en": "Siting window (simulated data)"},
            "simulated": True,
            "years": [YEAR],
            "city": {
                "code": COUNTY,
                "name": {"zh": "选址演示区（模拟）", "en": "Siting window (simulated)"},
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
                "id": "district",
                "level": "district",
                "title": {"zh": "区", "en": "Districts"},
                "file": "layers/XZQ.gpkg",
                "code": "DM",
                "name": "MC",
            }
        ],
        "english": {"西区（模拟）": "West (simulated)", "东区（模拟）": "East (simulated)"},
        "input": [*_yearly(), *_fixed()],
    }


def _yearly() -> list[dict[str, Any]]:
    rows = (
        ("parcels", f"layers/DLTB_{YEAR}.gpkg", {"code_system": "sd3"}),
        ("land_cover", f"rasters/land_cover_{YEAR}.tif", {"code_system": "worldcover"}),
        ("tree_cover", f"rasters/tree_cover_{YEAR}.tif", {"code_system": "tree_mask"}),
    )
    return [
        {
            "layer": layer,
            "year": YEAR,
            "files": [file],
            **more,
            "vintage": f"模拟{YEAR}年度",
            "data_state": "national",
            "source": _SOURCE,
        }
        for layer, file, more in rows
    ]


def _fixed() -> list[dict[str, Any]]:
    said = {"vintage": "模拟2024年版", "source": _SOURCE}
    rows: list[dict[str, Any]] = [
        {"layer": layer, "files": [f"layers/{layer}.gpkg"], **said} for layer in _layers()
    ]
    return [*rows, {"layer": "dem", "files": ["rasters/dem.tif"], "unit": "m", **said}]
