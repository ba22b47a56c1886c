"""Classes of a raster counted in the polygons of a layer, for layers that are made of both."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from raster_pipeline.engine import PixelReader
from raster_pipeline.steps.account import account
from sinkmap.grid import Grid
from sinkmap.indicator import ClassAreas

__all__ = ["count_zones"]


def count_zones(
    zones: gpd.GeoDataFrame, layer: str, reader: PixelReader, grid: Grid, *, workers: int = 2
) -> gpd.GeoDataFrame:
    """Exact areas of the classes of a raster in each polygon, m² of the additive measure.

    Parameters
    ----------
    zones
        Polygons on the grid's CRS; they may overlap.
    layer, reader
        Id of a class raster, and how to read it on the grid.

    Returns
    -------
    GeoDataFrame
        The rows of ``zones`` with ``m2_<value>`` for each value met, in the order of the values,
        and ``unseen_m2``, where the raster has no data or does not reach.
    """
    tally = ClassAreas(layer)
    units = gpd.GeoDataFrame(
        {"unit_id": np.arange(len(zones)).astype(str)},
        geometry=zones.geometry.to_numpy(),
        crs=zones.crs,
    )
    found = account(grid, units, {layer: reader}, [tally], workers=workers) if len(zones) else {}
    rows = [one[tally] for one in found.values()]
    values = sorted({int(value) for row in rows for value in row.classes})
    columns = {f"m2_{v}": [float(row.classes.get(v, 0.0)) for row in rows] for v in values}
    return zones.assign(**columns, unseen_m2=[row.unseen for row in rows])
