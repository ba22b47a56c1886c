"""Class rasters of any code system as groups of land classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import code_system

__all__ = ["group_pixels"]


def group_pixels(
    values: NDArray[Any], system: str, nodata: float | None = None
) -> NDArray[np.uint8]:
    """Group index of each pixel; 0 for no data and for values the system does not have.

    Parameters
    ----------
    values
        (y, x) integers of a raster code system.
    system
        Id of the code system, as the study declares it.
    nodata
        Value that means no data in this file, where it is not the system's own.

    Raises
    ------
    UsageError
        If there is no such raster code system.
    """
    table = code_system(system).raster_groups()
    if values.dtype == np.uint8:
        if nodata is not None:
            table[np.arange(256) == nodata] = 0
        return np.asarray(table[values])
    known = (values >= 0) & (values <= 255)
    if nodata is not None:
        known &= values != nodata
    return np.asarray(table[np.where(known, values, 0).astype(np.uint8)] * known, dtype=np.uint8)
