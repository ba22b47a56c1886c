"""Answers of the tile route: pictures and vector tiles that a browser may keep for good.

The address names run, layer, year and version of the content, so what it answers never changes.
"""

from __future__ import annotations

import gzip
import math
from typing import Protocol
from weakref import WeakValueDictionary

from flask import Response, abort, request

from dash_app import urls
from dash_app.entries import Access, Entry, PlainRoute
from dash_app.tile_source import TileSet, TileSource

__all__ = ["FOR_LONG", "TileResponses", "has_tile", "tile_entries"]

FOR_LONG = "private, max-age=31536000, immutable"
"""What is said of a tile whose address stands for its content."""
_KINDS = {"png": "image/png", "mvt": "application/vnd.mapbox-vector-tile"}


def tile_entries(run_id: str, source: TileSource) -> tuple[Entry, ...]:
    """The route of a run's tiles."""
    responses = TileResponses(run_id, source)
    return (PlainRoute("tile", urls.TILE, Access.VIEWER, responses.tile),)


class TileResponses:
    """Flask view over the tile sets of one run.

    404 for what is not there: another run, a layer or year without tiles, a version that is not
    known, a zoom the set does not have, a tile beyond its bounds. 204 for a tile within
    them that shows nothing.
    """

    def __init__(self, run_id: str, source: TileSource) -> None:
        self._run_id = run_id
        self._source = source
        self._told: WeakValueDictionary[tuple[str, str, int, str], TileSet] = WeakValueDictionary()

    def tile(
        self, run_id: str, layer: str, year: int, version: str, z: int, x: int, y: int, kind: str
    ) -> Response:
        """One tile of a set."""
        tiles = self._set(kind, layer, year, version) if run_id == self._run_id else None
        if tiles is None or not has_tile(tiles, z, x, y):
            abort(404)
        tag = f"{version}-{z}-{x}-{y}"
        # The address stands for the content, so nothing need be drawn to know that it is the same.
        same = request.if_none_match.contains(tag)
        content = None if same else tiles.tile(z, x, y)
        response = Response(mimetype=_KINDS[kind])
        response.headers["Cache-Control"] = FOR_LONG
        response.set_etag(tag)
        if content is None:
            response.status_code = 304 if same else 204
            del response.headers["Content-Type"]
        else:
            _fill(response, content, tiles.gzipped)
        return response

    def _set(self, kind: str, layer: str, year: int, version: str) -> TileSet | None:
        """The present set, or an older one as long as its source holds it.

        Where newer files were taken up, a page that has not heard of them yet draws on.
        """
        asked = {"png": self._source.raster, "mvt": self._source.vector}
        tiles, key = asked[kind](layer, year), (kind, layer, year, version)
        if tiles is None or tiles.version != version:
            return self._told.get(key)
        if self._told.get(key) is not tiles:
            self._told[key] = tiles
        return tiles


def _fill(response: Response, content: bytes, gzipped: bool) -> None:
    if gzipped:
        response.headers["Vary"] = "Accept-Encoding"
        if request.accept_encodings["gzip"] > 0:
            response.headers["Content-Encoding"] = "gzip"
        else:
            content = gzip.decompress(content)
    response.set_data(content)


class _Extent(Protocol):
    """Where a set has tiles."""

    @property
    def bounds(self) -> tuple[float, float, float, float]: ...
    @property
    def min_zoom(self) -> int: ...
    @property
    def max_zoom(self) -> int: ...


def has_tile(tiles: _Extent, z: int, x: int, y: int) -> bool:
    """Whether a set has the zoom and its bounds touch the tile."""
    if not tiles.min_zoom <= z <= tiles.max_zoom:
        return False
    west, south, east, north = tiles.bounds
    side = 1 << z
    columns = ((lon + 180.0) / 360.0 * side for lon in (west, east))
    rows = ((0.5 - _up(lat) / math.tau) * side for lat in (north, south))
    inside = 0 <= x < side and 0 <= y < side
    return inside and _meets(x, *columns) and _meets(y, *rows)


def _up(lat: float) -> float:
    """Northing of a latitude in Web Mercator, in radii of its sphere."""
    return math.asinh(math.tan(math.radians(lat)))


def _meets(place: int, first: float, end: float) -> bool:
    return math.floor(first) <= place <= math.floor(end)
