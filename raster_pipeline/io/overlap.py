"""Which part of a raster that lies on the grid a window of the grid covers."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Overlap", "overlap"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Along one axis: source pixels first..last, where they fall, and which part is used."""

    first: int
    last: int
    inside: slice
    cut: slice


def overlap(start: int, count: int, size: int, factor: int) -> Overlap | None:
    """Part of ``count`` grid pixels from ``start`` (counted from the source's edge) it covers."""
    low, high = max(start, 0), min(start + count, size * factor)
    if low >= high:
        return None
    first, last = low // factor, -(-high // factor)
    skip = low - first * factor
    return Overlap(first, last, slice(low - start, high - start), slice(skip, skip + high - low))
