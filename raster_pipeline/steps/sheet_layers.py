"""Layers of a run as a sheet of paper shows them: read in its window, at its resolution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.raster_spec import RasterSpec
from raster_pipeline.io.window_frame import read_window
from raster_pipeline.io.window_picture import window_picture
from raster_pipeline.steps.legend_steps import stepped
from sinkmap.classes import groups
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.grid import Grid
from sinkmap.layer import Derived, Form, Given, LegendEntry
from sinkmap.report.scale import nice_step
from sinkmap.report.sheet import DrawnLayer, DrawnRaster, SheetPlane
from sinkmap.text import Text

__all__ = ["SheetLayer", "drawn_layer", "drawn_raster"]

_DOT_MM = 25.4 / 300.0
"""The smallest thing a sheet of 300 dpi shows, millimetres."""
_MOST_SHAPES = 40_000
"""Shapes on a sheet: more are neither told apart on paper nor drawn in time."""
_RAMP = ("#f3ead2", "#e3d19c", "#cfae6a", "#a3864a", "#6f5f33", "#3d3a1f")
"""Colours of a value raster that declares none, from low to high."""
_PERCENTILES = (2.0, 98.0)


@dataclass(frozen=True, slots=True)
class SheetLayer:
    """A layer of a year, its declaration and the file of the run that holds it."""

    declared: Given | Derived
    year: int
    path: Path


def drawn_layer(layer: SheetLayer, plane: SheetPlane, *, over_raster: bool) -> DrawnLayer:
    """A layer of shapes within the frame.

    Parcels are filled by their group of land classes, unless they lie over a raster.

    Raises
    ------
    UsageError
        ``PRINT-TOO-DENSE`` if there are more shapes than paper can show.
    """
    declared = layer.declared
    parcels = declared.id == "parcels"
    column = "group" if parcels else declared.zone_field
    frame = read_window(layer.path, plane.bounds, [column] if column else [], _MOST_SHAPES)
    if len(frame) > _MOST_SHAPES:
        raise UsageError(_too_dense(declared))
    frame = frame[shapely.intersects(frame.geometry.to_numpy(), shapely.box(*plane.bounds))]
    legend = tuple(declared.legend)
    if parcels:
        legend = tuple(LegendEntry(one.id, one.title, one.colour) for one in groups())
    kinds = np.empty(0, dtype=object)
    if legend and column in frame:
        kinds = frame[column].fillna("").to_numpy(dtype=object)
    return DrawnLayer(
        title=declared.title,
        form=declared.form,
        colour=declared.colour,
        shapes=np.asarray(frame.geometry.to_numpy(), dtype=object),
        kinds=kinds,
        legend=legend if len(kinds) else (),
        is_filled=not (parcels and over_raster),
    )


def drawn_raster(layer: SheetLayer, plane: SheetPlane, grid: Grid) -> DrawnRaster | None:
    """A raster within the frame, each of its pixels, or of the overview that paper can show.

    None where the frame misses the grid.
    """
    declared = layer.declared
    assert isinstance(declared, Derived), "rasters of a run are derived"
    spec = RasterSpec(
        (layer.path,), declared.id, layer.year, declared.form, nodata=float(declared.nodata)
    )
    entries: list[LegendEntry] = list(declared.legend)

    def paint(values: NDArray[Any]) -> tuple[NDArray[np.uint8], Mapping[int, str]]:
        if declared.form is Form.CLASS_RASTER:
            return values.astype(np.uint8), {int(e.value): e.colour for e in entries}
        if not entries:
            return _ramp(values, declared.uom, entries)
        steps = np.array(sorted(int(entry.value) for entry in entries))
        return stepped(values, steps), {int(e.value): e.colour for e in entries}

    drawn = window_picture(spec, grid, plane.bounds, _DOT_MM / plane.per_m, paint)
    if drawn is None:
        return None
    shown = [entry for entry in entries if int(entry.value) in drawn.colours]
    return DrawnRaster(declared.title, drawn.png, drawn.bounds, shown)


def _ramp(
    values: NDArray[Any], uom: str, entries: list[LegendEntry]
) -> tuple[NDArray[np.uint8], Mapping[int, str]]:
    """Steps over what is seen, of round numbers; they are added to the legend."""
    seen = values[~np.isnan(values)]
    if not seen.size:
        return np.full(values.shape, 255, dtype=np.uint8), {}
    low, high = (float(v) for v in np.percentile(seen, _PERCENTILES))
    step = nice_step(max(high - low, 1e-9), len(_RAMP) - 1)
    first = float(np.floor(low / step)) * step
    edges = [first + step * place for place in range(len(_RAMP))]
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(_RAMP) - 1)
    for number, (edge, colour) in enumerate(zip(edges, _RAMP, strict=True)):
        said = f"{edge:g}-{edge + step:g} {uom}" if number + 1 < len(_RAMP) else f"≥ {edge:g} {uom}"
        entries.append(LegendEntry(number, Text(said, said), colour))
    classes = np.where(np.isnan(values), 255, place).astype(np.uint8)
    return classes, dict(enumerate(_RAMP))


def _too_dense(declared: Given | Derived) -> Finding:
    return Finding(
        "PRINT-TOO-DENSE",
        Severity.ERROR,
        Text("图幅内图形过多，纸上无法分辨", "more shapes on the sheet than paper can show"),
        Text("改用更大比例尺、更大纸张，或改印该图层的栅格",
             "take a larger scale or paper, or a raster in place of the layer"),
        layer=declared.id,
        seen=f"> {_MOST_SHAPES}",
        wanted=f"<= {_MOST_SHAPES}",
    )  # fmt: skip
