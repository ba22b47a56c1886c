"""Residential land of the built-up area, by which parks serve it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinkmap.science.metric_plane import in_metres
from sinkmap.science.park_walk import walk_area
from sinkmap.science.parks import SERVICE_PROFILES, counted_parks, joined_parks, service_area
from sinkmap.science.protection import arrange

__all__ = [
    "HOME_KINDS",
    "SEPARATOR",
    "by_straight_line",
    "by_streets",
    "park_green_places",
    "residential_land",
]

HOME_KINDS: Mapping[str, str] = {"urban": "built_res_urban", "rural": "built_res_rural"}
"""Kind of residential land -> group of land classes (0701, and 0702 of the third survey)."""
SEPARATOR = "|"
"""Between the kind of home and the definitions by which a park serves it."""


def residential_land(
    built_up_area: gpd.GeoDataFrame,
    residential: gpd.GeoDataFrame | None,
    parcels: gpd.GeoDataFrame | None,
) -> dict[str, BaseGeometry]:
    """Kind -> residential land inside the built-up area, on its CRS; each m² once.

    The layer of residential land where there is one (its ``kind`` is urban unless it says rural),
    else the parcels of residential groups.
    """
    city = shapely.union_all(built_up_area.geometry.to_numpy())
    found: dict[str, BaseGeometry] = {}
    taken: BaseGeometry = shapely.MultiPolygon()
    for kind in HOME_KINDS:
        shapes = _shapes(kind, residential, parcels)
        inside = shapes[shapely.intersects(shapes, city)] if len(shapes) else shapes
        land = shapely.intersection(shapely.union_all(inside), city)
        found[kind] = shapely.difference(land, taken)
        taken = shapely.union(taken, land)
    return found


def _shapes(
    kind: str, residential: gpd.GeoDataFrame | None, parcels: gpd.GeoDataFrame | None
) -> Any:
    if residential is not None:
        kinds = residential["kind"] if "kind" in residential.columns else ""
        rural = np.broadcast_to(np.asarray(kinds == "rural"), len(residential))
        chosen = residential[rural if kind == "rural" else ~rural]
    elif parcels is not None:
        chosen = parcels[parcels["group"] == HOME_KINDS[kind]]
    else:
        return np.empty(0, dtype=object)
    return np.asarray(chosen.geometry.to_numpy(), dtype=object)


def by_straight_line(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Residential land by the definitions under which a park serves it in a straight line.

    Parameters
    ----------
    frames
        ``parks``, ``built_up_area``, and ``residential`` or ``parcels``.

    Returns
    -------
    GeoDataFrame
        ``served`` (``urban|ylcs2022|cstj``, ``rural`` where none serves it) and disjoint polygons.
    """
    parks = in_metres(joined_parks(frames["parks"]))
    return _by_service(frames, {name: service_area(parks, name) for name in SERVICE_PROFILES})


def by_streets(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """The same where the way goes by the lines of ``street``."""
    parks = in_metres(joined_parks(frames["parks"]))
    streets = frames["street"].to_crs(parks.crs)
    return _by_service(frames, {name: walk_area(parks, streets, name) for name in SERVICE_PROFILES})


def _by_service(
    frames: Mapping[str, gpd.GeoDataFrame], service: Mapping[str, BaseGeometry]
) -> gpd.GeoDataFrame:
    city = in_metres(frames["built_up_area"])
    residential, parcels = frames.get("residential"), frames.get("parcels")
    if residential is not None:
        residential = residential.to_crs(city.crs)
    elif parcels is not None:
        parcels = parcels[parcels["group"].isin(HOME_KINDS.values())].to_crs(city.crs)
    served = arrange(service)
    everywhere = shapely.union_all(list(served.values()))
    names: list[str] = []
    parts: list[Any] = []
    for kind, land in residential_land(city, residential, parcels).items():
        pieces = {SEPARATOR.join((kind, *by)): shapely.intersection(land, ground)
                  for by, ground in served.items()}  # fmt: skip
        pieces[kind] = shapely.difference(land, everywhere)
        for name, piece in pieces.items():
            single = _polygons(piece)
            names += [name] * len(single)
            parts += single
    frame = gpd.GeoDataFrame(
        {"served": names}, geometry=gpd.GeoSeries(parts, crs=city.crs), crs=city.crs
    )
    return frame.to_crs(frames["built_up_area"].crs)


def _polygons(piece: BaseGeometry) -> list[Any]:
    single = shapely.get_parts(shapely.get_parts(piece))
    kept = single[(shapely.get_dimensions(single) == 2) & ~shapely.is_empty(single)]
    return list(kept)


def park_green_places(
    parks: gpd.GeoDataFrame, built_up_area: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Park green (G1) by ``place``: ``urban`` inside the built-up area, ``beyond`` outside it.

    Parks that overlap count once. Without a built-up area all of it is ``unplaced``.
    """
    green = shapely.union_all(counted_parks(parks).geometry.to_numpy())
    if built_up_area is None:
        places = {"unplaced": green}
    else:
        city = shapely.union_all(built_up_area.geometry.to_numpy())
        places = {
            "urban": shapely.intersection(green, city),
            "beyond": shapely.difference(green, city),
        }
    names = [name for name, piece in places.items() for _ in _polygons(piece)]
    parts = [one for piece in places.values() for one in _polygons(piece)]
    return gpd.GeoDataFrame(
        {"place": names}, geometry=gpd.GeoSeries(parts, crs=parks.crs), crs=parks.crs
    )
