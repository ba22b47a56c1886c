"""Tiles in a SQLite file: MBTiles 1.3, read only, a connection a thread.

Format: https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from raster_pipeline.io.thread_files import ThreadFiles

__all__ = ["MbTilesFile"]

_MOST_BYTES = 16 << 20
"""Of one value: a tile of some kilobytes, or the description of the tiles."""
_PATIENCE = 5.0
"""Seconds one question may take. ``tiles`` may be a view over anything."""
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock, some milliseconds."""
_TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"


class MbTilesFile:
    """The tables of an MBTiles file; rows are counted as the file does. Any thread may ask.

    Parameters
    ----------
    path, version
        The file, and a name of its content: of another content connections are opened anew.
    files
        Keeps the connections.

    Notes
    -----
    Every call raises ``ValueError`` if the file is no database, lacks the table ``tiles``, is
    damaged, or does not answer within some seconds.
    """

    def __init__(self, path: Path, version: str, files: ThreadFiles) -> None:
        self._path = path
        self._key = (path, version)
        self._files = files

    @property
    def unsaved(self) -> str:
        """Name of a journal beside the file that holds changes not yet in it; else empty."""
        ends = ("-wal", "-journal")
        beside = (self._path.with_name(f"{self._path.name}{end}") for end in ends)
        return next((one.name for one in beside if one.exists() and one.stat().st_size), "")

    def described(self) -> dict[str, str]:
        """The table ``metadata``; empty if there is none."""
        there = "SELECT 1 FROM sqlite_master WHERE name = 'metadata'"
        if not self._asked(there):
            return {}
        rows = self._asked("SELECT name, value FROM metadata LIMIT 1000")
        return {str(name): str(value) for name, value in rows}

    def is_indexed(self) -> bool:
        """Whether a tile is found without reading through all of them."""
        plan = self._asked(f"EXPLAIN QUERY PLAN {_TILE}", (0, 0, 0))
        return not any(str(step[-1]).startswith("SCAN") for step in plan)

    def has(self, z: int) -> bool:
        """Whether there are tiles of a zoom."""
        return bool(self._asked("SELECT 1 FROM tiles WHERE zoom_level = ? LIMIT 1", (z,)))

    def addresses(self, z: int, most: int) -> Iterator[tuple[int, int]]:
        """Column and row of tiles of a zoom, ``most`` of them."""
        sql = "SELECT tile_column, tile_row FROM tiles WHERE zoom_level = ? LIMIT ?"
        for x, y in self._asked(sql, (z, most)):
            if isinstance(x, int) and isinstance(y, int):
                yield x, y

    def tile(self, z: int, x: int, row: int) -> bytes | None:
        """What is stored of a tile; None if there is none."""
        found = self._asked(f"{_TILE} LIMIT 1", (z, x, row))
        return found[0][0] if found and isinstance(found[0][0], bytes) else None

    def _asked(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        watched: _Watched = self._files.handle(self._key, lambda: (_Watched(self._path),))
        try:
            return watched.asked(sql, values)
        except sqlite3.Error as error:
            raise ValueError(str(error)) from error


class _Watched:
    """A connection whose questions end after a while."""

    def __init__(self, path: Path) -> None:
        # Immutable: SQLite must not write a journal into the bureau's folder.
        address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        # It is closed by the thread that closes all of them.
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
        self._connection.execute("PRAGMA trusted_schema = OFF")
        self._until = 0.0
        self._connection.set_progress_handler(lambda: time.monotonic() > self._until, _STEPS)

    def asked(self, sql: str, values: Sequence[Any]) -> list[Any]:
        self._until = time.monotonic() + _PATIENCE
        return self._connection.execute(sql, values).fetchall()

    def close(self) -> None:
        self._connection.close()
