"""Ground on paper: the plane of the grid's CRS at a scale, and how north lies on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from sinkmap.grid import parse_crs
from sinkmap.report.sheet.paper import Box

__all__ = ["UNITS", "SheetPlane"]

UNITS = 10.0
"""Units of the drawing in a millimetre."""
_THIN_MM = 0.03
"""Millimetres by which outlines may be thinned: no printer shows less."""
_STEP_M = 1000.0
"""Metres along the meridian by which the direction of true north is found."""


@dataclass(frozen=True, slots=True)
class SheetPlane:
    """A frame of paper over the plane of a projected CRS.

    One metre of the plane is ``1000 / scale`` millimetres of paper, as on survey sheets: the
    projection's own point scale (:attr:`point_scale`) is told, not taken out.

    Parameters
    ----------
    crs
        EPSG code or WKT, metres.
    frame
        The frame on paper, millimetres.
    middle
        East and north of its middle, metres.
    scale
        Denominator.
    """

    crs: str
    frame: Box
    middle: tuple[float, float]
    scale: float

    @property
    def per_m(self) -> float:
        """Millimetres of paper for a metre of the plane."""
        return 1000.0 / self.scale

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the frame, metres."""
        (x, y), half = self.middle, 2.0 * self.per_m
        across, down = self.frame.width / half, self.frame.height / half
        return x - across, y - down, x + across, y + down

    def place(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) metres to (n, 2) units of the drawing from the sheet's upper left corner."""
        west, _, _, north = self.bounds
        per = self.per_m * UNITS
        right = self.frame.x * UNITS + (xy[:, 0] - west) * per
        down = self.frame.y * UNITS + (north - xy[:, 1]) * per
        placed: NDArray[np.float64] = np.column_stack([right, down])
        return placed

    def near(self, shapes: NDArray[Any], room_mm: float = 3.0) -> NDArray[Any]:
        """Shapes cut at the frame, with some room beyond it so that no cut is seen."""
        west, south, east, north = self.bounds
        room = room_mm / self.per_m
        window = (west - room, south - room, east + room, north + room)
        meets = shapely.intersects(shapes, shapely.box(*window))
        cut: NDArray[Any] = np.asarray(shapely.clip_by_rect(shapes[meets], *window), dtype=object)
        return cut[~shapely.is_empty(cut)]

    def path(self, shape: Any) -> str:
        """Polygons and lines of a shape as an SVG path."""
        thin = shapely.simplify(shape, _THIN_MM / self.per_m)
        kept = thin if not thin.is_empty else shape
        pieces = []
        for part in shapely.get_parts(kept):
            if shapely.get_dimensions(part) == 2:
                pieces += [self._line(ring) + "Z" for ring in (part.exterior, *part.interiors)]
            elif shapely.get_dimensions(part) == 1:
                pieces.append(self._line(part))
        return "".join(pieces)

    def _line(self, line: Any) -> str:
        placed = self.place(shapely.get_coordinates(line))
        return "M" + " ".join(f"{x:.2f},{y:.2f}" for x, y in placed)

    def degrees(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        lon, lat = _geodetic(self.crs).transform(*self.middle)
        return float(lon), float(lat)

    @property
    def true_north(self) -> float:
        """Direction of true north from the sheet's upper edge, degrees, clockwise.

        The convergence of the meridian is its opposite (positive east of the central meridian).
        """
        lon, lat = self.degrees()
        step = math.degrees(_STEP_M / 6_371_000.0)
        east, north = _geodetic(self.crs).transform(lon, lat + step, direction="INVERSE")
        return math.degrees(math.atan2(east - self.middle[0], north - self.middle[1]))

    @property
    def point_scale(self) -> float:
        """Length on the plane of a unit of length on the ellipsoid, at the middle."""
        system = parse_crs(self.crs)
        factors = pyproj.Proj(system).get_factors(*self.degrees())
        return float(factors.meridional_scale)


def _geodetic(crs: str) -> pyproj.Transformer:
    system = parse_crs(crs)
    return pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
