"""What a map shows, and the tiles maplibre asks for to show it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["View", "tiles_of"]

_WIDTH, _HEIGHT = 860, 800
"""Pixels of the map on a screen of 1440 x 900."""
_WORLD = 512.0
"""Pixels of the whole world at zoom 0."""
_PICTURE = 256.0
"""Pixels along a picture tile; a vector tile is as wide as the world at its zoom."""


@dataclass(frozen=True, slots=True)
class View:
    """Middle in degrees and zoom of maplibre."""

    lon: float
    lat: float
    zoom: float

    @classmethod
    def over(cls, bounds: Sequence[float]) -> View:
        """The view that shows (west, south, east, north) as a whole."""
        west, south, east, north = bounds
        wide = (east - west) / 360.0
        tall = _down(south) - _down(north)
        zoom = math.log2(min(_WIDTH / wide, _HEIGHT / tall) * 0.9 / _WORLD)
        return cls((west + east) / 2.0, (south + north) / 2.0, zoom)

    def moved(self, across: float, down: float) -> View:
        """Moved by shares of its width and height."""
        x, y = self._middle
        world = self._world
        return replace(
            self,
            lon=_lon(x + across * _WIDTH / world),
            lat=_lat(y + down * _HEIGHT / world),
        )

    def within(self, chance: random.Random) -> tuple[float, float]:
        """Longitude and latitude of any place in it."""
        west, south, east, north = self.edges
        return chance.uniform(west, east), chance.uniform(south, north)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        x, y = self._middle
        wide, tall = _WIDTH / self._world / 2.0, _HEIGHT / self._world / 2.0
        return _lon(x - wide), _lat(y + tall), _lon(x + wide), _lat(y - tall)

    def seen(self) -> dict[str, float]:
        """As the map tells the page."""
        west, south, east, north = self.edges
        return {
            "west": west, "south": south, "east": east, "north": north,
            "lon": self.lon, "lat": self.lat, "zoom": self.zoom,
        }  # fmt: skip

    @property
    def _world(self) -> float:
        return float(_WORLD * 2.0**self.zoom)

    @property
    def _middle(self) -> tuple[float, float]:
        return self.lon / 360.0 + 0.5, _down(self.lat)


def tiles_of(source: Mapping[str, Any], view: View, *, picture: bool) -> Iterator[str]:
    """Paths of a source's tiles in a view: ``url``, ``minzoom``, ``maxzoom``, ``bounds`` of it."""
    asked = round(view.zoom + math.log2(_WORLD / _PICTURE)) if picture else math.floor(view.zoom)
    zoom = min(asked, source["maxzoom"])
    if zoom < source["minzoom"]:
        return
    side = 1 << zoom
    first = view.edges
    west, south, east, north = source["bounds"]
    left, right = max(first[0], west), min(first[2], east)
    bottom, top = max(first[1], south), min(first[3], north)
    if left > right or bottom > top:
        return
    columns = range(int((left / 360 + 0.5) * side), int((right / 360 + 0.5) * side) + 1)
    rows = range(int(_down(top) * side), int(_down(bottom) * side) + 1)
    for x in columns:
        for y in rows:
            yield source["url"].format(z=zoom, x=x, y=y)


def _down(lat: float) -> float:
    """Place of a latitude from the north edge of the world, 0 to 1."""
    return 0.5 - math.asinh(math.tan(math.radians(lat))) / math.tau


def _lon(x: float) -> float:
    return (x - 0.5) * 360.0


def _lat(y: float) -> float:
    return math.degrees(math.atan(math.sinh((0.5 - y) * math.tau)))
