"""The register of 53 key projects of the simulated city: invented names at real lakes and hills.

The kinds are the plan's six; names, owners, years, money and gains are all made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import SNAP, Feature, blob
from raster_pipeline.demo.city_ground import GRID
from raster_pipeline.demo.noise import uniform
from raster_pipeline.demo.plan_tables import Planned, project_table
from sinkmap.area import plane_area

__all__ = ["project_register"]

_FIRST = 2022
_RIVERS = (
    "京杭运河", "新孟河", "德胜河", "澡港河", "丹金溧漕河", "南河", "武宜运河", "太滆运河",
    "湟里河", "通济河", "锡溧漕河", "夏溪河",
)  # fmt: skip
_SHORES = (
    "滆湖", "长荡湖", "太湖竺山湖", "天目湖（沙河水库）", "大溪水库", "塘马水库", "钱资荡",
    "宋剑湖", "长江",
)  # fmt: skip
_POLDERS = ("滆湖", "长荡湖", "太湖竺山湖", "钱资荡")
_WETLANDS = (
    ("滆湖", 3), ("长荡湖", 2), ("天目湖（沙河水库）", 1), ("大溪水库", 1), ("前宋水库", 1),
    ("茅东水库", 1), ("新浮山水库", 1),
)  # fmt: skip
_GREENING = (
    ("茅山东麓", 437_500, 3_513_500), ("茅山南麓", 438_800, 3_505_500),
    ("瓦屋山", 433_500, 3_496_500), ("曹山", 428_500, 3_489_000),
    ("溧阳南山", 449_000, 3_456_000), ("深溪岕", 444_500, 3_453_500),
    ("龙潭林场", 452_500, 3_459_000), ("嘉泽苗木片区", 473_500, 3_508_000),
    ("横山桥", 510_500, 3_517_000), ("新龙生态林", 493_000, 3_530_500),
    ("薛埠", 441_500, 3_509_000), ("竹箦", 441_000, 3_490_500),
)  # fmt: skip
_QUARRIES = (
    ("茅山西段", 437_000, 3_518_500), ("薛埠宕口", 440_000, 3_511_500),
    ("上黄水母山", 455_500, 3_486_500), ("芳山", 451_500, 3_492_000),
    ("横山", 511_500, 3_518_500), ("小黄山", 490_500, 3_541_500),
)  # fmt: skip
_STATES = ("在建", "在建", "拟建", "已完成", "在建", "拟建")
_ROLLED = 6
"""Every sixth project has a newer version in 2024."""
_COUNT = 53
_LEAST_HA = 5.0


def project_register(found: tuple[Feature, ...]) -> gpd.GeoDataFrame:
    """Both versions of the register, 2022 and what 2024 changed, on the grid's CRS."""
    planned = tuple(_planned(found))
    if len(planned) != _COUNT:
        raise ValueError(f"the register holds {len(planned)} projects, not {_COUNT}")
    return project_table(planned, "CZ", _FIRST, GRID.crs)


def _planned(found: tuple[Feature, ...]) -> Iterator[Planned]:
    city = shapely.union_all([d.plane for d in districts()])
    named = (*_RIVERS, *_SHORES, *(name for name, _ in _WETLANDS))
    inside = {f.name: shapely.intersection(f.shape, city) for f in found if f.name in named}
    for number, (kind, name, shape) in enumerate(_drawn(inside, city)):
        ground = _largest(shapely.intersection(shape, city, grid_size=SNAP))
        hectares = float(plane_area([ground])[0]) / 10_000.0
        if hectares < _LEAST_HA:
            raise ValueError(f"{name} has {hectares:.2f} ha in the city")
        state = _STATES[number % len(_STATES)]
        begins = {"已完成": 2020, "在建": 2022, "拟建": 2026}[state]
        ends = begins + 2 + number % 4
        trees, wetland = _gains(kind, hectares)
        later = {2024: _rolled(state, ends)} if number % _ROLLED == 0 else {}
        budget = round(400.0 + 9_000.0 * float(uniform(number, seed=1301)), 0)
        yield Planned(
            kind, name, _owner(ground), state, begins, ends, budget, trees, wetland, ground, later
        )


def _rolled(state: str, ends: int) -> dict[str, Any]:
    """What the version of 2024 says: work that was planned has begun, other work takes longer."""
    return {"XMZT": "在建", "KGNF": 2024} if state == "拟建" else {"WGNF": ends + 1}


def _gains(kind: str, hectares: float) -> tuple[float, float]:
    """Hectares of trees and of protected wetland, as shares of the ground that are invented."""
    trees = {"生态缓冲带": 0.30, "国土绿化与低效林改造": 0.25, "山体修复": 0.40, "河道整治": 0.05}
    wet = {"退圩还湖": 0.60, "湿地保护修复": 0.50}
    return round(hectares * trees.get(kind, 0.0), 1), round(hectares * wet.get(kind, 0.0), 1)


def _drawn(shape: dict[str, Any], city: Any) -> Iterator[tuple[str, str, Any]]:
    """Kind, name and ground of every project."""
    for name in _RIVERS:
        yield "河道整治", f"{name}综合整治", shapely.buffer(_reach(shape[name]), 40.0, quad_segs=2)
    for name in _SHORES:
        bank = shapely.buffer(shape[name], 120.0, quad_segs=2)
        strip = shapely.intersection(shapely.difference(bank, shape[name]), city)
        yield "生态缓冲带", f"{name}生态缓冲带", _reach(_largest(strip))
    for place, name in enumerate(_POLDERS):
        x, y = shape[name].bounds[0] + 600.0, shape[name].centroid.y
        yield "退圩还湖", f"{name}退圩还湖", blob((x, y), (900.0, 600.0), 0.0, 1320 + place)
    for name, count in _WETLANDS:
        for part in range(count):
            south, north = shape[name].bounds[1], shape[name].bounds[3]
            y = south + (north - south) * (part + 1) / (count + 1)
            centre = (shape[name].centroid.x + 300.0 * part, y)
            title = f"{name}湿地保护修复（{part + 1}）"
            yield "湿地保护修复", title, blob(centre, (500.0, 380.0), 15.0, 1340 + part)
    for place, (name, x, y) in enumerate(_GREENING):
        title = f"{name}国土绿化与低效林改造"
        yield "国土绿化与低效林改造", title, blob((x, y), (750.0, 550.0), 20.0, 1360 + place)
    for place, (name, x, y) in enumerate(_QUARRIES):
        yield "山体修复", f"{name}山体修复", blob((x, y), (320.0, 260.0), 0.0, 1380 + place)


def _reach(shape: Any) -> Any:
    """The part of a long shape within two kilometres of a point inside it."""
    x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
    return _largest(shapely.clip_by_rect(shape, x - 2_000, y - 2_000, x + 2_000, y + 2_000))


def _largest(shape: Any) -> Any:
    """The largest polygon of a shape; the first one among equals."""
    parts = shapely.get_parts(shape)
    faces = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    if not len(faces):
        return shapely.Polygon()
    return faces[int(np.argmax(plane_area(faces)))]


def _owner(ground: Any) -> str:
    """The government of the district that holds most of the ground."""
    planes = np.array([d.plane for d in districts()], dtype=object)
    shares = plane_area(shapely.intersection(planes, ground))
    return f"{districts()[int(np.argmax(shares))].name}人民政府（模拟）"
