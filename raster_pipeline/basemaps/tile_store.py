"""The three things a bureau keeps tiles in, asked in one way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from raster_pipeline.io.mbtiles_file import MbTilesFile
from raster_pipeline.io.tile_folder import TileFolder
from raster_pipeline.tiles.archive import MOST_TILE, Archive
from raster_pipeline.tiles.directory import unpacked
from raster_pipeline.tiles.web_grid import MOST_ZOOM

__all__ = ["MOST_LISTED", "ArchiveStore", "FolderStore", "MbTilesStore", "TileStore"]

MOST_LISTED = 4096
"""Tiles of a zoom that are listed; a zoom with more is not looked through."""


class TileStore(Protocol):
    """Tiles as they are stored, by zoom, column and row from the north. Any thread may ask.

    What cannot be read is a ``ValueError`` or an ``OSError``.
    """

    def zooms(self) -> list[int]:
        """Zooms that have tiles, the coarsest first."""
        ...

    def addresses(self, z: int) -> list[tuple[int, int]]:
        """Column and row of the tiles of a zoom; of one with more than that, some."""
        ...

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """What is stored; None if there is nothing."""
        ...


class ArchiveStore:
    """A PMTiles archive. ``from_south``: rows are counted from the south, against the format."""

    def __init__(self, archive: Archive, from_south: bool) -> None:
        self._archive = archive
        self._from_south = from_south

    def zooms(self) -> list[int]:
        """Zooms that have tiles."""
        return [z for z in range(MOST_ZOOM + 1) if self._archive.held(z)]

    def addresses(self, z: int) -> list[tuple[int, int]]:
        """Column and row of tiles of a zoom."""
        found = islice(self._archive.addresses(z), MOST_LISTED + 1)
        return [(x, _row(z, row, self._from_south)) for x, row in found]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile, unpacked."""
        content = self._archive.tile(z, x, _row(z, y, self._from_south))
        return (
            unpacked(content, MOST_TILE)
            if content is not None and self._archive.gzipped
            else content
        )


class MbTilesStore:
    """An MBTiles file. ``from_south``: rows are counted from the south, as the format says."""

    def __init__(self, file: MbTilesFile, from_south: bool) -> None:
        self._file = file
        self._from_south = from_south

    def zooms(self) -> list[int]:
        """Zooms that have tiles."""
        return [z for z in range(MOST_ZOOM + 1) if self._file.has(z)]

    def addresses(self, z: int) -> list[tuple[int, int]]:
        """Column and row of tiles of a zoom."""
        found = self._file.addresses(z, MOST_LISTED + 1)
        return [(x, _row(z, row, self._from_south)) for x, row in found]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile."""
        return self._file.tile(z, x, _row(z, y, self._from_south))


class FolderStore:
    """A folder of tiles. ``from_south``: rows are counted from the south."""

    def __init__(self, folder: TileFolder, from_south: bool) -> None:
        self._folder = folder
        self._from_south = from_south

    def zooms(self) -> list[int]:
        """Zooms that have tiles."""
        return [z for z in self._folder.zooms() if z <= MOST_ZOOM and any(self._addresses(z))]

    def addresses(self, z: int) -> list[tuple[int, int]]:
        """Column and row of tiles of a zoom."""
        found = islice(self._addresses(z), MOST_LISTED + 1)
        return [(x, _row(z, row, self._from_south)) for x, row in found]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile's file."""
        return self._folder.tile(z, x, _row(z, y, self._from_south))

    def _addresses(self, z: int) -> Iterator[tuple[int, int]]:
        return self._folder.addresses(z)


def _row(z: int, row: int, from_south: bool) -> int:
    return (1 << z) - 1 - row if from_south else row
