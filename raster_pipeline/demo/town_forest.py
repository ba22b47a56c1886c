"""Forest sub-compartments of the invented town: its parcels of forest, and what grows on them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.forest import FOREST, ForestStands, compartment_columns, grown
from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.town_parcels import COUNTY, FILE_CRS, TownYear, zone_40
from raster_pipeline.demo.town_plan import GRID
from raster_pipeline.demo.town_zones import RED_LINE, rectangle
from sinkmap.area import geodesic_area

__all__ = ["compartment_table", "forest_rows", "town_stands"]

_HILL_VILLAGE = 2
"""西山村 lies on the hills."""
_NEAR_WATER = 60.0
"""Metres from water within which trees are those of banks."""
_WATER = ("1101", "1102", "1103", "1107A")


def forest_rows(town: TownYear) -> NDArray[np.int64]:
    """Rows of the parcels that are sub-compartments."""
    return np.flatnonzero(np.isin(town.kind, [CODES[code] for code in FOREST]))


def town_stands(town: TownYear) -> ForestStands:
    """What grows on the parcels of :func:`forest_rows`."""
    rows = forest_rows(town)
    water = town.shape[np.isin(town.kind, [CODES[code] for code in _WATER])]
    near = shapely.STRtree(water).query(
        town.shape[rows], predicate="dwithin", distance=_NEAR_WATER
    )[0]
    bank = np.isin(np.arange(len(rows)), near)
    hill = town.village[rows] == _HILL_VILLAGE
    return grown(town.kind[rows], hill, bank & ~hill, town.serial[rows])


def compartment_table(town: TownYear) -> gpd.GeoDataFrame:
    """The forest survey as it is handed over; no field for the year, areas in hectares."""
    rows = forest_rows(town)
    shapes: NDArray[Any] = town.shape[rows]
    red = shapely.union_all([rectangle(window) for _, window in RED_LINE.values()])
    columns = compartment_columns(
        town_stands(town),
        town.kind[rows],
        shapely.intersects(shapes, red),
        geodesic_area(shapes, GRID.crs),
        town.serial[rows],
        COUNTY,
    )
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=zone_40(shapes), crs=FILE_CRS)
