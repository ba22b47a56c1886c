"""The bureau's own basemaps: what the maps are told of them, and the route of their tiles."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, abort, request

from dash_app import urls
from dash_app.basemap_source import BasemapSource, BasemapTiles
from dash_app.entries import Access, Entry, PlainRoute
from dash_app.tile_responses import FOR_LONG, has_tile
from sinkmap.basemap import BasemapEntry
from sinkmap.text import Language

__all__ = ["basemap_entries", "basemaps_told"]

_FOR_A_DAY = "private, max-age=86400"
"""Of a folder's tiles: a file that is written over changes no address."""
_MEDIA = frozenset({"image/png", "image/jpeg", "image/webp"})


def basemaps_told(source: BasemapSource | None, language: Language) -> list[dict[str, Any]]:
    """Basemaps as :class:`~dash_app.component.MapView` takes them, in the order of the plan."""
    if source is None:
        return []
    pairs = ((entry, source.tiles(entry.id)) for entry in source.shown)
    return [_told(entry, tiles, language) for entry, tiles in pairs if tiles is not None]


def basemap_entries(source: BasemapSource) -> tuple[Entry, ...]:
    """The route of their tiles."""
    responses = _BasemapResponses(source)
    return (PlainRoute("basemap", urls.BASEMAP, Access.VIEWER, responses.tile),)


class _BasemapResponses:
    """Flask view over basemaps, by the rules of the tiles of a run.

    404 for another basemap, version or zoom, for a place beyond the bounds, and for what cannot
    be read or is no picture; 204 where there is no tile. The type is that of the tile's own bytes.
    """

    def __init__(self, source: BasemapSource) -> None:
        self._source = source

    def tile(self, basemap: str, version: str, z: int, x: int, y: int) -> Response:
        tiles = self._source.tiles(basemap)
        if tiles is None or version != tiles.version or not has_tile(tiles, z, x, y):
            abort(404)
        tag = f"{version}-{z}-{x}-{y}"
        same = tiles.steady and request.if_none_match.contains(tag)
        found = None if same else _read(tiles, z, x, y)
        if found is not None and not tiles.steady:
            tag = hashlib.blake2b(found[1], digest_size=16).hexdigest()
            same = request.if_none_match.contains(tag)
        return _answer(found, tag, same, FOR_LONG if tiles.steady else _FOR_A_DAY)


def _read(tiles: BasemapTiles, z: int, x: int, y: int) -> tuple[str, bytes] | None:
    try:
        found = tiles.tile(z, x, y)
    except OSError:
        abort(404)
    if found is not None and found[0] not in _MEDIA:
        abort(404)
    return found


def _answer(found: tuple[str, bytes] | None, tag: str, same: bool, kept: str) -> Response:
    response = Response()
    response.headers["Cache-Control"] = kept
    response.set_etag(tag)
    if found is None or same:
        response.status_code = 304 if same else 204
        del response.headers["Content-Type"]
    else:
        response.mimetype = found[0]
        response.set_data(found[1])
    return response


def _told(entry: BasemapEntry, tiles: BasemapTiles, language: Language) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.title.say(language),
        "credit": "" if entry.credit is None else entry.credit.say(language),
        "opacity": entry.opacity,
        "url": urls.basemap_url(entry.id, tiles.version),
        "minzoom": tiles.min_zoom,
        "maxzoom": tiles.max_zoom,
        "bounds": list(tiles.bounds),
        "size": tiles.tile_size,
    }
