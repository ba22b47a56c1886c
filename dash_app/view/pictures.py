"""What must be known of a picture before the browser draws it."""

from __future__ import annotations

import struct

__all__ = ["needs_smoothing"]

_SIZE = slice(16, 24)
"""Width and height in a PNG's first chunk (PNG specification, 11.2.2 IHDR)."""


def needs_smoothing(png: bytes) -> bool:
    """Whether nearest resampling must be left off.

    maplibre-gl 5.24.1 asks for mipmaps of square pictures whose edge is a power of two, never
    makes them, and draws black; with linear resampling it does not ask.
    """
    width, height = struct.unpack(">II", png[_SIZE])
    return bool(width == height and width & (width - 1) == 0)
