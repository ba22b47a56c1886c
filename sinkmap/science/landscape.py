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
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sinkmap.classes import members
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
    shapes = _natural(parcels)
    owner = _patches(shapes)
    order = np.argsort(owner, kind="stable")
    cuts = np.flatnonzero(np.diff(owner[order])) + 1
    pieces = np.split(shapes[order], cuts) if len(order) else []
    return gpd.GeoDataFrame(
        {"patch": [str(number + 1) for number in range(len(pieces))]},
        geometry=gpd.GeoSeries([shapely.union_all(one) for one in pieces], crs=parcels.crs),
        crs=parcels.crs,
    )


def natural_edges(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Edges of natural land to other surveyed land.

    ``patch`` as :func:`natural_patches` numbers it, and lines; where the survey ends there is no
    edge, as FRAGSTATS has it by default.
    """
    shapes = _natural(parcels)
    owner = _patches(shapes)
    rest = parcels[~parcels["group"].isin(members("NAT"))].geometry.to_numpy()
    one, other = shapely.STRtree(rest).query(shapes, predicate="intersects")
    shared = shapely.intersection(shapely.boundary(shapes[one]), shapely.boundary(rest[other]))
    parts, row = shapely.get_parts(shared, return_index=True)
    while shapely.get_type_id(parts).max(initial=0) > shapely.GeometryType.POLYGON:
        parts, inner = shapely.get_parts(parts, return_index=True)
        row = row[inner]
    lines = shapely.get_dimensions(parts) == 1
    return gpd.GeoDataFrame(
        {"patch": [str(number + 1) for number in owner[one[row[lines]]]]},
        geometry=gpd.GeoSeries(parts[lines], crs=parcels.crs),
        crs=parcels.crs,
    )


def _natural(parcels: gpd.GeoDataFrame) -> NDArray[Any]:
    """(n,) polygons of natural land."""
    natural = parcels[parcels["group"].isin(members("NAT"))]
    return np.asarray(natural.geometry.to_numpy(), dtype=object)


def _patches(shapes: NDArray[Any]) -> NDArray[np.int32]:
    """(n,) number of the patch of each polygon; polygons that touch are of one patch."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    touch = coo_array(
        (np.ones(len(first), dtype=np.bool_), (first, second)), shape=(len(shapes),) * 2
    )
    found: NDArray[np.int32] = connected_components(touch, directed=False)[1]
    return found


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
