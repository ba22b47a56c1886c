"""Archives of tiles: PMTiles version 3, one file a set.

The directories are parsed once, when an archive is opened; a tile is one piece of the file.
Format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from pmtiles.tile import (
    Compression,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_header,
    tileid_to_zxy,
    zxy_to_tileid,
)

from raster_pipeline.io.shared_file import SharedFile
from raster_pipeline.tiles.directory import Directory, Numbers, unpacked
from raster_pipeline.tiles.tile_set import Degrees, TileKind

__all__ = ["HEADER_BYTES", "MOST_TILE", "Archive", "BrokenArchiveError"]

HEADER_BYTES = 127
MOST_TILE = 64 << 20
"""Bytes of a tile: some kilobytes are usual, a directory may claim anything."""
_KINDS: Mapping[TileType, TileKind] = {
    TileType.MVT: "mvt",
    TileType.PNG: "png",
    TileType.JPEG: "jpeg",
    TileType.WEBP: "webp",
}
_DEEPEST = 4
"""Directories below directories; the format advises two levels, a loop would have no end."""
_MOST_ZOOM = 31
_E7 = 1e7
"""Degrees are written as whole numbers of 1e-7 degree."""


class BrokenArchiveError(ValueError):
    """A file that is no archive of tiles, or not a whole one."""


class Archive:
    """An open archive; a :class:`~raster_pipeline.tiles.tile_set.TileSet`, for any thread.

    Parameters
    ----------
    path
        The file. It must not be written to while it is open; replacing it by renaming is safe.
    version
        Name of its content for :attr:`version`.

    Raises
    ------
    BrokenArchiveError
        If it is no PMTiles file of version 3, holds neither pictures nor vector tiles, or parts of
        it are missing; :meth:`tile` too, where the file is cut off while it is open.
    """

    def __init__(self, path: Path, version: str) -> None:
        self._name = path.name
        self._version = version
        self._size = path.stat().st_size
        if self._size < HEADER_BYTES:
            raise self._broken("too short for a header")
        self._source = SharedFile(path)
        try:
            self._header = self._read_header()
            self._metadata = self._read_metadata()
            self._read_directories()
        except BaseException:
            self._source.close()
            raise

    @property
    def kind(self) -> TileKind:
        """What the tiles are."""
        return _KINDS[self._header["tile_type"]]

    @property
    def version(self) -> str:
        """Name of the content, as it was given."""
        return self._version

    @property
    def bounds(self) -> Degrees:
        """West, south, east, north in degrees."""
        head = self._header
        return (
            head["min_lon_e7"] / _E7,
            head["min_lat_e7"] / _E7,
            head["max_lon_e7"] / _E7,
            head["max_lat_e7"] / _E7,
        )

    @property
    def min_zoom(self) -> int:
        """Zoom of the coarsest tiles."""
        return self._header["min_zoom"]

    @property
    def max_zoom(self) -> int:
        """Zoom of the finest tiles."""
        return self._header["max_zoom"]

    @property
    def layer(self) -> str:
        """Name of the first layer inside the vector tiles; empty if the archive names none."""
        named = self._metadata.get("vector_layers") or [{}]
        return str(named[0].get("id", ""))

    @property
    def gzipped(self) -> bool:
        """Whether tiles are gzip streams."""
        return self._header["tile_compression"] is Compression.GZIP

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The JSON object that lies with the tiles."""
        return self._metadata

    def __len__(self) -> int:
        """Number of tiles, those that share one content counted each."""
        return sum(self._runs)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored; None if the archive has none there, or one far too large."""
        if not (0 <= z <= _MOST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        number = zxy_to_tileid(z, x, y)
        at = bisect_right(self._ids, number) - 1
        if at < 0 or number - self._ids[at] >= self._runs[at] or self._lengths[at] > MOST_TILE:
            return None
        return self._whole(self._offsets[at], self._lengths[at])

    def held(self, z: int) -> int:
        """Number of tiles of a zoom."""
        return sum(last - first for first, last in self._stretches(z))

    def addresses(self, z: int) -> Iterator[tuple[int, int]]:
        """Column and row of every tile of a zoom."""
        for first, last in self._stretches(z):
            for number in range(first, last):
                _, x, y = tileid_to_zxy(number)
                yield x, y

    def close(self) -> None:
        """Let go of the file; call it when no thread asks any more."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _broken(self, why: str) -> BrokenArchiveError:
        return BrokenArchiveError(f"{self._name}: {why}")

    def _read_header(self) -> HeaderDict:
        try:
            header = deserialize_header(self._source.read(0, HEADER_BYTES))
        except (MagicNumberNotFound, SpecVersionUnsupported, ValueError) as error:
            raise self._broken("no PMTiles file of version 3") from error
        if header["internal_compression"] is not Compression.GZIP:
            raise self._broken("directories that are not gzip streams")
        if header["tile_type"] not in _KINDS:
            raise self._broken("neither pictures (PNG, JPEG, WebP) nor vector tiles")
        known = (Compression.NONE, Compression.GZIP, Compression.UNKNOWN)
        if header["tile_compression"] not in known:
            raise self._broken("tiles packed otherwise than by gzip")
        return header

    def _read_metadata(self) -> Mapping[str, Any]:
        packed = self._part(self._header["metadata_offset"], self._header["metadata_length"])
        if not packed:
            return {}
        try:
            found = json.loads(unpacked(packed))
        except ValueError as error:
            raise self._broken("metadata that cannot be read") from error
        if not isinstance(found, dict):
            raise self._broken("metadata that are no JSON object")
        return found

    def _read_directories(self) -> None:
        """Keep first tile, run, offset in the file and length of every entry, by tile."""
        head = self._header
        parts = list(self._directories(head["root_offset"], head["root_length"], _DEEPEST, set()))
        ids, runs, lengths, offsets = (np.concatenate(one) for one in zip(*parts, strict=True))
        begin = np.uint64(head["tile_data_offset"])
        beyond = np.uint64(max(0, self._size - head["tile_data_offset"]))
        # Compared one by one: their sum may run over 64 bits.
        if ((offsets > beyond) | (lengths > beyond - np.minimum(offsets, beyond))).any():
            raise self._broken("tiles beyond the end of the file")
        order = np.argsort(ids, kind="stable")
        self._ids = _listed(ids[order])
        self._runs = _listed(runs[order])
        self._offsets = _listed(begin + offsets[order])
        self._lengths = _listed(lengths[order])

    def _directories(
        self, offset: int, length: int, deepest: int, met: set[int]
    ) -> Iterator[tuple[Numbers, Numbers, Numbers, Numbers]]:
        """The tiles of a directory and of those below it."""
        if deepest == 0 or offset in met:
            raise self._broken("directories too deep")
        met.add(offset)
        try:
            read = Directory.read(self._part(offset, length))
        except ValueError as error:
            raise self._broken("a directory that cannot be read") from error
        tiles = read.runs > 0
        yield read.ids[tiles], read.runs[tiles], read.lengths[tiles], read.offsets[tiles]
        leaves = self._header["leaf_directory_offset"]
        for below, size in zip(read.offsets[~tiles], read.lengths[~tiles], strict=True):
            yield from self._directories(leaves + int(below), int(size), deepest - 1, met)

    def _stretches(self, z: int) -> Iterator[tuple[int, int]]:
        """First number, and that after the last, of the runs that lie in a zoom."""
        begin, end = (((1 << 2 * one) - 1) // 3 for one in (z, z + 1))
        first = max(0, bisect_right(self._ids, begin) - 1)
        for at in range(first, bisect_left(self._ids, end)):
            low, high = self._ids[at], self._ids[at] + self._runs[at]
            if high > begin:
                yield max(low, begin), min(high, end)

    def _part(self, offset: int, length: int) -> bytes:
        if offset + length > self._size:
            raise self._broken("parts beyond the end of the file")
        return self._whole(offset, length)

    def _whole(self, offset: int, length: int) -> bytes:
        found = self._source.read(offset, length)
        if len(found) < length:
            raise self._broken("cut off while it is open")
        return found


def _listed(numbers: Numbers) -> array[int]:
    """As Python's own array, in which one number is found sooner than in numpy's."""
    found = array("Q")
    found.frombytes(numbers.tobytes())
    return found
