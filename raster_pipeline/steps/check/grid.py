"""Whether a study's grid can carry areas: its CRS, its place on the ground, its size."""

from __future__ import annotations

import numpy as np
from pyproj.exceptions import CRSError, ProjError

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.grid import Grid, parse_crs
from sinkmap.text import Text

__all__ = ["city_beyond_grid", "grid_findings"]

_CURE = Text("改正方案的 [grid]", "correct [grid] in the plan")
_CRS = Kind(
    "GRID-CRS",
    Severity.ERROR,
    Text("该坐标系不能用作分析格网", "this CRS cannot be that of the grid"),
    _CURE,
)
_PLACE = Kind(
    "GRID-PLACE",
    Severity.ERROR,
    Text(
        "格网原点与其坐标系不符，格网不在坐标系的适用范围内",
        "origin and CRS of the grid do not belong together: it lies where the CRS has no meaning",
    ),
    _CURE,
)
_SIZE = Kind(
    "GRID-SIZE", Severity.ERROR, Text("格网过大", "the grid is too large to compute on"), _CURE
)
_SMALL = Kind(
    "GRID-SMALL",
    Severity.ERROR,
    Text("全市范围超出格网", "the city reaches beyond the grid"),
    Text("扩大 [grid] 的 origin 与 shape", "enlarge origin and shape of [grid]"),
)
_MOST_EDGE = 400_000
_MOST_PIXELS = 20_000_000_000
_HALF_PIXEL = 0.5


def grid_findings(grid: Grid) -> list[Finding]:
    """Faults of a grid that leave nothing to compare any layer with."""
    place = Place("study.toml", "grid")
    system = parse_crs(grid.crs)
    if not (system.is_geographic or system.is_projected) or len(system.axis_info) != 2:
        return [place.found(_CRS, seen=system.name, wanted="CGCS2000 / 3-degree Gauss-Kruger …")]
    if system.to_epsg() == 3857 or "pseudo-mercator" in system.name.lower():
        return [place.found(_CRS, seen=system.name, wanted="CGCS2000 / 3-degree Gauss-Kruger …")]
    units = {axis.unit_name for axis in system.axis_info}
    if not units <= {"metre", "degree"}:
        return [place.found(_CRS, seen=", ".join(sorted(units)), wanted="metre | degree")]
    rows, cols = grid.shape
    if max(rows, cols) > _MOST_EDGE or rows * cols > _MOST_PIXELS:
        wanted = f"≤ {_MOST_EDGE:,}, ≤ {_MOST_PIXELS:,} px"
        return [place.found(_SIZE, seen=f"{rows:,} × {cols:,}", wanted=wanted)]
    try:
        with np.errstate(all="ignore"):
            AreaMeasure.of_grid(grid)
    except (ValueError, ProjError, CRSError, np.linalg.LinAlgError):
        west, south, east, north = grid.bounds
        seen = f"{system.name}: x {west:.10g}..{east:.10g}, y {south:.10g}..{north:.10g}"
        return [place.found(_PLACE, seen=seen)]
    return []


def city_beyond_grid(bounds: tuple[float, float, float, float], grid: Grid) -> list[Finding]:
    """``GRID-SMALL`` if the city's bounds (west, south, east, north) leave the grid's.

    The area measure is fitted to the grid's rectangle and means nothing far outside it.
    """
    west, south, east, north = grid.bounds
    beyond = max(west - bounds[0], south - bounds[1], bounds[2] - east, bounds[3] - north)
    if beyond <= _HALF_PIXEL * grid.resolution:
        return []
    seen = ", ".join(f"{value:.10g}" for value in bounds)
    wanted = ", ".join(f"{value:.10g}" for value in grid.bounds)
    return [Place("study.toml", "grid").found(_SMALL, seen=seen, wanted=f"⊂ {wanted}")]
