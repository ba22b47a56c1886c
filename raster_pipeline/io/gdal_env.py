"""GDAL's drivers and settings, narrowed before anything is opened.

Every module of this folder that imports rasterio or pyogrio imports this one first. A file of a
bureau may carry any name and hold anything: a virtual raster that points at other files, a script
that fetches over the network, a format whose reader writes beside the file. So both copies of
GDAL (pyogrio and rasterio each bring their own) keep only the drivers this system needs, and
network access is shut. GDAL removes drivers when it registers them and ``GDAL_SKIP`` names them;
it warns about names it does not know, so each copy is asked for its own names first.

Warping registers the driver of virtual rasters again, for the whole process, unless one of that
name is there. So a driver that opens nothing holds the name; warping in memory does without.
"""

from __future__ import annotations

import ctypes
import os
import sys

from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.text import Text

__all__ = ["RASTER_DRIVERS", "VECTOR_DRIVERS", "open_drivers", "self_test"]

VECTOR_DRIVERS = frozenset(
    {"ESRI Shapefile", "GPKG", "GeoJSON", "OpenFileGDB", "Parquet", "DXF", "MEM", "Memory"}
)
"""Drivers pyogrio may use; those a build does not carry are simply absent.

DXF is what boundaries of projects are drawn in; its blocks stay folded.
"""
RASTER_DRIVERS = frozenset({"GTiff", "COG", "JP2OpenJPEG", "MEM", "Memory"})
"""Drivers rasterio may use.

JPEG 2000 is what the band files of Sentinel-2 are; the driver of whole products stays out, since
their metadata name further files.
"""

_SETTINGS = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "/vsicurl/disabled",
    "DXF_INLINE_BLOCKS": "FALSE",  # blocks that nest blocks can fill any memory
    "GDAL_CACHEMAX": "128",  # MB; else a twentieth of the machine's memory fills while rasters pass
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_PAM_ENABLED": "NO",
    "SHAPE_RESTORE_SHX": "NO",
}
_HELD, _HELD_TITLE = "VRT", "holds the name and opens nothing"
os.environ.update(_SETTINGS)

import pyogrio  # noqa: E402
import rasterio  # noqa: E402
from pyogrio import _ogr as pyogrio_gdal  # noqa: E402
from rasterio import _env as rasterio_gdal  # noqa: E402


def open_drivers() -> tuple[frozenset[str], frozenset[str]]:
    """Names of the drivers pyogrio and rasterio have now; what only holds a name is left out."""
    with rasterio.Env() as env:
        titles = env.drivers()
    raster = frozenset(name for name in titles if titles[name] != _HELD_TITLE)
    return frozenset(pyogrio.list_drivers()), raster


def _register_without(names: frozenset[str], register: str) -> None:
    before = os.environ.get("GDAL_SKIP")
    os.environ["GDAL_SKIP"] = ",".join(sorted(names))
    try:
        if register == "pyogrio":
            pyogrio_gdal._register_drivers()
        else:
            rasterio_gdal._have_registered_drivers = False
            rasterio_gdal.GDALEnv().start()
    finally:
        if before is None:
            del os.environ["GDAL_SKIP"]
        else:
            os.environ["GDAL_SKIP"] = before


def _hold_name() -> None:
    """Register a driver without any function under the name of the virtual rasters' driver.

    rasterio has no call for it, so it goes to the GDAL that rasterio's own module is linked with.
    Windows does not look through linked libraries: there only the rule that every opening names
    its driver stands.
    """
    if sys.platform == "win32":
        return
    gdal = ctypes.CDLL(rasterio_gdal.__file__)
    gdal.GDALCreateDriver.restype = ctypes.c_void_p
    gdal.GDALSetDescription.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    gdal.GDALSetMetadataItem.argtypes = [ctypes.c_void_p, *[ctypes.c_char_p] * 3]
    gdal.GDALRegisterDriver.argtypes = [ctypes.c_void_p]
    driver = gdal.GDALCreateDriver()
    gdal.GDALSetDescription(driver, _HELD.encode())
    gdal.GDALSetMetadataItem(driver, b"DMD_LONGNAME", _HELD_TITLE.encode(), None)
    gdal.GDALRegisterDriver(driver)


def self_test() -> None:
    """Assert that no driver outside the allow-lists is left.

    Raises
    ------
    CannotFinishError
        ``GDAL-DRIVERS`` with the drivers that stayed; nothing was opened yet.
    """
    vector, raster = open_drivers()
    stray = sorted((vector - VECTOR_DRIVERS) | (raster - RASTER_DRIVERS))
    if not stray:
        return
    raise CannotFinishError(
        Finding(
            "GDAL-DRIVERS",
            Severity.ERROR,
            Text("GDAL 驱动白名单未生效", "the allow-list of GDAL drivers is not in force"),
            Text(
                "请使用 requirements.lock 中的 rasterio 与 pyogrio 版本",
                "install the versions of rasterio and pyogrio that requirements.lock names",
            ),
            seen=", ".join(stray[:20]),
            wanted=", ".join(sorted(VECTOR_DRIVERS | RASTER_DRIVERS)),
        )
    )


_vector, _raster = open_drivers()
if _vector - VECTOR_DRIVERS:
    _register_without(_vector - VECTOR_DRIVERS, "pyogrio")
if _raster - RASTER_DRIVERS:
    _register_without(_raster - RASTER_DRIVERS, "rasterio")
_hold_name()
self_test()
