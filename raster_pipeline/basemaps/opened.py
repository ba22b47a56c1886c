"""The basemaps of a study, opened: which can be shown, what keeps the others back."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from raster_pipeline.basemaps.findings import about, basemap_finding
from raster_pipeline.basemaps.picture_tiles import examined_picture
from raster_pipeline.basemaps.stored_tiles import examined
from raster_pipeline.basemaps.tile_store import ArchiveStore, FolderStore, MbTilesStore
from raster_pipeline.io.mbtiles_file import MbTilesFile
from raster_pipeline.io.picture import degrees_of
from raster_pipeline.io.study_file import (
    locate_shown,
    open_basemap_plan,
    open_study,
    plan_of,
)
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.io.tile_folder import TileFolder
from raster_pipeline.tiles.archive import Archive
from raster_pipeline.tiles.tile_set import Degrees
from sinkmap.basemap import BasemapEntry, Datum, Matrix, Rows
from sinkmap.errors import Finding
from sinkmap.grid import Grid

__all__ = ["BasemapTiles", "Basemaps", "check_basemaps", "open_basemaps"]

_OPEN = 16
"""Files a thread keeps open."""
_LOOKS_AGAIN = 2.0
"""Seconds after which a file is asked whether it is still the same."""
_HEAD_BYTES = 1 << 16
_PMTILES, _SQLITE = b"PMTiles", b"SQLite format 3\x00"
_TIFFS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_FORMS = "PMTiles | MBTiles | {z}/{x}/{y} | GeoTIFF"


class BasemapTiles(Protocol):
    """The tiles of one basemap, for any thread."""

    @property
    def version(self) -> str:
        """Hexadecimal name of the content."""
        ...

    @property
    def steady(self) -> bool:
        """Whether the version stands for every tile: a folder's files may be written over."""
        ...

    @property
    def bounds(self) -> Degrees:
        """West, south, east, north in degrees."""
        ...

    @property
    def min_zoom(self) -> int:
        """Zoom of the coarsest tiles."""
        ...

    @property
    def max_zoom(self) -> int:
        """Zoom of the finest tiles."""
        ...

    @property
    def tile_size(self) -> int:
        """Pixels along a tile."""
        ...

    def tile(self, z: int, x: int, y: int) -> tuple[str, bytes] | None:
        """Media type and content; None if there is none. ``OSError`` if it cannot be read."""
        ...


def open_basemaps(path: Path, grid: Grid) -> Basemaps:
    """The basemaps that a plan names today.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.
    grid
        That of the run they are shown with.

    Raises
    ------
    InputRefusedError
        With every fault of what the plan says of basemaps. What is wrong with the files is in
        :attr:`Basemaps.findings`.
    """
    entries, roots = open_basemap_plan(path)
    return Basemaps(entries, roots, plan_of(path).parent, grid)


def check_basemaps(path: Path) -> tuple[Finding, ...]:
    """What is found about the basemaps of a study, given as its folder or its ``study.toml``.

    Raises
    ------
    InputRefusedError
        If the plan itself cannot be read.
    """
    study, root = open_study(path)
    with Basemaps(study.basemaps, study.roots, root, study.grid) as basemaps:
        return basemaps.findings


@dataclass(frozen=True, slots=True)
class _Held:
    """A basemap as it was last looked at; ``tiles`` None if it cannot be shown."""

    stamp: str
    looked: float
    tiles: BasemapTiles | None
    findings: tuple[Finding, ...]


class Basemaps:
    """Basemaps for any thread; a context that closes files.

    One whose file is replaced is taken up anew, under another version.
    """

    def __init__(
        self, entries: Sequence[BasemapEntry], roots: Sequence[str], root: Path, grid: Grid
    ) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._roots = tuple(roots)
        self._root = root
        self._area = degrees_of(grid)
        self._files = ThreadFiles(_OPEN)
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}
        for entry in entries:
            self._look(entry)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found about them when they were last looked at, in the order of the plan."""
        return tuple(one for held in self._held.values() for one in held.findings)

    @property
    def shown(self) -> tuple[BasemapEntry, ...]:
        """Those that can be shown now."""
        return tuple(entry for name, entry in self._entries.items() if self.tiles(name))

    def tiles(self, name: str) -> BasemapTiles | None:
        """The tiles of a basemap; None if there is no such, or it cannot be shown."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        with self._lock:
            held = self._held[name]
            if time.monotonic() - held.looked > _LOOKS_AGAIN:
                held = self._look(entry)
            return held.tiles

    def close(self) -> None:
        """Close every file; call it when no thread asks any more."""
        self._files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _look(self, entry: BasemapEntry) -> _Held:
        """See to a basemap, and open it if it is not what it was."""
        path = locate_shown(self._roots, self._root, entry.path)
        before = self._held.get(entry.id)
        now = time.monotonic()
        if isinstance(path, Finding):
            held = _Held("", now, None, (about(path, entry),))
        else:
            held = self._at(entry, path, before, now)
        self._held[entry.id] = held
        return held

    def _at(self, entry: BasemapEntry, path: Path, before: _Held | None, now: float) -> _Held:
        """A basemap that lies at ``path``."""
        declared = _declared(entry)
        if declared is not None:
            return _Held("", now, None, (declared,))
        stamp = ""
        try:
            stamp = _stamp(path)
            if before is not None and before.stamp == stamp:
                return _Held(stamp, now, before.tiles, before.findings)
            tiles, findings = self._read(entry, path, stamp)
        except (ValueError, OSError) as error:
            # What the libraries say may name the folders of this machine.
            seen = str(error).replace(str(path), path.name)
            return _Held(stamp, now, None, (basemap_finding("BASEMAP-DAMAGED", entry, seen),))
        return _Held(stamp, now, tiles, tuple(findings))

    def _read(
        self, entry: BasemapEntry, path: Path, version: str
    ) -> tuple[BasemapTiles | None, list[Finding]]:
        """Open a basemap by what its first bytes say it is."""
        if path.is_dir():
            folder = FolderStore(TileFolder(path), entry.rows is Rows.TMS)
            return examined(folder, entry, version, self._area, steady=False)
        with path.open("rb") as stream:
            start = stream.read(len(_SQLITE))
        if start.startswith(_PMTILES):
            archive = Archive(path, version)
            if archive.kind == "mvt":
                return None, [basemap_finding("BASEMAP-VECTOR", entry, "mvt", "png | jpg | webp")]
            store = ArchiveStore(archive, entry.rows is Rows.TMS)
            return examined(store, entry, version, self._area, steady=True)
        if start == _SQLITE:
            return self._mbtiles(entry, path, version)
        if start.startswith(_TIFFS):
            return examined_picture(path, entry, version, self._area, self._files)
        return None, [basemap_finding("BASEMAP-FORMAT", entry, repr(start[:8]), _FORMS)]

    def _mbtiles(
        self, entry: BasemapEntry, path: Path, version: str
    ) -> tuple[BasemapTiles | None, list[Finding]]:
        file = MbTilesFile(path, version, self._files)
        if file.unsaved:
            return None, [basemap_finding("BASEMAP-UNSAVED", entry, file.unsaved)]
        said = file.described()
        if said.get("format") == "pbf":
            return None, [basemap_finding("BASEMAP-VECTOR", entry, "pbf", "png | jpg | webp")]
        usual = Rows.XYZ if said.get("scheme") == "xyz" else Rows.TMS
        rows = usual if entry.rows is Rows.USUAL else entry.rows
        store = MbTilesStore(file, rows is Rows.TMS)
        tiles, findings = examined(store, entry, version, self._area, steady=True)
        if tiles is not None and not file.is_indexed():
            findings = [*findings, basemap_finding("BASEMAP-NO-INDEX", entry)]
        return tiles, findings


def _declared(entry: BasemapEntry) -> Finding | None:
    """What the plan itself says that keeps a basemap back."""
    if entry.matrix is Matrix.C:
        return basemap_finding("BASEMAP-MATRIX", entry, entry.matrix, Matrix.W)
    if entry.datum in (Datum.GCJ02, Datum.BD09):
        wanted = f"{Datum.CGCS2000} | {Datum.WGS84}"
        return basemap_finding("BASEMAP-SHIFTED", entry, entry.datum, wanted)
    return None


def _stamp(path: Path) -> str:
    """Hexadecimal name of the content, without reading it all: archives have gigabytes.

    Size, both times and the beginning. The second time is that of the last change of any kind,
    which no copying program sets back.
    """
    told = hashlib.blake2b(digest_size=8)
    if path.is_dir():
        told.update(TileFolder(path).stamp().encode())
        return told.hexdigest()
    found = path.stat()
    told.update(f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}".encode())
    with path.open("rb") as stream:
        told.update(stream.read(_HEAD_BYTES))
    return told.hexdigest()
