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

import numpy as np

__all__ = ["FORMATS", "Fault", "faults_of", "language_byte", "sibling"]

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
    ``FILE-ROWS-DELETED`` (rows marked deleted whose shapes are still there), ``FILE-UNSAVED`` (a
    GeoPackage with edits that live beside it).
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        return [Fault("FILE-FORMAT", path.suffix or path.name, ", ".join(FORMATS))]
    if ending != ".gdb" and not path.is_file():
        return [Fault("FILE-FORMAT", f"{path.name}/", FORMATS[ending])]
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
    table = sibling(path, ".dbf")
    if table is None:
        return 0
    with table.open("rb") as stream:
        head = stream.read(32)
    return head[29] if len(head) == 32 else 0


def sibling(path: Path, ending: str) -> Path | None:
    """The file of the same name with another ending, in small or capital letters, or None.

    The whole stem must be equal: ``a.2022.dbf`` is no part of ``a.shp``. Small letters win, as
    they do in the driver.
    """
    parts = [p for p in path.parent.iterdir() if p.stem == path.stem]
    return max((p for p in parts if p.suffix.lower() == ending), default=None)


def _shapefile(path: Path) -> list[Fault]:
    index, table = sibling(path, ".shx"), sibling(path, ".dbf")
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
    if index.stat().st_size < _SHX_HEADER:
        return [*faults, Fault("FILE-TRUNCATED", f"{index.stat().st_size} B", index.name)]
    faults += _table(table, (index.stat().st_size - _SHX_HEADER) // 8)
    return faults or _index(path, index)


def _index(path: Path, index: Path) -> list[Fault]:
    """Whether the index leads every row to the shape that was written for it.

    Records carry their number, from 1 (some writers count from 0). An index that leads elsewhere
    gives one parcel the outline of another.
    """
    entries = np.fromfile(index, dtype=">i4", offset=_SHX_HEADER)
    entries = entries[: len(entries) // 2 * 2].reshape(-1, 2).astype(np.int64)
    starts, ends = entries[:, 0] * 2, entries[:, 0] * 2 + entries[:, 1] * 2 + 8
    if not len(starts):
        return []
    beyond = (starts < _SHX_HEADER) | (ends > path.stat().st_size)
    if beyond.any():
        seen = f"{int(beyond.sum())} / {len(starts)}"
        return [Fault("FILE-TRUNCATED", seen, f"{index.name} → {path.name}")]
    content = np.memmap(path, dtype=np.uint8, mode="r")
    digits = content[starts[:, None] + np.arange(4)].astype(np.int64)
    numbers = digits @ (1 << np.array([24, 16, 8, 0]))
    wrong = np.flatnonzero(numbers - np.arange(len(numbers)) != numbers[0])
    if numbers[0] in (0, 1) and not len(wrong):
        return []
    row = int(wrong[0]) if len(wrong) else 0
    return [Fault("FILE-DAMAGED", f"{index.name}: #{row + 1} → {numbers[row]}", f"#{row + 1}")]


def _table(table: Path, shapes: int) -> list[Fault]:
    with table.open("rb") as stream:
        head = stream.read(32)
    if len(head) < 32:
        return [Fault("FILE-TRUNCATED", f"{len(head)} B", table.name)]
    rows, header, width = struct.unpack("<IHH", head[4:12])
    if rows != shapes:
        return [Fault("FILE-COUNTS", f".dbf {rows}", f".shx {shapes}")]
    if table.stat().st_size < header + rows * width:
        wanted = f"{header + rows * width} B ({table.name})"
        return [Fault("FILE-TRUNCATED", f"{table.stat().st_size} B", wanted)]
    return _deleted(table, rows, header, width)


def _deleted(table: Path, rows: int, header: int, width: int) -> list[Fault]:
    """Rows marked deleted (first byte ``*``): the driver passes them over without a word."""
    if not rows:
        return []
    content = np.memmap(table, dtype=np.uint8, mode="r", offset=header, shape=(rows, width))
    gone = np.flatnonzero(content[:, 0] == ord("*"))
    if not len(gone):
        return []
    named = ", ".join(f"#{row + 1}" for row in gone[:10])
    return [Fault("FILE-ROWS-DELETED", f"{len(gone)}: {named}", f"0 ({table.name})")]


def _geopackage(path: Path) -> list[Fault]:
    with path.open("rb") as stream:
        start = stream.read(16)
    if not start.startswith(b"SQLite format 3\x00"):
        return [Fault("FILE-FORMAT", repr(start[:8]), "SQLite format 3")]
    for journal in (path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-journal")):
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
