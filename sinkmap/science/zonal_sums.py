"""Sums over zones from packed shares: areas by class or pair of classes, values by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.science.tile_keys import TileKeys
from sinkmap.science.zone_edges import Integers, Reals
from sinkmap.science.zone_shares import BandShares
from sinkmap.tile_areas import TileAreas, pixel_area

__all__ = ["Part", "area_part", "value_part"]

_UNIT = 2.0**-32
_CHAINS = 4
"""Sums a class is added up in, by turns."""

Packed = NDArray[np.uint32]
Groups = tuple[Packed, Packed, Packed, Packed, Packed]
Pixels = tuple[Packed, Packed, Packed]
Areas = tuple[Reals, Reals, Reals, Reals, int]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Sums of some zones in some tiles.

    ``zone``: (n,) int32; ``code``: (n,) uint32; ``amounts``: (k, n) sums, m² or value x m²;
    ``extremes``: (2, n) least and greatest value, (0, n) where only areas were summed.
    """

    zone: NDArray[np.int32]
    code: Packed
    amounts: Reals
    extremes: Reals


def area_part(band: BandShares, column: int, tile: TileKeys, areas: TileAreas) -> Part:
    """Areas by class of the zones in one tile.

    Parameters
    ----------
    band, column
        The shares, and which tile of the band.
    tile
        (rows, cols) classes of the tile.
    areas
        m² of each pixel.
    """
    zone, key, amounts = _area_sums(
        _groups(band, column), _pixels(band), tile.keys, areas.parts, len(tile.codes),
        tile.present,
    )  # fmt: skip
    return Part(zone, tile.codes[key], amounts, np.empty((0, len(zone))))


def value_part(
    band: BandShares, column: int, tile: TileKeys, areas: TileAreas, values: NDArray[Any]
) -> Part:
    """Sums of values (rows, cols; NaN is no data) by class of the zones in one tile."""
    zone, key, amounts, extremes = _value_sums(
        _groups(band, column), _pixels(band), tile.keys, areas.parts, len(tile.codes),
        tile.present, values,
    )  # fmt: skip
    return Part(zone, tile.codes[key], amounts, extremes)


def _groups(band: BandShares, column: int) -> Groups:
    inside = slice(int(band.tiles[column]), int(band.tiles[column + 1]))
    return (
        band.zone[inside],
        band.edge[inside],
        band.edges[inside],
        band.run[inside],
        band.runs[inside],
    )


def _pixels(band: BandShares) -> Pixels:
    return (band.edge_place, band.edge_share, band.run_words)


@compiled
def _of_group(groups: Groups, pixels: Pixels, group: int) -> Pixels:
    """Edge pixels, their shares and the runs of one group."""
    _, edge, edges, run, runs = groups
    first, last = edge[group], edge[group] + edges[group]
    return (
        pixels[0][first:last],
        pixels[1][first:last],
        pixels[2][run[group] : run[group] + runs[group]],
    )


@compiled
def _area_sums(
    groups: Groups, pixels: Pixels, keys: Any, areas: Areas, classes: int, present: Integers
) -> tuple[NDArray[np.int32], NDArray[np.int32], Reals]:
    """Zone, key and m² of everything that occurs, group by group."""
    zone = groups[0]
    sums = np.zeros((classes, _CHAINS))
    size = zone.size * min(present.size, 8) + present.size
    zones, found, amounts = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size)
    count = 0
    for group in range(zone.size):
        _add_areas(_of_group(groups, pixels, group), keys, areas, sums)
        if count + present.size > found.size:
            zones, found = _longer(zones, present.size), _longer(found, present.size)
            amounts = _longer(amounts, present.size)
        for key in present:
            area = (sums[key, 0] + sums[key, 1]) + (sums[key, 2] + sums[key, 3])
            zones[count], found[count], amounts[count] = zone[group], key, area
            count += area > 0.0
            for chain in range(_CHAINS):
                sums[key, chain] = 0.0
    return zones[:count].copy(), found[:count].copy(), amounts[:count].copy().reshape(1, count)


@compiled
def _longer(array: Any, room: int) -> Any:
    """The array with at least ``room`` more places."""
    grown = np.empty(2 * array.size + room, dtype=array.dtype)
    grown[: array.size] = array
    return grown


@compiled
def _add_areas(group: Pixels, keys: Any, areas: Areas, sums: Reals) -> None:
    """Add the m² of one group's pixels to their classes: (class, 4) sums.

    Four sums a class in turn, so that no addition need wait for the last.
    """
    places, shares, runs = group
    rows, line0, line1, line2, middle = areas
    for k in range(places.size):
        row, column = np.int64(places[k] >> 9), np.int64(places[k] & 511)
        step = float(row - middle)
        area = rows[row] + (line0[column] + step * (line1[column] + step * line2[column]))
        sums[keys[row, column], k & 3] += shares[k] * _UNIT * area
    for word in runs:
        row, begin = np.int64(word >> 19), np.int64((word >> 10) & 511)
        line, mean, step = keys[row], rows[row], float(row - middle)
        for k in range(begin, begin + np.int64(word & 1023)):
            area = mean + (line0[k] + step * (line1[k] + step * line2[k]))
            sums[line[k], k & 3] += area


@compiled
def _value_sums(
    groups: Groups,
    pixels: Pixels,
    keys: Any,
    areas: Areas,
    classes: int,
    present: Integers,
    values: Any,
) -> tuple[NDArray[np.int32], NDArray[np.int32], Reals, Reals]:
    """Zone, key, (3, n) sums and (2, n) extremes of everything that occurs, group by group."""
    zone = groups[0]
    sums = np.zeros((classes, 5))
    _empty(sums)
    size = zone.size * min(present.size, 8) + present.size
    zones, found = np.empty(size, np.int32), np.empty(size, np.int32)
    rows = np.empty(size * 5)
    count = 0
    for group in range(zone.size):
        _add_values(_of_group(groups, pixels, group), keys, areas, values, sums)
        if count + present.size > found.size:
            zones, found = _longer(zones, present.size), _longer(found, present.size)
            rows = _longer(rows, 5 * present.size)
        for key in present:
            if sums[key, 1] > 0.0 or sums[key, 2] > 0.0:
                zones[count], found[count] = zone[group], key
                rows[5 * count : 5 * count + 5] = sums[key]
                count += 1
        _empty(sums)
    table = np.ascontiguousarray(rows[: 5 * count].reshape(count, 5).T)
    return zones[:count].copy(), found[:count].copy(), table[:3].copy(), table[3:].copy()


@compiled
def _empty(sums: Reals) -> None:
    sums[:, :3] = 0.0
    sums[:, 3] = np.inf
    sums[:, 4] = -np.inf


@compiled
def _add_values(group: Pixels, keys: Any, areas: Areas, values: Any, sums: Reals) -> None:
    """Add one group's pixels: value x m², m² with a value, m² without, least, greatest."""
    places, shares, runs = group
    for k in range(places.size):
        row, column = np.int64(places[k] >> 9), np.int64(places[k] & 511)
        area = shares[k] * _UNIT * pixel_area(areas, row, column)
        _add_value(sums[keys[row, column]], values[row, column], area)
    for word in runs:
        row, begin = np.int64(word >> 19), np.int64((word >> 10) & 511)
        for k in range(begin, begin + np.int64(word & 1023)):
            _add_value(sums[keys[row, k]], values[row, k], pixel_area(areas, row, k))


@compiled
def _add_value(line: Reals, value: Any, area: float) -> None:
    if np.isnan(value):
        line[2] += area
    else:
        line[0] += value * area
        line[1] += area
        line[3] = min(line[3], value)
        line[4] = max(line[4], value)
