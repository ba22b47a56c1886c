"""Colours that both sides of the tile benchmark give to classes."""

from __future__ import annotations

__all__ = ["class_colours"]


def class_colours(count: int) -> dict[int, str]:
    """Class -> ``#rrggbb`` of classes 1 to ``count``, all different and none black."""
    return {
        value: f"#{(value * 0x9E3779 + 0x10204) & 0xFFFFFF:06x}" for value in range(1, count + 1)
    }
