"""Cases into GeoJSON for the map: outlines, places, photographs with what they look at, records."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from dash_app.cases.source import GroundRecord
from dash_app.view.shapes import geojson
from sinkmap.area import CGCS2000_A, CGCS2000_RF

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "COLOURS",
    "PHOTO_COLOUR",
    "PhotoPoint",
    "case_colour",
    "outlines_geojson",
    "places_geojson",
    "shown_features",
]

COLOURS = {4: "#b3261e", 3: "#c46a00", 2: "#8a7a00", 1: "#566670"}
"""Severity of a rule -> colour of the case."""
PHOTO_COLOUR = "#5b2a86"
"""Of a photograph's place and of what it looks at."""
_LIGHT = "#7d8f88"
_OPENING = 40.0
"""Degrees a photograph is drawn to see: a phone's lens of 26 mm sees 67 across, drawn narrower to
tell four directions apart."""
_SIGHT_M = (25.0, 150.0)
"""Least and most length of a wedge, in metres."""


@dataclass(frozen=True, slots=True)
class PhotoPoint:
    """A photograph on the map: its number in the list, place in degrees, azimuth from north."""

    name: str
    lon: float
    lat: float
    azimuth: float


def case_colour(severity: int) -> str:
    """Colour of a case of a severity."""
    return COLOURS.get(severity, _LIGHT)


def outlines_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """Outlines with ``unit``, the number, which the map colours and reports clicks by.

    A point inside each stands for it where it is too small to be seen.
    """
    outlines = frame.geometry.to_numpy()
    told = [{"unit": str(number)} for number in frame["number"]]
    both = np.concatenate([outlines, shapely.point_on_surface(outlines)])
    return geojson(both, [*told, *({**one, "place": True} for one in told)])


def places_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """The points alone, for a map that fills no outlines."""
    points = shapely.point_on_surface(frame.geometry.to_numpy())
    return geojson(points, ({"unit": str(number)} for number in frame["number"]))


def shown_features(
    outline: Any, photos: Sequence[PhotoPoint], records: Iterable[GroundRecord]
) -> dict[str, Any]:
    """Records hatched, photographs as points with a wedge towards what they look at."""
    features = [
        _feature(one.geometry, {"colour": one.colour, "hatch": True, "name": one.number})
        for one in records
    ]
    reach = _reach(outline)
    for photo in photos:
        told = {"colour": PHOTO_COLOUR}
        features.append(_feature(_wedge(photo, reach), told))
        features.append(_feature(shapely.Point(photo.lon, photo.lat), {**told, "name": photo.name}))
    return {"type": "FeatureCollection", "features": features}


def _wedge(photo: PhotoPoint, reach_m: float) -> Any:
    """A sector from the place of a photograph, ``reach_m`` long."""
    earth = pyproj.Geod(a=CGCS2000_A, rf=CGCS2000_RF)
    edges = [photo.azimuth + _OPENING * (step / 8.0 - 0.5) for step in range(9)]
    arc = [earth.fwd(photo.lon, photo.lat, azimuth, reach_m)[:2] for azimuth in edges]
    return shapely.Polygon([(photo.lon, photo.lat), *arc])


def _reach(outline: Any) -> float:
    west, south, east, north = shapely.bounds(outline)
    earth = pyproj.Geod(a=CGCS2000_A, rf=CGCS2000_RF)
    across = math.hypot(
        earth.inv(west, south, east, south)[2], earth.inv(west, south, west, north)[2]
    )
    least, most = _SIGHT_M
    return min(most, max(least, across / 2.0))


def _feature(shape: Any, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": dict(told), "geometry": shape.__geo_interface__}
