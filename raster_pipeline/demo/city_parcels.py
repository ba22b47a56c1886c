"""Parcels of the simulated city on the last day of 2022: pieces joined and given their classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_cells import Pieces, cut_cells, voronoi
from raster_pipeline.demo.city_features import SNAP, Feature, tiled
from raster_pipeline.demo.city_ground import hilliness
from raster_pipeline.demo.city_sites import BLOCK_KINDS, STRIP, Sites, plant_sites
from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.noise import smooth, uniform
from sinkmap.area import plane_area

__all__ = ["Parcels", "draw_parcels"]

Mix = Mapping[str, float]

_SLIVER_M2 = 25.0
"""Cuts smaller than this become part of a neighbour."""
_NOTHING_M2 = 0.5
"""Cuts smaller than this that found no neighbour are left out."""

_CROP: Mix = {
    "0101": 0.730,
    "0102": 0.075,
    "0103": 0.060,
    "0204": 0.022,
    "0201": 0.016,
    "0201K": 0.008,
    "1202": 0.018,
    "0404": 0.011,
    "0301": 0.012,
    "0307": 0.009,
    "0601": 0.012,
    "1104": 0.006,
    "09": 0.002,
}
_POND: Mix = {"1104A": 0.83, "1104": 0.04, "1104K": 0.06, "0101": 0.06, "1202": 0.01}
_NURSERY: Mix = {"0204": 0.74, "0204K": 0.06, "0201": 0.06, "0101": 0.12, "1202": 0.02}
_TEA: Mix = {"0202": 0.62, "0201": 0.10, "0204": 0.08, "0301": 0.06, "0103": 0.14}
_FRUIT: Mix = {"0201": 0.58, "0204": 0.20, "0201K": 0.05, "0101": 0.15, "0202": 0.02}
_HILL: Mix = {"0301": 0.80, "0302": 0.11, "0305": 0.03, "0307": 0.04, "0404": 0.01, "0202": 0.01}
_BAMBOO: Mix = {"0302": 0.46, "0301": 0.46, "0305": 0.02, "0307": 0.03, "0202": 0.03}
_SLOPE: Mix = {
    "0103": 0.36,
    "0202": 0.18,
    "0301": 0.22,
    "0201": 0.10,
    "0307": 0.04,
    "0404": 0.05,
    "0602": 0.01,
    "1206": 0.02,
    "1104": 0.02,
}
_URBAN: Mix = {
    "0601": 0.37,
    "0701": 0.28,
    "05H1": 0.08,
    "0508": 0.03,
    "08H1": 0.02,
    "08H2": 0.035,
    "08H2A": 0.015,
    "0809": 0.02,
    "0810": 0.06,
    "0810A": 0.005,
    "1005": 0.012,
    "0702": 0.035,
    "1201": 0.015,
    "0404": 0.013,
    "0301": 0.010,
}
_HAMLET: Mix = {
    "0702": 0.70,
    "0301": 0.055,
    "1104": 0.065,
    "0201": 0.03,
    "0204": 0.03,
    "0404": 0.03,
    "1201": 0.015,
    "08H2": 0.01,
    "0601": 0.025,
    "0101": 0.04,
}
_SHORE: Mix = {"1106": 0.70, "0404": 0.10, "1109": 0.10, "1108": 0.05, "0304": 0.03, "0306": 0.02}
_BANK: Mix = {"1109": 0.30, "0404": 0.30, "0301": 0.25, "0307": 0.15}

_STRIP_CODES = {
    "crop": ("1006", "1107"),
    "pond": ("1006", "1107"),
    "orchard": ("1006", "1107"),
    "urban": ("1004", "1004"),
}


@dataclass(frozen=True, slots=True)
class Parcels:
    """The first survey.

    ``shape``: (n,) polygons in the grid's CRS; ``kind``: (n,) index into ``LAND``; ``district``:
    (n,) row of ``districts()``; ``block``: (n,) block or hamlet, which village codes are made of;
    ``seed``: (n,) number that the parcel's noise hangs on.
    """

    shape: NDArray[Any]
    kind: NDArray[np.int16]
    district: NDArray[np.int8]
    block: NDArray[np.int32]
    seed: NDArray[np.int64]

    def __post_init__(self) -> None:
        columns = (self.shape, self.kind, self.district, self.block, self.seed)
        if len({len(column) for column in columns}) != 1:
            raise ValueError("columns of parcels differ in length")


def draw_parcels(found: tuple[Feature, ...]) -> Parcels:
    """All parcels, ordered by district and from north-west to south-east."""
    tiles, tile_feature = tiled(found)
    sites = plant_sites(found)
    pieces = cut_cells(voronoi(sites.xy), sites.xy, tiles, tile_feature)
    kind = _kinds(pieces, sites, found)
    shape, first = _without_slivers(*_joined(pieces, sites), pieces.district)
    district, block = pieces.district[first], sites.block[pieces.site[first]]
    bounds = shapely.bounds(shape)
    order = np.lexsort((bounds[:, 0], -bounds[:, 3] // 500.0, district))
    return Parcels(
        shape[order],
        kind[first][order],
        district[order],
        block[order],
        first[order].astype(np.int64),
    )


def _joined(pieces: Pieces, sites: Sites) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Join pieces of one feature, strip or forest block; polygons and a piece each stands for."""
    kind, block = sites.kind[pieces.site], sites.block[pieces.site].astype(np.int64)
    strip = (sites.strip[pieces.site] == STRIP) & (pieces.feature < 0)
    wood = (kind == BLOCK_KINDS.index("forest")) & (uniform(block, seed=801) < 0.30)
    wood &= pieces.feature < 0
    group = np.full(len(kind), -1, dtype=np.int64)
    group[wood] = 2_000_000_000 + block[wood]
    group[strip] = 4_000_000_000 + sites.line[pieces.site].astype(np.int64)[strip]
    taken = pieces.feature >= 0
    group[taken] = 8_000_000_000 + pieces.feature[taken]
    group = np.where(group >= 0, group * 8 + pieces.district, -1)
    single = np.flatnonzero(group < 0)
    many = np.flatnonzero(group >= 0)
    many = many[np.argsort(group[many], kind="stable")]
    cuts = np.flatnonzero(np.diff(group[many])) + 1
    shapes: list[NDArray[Any]] = [pieces.shape[single]]
    firsts: list[NDArray[np.int64]] = [single]
    for rows in np.split(many, cuts):
        parts = shapely.get_parts(_union(pieces.shape[rows]))
        shapes.append(parts)
        firsts.append(np.full(len(parts), rows[0]))
    return np.concatenate(shapes), np.concatenate(firsts)


def _without_slivers(
    shape: NDArray[Any], first: NDArray[np.int64], piece_district: NDArray[np.int8]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Give every sliver to the neighbour of its district that shares most border with it."""
    district = piece_district[first]
    small = plane_area(shape) < _SLIVER_M2
    slivers = np.flatnonzero(small)
    row, other = shapely.STRtree(shape).query(shape[slivers], predicate="intersects")
    sliver = slivers[row]
    able = (district[sliver] == district[other]) & ~small[other]
    sliver, other = sliver[able], other[able]
    border = shapely.length(shapely.intersection(shape[sliver], shape[other], grid_size=SNAP))
    order = np.lexsort((other, -border, sliver))
    sliver, other, border = sliver[order], other[order], border[order]
    best = np.r_[True, sliver[1:] != sliver[:-1]] & (border > 0)
    given, taker = sliver[best], other[best]
    order = np.argsort(taker, kind="stable")
    given, taker = given[order], taker[order]
    gone = plane_area(shape) < _NOTHING_M2
    for rows in np.split(np.arange(len(given)), np.flatnonzero(np.diff(taker)) + 1):
        target = taker[rows[0]]
        joined = _union(np.concatenate([shape[target : target + 1], shape[given[rows]]]))
        if joined.geom_type == "Polygon":
            shape[target] = joined
            gone[given[rows]] = True
    return shape[~gone], first[~gone]


def _union(shapes: NDArray[Any]) -> Any:
    if len(shapes) == 1:
        return shapes[0]
    try:
        joined = shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        joined = None
    if joined is None or not joined.is_valid:
        return shapely.union_all(shapes, grid_size=SNAP)
    return joined


def _kinds(pieces: Pieces, sites: Sites, found: tuple[Feature, ...]) -> NDArray[np.int16]:
    """Class of every piece by its block, its neighbours and chance: (n,) index into ``LAND``."""
    xy, block = sites.xy[pieces.site], sites.block[pieces.site]
    block_kind = sites.kind[pieces.site]
    chance = uniform(pieces.site, seed=811)
    patch = smooth(xy[:, 0], xy[:, 1], 812, 700.0, 2)
    mixed = np.clip(0.75 * chance + 0.5 * (patch - 0.25), 0.0, 0.999)
    mixed = _evened(mixed)
    kind = np.full(len(block), CODES["0404"], dtype=np.int16)
    mixes = {"crop": _CROP, "pond": _POND, "slope": _SLOPE, "urban": _URBAN, "hamlet": _HAMLET}
    for name, mix in mixes.items():
        rows = block_kind == BLOCK_KINDS.index(name)
        kind[rows] = _pick(mix, (mixed if name == "urban" else chance)[rows])
    _gardens(kind, block_kind, xy, chance)
    _woods(kind, block_kind, xy, chance)
    strip = sites.strip[pieces.site] == STRIP
    for name, lanes in _STRIP_CODES.items():
        rows = strip & (block_kind == BLOCK_KINDS.index(name))
        odd = uniform(sites.line[pieces.site][rows], seed=813) < 0.5
        kind[rows] = np.where(odd, CODES[lanes[0]], CODES[lanes[1]])
    _edges(kind, pieces, found, chance)
    codes = np.array([CODES[f.code] for f in found], dtype=np.int16)
    taken = pieces.feature >= 0
    kind[taken] = codes[pieces.feature[taken]]
    return kind


def _pick(mix: Mix, chance: NDArray[np.float64]) -> NDArray[np.int16]:
    limits = np.cumsum(list(mix.values()))
    picked = np.searchsorted(limits / limits[-1], chance, side="right")
    codes = np.array([CODES[code] for code in mix], dtype=np.int16)
    return codes[np.minimum(picked, len(mix) - 1)]


def _evened(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rank of each value as a share, so that any noise keeps the shares of a mix."""
    rank = np.empty(len(values))
    rank[np.argsort(values, kind="stable")] = np.arange(len(values))
    return rank / max(len(values), 1)


def _gardens(
    kind: NDArray[np.int16],
    block_kind: NDArray[np.int8],
    xy: NDArray[np.float64],
    chance: NDArray[np.float64],
) -> None:
    garden = block_kind == BLOCK_KINDS.index("orchard")
    nursery = np.hypot(xy[:, 0] - 477_200, xy[:, 1] - 3_508_600) < 11_000
    tea = (hilliness(xy[:, 0], xy[:, 1]) > 0.15) & (xy[:, 0] < 455_000)
    for rows, mix in ((garden & nursery, _NURSERY), (garden & ~nursery & tea, _TEA)):
        kind[rows] = _pick(mix, chance[rows])
    rest = garden & ~nursery & ~tea
    kind[rest] = _pick(_FRUIT, chance[rest])


def _woods(
    kind: NDArray[np.int16],
    block_kind: NDArray[np.int8],
    xy: NDArray[np.float64],
    chance: NDArray[np.float64],
) -> None:
    wood = block_kind == BLOCK_KINDS.index("forest")
    bamboo = (xy[:, 1] < 3_459_000) & (xy[:, 0] > 445_000)
    for rows, mix in ((wood & bamboo, _BAMBOO), (wood & ~bamboo, _HILL)):
        kind[rows] = _pick(mix, chance[rows])


def _edges(
    kind: NDArray[np.int16], pieces: Pieces, found: tuple[Feature, ...], chance: NDArray[np.float64]
) -> None:
    """Shores of lakes and banks of rivers."""
    wide = np.array([f.wide for f in found])
    river = np.array([f.code == "1101" for f in found])
    beside = pieces.beside
    shore = (beside >= 0) & wide[beside]
    bank = (beside >= 0) & river[beside] & ~wide[beside] & (uniform(pieces.site, seed=814) < 0.16)
    bank &= plane_area(pieces.shape) < 4_000.0
    kind[shore] = _pick(_SHORE, chance[shore])
    kind[bank] = _pick(_BANK, chance[bank])
