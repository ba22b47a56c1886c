"""Sums of tiles added up to one table: a row for each zone and class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.science.zonal_sums import Part
from sinkmap.science.zone_edges import Integers, Reals

__all__ = ["Merge", "ZonalTable"]

_FEW = 48
"""Rows of a zone up to which they are put in order by insertion."""

Packed = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class ZonalTable:
    """Sums of every zone by class, in order of zone, then code.

    ``first``: (zone + 1,) first row of each zone; ``code``: (n,) class, or left x 65536 + right;
    ``amounts``: (1, n) m², or for values (3, n) value x m², m² with a value and m² without;
    ``extremes``: (2, n) least and greatest value among pixels the zone has any share of (inf, -inf
    if none), (0, n) for areas.
    """

    first: Integers
    code: Packed
    amounts: Reals
    extremes: Reals

    @property
    def zone(self) -> Integers:
        """(n,) zone of each row."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    @property
    def covered(self) -> Reals:
        """(zone,) m² of each zone that lie on the raster, with data or without."""
        of_row = self.amounts[1:].sum(axis=0) if len(self.amounts) > 1 else self.amounts[0]
        count = len(self.first) - 1
        return np.bincount(self.zone, weights=of_row, minlength=count).astype(np.float64)


class Merge:
    """Parts added up, in their order, to one row for each zone and code.

    Ranges of zones may be merged at the same time by different threads.

    Parameters
    ----------
    parts
        Sums of some zones in some tiles.
    zones
        Number of zones.
    values
        Whether the sums are of values, not of areas only.
    """

    def __init__(self, parts: Sequence[Part], zones: int, *, values: bool = False) -> None:
        self._parts = parts
        self._begin = np.zeros(zones + 1, dtype=np.int64)
        for part in parts:
            _count(self._begin, part.zone)
        np.cumsum(self._begin, out=self._begin)
        rows = int(self._begin[zones])
        self._code = np.empty(rows, dtype=np.uint32)
        self._amounts = np.empty((3 if values else 1, rows))
        self._extremes = np.empty((2 if values else 0, rows))
        self._size = np.zeros(zones, dtype=np.int64)

    def ranges(self, count: int) -> list[tuple[int, int]]:
        """Zones cut into at most ``count`` ranges of like work: first and last (exclusive)."""
        zones = len(self._size)
        wanted = np.linspace(0, self._begin[zones], count + 1)[1:-1]
        cuts = np.unique(np.r_[0, np.searchsorted(self._begin, wanted), zones])
        return list(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True))

    def merge(self, zones: tuple[int, int]) -> None:
        """Merge one range of zones."""
        rows = (self._code, self._amounts, self._extremes)
        place = self._begin[zones[0] : zones[1]].copy()
        for part in self._parts:
            given = (part.zone, part.code, part.amounts, part.extremes)
            _gather(place, zones[0], given, rows)
        _merge(self._begin, zones, *rows, self._size)

    def table(self, ranges: list[tuple[int, int]]) -> ZonalTable:
        """The table, once all these ranges are merged."""
        first = np.zeros(len(self._size) + 1, dtype=np.int64)
        np.cumsum(self._size, out=first[1:])
        for begin, end in ranges:
            start, rows = int(self._begin[begin]), slice(int(first[begin]), int(first[end]))
            merged = slice(start, start + rows.stop - rows.start)
            for array in (self._code, self._amounts, self._extremes):
                # Down in place: a copy of the whole would be as much memory again, to be cleared.
                array[..., rows] = array[..., merged]
        kept = slice(0, int(first[-1]))
        return ZonalTable(first, self._code[kept], self._amounts[:, kept], self._extremes[:, kept])


@compiled
def _count(begin: Integers, zone: NDArray[np.int32]) -> None:
    """Add the rows of each zone to the place behind its own."""
    for one in zone:
        begin[one + 1] += 1


@compiled
def _gather(
    place: Integers,
    first: int,
    given: tuple[NDArray[np.int32], Packed, Reals, Reals],
    out: tuple[Packed, Reals, Reals],
) -> None:
    """Put rows of a part behind those of the same zone from parts before.

    Only of zones ``first`` to ``first`` + the length of ``place``, their places so far.
    """
    zone, code, amounts, extremes = given
    for row in range(zone.size):
        one = zone[row] - first
        if one < 0 or one >= place.size:
            continue
        at = place[one]
        place[one] += 1
        out[0][at] = code[row]
        for k in range(amounts.shape[0]):
            out[1][k, at] = amounts[k, row]
        for k in range(extremes.shape[0]):
            out[2][k, at] = extremes[k, row]


@compiled
def _merge(
    begin: Integers,
    zones: tuple[int, int],
    code: Packed,
    out: Reals,
    limits: Reals,
    size: Integers,
) -> None:
    """Rows of equal zone and code added in their order, in place; number of rows of each zone."""
    end = begin[zones[0]]
    for one in range(zones[0], zones[1]):
        span = (begin[one], begin[one + 1], end)
        if _ascending(code, span):
            end = _move(code, out, limits, span)
        elif span[1] - span[0] <= _FEW:
            end = _merge_few(code, out, limits, span)
        else:
            end = _merge_many(code, out, limits, span)
        size[one] = end - span[2]


@compiled
def _ascending(code: Packed, span: tuple[int, int, int]) -> bool:
    """Whether the rows of one zone are in order, each code once: those of a zone in one tile."""
    falls = 0
    for row in range(span[0] + 1, span[1]):
        falls += code[row - 1] >= code[row]
    return falls == 0


@compiled
def _move(code: Packed, out: Reals, limits: Reals, span: tuple[int, int, int]) -> int:
    """Bring rows in order behind ``span[2]``, in place; the end of them."""
    rows = span[1] - span[0]
    for row in range(rows):
        code[span[2] + row] = code[span[0] + row]
    for line in out:
        for row in range(rows):
            line[span[2] + row] = line[span[0] + row]
    for line in limits:
        for row in range(rows):
            line[span[2] + row] = line[span[0] + row]
    return span[2] + rows


@compiled
def _merge_few(code: Packed, out: Reals, limits: Reals, span: tuple[int, int, int]) -> int:
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
def _merge_many(code: Packed, out: Reals, limits: Reals, span: tuple[int, int, int]) -> int:
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
