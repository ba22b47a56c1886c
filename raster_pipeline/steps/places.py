"""The units of all partitions, each once."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from raster_pipeline.steps.partition_layer import PartitionMap
from sinkmap.statunit import StatUnit

__all__ = ["places_of", "units_of"]


def units_of(partitions: Sequence[PartitionMap]) -> tuple[StatUnit, ...]:
    """Every unit once, as the first partition that has it says."""
    found: dict[str, StatUnit] = {}
    for partition in partitions:
        for unit in partition.units:
            found.setdefault(unit.id, unit)
    return tuple(found.values())


def places_of(partitions: Sequence[PartitionMap]) -> gpd.GeoDataFrame:
    """Every unit once: unit_id and geometry on the grid's CRS."""
    frames = [partition.frame[["unit_id", "geometry"]] for partition in partitions]
    joined = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    return joined.drop_duplicates("unit_id").reset_index(drop=True)
