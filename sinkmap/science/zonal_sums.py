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

__all__ = ["Part", "area_part", "value_part"]

_UNIT = 2.0**-32

Packed = NDArray[np.uint32]


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


def area_part(band: BandShares, column: int, tile: TileKeys, weights: Reals) -> Part:
    """Areas by class of the zones in one tile.

    Parameters
    ----------
    band, column
        The shares, and which tile of the band.
    tile
        (rows, cols) classes of the tile.
    weights
        (rows, cols) m² of each pixel.
    """
    zone, key, amounts = _area_sums(
        _groups(band, column), band.record_words, band.share_words, tile.keys,
        weights, len(tile.codes), tile.present,
    )  # fmt: skip
    return Part(zone, tile.codes[key], amounts, np.empty((0, len(zone))))


def value_part(
    band: BandShares, column: int, tile: TileKeys, weights: Reals, values: NDArray[Any]
) -> Part:
    """Sums of values (rows, cols; NaN is no data) by class of the zones in one tile."""
    zone, key, amounts, extremes = _value_sums(
        _groups(band, column), band.record_words, band.share_words, tile.keys,
        weights, len(tile.codes), tile.present, values,
    )  # fmt: skip
    return Part(zone, tile.codes[key], amounts, extremes)


def _groups(band: BandShares, column: int) -> tuple[Packed, Packed, Packed, Packed]:
    inside = slice(int(band.tiles[column]), int(band.tiles[column + 1]))
    return (band.zone[inside], band.record[inside], band.records[inside], band.share[inside])


@compiled
def _area_sums(
    groups: tuple[Packed, Packed, Packed, Packed],
    record_words: Packed,
    share_words: Packed,
    keys: Any,
    weights: Reals,
    classes: int,
    present: Integers,
) -> tuple[NDArray[np.int32], NDArray[np.int32], Reals]:
    """Zone, key and m² of everything that occurs, group by group."""
    zone, record, records, share = groups
    sums = np.zeros((classes, 2))
    size = zone.size * min(present.size, 8) + present.size
    zones, found, amounts = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size)
    count = 0
    for group in range(zone.size):
        words = record_words[record[group] : record[group] + records[group]]
        _add_areas(words, share_words[share[group] :], keys, weights, sums)
        if count + present.size > found.size:
            zones, found = _longer(zones, present.size), _longer(found, present.size)
            amounts = _longer(amounts, present.size)
        for key in present:
            area = sums[key, 0] + sums[key, 1]
            if area > 0.0:
                zones[count], found[count], amounts[count] = zone[group], key, area
                sums[key] = 0.0
                count += 1
    return zones[:count].copy(), found[:count].copy(), amounts[:count].copy().reshape(1, count)


@compiled
def _longer(array: Any, room: int) -> Any:
    """The array with at least ``room`` more places."""
    grown = np.empty(2 * array.size + room, dtype=array.dtype)
    grown[: array.size] = array
    return grown


@compiled
def _add_areas(words: Packed, share_words: Packed, keys: Any, weights: Reals, sums: Reals) -> None:
    """Add the m² of one group's pixels to their classes: (class, 2) sums.

    Two sums a class, for every other pixel, so that one addition need not wait for the last.
    """
    place = 0
    for word in words:
        row = np.int64(word >> 23)
        column = np.int64((word >> 14) & 511)
        edges = np.int64((word >> 8) & 63)
        wholes = np.int64(word & 255)
        line, areas = keys[row], weights[row]
        for k in range(column, column + edges):
            sums[line[k], 0] += share_words[place] * _UNIT * areas[k]
            place += 1
        begin, end = column + edges, column + edges + wholes
        for k in range(begin, end - 1, 2):
            sums[line[k], 0] += areas[k]
            sums[line[k + 1], 1] += areas[k + 1]
        if wholes & 1:
            sums[line[end - 1], 0] += areas[end - 1]


@compiled
def _value_sums(
    groups: tuple[Packed, Packed, Packed, Packed],
    record_words: Packed,
    share_words: Packed,
    keys: Any,
    weights: Reals,
    classes: int,
    present: Integers,
    values: Any,
) -> tuple[NDArray[np.int32], NDArray[np.int32], Reals, Reals]:
    """Zone, key, (3, n) sums and (2, n) extremes of everything that occurs, group by group."""
    zone, record, records, share = groups
    sums = np.zeros((classes, 5))
    _empty(sums)
    size = zone.size * min(present.size, 8) + present.size
    zones, found = np.empty(size, np.int32), np.empty(size, np.int32)
    rows = np.empty(size * 5)
    count = 0
    for group in range(zone.size):
        words = record_words[record[group] : record[group] + records[group]]
        _add_values(words, share_words[share[group] :], keys, weights, values, sums)
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
def _add_values(
    words: Packed,
    share_words: Packed,
    keys: Any,
    weights: Reals,
    values: Any,
    sums: Reals,
) -> None:
    """Add one group's pixels: value x m², m² with a value, m² without, least, greatest."""
    place = 0
    for word in words:
        row = np.int64(word >> 23)
        column = np.int64((word >> 14) & 511)
        edges = np.int64((word >> 8) & 63)
        for k in range(column, column + edges + np.int64(word & 255)):
            area = weights[row, k]
            if k < column + edges:
                area *= share_words[place] * _UNIT
                place += 1
            key, value = keys[row, k], np.float64(values[row, k])
            if np.isnan(value):
                sums[key, 2] += area
            else:
                sums[key, 0] += value * area
                sums[key, 1] += area
                sums[key, 3] = min(sums[key, 3], value)
                sums[key, 4] = max(sums[key, 4], value)
