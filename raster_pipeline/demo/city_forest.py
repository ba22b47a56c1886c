"""Forest sub-compartments of the simulated city: bamboo of the 南山, pine and fir on the hills."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_ground import hilliness
from raster_pipeline.demo.city_years import City
from raster_pipeline.demo.city_zones import zone_frame
from raster_pipeline.demo.forest import FOREST, ForestStands, compartment_columns, grown
from raster_pipeline.demo.land import CODES

__all__ = ["city_compartments", "city_stands", "forest_rows"]

_CITY = "320400"
_HILL = 0.35
"""Hilliness from which a parcel lies on the hills."""
_NEAR_WATER = 60.0
"""Metres from water within which trees are those of banks."""
_WATER = ("1101", "1102", "1103", "1107A")


def forest_rows(city: City) -> NDArray[np.int64]:
    """Rows of the parcels of 2022 that are sub-compartments."""
    return np.flatnonzero(np.isin(city.kind[:, 0], [CODES[code] for code in FOREST]))


def city_stands(city: City) -> ForestStands:
    """What grows on the parcels of :func:`forest_rows`."""
    rows = forest_rows(city)
    shapes = city.shape[rows]
    water = city.shape[np.isin(city.kind[:, 0], [CODES[code] for code in _WATER])]
    near = shapely.STRtree(water).query(shapes, predicate="dwithin", distance=_NEAR_WATER)[0]
    bank = np.zeros(len(rows), dtype=bool)
    bank[near] = True
    centre = shapely.centroid(shapes)
    hill = hilliness(shapely.get_x(centre), shapely.get_y(centre)) > _HILL
    return grown(city.kind[rows, 0], hill, bank & ~hill, city.seed[rows])


def city_compartments(city: City, red: Any) -> gpd.GeoDataFrame:
    """The forest survey of 2022 in zone-40 coordinates; ``red`` is the red line in the plane."""
    rows = forest_rows(city)
    shapely.prepare(red)
    columns = compartment_columns(
        city_stands(city),
        city.kind[rows, 0],
        shapely.intersects(red, city.shape[rows]),
        city.register_m2[rows],
        city.seed[rows],
        _CITY,
    )
    codes = np.array([one.code for one in districts()])
    placed = pd.DataFrame({"XIAN": codes[city.district[rows]], **columns})
    return zone_frame(dict(placed), city.shape[rows])
