"""How often a polygon crosses itself, counted no further than need be."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

__all__ = ["MOST_CROSSINGS", "crosses_beyond"]

MOST_CROSSINGS = 500
"""Crossings up to which a polygon is repaired. Repairing takes time by their square: a scribble of
200 random points, with some 6,000, keeps a processor busy for half a minute, one of 4,000 for days.
"""
_FIRST = 64
"""Edges looked at first; after each round without too many, twice as many."""


def crosses_beyond(polygon: Any, most: int = MOST_CROSSINGS) -> bool:
    """Whether edges of a polygon or multipolygon cross each other more than ``most`` times.

    Edges that only touch, or lie on each other, do not cross.
    """
    edges = _edges(polygon)
    tree = shapely.STRtree(edges)
    met, first, size = 0, 0, _FIRST
    while first < len(edges):
        met += tree.query(edges[first : first + size], predicate="crosses").shape[1]
        if met > 2 * most:  # each pair is met from both of its edges
            return True
        first, size = first + size, size * 2
    return False


def _edges(polygon: Any) -> Any:
    """Every edge of every ring as a line of two points."""
    rings = shapely.get_rings(shapely.get_parts(polygon))
    xy, owner = shapely.get_coordinates(rings, return_index=True)
    inner = np.flatnonzero(owner[1:] == owner[:-1])
    return shapely.linestrings(np.stack([xy[inner], xy[inner + 1]], axis=1))
