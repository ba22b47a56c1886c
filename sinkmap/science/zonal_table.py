"""Sums of tiles added up to one table: a row for each zone and class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.science.zonal_sums import Part
from sinkmap.science.zone_edges import Integers, Reals

__all__ = ["ZonalTable", "combine"]

_FEW = 48
"""Rows of a zone up to which they are put in order by insertion."""
_NOTHING = Part(np.empty(0, np.int32), np.empty(0, np.uint32), np.empty((1, 0)), np.empty((0, 0)))

Packed = NDArray[np.uint32]


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
