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
"""Sums the m² of a class are added up in, by turns, so that no addition need wait for the last."""
_VALUES = 5
"""Sums of values by class: value x m², m² with a value, m² without, least, greatest."""

Packed = NDArray[np.uint32]
Band = tuple[Packed, ...]
"""Arrays of :attr:`BandShares.arrays`."""
Classes = tuple[Any, Packed, Integers]
"""Keys (rows, cols), code of each key, keys that may occur."""
Rows = tuple[NDArray[np.int32], Packed, Reals]
"""Zone, code and (n, 1) m² or (n, 5) sums of values."""


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


def area_part(band: BandShares, columns: tuple[int, int], keys: TileKeys, areas: TileAreas) -> Part:
    """Areas by class of the zones in some tiles of a band.

    Parameters
    ----------
    band, columns
        The shares, and which tiles of the band: the first, and the one behind the last.
    keys
        (rows, cols) classes of these tiles.
    areas
        m² of each pixel of these tiles.
    """
    zone, code, amounts = _sums(band.arrays, columns, keys.parts, areas.parts, areas.tile, None)
    return Part(zone, code, amounts.T, np.empty((0, len(zone))))


def value_part(
    band: BandShares,
    columns: tuple[int, int],
    keys: TileKeys,
    areas: TileAreas,
    values: NDArray[Any],
) -> Part:
    """Sums of values (rows, cols; NaN is no data) by class of the zones in some tiles."""
    zone, code, sums = _sums(band.arrays, columns, keys.parts, areas.parts, areas.tile, values)
    table = np.ascontiguousarray(sums.T)
    return Part(zone, code, table[:3], table[3:])


@compiled
def _sums(
    band: Band, columns: tuple[int, int], classes: Classes, areas: Areas, tile: int, values: Any
) -> Rows:
    """Zone, code and sums of everything that occurs, tile by tile and group by group."""
    keys, codes, present = classes
    near = np.empty((keys.shape[0], tile), keys.dtype)
    sums = np.zeros((codes.size, _CHAINS if values is None else _VALUES))
    width = 1 if values is None else _VALUES
    tiles = band[0]
    groups = _signed(tiles[columns[1]]) - _signed(tiles[columns[0]])
    rows, count = _room(groups * min(present.size, 8) + present.size, width), 0
    for column in range(columns[0], columns[1]):
        left = (column - columns[0]) * tile
        inside = (left, min(left + tile, keys.shape[1]))
        _bring_near(keys, inside, near)
        group, end = _signed(tiles[column]), _signed(tiles[column + 1])
        while group < end:
            todo, here = (group, end), of_tile(areas, column - columns[0], inside)
            if values is None:
                done = _add_areas(band, todo, (near, codes, present), here, sums, rows, count)
            else:
                seen = values[:, inside[0] : inside[1]]
                done = _add_values(
                    band, todo, (near, codes, present), here, seen, sums, rows, count
                )
            group, count = done
            if group < end:
                rows = _longer(rows, present.size)
    return rows[0][:count].copy(), rows[1][:count].copy(), rows[2][:count].copy()


@compiled
def _signed(word: Any) -> Any:
    """A word as a signed number: a signed and an unsigned one together would make a float."""
    return np.int64(word)


@compiled
def _bring_near(keys: Any, inside: tuple[int, int], near: Any) -> None:
    """Copy the keys of one tile, so that its rows follow each other.

    Rows of tiles side by side lie a power of two apart, and drive each other out of the cache.
    """
    for row in range(keys.shape[0]):
        line, copy = keys[row, inside[0] : inside[1]], near[row]
        for column in range(line.size):
            copy[column] = line[column]


@compiled
def _room(size: int, width: int) -> Rows:
    """Places for so many rows."""
    return np.empty(size, np.int32), np.empty(size, np.uint32), np.empty((size, width))


@compiled
def _longer(rows: Rows, more: int) -> Rows:
    """The rows with at least ``more`` places behind them."""
    size, width = rows[2].shape
    longer = _room(2 * size + more, width)
    longer[0][:size] = rows[0]
    longer[1][:size] = rows[1]
    longer[2][:size] = rows[2]
    return longer


@compiled
def _add_areas(
    band: Band,
    groups: tuple[int, int],
    classes: Classes,
    areas: Areas,
    sums: Reals,
    out: Rows,
    count: int,
) -> tuple[int, int]:
    """Write m² by class of one group after the other behind ``count`` rows.

    Returns the group that found no room any more, or the end, and the rows there are then. Loops
    for every pixel stand here, side by side: a view of an array costs more than a run of pixels.
    """
    _, zone, edge, edges, run, runs, places, shares, words = band
    keys, codes, present = classes
    mean, line0, line1, line2, middle = areas
    for group in range(groups[0], groups[1]):
        if count + present.size > out[0].size:
            return group, count
        first = _signed(edge[group])
        for k in range(_signed(edges[group])):
            row, column = _signed(places[first + k] >> 9), _signed(places[first + k] & 511)
            step = float(row - middle)
            area = mean[row] + (line0[column] + step * (line1[column] + step * line2[column]))
            sums[keys[row, column], k & 3] += shares[first + k] * _UNIT * area
        first = _signed(run[group])
        for k in range(first, first + _signed(runs[group])):
            row, begin = _signed(words[k] >> 19), _signed((words[k] >> 10) & 511)
            step, along = float(row - middle), mean[row]
            for column in range(begin, begin + _signed(words[k] & 1023)):
                area = along + (line0[column] + step * (line1[column] + step * line2[column]))
                sums[keys[row, column], column & 3] += area
        count = _take(zone[group], codes, present, sums, out, count)
    return groups[1], count


@compiled
def _take(zone: int, codes: Packed, present: Integers, sums: Reals, out: Rows, count: int) -> int:
    """Write the m² of one group behind ``count`` rows and clear them; the rows there are then."""
    zones, found, amounts = out
    for key in present:
        area = (sums[key, 0] + sums[key, 1]) + (sums[key, 2] + sums[key, 3])
        zones[count], found[count], amounts[count, 0] = zone, codes[key], area
        count += area > 0.0
        for chain in range(_CHAINS):
            sums[key, chain] = 0.0
    return count


@compiled
def _add_values(
    band: Band,
    groups: tuple[int, int],
    classes: Classes,
    areas: Areas,
    values: Any,
    sums: Reals,
    out: Rows,
    count: int,
) -> tuple[int, int]:
    """The same of values: five sums a class instead of one."""
    _, zone, edge, edges, run, runs, places, shares, words = band
    keys, codes, present = classes
    for group in range(groups[0], groups[1]):
        if count + present.size > out[0].size:
            return group, count
        _empty(sums)
        first = _signed(edge[group])
        for k in range(first, first + _signed(edges[group])):
            row, column = _signed(places[k] >> 9), _signed(places[k] & 511)
            area = shares[k] * _UNIT * pixel_area(areas, row, column)
            _add_value(sums[keys[row, column]], values[row, column], area)
        first = _signed(run[group])
        for k in range(first, first + _signed(runs[group])):
            row, begin = _signed(words[k] >> 19), _signed((words[k] >> 10) & 511)
            for column in range(begin, begin + _signed(words[k] & 1023)):
                area = pixel_area(areas, row, column)
                _add_value(sums[keys[row, column]], values[row, column], area)
        for key in present:
            if sums[key, 1] > 0.0 or sums[key, 2] > 0.0:
                out[0][count], out[1][count] = zone[group], codes[key]
                out[2][count] = sums[key]
                count += 1
    return groups[1], count


@compiled
def _empty(sums: Reals) -> None:
    sums[:, :3] = 0.0
    sums[:, 3] = np.inf
    sums[:, 4] = -np.inf


@compiled
def _add_value(line: Reals, value: Any, area: float) -> None:
    if np.isnan(value):
        line[2] += area
    else:
        line[0] += value * area
        line[1] += area
        line[3] = min(line[3], value)
        line[4] = max(line[4], value)
