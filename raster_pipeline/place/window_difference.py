"""What two years differ by in a map window: hectares by class, additive."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader
from raster_pipeline.io.overview_reader import OverviewReader
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.opened import OpenedRun
from raster_pipeline.place.run_layers import RunLayers, layers_of_run
from raster_pipeline.steps.account import account
from sinkmap.classes import code_system
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.grid import Grid, Window
from sinkmap.indicator import ClassAreas
from sinkmap.text import Text

__all__ = ["ClassDifference", "Difference", "difference"]

Bounds = tuple[float, float, float, float]

_EXACT = 2**23
"""Pixels of a window that are read one by one; of a larger one an overview is."""
_EDGES = 32
"""Pieces an edge of the window is cut into, for it is bent on the grid's CRS."""
_HA = 1e4


@dataclass(frozen=True, slots=True)
class ClassDifference:
    """One class in the window, ha: in the first year, in the second, and second less first."""

    value: int
    name: Text
    colour: str
    before_ha: float
    after_ha: float
    difference_ha: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Two years of a class raster in a window.

    ``bounds``: degrees CGCS2000; ``window_ha``: of the window; ``unseen_ha``: of it without data in
    the first and second year; ``approximate``: counted on an overview, each of whose pixels stands
    for ``step`` x ``step`` pixels of the grid; ``rows``: largest change first.
    """

    layer: str
    title: Text
    years: tuple[int, int]
    bounds: Bounds
    window_ha: float
    unseen_ha: tuple[float, float]
    approximate: bool
    step: int
    rows: tuple[ClassDifference, ...]

    def to_json(self) -> dict[str, Any]:
        """The difference as a JSON object."""
        return asdict(self)


def difference(
    opened: OpenedRun, layer: str, year_a: int, year_b: int, bounds: Bounds, *, workers: int = 2
) -> Difference:
    """Hectares by class of two years in a window, and their difference. Any thread may ask.

    Every pixel counts with the share of it in the window times its area in the additive measure. A
    window of more than eight million pixels is counted on an overview, and the answer says so.

    Parameters
    ----------
    layer
        A class raster: ``land_use``, ``land_group``, ``stands`` …
    bounds
        West, south, east, north in degrees, CGCS2000.

    Raises
    ------
    UsageError
        ``DIFFERENCE-LAYER`` if a year has no such raster; ``DIFFERENCE-WINDOW`` if the window is
        none.
    """
    layers = layers_of_run(opened)
    specs = tuple(_spec(layers, layer, year) for year in (year_a, year_b))
    grid = opened.study.grid
    shape = _window_shape(layers, bounds)
    window = grid.window_of(tuple(shapely.bounds(shape).tolist()))
    pixels = window.rows * window.cols if window is not None else 0
    step = 2 ** max(0, math.ceil(math.log(max(pixels, 1) / _EXACT, 4)))
    with ExitStack() as stack:
        readers, step = _readers(specs, grid, step, stack)
        counted = grid if step == 1 else _coarse(grid, step)
        place = gpd.GeoDataFrame({"unit_id": ["window"]}, geometry=[shape], crs=grid.crs)
        tallies = [ClassAreas(name) for name in readers]
        found = account(counted, place, readers, tallies, workers=workers)["window"]
    before, after = (found[tally] for tally in tallies)
    return Difference(
        layer,
        _title(layers, layer),
        (year_a, year_b),
        bounds,
        (before.seen + before.unseen) / _HA,
        (before.unseen / _HA, after.unseen / _HA),
        step > 1,
        step,
        _rows(_names(layers, layer, specs[0]), before.classes, after.classes),
    )


def _spec(layers: RunLayers, layer: str, year: int) -> RasterSpec:
    spec = layers.rasters.get((layer, year))
    if spec is None or not spec.is_class:
        known = sorted({name for (name, y), one in layers.rasters.items() if one.is_class})
        raise UsageError(
            Finding(
                "DIFFERENCE-LAYER",
                Severity.ERROR,
                Text("运行结果没有该年度的这个分类栅格", "the run has no such class raster"),
                Text("请改用所列的图层", "name one of the layers listed"),
                layer=layer,
                year=year,
                wanted=", ".join(known),
            )
        )
    return spec


def _window_shape(layers: RunLayers, bounds: Bounds) -> Any:
    """The window on the grid's CRS, its edges bent as they are there."""
    west, south, east, north = (float(value) for value in bounds)
    sound = all(map(math.isfinite, (west, south, east, north)))
    shape = None
    if sound and -180.0 <= west < east <= 180.0 and -90.0 <= south < north <= 90.0:
        longest = max(east - west, north - south) / _EDGES
        box = shapely.segmentize(shapely.box(west, south, east, north), longest)
        shape = shapely.transform(box, layers.to_grid)
    if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
        raise UsageError(
            Finding(
                "DIFFERENCE-WINDOW",
                Severity.ERROR,
                Text("这不是经纬度范围", "these are no bounds in degrees"),
                Text("按西、南、东、北给出", "give west, south, east, north"),
                seen=", ".join(map(str, bounds)),
            )
        )
    return shape


def _readers(
    specs: tuple[RasterSpec, ...], grid: Grid, step: int, stack: ExitStack
) -> tuple[dict[str, PixelReader], int]:
    """Readers of both years, and the pixels of the grid along one of theirs."""
    names = ("before", "after")
    if step > 1 and all(len(spec.paths) == 1 for spec in specs):
        coarse = [
            stack.enter_context(OverviewReader(spec, max(1, grid.shape[1] // step)))
            for spec in specs
        ]
        if coarse[0].step == coarse[1].step > 1:
            found = (_Overview(one, spec) for one, spec in zip(coarse, specs, strict=True))
            return dict(zip(names, found, strict=True)), coarse[0].step
    sources = (stack.enter_context(RasterSource(spec, grid)) for spec in specs)
    return dict(zip(names, sources, strict=True)), 1


@dataclass(frozen=True, slots=True, eq=False)
class _Overview:
    """An overview as pixels of a coarser grid."""

    reader: OverviewReader
    spec: RasterSpec

    @property
    def nodata(self) -> float | None:
        return self.spec.nodata

    @property
    def code_system(self) -> str:
        return self.spec.code_system

    def read(self, window: Window) -> NDArray[Any]:
        return self.reader.read(window)


def _coarse(grid: Grid, step: int) -> Grid:
    rows, cols = (math.ceil(edge / step) for edge in grid.shape)
    return Grid(grid.crs, grid.west, grid.north, grid.resolution * step, (rows, cols))


def _title(layers: RunLayers, layer: str) -> Text:
    declared = layers.derived.get(layer) or layers.given.get(layer)
    return Text(layer, layer) if declared is None else declared.title


def _names(layers: RunLayers, layer: str, spec: RasterSpec) -> dict[int, tuple[Text, str]]:
    """Class value -> name and colour: of the layer's legend, or of its code system."""
    declared = layers.derived.get(layer) or layers.given.get(layer)
    legend = () if declared is None else declared.legend
    found = {int(one.value): (one.label, one.colour) for one in legend}
    if not found and spec.code_system:
        table = code_system(spec.code_system).table
        found = {
            int(code): (Text(str(zh), str(en)), "#7f7f7f")
            for code, zh, en in zip(table.index, table["name_zh"], table["name_en"], strict=True)
        }
    return found


def _rows(
    names: Mapping[int, tuple[Text, str]], before: Mapping[Any, float], after: Mapping[Any, float]
) -> tuple[ClassDifference, ...]:
    rows = []
    for value in sorted({*before, *after}):
        a, b = before.get(value, 0.0) / _HA, after.get(value, 0.0) / _HA
        unknown = (Text(f"代码 {value}", f"code {value}"), "#7f7f7f")
        name, colour = names.get(int(value), unknown)
        rows.append(ClassDifference(int(value), name, colour, a, b, b - a))
    return tuple(sorted(rows, key=lambda row: (-abs(row.difference_ha), row.value)))
