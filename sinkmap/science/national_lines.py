"""The three national lines: ecological red line, permanent farmland, urban boundary.

They may not overlap (三区三线). Where they do, one of the layers is wrong or out of date: a fault
of the data to be told with its hectares, not a violation on the ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinkmap.science.ground import (
    dissolved,
    polygons_of,
    touching,
    without_slivers,
    zone_table,
)
from sinkmap.text import Text

__all__ = [
    "LINE_PAIRS",
    "NATIONAL_LINES",
    "PAIR_FIELD",
    "line_overlaps",
    "overlap_zones",
    "pair_id",
    "pair_title",
]

NATIONAL_LINES: Mapping[str, Text] = {
    "eco_redline": Text("生态保护红线", "ecological red line"),
    "permanent_farmland": Text("永久基本农田", "permanent basic farmland"),
    "urban_boundary": Text("城镇开发边界", "urban development boundary"),
}
"""Layers of the three lines with their names."""

PAIR_FIELD = "pair"
LINE_PAIRS = tuple(combinations(NATIONAL_LINES, 2))


def pair_id(one: str, other: str) -> str:
    """Name of a pair of lines as zones and items carry it."""
    return f"{one}_{other}"


def pair_title(one: str, other: str) -> Text:
    """Words for a pair of lines."""
    first, second = NATIONAL_LINES[one], NATIONAL_LINES[other]
    return Text(f"{first.zh}与{second.zh}", f"{first.en} and {second.en}")


def line_overlaps(lines: Mapping[str, NDArray[Any]]) -> dict[tuple[str, str], BaseGeometry]:
    """Ground that two of the national lines both cover, each m² once.

    Parameters
    ----------
    lines
        Layer -> (n,) valid polygons on one plane, overlapping as they do; lines may be missing.

    Returns
    -------
    Pair of :data:`LINE_PAIRS` of which both lines are there -> multipolygon, empty where the two
    keep apart.
    """
    found: dict[tuple[str, str], BaseGeometry] = {}
    for one, other in LINE_PAIRS:
        if one not in lines or other not in lines:
            continue
        # The line of fewer polygons is dissolved; the many are only cut where the two meet.
        few, many = sorted((lines[one], lines[other]), key=len)
        ground = dissolved(few)
        pieces = shapely.intersection(touching(np.asarray(many, dtype=object), ground), ground)
        found[(one, other)] = dissolved(polygons_of(piece) for piece in pieces)
    return found


def overlap_zones(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """:func:`line_overlaps` as single polygons with ``pair``, slivers left out.

    ``frames``: layer -> polygons on one CRS; at least one.
    """
    shapes = {
        name: np.asarray(frame.geometry.to_numpy(), dtype=object) for name, frame in frames.items()
    }
    crs = next(iter(frames.values())).crs
    found = {pair_id(*pair): ground for pair, ground in line_overlaps(shapes).items()}
    return without_slivers(zone_table(PAIR_FIELD, found, crs))
