"""Where a sheet lies: its middle and scale on the grid's CRS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyproj
import shapely

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.grid import parse_crs
from sinkmap.report.sheet import PrintRequest, fitted_scale
from sinkmap.report.sheet.paper import layout_of
from sinkmap.text import Text

__all__ = ["SCALE_RANGE", "mark_on_grid", "must_meet", "placed", "refusal"]

SCALE_RANGE = (500, 1_000_000)
"""Denominators a sheet may have."""
_PLAIN_SCALE = 10_000
"""Scale around a place where none is asked for: that of the survey's own sheets."""
_MOST_VERTICES = 20_000
_DENSE = 0.001
"""Degrees between vertices of a shape before it is brought to the grid: about 100 m."""

Bounds = tuple[float, float, float, float]


def placed(
    request: PrintRequest, mark: Any, crs: str, units: Mapping[str, Any], city: str
) -> tuple[tuple[float, float], float]:
    """Middle of the sheet on the grid's CRS, and its scale.

    ``units``: unit -> its ground on the grid's CRS; ``city``: the unit that is all of it.

    Raises
    ------
    UsageError
        ``PRINT-SCALE``, ``PRINT-TOO-LARGE``, ``PRINT-OUTSIDE``, ``UNIT-MISSING``.
    """
    low, high = SCALE_RANGE
    if request.scale is not None and not low <= request.scale <= high:
        raise UsageError(refusal(
            "PRINT-SCALE",
            Text("比例尺超出允许范围", "the scale is out of range"),
            Text("用 500 至 1000000 之间的分母，或不写以自动适配",
                 "name a denominator from 500 to 1000000, or none to have it fitted"),
            str(request.scale), f"{low}-{high}",
        ))  # fmt: skip
    if request.centre is not None:
        middle = _on_grid(crs, request.centre)
        return middle, float(request.scale or _PLAIN_SCALE)
    west, south, east, north = _wanted(request, mark, crs, units, city)
    middle = ((west + east) / 2, (south + north) / 2)
    if request.scale is not None:
        return middle, float(request.scale)
    layout = layout_of(request.paper, landscape=request.landscape)
    scale = fitted_scale(east - west, north - south, layout.frame)
    if scale is None:
        raise UsageError(refusal(
            "PRINT-TOO-LARGE",
            Text("最小比例尺下仍放不进图幅", "it fits no sheet, even at the smallest scale"),
            Text("改用 A3 或横向，或指定比例尺只印一部分",
                 "take A3 or landscape, or name a scale to print a part"),
            f"{(east - west) / 1000:.0f} x {(north - south) / 1000:.0f} km",
            f"{layout.frame.width:.0f} x {layout.frame.height:.0f} mm",
        ))  # fmt: skip
    return middle, float(scale)


def _wanted(
    request: PrintRequest, mark: Any, crs: str, units: Mapping[str, Any], city: str
) -> Bounds:
    """Ground that must fit, on the grid's CRS."""
    if request.unit:
        if request.unit not in units:
            raise UsageError(refusal(
                "UNIT-MISSING",
                Text("运行结果中没有该统计单元", "the run holds no such unit"),
                Text("请改用所列的写法", "write it as wanted"),
                request.unit, ", ".join(list(units)[:20]),
            ))  # fmt: skip
        return _bounds(shapely.bounds(units[request.unit]))
    if request.view is not None:
        west, south, east, north = request.view
        if not (west < east and south < north):
            raise UsageError(_outside(", ".join(f"{v:g}" for v in request.view)))
        return _bounds(shapely.bounds(_to_grid(shapely.box(*request.view), crs)))
    if mark is not None:
        west, south, east, north = _bounds(shapely.bounds(mark))
        room = max(east - west, north - south, 100.0) * 0.25
        return west - room, south - room, east + room, north + room
    return _bounds(shapely.bounds(units[city]))


def mark_on_grid(shape: Any, crs: str) -> Any:
    """A drawn shape on the grid's CRS.

    Raises
    ------
    UsageError
        ``PRINT-SHAPE``.
    """
    if shape is None:
        return None
    bounds = shapely.bounds(shape)
    valid = bool(shapely.is_valid(shape)) and not shapely.is_empty(shape)
    inside = valid and bool(np.all(np.abs(bounds) <= [180.0, 90.0, 180.0, 90.0]))
    vertices = shapely.get_num_coordinates(shape) + shapely.length(shape) / _DENSE
    if not inside or vertices > _MOST_VERTICES:
        raise UsageError(refusal(
            "PRINT-SHAPE",
            Text("所绘图形无效、过于复杂或不是经纬度",
                 "the shape drawn is not valid, too detailed, or not in degrees"),
            Text("重新绘制", "draw it again"),
            f"{vertices:.0f}", f"<= {_MOST_VERTICES}, EPSG:4490",
        ))  # fmt: skip
    return _to_grid(shape, crs)


def _to_grid(shape: Any, crs: str) -> Any:
    system = parse_crs(crs)
    move = pyproj.Transformer.from_crs(system.geodetic_crs, system, always_xy=True)

    def moved(xy: Any) -> Any:
        return np.column_stack(move.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(shapely.segmentize(shape, _DENSE), moved)


def _on_grid(crs: str, centre: tuple[float, float]) -> tuple[float, float]:
    x, y = centre
    if not (np.isfinite(x) and np.isfinite(y)):
        raise UsageError(_outside(f"{x}, {y}"))
    if abs(x) > 180.0 or abs(y) > 90.0:
        return x, y
    point = shapely.get_coordinates(_to_grid(shapely.Point(x, y), crs))[0]
    return float(point[0]), float(point[1])


def must_meet(sheet: Bounds, grid: Bounds) -> None:
    """Refuse a sheet without any ground of the grid: ``PRINT-OUTSIDE``."""
    apart = sheet[0] >= grid[2] or sheet[2] <= grid[0] or sheet[1] >= grid[3] or sheet[3] <= grid[1]
    if apart or not np.all(np.isfinite(sheet)):
        raise UsageError(_outside(", ".join(f"{value:.0f}" for value in sheet)))


def _outside(seen: str) -> Finding:
    return refusal(
        "PRINT-OUTSIDE",
        Text("图幅不在研究区内", "the sheet lies outside the study's ground"),
        Text("检查中心坐标（经度,纬度 或 东,北）", "check the centre: lon,lat or east,north"),
        seen, "",
    )  # fmt: skip


def _bounds(values: Any) -> Bounds:
    west, south, east, north = (float(value) for value in values)
    return west, south, east, north


def refusal(code: str, message: Text, cure: Text, seen: str, wanted: str) -> Finding:
    """What is wrong with a request."""
    return Finding(code, Severity.ERROR, message, cure, seen=seen, wanted=wanted)
