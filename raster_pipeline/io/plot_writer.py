"""Boundary-point text (界址点坐标文本) written: what registers and other bureaus take in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline.io.plot_crs import GaussKruger, gauss_kruger
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.grid import parse_crs
from sinkmap.text import Text

__all__ = ["write_boundary_text"]

_DIGITS = 4
"""Decimals of a metre; half of the last is 0.05 mm."""


def write_boundary_text(
    plots: gpd.GeoDataFrame,
    path: Path,
    *,
    maker: str = "",
    made_on: str = "",
    encoding: str = "GB18030",
) -> None:
    """Write plots as boundary-point text: X north, Y with zone number, rings closed.

    Parameters
    ----------
    plots
        Polygons in a CGCS2000 Gauss-Krüger zone with :data:`PLOT_COLUMNS`; each part of a
        multipolygon becomes a plot line of its own.
    maker, made_on
        Who made the data and when (``2024-5-1``); left empty if not known.

    Raises
    ------
    CannotFinishError
        ``PLOT-WRITE-CRS`` if the plots lie in another CRS, ``PLOT-WRITE-LETTERS`` if a name has
        letters the character set lacks.
    """
    zone = gauss_kruger(str(plots.crs)) if plots.crs is not None else None
    if zone is None:
        raise CannotFinishError(_no_zone(str(plots.crs)))
    lines = [*_header(zone, maker, made_on), "[地块坐标]"]
    for row in plots.itertuples(index=False):
        for part in shapely.get_parts(row.geometry):
            lines += _plot(row, part, zone)
    text = "\r\n".join(lines) + "\r\n"
    try:
        raw = text.encode(encoding)
    except UnicodeEncodeError as error:
        raise CannotFinishError(_no_letter(error.object[error.start : error.end])) from error
    part_file = path.with_name(path.name + ".part")
    part_file.write_bytes(raw)
    part_file.replace(path)


def _header(zone: GaussKruger, maker: str, made_on: str) -> list[str]:
    return [
        "[属性描述]",
        "格式版本号=1.01版本",
        f"数据产生单位={_plain(maker)}",
        f"数据产生日期={_plain(made_on)}",
        "坐标系=2000国家大地坐标系",
        f"几度分带={zone.width}",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={zone.zone}",
        f"精度={10.0**-_DIGITS:.{_DIGITS}f}",
        "转换参数=,,,,,,",
    ]


def _plot(row: Any, part: shapely.Polygon, zone: GaussKruger) -> Iterator[str]:
    rings = [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]
    count = sum(len(ring) - 1 for ring in rings)
    hectares = "" if math.isnan(row.stated_m2) else f"{row.stated_m2 / 1e4:.4f}"
    words = (row.number, row.name, "面", "", row.use, row.land_class)
    yield ",".join([str(count), hectares, *(_plain(str(word)) for word in words), "@"])
    prefix = 0.0 if zone.prefixed else zone.zone * 1e6
    first = 1
    for number, ring in enumerate(rings, start=1):
        for place, (east, north) in enumerate(np.vstack([ring[:-1], ring[:1]])):
            name = first if place == len(ring) - 1 else first + place
            yield f"J{name},{number},{north:.{_DIGITS}f},{east + prefix:.{_DIGITS}f}"
        first += len(ring) - 1


def _plain(text: str) -> str:
    """A word that cannot be taken for a column, a section or a further line."""
    return " ".join(text.replace(",", "，").replace("@", "＠").split())


def _no_zone(crs: str) -> Finding:
    return Finding(
        "PLOT-WRITE-CRS",
        Severity.ERROR,
        Text("界址点文本须用高斯—克吕格坐标", "boundary-point text needs Gauss-Krüger coordinates"),
        Text("先换算到 CGCS2000 的 3 度带", "bring the plots into a 3-degree zone of CGCS2000"),
        seen=parse_crs(crs).name if crs != "None" else "—",
        wanted="EPSG:4528",
    )


def _no_letter(letters: str) -> Finding:
    return Finding(
        "PLOT-WRITE-LETTERS",
        Severity.ERROR,
        Text("名称含该字符集没有的字", "a name has letters this character set lacks"),
        Text("改用 UTF-8 或 GB18030", "write it as UTF-8 or GB18030"),
        seen=letters,
    )
