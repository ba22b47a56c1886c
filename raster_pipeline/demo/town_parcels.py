"""Parcels of the invented town for three years: a base, an update package, a base in new codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.land import CODES, LAND
from raster_pipeline.demo.noise import uniform
from raster_pipeline.demo.town_plan import GRID, VILLAGES, Plan, village_of
from raster_pipeline.io.burn import burn, outlines
from sinkmap.area import geodesic_area

__all__ = ["COUNTY", "YEARS", "TownYear", "parcel_table", "town_years", "update_table", "zone_40"]

COUNTY = "320499"
"""County code of the invented town; no such county exists."""
YEARS = (2022, 2023, 2024)
FILE_CRS = "EPSG:4528"
_ZONE_PREFIX = 40_000_000.0
_RIDGE = {"0103": 0.0845, "0101": 0.0412}
_RIDGE_VILLAGE = 2

_TURNS = {
    "0101": ("0601", "0204", "1104A", "0103"),
    "0103": ("0202", "0301", "0601"),
    "0204": ("0101", "0301"),
    "0201": ("0101", "0204"),
    "1104A": ("0101", "1106", "1104"),
    "1104": ("0101", "0702"),
    "0301": ("0202", "0702", "1206"),
    "0307": ("0301",),
    "0404": ("0301", "1008"),
    "0702": ("0101", "1201"),
    "1201": ("0601", "0810"),
    "1106": ("1104A",),
    "1206": ("0301",),
}
"""What a class turns into when the demo lets a parcel change."""


@dataclass(frozen=True, slots=True)
class TownYear:
    """The parcels of one year.

    ``number``: (y, x) row of the parcel each pixel belongs to; ``serial``: (n,) serial part of the
    parcel id; ``kind``: (n,) index into ``LAND``; ``village``: (n,) position in ``VILLAGES``;
    ``shape``: (n,) polygons in the grid's CRS; ``replaced``: (n,) serials of the parcels of the
    year before that a changed parcel stands on, empty if it did not change.
    """

    year: int
    number: NDArray[np.int32]
    serial: NDArray[np.int64]
    kind: NDArray[np.int16]
    village: NDArray[np.int8]
    shape: NDArray[Any]
    replaced: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        counts = {len(a) for a in (self.serial, self.kind, self.village, self.shape, self.replaced)}
        if counts != {int(self.number.max()) + 1}:
            raise ValueError("every parcel needs a pixel, a serial, a class, a village and a shape")


def town_years(plan: Plan) -> tuple[TownYear, ...]:
    """The town on the last day of each year."""
    first = _first_year(plan)
    second = _changed(first, 2023)
    return first, second, _changed(second, 2024)


def _first_year(plan: Plan) -> TownYear:
    village = village_of()
    _, codes = np.unique(plan.thing * 8 + village, return_inverse=True)
    shape, _ = outlines(codes.reshape(GRID.shape).astype(np.int32), GRID)
    number = _numbers(shape)
    _, first = np.unique(number, return_index=True)
    return TownYear(
        2022,
        number,
        np.arange(1, len(shape) + 1),
        plan.kind.ravel()[first],
        village.ravel()[first],
        shape,
        ((),) * len(shape),
    )


def _numbers(shape: NDArray[Any]) -> NDArray[np.int32]:
    return burn(shape, np.arange(len(shape)), GRID, GRID.whole, "int32", -1).astype(np.int32)


def _changed(before: TownYear, year: int) -> TownYear:
    """Let some parcels change class, some be split and some be merged."""
    shape, kind = list(before.shape), list(before.kind)
    serial, village = list(before.serial), list(before.village)
    replaced: list[tuple[int, ...]] = [()] * len(shape)
    gone: set[int] = set()
    next_serial = int(before.serial.max()) + 1
    for old, parts, new_kinds in _changes(before, year):
        if gone & set(old):
            continue
        gone |= set(old)
        for part, new_kind in zip(parts, new_kinds, strict=True):
            shape.append(part)
            kind.append(np.int16(new_kind))
            serial.append(next_serial)
            village.append(before.village[old[0]])
            replaced.append(tuple(int(before.serial[i]) for i in old))
            next_serial += 1
    kept = [i for i in range(len(shape)) if i not in gone]
    shapes = np.array(shape, dtype=object)[kept]
    return replace(
        before,
        year=year,
        number=_numbers(shapes),
        serial=np.array(serial)[kept],
        kind=np.array(kind, dtype=np.int16)[kept],
        village=np.array(village, dtype=np.int8)[kept],
        shape=shapes,
        replaced=tuple(replaced[i] for i in kept),
    )


_Change = tuple[tuple[int, ...], list[Any], list[int]]


def _changes(before: TownYear, year: int) -> Iterator[_Change]:
    draw = uniform(before.serial, seed=year)
    turn = uniform(before.serial, seed=year + 7)
    box = shapely.box(*shapely.bounds(before.shape).T)
    rectangular = shapely.equals(before.shape, box)
    for index in np.flatnonzero(draw < 0.05):
        code = LAND[before.kind[index]].code
        if code not in _TURNS:
            continue
        choices = _TURNS[code]
        new = CODES[choices[int(turn[index] * len(choices))]]
        if draw[index] < 0.012 and rectangular[index]:
            halves = _split(before.shape[index])
            if halves:
                yield (int(index),), halves, [new, int(before.kind[index])]
                continue
        yield (int(index),), [before.shape[index]], [new]
    yield from _merges(before, draw)


def _split(rectangle: Any) -> list[Any]:
    """Two halves of a rectangle along a column of pixel edges; none if it is one pixel wide."""
    west, south, east, north = rectangle.bounds
    columns = round((east - west) / GRID.resolution)
    if columns < 2:
        return []
    middle = west + (columns // 2) * GRID.resolution
    halves = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    return [shapely.normalize(half) for half in halves]


def _merges(before: TownYear, draw: NDArray[np.float64]) -> Iterator[_Change]:
    """Neighbouring paddy fields of one village that become one parcel."""
    paddy = before.kind == CODES["0101"]
    tree = shapely.STRtree(before.shape)
    for index in np.flatnonzero(paddy & (draw > 0.985)):
        for other in sorted(tree.query(before.shape[index], predicate="touches").tolist()):
            same = paddy[other] and before.village[other] == before.village[index]
            joined = shapely.union(before.shape[index], before.shape[other])
            if same and joined.geom_type == "Polygon":
                yield (int(index), other), [shapely.normalize(joined)], [int(before.kind[index])]
                break


def parcel_table(town: TownYear) -> gpd.GeoDataFrame:
    """The full base of a year as the survey hands it over, zone-40 coordinates.

    From 2024 the classes are those of the 2023 guide and the fields are named after it.
    """
    area = np.round(geodesic_area(town.shape, GRID.crs), 2)
    codes = [LAND[k] for k in town.kind]
    new_codes = town.year >= 2024
    rate = np.array(
        [
            _RIDGE.get(land.code, 0.0) if v == _RIDGE_VILLAGE else 0.0
            for land, v in zip(codes, town.village, strict=True)
        ]
    )
    ridge = np.round(area * rate, 2)
    villages = list(VILLAGES.items())
    code_field, name_field = ("YDYHFLDM", "YDYHFLMC") if new_codes else ("DLBM", "DLMC")
    columns = {
        "BSM": [_bsm(s) for s in town.serial],
        code_field: [land.next_code if new_codes else land.code for land in codes],
        name_field: [land.next_name if new_codes else land.name for land in codes],
        "QSXZ": ["20" if land.code.startswith(("10", "11")) else "30" for land in codes],
        "ZLDWDM": [villages[v][0] + "0000000" for v in town.village],
        "ZLDWMC": [villages[v][1][0] for v in town.village],
        "TBMJ": area,
        "KCDLBM": np.where(rate > 0, "2303" if new_codes else "1203", ""),
        "KCXS": rate,
        "KCMJ": ridge,
        "TBDLMJ": np.round(area - ridge, 2),
        "SJNF": np.int32(town.year),
        "BZ": "模拟",
    }
    frame = pd.DataFrame(columns)
    return gpd.GeoDataFrame(frame, geometry=zone_40(town.shape), crs=FILE_CRS)


def update_table(town: TownYear) -> gpd.GeoDataFrame:
    """The update package of a year: the changed parcels and which parcels each one replaces."""
    base = parcel_table(town)
    changed = np.array([bool(r) for r in town.replaced])
    ids = [",".join(_bsm(s) for s in r) for r in town.replaced if r]
    package = base[changed].reset_index(drop=True)
    package.insert(1, "BGQTBBSM", ids)
    return package


def _bsm(serial: int) -> str:
    return f"{COUNTY}2110{serial:08d}"


def zone_40(shapes: NDArray[Any]) -> NDArray[Any]:
    """Coordinates with the zone number 40 before the easting (EPSG:4528)."""
    return np.asarray(shapely.transform(shapes, lambda xy: xy + np.array([_ZONE_PREFIX, 0.0])))
