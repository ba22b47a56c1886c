"""PNG files of palette entries or colours, written without an image library.

Format: W3C Portable Network Graphics (PNG) Specification, third edition.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["photo_png", "png_of"]

_LEVEL = 6
"""Of zlib: from here on files get hardly smaller, only slower to write."""


def png_of(
    pixels: NDArray[np.uint8], palette: NDArray[np.uint8] | None = None, level: int = _LEVEL
) -> bytes:
    """A PNG; palettes take four bits a pixel where they suffice.

    Parameters
    ----------
    pixels
        (y, x) entries of the palette, 0 being clear, or (y, x, 3) colours, black being clear.
    palette
        (entry, 3) colours, at most 256.
    level
        Effort of the compression, 1 to 9.
    """
    height, width = pixels.shape[:2]
    bits = 4 if palette is not None and len(palette) <= 16 else 8
    rows = pixels.reshape(height, -1)
    if bits == 4:
        even = np.pad(rows, ((0, 0), (0, 1))) if width % 2 else rows
        rows = np.bitwise_or(even[:, ::2] << 4, even[:, 1::2], dtype=np.uint8)
    kind, colours = (2, b"") if palette is None else (3, _chunk(b"PLTE", palette.tobytes()))
    raw = np.zeros((height, rows.shape[1] + 1), dtype=np.uint8)  # the first byte: no filter
    raw[:, 1:] = rows
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)),
            colours,
            _chunk(b"tRNS", bytes(6 if palette is None else 1)),
            _chunk(b"IDAT", zlib.compress(raw.tobytes(), level)),
            _chunk(b"IEND", b""),
        )
    )


def photo_png(pixels: NDArray[np.uint8], level: int = _LEVEL) -> bytes:
    """A PNG of a photograph: each pixel stored as what it differs by from its left neighbour.

    Parameters
    ----------
    pixels
        (y, x, 3) colours, or (y, x, 4) with the opacity last.
    level
        Effort of the compression, 1 to 9.
    """
    height, width, bands = pixels.shape
    raw = np.empty((height, width * bands + 1), dtype=np.uint8)
    raw[:, 0] = 1  # the filter "Sub"
    rows = pixels.copy()
    rows[:, 1:] -= pixels[:, :-1]
    raw[:, 1:] = rows.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if bands == 3 else 6, 0, 0, 0)
    body = _chunk(b"IDAT", zlib.compress(raw.tobytes(), level))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + body + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
