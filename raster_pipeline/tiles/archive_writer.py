"""Writing an archive of tiles, PMTiles version 3; the same tiles give the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from pmtiles.tile import Compression, Entry, TileType, serialize_header, zxy_to_tileid
from pmtiles.writer import optimize_directories

from raster_pipeline.tiles.archive import HEADER_BYTES
from raster_pipeline.tiles.tile_set import Degrees, TileKind

__all__ = ["write_archive"]

_TYPES: Mapping[TileKind, TileType] = {
    "png": TileType.PNG,
    "jpeg": TileType.JPEG,
    "webp": TileType.WEBP,
    "mvt": TileType.MVT,
}
_FIRST_BYTES = 16_384
"""Header and first directory lie within these, as the format asks."""
_E7 = 1e7

Tile = tuple[int, int, int, bytes]
"""Zoom, column, row and content."""


def write_archive(
    path: Path,
    tiles: Iterable[Tile],
    *,
    kind: TileKind,
    bounds: Degrees,
    zooms: tuple[int, int],
    metadata: Mapping[str, Any] | None = None,
) -> int:
    """Write tiles into one file, which appears whole or not at all.

    Tiles of one content are stored once.

    Parameters
    ----------
    path
        The archive; one that is there is replaced.
    tiles
        In the order of their numbers: by zoom, within it along the Hilbert curve.
    kind
        What they are. Vector tiles are given, and stored, as gzip streams.
    bounds
        West, south, east, north in degrees.
    zooms
        Coarsest and finest zoom.
    metadata
        A JSON object to lie with the tiles; ``vector_layers`` names the layer of vector tiles.

    Returns
    -------
    The number of tiles.

    Raises
    ------
    ValueError
        If a tile is out of order or there twice.
    OSError
        If the disk does not take it.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as scratch:
        data, whole = Path(scratch, "tiles"), Path(scratch, path.name)
        with data.open("w+b") as stored:
            body = _Body(stored)
            for z, x, y, content in tiles:
                body.add(zxy_to_tileid(z, x, y), content)
            head = _head(body, kind, bounds, zooms, metadata or {})
            stored.seek(0)
            with whole.open("wb") as out:
                out.write(head)
                shutil.copyfileobj(stored, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
        whole.replace(path)
    return body.count


class _Body:
    """The tiles' bytes in a file, and the directory of them."""

    def __init__(self, stored: IO[bytes]) -> None:
        self._stored = stored
        self._places: dict[bytes, int] = {}
        self.entries: list[Entry] = []
        self.size = 0
        self.count = 0

    @property
    def contents(self) -> int:
        return len(self._places)

    def add(self, number: int, content: bytes) -> None:
        last = self.entries[-1] if self.entries else None
        if last is not None and number < last.tile_id + last.run_length:
            raise ValueError(f"tile {number} is out of order")
        name = hashlib.blake2b(content, digest_size=16).digest()
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = self.size
            self._stored.write(content)
            self.size += len(content)
        self.count += 1
        follows = last is not None and number == last.tile_id + last.run_length
        if last is not None and follows and last.offset == place:
            last.run_length += 1
        else:
            self.entries.append(Entry(number, place, len(content), 1))


def _head(
    body: _Body,
    kind: TileKind,
    bounds: Degrees,
    zooms: tuple[int, int],
    metadata: Mapping[str, Any],
) -> bytes:
    """Everything before the tiles: header, first directory, metadata, further directories."""
    root, leaves, _ = optimize_directories(  # type: ignore[no-untyped-call]
        body.entries, _FIRST_BYTES - HEADER_BYTES
    )
    said = json.dumps(metadata, ensure_ascii=False, sort_keys=True).encode()
    packed = gzip.compress(said, mtime=0)
    after_root = HEADER_BYTES + len(root)
    west, south, east, north = (round(side * _E7) for side in bounds)
    header = serialize_header(
        {
            "version": 3,
            "root_offset": HEADER_BYTES,
            "root_length": len(root),
            "metadata_offset": after_root,
            "metadata_length": len(packed),
            "leaf_directory_offset": after_root + len(packed),
            "leaf_directory_length": len(leaves),
            "tile_data_offset": after_root + len(packed) + len(leaves),
            "tile_data_length": body.size,
            "addressed_tiles_count": body.count,
            "tile_entries_count": len(body.entries),
            "tile_contents_count": body.contents,
            "clustered": True,
            "internal_compression": Compression.GZIP,
            "tile_compression": Compression.GZIP if kind == "mvt" else Compression.NONE,
            "tile_type": _TYPES[kind],
            "min_zoom": zooms[0],
            "max_zoom": zooms[1],
            "min_lon_e7": west,
            "min_lat_e7": south,
            "max_lon_e7": east,
            "max_lat_e7": north,
            "center_zoom": zooms[0],
            "center_lon_e7": (west + east) // 2,
            "center_lat_e7": (south + north) // 2,
        }
    )
    return b"".join((header, root, packed, leaves))
