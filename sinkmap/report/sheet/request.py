"""What is asked of a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sinkmap.report.sheet.paper import Paper
from sinkmap.text import Language

__all__ = ["PrintRequest"]

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
    language: Language = Language.ZH
