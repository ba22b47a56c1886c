"""A plot handed in as a zip archive, unpacked into a folder of our own.

Names inside an archive are labels, never paths: parts are written under names made here. Sizes
are counted while bytes flow, whatever the headers say.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from raster_pipeline.io.plot_findings import PlotFindings, PlotKind
from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = ["unpacked_plot"]

_MOST_ENTRIES = 200
_MOST_BYTES = 2 * 2**30
_MOST_RATIO = 100
_FREE_BYTES = 10 * 2**20
"""Bytes up to which the ratio does not matter: small texts pack very well."""
_PIECE = 2**20
_UTF8_NAME = 0x800
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


def label_of(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as a person wrote it: old archives hold GBK under another name."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _harmless(entries: list[zipfile.ZipInfo], found: PlotFindings) -> bool:
    if len(entries) > _MOST_ENTRIES:
        found.add(_BOMB, seen=f"{len(entries)}", wanted=f"<= {_MOST_ENTRIES}")
        return False
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        leads_out = ".." in parts or entry.filename[:1] in ("/", "\\") or ":" in entry.filename
        linked = stat.S_ISLNK(entry.external_attr >> 16)
        nested = entry.filename.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar"))
        if entry.flag_bits & 1 or leads_out or linked or nested:
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
    left = min(_MOST_BYTES, max(_FREE_BYTES, packed * _MOST_RATIO))
    for entry in wanted:
        left -= _copied(archive, entry, folder, left)
        if left < 0:
            found.add(_BOMB, place=label_of(entry)[:60], wanted=f"<= {_MOST_RATIO} : 1")
            return None
    return folder / f"plot{PurePosixPath(source.filename).suffix.lower()}"


def _copied(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, most: int) -> int:
    """Bytes written of an entry; stops once they are more than the most."""
    written = 0
    target = folder / f"plot{PurePosixPath(entry.filename).suffix.lower()}"
    with archive.open(entry) as packed, target.open("wb") as part:
        while written <= most and (piece := packed.read(_PIECE)):
            written += part.write(piece)
    return written
