"""Whether a photograph is whole: a file that was cut off on its way is no evidence."""

from __future__ import annotations

from pathlib import Path

__all__ = ["is_photograph", "is_whole"]

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_PICTURES = (_JPEG, _PNG, b"II*\0", b"MM\0*")
"""How JPEG, PNG and TIFF files begin."""
_BOXED = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
"""How the second word of a HEIF or AVIF file begins."""
_SCAN, _END = 0xDA, b"\xff\xd9"
"""JPEG: the marker before the picture itself, and the one after it (ITU-T T.81, annex B)."""
_ALONE = {0x01, *range(0xD0, 0xD8)}
"""JPEG: markers that no length follows."""


def is_photograph(path: Path) -> bool:
    """Whether a file begins as JPEG, PNG, TIFF, HEIF or AVIF do."""
    with path.open("rb") as stream:
        head = stream.read(16)
    return head.startswith(_PICTURES) or head[4:].startswith(_BOXED)


def is_whole(path: Path) -> bool:
    """Whether a JPEG or PNG reaches its end; of other formats nothing is asked."""
    data = path.read_bytes()
    if data.startswith(_JPEG):
        return _reaches_end(data)
    if data.startswith(_PNG):
        return _has_last_chunk(data)
    return True


def _reaches_end(data: bytes) -> bool:
    """Walk the segments to the scan, which holds no end marker but its own."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
        elif marker in _ALONE:
            place += 2
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4])
            if marker == _SCAN:
                return data.find(_END, place) >= 0
    return False


def _has_last_chunk(data: bytes) -> bool:
    """Walk the chunks: length, name, content, sum."""
    place = len(_PNG)
    while place + 12 <= len(data):
        size = int.from_bytes(data[place : place + 4])
        name = data[place + 4 : place + 8]
        place += 12 + size
        if name == b"IEND":
            return place <= len(data)
    return False
