"""Where a photograph was taken, as the camera wrote it into the file (EXIF 2.3, GPS tags)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PhotoPlace", "photo_place"]

_EXIF = b"Exif\0\0"
_APP1, _SCAN = 0xE1, 0xDA
_MOST_HEAD = 256 * 1024
"""Bytes of a file that are looked through: the segment holds 64 kB and stands at the beginning."""
_GPS = 0x8825
_LAT_REF, _LAT, _LON_REF, _LON, _LOOKS = 1, 2, 3, 4, 17
_ASCII, _RATIONAL = 2, 5
_MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Longitude and latitude in degrees (WGS 84); ``looks``: degrees from north, where stated."""

    lon: float
    lat: float
    looks: float | None = None


def photo_place(path: Path) -> PhotoPlace | None:
    """Where a JPEG was taken; None where it does not say, or says nothing that can be read."""
    with path.open("rb") as stream:
        head = stream.read(_MOST_HEAD)
    block = _exif(head)
    if block is None:
        return None
    try:
        return _place(_Tiff(block))
    except (struct.error, ValueError, ZeroDivisionError, KeyError):  # a block that is cut or odd
        return None


def _exif(head: bytes) -> bytes | None:
    if not head.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF and head[at + 1] != _SCAN:
        size = int.from_bytes(head[at + 2 : at + 4])
        body = head[at + 4 : at + 2 + size]
        if head[at + 1] == _APP1 and body.startswith(_EXIF):
            return body[len(_EXIF) :]
        at += 2 + size
    return None


class _Tiff:
    """The directories of an EXIF block."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        if block[:2] not in (b"II", b"MM"):
            raise ValueError("no byte order")
        self._order = "<" if block[:2] == b"II" else ">"
        (self.first,) = self._read("I", 4)

    def _read(self, form: str, at: int) -> tuple[int, ...]:
        return struct.unpack_from(self._order + form, self._block, at)

    def entries(self, at: int) -> dict[int, tuple[int, int, int]]:
        """Tag -> type, count, and where its value stands."""
        (count,) = self._read("H", at)
        if count > _MOST_ENTRIES:
            raise ValueError("no directory")
        found = {}
        for place in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, number = self._read("HHI", place)
            found[tag] = (kind, number, place + 8)
        return found

    def offset(self, entry: tuple[int, int, int]) -> int:
        """A value that is a place in the block."""
        return self._read("I", entry[2])[0]

    def letter(self, entry: tuple[int, int, int]) -> str:
        """First letter of a short text."""
        if entry[0] != _ASCII:
            raise ValueError("no text")
        return chr(self._block[entry[2]])

    def numbers(self, entry: tuple[int, int, int], count: int) -> list[float]:
        """Fractions."""
        if entry[:2] != (_RATIONAL, count):
            raise ValueError("no fractions")
        parts = self._read(f"{2 * count}I", self.offset(entry))
        return [top / bottom for top, bottom in zip(parts[::2], parts[1::2], strict=True)]


def _place(tiff: _Tiff) -> PhotoPlace | None:
    gps = tiff.entries(tiff.offset(tiff.entries(tiff.first)[_GPS]))
    lat = _degrees(tiff.numbers(gps[_LAT], 3)) * (-1 if tiff.letter(gps[_LAT_REF]) == "S" else 1)
    lon = _degrees(tiff.numbers(gps[_LON], 3)) * (-1 if tiff.letter(gps[_LON_REF]) == "W" else 1)
    looks = tiff.numbers(gps[_LOOKS], 1)[0] if _LOOKS in gps else None
    if not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0) or (lat, lon) == (0.0, 0.0):
        return None
    return PhotoPlace(lon, lat, looks if looks is not None and 0.0 <= looks < 360.0 else None)


def _degrees(parts: list[float]) -> float:
    degrees, minutes, seconds = parts
    return degrees + minutes / 60.0 + seconds / 3600.0
