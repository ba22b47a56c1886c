"""The plane of the pictures of a run, Web Mercator, and a rectangle of it on paper.

x = R lon, y = R ln tan(pi/4 + lat/2) on a sphere of the ellipsoid's semi-major axis, as EPSG:3857
has it; lengths grow by 1 / cos(lat), so a metre on the ground is told by the middle latitude.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.area import plane_area

__all__ = ["Frame", "covered_cells", "frame_of", "on_plane", "path_of"]

_RADIUS_M = 6_378_137.0
"""Semi-major axis of WGS 84 and CGCS2000."""
_WIDTH, _HEIGHT = 720.0, 470.0
_MARGIN = 0.06
"""Room around what a map shows, as a share of its sides."""
_LEAST_M = 400.0
"""Least width of the ground a map shows, in plane metres."""
_CLOSE_M = 3_000.0
"""Metres of ground across below which a map shows a place, not a part of a city."""
_CELL = 3.0
"""Pixels of a cell in which small shapes are counted together."""
_COVERED = 0.4
"""Share of a cell from which on it is shown as covered."""
_THIN = 0.4
"""Pixels by which outlines are simplified."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the plane on paper: west and north in plane metres, pixels a metre.

    ``ground``: metres on the ground of one plane metre at its middle.
    """

    west: float
    north: float
    pixels: float
    ground: float
    width: float = _WIDTH
    height: float = _HEIGHT

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north on the plane."""
        east, south = self.west + self.width / self.pixels, self.north - self.height / self.pixels
        return self.west, south, east, self.north

    @property
    def is_close(self) -> bool:
        """Whether it shows so little that names of districts say nothing."""
        return self.width / self.pixels * self.ground < _CLOSE_M

    def place(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) plane coordinates to (n, 2) pixels, y down."""
        pixels: NDArray[np.float64] = np.column_stack(
            [(xy[:, 0] - self.west) * self.pixels, (self.north - xy[:, 1]) * self.pixels]
        )
        return pixels

    def near(self, shapes: NDArray[Any]) -> NDArray[Any]:
        """Polygons of the plane clipped to the frame with a margin, so that no edge is seen."""
        west, south, east, north = self.bounds
        room = 0.05 * (east - west)
        window = shapely.box(west - room, south - room, east + room, north + room)
        near = shapes[shapely.intersects(shapes, window)]
        clipped: NDArray[Any] = np.asarray(shapely.intersection(near, window), dtype=object)
        return clipped


def on_plane(shapes: NDArray[Any]) -> NDArray[Any]:
    """Shapes in degrees on the plane, in metres."""

    def plane(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        half = math.pi / 4 + np.radians(xy[:, 1]) / 2
        return _RADIUS_M * np.column_stack([np.radians(xy[:, 0]), np.log(np.tan(half))])

    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), plane), dtype=object)


def frame_of(
    shapes: NDArray[Any], room: float = _MARGIN, size: tuple[float, float] = (_WIDTH, _HEIGHT)
) -> Frame:
    """The frame of all shapes of the plane.

    ``room``: around them, as a share of their sides; ``size``: width and height in pixels.
    """
    width, height = size
    west, south, east, north = (float(v) for v in shapely.total_bounds(shapes))
    wide = max((east - west) * (1 + 2 * room), _LEAST_M)
    high = max((north - south) * (1 + 2 * room), _LEAST_M * height / width)
    pixels = min(width / wide, height / high)
    x, y = (west + east) / 2, (south + north) / 2
    latitude = 2 * math.atan(math.exp(y / _RADIUS_M)) - math.pi / 2
    return Frame(
        x - width / pixels / 2, y + height / pixels / 2, pixels, math.cos(latitude), width, height
    )


def path_of(shape: Any, frame: Frame) -> str:
    """The polygons of a shape as an SVG path, thinned to what is seen.

    Outer rings turn one way and holes the other, so that in a path of many shapes (fill rule
    ``nonzero``) holes stay open and ground of two shapes is filled.
    """
    thin = shapely.simplify(shape, _THIN / frame.pixels)
    kept = shapely.orient_polygons(thin if not thin.is_empty else shape)
    polygons = [p for p in shapely.get_parts(kept) if shapely.get_type_id(p) == 3]
    rings = [ring for p in polygons for ring in (p.exterior, *p.interiors)]
    return "".join(_ring(frame.place(shapely.get_coordinates(ring))) for ring in rings)


def _ring(xy: NDArray[np.float64]) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in xy[:-1])
    return f"M{points}Z"


def covered_cells(shapes: NDArray[Any], frame: Frame) -> str:
    """Ground of many shapes smaller than is seen, as a path of the cells they cover.

    Each shape counts with its area in the cell of its middle.
    """
    if not len(shapes):
        return ""
    xy = frame.place(shapely.get_coordinates(shapely.centroid(shapes)))
    ground = plane_area(shapes)
    columns, rows = (math.ceil(side / _CELL) for side in (frame.width, frame.height))
    held, _, _ = np.histogram2d(
        xy[:, 1], xy[:, 0], bins=(rows, columns),
        range=((0.0, rows * _CELL), (0.0, columns * _CELL)), weights=ground,
    )  # fmt: skip
    covered = held * frame.pixels**2 >= _COVERED * _CELL**2
    return "".join(
        f"M{x * _CELL:g},{y * _CELL:g}h{_CELL:g}v{_CELL:g}h-{_CELL:g}Z"
        for y, x in zip(*np.nonzero(covered), strict=True)
    )
