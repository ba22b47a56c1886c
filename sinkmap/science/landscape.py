"""Patches of natural land, and their metrics in the conventions of FRAGSTATS.

A patch is natural land that hangs together by edges or corners (the rule of eight neighbours). The
border of the survey is no edge, and the landscape is the whole statistical unit. Definitions:
McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351; effective mesh size: Jaeger 2000, Landscape
Ecology 15:115-130. A patch that reaches into a unit counts there once, with its part in the unit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.classes import members
from sinkmap.science.ground import hanging_together
from sinkmap.science.shared_edges import shared_edges, touching_groups
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "edge_density",
    "effective_mesh_size",
    "largest_patch",
    "mean_patch_size",
    "natural_edges",
    "natural_patches",
    "patch_count",
    "squared_areas",
]

_LEAST_PART = 1.0
"""m² below which a patch's part in a unit is a sliver of the border and no patch."""

Areas = Mapping[str, float]
"""Patch -> m² of it in the unit."""


def natural_patches(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Patches of natural land (class set NAT) of the parcels.

    Parameters
    ----------
    parcels
        Polygons with ``group`` that do not overlap.

    Returns
    -------
    GeoDataFrame
        ``patch`` (number from 1, in the order of the first parcel of each) and multipolygons on
        the CRS of the parcels.
    """
    pieces = hanging_together(_natural(parcels))
    return gpd.GeoDataFrame(
        {"patch": [str(number + 1) for number in range(len(pieces))]},
        geometry=gpd.GeoSeries(pieces, crs=parcels.crs),
        crs=parcels.crs,
    )


def natural_edges(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Edges of natural land to other surveyed land.

    ``patch`` as :func:`natural_patches` numbers it, and all its edges as one multiline; where the
    survey ends there is no edge, as FRAGSTATS has it by default.
    """
    shapes = _natural(parcels)
    patch = touching_groups(shapes)
    rest = parcels[~parcels["group"].isin(members("NAT"))].geometry.to_numpy()
    lines, owner = shared_edges(shapes, np.asarray(rest, dtype=object))
    order = np.argsort(patch[owner], kind="stable")
    names, row = np.unique(patch[owner[order]], return_inverse=True)
    edges = shapely.multilinestrings(lines[order], indices=row)
    return gpd.GeoDataFrame(
        {"patch": [str(number + 1) for number in names.tolist()]},
        geometry=gpd.GeoSeries(edges, crs=parcels.crs),
        crs=parcels.crs,
    )


def _natural(parcels: gpd.GeoDataFrame) -> NDArray[Any]:
    """(n,) polygons of natural land."""
    natural = parcels[parcels["group"].isin(members("NAT"))]
    return np.asarray(natural.geometry.to_numpy(), dtype=object)


def patch_count(areas: Areas) -> int:
    """Patches with at least 1 m² in the unit (NP)."""
    return sum(area >= _LEAST_PART for area in areas.values())


def mean_patch_size(areas: Areas) -> float:
    """Hectares of a patch on average (AREA_MN); NaN without patches."""
    count = patch_count(areas)
    return _hectares(math.fsum(areas.values())) / count if count else math.nan


def largest_patch(areas: Areas) -> float:
    """m² of the largest patch; in percent of the landscape it is LPI."""
    return max(areas.values(), default=0.0)


def edge_density(edge_m: float, landscape_m2: float) -> float:
    """Metres of edge per hectare of landscape (ED)."""
    return edge_m / _hectares(landscape_m2)


def effective_mesh_size(areas: Areas, landscape_m2: float) -> float:
    """Hectares: Σ A² ÷ landscape (MESH), the patch two random points would both have to be in."""
    return _hectares(squared_areas(areas) / landscape_m2)


def squared_areas(areas: Areas) -> float:
    """Σ A² in m⁴."""
    return math.fsum(area * area for area in areas.values())


def _hectares(m2: float) -> float:
    return convert(m2, SQUARE_METRE, HECTARE)
