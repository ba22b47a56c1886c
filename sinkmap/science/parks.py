"""Parks as the service radius sees them: parts joined, sizes classed, and the ground they serve.

A circle is drawn as a regular polygon of 1,024 corners inside it, so ground is never served that
is farther than the radius. What is missing is at most 4.93 m² for a full turn of 500 m and 1.78 m²
for one of 300 m (:func:`circle_deficit`); all the corners of a convex park make one full turn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from sinkmap.area import geodesic_area
from sinkmap.parameters import parameter_table
from sinkmap.science.metric_plane import ground_scale, in_metres

__all__ = [
    "SERVICE_PROFILES",
    "ServiceRule",
    "circle_deficit",
    "counted_parks",
    "drawn",
    "joined_parks",
    "service_area",
    "service_rule",
]

SERVICE_PROFILES = ("ylcs2022", "cstj")
"""Definitions of the service radius by size of park."""
_QUARTER = 256
"""Edges that draw a quarter of a circle."""
_NOT_PARKS = frozenset({"square", "protective"})
"""Kinds of green space in a register that are no 公园绿地 (G1 of CJJ/T 85-2017)."""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Service radius in metres by size of park: areas in m², each bound belongs to its class."""

    large_area: float
    large_radius: float
    small_area: float
    small_radius: float

    def radius(self, area_m2: float) -> float:
        """Metres a park of this size serves; 0 where it is too small to serve any."""
        if area_m2 >= self.large_area:
            return self.large_radius
        return self.small_radius if area_m2 >= self.small_area else 0.0


def service_rule(profile: str) -> ServiceRule:
    """The rule of a definition; UsageError ``PARAMETER-UNKNOWN`` if the table has none."""
    table = parameter_table("park")
    return ServiceRule(*(table.value(f"{profile}.{name}") for name in ServiceRule.__slots__))


def circle_deficit(radius: float) -> float:
    """m² by which a drawn circle of this radius in metres is smaller than a true one."""
    turn = 2.0 * math.pi / (4 * _QUARTER)
    return math.pi * radius**2 * (1.0 - math.sin(turn) / turn)


def counted_parks(parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of a register that are parks: squares and protective green are left out."""
    if "kind" not in parks.columns:
        return parks
    return parks[~parks["kind"].isin(_NOT_PARKS)]


def joined_parks(parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Parks with their parts joined.

    Parts closer than ``part_gap`` of parameter table ``park`` are one park, whatever their names;
    the strip between them is not filled. The area is the sum of the register where every part
    states one and no parts overlap, else the ellipsoidal area, to 0.01 m² as land is registered.

    Parameters
    ----------
    parks
        Polygons with, where there are such, ``name``, ``kind`` and ``area_m2`` (register, m²).

    Returns
    -------
    GeoDataFrame
        ``park`` (number and names), ``area_m2`` and multipolygons on the CRS of the input, in the
        order of the first part of each.
    """
    plane = in_metres(counted_parks(parks).reset_index(drop=True))
    shapes = np.asarray(plane.geometry.to_numpy(), dtype=object)
    owner = _groups(shapes, parameter_table("park").value("part_gap"))
    names = plane.get("name", pd.Series("", index=plane.index)).fillna("").astype(str)
    stated = plane.get("area_m2", pd.Series(np.nan, index=plane.index)).astype(float)
    rows, joined = [], []
    for number in range(int(owner.max(initial=-1)) + 1):
        parts = np.flatnonzero(owner == number)
        whole = shapely.union_all(shapes[parts])
        said = "、".join(dict.fromkeys(name for name in names.iloc[parts] if name))
        rows.append((f"{number + 1} {said}".strip(), _area(stated.iloc[parts], shapes, parts)))
        joined.append(whole)
    areas = pd.DataFrame(rows, columns=["park", "area_m2"])
    result = gpd.GeoDataFrame(areas, geometry=gpd.GeoSeries(joined, crs=plane.crs), crs=plane.crs)
    missing = result["area_m2"].isna().to_numpy()
    ground = geodesic_area(result.geometry.to_numpy()[missing], plane.crs.to_wkt())
    result.loc[missing, "area_m2"] = np.round(ground, 2)
    return result if result.empty else result.to_crs(parks.crs)


def _area(stated: pd.Series[float], shapes: NDArray[Any], parts: NDArray[np.int64]) -> float:
    """Register area of the parts together in m²; NaN where it cannot be had of the register."""
    if stated.isna().any() or _overlap(shapes[parts]):
        return math.nan
    return round(float(stated.sum()), 2)


def _overlap(shapes: NDArray[Any]) -> bool:
    """Whether any two of the shapes share ground."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = first < second
    shared = shapely.intersection(shapes[first[pairs]], shapes[second[pairs]])
    return bool((shapely.get_dimensions(shared) == 2).any())


def _groups(shapes: NDArray[Any], gap: float) -> NDArray[np.int32]:
    """(n,) number of the group of shapes that are closer than ``gap`` to one another."""
    if not len(shapes):
        return np.empty(0, dtype=np.int32)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap)
    near = shapely.distance(shapes[first], shapes[second]) < gap
    links = coo_array((near[near], (first[near], second[near])), shape=(len(shapes),) * 2)
    found: NDArray[np.int32] = connected_components(links, directed=False)[1]
    return found


def service_area(parks: gpd.GeoDataFrame, profile: str) -> BaseGeometry:
    """Ground inside the service radius of any park, straight from the park's edge.

    Parameters
    ----------
    parks
        As :func:`joined_parks` gives them, on a plane in metres. Radii are metres of ground: they
        are scaled by the projection's scale at each park.
    """
    rule = service_rule(profile)
    radii = np.array([rule.radius(float(area)) for area in parks["area_m2"]], dtype=float)
    serves = radii > 0.0
    return drawn(parks.geometry.to_numpy()[serves], (radii * ground_scale(parks))[serves])


def drawn(shapes: Iterable[Any], radii: NDArray[np.float64]) -> BaseGeometry:
    """Union of the shapes widened by plane ``radii``, (n,) metres."""
    array = np.asarray(list(shapes), dtype=object)
    return shapely.union_all(shapely.buffer(array, radii, quad_segs=_QUARTER))
