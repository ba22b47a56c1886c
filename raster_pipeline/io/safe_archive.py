"""Archives from outside: what may be in them, and how much.

Names inside an archive are labels, never paths. Sizes are counted while bytes flow, whatever the
headers say.
"""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath

__all__ = ["MOST_ENTRIES", "MOST_RATIO", "copied", "is_hostile", "label_of", "room_for"]

MOST_ENTRIES = 200
MOST_RATIO = 100
_MOST_BYTES = 2 * 2**30
_FREE_BYTES = 10 * 2**20
"""Bytes up to which the ratio does not matter: small texts pack very well."""
_PIECE = 2**20
_UTF8_NAME = 0x800
_NESTED = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".jar", ".kmz")


def label_of(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as a person wrote it: old archives hold GBK under another name."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def is_hostile(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is encrypted, a link, another archive, or named to lie elsewhere."""
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    leads_out = ".." in parts or entry.filename[:1] in ("/", "\\") or ":" in entry.filename
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    nested = entry.filename.lower().endswith(_NESTED)
    return bool(entry.flag_bits & 1 or leads_out or linked or nested)


def room_for(packed: int) -> int:
    """Bytes an archive of so many may unpack to."""
    return min(_MOST_BYTES, max(_FREE_BYTES, packed * MOST_RATIO))


def copied(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int) -> int:
    """Bytes of an entry written to a file of our own name; stops once they are too many."""
    written = 0
    with archive.open(entry) as packed, target.open("wb") as part:
        while written <= most and (piece := packed.read(_PIECE)):
            written += part.write(piece)
    return written
