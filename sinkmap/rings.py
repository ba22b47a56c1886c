"""Rings of polygons as flat arrays: geometry without objects, for loops that are compiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Geometries", "Rings"]

Geometries = NDArray[Any]
"""A one-dimensional object array of shapely polygons or multipolygons."""

_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_MIX = np.uint64(0xBF58476D1CE4E5B9)
"""Odd factors that spread the bits of coordinates (golden ratio; xxHash; SplitMix64)."""

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings of many polygons as flat arrays.

    ``x, y``: (vertex,) float64, closed rings; ``start``: (ring + 1,) first vertex of each ring;
    ``sign``: (ring,) +1 for shells and -1 for holes; ``owner``: (ring,) row of the geometry.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    start: NDArray[np.int64]
    sign: NDArray[np.float64]
    owner: NDArray[np.int64]
    count: int

    @classmethod
    def of(cls, geometries: Iterable[Any]) -> Rings:
        """Flatten polygons and multipolygons; other types and None have no ring."""
        array = np.asarray(geometries, dtype=object)
        if np.isin(shapely.get_type_id(array), _POLYGONAL).all():
            return cls._of_polygons(array)
        parts, part_owner = shapely.get_parts(array, return_index=True)
        polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        parts, part_owner = parts[polygon], part_owner[polygon]
        rings, ring_part = shapely.get_rings(parts, return_index=True)
        coordinates = shapely.get_coordinates(rings)
        counts = shapely.get_num_coordinates(rings)
        start = np.zeros(len(rings) + 1, dtype=np.int64)
        np.cumsum(counts, out=start[1:])
        sign = np.full(len(rings), -1.0)
        if len(rings):
            sign[np.r_[True, ring_part[1:] != ring_part[:-1]]] = 1.0
        return cls(
            np.ascontiguousarray(coordinates[:, 0]),
            np.ascontiguousarray(coordinates[:, 1]),
            start,
            sign,
            part_owner[ring_part].astype(np.int64),
            len(array),
        )

    @classmethod
    def _of_polygons(cls, array: Geometries) -> Rings:
        """The same where there is nothing else: only polygons with holes or parts are unfolded."""
        folded = np.flatnonzero(
            (shapely.get_type_id(array) != shapely.GeometryType.POLYGON)
            | (shapely.get_num_interior_rings(array) != 0)
            | shapely.is_empty(array)
        )
        parts, part_owner = shapely.get_parts(array[folded], return_index=True)
        rings, ring_part = shapely.get_rings(parts, return_index=True)
        number = np.ones(len(array), dtype=np.int64)
        number[folded] = np.bincount(part_owner[ring_part], minlength=len(folded))
        owner = np.repeat(np.arange(len(array)), number)
        unfolded = np.isin(owner, folded) if len(folded) else np.zeros(len(owner), dtype=bool)
        counts = shapely.get_num_coordinates(array)[owner]
        counts[unfolded] = shapely.get_num_coordinates(rings)
        sign = np.ones(len(owner))
        inner = np.full(len(rings), -1.0)
        if len(rings):
            inner[np.r_[True, ring_part[1:] != ring_part[:-1]]] = 1.0
        sign[unfolded] = inner
        start = np.zeros(len(owner) + 1, dtype=np.int64)
        np.cumsum(counts, out=start[1:])
        xy = shapely.get_coordinates(array)
        x, y = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
        return cls(x, y, start, sign, owner, len(array))

    def vertex_keys(self) -> NDArray[np.uint64]:
        """(vertex,) a number for each vertex, the same for the same coordinates.

        Of all pairs of different places one in 2^64 share a number by chance.
        """
        with np.errstate(over="ignore"):
            x, y = (
                (one + 0.0).view(np.uint64) * odd
                for one, odd in zip((self.x, self.y), _ODD, strict=True)
            )
            mixed = ((x ^ (x >> np.uint64(29))) + (y ^ (y >> np.uint64(31)))) * _MIX
        return np.asarray(mixed ^ (mixed >> np.uint64(32)), dtype=np.uint64)

    def total(self, ring_values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum |value| of shells minus |value| of holes for each geometry: (geometry,)."""
        signed = self.sign * np.abs(ring_values)
        return np.bincount(self.owner, weights=signed, minlength=self.count).astype(np.float64)
