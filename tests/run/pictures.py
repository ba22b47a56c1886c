"""Pictures of screens as they are kept: 16 greys, four bits a pixel."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from zlib import crc32

import numpy as np

__all__ = ["apart", "read", "write"]

APART = 4
"""Greys by which a pixel must differ to count."""


def apart(picture: np.ndarray, kept: np.ndarray) -> float:
    """Share of the pixels that differ; all of them where the sizes do."""
    if picture.shape != kept.shape:
        return 1.0
    return float((np.abs(picture.astype(int) - kept.astype(int)) >= APART).mean())


def write(path: Path, greys: np.ndarray) -> None:
    """A PNG of four bits a pixel, its rows unfiltered."""
    height, width = greys.shape
    even = np.pad(greys, ((0, 0), (0, width % 2)))
    rows = np.pad(even[:, ::2] << 4 | even[:, 1::2], ((0, 0), (1, 0)))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts))


def read(path: Path) -> np.ndarray:
    """A picture that `write` wrote: ``(y, x)`` uint8."""
    body = path.read_bytes()
    width, height = struct.unpack(">II", body[16:24])
    (length,) = struct.unpack(">I", body[33:37])
    packed = np.frombuffer(zlib.decompress(body[41 : 41 + length]), np.uint8)
    rows = packed.reshape(height, -1)[:, 1:]
    return np.stack([rows >> 4, rows & 15], axis=2).reshape(height, -1)[:, :width]
