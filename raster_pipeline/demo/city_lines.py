"""Waters by name, centre lines and the Yangtze's shoreline of the simulated city.

The shoreline follows the drawn river's bank inside the city; its uses and their changes are
invented, and so is the islet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import Feature, centre_lines
from raster_pipeline.demo.city_ground import CRS_BORDERS, GRID
from raster_pipeline.demo.city_years import YEARS
from raster_pipeline.demo.line_steps import line_steps
from sinkmap.area import AreaMeasure

__all__ = ["city_line_tables", "city_line_truth"]

_NAMED = ("长江", "京杭运河", "太湖竺山湖", "太湖", "滆湖", "长荡湖", "太滆运河")
_INFLOW = ("太滆运河",)
_WORDS = {"ecology": "生态岸线", "production": "生产岸线", "life": "生活岸线"}

_SHARES = (0.0, 0.12, 0.20, 0.34, 0.45, 0.53, 0.66, 0.70, 0.81, 0.93, 1.0)
_USES = (
    "ecology",
    "production",
    "ecology",
    "production",
    "production",
    "life",
    "production",
    "ecology",
    "production",
    "ecology",
)
"""Ends of the stretches as shares of the bank, and their uses in 2022."""

_TURNS: Mapping[int, Mapping[int, str]] = {
    2022: {},
    2023: {4: "ecology"},
    2024: {6: "ecology", 9: "life"},
}
"""Year -> number of the stretch that turns, and to what; later years keep it."""


def _stretches(found: tuple[Feature, ...], year: int) -> Iterator[tuple[str, str, Any]]:
    """Use, shore and line of every stretch of a year."""
    river = next(feature.shape for feature in found if feature.name == "长江")
    city = shapely.union_all([district.plane for district in districts()])
    inside = shapely.line_merge(shapely.intersection(shapely.boundary(river), city))
    bank = max(shapely.get_parts(inside), key=lambda part: float(part.length))
    turned = {n: use for y, turns in _TURNS.items() if y <= year for n, use in turns.items()}
    for number, (first, last) in enumerate(pairwise(_SHARES)):
        line = substring(bank, first, last, normalized=True)
        yield turned.get(number, _USES[number]), "mainland", line
    radius = shapely.maximum_inscribed_circle(shapely.intersection(river, city), 1.0)
    centre = shapely.get_point(radius, 0)
    islet = shapely.buffer(centre, 0.4 * radius.length, quad_segs=12)
    yield "ecology", "island", shapely.LineString(shapely.get_coordinates(islet))


def city_line_tables(found: tuple[Feature, ...]) -> dict[str, gpd.GeoDataFrame]:
    """Shoreline of each year, named waters and centre lines by layer file name, EPSG:4490."""
    shapes: dict[str, Any] = {}
    for feature in (one for one in found if one.name in _NAMED):
        taken = shapely.union_all(list(shapes.values()))
        shapes[feature.name] = shapely.difference(feature.shape, taken)
    waters = {
        "HLMC": list(shapes),
        "HDMC": "常州段",
        "SFRH": ["是" if name in _INFLOW else "否" for name in shapes],
        "SYMJ": np.round(AreaMeasure.of_grid(GRID).polygons(list(shapes.values())), 2),
    }
    axes = {name: line for name, line in centre_lines().items() if name in _NAMED}
    centre = {"HLMC": list(axes), "SFRH": ["是" if name in _INFLOW else "否" for name in axes]}
    return {
        **{f"shoreline_{year}": _shoreline(found, year) for year in YEARS},
        "named_water": _frame(waters, list(shapes.values())),
        "water_axis": _frame(centre, list(axes.values())),
    }


def _shoreline(found: tuple[Feature, ...], year: int) -> gpd.GeoDataFrame:
    uses, shores, lines = zip(*_stretches(found, year), strict=True)
    columns = {
        "AXBM": [f"AX3204-{number:03d}" for number in range(len(lines))],
        "HLMC": "长江（模拟）",
        "LYLX": [_WORDS[use] for use in uses],
        "AXFW": ["大陆" if shore == "mainland" else "岛屿" for shore in shores],
    }
    return _frame(columns, list(lines))


def _frame(columns: Mapping[str, Any], shapes: list[Any]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=GRID.crs)
    return frame.to_crs(CRS_BORDERS)


def city_line_truth(found: tuple[Feature, ...]) -> dict[str, Any]:
    """Planted lengths of the shoreline, m on the ellipsoid, by steps of half a metre.

    ``shoreline``: year -> use|shore -> m; ``shoreline_change``: "2022-2023" ->
    earlier>now|shore -> m.
    """
    years = {year: list(_stretches(found, year)) for year in YEARS}
    metres = [float(line_steps(line, GRID.crs)[1].sum()) for _, _, line in years[YEARS[0]]]
    uses: dict[str, dict[str, float]] = {}
    for year, rows in years.items():
        sums = uses.setdefault(str(year), {})
        for (use, shore, _), length in zip(rows, metres, strict=True):
            sums[f"{use}|{shore}"] = sums.get(f"{use}|{shore}", 0.0) + length
    changes: dict[str, dict[str, float]] = {}
    for before, now in pairwise(YEARS):
        sums = changes.setdefault(f"{before}-{now}", {})
        for old, new, length in zip(years[before], years[now], metres, strict=True):
            if old[0] != new[0]:
                key = f"{old[0]}>{new[0]}|{new[1]}"
                sums[key] = sums.get(key, 0.0) + length
    return {"shoreline": uses, "shoreline_change": changes}
