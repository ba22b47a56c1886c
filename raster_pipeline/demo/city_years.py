"""Three years of the simulated city: what changes, what encroaches, and the survey tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import SNAP
from raster_pipeline.demo.city_ground import GRID, hilliness
from raster_pipeline.demo.city_parcels import Parcels
from raster_pipeline.demo.land import CODES, LAND
from raster_pipeline.demo.noise import uniform
from sinkmap.area import AreaMeasure, plane_area

__all__ = ["YEARS", "City", "change_years", "full_table", "update_table"]

YEARS = (2022, 2023, 2024)
_ENCROACHMENTS = 60
_RIDGE_DISTRICTS = ("320413", "320481")
"""Only the hilly districts deduct field ridges."""

_TURNS: dict[str, tuple[tuple[str, float], ...]] = {
    "0101": (("0601", 0.3), ("0204", 0.2), ("1202", 0.2), ("1003", 0.1), ("0404", 0.2)),
    "0102": (("0101", 0.5), ("0601", 0.3), ("0204", 0.2)),
    "0103": (("0202", 0.3), ("0101", 0.4), ("0301", 0.3)),
    "0201": (("0101", 0.8), ("0204", 0.2)),
    "0204": (("0101", 0.8), ("0301", 0.2)),
    "0202": (("0103", 0.5), ("0301", 0.5)),
    "0301": (("0101", 0.4), ("0202", 0.1), ("0601", 0.2), ("0307", 0.3)),
    "0307": (("0301", 1.0),),
    "0404": (("0301", 0.3), ("0101", 0.3), ("0601", 0.2), ("0810", 0.2)),
    "0601": (("0701", 0.4), ("1201", 0.3), ("0810", 0.3)),
    "0702": (("0101", 0.25), ("0404", 0.2), ("0601", 0.2), ("1201", 0.15), ("0810", 0.2)),
    "1104": (("0101", 0.6), ("0702", 0.2), ("1106", 0.2)),
    "1104A": (("0101", 0.8), ("1106", 0.1), ("1104", 0.1)),
    "1201": (("0601", 0.4), ("0701", 0.3), ("0810", 0.3)),
    "1206": (("0301", 1.0),),
    "1202": (("0101", 0.7), ("1202", 0.3)),
}
"""What a class turns into and how often; cropland gains from gardens, woods and ponds."""

_TAKERS = ("0702", "0202", "05H1", "1104A", "1003", "09", "0601", "0101")
"""What encroachments in the red line become: huts, tea, inns, ponds, roads, graves, yards."""


@dataclass(frozen=True, slots=True)
class City:
    """Every parcel that ever was, and how it stood in each year.

    ``shape``: (n,) polygons; ``kind``: (n, 3) index into ``LAND``, -1 where it did not exist;
    ``serial``: (n, 3) serial of its id; ``district``: (n,); ``block``: (n,); ``seed``: (n,);
    ``parent``: (n,) row it was cut from, -1 for those of 2022; ``register_m2``: (n,) m² on
    the ellipsoid, two decimals, as the survey rounds it.
    """

    shape: NDArray[Any]
    kind: NDArray[np.int16]
    serial: NDArray[np.int64]
    district: NDArray[np.int8]
    block: NDArray[np.int32]
    seed: NDArray[np.int64]
    parent: NDArray[np.int64]
    register_m2: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.kind.shape != (len(self.shape), len(YEARS)):
            raise ValueError("a parcel needs a class for each year")


def change_years(first: Parcels, red: Any) -> City:
    """Let two years pass over the first survey; ``red`` is the red line as one geometry."""
    count = len(first.shape)
    measure = AreaMeasure.of_grid(GRID)
    plain = np.round(measure.polygons(first.shape), 2)
    kind = np.repeat(first.kind[:, None], 3, axis=1)
    serial = np.repeat(np.arange(1, count + 1)[:, None], 3, axis=1)
    shapes, parents, kinds = [], [], []
    cut: set[int] = set()
    for step in (1, 2):
        kind[:, step] = kind[:, step - 1]
        serial[:, step] = serial[:, step - 1]
        changed, new = _turned(kind[:, step], plain, first.seed, YEARS[step])
        kind[changed, step], serial[changed, step] = new, changed + 1 + step * 2_000_000
        for row, taken, left, code in _encroached(first, kind[:, step], red, YEARS[step], cut):
            cut.add(row)
            for part, part_kind in ((taken, code), (left, int(kind[row, step]))):
                shapes.append(part)
                parents.append(row)
                kinds.append([-1] * step + [part_kind] * (3 - step))
            kind[row, step:] = -1
        kind[list(cut), step:] = -1
    extra = np.array(shapes, dtype=object)
    parent = np.array(parents, dtype=np.int64)
    own = np.arange(len(extra))[:, None] + 1 + 7_000_000
    return City(
        np.concatenate([first.shape, extra]),
        np.concatenate([kind, np.array(kinds, dtype=np.int16)]),
        np.concatenate([serial, np.repeat(own, 3, axis=1)]),
        np.concatenate([first.district, first.district[parent]]),
        np.concatenate([first.block, first.block[parent]]),
        np.concatenate([first.seed, first.seed[parent] + 90_000_000 + np.arange(len(extra))]),
        np.concatenate([np.full(count, -1), parent]),
        np.concatenate([plain, np.round(measure.polygons(extra), 2)]),
    )


def _turned(
    kind: NDArray[np.int16], area: NDArray[np.float64], seed: NDArray[np.int64], year: int
) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """Rows that change class in a year, mostly small parcels, and their new classes."""
    chance = np.select([area < 2_500, area < 10_000, area < 50_000], [0.048, 0.008, 0.0012], 0.0)
    draw, turn = uniform(seed, seed=year), uniform(seed, seed=year + 50)
    rows: list[NDArray[np.int64]] = []
    news: list[NDArray[np.int16]] = []
    for code, targets in _TURNS.items():
        mine = np.flatnonzero((kind == CODES[code]) & (draw < chance))
        limits = np.cumsum([share for _, share in targets])
        codes = np.array([CODES[target] for target, _ in targets], dtype=np.int16)
        pick = np.searchsorted(limits, turn[mine], side="right")
        rows.append(mine)
        news.append(codes[np.minimum(pick, len(codes) - 1)])
    row, new = np.concatenate(rows), np.concatenate(news)
    real = new != kind[row]
    order = np.argsort(row[real], kind="stable")
    return row[real][order], new[real][order]


def _encroached(
    first: Parcels, kind: NDArray[np.int16], red: Any, year: int, gone: set[int]
) -> list[tuple[int, Any, Any, int]]:
    """Pieces of 200 to 3 000 m² taken out of woods and shores inside the red line."""
    prey = np.isin(kind, [CODES[c] for c in ("0301", "0302", "0404", "1106", "1104")])
    rows = np.flatnonzero(prey)
    spots = shapely.point_on_surface(first.shape[rows])
    shapely.prepare(red)
    rows = rows[shapely.contains(red, spots)]
    rows = rows[np.argsort(uniform(first.seed[rows], seed=year + 90), kind="stable")]
    found: list[tuple[int, Any, Any, int]] = []
    for row in rows:
        if len(found) == _ENCROACHMENTS:
            break
        key = int(first.seed[row])
        size = 200.0 + 2_800.0 * float(uniform(key, seed=year + 91)) ** 2
        parts = None if row in gone else _bitten(first.shape[row], size, key)
        if parts is not None:
            code = _TAKERS[int(uniform(key, seed=year + 93) * len(_TAKERS))]
            found.append((int(row), *parts, CODES[code]))
    return found


def _bitten(shape: Any, size: float, key: int) -> tuple[Any, Any] | None:
    """A turned square of that size cut out of a polygon, and what is left; None if it breaks."""
    spot = shapely.point_on_surface(shape)
    turn = np.pi / 2 * float(uniform(key, seed=971))
    angle = turn + np.pi / 4 + np.pi / 2 * np.arange(4)
    reach = np.sqrt(size / 2.0)
    corners = np.column_stack([spot.x + reach * np.cos(angle), spot.y + reach * np.sin(angle)])
    square = shapely.polygons(np.round(corners, 3))
    taken = shapely.intersection(shape, square, grid_size=SNAP)
    left = shapely.difference(shape, square, grid_size=SNAP)
    both = np.array([taken, left], dtype=object)
    whole = shapely.is_valid(both) & (shapely.get_type_id(both) == shapely.GeometryType.POLYGON)
    if not whole.all() or (plane_area(both) < (190.0, 400.0)).any():
        return None
    return taken, left


def full_table(city: City, district: int, year: int, crs: str) -> gpd.GeoDataFrame:
    """The full base of one county and year as it is handed over, in the order of the ids."""
    step = YEARS.index(year)
    rows = np.flatnonzero((city.district == district) & (city.kind[:, step] >= 0))
    return _table(city, rows, step, crs)


def update_table(city: City, district: int, year: int, crs: str) -> gpd.GeoDataFrame:
    """The update package of one county and year: new parcels and those each one replaces."""
    step = YEARS.index(year)
    born = (city.kind[:, step - 1] < 0) & (city.kind[:, step] >= 0)
    turned = (city.kind[:, step] >= 0) & (city.serial[:, step] != city.serial[:, step - 1])
    rows = np.flatnonzero((city.district == district) & (born | turned))
    table = _table(city, rows, step, crs)
    origin = np.where(born[rows], city.parent[rows], rows)
    table.insert(1, "BGQTBBSM", _ids(city, origin, step - 1))
    return table


def _ids(city: City, rows: NDArray[np.int64], step: int) -> list[str]:
    counties = np.array([d.code for d in districts()])[city.district[rows]]
    return [
        f"{c}2110{s:08d}" for c, s in zip(counties, city.serial[rows, step].tolist(), strict=True)
    ]


def _table(city: City, rows: NDArray[np.int64], step: int, crs: str) -> gpd.GeoDataFrame:
    kind, area = city.kind[rows, step], city.register_m2[rows]
    new_codes = YEARS[step] >= 2024
    code = np.array([land.next_code if new_codes else land.code for land in LAND], dtype=object)
    name = np.array([land.next_name if new_codes else land.name for land in LAND], dtype=object)
    rate = _ridge_rate(city, rows, kind)
    ridge = np.round(area * rate, 2)
    county = np.array([d.code for d in districts()])[city.district[rows]]
    place = np.array([d.name for d in districts()], dtype=object)[city.district[rows]]
    village = 100_000 + city.block[rows] % 300 * 1_000 % 899_000
    columns = {
        "BSM": _ids(city, rows, step),
        "YDYHFLDM" if new_codes else "DLBM": code[kind],
        "YDYHFLMC" if new_codes else "DLMC": name[kind],
        "ZLDWDM": [f"{c}{v:06d}0000000" for c, v in zip(county, village.tolist(), strict=True)],
        "ZLDWMC": place,
        "TBMJ": area,
        "KCDLBM": np.where(rate > 0, "2303" if new_codes else "1203", "").astype(object),
        "KCXS": rate,
        "KCMJ": ridge,
        "TBDLMJ": np.round(area - ridge, 2),
        "SJNF": np.full(len(rows), YEARS[step], dtype=np.int32),
    }
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=city.shape[rows], crs=GRID.crs)
    return frame.to_crs(crs)


def _ridge_rate(
    city: City, rows: NDArray[np.int64], kind: NDArray[np.int16]
) -> NDArray[np.float64]:
    """Share of a field taken by its ridges: more on steeper land, in the hilly districts only."""
    codes = [d.code for d in districts()]
    hilly = np.isin(city.district[rows], [codes.index(c) for c in _RIDGE_DISTRICTS])
    field = np.isin(kind, [CODES[c] for c in ("0101", "0102", "0103")])
    rate = np.zeros(len(rows))
    mine = np.flatnonzero(hilly & field)
    centre = shapely.centroid(city.shape[rows[mine]])
    height = hilliness(shapely.get_x(centre), shapely.get_y(centre))
    rate[mine] = np.round(0.021 + 0.09 * np.minimum(height, 0.8), 4)
    return rate
