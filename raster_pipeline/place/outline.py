"""The border of the parcel at a place, to be drawn on a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from raster_pipeline.opened import OpenedRun
from raster_pipeline.place.run_layers import layers_of_run

__all__ = ["parcel_outline"]


def parcel_outline(opened: OpenedRun, lon: float, lat: float) -> dict[str, Any] | None:
    """Lines about the parcel of the newest year that has one at a place. Any thread may ask.

    Parameters
    ----------
    lon, lat
        Degrees, CGCS2000.

    Returns
    -------
    A GeoJSON geometry of lines in the same degrees; None where there is no parcel.
    """
    layers = layers_of_run(opened)
    x, y = layers.to_grid(np.array([[lon, lat]]))[0].tolist()
    for year in reversed(opened.study.years):
        store = layers.features("parcels", year)
        shapes = None if store is None else store.shapes_at(x, y)
        if shapes is not None and len(shapes):
            border = shapely.transform(shapely.boundary(shapes[-1]), layers.to_degrees)
            found: dict[str, Any] = shapely.geometry.mapping(border)
            return found
    return None
