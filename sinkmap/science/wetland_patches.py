"""Patches of wetland: connected ground of one class, and what of it no protection covers."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.area import geodesic_area
from sinkmap.classes import members
from sinkmap.parameters import parameter_table
from sinkmap.science.ground import dissolved, hanging_together, polygons_of, touching
from sinkmap.science.protection import FORM_SEPARATOR, counted_forms
from sinkmap.text import Text

__all__ = ["SIZES", "SIZE_FIELD", "covered_by_counted", "open_patches", "wetland_patches"]

SIZE_FIELD = "size"
SIZES = {
    "ge8": Text("8 公顷及以上", "8 ha and more"),
    "ge1": Text("1 至 8 公顷", "1 ha to 8 ha"),
    "lt1": Text("1 公顷以下", "below 1 ha"),
}
"""Size of a patch by its geodesic area; the bounds are parameters of the wetland table."""


def wetland_patches(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Connected statutory wetland of one group of classes, each patch with its size.

    Parcels of one lake are one patch; a river is not joined with the ponds beside it. Where the
    code system does not split aquaculture ponds, they are among the ponds.

    Parameters
    ----------
    parcels
        Polygons with ``group``.

    Returns
    -------
    GeoDataFrame
        Single polygons with ``size``, ``group`` and ``patch_m2`` (geodesic).
    """
    group = parcels["group"].astype(str).to_numpy(dtype=object)
    shapes = np.asarray(parcels.geometry.to_numpy(), dtype=object)
    names: list[str] = []
    parts: list[Any] = []
    for name in sorted(set(group) & members("WET")):
        joined = hanging_together(shapes[group == name])
        single = shapely.get_parts(np.array(joined, dtype=object))
        names += [name] * len(single)
        parts += list(single)
    return _sized(np.array(names, dtype=object), np.array(parts, dtype=object), parcels.crs)


def open_patches(
    patches: gpd.GeoDataFrame, protection: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """What of patches no counted form of protection covers, of 1 ha and more: candidates.

    Parameters
    ----------
    patches
        As :func:`wetland_patches` gives them.
    protection
        Disjoint polygons with ``forms``; None if the study has none.
    """
    covered = shapely.MultiPolygon() if protection is None else covered_by_counted(protection)
    shapes = np.array(patches.geometry.to_numpy(), dtype=object)
    group = patches["group"].to_numpy(dtype=object)
    shapely.prepare(covered)
    for row in np.flatnonzero(shapely.intersects(shapes, covered)):
        near = dissolved(touching(shapely.get_parts(covered), shapes[row]))
        shapes[row] = polygons_of(shapely.difference(shapes[row], near))
    parts, owner = shapely.get_parts(shapes, return_index=True)
    found = _sized(group[owner], parts, patches.crs)
    return found[found[SIZE_FIELD] != "lt1"].reset_index(drop=True)


def covered_by_counted(protection: gpd.GeoDataFrame) -> Any:
    """Ground of zones under at least one form that counts by default, dissolved."""
    counted = set(counted_forms())
    inside = [bool(counted & set(str(f).split(FORM_SEPARATOR))) for f in protection["forms"]]
    return dissolved(protection.geometry.to_numpy()[np.array(inside, dtype=bool)])


def _sized(group: NDArray[Any], shapes: NDArray[Any], crs: Any) -> gpd.GeoDataFrame:
    areas = geodesic_area(shapes, crs.to_wkt()) if len(shapes) else np.zeros(0)
    table = parameter_table("wetland")
    large, small = table.value("candidate_plot_large"), table.value("candidate_plot_small")
    size = np.where(areas >= large, "ge8", np.where(areas >= small, "ge1", "lt1")).astype(object)
    return gpd.GeoDataFrame(
        {SIZE_FIELD: size, "group": group, "patch_m2": areas},
        geometry=gpd.GeoSeries(list(shapes), crs=crs),
        crs=crs,
    )
