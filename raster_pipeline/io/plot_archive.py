"""A plot handed in as a zip archive, unpacked into a folder of our own.

Names inside an archive are labels, never paths: parts are written under names made here.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from raster_pipeline.io.plot_findings import PlotFindings, PlotKind
from raster_pipeline.io.safe_archive import (
    MOST_ENTRIES,
    MOST_RATIO,
    copied,
    is_hostile,
    label_of,
    room_for,
)
from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = ["unpacked_plot"]

_SOURCES = (".shp", ".geojson", ".json", ".gpkg", ".txt", ".dxf")
_PARTS = (".shx", ".dbf", ".prj", ".cpg")


def _error(code: str, message: Text, cure: Text) -> PlotKind:
    return PlotKind(code, Severity.ERROR, message, cure)


_PLAIN = Text(
    "用普通 zip 只打包一份地块数据后提交", "pack one plot file and its parts into a plain zip"
)
_BROKEN = _error("PLOT-ZIP-DAMAGED", Text("压缩包损坏", "the archive is damaged"), _PLAIN)
_HOSTILE = _error(
    "PLOT-ZIP-REFUSED",
    Text(
        "压缩包含加密、链接、越界路径或嵌套的内容",
        "the archive holds encrypted or nested entries, links or paths that lead out of it",
    ),
    _PLAIN,
)
_BOMB = _error(
    "PLOT-ZIP-TOO-LARGE",
    Text(
        "压缩包的条目数、解压大小或压缩比超限",
        "entries, unpacked size or ratio of the archive are beyond the limits",
    ),
    _PLAIN,
)
_SEVERAL = _error(
    "PLOT-ZIP-AMBIGUOUS",
    Text("压缩包内没有或有多份地块数据", "the archive holds no plot file, or several"),
    _PLAIN,
)


def unpacked_plot(path: Path, folder: Path, found: PlotFindings) -> Path | None:
    """Unpack the one plot file of an archive with its parts into an empty folder.

    Returns
    -------
    The file, None if an error was found.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not _harmless(entries, found):
                return None
            source = _source(entries, found)
            if source is None:
                return None
            return _written(archive, entries, source, folder, path.stat().st_size, found)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        found.add(_BROKEN, seen=f"{type(error).__name__}: {error}".replace(str(path), path.name))
        return None


def _harmless(entries: list[zipfile.ZipInfo], found: PlotFindings) -> bool:
    if len(entries) > MOST_ENTRIES:
        found.add(_BOMB, seen=f"{len(entries)}", wanted=f"<= {MOST_ENTRIES}")
        return False
    for entry in entries:
        if is_hostile(entry):
            found.add(_HOSTILE, place=label_of(entry)[:60])
    return not found.refused


def _source(entries: list[zipfile.ZipInfo], found: PlotFindings) -> zipfile.ZipInfo | None:
    """The one entry that is a plot file; shadows other systems leave behind do not count."""
    sources = [
        entry
        for entry in entries
        if entry.filename.lower().endswith(_SOURCES)
        and "__MACOSX" not in entry.filename
        and not PurePosixPath(entry.filename).name.startswith("._")
    ]
    if len(sources) == 1:
        return sources[0]
    found.add(_SEVERAL, seen=", ".join(map(label_of, sources[:5])) or "0", wanted="1")
    return None


def _written(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    source: zipfile.ZipInfo,
    folder: Path,
    packed: int,
    found: PlotFindings,
) -> Path | None:
    stem = PurePosixPath(source.filename).with_suffix("").as_posix().lower()
    wanted = [
        entry
        for entry in entries
        if entry is source
        or (
            PurePosixPath(entry.filename).with_suffix("").as_posix().lower() == stem
            and entry.filename.lower().endswith(_PARTS)
        )
    ]
    left = room_for(packed)
    for entry in wanted:
        target = folder / f"plot{PurePosixPath(entry.filename).suffix.lower()}"
        left -= copied(archive, entry, target, left)
        if left < 0:
            found.add(_BOMB, place=label_of(entry)[:60], wanted=f"<= {MOST_RATIO} : 1")
            return None
    return folder / f"plot{PurePosixPath(source.filename).suffix.lower()}"
