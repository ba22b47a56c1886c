"""Whether a vector file is whole, read from its own headers before any driver opens it.

Drivers read damaged files without a word: half a ``.shp`` gives null geometries, a ``.dbf`` whose
header counts too few rows drops the rest.
"""

from __future__ import annotations

import sqlite3
import struct
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

__all__ = ["FORMATS", "Fault", "faults_of", "language_byte"]

FORMATS = {
    ".shp": "ESRI Shapefile",
    ".gpkg": "GeoPackage",
    ".gdb": "File geodatabase",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".parquet": "GeoParquet",
}
"""File name endings that may be read, with the format each must hold."""

_SHP_CODE = 9994
_SHX_HEADER = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: finding code, value seen, value wanted."""

    code: str
    seen: str
    wanted: str


def faults_of(path: Path) -> list[Fault]:
    """Faults of a vector file's frame; empty if it may be opened.

    Codes: ``FILE-FORMAT`` (unknown ending, or content of another format), ``FILE-PART-MISSING``,
    ``FILE-TRUNCATED``, ``FILE-COUNTS`` (parts of a shapefile disagree), ``FILE-DAMAGED``,
    ``FILE-UNSAVED`` (a GeoPackage with edits that live beside it).
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        return [Fault("FILE-FORMAT", path.suffix or path.name, ", ".join(FORMATS))]
    if ending == ".shp":
        return _shapefile(path)
    if ending == ".gpkg":
        return _geopackage(path)
    if ending == ".gdb":
        return [] if path.is_dir() else [Fault("FILE-FORMAT", path.name, "a .gdb folder")]
    if ending == ".parquet":
        return _parquet(path)
    with path.open("rb") as stream:
        start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    return [] if start.startswith(b"{") else [Fault("FILE-FORMAT", repr(start[:8]), "{")]


def language_byte(path: Path) -> int:
    """Language byte of the table beside a shapefile; 0 if there is none."""
    table = _part(path, ".dbf")
    if table is None:
        return 0
    with table.open("rb") as stream:
        head = stream.read(32)
    return head[29] if len(head) == 32 else 0


def _part(path: Path, ending: str) -> Path | None:
    for candidate in sorted(path.parent.glob(f"{path.stem}.*")):
        if candidate.suffix.lower() == ending:
            return candidate
    return None


def _shapefile(path: Path) -> list[Fault]:
    index, table = _part(path, ".shx"), _part(path, ".dbf")
    missing = [e for e, part in ((".shx", index), (".dbf", table)) if part is None]
    faults = [Fault("FILE-PART-MISSING", "", f"{path.stem}{ending}") for ending in missing]
    with path.open("rb") as stream:
        head = stream.read(_SHX_HEADER)
    size = path.stat().st_size
    if len(head) < _SHX_HEADER or struct.unpack(">i", head[:4])[0] != _SHP_CODE:
        return [*faults, Fault("FILE-FORMAT", repr(head[:4]), "9994")]
    words = struct.unpack(">i", head[24:28])[0]
    if words * 2 != size:
        faults.append(Fault("FILE-TRUNCATED", f"{size} B", f"{words * 2} B ({path.name})"))
    if index is None or table is None:
        return faults
    return [*faults, *_table(table, (index.stat().st_size - _SHX_HEADER) // 8)]


def _table(table: Path, shapes: int) -> list[Fault]:
    with table.open("rb") as stream:
        head = stream.read(32)
    if len(head) < 32:
        return [Fault("FILE-TRUNCATED", f"{len(head)} B", table.name)]
    rows, header, width = struct.unpack("<IHH", head[4:12])
    faults = []
    if rows != shapes:
        faults.append(Fault("FILE-COUNTS", f".dbf {rows}", f".shx {shapes}"))
    elif table.stat().st_size < header + rows * width:
        wanted = f"{header + rows * width} B ({table.name})"
        faults.append(Fault("FILE-TRUNCATED", f"{table.stat().st_size} B", wanted))
    return faults


def _geopackage(path: Path) -> list[Fault]:
    with path.open("rb") as stream:
        start = stream.read(16)
    if not start.startswith(b"SQLite format 3\x00"):
        return [Fault("FILE-FORMAT", repr(start[:8]), "SQLite format 3")]
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        return [Fault("FILE-UNSAVED", journal.name, "")]
    # Immutable: SQLite must not write a journal into the input folder.
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    try:
        said = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        said = (str(error),)
    finally:
        connection.close()
    return [] if said == ("ok",) else [Fault("FILE-DAMAGED", str(said[0]), "ok")]


def _parquet(path: Path) -> list[Fault]:
    with path.open("rb") as stream:
        start = stream.read(4)
        stream.seek(max(0, path.stat().st_size - 4))
        end = stream.read(4)
    if start != b"PAR1":
        return [Fault("FILE-FORMAT", repr(start), "PAR1")]
    return [] if end == b"PAR1" else [Fault("FILE-TRUNCATED", repr(end), "PAR1")]
