"""Archives of tiles: PMTiles version 3, one file a set.

The directories are parsed once, when an archive is opened; a tile is one piece of the file.
Format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import gzip
import json
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    zxy_to_tileid,
)

from raster_pipeline.io.shared_file import SharedFile
from raster_pipeline.tiles.tile_set import Degrees, TileKind

__all__ = ["HEADER_BYTES", "Archive", "BrokenArchiveError"]

HEADER_BYTES = 127
_KINDS: Mapping[TileType, TileKind] = {TileType.PNG: "png", TileType.MVT: "mvt"}
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
        If it is no PMTiles file of version 3, holds neither PNG nor vector tiles, or parts of it
        are missing; :meth:`tile` too, where the file is cut off while it is open.
    """

    def __init__(self, path: Path, version: str) -> None:
        self._name = path.name
        self._version = version
        self._file = SharedFile(path)
        try:
            self._header = self._read_header()
            self._metadata = self._read_metadata()
            self._read_directories()
        except BaseException:
            self._file.close()
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
        """A tile as it is stored; None if the archive has none there."""
        if not (0 <= z <= _MOST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        number = zxy_to_tileid(z, x, y)
        at = bisect_right(self._ids, number) - 1
        if at < 0 or number - self._ids[at] >= self._runs[at]:
            return None
        return self._whole(self._offsets[at], self._lengths[at])

    def close(self) -> None:
        """Let go of the file; call it when no thread asks any more."""
        self._file.close()

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
            header = deserialize_header(self._part(0, HEADER_BYTES))
        except (MagicNumberNotFound, SpecVersionUnsupported, ValueError) as error:
            raise self._broken("no PMTiles file of version 3") from error
        if header["internal_compression"] is not Compression.GZIP:
            raise self._broken("directories that are not gzip streams")
        if header["tile_type"] not in _KINDS:
            raise self._broken("neither PNG nor vector tiles")
        if header["tile_compression"] not in (Compression.NONE, Compression.GZIP):
            raise self._broken("tiles packed otherwise than by gzip")
        return header

    def _read_metadata(self) -> Mapping[str, Any]:
        packed = self._part(self._header["metadata_offset"], self._header["metadata_length"])
        if not packed:
            return {}
        try:
            found = json.loads(gzip.decompress(packed))
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise self._broken("metadata that cannot be read") from error
        if not isinstance(found, dict):
            raise self._broken("metadata that are no JSON object")
        return found

    def _read_directories(self) -> None:
        """Keep first tile, run, offset in the file and length of every entry, by tile."""
        head = self._header
        entries = self._entries(head["root_offset"], head["root_length"], _DEEPEST)
        entries.sort(key=lambda entry: entry.tile_id)
        begin, end = head["tile_data_offset"], self._file.size
        if any(begin + entry.offset + entry.length > end for entry in entries):
            raise self._broken("tiles beyond the end of the file")
        self._ids = array("Q", (entry.tile_id for entry in entries))
        self._runs = array("Q", (entry.run_length for entry in entries))
        self._offsets = array("Q", (begin + entry.offset for entry in entries))
        self._lengths = array("Q", (entry.length for entry in entries))

    def _entries(self, offset: int, length: int, deepest: int) -> list[Entry]:
        if deepest == 0:
            raise self._broken("directories too deep")
        try:
            listed = deserialize_directory(self._part(offset, length))
        except (OSError, EOFError, zlib.error) as error:
            raise self._broken("a directory that cannot be read") from error
        found: list[Entry] = []
        for entry in listed:
            if entry.run_length:
                found.append(entry)
            else:
                leaf = self._header["leaf_directory_offset"] + entry.offset
                found += self._entries(leaf, entry.length, deepest - 1)
        return found

    def _part(self, offset: int, length: int) -> bytes:
        if offset + length > self._file.size:
            raise self._broken("parts beyond the end of the file")
        return self._whole(offset, length)

    def _whole(self, offset: int, length: int) -> bytes:
        found = self._file.read(offset, length)
        if len(found) < length:
            raise self._broken("cut off while it is open")
        return found
