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

__all__ = ["Part", "ZonalTable", "area_part", "combine", "value_part"]

_UNIT = 2.0**-32
_FEW = 48
"""Rows of a zone up to which they are put in order by insertion."""

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


@dataclass(frozen=True, slots=True, eq=False)
class ZonalTable:
    """Sums of every zone by class, in order of zone, then code.

    ``zone``: (n,) row of the zone; ``code``: (n,) class, or left x 65536 + right; ``amounts``:
    (1, n) m², or for values (3, n) value x m², m² with a value and m² without; ``extremes``:
    (2, n) least and greatest value among pixels the zone has any share of (inf, -inf if none),
    (0, n) for areas; ``first``: (zone + 1,) first row of each zone.
    """

    zone: Integers
    code: Integers
    amounts: Reals
    extremes: Reals
    first: Integers

    @property
    def covered(self) -> Reals:
        """(zone,) m² of each zone that lie on the raster, with data or without."""
        of_row = self.amounts[1:].sum(axis=0) if len(self.amounts) > 1 else self.amounts[0]
        count = len(self.first) - 1
        return np.bincount(self.zone, weights=of_row, minlength=count).astype(np.float64)


_NOTHING = Part(np.empty(0, np.int32), np.empty(0, np.uint32), np.empty((1, 0)), np.empty((0, 0)))


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


def combine(parts: list[Part], zones: int, *, values: bool = False) -> ZonalTable:
    """Add parts up, in their order, to one row for each zone and code; the list is emptied."""
    begin = np.zeros(zones + 1, dtype=np.int64)
    for part in parts:
        _count(begin, part.zone)
    np.cumsum(begin, out=begin)
    code = np.empty(begin[zones], dtype=np.int64)
    amounts = np.empty((3 if values else 1, len(code)))
    extremes = np.empty((2 if values else 0, len(code)))
    place = begin[:-1].copy()
    for number, part in enumerate(parts):
        _gather(place, part.zone, part.code, part.amounts, part.extremes, code, amounts, extremes)
        parts[number] = _NOTHING
    parts.clear()
    first = _merged(begin, code, amounts, extremes)
    count = int(first[zones])
    zone = np.repeat(np.arange(zones), np.diff(first))
    kept = slice(0, count)
    return ZonalTable(
        zone, code[kept].copy(), amounts[:, kept].copy(), extremes[:, kept].copy(), first
    )


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


@compiled
def _count(begin: Integers, zone: NDArray[np.int32]) -> None:
    """Add the rows of each zone to the place behind its own."""
    for one in zone:
        begin[one + 1] += 1


@compiled
def _gather(
    place: Integers,
    zone: NDArray[np.int32],
    code: Packed,
    amounts: Reals,
    extremes: Reals,
    out_code: Integers,
    out: Reals,
    limits: Reals,
) -> None:
    """Put the rows of a part behind those of the same zone from parts before."""
    for row in range(zone.size):
        at = place[zone[row]]
        place[zone[row]] += 1
        out_code[at] = code[row]
        for k in range(amounts.shape[0]):
            out[k, at] = amounts[k, row]
        for k in range(extremes.shape[0]):
            limits[k, at] = extremes[k, row]


@compiled
def _merged(begin: Integers, code: Integers, out: Reals, limits: Reals) -> Integers:
    """Rows of equal zone and code added in their order, in place; first row of each zone."""
    zones = begin.size - 1
    first = np.zeros(zones + 1, dtype=np.int64)
    for one in range(zones):
        span = (begin[one], begin[one + 1], first[one])
        if span[1] - span[0] <= _FEW:
            first[one + 1] = _merge_few(code, out, limits, span)
        else:
            first[one + 1] = _merge_many(code, out, limits, span)
    return first


@compiled
def _merge_few(code: Integers, out: Reals, limits: Reals, span: tuple[int, int, int]) -> int:
    """Bring the rows of one zone, in place, into order behind ``span[2]``; the end of them."""
    end = span[2]
    for row in range(span[0], span[1]):
        at = end
        while at > span[2] and code[at - 1] > code[row]:
            at -= 1
        if at > span[2] and code[at - 1] == code[row]:
            _add_row(out, limits, at - 1, row)
            continue
        moved = code[row]
        for k in range(end, at, -1):
            code[k] = code[k - 1]
        code[at] = moved
        for line in out:
            _insert(line, at, end, row)
        for line in limits:
            _insert(line, at, end, row)
        end += 1
    return end


@compiled
def _insert(line: Reals, at: int, end: int, row: int) -> None:
    """Put the value at ``row`` to ``at``; those from there to ``end`` move on by one."""
    moved = line[row]
    for k in range(end, at, -1):
        line[k] = line[k - 1]
    line[at] = moved


@compiled
def _merge_many(code: Integers, out: Reals, limits: Reals, span: tuple[int, int, int]) -> int:
    """The same for so many rows that their codes are worth looking up."""
    end = span[2]
    found = np.unique(code[span[0] : span[1]])
    sums = np.zeros((out.shape[0], found.size))
    ends = np.empty((limits.shape[0], found.size))
    ends[:1] = np.inf
    ends[1:] = -np.inf
    for row in range(span[0], span[1]):
        at = np.searchsorted(found, code[row])
        for k in range(out.shape[0]):
            sums[k, at] += out[k, row]
        if limits.shape[0] == 2:
            ends[0, at] = min(ends[0, at], limits[0, row])
            ends[1, at] = max(ends[1, at], limits[1, row])
    code[end : end + found.size] = found
    out[:, end : end + found.size] = sums
    limits[:, end : end + found.size] = ends
    return end + found.size


@compiled
def _add_row(out: Reals, limits: Reals, to: int, row: int) -> None:
    for k in range(out.shape[0]):
        out[k, to] += out[k, row]
    if limits.shape[0] == 2:
        limits[0, to] = min(limits[0, to], limits[0, row])
        limits[1, to] = max(limits[1, to], limits[1, row])
