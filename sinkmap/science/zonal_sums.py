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
from sinkmap.tile_areas import Areas, TileAreas, of_tile, pixel_area

__all__ = ["Part", "area_part", "value_part"]

_UNIT = 2.0**-32
_CHAINS = 4
"""Sums a class is added up in, by turns."""
_VALUES = 5
"""Sums of values: value x m², m² with a value, m² without, least, greatest."""

Packed = NDArray[np.uint32]
Band = tuple[Packed, Packed, Packed, Packed, Packed, Packed, Packed, Packed, Packed]
Pixels = tuple[Packed, Packed, Packed]
Sums = tuple[NDArray[np.int32], Packed, Reals]


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


def area_part(
    band: BandShares, columns: tuple[int, int], keys: TileKeys, areas: TileAreas
) -> Part:
    """Areas by class of the zones in some tiles of a band, tile by tile.

    Parameters
    ----------
    band, columns
        The shares, and which tiles of the band: the first, and the one behind the last.
    keys
        (rows, cols) classes of these tiles.
    areas
        m² of each pixel of these tiles.
    """
    zone, code, amounts = _area_sums(
        band.arrays, columns, keys.keys, keys.codes, keys.present, areas.parts, areas.tile
    )
    return Part(zone, code, amounts.reshape(1, -1), np.empty((0, len(zone))))


def value_part(
    band: BandShares,
    columns: tuple[int, int],
    keys: TileKeys,
    areas: TileAreas,
    values: NDArray[Any],
) -> Part:
    """Sums of values (rows, cols; NaN is no data) by class of the zones in some tiles."""
    zone, code, sums = _value_sums(
        band.arrays, columns, keys.keys, keys.codes, keys.present, areas.parts, areas.tile, values
    )
    table = np.ascontiguousarray(sums.reshape(-1, _VALUES).T)
    return Part(zone, code, table[:3], table[3:])


@compiled
def _of_group(band: Band, group: int) -> Pixels:
    """Edge pixels, their shares and the runs of one group."""
    edge, run = np.int64(band[2][group]), np.int64(band[4][group])
    edges, runs = slice(edge, edge + band[3][group]), slice(run, run + band[5][group])
    return band[6][edges], band[7][edges], band[8][runs]


@compiled
def _bring_near(keys: Any, inside: tuple[int, int], near: Any) -> None:
    """Copy the keys of one tile, so that its rows follow each other.

    Rows of several tiles lie a power of two apart, and would drive each other out of the cache.
    """
    for row in range(keys.shape[0]):
        line, copy = keys[row, inside[0] : inside[1]], near[row]
        for column in range(line.size):
            copy[column] = line[column]


@compiled
def _area_sums(
    band: Band,
    columns: tuple[int, int],
    keys: Any,
    codes: Packed,
    present: Integers,
    areas: Areas,
    tile: int,
) -> Sums:
    """Zone, code and m² of everything that occurs, tile by tile and group by group."""
    tiles, zone = band[0], band[1]
    sums = np.zeros((codes.size, _CHAINS))
    near = np.empty((keys.shape[0], tile), keys.dtype)
    out = _room(np.int64(tiles[columns[1]]) - np.int64(tiles[columns[0]]), present.size, 1)
    count = 0
    for column in range(columns[0], columns[1]):
        left = (column - columns[0]) * tile
        inside = (left, min(left + tile, keys.shape[1]))
        _bring_near(keys, inside, near)
        here = of_tile(areas, column - columns[0], inside)
        for group in range(np.int64(tiles[column]), np.int64(tiles[column + 1])):
            _add_areas(_of_group(band, group), near, here, sums)
            out = _with_room(out, count, present.size, 1)
            count = _take_areas(sums, zone[group], codes, present, out, count)
    return out[0][:count].copy(), out[1][:count].copy(), out[2][:count].copy()


@compiled
def _take_areas(
    sums: Reals, zone: int, codes: Packed, present: Integers, out: Sums, count: int
) -> int:
    """Write the sums of one group behind ``count`` others and clear them; the new count."""
    zones, found, amounts = out
    for key in present:
        area = (sums[key, 0] + sums[key, 1]) + (sums[key, 2] + sums[key, 3])
        zones[count], found[count], amounts[count] = zone, codes[key], area
        count += area > 0.0
        for chain in range(_CHAINS):
            sums[key, chain] = 0.0
    return count


@compiled
def _room(groups: int, classes: int, width: int) -> Sums:
    """Rows for some groups of usually few classes each."""
    size = groups * min(classes, 8) + classes
    return np.empty(size, np.int32), np.empty(size, np.uint32), np.empty(size * width)


@compiled
def _with_room(out: Sums, count: int, more: int, width: int) -> Sums:
    """The rows, with place for at least ``more`` behind ``count``."""
    if count + more <= out[0].size:
        return out
    return _longer(out[0], more), _longer(out[1], more), _longer(out[2], more * width)


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
    band: Band,
    columns: tuple[int, int],
    keys: Any,
    codes: Packed,
    present: Integers,
    areas: Areas,
    tile: int,
    values: Any,
) -> Sums:
    """Zone, code and five sums of everything that occurs, tile by tile and group by group."""
    tiles, zone = band[0], band[1]
    sums = np.zeros((codes.size, _VALUES))
    _empty(sums)
    near = np.empty((keys.shape[0], tile), keys.dtype)
    out = _room(np.int64(tiles[columns[1]]) - np.int64(tiles[columns[0]]), present.size, _VALUES)
    count = 0
    for column in range(columns[0], columns[1]):
        left = (column - columns[0]) * tile
        inside = (left, min(left + tile, keys.shape[1]))
        _bring_near(keys, inside, near)
        here, seen = of_tile(areas, column - columns[0], inside), values[:, inside[0] : inside[1]]
        for group in range(np.int64(tiles[column]), np.int64(tiles[column + 1])):
            _add_values(_of_group(band, group), near, here, seen, sums)
            out = _with_room(out, count, present.size, _VALUES)
            count = _take_values(sums, zone[group], codes, present, out, count)
            _empty(sums)
    return out[0][:count].copy(), out[1][:count].copy(), out[2][: count * _VALUES].copy()


@compiled
def _take_values(
    sums: Reals, zone: int, codes: Packed, present: Integers, out: Sums, count: int
) -> int:
    """Write the sums of one group behind ``count`` others; the new count."""
    zones, found, rows = out
    for key in present:
        if sums[key, 1] > 0.0 or sums[key, 2] > 0.0:
            zones[count], found[count] = zone, codes[key]
            rows[_VALUES * count : _VALUES * (count + 1)] = sums[key]
            count += 1
    return count


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
