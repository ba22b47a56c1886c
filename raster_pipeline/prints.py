"""A sheet of a run: A4 or A3 at true scale, in the grid's CRS, as PDF or PNG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from layers import derived_layers, given_layers
from raster_pipeline.asked_year import year_of
from raster_pipeline.io.tables import read_frame
from raster_pipeline.opened import OpenedRun
from raster_pipeline.steps.sheet_layers import SheetLayer, drawn_layer, drawn_raster
from raster_pipeline.steps.sheet_place import (
    SCALE_RANGE,
    mark_on_grid,
    must_meet,
    placed,
    refusal,
)
from raster_pipeline.steps.sheet_words import crs_words, data_words
from sinkmap.errors import UsageError
from sinkmap.layer import Derived, Given, Sensitivity
from sinkmap.report.sheet import (
    DrawnUnit,
    PrintRequest,
    SheetContent,
    SheetNotes,
    SheetPlane,
    sheet_pdf,
    sheet_png,
)
from sinkmap.report.sheet.paper import layout_of
from sinkmap.text import Text

__all__ = ["SCALE_RANGE", "PrintRequest", "print_sheet", "printable_layers", "sheet_content"]

_MOST_LAYERS = 12
_LONGEST_NAME = 60
_STRICTEST = list(Sensitivity)


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
        raise UsageError(refusal(
            "PRINT-GEOGRAPHIC",
            Text("方案网格是经纬度，无法按比例尺打印", "the grid is in degrees: no true scale"),
            Text("用投影坐标系的网格计算后打印", "print from a run on a projected grid"),
            grid.crs, "EPSG:4549",
        ))  # fmt: skip
    year = year_of(opened, request.year)
    chosen = _chosen(opened, request.layers, year)
    mark = mark_on_grid(request.shape, grid.crs)
    layout = layout_of(request.paper, landscape=request.landscape)
    units = read_frame(opened.path / "units.parquet").set_index("unit_id").geometry.to_dict()
    middle, scale = placed(request, mark, grid.crs, units, study.city.code)
    plane = SheetPlane(grid.crs, layout.frame, middle, scale)
    must_meet(plane.bounds, grid.bounds)
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
        units=_units(opened, request.unit, units),
        mark=mark,
        mark_name=request.shape_name[:_LONGEST_NAME],
    )  # fmt: skip


def _chosen(opened: OpenedRun, names: Sequence[str], year: int) -> list[SheetLayer]:
    """The layers asked for, each there and allowed."""
    known: Mapping[str, Given | Derived] = {**given_layers(), **derived_layers()}
    found, wrong = [], []
    for name in dict.fromkeys(names):
        layer = known.get(name)
        path = None if layer is None else _file(opened, layer, year)
        if layer is not None and layer.sensitivity is Sensitivity.AGGREGATE:
            wrong.append(refusal(
                "PRINT-AGGREGATE",
                Text("该图层只发布汇总，不得打印明细", "of this layer only sums are released"),
                Text("去掉该图层", "leave the layer out"), name, "",
            ))  # fmt: skip
        elif layer is None or path is None:
            there = ", ".join(one.id for one in printable_layers(opened, year))
            wrong.append(refusal(
                "PRINT-LAYER-MISSING",
                Text("运行结果中没有可打印的该图层", "the run holds no such layer to print"),
                Text("请改用所列的图层", "name one of the layers listed"), name, there,
            ))  # fmt: skip
        else:
            found.append(SheetLayer(layer, year, path))
    rasters = [one.declared.id for one in found if one.declared.form.is_raster]
    if len(rasters) > 1 or len(found) > _MOST_LAYERS:
        wrong.append(refusal(
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


def _units(opened: OpenedRun, unit: str, ground: Mapping[str, Any]) -> list[DrawnUnit]:
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
