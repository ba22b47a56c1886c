"""Waters, shoreline and centre line of the invented town, and what is true of them.

The town's river plays the Yangtze and its lake plays Lake Tai. The official shoreline follows the
bed in smooth lines, as a survey draws it, while the parcels end on pixel edges. Named outlines are
drawn generously around the water, as such layers are: the parcels say where the water ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.line_steps import line_steps
from raster_pipeline.demo.town_parcels import FILE_CRS, YEARS, TownYear, zone_40
from raster_pipeline.demo.town_plan import GRID, VILLAGES, village_of
from sinkmap.area import geodesic_area

__all__ = ["line_tables", "line_truth"]

_RIVER, _LAKE = "长江（清溪段，模拟）", "太湖（清溪湖，模拟）"
_HALF_BED = 4.5
_WORDS = {"ecology": "生态岸线", "production": "生产岸线", "life": "生活岸线"}
_ZONE_2016 = {"ecology": "保护区", "production": "开发利用区", "life": "控制利用区"}
_REACHES = ((0, 300, "上段"), (300, 600, "下段"))

_Stretches = tuple[tuple[int, int, str], ...]

_NORTH: _Stretches = (
    (0, 140, "ecology"),
    (140, 185, "production"),
    (185, 230, "production"),
    (230, 420, "ecology"),
    (420, 520, "life"),
    (520, 550, "ecology"),
    (550, 600, "ecology"),
)
_SOUTH: _Stretches = (
    (0, 200, "ecology"),
    (200, 330, "life"),
    (330, 560, "production"),
    (560, 600, "production"),
)
"""Columns and use of the official shoreline of 2022 on either bank."""

_TURNS: Mapping[int, Mapping[tuple[str, int], str]] = {
    2022: {},
    2023: {("north", 140): "ecology"},
    2024: {("north", 520): "production", ("south", 560): "ecology"},
}
"""Year -> (bank, first column) of the stretches that turn, and to what; later years keep it."""

_BELTS_M = {"yangtze": 200.0, "taihu": 500.0}
_FINE = 4
"""Cells to the side of a pixel that ground near water is counted in."""

Json = dict[str, Any]


def _bed(col: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(262 + 14 * np.sin(col / 62.0) + 6 * np.sin(col / 23.0))


def _along(first: int, last: int, offset: float) -> Any:
    """A line beside the bed between two columns, a vertex every five columns."""
    col = np.linspace(first, last, (last - first) // 5 + 1)
    return shapely.LineString(_place(col, _bed(col) + offset))


def _place(col: NDArray[np.float64], row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coordinates of columns and rows, counted from the corner of the grid."""
    x, y = GRID.west + col * GRID.resolution, GRID.north - row * GRID.resolution
    return np.column_stack([x, y])


def _stretches(year: int) -> Iterator[tuple[str, str, str, Any]]:
    """Name, use, shore and line of every stretch of the official shoreline of a year."""
    turned = {key: use for y, turns in _TURNS.items() if y <= year for key, use in turns.items()}
    for bank, rows, offset in (("north", _NORTH, -_HALF_BED), ("south", _SOUTH, _HALF_BED)):
        for first, last, use in rows:
            now = turned.get((bank, first), use)
            yield f"{bank}-{first:03d}", now, "mainland", _along(first, last, offset)
    angle = np.linspace(0.0, 2.0 * np.pi, 49)
    ring = _place(300 + 18 * np.cos(angle), _bed(np.array([300.0])) + 1.5 * np.sin(angle))
    yield "island-300", "ecology", "island", shapely.LineString(ring)


def line_tables() -> dict[str, gpd.GeoDataFrame]:
    """Shoreline of each year, named waters and the centre line, by file stem."""
    tables = {f"CJAX_{year}": _shoreline_table(year) for year in YEARS}
    outlines = [_outline(first, last) for first, last, _ in _REACHES]
    lake = shapely.Polygon(_place(*_ellipse((58, 490), (72, 108))))
    shapes = np.array([*outlines, lake], dtype=object)
    waters = {
        "HLMC": [_RIVER, _RIVER, _LAKE],
        "HDMC": [*(reach for _, _, reach in _REACHES), "清溪湖"],
        "SFRH": ["否", "否", "否"],
        "SYMJ": np.round(geodesic_area(shapes, GRID.crs), 2),
    }
    axis = np.array([_along(0, 600, 0.0)], dtype=object)
    return {
        **tables,
        "HLSY": _frame(waters, shapes),
        "HDZXX": _frame({"HLMC": [_RIVER], "BZ": ["模拟"]}, axis),
    }


def _shoreline_table(year: int) -> gpd.GeoDataFrame:
    names, uses, shores, lines = zip(*_stretches(year), strict=True)
    columns = {
        "AXBM": [f"AX-{name}" for name in names],
        "HLMC": _RIVER,
        "LYLX": [_WORDS[use] for use in uses],
        "AXFW": ["大陆岸线" if shore == "mainland" else "岛屿岸线" for shore in shores],
        "GNQ": [_ZONE_2016[use] for use in uses],
        "BZ": "模拟",
    }
    return _frame(columns, np.array(lines, dtype=object))


def _frame(columns: dict[str, Any], shapes: NDArray[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=zone_40(shapes), crs=FILE_CRS)


def _outline(first: int, last: int) -> Any:
    """The river between two columns, drawn two pixels wider than it is on either bank."""
    col = np.linspace(first, last, (last - first) // 5 + 1)
    north, south = (_place(col, _bed(col) + side * (_HALF_BED + 2.0)) for side in (-1, 1))
    return shapely.Polygon(np.concatenate([north, south[::-1]]))


def _ellipse(centre: tuple[int, int], radii: tuple[int, int]) -> Sequence[NDArray[np.float64]]:
    angle = np.linspace(0.0, 2.0 * np.pi, 73)[:-1]
    return centre[1] + radii[1] * np.cos(angle), centre[0] + radii[0] * np.sin(angle)


def line_truth(years: Sequence[tuple[TownYear, NDArray[np.uint8]]]) -> Json:
    """What was planted, by small steps along the lines and small cells beside the water.

    ``shoreline``: year -> unit (the town and its villages) -> use|shore -> m; ``shoreline_change``:
    "2022-2023" -> earlier>now|shore -> m, of the town; ``shelterbelt``: year -> water ->
    ``ground_m2`` within the belt's width of its water and in no named water, and ``trees_m2`` there
    (plane areas of cells of 2.5 m).
    """
    return {
        "shoreline": {str(year): _shoreline_truth(year) for year in YEARS},
        "shoreline_change": {
            f"{before}-{now}": _change_truth(before, now) for before, now in pairwise(YEARS)
        },
        "shelterbelt": {str(town.year): _belt_truth(town, mask) for town, mask in years},
    }


def _shoreline_truth(year: int) -> Json:
    village, codes = village_of(), list(VILLAGES)
    found: Json = {unit: {} for unit in ("town", *codes)}
    for _, use, shore, line in _stretches(year):
        middles, metres = line_steps(line, GRID.crs)
        row = ((GRID.north - middles[:, 1]) // GRID.resolution).astype(int)
        col = ((middles[:, 0] - GRID.west) // GRID.resolution).astype(int)
        place = village[row, np.clip(col, 0, GRID.shape[1] - 1)]
        key = f"{use}|{shore}"
        found["town"][key] = found["town"].get(key, 0.0) + float(metres.sum())
        for index in np.unique(place):
            unit = found[codes[index]]
            unit[key] = unit.get(key, 0.0) + float(metres[place == index].sum())
    return found


def _change_truth(before: int, now: int) -> Json:
    old = {name: use for name, use, _, _ in _stretches(before)}
    found: Json = {}
    for name, use, shore, line in _stretches(now):
        if use != old[name]:
            key = f"{old[name]}>{use}|{shore}"
            found[key] = found.get(key, 0.0) + float(line_steps(line, GRID.crs)[1].sum())
    return found


def _belt_truth(town: TownYear, mask: NDArray[np.uint8]) -> Json:
    kind = town.kind[town.number]
    row = np.arange(GRID.shape[0])[:, None]
    water = {"yangtze": kind == CODES["1101"], "taihu": (kind == CODES["1102"]) & (row < 150)}
    fine = {name: _finer(where) for name, where in water.items()}
    wet = np.any(list(fine.values()), axis=0)
    trees = _finer(np.isin(mask, (1, 2, 3, 4)))
    cell = GRID.resolution / _FINE
    found: Json = {}
    for name, where in fine.items():
        # From the middle of a cell to the edge of the nearest cell of water.
        far = ndimage.distance_transform_edt(~where) * cell - cell / 2.0
        ground = (far <= _BELTS_M[name]) & ~wet
        found[name] = {
            "ground_m2": float(np.count_nonzero(ground)) * cell**2,
            "trees_m2": float(np.count_nonzero(ground & trees)) * cell**2,
        }
    return found


def _finer(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(np.kron(mask, np.ones((_FINE, _FINE), dtype=np.bool_)))
