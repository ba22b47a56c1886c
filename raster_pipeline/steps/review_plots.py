"""Plots of a project brought onto the study's grid and checked before they are reviewed."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.plot_source import PlotRead
from raster_pipeline.steps.check.crs import crs_findings
from raster_pipeline.steps.check.geometry import sound_geometry
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.vector_layer import on_grid, refused
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.grid import Grid
from sinkmap.policies import Policies
from sinkmap.text import Text

__all__ = ["placed_plots"]

_AREA_SHARE, _AREA_M2 = 0.005, 10.0
"""Stated and computed area may differ by half a percent, and by 10 m² at any rate."""
_OUTSIDE_M2 = 1.0

_AREA = Kind(
    "REVIEW-AREA-STATED",
    Severity.WARNING,
    Text("地块行所写面积与坐标计算面积不符", "the area stated is not that of the coordinates"),
    Text(
        "核对面积单位（公顷）与坐标；审查采用坐标计算面积",
        "check the unit (ha) and the coordinates; the review takes the coordinates",
    ),
)
_OVERLAP = Kind(
    "REVIEW-PLOTS-OVERLAP",
    Severity.ERROR,
    Text("同一项目的地块互相重叠", "plots of one project overlap"),
    Text("改正界址点，或作为多个项目提交", "correct the points, or hand them in one by one"),
)
_OUTSIDE = Kind(
    "REVIEW-OUTSIDE",
    Severity.ERROR,
    Text("地块不在研究范围内", "a plot lies outside the study area"),
    Text("核对坐标系与带号", "check the CRS and the zone number"),
)
_PARTLY = Kind(
    "REVIEW-PARTLY-OUTSIDE",
    Severity.WARNING,
    Text("地块部分超出研究范围，超出部分未审查", "ground beyond the study area was not reviewed"),
    Text("超出部分由所在市另行审查", "have that part reviewed by its own city"),
)


def placed_plots(
    read: PlotRead,
    grid: Grid,
    city: Any,
    policies: Policies,
    measure: AreaMeasure,
    *,
    one_project: bool,
    file: str,
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Plots on the grid's CRS with ``area_m2``, and what was found about them.

    Parameters
    ----------
    read
        The plots as they were handed in.
    city
        Polygon of the study area.
    one_project
        Whether they belong together; plots of one project may not overlap.

    Raises
    ------
    InputRefusedError
        With every finding, if one of them is an error.
    """
    place = Place(file=file)
    geometry = np.asarray(read.frame.geometry.to_numpy(), dtype=object)
    findings = list(read.findings)
    west, south, east, north = (float(v) for v in read.frame.total_bounds)
    if np.isfinite([west, south, east, north]).all():
        findings += crs_findings(read.crs, False, (west, south, east, north), grid, place)
    _refuse(findings)
    columns = pd.DataFrame(read.frame.drop(columns="geometry"))
    frame = gpd.GeoDataFrame(columns, geometry=on_grid(geometry, read.crs, grid), crs=grid.crs)
    sound = sound_geometry(
        frame,
        frame["number"],
        policies,
        measure,
        place,
        has_z=read.has_z,
        unreadable=read.unreadable,
    )
    findings += sound.findings
    _refuse(findings)
    plots = sound.frame
    shapes = np.asarray(plots.geometry.to_numpy(), dtype=object)
    plots["area_m2"] = measure.polygons(shapes)
    findings += _stated(plots, place)
    findings += _beyond(plots, city, measure, place)
    if one_project:
        findings += _overlapping(plots, measure, place)
    _refuse(findings)
    return plots, findings


def _refuse(findings: list[Finding]) -> None:
    if refused(findings):
        raise InputRefusedError(findings)


def _stated(plots: gpd.GeoDataFrame, place: Place) -> list[Finding]:
    stated = plots["stated_m2"].to_numpy(dtype=np.float64)
    apart = np.abs(stated - plots["area_m2"].to_numpy())
    wrong = np.isfinite(stated) & (apart > np.maximum(_AREA_M2, _AREA_SHARE * stated))
    if not wrong.any():
        return []
    first = plots[wrong].iloc[0]
    return [
        place.found(
            _AREA,
            features=plots.loc[wrong, "number"],
            seen=f"{first['stated_m2'] / 1e4:.4f} ha",
            wanted=f"{first['area_m2'] / 1e4:.4f} ha",
        )
    ]


def _beyond(
    plots: gpd.GeoDataFrame, city: Any, measure: AreaMeasure, place: Place
) -> list[Finding]:
    """Plots outside the study area, and the ground that parts of plots have there."""
    shapes = np.asarray(plots.geometry.to_numpy(), dtype=object)
    shapely.prepare(city)
    inside = shapely.contains(city, shapes)
    if inside.all():
        return []
    rest = np.flatnonzero(~inside)
    outer = measure.polygons(_areal(shapely.difference(shapes[rest], city)))
    whole = plots["area_m2"].to_numpy()[rest]
    numbers = plots["number"].to_numpy()[rest]
    found = []
    away = outer >= whole * (1.0 - 1e-9)
    part = ~away & (outer > _OUTSIDE_M2)
    for kind, rows in ((_OUTSIDE, away), (_PARTLY, part)):
        if rows.any():
            area = float(outer[rows].sum())
            found.append(place.found(kind, features=numbers[rows], area_m2=area))
    return found


def _areal(shapes: NDArray[Any]) -> NDArray[Any]:
    """Polygons of what a difference leaves."""
    return np.array([_polygons(shape) for shape in shapes], dtype=object)


def _polygons(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon([p for p in parts if shapely.get_dimensions(p) == 2])


def _overlapping(plots: gpd.GeoDataFrame, measure: AreaMeasure, place: Place) -> list[Finding]:
    shapes = np.asarray(plots.geometry.to_numpy(), dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = np.flatnonzero(one < other)
    shared = measure.polygons(
        _areal(shapely.intersection(shapes[one[pairs]], shapes[other[pairs]]))
    )
    wrong = shared > _OUTSIDE_M2
    if not wrong.any():
        return []
    numbers = plots["number"].to_numpy()
    named = [f"{numbers[one[p]]} × {numbers[other[p]]}" for p in pairs[wrong]]
    return [place.found(_OVERLAP, features=named, area_m2=float(shared.sum()))]
