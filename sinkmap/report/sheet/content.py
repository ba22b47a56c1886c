"""What a sheet shows, as plain values on the plane of the grid's CRS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.layer import Form, LegendEntry, Sensitivity
from sinkmap.report.sheet.paper import Layout
from sinkmap.report.sheet.plane import SheetPlane
from sinkmap.text import Text

__all__ = ["DrawnLayer", "DrawnRaster", "DrawnUnit", "SheetContent", "SheetNotes"]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLayer:
    """Shapes of a layer.

    ``kinds``: text of each shape that chooses its entry of ``legend``; a shape without one is drawn
    in ``colour``, and all are where ``legend`` is empty.
    """

    title: Text
    form: Form
    colour: str
    shapes: NDArray[Any]
    kinds: NDArray[Any] = field(default_factory=lambda: np.empty(0, dtype=object))
    legend: Sequence[LegendEntry] = ()
    is_filled: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRaster:
    """A raster as a picture: ``bounds`` are west, south, east, north of its outer edges in metres;
    ``legend``: the entries that occur on the sheet."""

    title: Text
    png: bytes
    bounds: tuple[float, float, float, float]
    legend: Sequence[LegendEntry]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnUnit:
    """A statistical unit: its border, and its name."""

    name: Text
    shape: Any


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """What is said of the data beside the map.

    ``data``: title of a layer and what its data are (vintage or year, state), a row each;
    ``sensitivity``: the strictest of the layers drawn.
    """

    crs: Text
    year: int
    run_id: str
    simulated: bool
    sensitivity: Sensitivity
    data: Sequence[tuple[Text, Text]] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SheetContent:
    """A sheet, ready to be drawn. ``mark``: a drawn shape with its name, on top of all."""

    title: Text
    layout: Layout
    plane: SheetPlane
    notes: SheetNotes
    raster: DrawnRaster | None = None
    layers: Sequence[DrawnLayer] = ()
    units: Sequence[DrawnUnit] = ()
    mark: Any = None
    mark_name: str = ""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Pictures that lie beside the document."""
        return {} if self.raster is None else {"raster.png": self.raster.png}
