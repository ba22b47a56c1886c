"""Two versions of a line on the ground: which pieces it gained and which it lost."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinkmap.science.ground import dissolved, polygons_of, touching, without_slivers, zone_table

__all__ = ["CHANGE_FIELD", "GAINED", "LOST", "version_change", "version_zones"]

GAINED, LOST = "gained", "lost"
CHANGE_FIELD = "change"


def version_change(before: NDArray[Any], after: NDArray[Any]) -> dict[str, BaseGeometry]:
    """Ground only the later version covers, and ground only the earlier one covers.

    Parameters
    ----------
    before, after
        (n,) and (m,) valid polygons on one plane, overlapping as they do.

    Returns
    -------
    ``gained`` and ``lost`` -> multipolygon, empty where there is none. Nothing is snapped and no
    sliver is dropped: the later area is the earlier one, less the lost, plus the gained.
    """
    old, new = _keys(before), _keys(after)
    gone = dissolved(before[~_among(old, new)])
    come = dissolved(after[~_among(new, old)])
    return {GAINED: _less(come, before), LOST: _less(gone, after)}


def version_zones(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """:func:`version_change` as single polygons with ``change``, slivers of two drawings left out.

    No rows where nothing changed.
    """
    found = version_change(_shapes(before), _shapes(after))
    return without_slivers(zone_table(CHANGE_FIELD, found, after.crs))


def _shapes(frame: gpd.GeoDataFrame) -> NDArray[Any]:
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


def _keys(geometries: NDArray[Any]) -> list[bytes]:
    """Bytes for each polygon, equal for equal polygons wherever their rings begin."""
    return list(shapely.to_wkb(shapely.normalize(geometries)))


def _among(keys: list[bytes], others: list[bytes]) -> NDArray[np.bool_]:
    """(n,) whether a key is among the others, of which there may be a hundred thousand."""
    known = set(others)
    return np.fromiter((key in known for key in keys), dtype=np.bool_, count=len(keys))


def _less(ground: BaseGeometry, others: NDArray[Any]) -> BaseGeometry:
    near = touching(others, ground)
    return polygons_of(shapely.difference(ground, dissolved(near))) if len(near) else ground
