"""Parcels of the control study: two surveys of one ground, the second drawn anew with its noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.control_plan import (
    CELL,
    CELLS,
    GRID,
    NOISE,
    PLANTED,
    Box,
    class_of_cell,
    farmland_cells,
)
from raster_pipeline.demo.land import CODES, LAND
from raster_pipeline.demo.noise import uniform
from sinkmap.area import geodesic_area

__all__ = ["COUNTY", "cover_classes", "farmland_table", "on_ground", "parcel_table"]

COUNTY = "320498"
"""County code of the invented ground; no such county exists."""

SHIFT_M = 0.9
"""Most a border's vertex moves east or north between the surveys, m."""
_MOVED = 0.4
"""Share of the vertices that move."""

Corner = Callable[[int, int], tuple[float, float]]


def on_ground(box: Box) -> Any:
    """A box of the plan as a polygon in the grid's CRS."""
    west, south = GRID.west, GRID.north - CELL * CELLS
    return shapely.box(west + box[0], south + box[1], west + box[2], south + box[3])


def parcel_table(year: int, *, later: bool) -> gpd.GeoDataFrame:
    """The survey of a year as it is handed over."""
    codes, shapes = _later() if later else _first()
    area = np.round(geodesic_area(np.array(shapes, dtype=object), GRID.crs), 2)
    start = 500_000 if later else 1
    columns = {
        "BSM": [f"{COUNTY}2110{start + k:08d}" for k in range(len(codes))],
        "DLBM": codes,
        "DLMC": [LAND[CODES[code]].name for code in codes],
        "ZLDWDM": f"{COUNTY}1000010000000",
        "ZLDWMC": "模拟村",
        "TBMJ": area,
        "SJNF": np.int32(year),
        "BZ": "模拟",
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=GRID.crs)


def farmland_table() -> gpd.GeoDataFrame:
    """Permanent farmland: cells of the first survey."""
    cells = farmland_cells()
    shapes = [_cell(column, row, _plain) for column, row in cells]
    columns = {"YJJBNTTBBH": [f"YN{COUNTY}{k + 1:06d}" for k in range(len(cells))], "BZ": "模拟"}
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=GRID.crs)


def cover_classes(*, later: bool) -> NDArray[np.uint8]:
    """(y, x) WorldCover classes, of the first year or with the planted changes it shows."""
    rows, cols = GRID.shape
    pixels = int(CELL / GRID.resolution)
    cover = np.zeros((rows, cols), dtype=np.uint8)
    for row in range(CELLS):
        for column in range(CELLS):
            top = rows - (row + 1) * pixels
            window = (slice(top, top + pixels), slice(column * pixels, (column + 1) * pixels))
            cover[window] = LAND[CODES[class_of_cell(column, row)]].cover
    for one in PLANTED if later else ():
        if one.cover:
            west, south, east, north = (round(v / GRID.resolution) for v in one.box)
            cover[rows - north : rows - south, west:east] = LAND[CODES[one.after]].cover
    return cover


def _plain(column: int, row: int) -> tuple[float, float]:
    return GRID.west + column * CELL, GRID.north - (CELLS - row) * CELL


def _shifted(column: int, row: int) -> tuple[float, float]:
    """The corner as the second survey drew it; the outer border stays."""
    x, y = _plain(column, row)
    inner = 0 < column < CELLS and 0 < row < CELLS
    if not inner or uniform(column, row, seed=11) > _MOVED:
        return x, y
    east, north = (float(2.0 * uniform(column, row, seed=s) - 1.0) for s in (12, 13))
    return x + SHIFT_M * east, y + SHIFT_M * north


def _cell(column: int, row: int, corner: Corner) -> Any:
    places = ((0, 0), (1, 0), (1, 1), (0, 1))
    return shapely.Polygon([corner(column + i, row + j) for i, j in places])


def _first() -> tuple[list[str], list[Any]]:
    cells = [(column, row) for row in range(CELLS) for column in range(CELLS)]
    return [class_of_cell(*cell) for cell in cells], [_cell(*cell, _plain) for cell in cells]


def _later() -> tuple[list[str], list[Any]]:
    """Cells with shifted corners, some split and some merged, and all that is drawn into them."""
    codes: list[str] = []
    shapes: list[Any] = []
    drawn = [one for one in (*PLANTED, *NOISE) if one.survey]
    boxes = np.array([on_ground(one.box) for one in drawn], dtype=object)
    for row in range(CELLS):
        for column in range(CELLS):
            code, cell = class_of_cell(column, row), _cell(column, row, _shifted)
            ground = shapely.difference(cell, shapely.union_all(boxes))
            parts = _split(column, row, ground) if ground.equals(cell) else [ground]
            shapes += parts
            codes += [code] * len(parts)
    codes, shapes = _merged(codes, shapes)
    return [*codes, *(one.after for one in drawn)], [*shapes, *boxes]


def _split(column: int, row: int, cell: Any) -> list[Any]:
    """Some cells become two parcels, cut from corner to corner."""
    if uniform(column, row, seed=21) > 0.05:
        return [cell]
    a, b, c, d = (_shifted(column + i, row + j) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1)))
    return [shapely.Polygon([a, b, c]), shapely.Polygon([a, c, d])]


def _merged(codes: Sequence[str], shapes: Sequence[Any]) -> tuple[list[str], list[Any]]:
    """Some neighbours of one class become one parcel."""
    found_codes: list[str] = []
    found: list[Any] = []
    for code, shape in zip(codes, shapes, strict=True):
        place = len(found)
        joined = found and code == found_codes[-1] and uniform(place, seed=31) < 0.06
        both = shapely.union(found[-1], shape) if joined else None
        if both is not None and both.geom_type == "Polygon" and not both.interiors:
            found[-1] = both
        else:
            found_codes.append(code)
            found.append(shape)
    return found_codes, found
