"""Samples handed out to be interpreted: a GeoPackage, and a table for work without GIS."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd

from raster_pipeline.io.disk import disk_errors
from raster_pipeline.io.vector_writer import write_vector
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["refuse_target", "write_sample"]

_DEGREES = "EPSG:4490"
"""CGCS2000 longitude and latitude, which every globe and map service shows near enough."""


def refuse_target(path: Path, *, csv: bool = False) -> None:
    """Refuse a file that is no GeoPackage, or that is there already.

    A sample is filled in by hand over weeks; it is never written over.

    Raises
    ------
    UsageError
        ``SAMPLE-FILE-ENDING`` or ``SAMPLE-FILE-EXISTS``.
    """
    if path.suffix != ".gpkg":
        raise UsageError(
            Finding(
                "SAMPLE-FILE-ENDING",
                Severity.ERROR,
                Text("样本只写为 GeoPackage", "a sample is written as a GeoPackage"),
                Text("文件名以 .gpkg 结尾", "let the name of the file end in .gpkg"),
                seen=path.name,
                wanted=f"{path.stem}.gpkg",
            )
        )
    there = [one for one in _targets(path, csv=csv) if one.exists()]
    if there:
        raise UsageError(
            Finding(
                "SAMPLE-FILE-EXISTS",
                Severity.ERROR,
                Text("文件已存在，可能已有判读结果", "the file exists and may hold what was seen"),
                Text("换一个文件名，或先移走旧文件", "name another file, or move the old one away"),
                file=there[0].name,
            )
        )


def write_sample(frame: gpd.GeoDataFrame, path: Path, *, csv: bool = False) -> tuple[Path, ...]:
    """Write points as a GeoPackage, and with ``csv`` as a table of the same name beside it.

    The table has ``x, y`` on the frame's CRS and ``lon, lat`` in degrees, and opens in Excel. A
    file takes its name when it is whole.

    Raises
    ------
    UsageError
        As :func:`refuse_target`.
    CannotFinishError
        If the disk does not allow it.
    """
    refuse_target(path, csv=csv)
    targets = _targets(path, csv=csv)
    with disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".sample-") as scratch:
            made = [Path(scratch) / target.name for target in targets]
            write_vector(frame, made[0])
            if csv:
                _write_table(frame, made[1])
            for source, target in zip(made, targets, strict=True):
                source.replace(target)
    return targets


def _targets(path: Path, *, csv: bool) -> tuple[Path, ...]:
    return (path, path.with_suffix(".csv")) if csv else (path,)


def _write_table(frame: gpd.GeoDataFrame, path: Path) -> None:
    degrees = frame.geometry.to_crs(_DEGREES)
    table = frame.drop(columns="geometry")
    table.insert(1, "x", frame.geometry.x)
    table.insert(2, "y", frame.geometry.y)
    table.insert(3, "lon", degrees.x.round(8))
    table.insert(4, "lat", degrees.y.round(8))
    table.to_csv(path, index=False, encoding="utf-8-sig")
