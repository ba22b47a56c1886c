"""A drawn or given shape, brought onto the study's grid and checked before it is accounted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj.exceptions import CRSError
from shapely.errors import GEOSException, ShapelyError

from raster_pipeline.io.plot_source import PlotRead, read_plots
from raster_pipeline.place.run_layers import RunLayers
from raster_pipeline.steps.check.crs import crs_findings
from raster_pipeline.steps.check.geometry import sound_geometry
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.vector_layer import on_grid, refused
from raster_pipeline.steps.zone_parts import polygons_only
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.grid import parse_crs
from sinkmap.text import Text

__all__ = ["PlacedShape", "drawn_shape", "placed_shape", "shape_file"]

_DRAWN = "drawn"
"""How findings call a shape that comes from no file."""
_BEYOND_M2 = 1.0
"""Ground beyond the study area that is rounding of a shared border."""

_NO_SHAPE = Kind(
    "SHAPE-UNREADABLE",
    Severity.ERROR,
    Text("图形无法读取", "the shape cannot be read"),
    Text("给出一个多边形或多多边形", "give a polygon or a multipolygon"),
)
_NO_CRS = Kind(
    "SHAPE-CRS",
    Severity.ERROR,
    Text("图形的坐标系无法识别", "the CRS of the shape is not known"),
    Text("写 EPSG 代码，如 EPSG:4490", "write an EPSG code, as EPSG:4490"),
)
_OUTSIDE = Kind(
    "SHAPE-OUTSIDE",
    Severity.ERROR,
    Text("图形不在研究范围内", "the shape lies outside the study area"),
    Text("核对坐标系与带号", "check the CRS and the zone number"),
)
_PARTLY = Kind(
    "SHAPE-PARTLY-OUTSIDE",
    Severity.WARNING,
    Text("图形部分超出研究范围，超出部分没有数据", "part of the shape lies beyond the study area"),
    Text(
        "覆盖不足的指标不作判定；需要时裁去超出部分",
        "figures with too little coverage are not told; cut off that part if they are wanted",
    ),
)
_JOINED = Kind(
    "SHAPE-OVERLAP",
    Severity.WARNING,
    Text(
        "文件中的图形互相重叠，重叠部分只计一次", "shapes of the file overlap; ground counts once"
    ),
    Text("核对图形", "check the shapes"),
)


@dataclass(frozen=True, slots=True, eq=False)
class PlacedShape:
    """A valid polygon or multipolygon on the grid's CRS.

    ``area_m2``: additive; ``inside_m2``: of it in the study area; ``findings``: warnings.
    """

    geometry: Any
    area_m2: float
    inside_m2: float
    findings: tuple[Finding, ...]


def drawn_shape(shape: Any, crs: str) -> PlotRead:
    """A shape that comes from no file, as one that was read.

    Parameters
    ----------
    shape
        Polygon or multipolygon of shapely, or a GeoJSON geometry or feature of one.
    crs
        EPSG code or WKT of its coordinates, x (east) first.

    Raises
    ------
    InputRefusedError
        ``SHAPE-UNREADABLE`` or ``SHAPE-CRS``.
    """
    place = Place(_DRAWN)
    try:
        known = parse_crs(crs)
    except CRSError:
        raise InputRefusedError([place.found(_NO_CRS, seen=str(crs)[:80])]) from None
    polygon = _geometry(shape)
    if polygon is None or shapely.get_dimensions(polygon) != 2 or polygon.is_empty:
        raise InputRefusedError([place.found(_NO_SHAPE, seen=str(shape)[:80])])
    has_z = bool(shapely.has_z(polygon))
    columns = {"number": [_DRAWN], "name": [""], "stated_m2": [float("nan")]}
    flat = gpd.GeoDataFrame(columns, geometry=[shapely.force_2d(polygon)], crs=known)
    return PlotRead(flat, crs, _DRAWN, (), has_z)


def _geometry(shape: Any) -> Any:
    if isinstance(shape, shapely.Geometry):
        return shape
    if not isinstance(shape, Mapping):
        return None
    inner: Any = shape.get("geometry") if shape.get("type") == "Feature" else shape
    try:
        return shapely.geometry.shape(inner)
    except (ShapelyError, GEOSException, AttributeError, KeyError, TypeError, ValueError):
        return None  # whatever a page may hand over that is no geometry


def shape_file(path: Path, *, crs: str = "", layer: str = "") -> PlotRead:
    """The polygons of a file: boundary-point text, DXF, shapefile, GeoPackage, GeoJSON, zip.

    Raises
    ------
    InputRefusedError
        Every fault, as :func:`raster_pipeline.io.plot_source.read_plots`.
    """
    return read_plots(path, crs=crs, layer=layer)


def placed_shape(read: PlotRead, layers: RunLayers, file: str = _DRAWN) -> PlacedShape:
    """All polygons that were read as one shape on the grid's CRS; ground counts once.

    Raises
    ------
    InputRefusedError
        With every finding, if one of them is an error.
    """
    study, place = layers.opened.study, Place(file=file)
    findings = list(read.findings)
    bounds = tuple(float(v) for v in read.frame.total_bounds)
    if np.isfinite(bounds).all():
        west, south, east, north = bounds
        findings += crs_findings(read.crs, False, (west, south, east, north), study.grid, place)
    _refuse(findings)
    measure = AreaMeasure.of_grid(study.grid)
    shapes = np.asarray(read.frame.geometry.to_numpy(), dtype=object)
    columns = read.frame.drop(columns="geometry")
    frame = gpd.GeoDataFrame(
        columns, geometry=on_grid(shapes, read.crs, study.grid), crs=study.grid.crs
    )
    sound = sound_geometry(
        frame,
        frame["number"],
        study.policies,
        measure,
        place,
        has_z=read.has_z,
        unreadable=read.unreadable,
    )
    findings += sound.findings
    _refuse(findings)
    parts = np.asarray(sound.frame.geometry.to_numpy(), dtype=object)
    whole, overlap = _as_one(parts, measure)
    if overlap > _BEYOND_M2:
        findings.append(place.found(_JOINED, area_m2=overlap))
    area, inside = _within(whole, layers.city, measure)
    if inside <= 0.0:
        findings.append(place.found(_OUTSIDE, area_m2=area))
    elif area - inside > _BEYOND_M2:
        findings.append(place.found(_PARTLY, area_m2=area - inside))
    _refuse(findings)
    return PlacedShape(whole, area, inside, tuple(findings))


def _refuse(findings: list[Finding]) -> None:
    if refused(findings):
        raise InputRefusedError(findings)


def _as_one(parts: Any, measure: AreaMeasure) -> tuple[Any, float]:
    """All parts as one, and m² that lie in more than one of them."""
    if len(parts) == 1:
        return parts[0], 0.0
    one = polygons_only(np.array([shapely.union_all(parts)], dtype=object))[0]
    return one, float(measure.polygons(parts).sum() - measure.polygons([one]).sum())


def _within(shape: Any, city: Any, measure: AreaMeasure) -> tuple[float, float]:
    """m² of a shape, and of it in the study area."""
    area = float(measure.polygons([shape])[0])
    if shapely.covers(city, shape):
        return area, area
    both = polygons_only(np.array([shapely.intersection(shape, city)], dtype=object))
    return area, float(measure.polygons(both).sum())
