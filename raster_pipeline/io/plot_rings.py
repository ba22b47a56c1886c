"""Rings of boundary points made polygons, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.plot_findings import PlotFindings, PlotKind
from raster_pipeline.io.plot_text import BoundaryPoint, TextPlot
from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = ["nested", "plot_polygon"]

_SAME_M = 0.0005
"""Points nearer than half a millimetre are one: texts have three digits, in metres."""


def _error(code: str, message: Text, cure: Text) -> PlotKind:
    return PlotKind(code, Severity.ERROR, message, cure)


_FEW = _error(
    "PLOT-FEW-POINTS",
    Text("一圈少于三个不同的点", "a ring of fewer than three different points"),
    Text("补全该圈的界址点", "complete the points of the ring"),
)
_CROSSING = _error(
    "PLOT-CROSSING",
    Text("界线自相交或圈间相交", "the boundary crosses itself or rings cross each other"),
    Text("核对点的顺序与圈号", "check the order of the points and the ring numbers"),
)
_HOLE_OUTSIDE = _error(
    "PLOT-HOLE-OUTSIDE",
    Text("内圈不在外圈之内", "a hole lies outside the outer ring"),
    Text(
        "互不包含的部分各用一个以 @ 结尾的地块行", "give parts of their own a plot line ending in @"
    ),
)
_COUNT = _error(
    "PLOT-POINT-COUNT",
    Text("界址点数与地块行所写不符", "the plot line states another number of points"),
    Text("核对是否缺行，或改正点数", "check for lost lines, or correct the number"),
)
_SHAPE = _error(
    "PLOT-NOT-AREA",
    Text("地块的图形属性不是面", "the plot is not an area"),
    Text("提交面状地块", "hand in an area"),
)
_NO_POINTS = _error(
    "PLOT-NO-POINTS",
    Text("地块没有界址点", "a plot without points"),
    Text("补全该地块的坐标", "complete its coordinates"),
)
_DOUBLE = PlotKind(
    "PLOT-POINT-DOUBLE",
    Severity.NOTE,
    Text("相邻界址点重复，已合并", "neighbouring points are equal and were made one"),
    Text("无需处理", "nothing to do"),
)


def plot_polygon(plot: TextPlot, label: str, found: PlotFindings) -> Any:
    """Polygon or multipolygon of a plot (x east, y north), None if an error was found.

    Ring 1 is the outer one, others are holes. Where the first point of a ring comes again and
    more points follow under the same number, a new ring begins: inside it is a hole, outside a
    further part.
    """
    if plot.shape and "面" not in plot.shape and plot.shape.lower() not in ("polygon", "area"):
        found.add(_SHAPE, place=plot.line, seen=plot.shape, wanted="面")
    if not plot.points:
        found.add(_NO_POINTS, place=plot.line, seen=label)
        return None
    rings = _rings(plot.points)
    _check_count(plot, rings, found)
    made: list[tuple[int, Any]] = []
    for number, points in rings:
        ring = _ring(points, found)
        if ring is None:
            found.add(_FEW, place=points[0].line, seen=f"{label}: {number}", wanted=">= 3")
            continue
        made.append((number, ring))
    if len(made) < len(rings):
        return None
    _check_holes(made, rings, found)
    if found.refused:
        return None
    whole = nested([ring for _, ring in made])
    if whole is None:
        reason = _crossing([ring for _, ring in made])
        found.add(_CROSSING, place=plot.line or plot.points[0].line, seen=f"{label}: {reason}")
    return whole


def _rings(points: Sequence[BoundaryPoint]) -> list[tuple[int, list[BoundaryPoint]]]:
    """Points by ring, in the order of the text."""
    rings: list[tuple[int, list[BoundaryPoint]]] = []
    closed = True
    for point in points:
        if closed or rings[-1][0] != point.ring:
            rings.append((point.ring, []))
        own = rings[-1][1]
        own.append(point)
        closed = len(own) > 3 and _same(own[0], point)
    return rings


def _same(one: BoundaryPoint, other: BoundaryPoint) -> bool:
    return abs(one.north - other.north) < _SAME_M and abs(one.east - other.east) < _SAME_M


def _check_count(
    plot: TextPlot, rings: Sequence[tuple[int, list[BoundaryPoint]]], found: PlotFindings
) -> None:
    """The number stated may or may not count the points that close the rings."""
    if plot.points_stated is None:
        return
    closing = sum(len(own) > 3 and _same(own[0], own[-1]) for _, own in rings)
    there = len(plot.points)
    if plot.points_stated not in range(there - closing, there + len(rings) - closing + 1):
        found.add(_COUNT, place=plot.line, seen=str(there), wanted=str(plot.points_stated))


def _ring(points: Sequence[BoundaryPoint], found: PlotFindings) -> Any:
    """A polygon of one ring, None if it has fewer than three different points."""
    xy = np.array([(point.east, point.north) for point in points], dtype=np.float64)
    if len(xy) > 1 and _same(points[0], points[-1]):
        xy = xy[:-1]
    apart = np.abs(xy - np.roll(xy, 1, axis=0)).max(axis=1) >= _SAME_M
    if len(xy) > 1 and not apart.all():
        for row in np.flatnonzero(~apart).tolist():
            found.add(_DOUBLE, place=points[row].line, seen=points[row].name)
        xy = xy[apart]
    return shapely.polygons(xy) if len(xy) >= 3 else None


def _check_holes(
    made: Sequence[tuple[int, Any]],
    rings: Sequence[tuple[int, list[BoundaryPoint]]],
    found: PlotFindings,
) -> None:
    outer = [ring for number, ring in made if number == 1]
    if not outer:
        return
    for (number, ring), (_, points) in zip(made, rings, strict=True):
        if number != 1 and not shapely.covers(outer, _middle(ring)).any():
            found.add(_HOLE_OUTSIDE, place=points[0].line, seen=str(number), wanted="1")


def _middle(ring: Any) -> Any:
    """A point inside a ring, or on it where it crosses itself: that is found later."""
    return (
        shapely.point_on_surface(ring) if ring.is_valid else shapely.Point(ring.exterior.coords[0])
    )


def nested(rings: Sequence[Any]) -> Any:
    """Rings made one area: a ring inside an odd number of others is a hole.

    Returns
    -------
    Polygon or multipolygon, None if rings cross themselves or each other.
    """
    array = np.asarray(rings, dtype=object)
    if not shapely.is_valid(array).all():
        return None
    middle = shapely.point_on_surface(array)
    inside = shapely.contains_properly(array[None, :], middle[:, None])
    np.fill_diagonal(inside, False)
    depth = inside.sum(axis=1)
    parts = []
    for shell in np.flatnonzero(depth % 2 == 0):
        holes = [
            array[row].exterior
            for row in np.flatnonzero(inside[:, shell] & (depth == depth[shell] + 1))
        ]
        parts.append(shapely.Polygon(array[shell].exterior, holes))
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return whole if whole.is_valid else None


def _crossing(rings: Sequence[Any]) -> str:
    reasons: NDArray[Any] = shapely.is_valid_reason(np.asarray(rings, dtype=object))
    said = [reason for reason in reasons if reason != "Valid Geometry"]
    return said[0] if said else "rings cross"
