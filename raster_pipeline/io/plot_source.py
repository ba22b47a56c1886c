"""The plot of a project as it is handed in: boundary-point text, drawing, shapefile, GeoJSON, zip.

Whatever is wrong is found at once, each thing named with file, line, value seen and cure.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj.exceptions import CRSError

from raster_pipeline.io.plot_archive import unpacked_plot
from raster_pipeline.io.plot_crs import crs_of_points
from raster_pipeline.io.plot_dxf import read_drawing
from raster_pipeline.io.plot_findings import PlotFindings, PlotKind
from raster_pipeline.io.plot_rings import plot_polygon
from raster_pipeline.io.plot_text import TextPlot, read_boundary_text
from raster_pipeline.io.vector_source import read_vector
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.grid import parse_crs
from sinkmap.text import Text

__all__ = ["PLOT_COLUMNS", "PlotRead", "read_plots"]

PLOT_COLUMNS = ("number", "name", "use", "land_class", "stated_m2")
"""Number, name, use and land class of a plot as stated, empty if not; stated area, NaN if not."""

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "number": ("DKBH", "DKDM", "XMBH", "XMDM", "NUMBER", "ID", "BSM", "编号", "地块编号"),
    "name": ("DKMC", "XMMC", "MC", "NAME", "名称", "地块名称", "项目名称"),
    "use": ("DKYT", "YT", "GHYT", "USE", "用途", "地块用途"),
    "land_class": ("DLBM", "GHDLDM", "YDYHFLDM", "LAND_CLASS", "地类编码"),
}
_VECTORS = (".shp", ".geojson", ".json", ".gpkg")
_ENDINGS = (".txt", ".dxf", ".zip", *_VECTORS)

_FORMAT = PlotKind(
    "PLOT-FORMAT",
    Severity.ERROR,
    Text("不支持的地块文件", "not a plot file that is read"),
    Text(
        "提交界址点文本、DXF、Shapefile（可打包为 zip）或 GeoJSON",
        "hand in boundary-point text, DXF, a shapefile (in a zip too) or GeoJSON",
    ),
)
_FILE = PlotKind(
    "PLOT-FILE-MISSING",
    Severity.ERROR,
    Text("找不到地块文件", "there is no such plot file"),
    Text("核对路径", "check the path"),
)
_NONE = PlotKind(
    "PLOT-NONE",
    Severity.ERROR,
    Text("文件中没有地块", "the file holds no plot"),
    Text("核对导出的文件", "check what was exported"),
)
_DECLARED = PlotKind(
    "PLOT-CRS-DECLARED",
    Severity.WARNING,
    Text("文件未写坐标系，按声明读取", "the file states no CRS; the one declared was taken"),
    Text("核对声明的坐标系", "check the CRS declared"),
)
_NO_CRS = PlotKind(
    "PLOT-CRS-UNDECLARED",
    Severity.ERROR,
    Text("文件没有坐标系", "the file has no CRS"),
    Text("用 --crs 声明（如 EPSG:4528）", "declare it with --crs (as EPSG:4528)"),
)
_BAD_CRS = PlotKind(
    "PLOT-CRS-NO-CRS",
    Severity.ERROR,
    Text("声明的坐标系无法识别", "the CRS declared is not known"),
    Text("写 EPSG 代码，如 EPSG:4528", "write an EPSG code, as EPSG:4528"),
)


@dataclass(frozen=True, slots=True, eq=False)
class PlotRead:
    """Plots of one file.

    ``frame``: one row a plot with :data:`PLOT_COLUMNS` and polygons in ``crs``; ``kind`` of the
    file; ``findings``: warnings and notes; ``unreadable`` rows whose geometry does not decode.
    """

    frame: gpd.GeoDataFrame
    crs: str
    kind: str
    findings: tuple[Finding, ...]
    has_z: bool = False
    unreadable: tuple[int, ...] = ()


def read_plots(path: Path, *, crs: str = "", layer: str = "", name: str = "") -> PlotRead:
    """Read the plots of a project.

    Parameters
    ----------
    path
        The file; its ending names the format.
    crs
        CRS of a file that states none; where it states one the two must agree.
    layer
        Layer of a drawing, or table of a container.
    name
        How findings call the file.

    Raises
    ------
    InputRefusedError
        Every fault found, ``PLOT-*``; those of ``FILE-*`` and ``TABLE-*`` for vector files.
    """
    found = PlotFindings(name or path.name)
    ending = path.suffix.lower()
    if not path.is_file():
        found.add(_FILE, seen=name or path.name)
    elif ending not in _ENDINGS:
        found.add(_FORMAT, seen=ending or path.name, wanted=", ".join(_ENDINGS))
    if crs and not _is_crs(crs):
        found.add(_BAD_CRS, seen=crs, wanted="EPSG:4528")
    _refuse(found)
    if ending == ".zip":
        with tempfile.TemporaryDirectory(prefix="plot-") as folder:
            inner = unpacked_plot(path, Path(folder), found)
            _refuse(found)
            assert inner is not None
            return read_plots(inner, crs=crs, layer=layer, name=found.file)
    if ending == ".txt":
        return _from_text(path, crs, found)
    if ending == ".dxf":
        return _from_drawing(path, crs, layer, found)
    return _from_vector(path, crs, layer, found)


def _is_crs(text: str) -> bool:
    try:
        parse_crs(text)
    except CRSError:
        return False
    return True


def _refuse(found: PlotFindings) -> None:
    if found.refused:
        raise InputRefusedError(found.findings())


def _from_text(path: Path, declared: str, found: PlotFindings) -> PlotRead:
    text = read_boundary_text(path, found)
    points = [point for plot in text.plots for point in plot.points]
    north = np.array([point.north for point in points], dtype=np.float64)
    east = np.array([point.east for point in points], dtype=np.float64)
    crs = crs_of_points(text.keys, north, east, declared, found)
    shapes = [plot_polygon(plot, _label(plot, n), found) for n, plot in enumerate(text.plots, 1)]
    _refuse(found)
    if "坐标系" not in text.keys:
        found.add(_DECLARED, seen=crs)
    frame = _frame(
        {
            "number": [plot.number for plot in text.plots],
            "name": [plot.name for plot in text.plots],
            "use": [plot.use for plot in text.plots],
            "land_class": [plot.land_class for plot in text.plots],
            "stated_m2": [plot.stated_m2 for plot in text.plots],
        },
        shapes,
        crs,
    )
    return PlotRead(frame, crs, "boundary_text", found.findings())


def _label(plot: TextPlot, place: int) -> str:
    return plot.name or plot.number or f"#{place}"


def _frame(columns: Mapping[str, Any], shapes: list[Any], crs: str) -> gpd.GeoDataFrame:
    """A table of plots; plots without a number get their place in the file."""
    table = pd.DataFrame({name: columns[name] for name in PLOT_COLUMNS})
    numbers = table["number"].astype(str)
    places = pd.Series([str(n) for n in range(1, len(table) + 1)], index=table.index)
    table["number"] = numbers.where(numbers.str.strip() != "", places)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=crs)


def _from_drawing(path: Path, declared: str, layer: str, found: PlotFindings) -> PlotRead:
    drawn = read_drawing(path, layer, found)
    if not declared:
        found.add(_NO_CRS, seen=".dxf", wanted="--crs EPSG:4528")
    _refuse(found)
    found.add(_DECLARED, seen=declared)
    blank = [""] * len(drawn)
    frame = _frame(
        {
            "number": blank,
            "name": list(drawn["name"]),
            "use": blank,
            "land_class": blank,
            "stated_m2": [float("nan")] * len(drawn),
        },
        list(drawn["geometry"]),
        declared,
    )
    return PlotRead(frame, declared, "dxf", found.findings())


def _from_vector(path: Path, declared: str, layer: str, found: PlotFindings) -> PlotRead:
    read = read_vector(path, table=layer, assume_crs=declared, name=found.file)
    if read.frame.empty:
        found.add(_NONE, seen="0")
    elif not read.crs:
        found.add(_NO_CRS, seen=path.suffix, wanted="--crs EPSG:4528")
    _refuse(found)
    if read.assumed:
        found.add(_DECLARED, seen=declared)
    by_name = {str(column).upper(): column for column in read.frame.columns}
    columns: dict[str, Any] = {
        column: _texts(read.frame, next((by_name[a] for a in aliases if a in by_name), None))
        for column, aliases in _ALIASES.items()
    }
    columns["stated_m2"] = [float("nan")] * len(read.frame)
    frame = _frame(columns, list(read.frame.geometry), read.crs)
    kind = {".shp": "shapefile", ".gpkg": "geopackage"}.get(path.suffix.lower(), "geojson")
    return PlotRead(frame, read.crs, kind, found.findings(), read.has_z, read.unreadable)


def _texts(frame: pd.DataFrame, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(frame)
    return ["" if pd.isna(value) else str(value).strip() for value in frame[column]]
