"""The shapes of one table of a run, on their way into tiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from raster_pipeline.display.drawn import LABEL, DrawnLayer
from raster_pipeline.display.junctions import Junctions
from raster_pipeline.display.outlines import Outlines, outlines_of
from raster_pipeline.display.plainer import plainer
from raster_pipeline.display.tile_layer import Attributes
from raster_pipeline.io.shape_batches import (
    rows_held,
    shape_batches,
    shapes_bounds,
    shapes_crs,
    table_of,
)
from sinkmap.layer import Form

__all__ = ["FEW", "Batch", "ShapeSource"]

FEW = 3000
"""Shapes a layer may have to be drawn without an archive of tiles, labels and all."""

_ROWS = 32_768
"""Shapes of a batch: some 60 MB with 30 vertices each."""

_DIMENSIONS = {Form.POINTS: 0, Form.LINES: 1, Form.POLYGONS: 2}
_FRAME_PLACES = 21
"""Places along a side of the frame by which it is projected, as its sides bend."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some shapes: ``first`` row of the table, outlines, and label points (None without labels).

    ``stay``: (vertices,) those that are there at every zoom; None: all of them.
    """

    first: int
    outlines: Outlines
    labels: Outlines | None
    stay: NDArray[np.bool_] | None = None

    def plainer(self, tolerance: float) -> Outlines:
        """Outlines within a tolerance of the true ones, in parts of the world."""
        return self.outlines if self.stay is None else plainer(self.outlines, self.stay, tolerance)


class ShapeSource:
    """One table of shapes and how it is drawn."""

    def __init__(self, path: Path, drawn: DrawnLayer) -> None:
        self.drawn = drawn
        self._path = path
        self.count = rows_held(path)
        table = table_of(path, drawn.needed())
        self.attributes = Attributes.of(drawn.attributes(table))
        self._texts = drawn.labels(table) if drawn.label else pd.Series(dtype="string")
        self.label_attributes = Attributes.of({LABEL: self._texts} if drawn.label else {})

    @property
    def bounds(self) -> NDArray[np.float64]:
        """(4,) least x and y, greatest x and y on the world; NaN of no shapes."""
        sides = shapes_bounds(self._path)
        if sides is None:
            return np.full(4, np.nan)
        frame = np.array([shapely.MultiPoint(_frame(sides))], dtype=np.object_)
        on_world = outlines_of(frame, 0).on_world(shapes_crs(self._path))
        found: NDArray[np.float64] = on_world.bounds[0]
        return found

    @property
    def few(self) -> bool:
        """Whether the shapes are few enough for their labels to be drawn at every zoom."""
        return self.count <= FEW

    def metadata(self, least: int, most: int) -> dict[str, Any]:
        """What an archive says of its layers, as the format's ``vector_layers``."""
        fields = {
            name: "String" if any(isinstance(one, str) for one in values) else "Number"
            for name, values in zip(self.attributes.names, self.attributes.values, strict=True)
        }
        layers = [{"id": self.drawn.layer, "fields": fields, "minzoom": least, "maxzoom": most}]
        if self.drawn.label:
            first = least if self.few else most
            said = {"fields": {LABEL: "String"}, "minzoom": first, "maxzoom": most}
            layers.append({"id": self.drawn.label_layer, **said})
        return {"vector_layers": layers}

    def junctions(self) -> Junctions | None:
        """Where the borders of all shapes part; None if they are no polygons."""
        if self.drawn.form is not Form.POLYGONS:
            return None
        return Junctions.of(self._flat(shapes) for shapes in shape_batches(self._path, _ROWS))

    def batches(self, junctions: Junctions | None = None) -> Iterator[Batch]:
        """All shapes, in the order of the table; with ``junctions`` they can be made plainer."""
        crs = shapes_crs(self._path)
        first = 0
        for shapes in shape_batches(self._path, _ROWS):
            flat = self._flat(shapes)
            stay = None if junctions is None else junctions.at(flat)
            yield Batch(first, flat.on_world(crs), self._labels(shapes, first, crs), stay)
            first += len(shapes)

    def _flat(self, shapes: NDArray[np.object_]) -> Outlines:
        """Outlines in the CRS of the table."""
        return outlines_of(shapes, _DIMENSIONS[self.drawn.form])

    def _labels(self, shapes: NDArray[np.object_], first: int, crs: pyproj.CRS) -> Outlines | None:
        if not self.drawn.label:
            return None
        said = self._texts.iloc[first : first + len(shapes)] != ""
        return outlines_of(_label_points(shapes, said.to_numpy(dtype=bool)), 0).on_world(crs)


def _frame(sides: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """(n, 2) places along the sides of a rectangle."""
    x = np.linspace(sides[0], sides[2], _FRAME_PLACES)
    y = np.linspace(sides[1], sides[3], _FRAME_PLACES)
    flat = [np.column_stack([x, np.full_like(x, at)]) for at in (sides[1], sides[3])]
    steep = [np.column_stack([np.full_like(y, at), y]) for at in (sides[0], sides[2])]
    return np.concatenate([*flat, *steep])


def _label_points(shapes: NDArray[np.object_], said: NDArray[np.bool_]) -> NDArray[np.object_]:
    """A point inside each polygon, in the middle of each line; empty where nothing is said."""
    points = np.full(len(shapes), shapely.Point(), dtype=np.object_)
    dimensions = shapely.get_dimensions(shapes)
    held = said & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    lines, areas, spots = (held & (dimensions == one) for one in (1, 2, 0))
    points[areas] = shapely.point_on_surface(shapes[areas])
    points[lines] = shapely.line_interpolate_point(
        shapely.line_merge(shapes[lines]), 0.5, normalized=True
    )
    points[spots] = shapely.centroid(shapes[spots])
    return points
