"""Where a new park would serve most homes that none serves yet.

Greedy: the site that newly serves most residential land comes first, then the site that adds most
to it, and so on. No other choice of as many sites serves more than 1 / (1 - 1/e) = 1.58 times as
much (Nemhauser, Wolsey and Fisher 1978, Mathematical Programming 14:265-294).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinkmap.area import geodesic_area, plane_area
from sinkmap.parameters import parameter_table
from sinkmap.science.ground import polygons_of
from sinkmap.science.homes import SEPARATOR
from sinkmap.science.metric_plane import ground_scale, in_metres
from sinkmap.science.parks import drawn, service_rule

__all__ = ["SITE_GROUPS", "best_sites"]

SITE_GROUPS = frozenset({"vacant", "bare_soil", "built_ind"})
"""Groups of land a park may be made of: vacant and bare ground, vacated industrial land."""


def best_sites(
    frames: Mapping[str, gpd.GeoDataFrame], profile: str = "ylcs2022"
) -> gpd.GeoDataFrame:
    """Parcels for new parks, best first.

    Parameters
    ----------
    frames
        ``homes_served`` (``served``), ``parcels`` (``group``) and ``built_up_area``.
    profile
        Definition of the service radius; a parcel serves as a park of its own size would.

    Returns
    -------
    GeoDataFrame
        ``site`` (rank from 1), ``site_m2``, ``radius`` (m) and ``gain_m2``, the residential land
        that this site serves and neither a park nor a site before it does; as many rows as
        ``site_count`` of parameter table ``park`` allows and as serve anyone.
    """
    plane = in_metres(frames["built_up_area"])
    city = shapely.union_all(plane.geometry.to_numpy())
    homes = frames["homes_served"].to_crs(plane.crs)
    uncovered = shapely.union_all(homes.geometry.to_numpy()[~_served(homes["served"], profile)])
    parcels = frames["parcels"]
    open_land = parcels[parcels["group"].isin(SITE_GROUPS)].to_crs(plane.crs)
    candidates = _candidates(open_land, city, profile)
    grounds = _new_ground(candidates, uncovered)
    chosen = _greedy(grounds, int(parameter_table("park").value("site_count")))
    rows = candidates.iloc[[index for index, _ in chosen]]
    gained = gpd.GeoSeries([ground for _, ground in chosen], crs=plane.crs)
    return gpd.GeoDataFrame(
        {
            "site": [str(rank + 1) for rank in range(len(chosen))],
            "site_m2": rows["site_m2"].to_numpy(),
            "radius": rows["radius"].to_numpy(),
            "gain_m2": geodesic_area(gained.to_numpy(), plane.crs.to_wkt()),
        },
        geometry=gpd.GeoSeries(list(rows.geometry), crs=plane.crs),
        crs=plane.crs,
    ).to_crs(frames["built_up_area"].crs)


def _served(served: pd.Series[str], profile: str) -> NDArray[np.bool_]:
    return np.array([profile in text.split(SEPARATOR) for text in served], dtype=np.bool_)


def _candidates(land: gpd.GeoDataFrame, city: BaseGeometry, profile: str) -> gpd.GeoDataFrame:
    """Parcels inside the built-up area that are large enough, with ``site_m2`` and ``radius``."""
    shapely.prepare(city)
    chosen = land[shapely.covers(city, land.geometry.to_numpy())]
    rule = service_rule(profile)
    areas = np.round(geodesic_area(chosen.geometry.to_numpy(), land.crs.to_wkt()), 2)
    radii = np.array([rule.radius(area) for area in areas], dtype=float)
    found = gpd.GeoDataFrame(
        {"site_m2": areas, "radius": radii}, geometry=list(chosen.geometry), crs=land.crs
    )
    return found[radii > 0.0].reset_index(drop=True)


def _new_ground(candidates: gpd.GeoDataFrame, uncovered: BaseGeometry) -> list[BaseGeometry]:
    """What of the uncovered homes each candidate would serve."""
    reach = candidates["radius"].to_numpy() * ground_scale(candidates)
    shapes = candidates.geometry.to_numpy()
    parts = shapely.get_parts(uncovered)
    found: list[BaseGeometry] = [shapely.MultiPolygon()] * len(shapes)
    site, part = shapely.STRtree(parts).query(shapes, predicate="dwithin", distance=reach)
    for row in np.unique(site).tolist():
        served = drawn([shapes[row]], reach[row : row + 1])
        shapely.prepare(served)
        near = parts[part[site == row]]
        whole = shapely.covers(served, near)
        near[~whole] = shapely.intersection(served, near[~whole])
        found[row] = polygons_of(shapely.GeometryCollection(list(shapely.get_parts(near))))
    return found


def _greedy(grounds: list[BaseGeometry], count: int) -> list[tuple[int, BaseGeometry]]:
    """Index and newly served ground of the sites taken one after the other.

    What a site adds can only shrink as others are taken, so a site is measured anew only when it
    is the best by its last measure.
    """
    left: list[Any] = list(grounds)
    gain = plane_area(left)
    fresh = np.zeros(len(left), dtype=np.int64)
    taken: list[tuple[int, BaseGeometry]] = []
    covered: BaseGeometry = shapely.MultiPolygon()
    while len(taken) < count and gain.max(initial=0.0) > 0.0:
        best = int(gain.argmax())
        if fresh[best] == len(taken):
            taken.append((best, left[best]))
            covered = shapely.union(covered, left[best])
            gain[best] = 0.0
            continue
        left[best] = shapely.difference(left[best], covered)
        gain[best] = plane_area([left[best]])[0]
        fresh[best] = len(taken)
    return taken
