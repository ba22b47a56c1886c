"""Tiles as a bureau stores them: what is found about them, and as a map asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from raster_pipeline.basemaps.findings import basemap_finding
from raster_pipeline.basemaps.picture_head import picture_head
from raster_pipeline.basemaps.tile_store import MOST_LISTED, TileStore
from raster_pipeline.tiles.tile_set import Degrees
from raster_pipeline.tiles.web_grid import TILE_PIXELS, latitudes, longitudes
from sinkmap.basemap import BasemapEntry
from sinkmap.errors import Finding

__all__ = ["StoredTiles", "examined", "touches"]

_SIZES = (256, 512)
_SAMPLES = 3
"""Tiles looked at of each zoom: the first, that in the middle, the last."""
_PACKED = b"\x1f\x8b"
_LAYER = b"\x1a"
"""First byte of a vector tile that is not packed: its first layer."""


@dataclass(frozen=True, slots=True)
class StoredTiles:
    """Tiles of a store, for any thread. ``steady``: the version stands for every one of them."""

    store: TileStore
    version: str
    bounds: Degrees
    min_zoom: int
    max_zoom: int
    tile_size: int
    steady: bool = True

    def tile(self, z: int, x: int, y: int) -> tuple[str, bytes] | None:
        """Media type and content of a tile; None if there is none.

        Raises
        ------
        OSError
            If it cannot be read, or is no whole picture.
        """
        try:
            content = self.store.tile(z, x, y)
        except ValueError as error:
            raise OSError(str(error)) from error
        if content is None:
            return None
        head = picture_head(content)
        if head is None:
            raise OSError(f"tile {z}/{x}/{y} is no picture")
        return head.media, content


@dataclass(frozen=True, slots=True)
class _Box:
    """First column and row of a zoom's tiles, and those after the last."""

    z: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def bounds(self) -> Degrees:
        """Degrees of tiles in Web Mercator."""
        edges = np.array([self.left, self.right, self.top, self.bottom]) * float(TILE_PIXELS)
        west, east = longitudes(edges[:2], self.z)
        north, south = latitudes(edges[2:], self.z)
        return float(west), float(south), float(east), float(north)

    def by_degrees(self, coarsest: int) -> Degrees:
        """Degrees of tiles cut by degrees, ``coarsest`` of them around the equator at zoom 0."""
        side = 360.0 / (coarsest << self.z)
        return (
            self.left * side - 180.0,
            90.0 - self.bottom * side,
            self.right * side - 180.0,
            90.0 - self.top * side,
        )


def examined(
    store: TileStore, entry: BasemapEntry, version: str, area: Degrees, *, steady: bool
) -> tuple[StoredTiles | None, list[Finding]]:
    """The tiles of a store if they can be shown, and what was found about them.

    ``area``: what the study covers, in degrees.

    Raises
    ------
    ValueError, OSError
        If the store cannot be read.
    """
    zooms = store.zooms()
    listed = {z: store.addresses(z) for z in zooms}
    if not any(listed.values()):
        return None, [basemap_finding("BASEMAP-EMPTY", entry, wanted="{z}/{x}/{y}")]
    sizes, findings = _looked_at(store, entry, listed)
    if not sizes:
        return None, findings
    if len(sizes) > 1 or not sizes <= {(one, one) for one in _SIZES}:
        seen = ", ".join(f"{width}×{height}" for width, height in sorted(sizes))
        wanted = " | ".join(f"{one}×{one}" for one in _SIZES)
        return None, [*findings, basemap_finding("BASEMAP-TILE-SIZE", entry, seen, wanted)]
    box = _box(listed)
    if not touches(box.bounds, area):
        return None, [*findings, _elsewhere(box, entry, area)]
    side = sizes.pop()[0]
    made = StoredTiles(store, version, box.bounds, zooms[0], zooms[-1], side, steady)
    return made, findings


def touches(one: Degrees, other: Degrees) -> bool:
    """Whether two areas have ground in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _looked_at(
    store: TileStore, entry: BasemapEntry, listed: dict[int, list[tuple[int, int]]]
) -> tuple[set[tuple[int, int]], list[Finding]]:
    """Sizes of some tiles of every zoom, and what is wrong with others of them."""
    sizes, broken, contents = set(), [], []
    for z, x, y in _some(listed):
        content = store.tile(z, x, y) or b""
        head = picture_head(content)
        if head is None:
            broken.append(f"{z}/{x}/{y}")
            contents.append(content)
        else:
            sizes.add((head.width, head.height))
    if not broken:
        return sizes, []
    if not sizes and all(_is_vector(content) for content in contents):
        return sizes, [basemap_finding("BASEMAP-VECTOR", entry, broken[0], "png | jpg | webp")]
    seen = f"{', '.join(broken[:3])}: {contents[0][:8]!r}"
    return sizes, [basemap_finding("BASEMAP-TILE-BROKEN", entry, seen, "png | jpg | webp")]


def _some(listed: dict[int, list[tuple[int, int]]]) -> Iterator[tuple[int, int, int]]:
    for z, places in listed.items():
        last = len(places) - 1
        for at in sorted({last * step // (_SAMPLES - 1) for step in range(_SAMPLES)}):
            if places:
                yield z, *places[at]


def _is_vector(content: bytes) -> bool:
    return content.startswith((_PACKED, _LAYER))


def _box(listed: dict[int, list[tuple[int, int]]]) -> _Box:
    """What the tiles of the finest zoom cover that was listed whole, else those of the coarsest."""
    whole = [z for z, places in listed.items() if 0 < len(places) <= MOST_LISTED]
    z = max(whole, default=min(z for z, places in listed.items() if places))
    columns, rows = zip(*listed[z], strict=True)
    if not whole:
        columns = rows = (0, (1 << z) - 1)
    return _Box(z, min(columns), min(rows), max(columns) + 1, max(rows) + 1)


def _elsewhere(box: _Box, entry: BasemapEntry, area: Degrees) -> Finding:
    """Why a basemap may lie where nobody wants it."""
    west, south, east, north = box.bounds
    seen, wanted = _said(box.bounds), _said(area)
    if touches((west, -north, east, -south), area):
        return basemap_finding("BASEMAP-ROWS", entry, seen, wanted)
    if any(touches(box.by_degrees(coarsest), area) for coarsest in (1, 2)):
        return basemap_finding("BASEMAP-MATRIX", entry, seen, wanted)
    return basemap_finding("BASEMAP-ELSEWHERE", entry, seen, wanted)


def _said(bounds: Degrees) -> str:
    west, south, east, north = (f"{one:.2f}°" for one in bounds)
    return f"{west} … {east}, {south} … {north}"
