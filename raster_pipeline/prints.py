"""A sheet of a run: A4 or A3 at true scale, in the grid's CRS, as PDF or PNG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pyproj
import shapely

from layers import derived_layers, given_layers
from raster_pipeline.io.tables import read_frame
from raster_pipeline.opened import OpenedRun
from raster_pipeline.steps.sheet_layers import SheetLayer, drawn_layer, drawn_raster
from raster_pipeline.steps.sheet_words import crs_words, data_words
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.grid import parse_crs
from sinkmap.layer import Derived, Given, Sensitivity
from sinkmap.report.sheet import (
    DrawnUnit,
    Paper,
    SheetContent,
    SheetNotes,
    SheetPlane,
    fitted_scale,
    sheet_pdf,
    sheet_png,
)
from sinkmap.report.sheet.paper import layout_of
from sinkmap.text import Language, Text

__all__ = ["SCALE_RANGE", "PrintRequest", "print_sheet", "printable_layers", "sheet_content"]

SCALE_RANGE = (500, 1_000_000)
"""Denominators a sheet may have."""
_PLAIN_SCALE = 10_000
"""Scale around a place where none is asked for: that of the survey's own sheets."""
_MOST_LAYERS = 12
_MOST_VERTICES = 20_000
_LONGEST_NAME = 60
_DENSE = 0.001
"""Degrees between vertices of a shape before it is brought to the grid: about 100 m."""
_STRICTEST = list(Sensitivity)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class PrintRequest:
    """What is to be printed. The first of ``centre``, ``unit``, ``view``, ``shape`` that is given
    says where; without any it is the whole city.

    Parameters
    ----------
    year
        None is the last of the run.
    layers
        Ids, lowest first; at most one raster, which lies below all.
    centre
        Middle of the sheet: longitude and latitude, or east and north of the grid's CRS.
    unit
        Statistical unit that must fit.
    view
        West, south, east, north in degrees that must fit.
    shape, shape_name
        A drawn geometry in degrees, and its name.
    scale
        Denominator; None is fitted, or 1:10 000 around a centre.
    """

    layers: tuple[str, ...] = ("land_use",)
    year: int | None = None
    centre: tuple[float, float] | None = None
    unit: str = ""
    view: Bounds | None = None
    shape: Any = None
    shape_name: str = ""
    scale: int | None = None
    paper: Paper = Paper.A4
    landscape: bool = False
    title: str = ""
    language: Language = field(default=Language.ZH)


def print_sheet(opened: OpenedRun, request: PrintRequest, kind: Literal["pdf", "png"]) -> bytes:
    """Make a sheet.

    Raises
    ------
    UsageError
        ``PRINT-*``, ``YEAR-MISSING``, ``UNIT-MISSING``: what was asked for cannot be.
    CannotFinishError
        ``FONT-MISSING``.
    """
    content = sheet_content(opened, request)
    return (sheet_pdf if kind == "pdf" else sheet_png)(content, request.language)


def printable_layers(opened: OpenedRun, year: int) -> list[Given | Derived]:
    """Layers of a year whose detail may be printed, rasters first."""
    known: Mapping[str, Given | Derived] = {**given_layers(), **derived_layers()}
    there = [
        layer
        for layer in known.values()
        if layer.sensitivity is not Sensitivity.AGGREGATE and _file(opened, layer, year) is not None
    ]
    return sorted(there, key=lambda layer: (not layer.form.is_raster, isinstance(layer, Given)))


def sheet_content(opened: OpenedRun, request: PrintRequest) -> SheetContent:
    """Everything on the sheet; errors as :func:`print_sheet`."""
    study, grid = opened.study, opened.study.grid
    if grid.is_geographic:
        raise UsageError(_refusal(
            "PRINT-GEOGRAPHIC",
            Text("方案网格是经纬度，无法按比例尺打印", "the study's grid is in degrees: no true scale"),
            Text("用投影坐标系的网格计算后打印", "print from a run on a projected grid"),
            grid.crs, "EPSG:4549",
        ))  # fmt: skip
    year = _year(opened, request.year)
    chosen = _chosen(opened, request.layers, year)
    mark = _mark(request.shape, grid.crs)
    layout = layout_of(request.paper, landscape=request.landscape)
    middle, scale = _placed(opened, request, mark, (layout.frame.width, layout.frame.height))
    plane = SheetPlane(grid.crs, layout.frame, middle, scale)
    _meets(plane.bounds, grid.bounds)
    rasters = [one for one in chosen if one.declared.form.is_raster]
    shapes = [one for one in chosen if not one.declared.form.is_raster]
    declared = [one.declared for one in chosen]
    raster = drawn_raster(rasters[0], plane, grid) if rasters else None
    return SheetContent(
        title=_title(opened, request, declared, year),
        layout=layout,
        plane=plane,
        notes=SheetNotes(
            crs=crs_words(grid.crs),
            year=year,
            run_id=opened.manifest.run_id,
            simulated=study.simulated,
            sensitivity=max(
                (one.sensitivity for one in declared), key=_STRICTEST.index,
                default=Sensitivity.PUBLIC,
            ),
            data=data_words(declared, year, study, derived_layers()),
        ),
        raster=raster,
        layers=[drawn_layer(one, plane, over_raster=bool(rasters)) for one in shapes],
        units=_units(opened, request.unit),
        mark=mark,
        mark_name=request.shape_name[:_LONGEST_NAME],
    )  # fmt: skip


def _year(opened: OpenedRun, year: int | None) -> int:
    years = opened.manifest.years
    if year is None:
        return years[-1]
    if year in years:
        return year
    raise UsageError(_refusal(
        "YEAR-MISSING",
        Text("运行结果不含该年度", "the run does not hold this year"),
        Text("请改用所列的年度", "name one of the years listed"),
        str(year), ", ".join(map(str, years)),
    ))  # fmt: skip


def _chosen(opened: OpenedRun, names: Sequence[str], year: int) -> list[SheetLayer]:
    """The layers asked for, each there and allowed."""
    known: Mapping[str, Given | Derived] = {**given_layers(), **derived_layers()}
    found, wrong = [], []
    for name in dict.fromkeys(names):
        layer = known.get(name)
        path = None if layer is None else _file(opened, layer, year)
        if layer is not None and layer.sensitivity is Sensitivity.AGGREGATE:
            wrong.append(_refusal(
                "PRINT-AGGREGATE",
                Text("该图层只发布汇总，不得打印明细", "of this layer only sums are released"),
                Text("去掉该图层", "leave the layer out"), name, "",
            ))  # fmt: skip
        elif layer is None or path is None:
            there = ", ".join(one.id for one in printable_layers(opened, year))
            wrong.append(_refusal(
                "PRINT-LAYER-MISSING",
                Text("运行结果中没有可打印的该图层", "the run holds no such layer to print"),
                Text("请改用所列的图层", "name one of the layers listed"), name, there,
            ))  # fmt: skip
        else:
            found.append(SheetLayer(layer, year, path))
    rasters = [one.declared.id for one in found if one.declared.form.is_raster]
    if len(rasters) > 1 or len(found) > _MOST_LAYERS:
        wrong.append(_refusal(
            "PRINT-LAYERS-MANY",
            Text("图层过多：栅格至多一个", "too many layers: at most one may be a raster"),
            Text("减少图层", "leave some out"),
            ", ".join(rasters) if len(rasters) > 1 else str(len(found)), f"1; {_MOST_LAYERS}",
        ))  # fmt: skip
    if wrong:
        raise UsageError(wrong)
    return found


def _file(opened: OpenedRun, layer: Given | Derived, year: int) -> Any:
    """The file a layer of a year can be drawn from; None if the run has none."""
    if isinstance(layer, Given):
        return opened.taken_in(layer.id, year) if layer.form.has_features else None
    ending = "tif" if layer.form.is_raster else "parquet"
    if not layer.form.is_raster and not layer.form.has_features:
        return None
    path = opened.path / "layers" / f"{layer.id}_{year}.{ending}"
    return path if path.is_file() else None


def _placed(
    opened: OpenedRun, request: PrintRequest, mark: Any, frame_mm: tuple[float, float]
) -> tuple[tuple[float, float], float]:
    """Middle of the sheet on the grid's CRS, and its scale."""
    low, high = SCALE_RANGE
    if request.scale is not None and not low <= request.scale <= high:
        raise UsageError(_refusal(
            "PRINT-SCALE",
            Text("比例尺超出允许范围", "the scale is out of range"),
            Text("用 500 至 1000000 之间的分母，或不写以自动适配",
                 "name a denominator from 500 to 1000000, or none to have it fitted"),
            str(request.scale), f"{low}-{high}",
        ))  # fmt: skip
    if request.centre is not None:
        middle = _on_grid(opened.study.grid.crs, request.centre)
        return middle, float(request.scale or _PLAIN_SCALE)
    west, south, east, north = _wanted(opened, request, mark)
    middle = ((west + east) / 2, (south + north) / 2)
    if request.scale is not None:
        return middle, float(request.scale)
    layout = layout_of(request.paper, landscape=request.landscape)
    scale = fitted_scale(east - west, north - south, layout.frame)
    if scale is None:
        raise UsageError(_refusal(
            "PRINT-TOO-LARGE",
            Text("最小比例尺下仍放不进图幅", "it fits no sheet, even at the smallest scale"),
            Text("改用 A3 或横向，或指定比例尺只印一部分",
                 "take A3 or landscape, or name a scale to print a part"),
            f"{(east - west) / 1000:.0f} x {(north - south) / 1000:.0f} km",
            f"{frame_mm[0]:.0f} x {frame_mm[1]:.0f} mm",
        ))  # fmt: skip
    return middle, float(scale)


def _wanted(opened: OpenedRun, request: PrintRequest, mark: Any) -> Bounds:
    """Ground that must fit, on the grid's CRS."""
    crs = opened.study.grid.crs
    if request.unit:
        units = read_frame(opened.path / "units.parquet").set_index("unit_id")
        if request.unit not in units.index:
            raise UsageError(_refusal(
                "UNIT-MISSING",
                Text("运行结果中没有该统计单元", "the run holds no such unit"),
                Text("请改用所列的写法", "write it as wanted"),
                request.unit, ", ".join(list(units.index)[:20]),
            ))  # fmt: skip
        return _bounds(shapely.bounds(units.loc[request.unit].geometry))
    if request.view is not None:
        west, south, east, north = request.view
        if not (west < east and south < north):
            raise UsageError(_outside(", ".join(f"{v:g}" for v in request.view)))
        return _bounds(shapely.bounds(_to_grid(shapely.box(*request.view), crs)))
    if mark is not None:
        west, south, east, north = _bounds(shapely.bounds(mark))
        room = max(east - west, north - south, 100.0) * 0.25
        return west - room, south - room, east + room, north + room
    units = read_frame(opened.path / "units.parquet").set_index("unit_id")
    return _bounds(shapely.bounds(units.loc[opened.study.city.code].geometry))


def _units(opened: OpenedRun, unit: str) -> list[DrawnUnit]:
    """Units of the city's first partition, or of the one the unit asked for belongs to."""
    results = opened.results
    holding = [p for p in results.partitions if unit in p.members and len(p.members) > 1]
    many = [p for p in results.partitions if len(p.members) > 1]
    partitions = holding or many
    if not partitions:
        return []
    frame = read_frame(opened.path / "units.parquet").set_index("unit_id")
    members = partitions[0].members
    return [DrawnUnit(results.units[member].name, frame.loc[member].geometry) for member in members]


def _mark(shape: Any, crs: str) -> Any:
    """A drawn shape on the grid's CRS."""
    if shape is None:
        return None
    bounds = shapely.bounds(shape)
    valid = bool(shapely.is_valid(shape)) and not shapely.is_empty(shape)
    inside = valid and bool(np.all(np.abs(bounds) <= [180.0, 90.0, 180.0, 90.0]))
    if not inside or shapely.get_num_coordinates(shape) > _MOST_VERTICES:
        raise UsageError(_refusal(
            "PRINT-SHAPE",
            Text("所绘图形无效、过于复杂或不是经纬度",
                 "the shape drawn is not valid, too detailed, or not in degrees"),
            Text("重新绘制", "draw it again"),
            f"{shapely.get_num_coordinates(shape)}", f"<= {_MOST_VERTICES}, EPSG:4490",
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


def _meets(sheet: Bounds, grid: Bounds) -> None:
    apart = sheet[0] >= grid[2] or sheet[2] <= grid[0] or sheet[1] >= grid[3] or sheet[3] <= grid[1]
    if apart or not np.all(np.isfinite(sheet)):
        raise UsageError(_outside(", ".join(f"{value:.0f}" for value in sheet)))


def _outside(seen: str) -> Finding:
    return _refusal(
        "PRINT-OUTSIDE",
        Text("图幅不在研究区内", "the sheet lies outside the study's ground"),
        Text("检查中心坐标（经度,纬度 或 东,北）", "check the centre: lon,lat or east,north"),
        seen, "",
    )  # fmt: skip


def _title(
    opened: OpenedRun, request: PrintRequest, layers: Iterable[Given | Derived], year: int
) -> Text:
    if request.title:
        return Text(request.title[:_LONGEST_NAME], request.title[:_LONGEST_NAME])
    place = opened.study.city.name
    if request.unit:
        place = opened.results.units[request.unit].name
    titles = [layer.title for layer in layers][:2]
    what = Text("、".join(t.zh for t in titles), " and ".join(t.en for t in titles))
    return Text(
        f"{place.zh}{year}年{what.zh or '行政区划'}图", f"{what.en or 'Units'}, {place.en}, {year}"
    )


def _bounds(values: Any) -> Bounds:
    west, south, east, north = (float(value) for value in values)
    return west, south, east, north


def _refusal(code: str, message: Text, cure: Text, seen: str, wanted: str) -> Finding:
    return Finding(code, Severity.ERROR, message, cure, seen=seen, wanted=wanted)
