"""Files kept with a case, each under the name of its content in the ledger's folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sinkmap.errors import CannotFinishError, Finding, InputRefusedError, Severity
from sinkmap.ledger.photographs import is_photograph, is_whole
from sinkmap.text import Text

__all__ = ["DOCUMENT", "PHOTO", "Attachment", "StoredFile", "directions", "file_faults", "keep"]

PHOTO, DOCUMENT = "photo", "document"
_CHUNK = 1 << 20
_FULL_TURN = 360.0
_QUARTER = 90.0
_MOST_BYTES = 512 << 20
"""Largest file taken in, in bytes."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to keep: ``kind`` photo or document; ``azimuth`` of a photo in degrees from north."""

    path: Path
    kind: str = DOCUMENT
    azimuth: float | None = None
    note: str = ""

    def check(self) -> None:
        """Refuse what cannot be kept.

        Raises
        ------
        InputRefusedError
            ``CASE-FILE-MISSING``, ``CASE-FILE-SIZE``, ``CASE-PHOTO-KIND``, ``CASE-PHOTO-BROKEN``,
            ``CASE-PHOTO-AZIMUTH``.
        """
        if not self.path.is_file():
            raise InputRefusedError(_finding("CASE-FILE-MISSING", self.path.name, ""))
        size = self.path.stat().st_size
        if not 0 < size <= _MOST_BYTES:
            raise InputRefusedError(_finding("CASE-FILE-SIZE", self.path.name, f"{size} B"))
        if self.kind != PHOTO:
            return
        if self.azimuth is None or not 0.0 <= self.azimuth < _FULL_TURN:
            seen = "" if self.azimuth is None else str(self.azimuth)
            raise InputRefusedError(_finding("CASE-PHOTO-AZIMUTH", self.path.name, seen))
        if not is_photograph(self.path):
            raise InputRefusedError(_finding("CASE-PHOTO-KIND", self.path.name, self.path.suffix))
        if not is_whole(self.path):
            raise InputRefusedError(_finding("CASE-PHOTO-BROKEN", self.path.name, f"{size} B"))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is kept: its hash, its size in bytes, its path below the ledger's folder."""

    sha256: str
    size: int
    path: str


def keep(source: Path, folder: Path) -> StoredFile:
    """Copy a file into the ledger's folder; one that is there already is left as it is.

    The copy takes its name when it is whole and on the disk.

    Raises
    ------
    CannotFinishError
        ``LEDGER-FILES`` if the disk does not allow it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".file-", delete=False) as copy:
            made = Path(copy.name)
            try:
                digest, size = _copied(source, copy)
            except BaseException:
                made.unlink()
                raise
        name = f"{digest[:2]}/{digest}{source.suffix.lower()}"
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        made.replace(target)
        _settle(target.parent)
    except OSError as error:
        seen = error.strerror or str(error)
        raise CannotFinishError(_finding("LEDGER-FILES", source.name, seen)) from error
    return StoredFile(digest, size, name)


def directions(azimuths: Iterable[float]) -> set[int]:
    """Quarters of the horizon seen: 0 around north, 1 east, 2 south, 3 west."""
    return {int((azimuth + _QUARTER / 2) % _FULL_TURN // _QUARTER) for azimuth in azimuths}


def file_faults(files: Iterable[tuple[str, str]], folder: Path) -> list[Finding]:
    """``LEDGER-FILE-CHANGED`` for kept files (path, sha256) that are missing or changed."""
    wrong = [path for path, digest in files if not _is_whole(folder / path, digest)]
    if not wrong:
        return []
    message, cure = _MESSAGES["LEDGER-FILE-CHANGED"]
    return [
        Finding("LEDGER-FILE-CHANGED", Severity.ERROR, message, cure, features=tuple(sorted(wrong)))
    ]


def _copied(source: Path, copy: tempfile._TemporaryFileWrapper[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
            copy.write(piece)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), size


def _settle(folder: Path) -> None:
    """Have a folder's names on the disk, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_whole(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            found.update(piece)
    return found.hexdigest() == digest


_MESSAGES = {
    "CASE-FILE-MISSING": (
        Text("没有这个文件", "there is no such file"),
        Text("改正路径", "correct the path"),
    ),
    "CASE-FILE-SIZE": (
        Text("文件为空或过大", "the file is empty or too large"),
        Text("附上 512 MB 以内的文件", "attach a file of up to 512 MB"),
    ),
    "CASE-PHOTO-KIND": (
        Text("举证照片不是图片文件", "the photograph is no picture file"),
        Text("附上 JPEG、PNG、TIFF 或 HEIF 照片", "attach a JPEG, PNG, TIFF or HEIF photograph"),
    ),
    "CASE-PHOTO-BROKEN": (
        Text("举证照片不完整", "the photograph is cut off"),
        Text("重新传送照片后附上", "transfer the photograph again and attach it"),
    ),
    "CASE-PHOTO-AZIMUTH": (
        Text(
            "举证照片没有方位角，或方位角不在 0 到 360 之间",
            "a photograph needs an azimuth from 0 to below 360",
        ),
        Text("写明拍摄方位角（度，正北为 0）", "state where it looks, in degrees from north"),
    ),
    "LEDGER-FILES": (
        Text("附件不能写入台账文件夹", "the file could not be kept in the ledger's folder"),
        Text("检查磁盘与权限；未作任何改动", "check disk and rights; nothing was changed"),
    ),
    "LEDGER-FILE-CHANGED": (
        Text("附件缺失或被改动", "kept files are missing or changed"),
        Text("从备份恢复附件", "restore them from a copy"),
    ),
}


def _finding(code: str, file: str, seen: str) -> Finding:
    message, cure = _MESSAGES[code]
    return Finding(code, Severity.ERROR, message, cure, file=file, seen=seen)
