"""What the map of a run draws: tile sets by layer and year, from archives where they are made."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from layers import derived_layers
from raster_pipeline.display.display_run import DISPLAY, FORMAT
from raster_pipeline.display.drawn import DrawnLayer
from raster_pipeline.display.live_tiles import LiveTiles
from raster_pipeline.display.shape_source import ShapeSource
from raster_pipeline.display.shape_tables import ShapeTable, shape_table, table_files
from raster_pipeline.io.run_folder import MANIFEST
from raster_pipeline.opened import OpenedRun
from raster_pipeline.tiles.archive import Archive
from raster_pipeline.tiles.run_rasters import RunRasters
from raster_pipeline.tiles.tile_set import TileSet
from sinkmap.layer import Derived
from sinkmap.run import content_id

__all__ = ["MOST_LIVE", "Display", "open_display"]

MOST_LIVE = 60_000
"""Shapes a layer may have to be drawn without an archive: reading them takes about a second."""
_MOST_HELD = 24
"""Layers whose shapes stay in memory to be drawn on the fly; a city has three times as many, by
year, and people who look at all of them would have all of them held."""
_VERSION_DIGITS = 16


def open_display(opened: OpenedRun) -> Display:
    """The display of a run; nothing is read before it is asked for."""
    return Display(opened)


@dataclass(frozen=True, slots=True)
class _Archives:
    """A display child run: archives by file, hashes by file, which file shows what."""

    folder: Path
    hashes: Mapping[str, str]
    vectors: Mapping[str, str]
    rasters: Mapping[tuple[str, int], tuple[str, str]]


class Display:
    """Tile sets of one run; any thread may ask. A context that closes files.

    A display child run that is published while it is open is taken up by itself.
    """

    def __init__(self, opened: OpenedRun) -> None:
        self._opened = opened
        self._runs = opened.path.parent / DISPLAY
        self._live_rasters = RunRasters(opened.path, opened.manifest)
        self._lock = threading.Lock()
        self._seen = -1
        self._archives: _Archives | None = None
        self._open: dict[Path, Archive] = {}
        self._live: OrderedDict[str, LiveTiles] = OrderedDict()
        self._tables: dict[str, ShapeTable | None] = {}

    @property
    def ready(self) -> bool:
        """Whether the display child run of this run is there, so that every layer can be shown."""
        return self._current() is not None

    @property
    def edition(self) -> str:
        """Name of the display child run that is drawn from; empty while there is none."""
        archives = self._current()
        return "" if archives is None else archives.folder.name

    @property
    def waiting(self) -> tuple[str, ...]:
        """Layers that cannot be drawn before there is a display child run, the largest first."""
        if self.ready:
            return ()
        most: dict[str, int] = {}
        for layer, year in self.vectors:
            most[layer] = max(most.get(layer, 0), self.shapes(layer, year))
        many = [layer for layer, shapes in most.items() if shapes > MOST_LIVE]
        return tuple(sorted(many, key=lambda layer: -most[layer]))

    @property
    def rasters(self) -> tuple[tuple[str, int], ...]:
        """Layer and year of every raster."""
        return self._live_rasters.rasters

    @cached_property
    def vectors(self) -> tuple[tuple[str, int], ...]:
        """Layer and year of every layer of shapes, those that wait for the child run too."""
        return tuple(key for key, file in self._files.items() if self._table(file) is not None)

    def drawn(self, layer: str) -> DrawnLayer | None:
        """How a layer of shapes is drawn; None if the run has none."""
        tables = (self._table(file) for (name, _), file in self._files.items() if name == layer)
        return next((table.drawn for table in tables if table is not None), None)

    def drawn_raster(self, layer: str) -> Derived | None:
        """Declaration of a raster, with title, unit and legend; None if the run has none."""
        held = any(name == layer for name, _ in self.rasters)
        return derived_layers()[layer] if held else None

    def shapes(self, layer: str, year: int) -> int:
        """Number of shapes of a layer's year; 0 if there is none."""
        file = self._files.get((layer, year))
        table = None if file is None else self._table(file)
        return 0 if table is None else table.rows

    def raster(self, layer: str, year: int) -> TileSet | None:
        """Tiles of a raster: those made ahead, else drawn when asked; None if there is none."""
        archives = self._current()
        made = archives.rasters.get((layer, year)) if archives else None
        if archives is not None and made is not None:
            return self._archive(archives, *made)
        return self._live_rasters.raster(layer, year)

    def vector(self, layer: str, year: int) -> TileSet | None:
        """Tiles of a layer of shapes; None if there is none, or too many to do without an archive.

        Of a layer in :attr:`vectors`, None means: not ready.
        """
        file = self._files.get((layer, year))
        if file is None:
            return None
        archives = self._current()
        made = archives.vectors.get(file) if archives else None
        if archives is not None and made is not None:
            return self._archive(archives, made, archives.hashes[made][:_VERSION_DIGITS])
        table = self._table(file)
        return None if table is None or table.rows > MOST_LIVE else self._live_tiles(table)

    def close(self) -> None:
        """Close every file; call it when no thread asks any more."""
        self._live_rasters.close()
        with self._lock:
            for archive in self._open.values():
                archive.close()
            self._open.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def _files(self) -> Mapping[tuple[str, int], str]:
        """Table of each layer and year; one of several years lies under the first of them."""
        held = table_files(self._opened)
        found = {}
        for layer in dict.fromkeys(layer for layer, _ in held.values()):
            for year in self._opened.manifest.years:
                taken = self._opened.taken_in(layer, year)
                given = "" if taken is None else f"vectors/{taken.name}"
                file = given if given in held else f"layers/{layer}_{year}.parquet"
                if file in held:
                    found[(layer, year)] = file
        return found

    def _table(self, file: str) -> ShapeTable | None:
        """A table, looked at once."""
        with self._lock:
            if file not in self._tables:
                self._tables[file] = shape_table(self._opened, file)
            return self._tables[file]

    def _live_tiles(self, table: ShapeTable) -> LiveTiles:
        with self._lock:
            if table.file not in self._live:
                version = content_id({"table": table.sha256, "format": FORMAT})
                source = ShapeSource(table.path, table.drawn)
                self._live[table.file] = LiveTiles(source, version)
            self._live.move_to_end(table.file)
            while len(self._live) > _MOST_HELD:  # who draws from it still holds it
                self._live.popitem(last=False)
            return self._live[table.file]

    def _archive(self, archives: _Archives, file: str, version: str) -> Archive:
        path = archives.folder / file
        with self._lock:
            if path not in self._open:
                self._open[path] = Archive(path, version)
            return self._open[path]

    def _current(self) -> _Archives | None:
        """The newest display run of this run; looked for again when one was published."""
        try:
            seen = self._runs.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        with self._lock:
            if seen != self._seen:
                self._archives = _newest(self._runs, self._opened.manifest.run_id)
                self._seen = seen
            return self._archives


def _newest(runs: Path, parent: str) -> _Archives | None:
    manifests = [(path.stat().st_mtime_ns, path) for path in runs.glob(f"*/{MANIFEST}")
                 if not path.parent.name.startswith(".")]  # fmt: skip
    for _, path in sorted(manifests, reverse=True):
        found = _read(path, parent)
        if found is not None:
            return found
    return None


def _read(manifest: Path, parent: str) -> _Archives | None:
    """A child run's record; None if it is of another run or form, or files of it are missing."""
    document: dict[str, Any] = json.loads(manifest.read_bytes())
    if document.get("parent") != parent or document.get("format") != FORMAT:
        return None
    folder = manifest.parent
    for one in document["outputs"]:
        path = folder / one["file"]
        if not path.is_file() or path.stat().st_size != one["size"]:
            return None
    return _Archives(
        folder,
        {one["file"]: one["sha256"] for one in document["outputs"]},
        {one["table"]: one["file"] for one in document["vectors"]},
        {(one["layer"], one["year"]): (one["file"], one["version"]) for one in document["rasters"]},
    )
