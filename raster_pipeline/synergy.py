"""Synergy of pollution and carbon control, read off a finished run."""

from __future__ import annotations

import geopandas as gpd

from raster_pipeline.io.tables import read_frame, read_table
from raster_pipeline.opened import OpenedRun
from raster_pipeline.steps.synergy import Synergy, unit_synergy

__all__ = ["run_synergy"]


def run_synergy(
    opened: OpenedRun, year: int, patches: gpd.GeoDataFrame | None, *, workers: int = 2
) -> Synergy:
    """What is known of every control unit of a run in a year.

    Parameters
    ----------
    patches
        Patches of control up to the year; None if it was not run.
    """
    places = read_frame(opened.path / "units.parquet")
    kept = opened.taken_in("pollutants", year)
    pollutants = None if kept is None else read_table(kept)
    return unit_synergy(opened.results, places, year, patches, pollutants, workers=workers)
