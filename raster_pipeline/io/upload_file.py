"""A file from a browser: taken in by pieces, known by its content, unpacked under our names."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NoReturn

from raster_pipeline.io.safe_archive import (
    MOST_ENTRIES,
    MOST_RATIO,
    copied,
    is_hostile,
    label_of,
    room_for,
)
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.layer import Form
from sinkmap.text import Text
from sinkmap.upload import plain_name

__all__ = ["MOST_UPLOAD_BYTES", "Received", "endings_of", "receive", "unpack"]

MOST_UPLOAD_BYTES = 512 * 2**20
"""Bytes of one file from a browser; larger ones are put into the study folder by hand."""
_PIECE = 2**20
_HEAD = 65_536
_SHAPES = (".zip", ".gpkg", ".geojson", ".json")
_ENDINGS = {
    Form.CLASS_RASTER: (".tif", ".tiff", ".zip"),
    Form.VALUE_RASTER: (".tif", ".tiff", ".zip"),
    Form.TABLE: (".csv", ".xlsx", ".gpkg"),
    Form.SAMPLES: (*_SHAPES, ".csv"),
    Form.PROFILES: (*_SHAPES, ".csv"),
    Form.SCENES: (),
}
_PARTS = (".shx", ".dbf", ".prj", ".cpg")
_STARTS = {
    ".zip": (b"PK\x03\x04", b"PK\x05\x06"),
    ".xlsx": (b"PK\x03\x04",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".tif": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    ".tiff": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    ".shp": (b"\x00\x00\x27\x0a",),
    ".geojson": (b"{",),
    ".json": (b"{",),
}
"""First bytes of each format (for a shapefile its code, 9994)."""
_STREAMED = b"gdal_streamed_alg"
"""A document that names commands of GDAL to be run in its place."""

_AGAIN = Text("改正后重新上传", "mend the file and send it again")
_PLAIN = Text(
    "用普通 zip 只打包一份数据及其附属文件", "pack one dataset and its parts into a plain zip"
)


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came: name shown to people, ending, bytes, SHA-256 (hex)."""

    label: str
    ending: str
    size: int
    sha256: str


def endings_of(form: Form) -> tuple[str, ...]:
    """Endings a file of a form may have; none for scenes, which are whole folders."""
    return _ENDINGS.get(form, _SHAPES)


def receive(stream: BinaryIO, name: str, target: Path, endings: Iterable[str]) -> Received:
    """Take a file in, under a name of ours.

    Raises
    ------
    InputRefusedError
        ``UPLOAD-FORMAT``, ``UPLOAD-TOO-LARGE``, ``UPLOAD-EMPTY``, ``UPLOAD-CONTENT``.
    """
    label, allowed = plain_name(name) or "-", tuple(endings)
    ending = PurePosixPath(label).suffix.lower()
    if ending not in allowed:
        _refuse("UPLOAD-FORMAT", Text("该图层不接受这种文件", "the layer takes no such file"),
                label, ending or "-", ", ".join(allowed), _AGAIN)  # fmt: skip
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as kept:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > MOST_UPLOAD_BYTES:
                _refuse("UPLOAD-TOO-LARGE", Text("文件过大", "the file is too large"), label,
                        f"> {MOST_UPLOAD_BYTES} B", f"{MOST_UPLOAD_BYTES} B", _AGAIN)  # fmt: skip
            digest.update(piece)
            kept.write(piece)
    if not size:
        _refuse("UPLOAD-EMPTY", Text("文件为空", "the file is empty"), label, "0 B", "", _AGAIN)
    _known(target, ending, label)
    return Received(label, ending, size, digest.hexdigest())


def unpack(packed: Path, received: Received, folder: Path, stem: str, form: Form) -> Path:
    """The dataset of a file taken in, in an empty folder and under names made of ``stem``.

    Raises
    ------
    InputRefusedError
        ``UPLOAD-ARCHIVE-DAMAGED``, ``UPLOAD-ARCHIVE-HOSTILE``, ``UPLOAD-ARCHIVE-BOMB``,
        ``UPLOAD-ARCHIVE-AMBIGUOUS``, ``UPLOAD-CONTENT``.
    """
    label = received.label
    target = folder / f"{stem}{received.ending}"
    try:
        if received.ending == ".xlsx":
            _weigh(packed, label)
        if received.ending != ".zip":
            shutil.move(packed, target)
            return target
        with zipfile.ZipFile(packed) as archive:
            entries = _harmless(archive, label)
            source = _source(entries, form, label)
            target = folder / f"{stem}{PurePosixPath(source.filename).suffix.lower()}"
            _write(archive, [source, *_beside(source, entries)], folder / stem, received)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        _refuse("UPLOAD-ARCHIVE-DAMAGED", Text("压缩包损坏", "the archive is damaged"), label,
                type(error).__name__, "", _PLAIN)  # fmt: skip
    packed.unlink()
    _known(target, target.suffix, label)
    return target


def _known(path: Path, ending: str, label: str) -> None:
    """Refuse content that is not what the name says."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    wanted = _STARTS.get(ending, ())
    first = head if ending not in (".geojson", ".json", ".csv") else start
    named = any(first.startswith(one) for one in wanted) if wanted else _is_text(start)
    if not named or start.startswith(b"<") or _STREAMED in head:
        _refuse("UPLOAD-CONTENT",
                Text("文件内容与其后缀不符", "the file does not hold what its name says"),
                label, repr(head[:12]), ending, _AGAIN)  # fmt: skip


def _is_text(start: bytes) -> bool:
    return b"\x00" not in start and not start.startswith((b"PK", b"SQLite", b"II*", b"MM", b"{"))


def _harmless(archive: zipfile.ZipFile, label: str) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(archive.infolist()) > MOST_ENTRIES:
        _bomb(label, f"{len(archive.infolist())}", f"<= {MOST_ENTRIES}")
    wrong = [plain_name(label_of(entry)) for entry in archive.infolist() if is_hostile(entry)]
    if wrong:
        _refuse(
            "UPLOAD-ARCHIVE-HOSTILE",
            Text("压缩包含加密、链接、越界路径或嵌套的内容",
                 "the archive holds encrypted or nested entries, links or paths that lead out"),
            label, ", ".join(wrong[:5]), "", _PLAIN,
        )  # fmt: skip
    return entries


def _source(entries: list[zipfile.ZipInfo], form: Form, label: str) -> zipfile.ZipInfo:
    """The one dataset; what some systems leave beside files does not count."""
    wanted = {*endings_of(form)} - {".zip"} | (set() if form.is_raster else {".shp"})
    found = [
        entry
        for entry in entries
        if PurePosixPath(entry.filename).suffix.lower() in wanted
        and "__MACOSX" not in entry.filename
        and not PurePosixPath(entry.filename).name.startswith("._")
    ]
    if len(found) != 1:
        _refuse(
            "UPLOAD-ARCHIVE-AMBIGUOUS",
            Text("压缩包内没有或有多份数据", "the archive holds no dataset, or several"),
            label, ", ".join(plain_name(label_of(entry)) for entry in found[:5]) or "0",
            f"1 ({', '.join(sorted(wanted))})", _PLAIN,
        )  # fmt: skip
    return found[0]


def _beside(source: zipfile.ZipInfo, entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Parts of a shapefile: the same folder and stem."""
    if not source.filename.lower().endswith(".shp"):
        return []
    stem = PurePosixPath(source.filename).with_suffix("")
    return [
        entry
        for entry in entries
        if PurePosixPath(entry.filename).with_suffix("") == stem
        and PurePosixPath(entry.filename).suffix.lower() in _PARTS
    ]


def _write(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], stem: Path, received: Received
) -> None:
    left = room_for(received.size)
    for entry in entries:
        ending = PurePosixPath(entry.filename).suffix.lower()
        left -= copied(archive, entry, stem.with_name(stem.name + ending), left)
        if left < 0:
            _bomb(received.label, plain_name(label_of(entry)), f"<= {MOST_RATIO} : 1")


def _weigh(path: Path, label: str) -> None:
    """A workbook is an archive too: refuse one that unpacks to far more than it weighs."""
    left = room_for(path.stat().st_size)
    with zipfile.ZipFile(path) as archive:
        if not any(name.startswith("xl/") for name in archive.namelist()):
            _refuse("UPLOAD-CONTENT",
                    Text("文件内容与其后缀不符", "the file does not hold what its name says"),
                    label, "zip", ".xlsx", _AGAIN)  # fmt: skip
        for entry in _harmless(archive, label):
            left -= _weight(archive, entry, left)
    if left < 0:
        _bomb(label, "", f"<= {MOST_RATIO} : 1")


def _weight(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """Bytes an entry unpacks to; counting stops once they are more than the most."""
    read = 0
    with archive.open(entry) as packed:
        while read <= most and (piece := packed.read(_PIECE)):
            read += len(piece)
    return read


def _bomb(label: str, seen: str, wanted: str) -> NoReturn:
    _refuse(
        "UPLOAD-ARCHIVE-BOMB",
        Text("压缩包的条目数、解压大小或压缩比超限",
             "entries, unpacked size or ratio of the archive are beyond the limits"),
        label, seen, wanted, _PLAIN,
    )  # fmt: skip


def _refuse(code: str, message: Text, label: str, seen: str, wanted: str, cure: Text) -> NoReturn:
    raise InputRefusedError(
        Finding(code, Severity.ERROR, message, cure, file=label, seen=seen, wanted=wanted)
    )
