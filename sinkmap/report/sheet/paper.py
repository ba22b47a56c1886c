"""Paper, the places on it, and the scales a sheet may have. Lengths are millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["SCALES", "Box", "Layout", "Paper", "fitted_scale", "layout_of"]

SCALES = (500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 150_000, 200_000, 250_000,
          300_000, 400_000, 500_000, 600_000, 750_000, 1_000_000)  # fmt: skip
"""Denominators that are taken where none is asked for: those of the national series (GB/T 13989)
and round ones between; a city of a hundred kilometres needs more than 500 000 on A4."""

_MARGIN = 10.0
_TITLE = 14.0
_EDGE = 6.0
"""Room for coordinates outside the frame."""
_ROOM = 1.04
"""Ground shown beyond what must be seen, as a factor of its sides."""


class Paper(StrEnum):
    """Size of a sheet (ISO 216)."""

    A4 = "a4"
    A3 = "a3"

    def sides(self, *, landscape: bool) -> tuple[float, float]:
        """Width and height."""
        short, long = (210.0, 297.0) if self is Paper.A4 else (297.0, 420.0)
        return (long, short) if landscape else (short, long)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on a sheet: the map's frame, and beside or below it what explains it."""

    width: float
    height: float
    frame: Box
    scale: Box
    legend: Box
    notes: Box

    @property
    def title(self) -> tuple[float, float]:
        """Middle of the title's line."""
        return self.width / 2.0, _MARGIN + 8.0


def layout_of(paper: Paper, *, landscape: bool) -> Layout:
    """Places on a paper: in landscape the explanations are a column, in portrait a band."""
    width, height = paper.sides(landscape=landscape)
    large = paper is Paper.A3
    top, left = _MARGIN + _TITLE + _EDGE - 1.0, _MARGIN + _EDGE
    if landscape:
        column = 78.0 if large else 64.0
        x = width - _MARGIN - column
        frame = Box(left, top, x - _EDGE - 3.0 - left, height - _MARGIN - _EDGE - top)
        notes = Box(x, frame.bottom - 62.0, column, 62.0)
        scale = Box(x, top, column, 34.0)
        legend = Box(x, scale.bottom + 3.0, column, notes.y - scale.bottom - 6.0)
        return Layout(width, height, frame, scale, legend, notes)
    band = 66.0
    y = height - _MARGIN - band
    frame = Box(left, top, width - 2 * left, y - _EDGE - 2.0 - top)
    inner = width - 2 * _MARGIN
    scale = Box(_MARGIN, y, 52.0, band)
    notes = Box(width - _MARGIN - 62.0, y, 62.0, band)
    legend = Box(scale.right + 4.0, y, inner - 52.0 - 62.0 - 8.0, band)
    return Layout(width, height, frame, scale, legend, notes)


def fitted_scale(across_m: float, down_m: float, frame: Box) -> int | None:
    """The largest of :data:`SCALES` at which so much ground fits a frame; None if none is."""
    wanted = max(across_m * _ROOM / frame.width, down_m * _ROOM / frame.height) * 1000.0
    return next((scale for scale in SCALES if scale >= wanted), None)
