"""Lakes, rivers, the canal, highways and railways of the simulated city as disjoint polygons.

Outlines are sketches: rightly placed and sized, with shores and bends drawn by noise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_ground import GRID, hilliness
from raster_pipeline.demo.noise import smooth, uniform

__all__ = ["SNAP", "Feature", "blob", "centre_lines", "features", "snapped", "tiled"]

SNAP = 0.001
"""All coordinates of the simulated survey are multiples of a millimetre."""
_NET = 1_500.0

Path2D = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """A large polygon of one class; ``wide`` if it is too broad for parcels to cross."""

    code: str
    name: str
    shape: Any
    wide: bool

    def __post_init__(self) -> None:
        if not self.code or self.shape.is_empty:
            raise ValueError(f"feature without class or shape: {self.name}")


_LAKES = (
    ("1102", "滆湖", (480_700, 3_496_300), (3_700, 11_500), 8.0),
    ("1102", "长荡湖", (456_400, 3_496_300), (4_000, 6_700), -12.0),
    ("1102", "太湖竺山湖", (503_600, 3_479_600), (3_000, 4_300), 20.0),
    ("1102", "太湖", (517_200, 3_481_500), (4_300, 6_800), 10.0),
    ("1103", "天目湖（沙河水库）", (446_700, 3_466_500), (1_350, 2_900), 15.0),
    ("1103", "大溪水库", (441_900, 3_468_900), (1_500, 2_200), -20.0),
    ("1103", "塘马水库", (441_300, 3_487_300), (700, 1_100), 30.0),
    ("1103", "前宋水库", (433_200, 3_477_500), (600, 1_000), -40.0),
    ("1103", "茅东水库", (437_900, 3_519_700), (500, 900), 10.0),
    ("1103", "新浮山水库", (438_700, 3_507_500), (450, 800), -25.0),
    ("1102", "钱资荡", (462_500, 3_508_500), (1_000, 1_500), 0.0),
    ("1102", "宋剑湖", (507_200, 3_511_300), (500, 900), 15.0),
)
_YANGTZE: Path2D = (
    (478_000, 3_549_300),
    (486_500, 3_549_500),
    (490_000, 3_547_500),
    (491_900, 3_543_300),
    (497_200, 3_544_100),
    (502_700, 3_537_300),
)
_RIVERS: tuple[tuple[str, float, Path2D], ...] = (
    (
        "京杭运河",
        90,
        (
            (474_000, 3_529_500),
            (483_900, 3_524_600),
            (490_500, 3_519_000),
            (497_500, 3_512_300),
            (505_500, 3_510_900),
            (512_500, 3_506_800),
            (519_500, 3_503_000),
        ),
    ),
    ("新孟河", 80, ((481_500, 3_548_500), (483_300, 3_524_500), (481_000, 3_507_000))),
    ("德胜河", 60, ((492_000, 3_545_000), (489_300, 3_520_000))),
    ("澡港河", 50, ((497_000, 3_544_500), (496_300, 3_513_500))),
    (
        "丹金溧漕河",
        65,
        ((461_500, 3_530_500), (461_800, 3_513_000), (449_900, 3_494_000), (450_900, 3_475_500)),
    ),
    (
        "南河",
        60,
        ((418_000, 3_470_500), (436_500, 3_474_000), (451_000, 3_475_500), (464_500, 3_479_500)),
    ),
    ("武宜运河", 60, ((493_500, 3_515_000), (489_500, 3_500_500), (490_300, 3_478_000))),
    ("太滆运河", 50, ((484_500, 3_492_500), (494_000, 3_488_500), (502_500, 3_482_500))),
    ("湟里河", 45, ((460_500, 3_503_500), (470_500, 3_503_000), (478_500, 3_501_500))),
    ("通济河", 45, ((433_000, 3_524_500), (447_500, 3_519_500), (461_700, 3_518_000))),
    ("锡溧漕河", 60, ((484_000, 3_489_000), (498_500, 3_494_300), (515_500, 3_500_800))),
    ("夏溪河", 40, ((461_700, 3_513_500), (472_000, 3_510_500), (481_500, 3_509_500))),
)
_ROADS: tuple[tuple[str, str, float, Path2D], ...] = (
    ("1001", "京沪铁路", 22, ((473_500, 3_527_000), (495_000, 3_518_500), (519_500, 3_505_500))),
    ("1001", "沪宁城际", 18, ((473_500, 3_529_000), (497_000, 3_521_200), (519_500, 3_511_500))),
    ("1001", "宁杭高铁", 18, ((417_500, 3_481_500), (448_000, 3_479_800), (465_000, 3_474_500))),
    ("1003", "沪蓉高速", 48, ((473_500, 3_532_500), (492_000, 3_528_300), (519_500, 3_516_300))),
    ("1003", "常合高速", 42, ((432_000, 3_507_500), (470_000, 3_506_300), (500_500, 3_503_800))),
    ("1003", "扬溧高速", 42, ((447_500, 3_531_500), (446_300, 3_503_500), (444_800, 3_447_500))),
    ("1003", "江宜高速", 42, ((487_500, 3_548_500), (486_800, 3_521_500), (488_300, 3_478_500))),
    ("1003", "锡溧高速", 42, ((443_500, 3_480_500), (476_000, 3_481_300), (519_500, 3_495_500))),
    ("1003", "宁杭高速", 42, ((419_500, 3_477_300), (447_000, 3_470_700), (466_000, 3_463_500))),
    ("1003", "沿江高速", 42, ((478_500, 3_536_500), (503_500, 3_533_500))),
)


def features() -> tuple[Feature, ...]:
    """All features; where two overlap, the earlier one lies on top."""
    return tuple(_raw())


def centre_lines() -> dict[str, Any]:
    """Name of each large river -> the line it was drawn along, downstream."""
    rivers = {"长江": _line(_YANGTZE, 11, 250.0)}
    for number, (name, _, path) in enumerate(_RIVERS):
        rivers[name] = _line(path, 50 + number, 420.0)
    return {name: shapely.linestrings(line) for name, line in rivers.items()}


def tiled(found: tuple[Feature, ...]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Features cut along a square net and laid side by side: polygons and the row of each feature.

    Small pieces make the cutting of half a million parcels cheap.
    """
    west, south, east, north = GRID.bounds
    x, y = np.meshgrid(np.arange(west, east, _NET), np.arange(south, north, _NET))
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + _NET, y.ravel() + _NET)
    shapes = np.array([f.shape for f in found], dtype=object)
    owner, box = shapely.STRtree(boxes).query(shapes, predicate="intersects")
    pieces = shapely.intersection(shapes[owner], boxes[box], grid_size=SNAP)
    kept: list[Any] = []
    owners: list[int] = []
    for cell in np.unique(box):
        taken: list[Any] = []
        for row in np.flatnonzero(box == cell):
            piece = pieces[row]
            for other in taken:
                piece = shapely.difference(piece, other, grid_size=SNAP)
            piece = _polygonal(piece)
            if not piece.is_empty:
                taken.append(piece)
                owners.append(int(owner[row]))
        kept += taken
    return np.array(kept, dtype=object), np.array(owners)


def _polygonal(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    faces = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.multipolygons(faces)


def _raw() -> Iterable[Feature]:
    yield Feature("1101", "长江", _ribbon(_line(_YANGTZE, 11, 250.0), 3_400.0), True)
    for number, (code, name, centre, radii, tilt) in enumerate(_LAKES):
        yield Feature(code, name, blob(centre, radii, tilt, 20 + number), True)
    for number, (name, width, path) in enumerate(_RIVERS):
        yield Feature("1101", name, _ribbon(_line(path, 50 + number, 420.0), width), False)
    for number, (code, name, width, path) in enumerate(_ROADS):
        yield Feature(code, name, _ribbon(_line(path, 80 + number, 180.0), width), False)
    yield from _network("1101", "小河", (4_300.0, 4_700.0), (20.0, 34.0), 200, 900.0)
    yield from _network("1003", "县乡道", (5_100.0, 4_800.0), (22.0, 32.0), 400, 500.0)


def blob(centre: tuple[float, float], radii: tuple[float, float], tilt: float, seed: int) -> Any:
    """An ellipse whose shore is bent by noise at three scales."""
    count = max(240, int(sum(radii) / 9.0))
    angle = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    cx, cy = np.cos(angle), np.sin(angle)
    bend = 0.72 * (smooth(cx * 2.2 + 50, cy * 2.2 + 50, seed, 1.0) - 0.5)
    bend += 0.18 * (smooth(cx * 9 + 50, cy * 9 + 50, seed + 300, 1.0) - 0.5)
    bend += 0.04 * (smooth(cx * 40 + 90, cy * 40 + 90, seed + 600, 1.0, 2) - 0.5)
    u, v = radii[0] * (1.0 + bend) * cx, radii[1] * (1.0 + bend) * cy
    turn = np.radians(-tilt)
    x = centre[0] + u * np.cos(turn) - v * np.sin(turn)
    y = centre[1] + u * np.sin(turn) + v * np.cos(turn)
    return shapely.make_valid(shapely.polygons(_snapped(x, y)))


def _line(path: Path2D, seed: int, sway: float) -> NDArray[np.float64]:
    """A path with a vertex about every 60 m, swaying sideways by noise."""
    given = np.array(path, dtype=np.float64)
    length = np.r_[0.0, np.cumsum(np.hypot(*np.diff(given, axis=0).T))]
    along = np.linspace(0.0, length[-1], max(3, int(length[-1] / 60.0)))
    x, y = np.interp(along, length, given[:, 0]), np.interp(along, length, given[:, 1])
    side = sway * 2.0 * (smooth(along + 5e5, along * 0.0, seed, 2_600.0, 3) - 0.5)
    dx, dy = np.gradient(x), np.gradient(y)
    norm = np.hypot(dx, dy)
    return np.column_stack([x - side * dy / norm, y + side * dx / norm])


def _ribbon(line: NDArray[np.float64], width: float) -> Any:
    ribbon = shapely.buffer(
        shapely.linestrings(line), width / 2.0, cap_style="flat", join_style="mitre"
    )
    return shapely.make_valid(shapely.set_precision(ribbon, SNAP))


def _snapped(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return snapped(np.column_stack([x, y]))


def snapped(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coordinates to millimetres by the arithmetic of GEOS, so that both agree bit by bit."""
    return np.asarray(np.floor(xy * 1000.0 + 0.5) / 1000.0)


def _network(
    code: str,
    name: str,
    spacing: tuple[float, float],
    width: tuple[float, float],
    seed: int,
    sway: float,
) -> Iterable[Feature]:
    """Swaying lines in both directions, broken where hills rise."""
    west, south, east, north = GRID.bounds
    for axis in (0, 1):
        low, high = (south, north) if axis == 0 else (west, east)
        for number in range(int((high - low) / spacing[axis])):
            place = (
                low + (number + 0.2 + 0.6 * float(uniform(number, axis, seed=seed))) * spacing[axis]
            )
            ends: Path2D = (
                ((west, place), (east, place)) if axis == 0 else ((place, south), (place, north))
            )
            line = _line(ends, seed + 2 * number + axis, sway)
            share = float(uniform(number, axis, seed=seed + 1))
            broad = width[0] + (width[1] - width[0]) * share
            runs = [_ribbon(run, broad) for run in _low_runs(line)]
            if runs:
                yield Feature(code, f"{name}{axis}-{number}", shapely.union_all(runs), False)


def _low_runs(line: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    low = hilliness(line[:, 0], line[:, 1]) < 0.42
    edges = np.flatnonzero(np.diff(np.r_[False, low, False]))
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [line[a:b] for a, b in pairs if b - a > 8]
