"""Vector files written: GeoPackage, shapefile, file geodatabase, GeoJSON and Parquet."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import pyogrio

__all__ = ["DRIVERS", "write_vector"]

DRIVERS = {
    "GPKG": ".gpkg",
    "ESRI Shapefile": ".shp",
    "OpenFileGDB": ".gdb",
    "GeoJSON": ".geojson",
    "Parquet": ".parquet",
}
"""Drivers that can be written and the file name ending each one asks for."""

_FIXED_TIME = "2000-01-01T00:00:00.000Z"
_LDID_OFFSET = 29
_DBF_DATE = slice(1, 4)
_SHAPEFILE_ENDINGS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix")


def write_vector(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    table: str | None = None,
    driver: str = "GPKG",
    encoding: str | None = None,
    cpg: bool = True,
) -> None:
    """Write one table of features; an older file of that name (or table) is replaced.

    Parameters
    ----------
    frame
        Features with a CRS; coordinates are written as they are, x then y.
    path
        Target file, or folder for a file geodatabase; must end as ``DRIVERS`` says.
    table
        Name of the table in a container (GeoPackage, file geodatabase); default is the file stem.
        A second table goes into the same container.
    driver
        One of ``DRIVERS``.
    encoding
        Character set of a shapefile's table, for instance ``GBK``; UTF-8 by default.
    cpg
        False writes a shapefile whose table names no character set at all (no ``.cpg`` file,
        language byte 0), as older desktop software in China does.

    Raises
    ------
    ValueError
        For an unknown driver or a file name that does not fit it.

    Notes
    -----
    The bytes depend on the features only (times and journals are fixed), except for a file
    geodatabase, whose format stores random identifiers.
    """
    if driver not in DRIVERS or path.suffix != DRIVERS[driver]:
        raise ValueError(f"cannot write {path.name} with driver {driver!r}; known: {DRIVERS}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if driver == "Parquet":
        frame.to_parquet(path, compression="zstd", index=False)
    elif driver == "GPKG":
        _write_geopackage(frame, path, table or path.stem)
    elif driver == "ESRI Shapefile":
        _write_shapefile(frame, path, encoding or "UTF-8", cpg=cpg)
    elif driver == "OpenFileGDB":
        _write_geodatabase(frame, path, table or path.stem)
    else:
        path.unlink(missing_ok=True)
        pyogrio.write_dataframe(frame, path, driver=driver)


def _write_geopackage(frame: gpd.GeoDataFrame, path: Path, table: str) -> None:
    exists = path.exists()
    if exists and _holds(path, table):
        path.unlink()
        exists = False
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options(
        {"OGR_CURRENT_DATE": _FIXED_TIME, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    )
    try:
        pyogrio.write_dataframe(
            frame, path, driver="GPKG", layer=table, append=exists, **_container(exists)
        )
    finally:
        pyogrio.set_gdal_config_options(
            {"OGR_CURRENT_DATE": before, "OGR_SQLITE_SYNCHRONOUS": None}
        )


def _container(exists: bool) -> dict[str, Any]:
    return {} if exists else {"dataset_options": {"VERSION": "1.3"}}


def _holds(path: Path, table: str) -> bool:
    layers = pyogrio.list_layers(path)
    return len(layers) == 0 or list(layers[:, 0]) == [table]


def _write_geodatabase(frame: gpd.GeoDataFrame, path: Path, table: str) -> None:
    exists = path.exists()
    if exists and _holds(path, table):
        shutil.rmtree(path)
        exists = False
    pyogrio.write_dataframe(frame, path, driver="OpenFileGDB", layer=table, append=exists)


def _write_shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str, *, cpg: bool) -> None:
    for ending in _SHAPEFILE_ENDINGS:
        path.with_suffix(ending).unlink(missing_ok=True)
    pyogrio.write_dataframe(
        frame, path, driver="ESRI Shapefile", encoding=encoding, layer_options={"RESIZE": "YES"}
    )
    table = path.with_suffix(".dbf")
    raw = bytearray(table.read_bytes())
    raw[_DBF_DATE] = bytes((100, 1, 1))
    if cpg:
        path.with_suffix(".cpg").write_text(encoding, encoding="ascii")
    else:
        raw[_LDID_OFFSET] = 0
        path.with_suffix(".cpg").unlink(missing_ok=True)
    table.write_bytes(raw)
