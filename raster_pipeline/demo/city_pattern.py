"""Space pattern, built-up area, parks and people of the simulated city.

The river and the lakes are the real ones as sketched; which hills and corridors the plan means is
not known, so those are invented and named so. Parks are the park parcels of the first survey that
lie inside the built-up area.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import SNAP, Feature, blob
from raster_pipeline.demo.city_years import YEARS, City
from raster_pipeline.demo.city_zones import zone_frame
from raster_pipeline.demo.land import CODES
from sinkmap.area import plane_area

__all__ = [
    "PEOPLE",
    "city_pattern_truth",
    "elements",
    "pattern_inputs",
    "pattern_tables",
    "write_people",
]

_HILLS = (
    ("茅山", (435_300, 3_517_000), (2_600, 11_000), 941),
    ("南山", (448_000, 3_454_000), (10_500, 4_900), 942),
    ("瓦屋山", (432_000, 3_499_000), (3_600, 5_600), 943),
    ("竹箦丘陵", (432_500, 3_486_000), (4_000, 3_500), 944),
    ("雪堰山体", (509_500, 3_486_500), (2_400, 1_800), 945),
)
_CORRIDORS = ("京杭运河", "新孟河", "丹金溧漕河", "太滆运河", "武宜运河")
_BESIDE = 300.0
"""Metres of a corridor on either side of its water."""
_TOWNS = (((497_500, 3_516_500), (9_000, 7_500), 946), ((462_500, 3_513_500), (3_000, 2_600), 947),
          ((450_500, 3_476_500), (2_600, 2_400), 948))  # fmt: skip
PEOPLE: Mapping[str, tuple[int, int, int]] = {
    "320400": (2_310_000, 560_000, 5_380_000),
    "320402": (520_000, 150_000, 680_000),
    "320404": (480_000, 120_000, 670_000),
    "320411": (430_000, 130_000, 920_000),
    "320412": (560_000, 110_000, 1_730_000),
    "320413": (180_000, 30_000, 590_000),
    "320481": (140_000, 20_000, 790_000),
}
"""Unit -> registered and temporary population of the urban area, permanent population."""
_LAYERS = ("pattern_element", "built_up_area", "parks")
_TABLE = "tables/population.csv"


def _inside(shape: Any) -> Any:
    """The part of a shape inside the city, on the survey's millimetres."""
    city = shapely.union_all([one.plane for one in districts()])
    return shapely.intersection(shapely.make_valid(shape), city, grid_size=SNAP)


def elements(found: tuple[Feature, ...]) -> list[tuple[str, str, Any]]:
    """Kind, name and polygon of the 1 river, 3 lakes, 5 hills and 5 corridors of the pattern."""
    named: dict[str, list[Any]] = {}
    for one in found:
        named.setdefault(one.name, []).append(one.shape)
    whole = {name: shapely.union_all(shapes) for name, shapes in named.items()}
    rows = [("江", "长江", whole["长江"])]
    rows += [("湖", name, whole[name]) for name in ("滆湖", "长荡湖")]
    rows.append(("湖", "太湖", shapely.union(whole["太湖"], whole["太湖竺山湖"])))
    rows += [("山", name, blob(at, radii, 0.0, seed)) for name, at, radii, seed in _HILLS]
    for name in _CORRIDORS:
        beside = shapely.buffer(whole[name], _BESIDE, quad_segs=4)
        rows.append(("廊道", f"{name}生态廊道", beside))
    return [(kind, name, _inside(shape)) for kind, name, shape in rows]


def _built_up() -> Any:
    return _inside(shapely.union_all([blob(at, radii, 0.0, seed) for at, radii, seed in _TOWNS]))


def _parks(city: City) -> NDArray[np.int64]:
    """Rows of the park parcels of the first year that lie inside the built-up area."""
    rows = np.flatnonzero(city.kind[:, 0] == CODES["0810"])
    area = _built_up()
    shapely.prepare(area)
    return rows[shapely.contains_properly(area, city.shape[rows])]


def pattern_tables(found: tuple[Feature, ...], city: City) -> dict[str, gpd.GeoDataFrame]:
    """Layers of this module by id."""
    drawn, parks = elements(found), _parks(city)
    shapes = np.array([shape for _, _, shape in drawn], dtype=object)
    built_up = _built_up()
    kinds = np.where(city.register_m2[parks] >= 10_000.0, "G11", "G14")
    columns = {
        "LX": kinds,
        "MC": [f"公园{n + 1:04d}（模拟）" for n in range(len(parks))],
        "MJ": city.register_m2[parks],
    }
    return {
        "pattern_element": zone_frame(
            {"LX": [k for k, _, _ in drawn], "MC": [f"{n}（模拟）" for _, n, _ in drawn]},
            shapes,
        ),
        "built_up_area": zone_frame({"MC": ["建成区（模拟）"]}, np.array([built_up], dtype=object)),
        "parks": zone_frame(columns, city.shape[parks]),
    }


def write_people(folder: Path) -> None:
    """The table of people, as a statistics office exports it: GB 18030."""
    path = folder / _TABLE
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [(unit, year, *people) for year in YEARS for unit, people in PEOPLE.items()]
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(("行政区", "年份", "城区人口", "城区暂住人口", "常住人口"))
        out.writerows(rows)


def pattern_inputs(source: str) -> list[Mapping[str, Any]]:
    """``[[input]]`` of this module's layers."""
    about = {"vintage": "模拟2022年版", "source": source}
    layers = [
        {"layer": name, "files": [f"layers/{name}.gpkg"], "table": name, **about}
        for name in _LAYERS
    ]
    return [*layers, {"layer": "population", "files": [_TABLE], **about}]


def city_pattern_truth(found: tuple[Feature, ...], city: City) -> dict[str, Any]:
    """``pattern_m2`` by element, ``park_green_m2`` and ``built_up_m2`` on the plane of the grid."""
    drawn, parks = elements(found), _parks(city)
    shapes = [shape for _, _, shape in drawn]
    return {
        "pattern_m2": {
            name: float(m2) for (_, name, _), m2 in zip(drawn, plane_area(shapes), strict=True)
        },
        "built_up_m2": float(plane_area([_built_up()])[0]),
        "park_green_m2": float(plane_area(city.shape[parks]).sum()),
    }
