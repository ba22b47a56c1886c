"""Plots in a drawing (DXF): closed polylines and hatches of one layer.

Blocks are not unfolded: a drawing may nest them without end. A drawing knows no CRS; the caller
declares it.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from raster_pipeline.io.plot_findings import PlotFindings, PlotKind
from raster_pipeline.io.plot_rings import nested
from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = ["read_drawing"]

_MOST_BYTES = 256 * 2**20
_CLOSE_M = 0.001
"""Ends of a polyline nearer than a millimetre are one point."""
_READING = threading.Lock()
"""The code page is a setting of the whole process."""
_BINARY = b"AutoCAD Binary DXF"


def _error(code: str, message: Text, cure: Text) -> PlotKind:
    return PlotKind(code, Severity.ERROR, message, cure)


_FORMAT = _error(
    "PLOT-DXF-FORMAT",
    Text("不是文本格式的 DXF", "not a DXF file in text form"),
    Text("DWG 或二进制 DXF 请另存为 DXF（文本）", "save DWG or binary DXF as DXF in text form"),
)
_TOO_LARGE = _error(
    "PLOT-DXF-TOO-LARGE",
    Text("图形文件过大", "the drawing is too large"),
    Text("只保留用地范围图层后另存", "keep the layer of the plot only"),
)
_UNREADABLE = _error(
    "PLOT-DXF-UNREADABLE",
    Text("图形文件无法读取", "the drawing cannot be read"),
    Text("用制图软件核查后另存为 DXF", "audit it in the drawing program and save it again"),
)
_NOTHING = _error(
    "PLOT-DXF-EMPTY",
    Text("没有闭合多段线或填充", "there is no closed polyline and no hatch"),
    Text("将用地界线闭合（CLOSE）后另存", "close the boundary polyline and save it"),
)
_LAYERS = _error(
    "PLOT-DXF-LAYERS",
    Text("多个图层都有闭合界线", "closed boundaries lie on several layers"),
    Text("用 --layer 指明用地范围所在图层", "name the layer of the plot with --layer"),
)
_NO_LAYER = _error(
    "PLOT-DXF-NO-LAYER",
    Text("所指图层没有闭合界线", "the layer named holds no closed boundary"),
    Text("改用所列图层", "name a layer of those listed"),
)
_CROSSING = _error(
    "PLOT-DXF-CROSSING",
    Text("界线自相交或相互交叉", "boundaries cross themselves or each other"),
    Text("在图中改正界线", "correct the boundaries in the drawing"),
)
_OPEN = PlotKind(
    "PLOT-DXF-OPEN",
    Severity.WARNING,
    Text("该图层有未闭合的线，未读取", "open lines of the layer were not read"),
    Text("若为用地界线，请闭合后提交", "close them if they bound the plot"),
)
_BLOCKS = PlotKind(
    "PLOT-DXF-BLOCKS",
    Severity.WARNING,
    Text("图块未展开，其内容未读取", "blocks were not unfolded and not read"),
    Text("若含用地界线，请先分解（EXPLODE）", "explode them if they hold the boundary"),
)
_TWICE = PlotKind(
    "PLOT-DXF-DOUBLE",
    Severity.NOTE,
    Text("相同界线重复，只取一次", "equal boundaries were taken once"),
    Text("无需处理", "nothing to do"),
)


def read_drawing(path: Path, layer: str, found: PlotFindings) -> pd.DataFrame:
    """Plots of a drawing: ``name`` (text inside the plot, else empty), ``geometry``.

    Parameters
    ----------
    layer
        Layer of the drawing; may be empty if only one holds closed boundaries.
    """
    nothing = pd.DataFrame({"name": [], "geometry": []})
    if not _is_drawing(path, found):
        return nothing
    try:
        table = _entities(path)
    except (DataSourceError, DataLayerError, UnicodeDecodeError, ValueError) as error:
        said = str(error).partition("; It might help")[0]
        found.add(_UNREADABLE, seen=said.replace(f"{path.parent}/", "")[:120])
        return nothing
    columns = {name.lower(): table.column(name).to_pylist() for name in table.column_names}
    layers = np.array([str(name or "0") for name in columns["layer"]], dtype=object)
    stored = columns.get("wkb_geometry") or columns.get("geometry") or []
    shapes = shapely.force_2d(shapely.from_wkb(stored, on_invalid="ignore"))
    texts = columns.get("text") or [None] * len(shapes)
    blocks = [n for n in columns.get("blockname") or [] if n]
    if blocks:
        found.add(_BLOCKS, seen=", ".join(dict.fromkeys(blocks)))
    areas = [_area(shape) for shape in shapes]
    closed = np.array([area is not None for area in areas], dtype=bool)
    chosen = _layer(layers[closed], layer, found)
    if chosen is None:
        return nothing
    own = closed & (layers == chosen)
    lines = np.isin(shapely.get_type_id(shapes), (1, 5))
    _note_open(int((~closed & (layers == chosen) & lines).sum()), chosen, found)
    return _plots([areas[row] for row in np.flatnonzero(own)], shapes, texts, found)


def _entities(path: Path) -> Any:
    """The drawing's entities as an Arrow table.

    Since 2007 drawings are UTF-8 whatever code page their header names, and the driver believes
    the header; before, those of Chinese programs are GBK.
    """
    try:
        path.read_bytes().decode("utf-8")
        page = "UTF-8"
    except UnicodeDecodeError:
        page = "CP936"
    with _READING:
        pyogrio.set_gdal_config_options({"DXF_ENCODING": page})
        try:
            return pyogrio.read_arrow(path, layer="entities")[1]
        finally:
            pyogrio.set_gdal_config_options({"DXF_ENCODING": None})


def _is_drawing(path: Path, found: PlotFindings) -> bool:
    size = path.stat().st_size
    if size > _MOST_BYTES:
        found.add(_TOO_LARGE, seen=f"{size} B", wanted=f"<= {_MOST_BYTES} B")
        return False
    with path.open("rb") as stream:
        head = stream.read(4096)
    words = head.removeprefix(b"\xef\xbb\xbf").split()
    # A text drawing begins with pairs of a group code and a value; comments have code 999.
    if head.startswith(_BINARY) or not words or words[0] not in (b"0", b"999"):
        found.add(_FORMAT, seen=repr(head[:20]), wanted="0 / SECTION")
        return False
    return True


def _area(shape: Any) -> Any:
    """The area an entity bounds, None if it bounds none."""
    kind = shapely.get_type_id(shape)
    if kind in (3, 6):
        return shape if not shape.is_empty else None
    if kind != 1 or len(shape.coords) < 4:
        return None
    xy = shapely.get_coordinates(shape)
    if not np.isfinite(xy).all() or np.abs(xy[0] - xy[-1]).max() > _CLOSE_M:
        return None
    xy[-1] = xy[0]
    return shapely.Polygon(xy)


def _layer(closed: np.ndarray, asked: str, found: PlotFindings) -> str | None:
    counts = pd.Series(closed, dtype=object).value_counts().sort_index()
    listed = ", ".join(f"{name} ({count})" for name, count in counts.items())
    if counts.empty:
        found.add(_NOTHING, seen="0")
    elif asked and asked not in counts.index:
        found.add(_NO_LAYER, seen=asked, wanted=listed)
    elif asked:
        return asked
    elif len(counts) > 1:
        found.add(_LAYERS, seen=listed, wanted="--layer")
    else:
        return str(counts.index[0])
    return None


def _note_open(count: int, layer: str, found: PlotFindings) -> None:
    if count:
        found.add(_OPEN, seen=f"{layer}: {count}")


def _plots(areas: list[Any], shapes: Any, texts: list[Any], found: PlotFindings) -> pd.DataFrame:
    """Boundaries made plots: equal ones once, one inside another is its hole."""
    keys: dict[bytes, Any] = {}
    for area in areas:
        same = shapely.normalize(shapely.set_precision(area, _CLOSE_M, mode="pointwise"))
        keys.setdefault(shapely.to_wkb(same), area)
    if len(keys) < len(areas):
        found.add(_TWICE, seen=f"{len(areas) - len(keys)}")
    holed = [area for area in keys.values() if shapely.get_type_id(area) == 6 or area.interiors]
    plain = [area for area in keys.values() if not any(area is one for one in holed)]
    rings = [
        *plain,
        *(shapely.Polygon(p.exterior) for one in holed for p in shapely.get_parts(one)),
    ]
    rings += [
        shapely.Polygon(ring)
        for one in holed
        for part in shapely.get_parts(one)
        for ring in part.interiors
    ]
    whole = nested(_once(rings))
    if whole is None:
        found.add(_CROSSING, seen=f"{len(rings)}")
        return pd.DataFrame({"name": [], "geometry": []})
    parts = shapely.get_parts(whole)
    return pd.DataFrame({"name": _names(parts, shapes, texts), "geometry": list(parts)})


def _once(rings: list[Any]) -> list[Any]:
    """Rings, each once: a hatch and a polyline may draw the same hole."""
    keys = {shapely.to_wkb(shapely.normalize(ring)): ring for ring in rings}
    return list(keys.values())


def _names(parts: Any, shapes: Any, texts: list[Any]) -> list[str]:
    """The text inside each plot, where there is exactly one."""
    rows = [row for row, text in enumerate(texts) if text and shapely.get_type_id(shapes[row]) == 0]
    points = shapes[rows]
    names = []
    for part in parts:
        inside = np.flatnonzero(shapely.contains(part, points)).tolist() if rows else []
        names.append(str(texts[rows[inside[0]]]).strip() if len(inside) == 1 else "")
    return names
