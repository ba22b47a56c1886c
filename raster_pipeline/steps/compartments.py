"""Sub-compartment accounts: the pieces of forest sub-compartments in each statistical unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from raster_pipeline.steps.overlay import ZoneLayer, overlay
from raster_pipeline.steps.workspace import Workspace
from sinkmap.area import AreaMeasure
from sinkmap.tally import COMPARTMENT_COLUMNS, Compartments

__all__ = ["account_compartments", "unit_compartments"]

_CARRIED = [column for column in COMPARTMENT_COLUMNS if column != "area_m2"]


def unit_compartments(
    workspace: Workspace, year: int, partitions: Sequence[ZoneLayer], measure: AreaMeasure
) -> Mapping[str, pd.DataFrame] | None:
    """:func:`account_compartments` of a year; None where the study has no forest survey of it."""
    layer = Compartments().layer
    if not workspace.has(layer, year):
        return None
    frame = workspace.frame(layer, year)
    return account_compartments(frame, partitions, measure, workers=workspace.workers)


def account_compartments(
    frame: gpd.GeoDataFrame,
    partitions: Sequence[ZoneLayer],
    measure: AreaMeasure,
    *,
    workers: int = 2,
) -> Mapping[str, pd.DataFrame]:
    """Cut sub-compartments by partitions.

    What is stated per hectare holds in every piece of a sub-compartment; areas are of the
    additive measure, so that the units of a partition add up to the city.

    Parameters
    ----------
    frame
        Sub-compartments as intake leaves them, on the CRS of ``measure``.
    partitions
        Zone layers whose ids are unit ids.

    Returns
    -------
    unit id -> rows of :data:`sinkmap.tally.COMPARTMENT_COLUMNS`; no rows where there is no
    forest.
    """
    pieces = overlay(
        frame.geometry.to_numpy(),
        partitions,
        measure,
        workers=workers,
        disjoint=False,  # partitions may overlap within the tolerance of the checks
    )
    carried = frame[_CARRIED].iloc[pieces["parcel"].to_numpy()].reset_index(drop=True)
    rows = carried.assign(area_m2=pieces["geometry_m2"].to_numpy())
    by_unit: dict[str, pd.DataFrame] = {}
    for layer in partitions:
        found = pieces.groupby(layer.name, observed=True, sort=False).indices
        for unit in layer.ids:
            index = found.get(unit, np.empty(0, dtype=np.int64))
            by_unit.setdefault(unit, rows.iloc[index].reset_index(drop=True))
    return by_unit
