"""What a tile is, read from its own bytes: nothing else of a bureau's archive is believed.

Formats: W3C PNG, ITU-T T.81 (JPEG), RFC 9649 (WebP).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

__all__ = ["PictureHead", "picture_head"]

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG that begin a frame and tell its size."""
_ENDS_WITHIN = 64
"""Bytes after the end of a JPEG that some writers leave."""


@dataclass(frozen=True, slots=True)
class PictureHead:
    """Media type of a picture, and its pixels across and down."""

    media: str
    width: int
    height: int


def picture_head(content: bytes) -> PictureHead | None:
    """What a whole PNG, JPEG or WebP says of itself; None if it is none or is cut off."""
    try:
        if content.startswith(_PNG):
            return _png(content)
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError):  # it ends within its head
        return None
    return None


def _png(content: bytes) -> PictureHead | None:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-12:]:
        return None
    return PictureHead("image/png", *struct.unpack(">II", content[16:24]))


def _jpeg(content: bytes) -> PictureHead | None:
    if b"\xff\xd9" not in content[-_ENDS_WITHIN:]:
        return None
    at = 2
    while content[at] == 0xFF:
        if content[at + 1] == 0xFF:  # filled up
            at += 1
            continue
        if content[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return PictureHead("image/jpeg", width, height)
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def _webp(content: bytes) -> PictureHead | None:
    if struct.unpack("<I", content[4:8])[0] + 8 > len(content):
        return None
    kind = content[12:16]
    if kind == b"VP8 ":
        width, height = (one & 0x3FFF for one in struct.unpack("<HH", content[26:30]))
    elif kind == b"VP8L":
        bits = struct.unpack("<I", content[21:25])[0]
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
    else:
        return None
    return PictureHead("image/webp", width, height)
