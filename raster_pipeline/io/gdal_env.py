"""GDAL's settings, made before any library that loads GDAL is imported.

Every module of this folder that imports rasterio or pyogrio imports this one first. Drivers that
reach over the network, run scripts or hide other files behind a small one are switched off: an
input folder of a bureau must never make the system open anything but the file named.
"""

from __future__ import annotations

import os

__all__ = ["SKIPPED_DRIVERS"]

SKIPPED_DRIVERS = ("HTTP",)

os.environ.setdefault("OGR_SKIP", ",".join(SKIPPED_DRIVERS))
os.environ.setdefault("GDAL_PAM_ENABLED", "NO")
os.environ.setdefault("CPL_LOG_ERRORS", "ON")
